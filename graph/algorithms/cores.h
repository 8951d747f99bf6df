#pragma once
// The k-core of a graph: the largest part in which every vertex has at least k neighbours within the part.

#include <cstdint>
#include <vector>

#include "graph/algorithms/flat.h"
#include "graph/budget.h"

namespace almanac::graph {

// By vertex, the greatest k whose core it is in. `graph` is undirected. O(edges), after Batagelj and Zaversnik (2003).
std::vector<std::uint32_t> core_numbers(const Flat& graph, Budget& budget);

}  // namespace almanac::graph
