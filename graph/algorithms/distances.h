#pragma once
// How far vertices are from each other.

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "graph/algorithms/view.h"
#include "graph/budget.h"

namespace almanac::graph {

inline constexpr std::uint32_t unreached = 0xffffffff;

// The least number of edges from the nearest of `sources` to each vertex, breadth-first; `unreached` where no way leads.
// O(edges read); 8 bytes a vertex.
std::vector<std::uint32_t> distances(const View& view, const std::vector<Vertex>& sources, Budget& budget);

// Marks that many searches share: an array over all vertices that is never cleared (a mark counts only if it bears the
// number of its search).
class WalkMemory {
 public:
  // `kinds` numbers that no mark bears: the first of them, the others follow. marks() covers `vertices`.
  std::uint32_t begin(Vertex vertices, std::uint32_t kinds);
  std::uint32_t* marks() { return marks_.data(); }

 private:
  std::vector<std::uint32_t> marks_;
  std::uint32_t last_ = 0;
};

// The same between two vertices, breadth-first from both ends, a level at a time on the side with fewer edges to read.
// `unreached` beyond `most` edges.
std::uint32_t distance(const View& view, Vertex from, Vertex to, std::uint32_t most, WalkMemory& memory, Budget& budget);

// How long an edge is.
struct EdgeLength {
  enum class By { stored_weight, property } by = By::stored_weight;
  std::string property;  // a number; edges without it are not walked
};
// The least sum of lengths from `source` to each vertex (Dijkstra, ties by vertex), infinity where no way leads.
// Error invalid_input "negative_length" if a chosen edge has one. O(edges log vertices); 12 bytes a vertex, and 16 an edge for properties.
std::vector<double> shortest_paths(const View& view, Vertex source, const EdgeLength& length, Budget& budget);

}  // namespace almanac::graph
