#pragma once
// Betweenness: how often a vertex lies on shortest paths between others, the sum over pairs (s, t) of the part of their shortest
// paths that pass through it (Freeman 1977; computed after Brandes 2001). Edges all have length 1.

#include <cstdint>
#include <vector>

#include "graph/algorithms/flat.h"
#include "graph/budget.h"

namespace almanac::graph {

enum class Pairs : std::uint8_t { ordered, unordered };  // of directed graphs; of undirected ones: half as many

// Exact: O(vertices × edges).
std::vector<double> betweenness(const Flat& graph, Pairs pairs, Budget& budget);

struct SampledBetweenness {
  std::vector<double> value;  // estimates without bias
  std::vector<double> error;  // their standard errors; 0 if all vertices were taken, NaN from a single source
  std::uint32_t sources = 0;
};
// The same from `sources` starting vertices instead of all, chosen by a fixed rule without repetition: O(sources × edges).
SampledBetweenness sampled_betweenness(const Flat& graph, Pairs pairs, std::uint32_t sources, Budget& budget);

}  // namespace almanac::graph
