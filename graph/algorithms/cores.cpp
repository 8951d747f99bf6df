// Vertices lie in one array by degree, with the places where each degree begins. Taking the least away moves each of its neighbours
// to the degree below by one exchange with the first of its own.

#include "graph/algorithms/cores.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace almanac::graph {

std::vector<std::uint32_t> core_numbers(const Flat& graph, Budget& budget) {
  const std::uint32_t n = graph.size();
  const std::uint64_t held = std::uint64_t{n} * 16;
  budget.hold(held);
  std::vector<std::uint32_t> degree(n), order(n), place(n);
  std::uint32_t most = 0;
  for (std::uint32_t v = 0; v < n; ++v) most = std::max(most, degree[v] = static_cast<std::uint32_t>(graph.degree(v)));
  std::vector<std::uint32_t> begins(most + std::size_t{2});
  for (const std::uint32_t d : degree) ++begins[d + std::size_t{1}];
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  {
    std::vector<std::uint32_t> at(begins.begin(), begins.end() - 1);
    for (std::uint32_t v = 0; v < n; ++v) order[place[v] = at[degree[v]]++] = v;
  }
  for (std::uint32_t i = 0; i < n; ++i) {
    const std::uint32_t v = order[i];
    budget.steps(graph.degree(v) + 1);
    for (const std::uint32_t far : graph.row(v)) {
      if (degree[far] <= degree[v]) continue;
      const std::uint32_t first_place = begins[degree[far]]++;
      const std::uint32_t first = order[first_place];
      std::swap(order[first_place], order[place[far]]);
      std::swap(place[first], place[far]);
      --degree[far];
    }
  }
  budget.release(held);
  return degree;
}

}  // namespace almanac::graph
