// Frontiers are kept by part of the view, so that a level goes lane by lane and the width of a list is asked once a level.

#include "graph/algorithms/distances.h"

#include <algorithm>
#include <utility>

namespace almanac::graph {
namespace {

using Frontier = std::vector<std::vector<Vertex>>;  // by part

// f(far vertex) for every edge from the frontier along `lanes`; f says whether to go on. False if it was stopped.
template <class F>
bool expand(std::span<const Lane> lanes, const Frontier& frontier, Budget& budget, F&& f) {
  for (const Lane& lane : lanes) {
    const std::vector<Vertex>& near = frontier[lane.near_part];
    if (near.empty()) continue;
    const bool on = lane.visit([&](auto rows) {
      for (const Vertex v : near) {
        const auto row = rows(v - lane.near_first);
        budget.steps(row.size() + 1);
        for (const auto far : row) {
          if (!f(lane.far_first + static_cast<Vertex>(far), lane.far_part)) return false;
        }
      }
      return true;
    });
    if (!on) return false;
  }
  return true;
}

bool is_empty(const Frontier& frontier) {
  return std::all_of(frontier.begin(), frontier.end(), [](const auto& part) { return part.empty(); });
}

}  // namespace

std::vector<std::uint32_t> distances(const View& view, const std::vector<Vertex>& sources, Budget& budget) {
  const std::uint64_t held = std::uint64_t{view.size()} * 8;
  budget.hold(held);
  std::vector<std::uint32_t> distance(view.size(), unreached);
  Frontier frontier(view.parts().size()), next(view.parts().size());
  for (const Vertex source : sources) {
    if (std::exchange(distance[source], 0) != 0) frontier[view.part_of(source)].push_back(source);
  }
  std::uint32_t* const found = distance.data();
  for (std::uint32_t depth = 1; !is_empty(frontier); ++depth) {
    expand(view.forward(), frontier, budget, [&](Vertex far, std::uint32_t part) {
      if (found[far] == unreached) {
        found[far] = depth;
        next[part].push_back(far);
      }
      return true;
    });
    frontier.swap(next);
    for (auto& part : next) part.clear();
  }
  budget.release(held);
  return distance;
}

std::uint32_t WalkMemory::begin(Vertex vertices, std::uint32_t kinds) {
  if (last_ > UINT32_MAX - kinds) {
    marks_.clear();
    last_ = 0;
  }
  if (marks_.size() < vertices) marks_.resize(vertices);
  const std::uint32_t first = last_ + 1;
  last_ += kinds;
  return first;
}

namespace {

struct Side {
  std::span<const Lane> lanes;
  std::uint32_t mark = 0;
  Frontier frontier;
  std::uint64_t cost = 0;  // edges to read for the next level

  void weigh() {
    cost = 0;
    for (const Lane& lane : lanes) {
      for (const Vertex v : frontier[lane.near_part]) cost += lane.stored_degree(v - lane.near_first);
    }
  }
};

}  // namespace

std::uint32_t distance(const View& view, Vertex from, Vertex to, std::uint32_t most, WalkMemory& memory,
                       Budget& budget) {
  if (from == to) return 0;
  const std::uint32_t first = memory.begin(view.size(), 2);
  std::uint32_t* const marks = memory.marks();
  Side sides[2] = {{view.forward(), first, Frontier(view.parts().size())},
                   {view.backward(), first + 1, Frontier(view.parts().size())}};
  Frontier next(view.parts().size());
  const Vertex ends[2] = {from, to};
  for (int i = 0; i < 2; ++i) {
    marks[ends[i]] = sides[i].mark;
    sides[i].frontier[view.part_of(ends[i])].push_back(ends[i]);
    sides[i].weigh();
  }
  for (std::uint32_t depth = 1; depth <= most && sides[0].cost != 0 && sides[1].cost != 0; ++depth) {
    Side& side = sides[sides[0].cost <= sides[1].cost ? 0 : 1];
    const std::uint32_t mine = side.mark;
    const std::uint32_t other = sides[0].mark + sides[1].mark - mine;
    const bool apart = expand(side.lanes, side.frontier, budget, [&](Vertex far, std::uint32_t part) {
      const std::uint32_t mark = marks[far];
      if (mark == other) return false;
      if (mark != mine) {
        marks[far] = mine;
        next[part].push_back(far);
      }
      return true;
    });
    if (!apart) return depth;
    side.frontier.swap(next);
    for (auto& part : next) part.clear();
    side.weigh();
  }
  return unreached;
}

}  // namespace almanac::graph
