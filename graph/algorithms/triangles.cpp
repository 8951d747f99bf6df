#include "graph/algorithms/triangles.h"

#include <algorithm>
#include <numeric>

namespace almanac::graph {
namespace {

// f(a, b, c, weights of the edges bc, ac, ab) for each triangle once.
template <class F>
void each_triangle(const Flat& graph, Budget& budget, F&& f) {
  const std::uint32_t n = graph.size();
  const auto lower = [&](std::uint32_t a, std::uint32_t b) {
    return graph.degree(a) != graph.degree(b) ? graph.degree(a) < graph.degree(b) : a < b;
  };
  Flat up;  // towards higher degree
  budget.hold(graph.bytes() / 2);
  up.far.reserve(graph.far.size() / 2);
  for (std::uint32_t v = 0; v < n; ++v) {
    for (std::uint64_t i = graph.begin(v); i < graph.end(v); ++i) {
      if (!lower(v, graph.far[i])) continue;
      up.far.push_back(graph.far[i]);
      if (!graph.weights.empty()) up.weights.push_back(graph.weights[i]);
    }
    up.offsets.push_back(up.far.size());
  }
  std::vector<std::uint64_t> place(n);  // 1 + where the edge from a lies, 0: none
  const auto weight = [&](std::uint64_t i) { return up.weights.empty() ? 1.0 : up.weights[i]; };
  for (std::uint32_t a = 0; a < n; ++a) {
    for (std::uint64_t i = up.begin(a); i < up.end(a); ++i) place[up.far[i]] = i + 1;
    for (std::uint64_t i = up.begin(a); i < up.end(a); ++i) {
      const std::uint32_t b = up.far[i];
      budget.steps(up.degree(b) + 1);
      for (std::uint64_t j = up.begin(b); j < up.end(b); ++j) {
        const std::uint32_t c = up.far[j];
        if (place[c] != 0) f(a, b, c, weight(j), weight(place[c] - 1), weight(i));
      }
    }
    for (std::uint64_t i = up.begin(a); i < up.end(a); ++i) place[up.far[i]] = 0;
  }
  budget.release(graph.bytes() / 2);
}

}  // namespace

Triangles triangles(const Flat& graph, Budget& budget) {
  Triangles found;
  found.of.resize(graph.size());
  each_triangle(graph, budget, [&](std::uint32_t a, std::uint32_t b, std::uint32_t c, double, double, double) {
    ++found.of[a];
    ++found.of[b];
    ++found.of[c];
    ++found.count;
  });
  return found;
}

std::vector<double> clustering(const View& view, Budget& budget) {
  const bool directed = view.along() != Along::both;
  Flat joined = flatten(view, Sides::either, Weigh::one, budget);
  if (directed) {
    // The weight of an edge says in how many directions it is there.
    const Flat forward = flatten(view, Sides::forward, Weigh::one, budget);
    const Flat backward = flatten(view, Sides::backward, Weigh::one, budget);
    const auto has = [](const Flat& graph, std::uint32_t v, std::uint32_t far) {
      const auto row = graph.row(v);
      return std::binary_search(row.begin(), row.end(), far) ? 1.0 : 0.0;
    };
    budget.hold(joined.far.size() * sizeof(double));
    joined.weights.reserve(joined.far.size());
    for (std::uint32_t v = 0; v < joined.size(); ++v) {
      for (const std::uint32_t far : joined.row(v))
        joined.weights.push_back(has(forward, v, far) + has(backward, v, far));
    }
    budget.release(forward.bytes() + backward.bytes());
  }
  std::vector<double> found(joined.size());
  const double ways = directed ? 1 : 2;
  each_triangle(joined, budget,
                [&](std::uint32_t a, std::uint32_t b, std::uint32_t c, double bc, double ac, double ab) {
                  found[a] += bc * ways;
                  found[b] += ac * ways;
                  found[c] += ab * ways;
                });
  for (std::uint32_t v = 0; v < joined.size(); ++v) {
    const auto degree = static_cast<double>(joined.degree(v));
    found[v] = degree < 2 ? 0 : found[v] / (degree * (degree - 1));
  }
  budget.release(joined.bytes());
  return found;
}

}  // namespace almanac::graph
