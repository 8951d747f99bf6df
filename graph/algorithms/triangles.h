#pragma once
// Triangles and local clustering coefficients.

#include <cstdint>
#include <vector>

#include "graph/algorithms/flat.h"
#include "graph/algorithms/view.h"
#include "graph/budget.h"

namespace almanac::graph {

struct Triangles {
  std::vector<std::uint64_t> of;  // through each vertex
  std::uint64_t count = 0;        // in the whole graph
};
// `graph` is undirected. O(edges^1.5): edges are turned from the vertex of lower degree to that of higher, and each triangle
// is met once.
Triangles triangles(const Flat& graph, Budget& budget);

// The local clustering coefficient as LDBC Graphalytics defines it (specification 1.0, LCC): of all ordered pairs of neighbours of v, the
// part that an edge joins. Neighbours are the ends of edges in either direction; in a view along `both` an edge joins both
// ordered pairs, else only its own. 0 for vertices with fewer than two neighbours. O(edges^1.5).
std::vector<double> clustering(const View& view, Budget& budget);

}  // namespace almanac::graph
