#include "graph/algorithms/betweenness.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace almanac::graph {
namespace {

constexpr std::uint32_t not_met = 0xffffffff;

// Of one source at a time: for each vertex, the sum over all targets of the part of the shortest paths that pass through it.
class Dependencies {
 public:
  Dependencies(const Flat& graph, Budget& budget)
      : graph_(graph), budget_(budget), distance_(graph.size(), not_met), paths_(graph.size()), part_(graph.size()) {
    budget_.hold(held_ = std::uint64_t{graph.size()} * 24);
    order_.reserve(graph.size());
  }
  ~Dependencies() { budget_.release(held_); }
  Dependencies(const Dependencies&) = delete;
  Dependencies& operator=(const Dependencies&) = delete;

  // f(vertex, sum over all targets) for each vertex reached but the source.
  template <class F>
  void from(std::uint32_t source, F&& f) {
    order_.assign(1, source);
    distance_[source] = 0;
    paths_[source] = 1;
    for (std::size_t i = 0; i < order_.size(); ++i) {
      const std::uint32_t v = order_[i];
      budget_.steps(2 * graph_.degree(v) + 1);
      for (const std::uint32_t far : graph_.row(v)) {
        if (distance_[far] == not_met) {
          distance_[far] = distance_[v] + 1;
          order_.push_back(far);
        }
        if (distance_[far] == distance_[v] + 1) paths_[far] += paths_[v];
      }
    }
    for (std::size_t i = order_.size(); i-- > 0;) {
      const std::uint32_t v = order_[i];
      double sum = 0;
      for (const std::uint32_t far : graph_.row(v)) {
        if (distance_[far] == distance_[v] + 1) sum += paths_[v] / paths_[far] * (1 + part_[far]);
      }
      part_[v] = sum;
      if (v != source) f(v, sum);
    }
    for (const std::uint32_t v : order_) {
      distance_[v] = not_met;
      paths_[v] = part_[v] = 0;
    }
  }

 private:
  const Flat& graph_;
  Budget& budget_;
  std::uint64_t held_ = 0;
  std::vector<std::uint32_t> distance_, order_;
  std::vector<double> paths_, part_;
};

double share(Pairs pairs) { return pairs == Pairs::unordered ? 0.5 : 1; }

// The first `count` of a fixed permutation of the vertices.
std::vector<std::uint32_t> chosen(std::uint32_t size, std::uint32_t count) {
  std::vector<std::uint32_t> all(size);
  std::iota(all.begin(), all.end(), 0U);
  std::uint64_t state = 0x9e3779b97f4a7c15;
  for (std::uint32_t i = 0; i < count; ++i) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    std::swap(all[i], all[i + static_cast<std::uint32_t>(state % (size - i))]);
  }
  all.resize(count);
  return all;
}

}  // namespace

std::vector<double> betweenness(const Flat& graph, Pairs pairs, Budget& budget) {
  std::vector<double> found(graph.size());
  Dependencies dependencies(graph, budget);
  for (std::uint32_t source = 0; source < graph.size(); ++source) {
    dependencies.from(source, [&](std::uint32_t v, double sum) { found[v] += sum * share(pairs); });
  }
  return found;
}

SampledBetweenness sampled_betweenness(const Flat& graph, Pairs pairs, std::uint32_t sources, Budget& budget) {
  const std::uint32_t n = graph.size();
  SampledBetweenness found;
  found.sources = std::min(sources, n);
  found.value.resize(n);
  std::vector<double> squares(n);
  {
    Dependencies dependencies(graph, budget);
    for (const std::uint32_t source : chosen(n, found.sources)) {
      dependencies.from(source, [&](std::uint32_t v, double sum) {
        found.value[v] += sum;
        squares[v] += sum * sum;
      });
    }
  }
  // The sum over all n sources from the mean of k: n · mean, its error n · s/√k, less because sources do not repeat.
  const double k = found.sources;
  const double scale = share(pairs) * n;
  for (std::uint32_t v = 0; v < n; ++v) {
    const double mean = k == 0 ? 0 : found.value[v] / k;
    const double variance =
        k < 2 ? std::numeric_limits<double>::quiet_NaN() : std::max(0.0, (squares[v] - k * mean * mean) / (k - 1));
    found.error.push_back(found.sources == n ? 0 : scale * std::sqrt(variance / k * (1 - k / n)));
    found.value[v] = scale * mean;
  }
  return found;
}

}  // namespace almanac::graph
