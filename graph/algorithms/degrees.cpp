#include "graph/algorithms/degrees.h"

namespace almanac::graph {

LaneDegrees distinct_degrees(const Lane& lane, Budget& budget) {
  LaneDegrees found;
  found.degrees.resize(lane.near_size);
  lane.visit([&](auto rows) {
    rows.each_row([&](std::uint32_t near, const auto row) {
      budget.steps(row.size() + 1);
      if (row.empty()) return;
      const auto* const far = row.data();
      std::uint32_t degree = 1;
      for (std::size_t i = 1; i < row.size(); ++i) degree += far[i] != far[i - 1] ? 1 : 0;
      found.degrees[near] = degree;
      found.parallel += row.size() - degree;
    });
  });
  return found;
}

}  // namespace almanac::graph
