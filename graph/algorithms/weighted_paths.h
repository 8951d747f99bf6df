#pragma once
// The shortest paths between two vertices, one after another: Dijkstra's for the first, Yen's (1971) for those after it. Paths are
// simple: no vertex twice. Of parallel edges the shortest is taken, so no two paths have the same vertices.

#include <cstdint>
#include <string>
#include <vector>

#include "graph/algorithms/view.h"
#include "graph/budget.h"

namespace almanac::graph {

struct WeightedPath {
  struct Edge {
    std::uint32_t table = 0;
    std::uint64_t position = 0;  // in the table's `out`
    bool operator==(const Edge&) const = default;
  };
  std::vector<Vertex> vertices;  // from … to
  std::vector<Edge> edges;       // one fewer
  double length = 0;
};

// At most `k`, shortest first, ties by their vertices. The length of an edge is its property `length`, a number; edges without it are
// not walked; "" gives each edge the length 1. Error invalid_input "negative_length". O(k × vertices of a path × a search), which
// ends where it meets `to`; it holds some 64 bytes for each vertex that it reached.
std::vector<WeightedPath> weighted_paths(const View& view, Vertex from, Vertex to, std::size_t k,
                                         const std::string& length, Budget& budget);

}  // namespace almanac::graph
