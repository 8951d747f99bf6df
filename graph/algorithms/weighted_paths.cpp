#include "graph/algorithms/weighted_paths.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "graph/algorithms/distances.h"

namespace almanac::graph {
namespace {

class Search {
 public:
  Search(const View& view, const std::string& length, Budget& budget) : view_(view), length_(length), budget_(budget) {
    for (const EdgeTable& table : view.graph().tables()) {
      const auto found = std::find_if(table.properties.begin(), table.properties.end(),
                                      [&](const auto& property) { return property->name() == length; });
      lengths_.push_back(found == table.properties.end() ? nullptr : found->get());
    }
  }

  double length_of_edge(const WeightedPath::Edge& edge) const {
    return length_.empty() ? 1 : length_of(lengths_[edge.table]->get(edge.position), length_);
  }

  // The shortest path that goes through none of `closed` and does not begin with a step to one of `not_first`.
  std::optional<WeightedPath> find(Vertex from, Vertex to, const std::unordered_set<Vertex>& closed,
                                   const std::set<Vertex>& not_first) {
    reached_.clear();
    heap_.assign(1, {0.0, from});
    reached_[from] = {};
    std::optional<WeightedPath> path;
    while (!heap_.empty() && !path) {
      std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
      const auto [so_far, v] = heap_.back();
      heap_.pop_back();
      if (so_far > reached_[v].length) continue;
      if (v == to)
        path = trace(from, to);
      else
        follow(v, so_far, closed, v == from ? &not_first : nullptr);
    }
    budget_.release(held_);
    held_ = 0;
    return path;
  }

 private:
  struct Reached {
    double length = 0;
    Vertex before = no_vertex;
    WeightedPath::Edge edge;
  };

  void follow(Vertex v, double so_far, const std::unordered_set<Vertex>& closed, const std::set<Vertex>* not_first) {
    for (const Lane& lane : view_.leaving(view_.part_of(v))) {
      if (lengths_[lane.number] == nullptr && !length_.empty()) continue;
      const std::uint32_t near = v - lane.near_first;
      lane.visit([&](auto rows) {
        rows.each_place(near, [&](auto far, std::uint64_t place) {
          budget_.step();
          const Vertex to = lane.far_first + static_cast<Vertex>(far);
          if (closed.contains(to) || (not_first != nullptr && not_first->contains(to))) return;
          const std::uint64_t position =
              lane.direction == Direction::out ? place : lane.table->out_position(near, place);
          const double edge = length_of_edge({lane.number, position});
          if (!std::isnan(edge)) offer(v, to, so_far + edge, {lane.number, position});
        });
      });
    }
  }

  void offer(Vertex before, Vertex to, double length, WeightedPath::Edge edge) {
    const auto [found, is_new] = reached_.try_emplace(to);
    if (!is_new && !(length < found->second.length)) return;
    if (is_new) {
      constexpr std::uint64_t bytes = 64;
      budget_.hold(bytes);
      held_ += bytes;
    }
    found->second = {length, before, edge};
    heap_.emplace_back(length, to);
    std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
  }

  WeightedPath trace(Vertex from, Vertex to) {
    WeightedPath path;
    path.length = reached_[to].length;
    for (Vertex v = to; v != from; v = reached_[v].before) {
      path.vertices.push_back(v);
      path.edges.push_back(reached_[v].edge);
    }
    path.vertices.push_back(from);
    std::reverse(path.vertices.begin(), path.vertices.end());
    std::reverse(path.edges.begin(), path.edges.end());
    return path;
  }

  const View& view_;
  const std::string& length_;
  Budget& budget_;
  std::vector<const EdgeProperty*> lengths_;  // by table
  std::unordered_map<Vertex, Reached> reached_;
  std::vector<std::pair<double, Vertex>> heap_;
  std::uint64_t held_ = 0;
};

struct Shorter {
  bool operator()(const WeightedPath& a, const WeightedPath& b) const {
    return a.length != b.length ? a.length < b.length : a.vertices < b.vertices;
  }
};

}  // namespace

std::vector<WeightedPath> weighted_paths(const View& view, Vertex from, Vertex to, std::size_t k,
                                         const std::string& length, Budget& budget) {
  std::vector<WeightedPath> found;
  Search search(view, length, budget);
  auto first = search.find(from, to, {}, {});
  if (!first || k == 0) return found;
  found.push_back(std::move(*first));
  std::set<WeightedPath, Shorter> candidates;
  std::uint64_t held = 0;
  while (found.size() < k) {
    const WeightedPath& last = found.back();
    // Every path that leaves the last one at one of its vertices, and there in another way than those found before.
    std::unordered_set<Vertex> closed;
    for (std::size_t at = 0; at + 1 < last.vertices.size(); ++at) {
      std::set<Vertex> not_first;
      for (const WeightedPath& path : found) {
        if (path.vertices.size() > at + 1 &&
            std::equal(path.vertices.begin(), path.vertices.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                       last.vertices.begin()))
          not_first.insert(path.vertices[at + 1]);
      }
      if (auto spur = search.find(last.vertices[at], to, closed, not_first)) {
        const auto steps = static_cast<std::ptrdiff_t>(at);
        spur->vertices.insert(spur->vertices.begin(), last.vertices.begin(), last.vertices.begin() + steps);
        spur->edges.insert(spur->edges.begin(), last.edges.begin(), last.edges.begin() + steps);
        for (std::size_t i = 0; i < at; ++i) spur->length += search.length_of_edge(last.edges[i]);
        budget.hold(spur->vertices.size() * 24);
        held += spur->vertices.size() * 24;
        candidates.insert(std::move(*spur));
      }
      closed.insert(last.vertices[at]);
    }
    if (candidates.empty()) break;
    found.push_back(*candidates.begin());
    candidates.erase(candidates.begin());
  }
  budget.release(held);
  return found;
}

}  // namespace almanac::graph
