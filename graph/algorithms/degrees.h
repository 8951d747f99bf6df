#pragma once
// How many distinct far ends vertices have: parallel edges, the touchpoints of one pair in several channels for example, count
// once. What algorithms divide by.

#include <cstdint>
#include <vector>

#include "graph/algorithms/view.h"
#include "graph/budget.h"

namespace almanac::graph {

// Of each near number of a lane. O(edges).
struct LaneDegrees {
  std::vector<std::uint32_t> degrees;
  std::uint64_t parallel = 0;  // edges that repeat the far end before them
};
LaneDegrees distinct_degrees(const Lane& lane, Budget& budget);

}  // namespace almanac::graph
