#include "graph/algorithms/components.h"

#include <numeric>

namespace almanac::graph {
namespace {

// Roots point to themselves, others to a lesser vertex.
Vertex root_of(Vertex* parent, Vertex v) {
  while (parent[v] != v) {
    parent[v] = parent[parent[v]];
    v = parent[v];
  }
  return v;
}

}  // namespace

Components components(const View& view, Budget& budget) {
  Components found;
  budget.hold(std::uint64_t{view.size()} * sizeof(Vertex));
  found.label.resize(view.size());
  std::iota(found.label.begin(), found.label.end(), Vertex{0});
  Vertex* const parent = found.label.data();
  for (const Lane& lane : view.either()) {
    if (lane.direction != Direction::out) continue;  // the same edges again
    lane.visit([&](auto rows) {
      rows.each_row([&](std::uint32_t n, const auto row) {
        budget.steps(row.size() + 1);
        if (row.empty()) return;
        Vertex near = root_of(parent, lane.near_first + n);
        for (const auto to : row) {
          const Vertex v = lane.far_first + to;
          if (parent[v] == near) continue;
          const Vertex far = root_of(parent, v);
          if (far < near) {
            parent[near] = far;
            near = far;
          } else {
            parent[far] = near;
          }
        }
      });
    });
  }
  for (Vertex v = 0; v < view.size(); ++v) {
    parent[v] = parent[parent[v]];
    found.count += parent[v] == v && view.used(v) ? 1 : 0;
  }
  budget.release(std::uint64_t{view.size()} * sizeof(Vertex));
  return found;
}

}  // namespace almanac::graph
