#pragma once
// Weakly connected components: vertices that edges join, whichever way they point.

#include <cstdint>
#include <vector>

#include "graph/algorithms/view.h"
#include "graph/budget.h"

namespace almanac::graph {

struct Components {
  std::vector<Vertex> label;  // by vertex: the least vertex of its component; itself if not used
  std::uint32_t count = 0;    // of components of used vertices
};
// Union-find: almost linear in the edges, each read once; 4 bytes a vertex.
Components components(const View& view, Budget& budget);

}  // namespace almanac::graph
