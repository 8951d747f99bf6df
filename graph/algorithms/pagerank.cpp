// Mass is pulled, not pushed: each vertex sums what the vertices before it give, so every place is written once, in order, and
// the sums do not depend on anything but the graph.

#include "graph/algorithms/pagerank.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstring>

#include "graph/algorithms/degrees.h"

namespace almanac::graph {
namespace {

template <class T>
std::array<std::uint32_t, 4> four_of(const T* far) {
  return {far[0], far[1], far[2], far[3]};
}
// Their twelve bytes in two reads.
std::array<std::uint32_t, 4> four_of(const Three* far) {
  constexpr std::uint32_t mask = 0xffffff;
  std::uint64_t first = 0, last = 0;
  std::memcpy(&first, far, sizeof first);
  std::memcpy(&last, static_cast<const std::byte*>(static_cast<const void*>(far)) + 4, sizeof last);
  return {static_cast<std::uint32_t>(first) & mask, static_cast<std::uint32_t>(first >> 24U) & mask,
          static_cast<std::uint32_t>(last >> 16U) & mask, static_cast<std::uint32_t>(last >> 40U)};
}

// Sums of `given` over a row. Four at a time, because one sum would wait for each addition before it. What is given is kept in half
// the bytes, which decides how much of it lies in the cache; it is summed exactly enough.
template <class T>
double sum_of(std::span<const T> row, const float* given) {
  double a = 0, b = 0, c = 0, d = 0;
  const T* far = row.data();
  const T* const end = far + row.size();
  for (; end - far >= 4; far += 4) {
    const auto [first, second, third, fourth] = four_of(far);
    a += double{given[first]};
    b += double{given[second]};
    c += double{given[third]};
    d += double{given[fourth]};
  }
  for (; far != end; ++far) a += double{given[*far]};
  return (a + b) + (c + d);
}
template <class T>
double sum_of_distinct(std::span<const T> row, const float* given) {
  if (row.empty()) return 0;
  double sum[2] = {double{given[row.front()]}, 0};
  const T* const far = row.data();
  for (std::size_t i = 1; i < row.size(); ++i) sum[i & 1] += far[i] == far[i - 1] ? 0.0 : double{given[far[i]]};
  return sum[0] + sum[1];
}

class Ranking {
 public:
  enum class Shares { by_edge, by_lane };

  Ranking(const View& view, Shares shares, Budget& budget) : view_(view), shares_(shares), budget_(budget) {
    hold(std::uint64_t{view.size()} * (3 * sizeof(double) + 2 * sizeof(std::uint32_t)));
    edges_of_.assign(view.size(), 0);
    for (const Lane& lane : view.forward()) {
      Flow flow;
      flow.back = mirror(lane);
      std::vector<std::uint32_t> degrees = degrees_of(lane, flow);
      for (std::uint32_t n = 0; n < lane.near_size; ++n) {
        edges_of_[lane.near_first + n] += shares == Shares::by_edge ? degrees[n] : degrees[n] != 0 ? 1 : 0;
      }
      if (shares == Shares::by_lane) {
        hold(degrees.size() * sizeof(std::uint32_t));
        flow.degrees = std::move(degrees);
      }
      flows_.push_back(std::move(flow));
    }
    given_.resize(view.size());
  }
  ~Ranking() { budget_.release(held_); }
  Ranking(const Ranking&) = delete;
  Ranking& operator=(const Ranking&) = delete;

  bool dangling(Vertex v) const { return edges_of_[v] == 0; }

  // next[v] = what its neighbours of `rank` give it.
  void flow(const std::vector<double>& rank, std::vector<double>& next) {
    std::fill(next.begin(), next.end(), 0.0);
    if (shares_ == Shares::by_edge) {
      for (Vertex v = 0; v < view_.size(); ++v)
        given_[v] = dangling(v) ? 0 : static_cast<float>(rank[v] / edges_of_[v]);
    }
    for (const Flow& flow : flows_) {
      const Lane& back = *flow.back;
      if (shares_ == Shares::by_lane) give(rank, flow);
      const float* const given = given_.data() + back.far_first;
      double* const to = next.data() + back.near_first;
      back.visit([&](auto rows) {
        rows.each_row([&](std::uint32_t n, const auto row) {
          budget_.steps(row.size() + 1);
          to[n] += flow.repeated == Repeated::noted ? sum_of(row, given) : sum_of_distinct(row, given);
        });
      });
      for (const auto& [near, far] : flow.repeats) to[near] -= double{given[far]};
    }
  }

 private:
  // Where few edges repeat the one before, they are noted once, and their part is taken off the sum of all edges again; else
  // each edge is looked at.
  enum class Repeated : std::uint8_t { noted, looked_at };
  static constexpr std::uint64_t few = 16;  // one in so many
  struct Flow {
    const Lane* back = nullptr;  // the lane that leads to where the mass comes from
    Repeated repeated = Repeated::looked_at;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> repeats;  // near and far numbers of `back`; if noted
    std::vector<std::uint32_t> degrees;                            // by_lane
  };

  // Distinct far ends of the near numbers of `lane`, whose edges `flow` will carry.
  std::vector<std::uint32_t> degrees_of(const Lane& lane, Flow& flow) {
    if (lane.as_of || !note_repeats(flow)) return distinct_degrees(lane, budget_).degrees;
    flow.repeated = Repeated::noted;
    hold(flow.repeats.size() * sizeof flow.repeats.front());
    std::vector<std::uint32_t> degrees(lane.near_size);
    for (std::uint32_t n = 0; n < lane.near_size; ++n) degrees[n] = static_cast<std::uint32_t>(lane.stored_degree(n));
    for (const auto& [near, far] : flow.repeats) --degrees[far];
    return degrees;
  }
  // Whether they are few.
  bool note_repeats(Flow& flow) {
    const std::uint64_t most = flow.back->list().far.size() / few;
    flow.back->visit([&](auto rows) {
      rows.each_row([&](std::uint32_t n, const auto row) {
        budget_.steps(row.size() + 1);
        const auto* const far = row.data();
        std::uint32_t count = 0;
        for (std::size_t i = 1; i < row.size(); ++i) count += far[i] == far[i - 1] ? 1 : 0;
        if (count == 0 || flow.repeats.size() > most) return;
        for (std::size_t i = 1; i < row.size(); ++i) {
          if (far[i] == far[i - 1]) flow.repeats.emplace_back(n, far[i]);
        }
      });
    });
    if (flow.repeats.size() <= most) return true;
    flow.repeats.clear();
    return false;
  }
  void hold(std::uint64_t bytes) {
    budget_.hold(bytes);
    held_ += bytes;
  }

  const Lane* mirror(const Lane& lane) const {
    return &*std::find_if(view_.backward().begin(), view_.backward().end(), [&](const Lane& other) {
      return other.number == lane.number && other.direction != lane.direction;
    });
  }
  void give(const std::vector<double>& rank, const Flow& flow) {
    const Vertex first = flow.back->far_first;
    for (std::uint32_t n = 0; n < flow.degrees.size(); ++n) {
      const double ways = static_cast<double>(flow.degrees[n]) * edges_of_[first + n];
      given_[first + n] = ways == 0 ? 0 : static_cast<float>(rank[first + n] / ways);
    }
  }
  const View& view_;
  Shares shares_;
  Budget& budget_;
  std::uint64_t held_ = 0;
  std::vector<Flow> flows_;
  std::vector<std::uint32_t> edges_of_;  // edges, or relationships that have some
  std::vector<float> given_;             // by vertex: what it gives along each edge
};

// Iterates to the end; `start` sums to 1.
std::vector<double> iterate(const View& view, Ranking& ranking, const std::vector<double>& start, double damping,
                            std::uint32_t iterations, double tolerance) {
  std::vector<double> rank = start;
  std::vector<double> next(rank.size());
  for (std::uint32_t i = 0; i < iterations; ++i) {
    double lost = 0;
    for (Vertex v = 0; v < view.size(); ++v) lost += ranking.dangling(v) ? rank[v] : 0;
    ranking.flow(rank, next);
    const double anew = 1 - damping + damping * lost;
    double change = 0;
    for (Vertex v = 0; v < view.size(); ++v) {
      next[v] = anew * start[v] + damping * next[v];
      change += std::abs(next[v] - rank[v]);
    }
    rank.swap(next);
    if (change < tolerance) break;
  }
  return rank;
}

}  // namespace

std::vector<double> pagerank(const View& view, const PageRankOptions& options, Budget& budget) {
  Ranking ranking(view, Ranking::Shares::by_edge, budget);
  std::vector<double> start(view.size());
  for (Vertex v = 0; v < view.size(); ++v) start[v] = view.used(v) ? 1.0 / view.used_count() : 0;
  return iterate(view, ranking, start, options.damping, options.iterations, options.tolerance);
}

std::vector<double> personalised_pagerank(const View& view, const std::vector<Seed>& seeds,
                                          const PersonalOptions& options, Budget& budget) {
  Ranking ranking(view, Ranking::Shares::by_lane, budget);
  double all = 0;
  for (const Seed& seed : seeds) all += seed.weight;
  std::vector<double> start(view.size());
  for (const Seed& seed : seeds) start[seed.vertex] += seed.weight / all;
  return iterate(view, ranking, start, options.damping, options.iterations, options.tolerance);
}

}  // namespace almanac::graph
