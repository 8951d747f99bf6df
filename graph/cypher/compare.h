#pragma once
// The four ways in which openCypher 9 compares values (CIP2016-06-14, "Comparability, orderability, equality and equivalence"):
//
//   equals       `=`: three-valued; null and NaN are never equal to anything; values of different types differ
//   compare      `<`: three-valued; only numbers, texts, booleans, lists and points in time of one type have an order
//   order        ORDER BY, min, max: total over all values, null last
//   equivalent   DISTINCT, grouping, keys of hash tables: as equals, but null with null and NaN with NaN

#include <compare>
#include <cstdint>
#include <optional>

#include "graph/cypher/value.h"

namespace almanac::graph::cypher {

enum class Truth : std::uint8_t { no, yes, unknown };
inline Truth truth(bool value) { return value ? Truth::yes : Truth::no; }
inline Value value_of(Truth truth) { return truth == Truth::unknown ? Value{} : Value::of(truth == Truth::yes); }

Truth equals(const Value& a, const Value& b);
// nullopt: unknown. `unordered`: a NaN among numbers, where every comparison is false.
std::optional<std::partial_ordering> compare(const Value& a, const Value& b);
std::strong_ordering order(const Value& a, const Value& b);
bool equivalent(const Value& a, const Value& b);
std::uint64_t hash(const Value& value);  // equal for equivalent values

// The number of nanoseconds that durations are ordered by: months of 30.436875 days, days of 24 hours.
long double order_of(const Duration& duration);

}  // namespace almanac::graph::cypher
