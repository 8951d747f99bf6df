#pragma once
// Communities by modularity: the Leiden algorithm (Traag, Waltman and van Eck, Scientific Reports 9, 2019).
//
//   Q = 1/2m · Σ over pairs of one community (w(u,v) − γ k(u) k(v) / 2m)
//
// with k the sum of a vertex's weights and γ the resolution (more than 1: smaller communities). A vertex without edges is a
// community of its own.
//
// Deterministic: vertices are taken in a fixed order, ties go to the least community, and where the paper draws at random
// among possible mergers, the best is taken. Communities are always connected.

#include <cstdint>
#include <vector>

#include "graph/algorithms/flat.h"
#include "graph/budget.h"

namespace almanac::graph {

struct LeidenOptions {
  double resolution = 1;
  std::uint32_t rounds = 2;  // the whole algorithm again, from its own result; ends early if that changes nothing
};
struct Communities {
  std::vector<std::uint32_t> of;  // by vertex; numbered by size, largest first, ties by their least vertex
  std::uint32_t count = 0;
  double modularity = 0;
};
// `graph` is undirected: each edge in both rows, weights positive. About linear in the edges; 60 bytes a vertex and, for coarser
// graphs, up to 12 an edge.
Communities leiden(const Flat& graph, const LeidenOptions& options, Budget& budget);

double modularity(const Flat& graph, const std::vector<std::uint32_t>& community, double resolution);

}  // namespace almanac::graph
