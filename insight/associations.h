#pragma once
// Who was reached by what, and what went with it: for every pair of values of two dimensions the distinct people who have both,
// against those who have one or the other. Counted over the touchpoints in one pass; nothing is sampled.
//
// The units counted are people who have a touchpoint in scope, or (`Unit::visit`) people by campaign: somebody in two
// campaigns counts twice, and the two sides must come together within one; or (`Unit::moment`) people by the value of rows that are times:
// somebody seen on Mondays and Tuesdays counts twice. A unit has a row's value if a touchpoint of it that
// the row side counts has it (of people's own dimensions: if the person has), the same for columns. With `then` the two are
// together only if the column's last touchpoint is not before the row's first.
//
// A value is not paired with itself, and where both sides are the same a pair stands once.
//
// `stopped_after`: the columns are one value, "stopped": of the units that the column side counts up to the end of that day, those
// that it does not count afterwards. Rows are then what they had up to that day.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/json.h"
#include "archive/text.h"
#include "graph/budget.h"
#include "graph/campaign_graph.h"
#include "insight/statistics.h"
#include "insight/touch_filter.h"

namespace almanac::insight {

enum class Unit : std::uint8_t { person, visit, moment };
Unit unit_from(std::string_view name);  // "person", "visit", "moment"; anything else is person
std::string_view to_string(Unit unit);
// Strongest for certain (lower end of the interval), weakest for certain (upper end), most people, closest overlap (Jaccard).
enum class AssociationOrder : std::uint8_t { lift, low_lift, both, jaccard, row };
AssociationOrder order_from(std::string_view name);  // as above; anything else is lift

struct Side {
  std::string dimension;
  std::vector<std::string> values;  // only these; empty: all
  Filters only;                     // of its touchpoints
  bool operator==(const Side&) const = default;
};

struct AssociationRequest {
  Side rows, columns;
  Filters scope;
  Unit unit = Unit::person;
  bool then = false;
  std::optional<archive::Date> stopped_after;
  std::optional<archive::Date> from, to;  // days, inclusive
  std::optional<archive::Date> as_of;
  AssociationOrder order = AssociationOrder::lift;
  std::uint64_t least = 5;  // people below which a pair is "too few"
  std::size_t limit = 50;   // 0–1,000
  std::size_t codes = 10;   // campaigns listed for each pair
};

struct Value {
  std::string key, label, node;  // node: graph id or ""
};

struct Association {
  Value row, column;
  Counts counts;
  std::optional<Strength> strength;                              // nullopt: too few
  double q = 1;                                                  // false discovery rate among the pairs tested
  std::vector<std::pair<std::string, std::uint64_t>> campaigns;  // most people first, at most `codes`
  std::uint64_t campaign_total = 0;
};

struct Associations {
  std::uint64_t units = 0, touchpoints = 0;         // in scope
  std::uint64_t row_values = 0, column_values = 0;  // in use
  std::uint64_t pairs = 0, tested = 0;  // of values in use, none with itself, each once; of these not too few
  std::vector<Association> rows;
};

// O(touchpoints + Σ rows × columns of each unit). Errors as Dimension, and Budget's.
Associations associations(const graph::CampaignGraph& graph, const AssociationRequest& request, graph::Budget& budget);

archive::Json to_json(const Value& value);
// What is told of every comparison: {expected, jaccard, share, base, too_few} and, unless too few, {lift, low, high, tgi, p, q}.
archive::Json measures(const Counts& counts, const std::optional<Strength>& strength, double q);
archive::Json to_json(const Associations& found, const AssociationRequest& request);

}  // namespace almanac::insight
