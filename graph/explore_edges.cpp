#include "graph/explore_edges.h"

#include <algorithm>

#include "archive/error.h"

namespace almanac::graph {

using archive::Error;
using archive::ErrorKind;
using archive::Text;

namespace {

struct EdgeValue {
  std::string_view name;
  PropertyType type;
};
constexpr EdgeValue edge_values[] = {{"count", PropertyType::integer},    {"value", PropertyType::decimal},
                                     {"first", PropertyType::time},       {"last", PropertyType::time},
                                     {"refunds", PropertyType::integer},  {"refunded", PropertyType::decimal},
                                     {"declared", PropertyType::boolean}, {"declared_since", PropertyType::date}};

PropertyValue instant_of(const std::optional<archive::Instant>& instant) {
  return instant ? PropertyValue{*instant} : PropertyValue{};
}
PropertyValue first_of(const std::vector<std::pair<std::string, archive::Decimal>>& sums) {
  return sums.empty() ? PropertyValue{} : PropertyValue{sums.front().second};
}

}  // namespace

EdgeFilter::EdgeFilter(const CampaignGraph& graph, const EdgeRequest& request)
    : graph_(graph), touches_(graph, request.as_of, request.from, request.to), min_weight_(request.min_weight) {
  if (request.from && request.to && request.to->last_day() < request.from->days) {
    throw Error(ErrorKind::invalid_input, "bad_window", Text{"from must not be later than to", "from 不能晚于 to"},
                "from");
  }
  for (const Condition& condition : request.edge) {
    if (TouchTest::is_of_touchpoints(condition.property)) {
      touches_.add(condition, "edge");
      continue;
    }
    const auto known = std::find_if(std::begin(edge_values), std::end(edge_values),
                                    [&](const EdgeValue& value) { return value.name == condition.property; });
    if (known == std::end(edge_values)) {
      auto names = TouchTest::properties();
      for (const EdgeValue& value : edge_values) names.emplace_back(value.name);
      throw_unknown_property(condition.property, names, "edge");
    }
    tests_.push_back({condition.property, ValueTest(condition, known->type, graph.zone(), "edge")});
  }
}

std::uint64_t EdgeFilter::weight(const Arc& arc, std::uint32_t near, std::uint32_t far, std::uint64_t first,
                                 std::uint64_t last, Budget& budget) const {
  const bool out = arc.direction == Direction::out;
  const std::uint32_t source = out ? near : far;
  const std::uint32_t target = out ? far : near;
  std::uint64_t weight = 0;
  if (shows_touches(arc.number)) weight = touched(arc, near, far, first, last, budget);
  const std::uint64_t count = weight;
  if (weight == 0 && !is_touch_table(arc.number) && !touches_.has_words()) {
    const auto day = declared_day(graph_, arc.number, source, target);
    if (day && touches_.within(*day)) weight = 1;
  }
  if (weight == 0 || weight < min_weight_) return 0;
  return tests_.empty() || passes(arc.number, source, target, count, budget) ? weight : 0;
}

// The touchpoints behind the edges. Rows are read only where the stored days and numbers do not tell.
std::uint64_t EdgeFilter::touched(const Arc& arc, std::uint32_t near, std::uint32_t far, std::uint64_t first,
                                  std::uint64_t last, Budget& budget) const {
  const bool out = arc.direction == Direction::out;
  const std::uint32_t source = out ? near : far;
  const std::uint32_t target = out ? far : near;
  if (is_touch_table(arc.number) && !touches_.has_words()) {
    const Adjacency& list = arc.list();
    std::uint64_t weight = 0;
    bool known = true;
    for (std::uint64_t i = first; i < last && known; ++i) {
      const auto day = static_cast<std::int32_t>(list.days.quick(i));
      if (day > touches_.to_day()) continue;
      const std::uint64_t touchpoints = list.weights.empty() ? 1 : static_cast<std::uint64_t>(list.weights.quick(i));
      known = touchpoints == 1 || touches_.everything();
      if (day >= touches_.from_day()) weight += touchpoints;
    }
    if (known) return weight;
  }
  return touch_count(graph_, arc.number, source, target, touches_, budget);
}

bool EdgeFilter::passes(std::uint32_t table, std::uint32_t source, std::uint32_t target, std::uint64_t weight,
                        Budget& budget) const {
  std::optional<EdgeFacts> facts;  // only if asked for
  const auto found = [&]() -> const EdgeFacts& {
    if (!facts) facts = edge_facts(graph_, table, source, target, touches_, budget);
    return *facts;
  };
  const auto value_of = [&](const std::string& name) -> PropertyValue {
    if (name == "declared" || name == "declared_since") {
      if (is_touch_table(table)) return {};
      const auto day = declared_day(graph_, table, source, target);
      if (name == "declared") return day.has_value();
      return day && *day != always ? PropertyValue{archive::Date{*day, archive::Precision::day}} : PropertyValue{};
    }
    if (!shows_touches(table)) return {};
    if (name == "count") return static_cast<std::int64_t>(weight);
    if (name == "value") return first_of(found().evidence.values);
    if (name == "refunded") return first_of(found().refunded);
    if (name == "refunds") return static_cast<std::int64_t>(found().refunds);
    if (found().evidence.count == 0) return {};
    return instant_of(name == "first" ? found().evidence.first : found().evidence.last);
  };
  return std::all_of(tests_.begin(), tests_.end(),
                     [&](const Test& test) { return test.test(value_of(test.property)); });
}

}  // namespace almanac::graph
