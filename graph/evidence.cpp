#include "graph/evidence.h"

#include <algorithm>
#include <map>

#include "graph/touchpoint_pairs.h"

namespace almanac::graph {
namespace {

using archive::Kind;
using archive::Word;

// Adds up rows, whatever chose them.
class Summary {
 public:
  explicit Summary(const CampaignGraph& graph) : graph_(graph), touchpoints_(graph.touchpoints()) {}

  void add_row(std::uint64_t row) {
    const archive::Instant time{touchpoints_.at(Field::time, row),
                                archive::Precision{static_cast<std::uint8_t>(touchpoints_.at(Field::precision, row))}};
    meet(time, time);
    ++count_;
    ++types_[static_cast<std::uint32_t>(touchpoints_.at(Field::type, row))];
    if (const auto value = touchpoints_.value(row)) {
      static constexpr std::int64_t powers[] = {1,       10,        100,        1'000,       10'000,
                                                100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};
      add_value(touchpoints_.at(Field::currency, row), 1,
                static_cast<PairSums::Wide>(value->digits) * powers[9 - value->scale]);
    }
  }

  void add_entry(const PairTable& pairs, std::uint64_t entry) {
    const auto instant = [&](const PackedColumn& days) {
      return archive::Instant{
          graph_.zone().start_of({static_cast<std::int32_t>(days.at(entry)), archive::Precision::day}),
          archive::Precision::day};
    };
    meet(instant(pairs.first_day), instant(pairs.last_day));
    const auto count = static_cast<std::uint64_t>(pairs.count.at(entry));
    count_ += count;
    types_[static_cast<std::uint32_t>(pairs.type.at(entry))] += count;
    if (pairs.valued.at(entry) != 0) {
      add_value(pairs.currency.at(entry), static_cast<std::uint64_t>(pairs.valued.at(entry)),
                PairSums::stored_sum(pairs, entry));
    }
  }

  std::uint64_t count() const { return count_; }

  Evidence evidence() const {
    Evidence evidence;
    evidence.count = count_;
    evidence.first = first_;
    evidence.last = last_;
    evidence.values = values();
    for (const auto& [type, count] : types_) evidence.types.emplace_back(touchpoints_.word(Word::type, type), count);
    std::sort(evidence.types.begin(), evidence.types.end(), [](const auto& a, const auto& b) {
      return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    return evidence;
  }

  std::vector<std::pair<std::string, archive::Decimal>> values() const {
    std::vector<std::pair<std::string, Value>> sums;
    for (const auto& [currency, value] : values_) sums.emplace_back(touchpoints_.word(Word::currency, currency), value);
    std::sort(sums.begin(), sums.end(), [](const auto& a, const auto& b) {
      return a.second.count != b.second.count ? a.second.count > b.second.count : a.first < b.first;
    });
    std::vector<std::pair<std::string, archive::Decimal>> values;
    for (const auto& [currency, value] : sums) values.emplace_back(currency, PairSums::to_decimal(value.digits));
    return values;
  }

 private:
  struct Value {
    std::uint64_t count = 0;
    PairSums::Wide digits = 0;
  };

  void meet(archive::Instant first, archive::Instant last) {
    if (!first_ || first.ms < first_->ms) first_ = first;
    if (!last_ || last.ms > last_->ms) last_ = last;
  }
  void add_value(std::int64_t currency, std::uint64_t count, PairSums::Wide digits) {
    Value& value = values_[currency];
    value.count += count;
    value.digits += digits;
  }

  const CampaignGraph& graph_;
  const TouchpointGraph& touchpoints_;
  std::uint64_t count_ = 0;
  std::optional<archive::Instant> first_, last_;
  std::map<std::uint32_t, std::uint64_t> types_;
  std::map<std::int64_t, Value> values_;
};

// f(row) for the rows of a user whose `field` holds `far`, up to the end of the day.
template <class F>
void each_row(const TouchpointGraph& touchpoints, std::uint32_t user, Field field, std::uint32_t far, const AsOf& as_of,
              F&& f) {
  const PackedColumn& column = touchpoints.column(field);
  const PackedColumn& times = touchpoints.column(Field::time);
  const std::int64_t wanted = std::int64_t{far} + 1;
  for (std::uint64_t row = touchpoints.rows_begin(user); row < touchpoints.rows_end(user); ++row) {
    if (column.at(row) != wanted) continue;
    if (times.at(row) > as_of.end_ms) break;  // rows of a user ascend in time
    f(row);
  }
}

Field far_field(std::uint32_t table) {
  if (table == touched_table) return Field::campaign;
  return table == bought_table || table == promoted ? Field::product : Field::channel;
}

// Which rows of a (user, far end) pair make the edge; for BOUGHT refunds are told apart.
enum class Part { edge, refund, none };
Part part_of(const TouchpointGraph& touchpoints, std::uint32_t table, std::uint64_t row) {
  if (table == touched_table) return Part::edge;
  const std::string_view type = touchpoints.word(Word::type, touchpoints.at(Field::type, row));
  if (table == reached_table) return is_reach(type) ? Part::edge : Part::none;
  return type == "purchase" ? Part::edge : type == "refund" ? Part::refund : Part::none;
}

const PairTable& pairs_of(const TouchpointGraph& touchpoints, std::uint32_t table) {
  return table == used ? touchpoints.channel_pairs() : touchpoints.product_pairs();
}

// Sums of (campaign, channel or product): the stored ones if they all lie before the day, else from the rows of its users.
void add_pair(const CampaignGraph& graph, std::uint32_t table, std::uint32_t campaign, std::uint32_t far,
              const AsOf& as_of, Summary& summary) {
  const TouchpointGraph& touchpoints = graph.touchpoints();
  const PairTable& pairs = pairs_of(touchpoints, table);
  const auto [first, last] = pairs.find(campaign, far);
  bool stored = true;
  for (std::uint64_t i = first; i < last; ++i) stored = stored && pairs.last_day.at(i) <= as_of.day;
  if (stored) {
    for (std::uint64_t i = first; i < last; ++i) summary.add_entry(pairs, i);
    return;
  }
  const Adjacency& users = touchpoints.touched().in;
  std::int64_t before = -1;
  for (std::uint64_t i = users.begin(campaign); i < users.end(campaign); ++i) {
    const std::int64_t user = users.far.at(i);
    if (user == before) continue;
    before = user;
    each_row(touchpoints, static_cast<std::uint32_t>(user), far_field(table), far, as_of, [&](std::uint64_t row) {
      if (touchpoints.at(Field::campaign, row) == std::int64_t{campaign} + 1) summary.add_row(row);
    });
  }
}

std::string encoded(std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                       c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out;
}

}  // namespace

AsOf as_of_end(const CampaignGraph& graph, const std::optional<archive::Date>& date) {
  if (!date) return {};
  return {date->last_day(), graph.zone().end_of(*date)};
}

EdgeFacts edge_facts(const CampaignGraph& graph, std::uint32_t table, std::uint32_t source, std::uint32_t target,
                     const AsOf& as_of) {
  const TouchpointGraph& touchpoints = graph.touchpoints();
  Summary summary(graph);
  Summary refunds(graph);
  if (table >= touched_table) {
    each_row(touchpoints, source, far_field(table), target, as_of, [&](std::uint64_t row) {
      const Part part = part_of(touchpoints, table, row);
      if (part == Part::edge) summary.add_row(row);
      if (part == Part::refund) refunds.add_row(row);
    });
  } else if (table == used || table == promoted) {
    add_pair(graph, table, source, target, as_of, summary);
  }
  EdgeFacts facts;
  facts.evidence = summary.evidence();
  facts.refunds = refunds.count();
  facts.refunded = refunds.values();
  if (facts.evidence.count == 0) {
    const EdgeTable& edges = graph.graph().tables()[table];
    const std::uint64_t position = edges.out.far.lower_bound(edges.out.begin(source), edges.out.end(source), target);
    if (!edges.out.days.empty() && position < edges.out.end(source) && edges.out.days.at(position) != always) {
      const archive::Date day{static_cast<std::int32_t>(edges.out.days.at(position)), archive::Precision::day};
      facts.evidence.first = archive::Instant{graph.zone().start_of(day), archive::Precision::day};
    }
  }
  facts.evidence.link = evidence_link(graph, table, source, target, facts.evidence.count != 0, as_of);
  return facts;
}

std::uint64_t edge_count_as_of(const CampaignGraph& graph, std::uint32_t table, std::uint32_t source,
                               std::uint32_t target, const AsOf& as_of) {
  const TouchpointGraph& touchpoints = graph.touchpoints();
  if (table >= touched_table) {
    std::uint64_t count = 0;
    each_row(touchpoints, source, far_field(table), target, as_of,
             [&](std::uint64_t row) { count += part_of(touchpoints, table, row) == Part::edge ? 1 : 0; });
    return count;
  }
  if (table != used && table != promoted) return 1;
  Summary summary(graph);
  add_pair(graph, table, source, target, as_of, summary);
  return std::max<std::uint64_t>(summary.count(), 1);
}

std::string evidence_link(const CampaignGraph& graph, std::uint32_t table, std::uint32_t source, std::uint32_t target,
                          bool touchpoints, const AsOf& as_of) {
  const PropertyGraph& all = graph.graph();
  const EdgeTable& edges = all.tables()[table];
  const auto key = [&](std::uint32_t node_class, std::uint32_t number) {
    return encoded(all.classes()[node_class].keys.at(number));
  };
  if (touchpoints) {
    const auto parameter = [&](std::uint32_t node_class, std::uint32_t number) {
      return std::string(archive::to_string(kind_of_class(node_class))) + "=" + key(node_class, number);
    };
    std::string link = "/api/v1/touchpoints?" + parameter(edges.source, source) + "&" + parameter(edges.target, target);
    if (table == bought_table) link += "&type=purchase";
    if (!as_of.everything()) link += "&to=" + archive::Date{as_of.day, archive::Precision::day}.to_string();
    return link;
  }
  if (table >= record_table_count) return {};
  const RecordRelation& relation = record_relations[table];
  const std::uint32_t owner = relation.owner == relation.source ? source : target;
  const char* route = nullptr;
  switch (relation.owner) {
    case Kind::campaign:
      route = "campaigns";
      break;
    case Kind::lesson:
      route = "lessons";
      break;
    case Kind::user:
      route = "users";
      break;
    case Kind::product:
      route = "products";
      break;
    case Kind::channel:
      route = "channels";
      break;
    case Kind::segment:
      route = "segments";
      break;
    default:
      return {};  // a category is its path; there is no record to show
  }
  return std::string("/api/v1/") + route + "/" + key(class_of_kind(relation.owner), owner);
}

}  // namespace almanac::graph
