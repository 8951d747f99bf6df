#include "graph/evidence.h"

#include <algorithm>
#include <map>

#include "archive/percent.h"
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

const PairTable& pairs_of(const TouchpointGraph& touchpoints, std::uint32_t table) {
  return table == used ? touchpoints.channel_pairs() : touchpoints.product_pairs();
}

// Whether stored sums of (campaign, channel or product) tell what counts; if so, f(entry) for those that do.
template <class F>
bool each_stored(const PairTable& pairs, std::uint32_t campaign, std::uint32_t far, const TouchTest& test, F&& f) {
  const auto [first, last] = pairs.find(campaign, far);
  if (!test.only_types()) return first == last;
  const auto cut = [&](std::uint64_t i) {  // some of its touchpoints may lie in the window, some outside
    return (pairs.first_day.at(i) < test.from_day() && pairs.last_day.at(i) >= test.from_day()) ||
           (pairs.last_day.at(i) > test.to_day() && pairs.first_day.at(i) <= test.to_day());
  };
  const auto counts = [&](std::uint64_t i) { return test.type_passes(pairs.type.at(i), pairs.currency.at(i)); };
  for (std::uint64_t i = first; i < last; ++i) {
    if (counts(i) && cut(i)) return false;
  }
  for (std::uint64_t i = first; i < last; ++i) {
    const bool inside = pairs.first_day.at(i) >= test.from_day() && pairs.last_day.at(i) <= test.to_day();
    if (inside && counts(i)) f(i);
  }
  return true;
}

// f(row) for the touchpoints of a campaign through a channel or for a product, from the rows of its users.
template <class F>
void each_row_of_pair(const CampaignGraph& graph, std::uint32_t table, std::uint32_t campaign, std::uint32_t far,
                      const TouchTest& test, Budget& budget, F&& f) {
  const TouchpointGraph& touchpoints = graph.touchpoints();
  const Adjacency& users = touchpoints.touched().in;
  std::int64_t before = -1;
  for (std::uint64_t i = users.begin(campaign); i < users.end(campaign); ++i) {
    const std::int64_t user = users.far.at(i);
    if (user == before) continue;
    before = user;
    const auto number = static_cast<std::uint32_t>(user);
    budget.steps(touchpoints.rows_end(number) - touchpoints.rows_begin(number) + 1);
    test.each_row(number, far_field(table), far, campaign, f);
  }
}

}  // namespace

std::optional<std::int32_t> declared_day(const CampaignGraph& graph, std::uint32_t table, std::uint32_t source,
                                         std::uint32_t target) {
  if (is_touch_table(table)) return std::nullopt;
  const EdgeTable& edges = graph.graph().tables()[table];
  const std::uint64_t end = edges.out.end(source);
  const std::uint64_t position = edges.out.far.lower_bound(edges.out.begin(source), end, target);
  if (position == end || edges.out.far.at(position) != target) return std::nullopt;
  if (!shows_touches(table))
    return edges.out.days.empty() ? always : static_cast<std::int32_t>(edges.out.days.at(position));
  std::optional<std::int32_t> day;
  for (const auto& property : edges.properties) {
    const PropertyValue value = property->get(position);
    const auto* flag = std::get_if<bool>(&value);
    if (flag != nullptr && *flag && property->name() == "declared" && !day) day = always;
    if (const auto* since = std::get_if<archive::Date>(&value);
        since != nullptr && property->name() == "declared_since")
      day = since->days;
  }
  return day;
}

EdgeFacts edge_facts(const CampaignGraph& graph, std::uint32_t table, std::uint32_t source, std::uint32_t target,
                     const TouchTest& test, Budget& budget) {
  Summary summary(graph);
  Summary refunds(graph);
  if (is_touch_table(table)) {
    budget.steps(graph.touchpoints().rows_end(source) - graph.touchpoints().rows_begin(source) + 1);
    test.each_row(source, far_field(table), target, no_node, [&](std::uint64_t row) {
      if (test.is_part(table, row, TouchTest::Part::edge)) summary.add_row(row);
      if (test.is_part(table, row, TouchTest::Part::refund)) refunds.add_row(row);
    });
  } else if (shows_touches(table)) {
    const PairTable& pairs = pairs_of(graph.touchpoints(), table);
    if (!each_stored(pairs, source, target, test, [&](std::uint64_t i) { summary.add_entry(pairs, i); }))
      each_row_of_pair(graph, table, source, target, test, budget, [&](std::uint64_t row) { summary.add_row(row); });
  }
  EdgeFacts facts;
  facts.evidence = summary.evidence();
  facts.refunds = refunds.count();
  facts.refunded = refunds.values();
  if (facts.evidence.count == 0) {
    const auto day = declared_day(graph, table, source, target);
    if (day && *day != always)
      facts.evidence.first =
          archive::Instant{graph.zone().start_of({*day, archive::Precision::day}), archive::Precision::day};
  }
  facts.evidence.link = evidence_link(graph, table, source, target, facts.evidence.count != 0, test);
  return facts;
}

std::uint64_t touch_count(const CampaignGraph& graph, std::uint32_t table, std::uint32_t source, std::uint32_t target,
                          const TouchTest& test, Budget& budget) {
  std::uint64_t count = 0;
  if (is_touch_table(table)) {
    budget.steps(graph.touchpoints().rows_end(source) - graph.touchpoints().rows_begin(source) + 1);
    return test.count(table, source, target);
  }
  if (!shows_touches(table)) return 0;
  const PairTable& pairs = pairs_of(graph.touchpoints(), table);
  const bool stored = each_stored(pairs, source, target, test,
                                  [&](std::uint64_t i) { count += static_cast<std::uint64_t>(pairs.count.at(i)); });
  if (!stored) each_row_of_pair(graph, table, source, target, test, budget, [&](std::uint64_t) { ++count; });
  return count;
}

std::string evidence_link(const CampaignGraph& graph, std::uint32_t table, std::uint32_t source, std::uint32_t target,
                          bool touchpoints, const TouchTest& test) {
  const PropertyGraph& all = graph.graph();
  const EdgeTable& edges = all.tables()[table];
  const auto key = [&](std::uint32_t node_class, std::uint32_t number) {
    return archive::percent_encode(all.classes()[node_class].keys.at(number));
  };
  if (touchpoints) {
    const auto parameter = [&](std::uint32_t node_class, std::uint32_t number) {
      return std::string(archive::to_string(kind_of_class(node_class))) + "=" + key(node_class, number);
    };
    return "/api/v1/touchpoints?" + parameter(edges.source, source) + "&" + parameter(edges.target, target) +
           test.link_parameters(table);
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
