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
// O(edges read); 12 bytes a vertex.
std::vector<std::uint32_t> distances(const View& view, const std::vector<Vertex>& sources, Budget& budget);

// What searches between two vertices share: arrays over all vertices that are never cleared (a mark counts only if it bears the
// number of its search), 16 bytes a vertex. One thread.
class WalkMemory {
 public:
  // `kinds` numbers that no mark bears: the first of them, the others follow.
  std::uint32_t begin(const View& view, std::uint32_t kinds);
  std::uint32_t* marks() { return marks_.data(); }
  Vertex* list(std::size_t number) { return lists_[number].data(); }  // number < 3; room for a level

 private:
  std::vector<std::uint32_t> marks_;
  std::vector<Vertex> lists_[3];
  std::uint32_t last_ = 0;
};

// The same between two vertices, breadth-first from both ends, a level at a time on the side with fewer edges to read.
// `unreached` beyond `most` edges.
std::uint32_t distance(const View& view, Vertex from, Vertex to, std::uint32_t most, WalkMemory& memory,
                       Budget& budget);

// How long an edge is.
struct EdgeLength {
  enum class By { stored_weight, property } by = By::stored_weight;
  std::string property;  // a number; edges without it are not walked
};
// The length that an edge's property gives: NaN if it is no number. Error invalid_input "negative_length", naming `property`.
double length_of(const PropertyValue& value, const std::string& property);

// The least sum of lengths from `source` to each vertex (Dijkstra, ties by vertex), infinity where no way leads.
// Error invalid_input "negative_length" if a chosen edge has one. O(edges log vertices); 12 bytes a vertex, and 16 an edge for properties.
std::vector<double> shortest_paths(const View& view, Vertex source, const EdgeLength& length, Budget& budget);

}  // namespace almanac::graph
