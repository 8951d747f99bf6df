#pragma once
// Aggregations: count, sum, avg, min, max, collect, percentileDisc, percentileCont, stDev, stDevP. Nulls are left out.

#include <memory>
#include <string_view>
#include <vector>

#include "graph/cypher/functions.h"

namespace almanac::graph::cypher {

// What one group has so far.
class Accumulator {
 public:
  virtual ~Accumulator() = default;
  // `values`: the arguments of one row, the first not null; `times` such rows.
  virtual void add(const Value* values, std::uint64_t times) = 0;
  virtual Value result(Arena& arena) = 0;
};

struct Aggregate {
  std::string_view name;
  std::uint32_t arguments;
  // `keep` holds what the accumulator must remember.
  std::unique_ptr<Accumulator> (*make)(Arena& keep);
  Types result;
  Types first;  // of the argument
};

const Aggregate* find_aggregate(std::string_view name);  // without regard to case; null: it is none
std::vector<std::string_view> aggregate_names();

}  // namespace almanac::graph::cypher
