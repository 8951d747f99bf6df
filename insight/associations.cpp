#include "insight/associations.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>
#include <set>
#include <span>

#include "graph/exploring.h"
#include "insight/unit_counter.h"

namespace almanac::insight {

using archive::Json;
using graph::Budget;
using graph::CampaignGraph;
using graph::Field;

namespace {

struct Shown {
  std::uint32_t row = 0, column = 0;
  Counts counts;
  std::optional<Strength> strength;
  double q = 1;
};

// A pair while it is one of many.
struct Pair {
  std::uint32_t row = 0, column = 0, both = 0;
  std::uint32_t earlier = 0;  // units with both, but the column only before the row, where that order counts
};

// The highest so many of the numbers added.
class Highest {
 public:
  explicit Highest(std::size_t count) : count_(count) {}
  void add(double x) {
    if (count_ == 0 || beats(x)) return;
    if (heap_.size() == count_) {
      std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
      heap_.pop_back();
    }
    heap_.push_back(x);
    std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
  }
  // Whether all of them are higher.
  bool beats(double x) const { return heap_.size() == count_ && !heap_.empty() && x < heap_.front(); }

 private:
  std::size_t count_;
  std::vector<double> heap_;  // the lowest first
};

// Counts, chooses the pairs to show, and finds the campaigns behind them in a second pass.
class Associating {
 public:
  Associating(const CampaignGraph& graph, const AssociationRequest& request, Budget& budget)
      : graph_(graph),
        request_(request),
        budget_(budget),
        counter_(graph, request, budget),
        rows_(counter_.rows()),
        columns_(counter_.columns()) {}

  Associations run() {
    PairCounts pairs(rows_.size(), counter_.column_count(), budget_);
    if (request_.then && !counter_.stops()) earlier_.emplace(rows_.size(), counter_.column_count(), budget_);
    counter_.count(pairs, earlier_ ? &*earlier_ : nullptr);
    const std::vector<Shown> shown = choose(pairs);
    if (request_.codes == 0 || shown.empty()) return described(shown, {});
    return described(shown, evidence(shown));
  }

 private:
  Counts counts_of(const Pair& pair) const { return counter_.counts(pair.row, pair.column, pair.both, pair.earlier); }

  bool same_dimension() const { return !counter_.stops() && request_.rows.dimension == request_.columns.dimension; }
  // A pair and its mirror are one.
  bool alike() const { return same_dimension() && !request_.then && request_.rows == request_.columns; }

  // With both sides in use, as candidates() offers them.
  std::uint64_t possible_pairs() const {
    const std::uint64_t rows = rows_.in_use();
    if (alike()) return rows * (rows - (rows == 0 ? 0 : 1)) / 2;
    const std::uint64_t all = rows * (counter_.stops() ? 1 : columns_.in_use());
    if (!same_dimension()) return all;
    std::set<std::uint32_t> used;
    for (std::uint32_t row = 0; row < rows_.size(); ++row) {
      if (rows_.units(row) != 0) used.insert(rows_.value(row));
    }
    std::uint64_t with_itself = 0;
    for (std::uint32_t column = 0; column < columns_.size(); ++column)
      with_itself += columns_.units(column) != 0 && used.contains(columns_.value(column)) ? 1 : 0;
    return all - with_itself;
  }

  std::uint32_t earlier_of(std::uint32_t row, std::uint32_t column) { return earlier_ ? earlier_->of(row, column) : 0; }

  // Pairs that met, and those that never did where so many meetings were expected that this says something.
  std::vector<Pair> candidates(PairCounts& pairs) {
    const bool same = same_dimension();
    const bool mirrored = alike();
    std::vector<Pair> all;
    const auto offer = [&](std::uint32_t row, std::uint32_t column, std::uint32_t both) {
      if (same && rows_.value(row) == columns_.value(column)) return;
      if (mirrored && rows_.value(row) > columns_.value(column)) return;
      if (all.size() == all.capacity()) budget_.hold(all.capacity() * sizeof(Pair));
      budget_.row();
      all.push_back({row, column, both, earlier_of(row, column)});
    };
    std::uint32_t next_row = 0;  // of the pairs between those that met
    std::uint32_t next_column = 0;
    const auto step = [&] {
      if (++next_row < rows_.size()) return;
      next_row = 0;
      ++next_column;
      budget_.steps(rows_.size());
    };
    const double least = static_cast<double>(request_.least) * static_cast<double>(counter_.units());
    const auto skip_to = [&](std::uint32_t row, std::uint32_t column) {
      for (; next_column < column || (next_column == column && next_row < row); step()) {
        const std::uint64_t a = rows_.units(next_row);
        const std::uint64_t b = counter_.column_units(next_column);
        const auto enough = [&](std::uint64_t with) {
          return a != 0 && with != 0 && static_cast<double>(a) * static_cast<double>(with) >= least;
        };
        if (enough(b) && (!earlier_ || enough(b - earlier_of(next_row, next_column)))) offer(next_row, next_column, 0);
      }
    };
    pairs.each([&](std::uint32_t row, std::uint32_t column, std::uint32_t both) {
      skip_to(row, column);
      offer(row, column, both);
      step();
    });
    if (rows_.size() != 0) skip_to(0, counter_.column_count());
    return all;
  }

  std::vector<Shown> choose(PairCounts& pairs) {
    const std::vector<Pair> all = candidates(pairs);
    const Chances chances(counter_.units());
    std::vector<double> p, order(all.size());
    const std::size_t kept = std::min(request_.limit, all.size());
    Highest highest(kept);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Counts counts = counts_of(all[i]);
      const bool tested = !too_few(counts, request_.least);
      if (tested) p.push_back(chances.of(counts));
      const bool hopeless = tested && request_.order == AssociationOrder::lift && highest.beats(most_low(counts));
      order[i] = hopeless ? -std::numeric_limits<double>::infinity() : place(all[i], counts, tested);
      highest.add(order[i]);
    }
    tested_ = p.size();
    std::vector<std::uint32_t> best(all.size());
    std::iota(best.begin(), best.end(), 0U);
    std::partial_sort(best.begin(), best.begin() + static_cast<std::ptrdiff_t>(kept), best.end(),
                      [&](std::uint32_t a, std::uint32_t b) {
                        return order[a] != order[b] ? order[a] > order[b] : before(all[a], all[b]);
                      });
    std::vector<Shown> shown;
    std::vector<double> asked;
    for (std::size_t i = 0; i < kept; ++i) {
      const Pair& pair = all[best[i]];
      Shown one{pair.row, pair.column, counts_of(pair), std::nullopt, 1};
      if (!too_few(one.counts, request_.least)) {
        one.strength = strength(one.counts);
        one.strength->p = chances.of(one.counts);
        asked.push_back(one.strength->p);
      }
      shown.push_back(one);
    }
    const std::vector<double> rates = discovery_rates(p, asked);
    std::size_t next = 0;
    for (Shown& one : shown) {
      if (one.strength) one.q = rates[next++];
    }
    return shown;
  }

  // The larger, the earlier; pairs that are too few to tell come last.
  double place(const Pair& pair, const Counts& counts, bool tested) const {
    constexpr double last = -std::numeric_limits<double>::infinity();
    switch (request_.order) {
      case AssociationOrder::lift:
        return tested ? interval(counts)->first : last;
      case AssociationOrder::low_lift:
        return tested ? -interval(counts)->second : last;
      case AssociationOrder::both:
        return static_cast<double>(counts.both);
      case AssociationOrder::jaccard:
        return counts.jaccard();
      case AssociationOrder::row:
        return -static_cast<double>(rows_.value(pair.row));
    }
    return 0;
  }

  // What the lower end of the interval of lift cannot exceed, without its logarithms.
  static double most_low(const Counts& c) { return c.row == c.all ? 1 : static_cast<double>(c.both) / c.expected(); }

  // Of pairs in the same place: most people, then keys.
  bool before(const Pair& a, const Pair& b) const {
    if (request_.order != AssociationOrder::row && a.both != b.both) return a.both > b.both;
    if (a.row != b.row && request_.order != AssociationOrder::row)
      return rows_.dimension().key(rows_.value(a.row)) < rows_.dimension().key(rows_.value(b.row));
    if (counter_.stops() || a.column == b.column) return false;
    return columns_.dimension().key(columns_.value(a.column)) < columns_.dimension().key(columns_.value(b.column));
  }

  // By shown pair: units by campaign in which a touchpoint of theirs gave the row's or the column's value.
  std::vector<std::vector<std::uint32_t>> evidence(const std::vector<Shown>& shown) {
    const std::size_t campaigns =
        graph_.graph().classes()[graph::class_of_kind(archive::Kind::campaign)].size + std::size_t{1};
    budget_.hold(shown.size() * campaigns * 2 * sizeof(std::uint32_t));
    std::vector<std::vector<std::uint32_t>> counts(shown.size(), std::vector<std::uint32_t>(campaigns, 0));
    std::vector<std::vector<std::uint32_t>> last(shown.size(), std::vector<std::uint32_t>(campaigns, 0));
    std::vector<std::vector<std::uint32_t>> by_row(rows_.size()), by_column(counter_.column_count());
    for (std::uint32_t i = 0; i < shown.size(); ++i) {
      by_row[shown[i].row].push_back(i);
      by_column[shown[i].column].push_back(i);
    }
    std::vector<std::uint32_t> places;
    for (const Shown& one : shown) places.push_back(one.column);
    std::uint32_t unit = 0;
    counter_.again(places, [&](std::span<const std::uint32_t> order, const RowBlock& block) {
      ++unit;
      const std::uint32_t* numbers = block.numbers[static_cast<std::size_t>(Field::campaign)].data();
      const auto add = [&](std::uint32_t pair, std::uint32_t campaign) {
        if (last[pair][campaign] == unit || !counter_.together(shown[pair].row, shown[pair].column)) return;
        last[pair][campaign] = unit;
        ++counts[pair][campaign];
      };
      const bool both_personal = rows_.personal() && (counter_.stops() || columns_.personal());
      for (const std::uint32_t i : order) {
        if (numbers[i] == 0) continue;
        if (rows_.takes(i) && !rows_.personal()) {
          rows_.each(i, [&](std::uint32_t place) {
            for (const std::uint32_t pair : by_row[place]) add(pair, numbers[i]);
          });
        }
        if (counter_.stops() ? columns_.takes(i) && rows_.personal() : columns_.takes(i) && both_personal) {
          for (const std::uint32_t place : rows_.found()) {
            for (const std::uint32_t pair : by_row[place]) add(pair, numbers[i]);
          }
        } else if (!counter_.stops() && columns_.takes(i) && !columns_.personal()) {
          columns_.each(i, [&](std::uint32_t place) {
            for (const std::uint32_t pair : by_column[place]) add(pair, numbers[i]);
          });
        }
      }
    });
    return counts;
  }

  Associations described(const std::vector<Shown>& shown, const std::vector<std::vector<std::uint32_t>>& evidence) {
    Associations found;
    found.units = counter_.units();
    found.touchpoints = counter_.touches();
    found.pairs = possible_pairs();
    found.row_values = rows_.in_use();
    found.column_values = counter_.stops() ? 1 : columns_.in_use();
    found.tested = tested_;
    for (std::size_t i = 0; i < shown.size(); ++i) {
      Association one;
      one.row = rows_.described(shown[i].row);
      one.column = counter_.stops() ? Value{"stopped", "", ""} : columns_.described(shown[i].column);
      one.counts = shown[i].counts;
      one.strength = shown[i].strength;
      one.q = shown[i].q;
      if (!evidence.empty()) name_campaigns(one, evidence[i]);
      found.rows.push_back(std::move(one));
    }
    return found;
  }

  void name_campaigns(Association& one, const std::vector<std::uint32_t>& counts) const {
    std::vector<std::uint32_t> numbers;
    for (std::uint32_t n = 1; n < counts.size(); ++n) {
      if (counts[n] != 0) numbers.push_back(n);
    }
    one.campaign_total = numbers.size();
    const graph::NodeClass& nodes = graph_.graph().classes()[graph::class_of_kind(archive::Kind::campaign)];
    const std::size_t kept = std::min(request_.codes, numbers.size());
    std::partial_sort(numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(kept), numbers.end(),
                      [&](std::uint32_t a, std::uint32_t b) {
                        if (counts[a] != counts[b]) return counts[a] > counts[b];
                        return nodes.key_ranks.raw(a - 1) < nodes.key_ranks.raw(b - 1);
                      });
    for (std::size_t i = 0; i < kept; ++i)
      one.campaigns.emplace_back(std::string(nodes.keys.at(numbers[i] - 1)), counts[numbers[i]]);
  }

  const CampaignGraph& graph_;
  const AssociationRequest& request_;
  Budget& budget_;
  UnitCounter counter_;
  const SideCounter& rows_;
  const SideCounter& columns_;
  std::optional<PairCounts> earlier_;
  std::uint64_t tested_ = 0;
};

}  // namespace

Unit unit_from(std::string_view name) {
  return name == "visit" ? Unit::visit : name == "moment" ? Unit::moment : Unit::person;
}
AssociationOrder order_from(std::string_view name) {
  if (name == "both") return AssociationOrder::both;
  if (name == "jaccard") return AssociationOrder::jaccard;
  if (name == "low_lift") return AssociationOrder::low_lift;
  if (name == "row") return AssociationOrder::row;
  return AssociationOrder::lift;
}
std::string_view to_string(Unit unit) {
  return unit == Unit::visit ? "visit" : unit == Unit::moment ? "moment" : "person";
}

Associations associations(const CampaignGraph& graph, const AssociationRequest& request, Budget& budget) {
  constexpr std::size_t most_rows = 1000;
  graph::require_limit(request.limit, 0, most_rows, "limit");
  return Associating(graph, request, budget).run();
}

Json to_json(const Value& value) {
  Json json{{"key", value.key}, {"label", value.label}};
  if (!value.node.empty()) json["id"] = value.node;
  return json;
}

Json measures(const Counts& counts, const std::optional<Strength>& strength, double q) {
  const auto share = [](std::uint64_t of, std::uint64_t all) {
    return static_cast<double>(of) / static_cast<double>(std::max<std::uint64_t>(all, 1));
  };
  Json told{{"expected", counts.expected()},
            {"jaccard", counts.jaccard()},
            {"share", share(counts.both, counts.row)},
            {"base", share(counts.column, counts.all)},
            {"too_few", !strength.has_value()}};
  if (strength) {
    told["lift"] = strength->lift;
    told["low"] = strength->low;
    told["high"] = strength->high;
    told["tgi"] = strength->lift * 100;
    told["p"] = strength->p;
    told["q"] = q;
  }
  return told;
}

Json to_json(const Associations& found, const AssociationRequest& request) {
  Json rows = Json::array();
  for (const Association& one : found.rows) {
    Json row{{"row", to_json(one.row)}, {"column", to_json(one.column)}, {"both", one.counts.both},
             {"n", one.counts.row},     {"with", one.counts.column},     {"all", one.counts.all}};
    row.update(measures(one.counts, one.strength, one.q));
    Json campaigns = Json::array();
    for (const auto& [code, people] : one.campaigns) campaigns.push_back({{"code", code}, {"people", people}});
    row["campaigns"] = std::move(campaigns);
    row["campaign_total"] = one.campaign_total;
    rows.push_back(std::move(row));
  }
  return {{"unit", to_string(request.unit)},  {"units", found.units},
          {"touchpoints", found.touchpoints}, {"pairs", found.pairs},
          {"tested", found.tested},           {"rows", std::move(rows)}};
}

}  // namespace almanac::insight
