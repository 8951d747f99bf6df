#pragma once
// Random typed graphs with days and weights, and what a view of them must show, made from the list of edges alone.

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "graph/algorithms/view.h"
#include "tests/graph/dice.h"
#include "tests/graph/edge_lists.h"

namespace almanac::tests {

struct RandomGraph {
  struct Edge {
    graph::NodeId from, to;
    std::uint32_t table;
    std::int32_t day;
    std::uint64_t weight;
    double length;
  };
  std::unique_ptr<graph::PropertyGraph> graph;
  std::vector<Edge> edges;
  std::vector<graph::ViewChoice> choices;  // some views of it

  // `nodes`: at most so many a class; `density`: edges a table, at most, for each node.
  explicit RandomGraph(unsigned seed, std::uint32_t nodes = 12, std::uint32_t density = 3) {
    Dice dice(seed);
    graph::GraphBuilder builder;
    std::vector<std::uint32_t> sizes;
    std::vector<graph::NodeId> first;
    std::vector<std::vector<bool>> used;
    graph::NodeId next = 0;
    for (std::uint32_t c = 0; c < 3; ++c) {
      builder.add_class({"C" + std::to_string(c)});
      sizes.push_back(1 + dice.below(nodes));
      first.push_back(next);
      next += sizes.back();
      used.emplace_back();
      for (std::uint32_t i = 0; i < sizes.back(); ++i) {
        used.back().push_back(!dice.one_in(10));
        builder.add_node(c, used.back()[i] ? "k" + std::to_string(i) : "");
      }
    }
    for (std::uint32_t table = 0; table < 4; ++table) {
      const std::uint32_t a = table == 0 ? 0 : dice.below(3);
      const std::uint32_t b = table == 0 ? 1 : dice.below(3);
      builder.add_table("T" + std::to_string(table), a, b);
      for (std::uint32_t i = dice.below(sizes[a] * density + 1); i > 0; --i) {
        const std::uint32_t s = dice.below(sizes[a]);
        const std::uint32_t t = dice.below(sizes[b]);
        if (!used[a][s] || !used[b][t]) continue;
        const auto day = static_cast<std::int32_t>(table == 3 ? 5 : dice.below(10));
        const std::uint64_t weight = table == 2 ? 1 : 1 + dice.below(5);
        const double length = dice.below(1000) / 100.0;
        builder.add_edge(table, s, t, day, weight);
        builder.set_edge(table, "length", length);
        edges.push_back({first[a] + s, first[b] + t, table, day, weight, length});
      }
    }
    graph = load(builder);
    for (const graph::Along along : {graph::Along::out, graph::Along::in, graph::Along::both}) {
      choices.push_back({{}, {}, along});
      choices.push_back({{}, {}, along, 4});
      choices.push_back({{0, 1}, {0}, along});
      choices.push_back({{1, 2}, {1, 2, 3}, along, 7});
    }
  }

  struct Step {
    graph::Vertex from, to;
    const Edge* edge;
    bool out;  // walked as it points
  };
  // Every edge of a view, in each direction in which it may be walked.
  std::vector<Step> steps(const graph::View& view, const graph::ViewChoice& choice) const {
    const auto chosen = [](const std::vector<std::uint32_t>& list, std::uint32_t x) {
      return list.empty() || std::find(list.begin(), list.end(), x) != list.end();
    };
    std::vector<Step> steps;
    for (const Edge& edge : edges) {
      if (!chosen(choice.tables, edge.table) || edge.day > choice.as_of) continue;
      const graph::Vertex a = view.vertex(edge.from), b = view.vertex(edge.to);
      if (a == graph::no_vertex || b == graph::no_vertex) continue;
      if (choice.along != graph::Along::in) steps.push_back({a, b, &edge, true});
      if (choice.along != graph::Along::out) steps.push_back({b, a, &edge, false});
    }
    return steps;
  }
};

// f(graph, view, choice, its steps) for some views of some random graphs.
template <class F>
void each_random_view(unsigned graphs, F&& f) {
  for (unsigned seed = 1; seed <= graphs; ++seed) {
    const RandomGraph made(seed);
    for (const graph::ViewChoice& choice : made.choices) {
      const graph::View view(*made.graph, choice);
      f(made, view, choice, made.steps(view, choice));
    }
  }
}

}  // namespace almanac::tests
