#pragma once
// Communities by label propagation, as LDBC Graphalytics defines it (specification 1.0, CDLP): every vertex starts with its own
// label; then, all at once, each takes the label that most of its neighbours have, the least of those if there are several. An
// edge counts both ways: two vertices joined in both directions are neighbours twice. Fixed number of iterations.

#include <cstdint>
#include <vector>

#include "graph/algorithms/view.h"
#include "graph/budget.h"

namespace almanac::graph {

// By vertex, a label: the number of the vertex that it started from. Ends early when nothing changes. Parallel edges are one.
// O(iterations × edges); 16 bytes a vertex.
std::vector<Vertex> propagate_labels(const View& view, std::uint32_t iterations, Budget& budget);

}  // namespace almanac::graph
