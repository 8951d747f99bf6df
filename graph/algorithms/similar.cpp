#include "graph/algorithms/similar.h"

#include <algorithm>
#include <cmath>

namespace almanac::graph {

Similarity::Similarity(const Projection& projection, Budget& budget)
    : projection_(projection), degrees_(projection.vertex_degrees(budget)) {
  for (const std::uint32_t ends : projection.middle_degrees(budget)) {
    weights_.push_back(ends < 2 ? 0 : 1 / std::log(static_cast<double>(ends)));
  }
}

std::vector<Similar> Similarity::jaccard(Vertex v, std::size_t k, Budget& budget) {
  projection_.count(v, memory_, budget);
  scored_.clear();
  const std::uint32_t* const degrees = degrees_.data();
  for (const Vertex other : memory_.found()) {
    const std::uint32_t common = memory_.multiplicity(other);
    scored_.push_back({other, static_cast<double>(common) / (degrees[v] + degrees[other] - common), common});
  }
  return best(k);
}

std::vector<Similar> Similarity::adamic_adar(Vertex v, std::size_t k, Budget& budget) {
  projection_.score(v, weights_, memory_, budget);
  scored_.clear();
  for (const Vertex other : memory_.found()) scored_.push_back({other, memory_.score(other), 0});
  return best(k);
}

std::vector<Similar> Similarity::best(std::size_t k) {
  k = std::min(k, scored_.size());
  const auto better = [](const Similar& a, const Similar& b) {
    return a.score != b.score ? a.score > b.score : a.vertex < b.vertex;
  };
  std::partial_sort(scored_.begin(), scored_.begin() + static_cast<std::ptrdiff_t>(k), scored_.end(), better);
  return {scored_.begin(), scored_.begin() + static_cast<std::ptrdiff_t>(k)};
}

}  // namespace almanac::graph
