#include "bench/graph_algorithms.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>

#include "bench/measure.h"
#include "graph/algorithms/communities.h"
#include "graph/algorithms/components.h"
#include "graph/algorithms/distances.h"
#include "graph/algorithms/flat.h"
#include "graph/algorithms/pagerank.h"
#include "graph/algorithms/projection.h"
#include "graph/algorithms/similar.h"

namespace almanac::bench {
namespace {

using graph::Along;

double cpu_now() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

struct Pair {
  double ours = 0, hand = 0;  // CPU seconds of a round, medians
};

// Rounds of the one and of the other in turn, after one of each that does not count. Both return what must be equal.
template <class Ours, class Other>
Pair in_turn(const char* what, int rounds, double tolerance, Ours&& ours, Other&& other) {
  std::vector<double> a, b;
  for (int i = 0; i <= rounds; ++i) {
    const double start = cpu_now();
    const double x = ours();
    const double middle = cpu_now();
    const double y = other();
    const double end = cpu_now();
    if (std::abs(x - y) > tolerance * std::abs(y))
      std::printf("  DIFFERENT RESULTS of %s: %.9g, %.9g by hand\n", what, x, y);
    if (i == 0) continue;
    a.push_back(middle - start);
    b.push_back(end - middle);
  }
  return {median(a), median(b)};
}

void compare(const char* what, Pair pair, std::size_t count, double limit) {
  const double scale = 1e6 / static_cast<double>(count);
  std::printf("%-36s %12.3f us   by hand %12.3f us   ratio %6.3f   (limit <= %.1f)\n", what, pair.ours * scale,
              pair.hand * scale, pair.ours / pair.hand, limit);
}
void times_faster(const char* what, double peer, double ours, double limit) {
  std::printf("%-36s %12.2f us   against %12.2f us   faster %7.1f   (limit >= %.0f)\n", what, peer * 1e6, ours * 1e6,
              peer / ours, limit);
}

class Measuring {
 public:
  Measuring(const graph::CampaignGraph& snapshot, Hand& hand, const std::vector<Event>& events)
      : graph_(snapshot.graph()), hand_(hand), touched_(graph_, touched_view()) {
    Random random;
    const auto event = [&]() -> const Event& {
      return events[random.below(static_cast<std::uint32_t>(events.size()))];
    };
    for (int i = 0; i < 100'000; ++i) many_users_.push_back(event().user);
    for (int i = 0; i < 1000; ++i) {
      users_.push_back(event().user);
      campaigns_.push_back(event().campaign);
      pairs_.emplace_back(event().user, event().user);
    }
  }

  void all(bool peers) {
    std::printf("TOUCHED: %lu edges, %lu distinct\n",
                static_cast<unsigned long>(graph_.tables()[graph::touched_table].size()),
                static_cast<unsigned long>(hand_.campaigns_of().far.size()));
    neighbours();
    two_hops();
    co_users();
    jaccard();
    const double path = paths();
    whole_graph();
    const double leiden = communities();
    if (peers) against_peers(path, leiden);
  }

 private:
  static graph::ViewChoice touched_view() {
    return {{graph::class_of_kind(archive::Kind::campaign), graph::class_of_kind(archive::Kind::user)},
            {graph::touched_table},
            Along::both};
  }
  // Vertices of the view over users and campaigns: numbers of the archive follow the order of storing.
  graph::Vertex user(std::uint32_t n) const {
    return touched_.vertex(graph_.classes()[graph::class_of_kind(archive::Kind::user)].first + n);
  }
  std::uint32_t campaign(std::uint32_t n) const { return n; }

  void neighbours() {
    const graph::View out(graph_,
                          {{graph::class_of_kind(archive::Kind::campaign), graph::class_of_kind(archive::Kind::user)},
                           {graph::touched_table},
                           Along::out});
    std::vector<graph::Vertex> found(out.size() + graph::copy_slack), vertices;
    for (const std::uint32_t u : many_users_) vertices.push_back(user(u));
    const auto by_hand = [&] {
      double sum = 0;
      for (const std::uint32_t u : many_users_) sum += static_cast<double>(hand_.neighbours(u));
      return sum;
    };
    const Pair listed = in_turn(
        "neighbours", 9, 0,
        [&] {
          double sum = 0;
          for (const graph::Lane& lane : out.leaving(out.part_of(vertices.front()))) {
            lane.visit([&](auto rows) {
              for (std::size_t i = 0; i < vertices.size(); ++i) {
                rows.ahead(vertices, i);
                sum += static_cast<double>(rows.copy_once(vertices[i] - lane.near_first, found.data()) - found.data());
              }
            });
          }
          return sum;
        },
        by_hand);
    compare("neighbours of a list", listed, many_users_.size(), 1.3);
    const Pair single = in_turn(
        "neighbours", 9, 0,
        [&] {
          double sum = 0;
          for (const graph::Vertex v : vertices) {
            graph::Vertex* to = found.data();
            for (const graph::Lane& lane : out.leaving(out.part_of(v))) {
              to = lane.visit([&](auto rows) { return rows.copy_once(v - lane.near_first, to); });
            }
            sum += static_cast<double>(to - found.data());
          }
          return sum;
        },
        by_hand);
    compare("neighbours, asked one by one", single, many_users_.size(), 1.3);
  }

  // Over a projection from users: how many are reached.
  Pair reach(const char* what, const graph::StepChoice& second, std::size_t (Hand::*by_hand)(std::uint32_t)) {
    const graph::Projection projection(
        graph_, {graph::class_of_kind(archive::Kind::user), {{graph::touched_table}, Along::out}, second});
    graph::ProjectionMemory memory;
    graph::Budget budget;
    return in_turn(
        what, 9, 0,
        [&] {
          double sum = 0;
          for (const std::uint32_t u : users_) {
            projection.reach(u, memory, budget);
            sum += static_cast<double>(memory.found().size());
          }
          return sum;
        },
        [&] {
          double sum = 0;
          for (const std::uint32_t u : users_) sum += static_cast<double>((hand_.*by_hand)(u));
          return sum;
        });
  }
  void two_hops() {
    compare("two hops: products and channels",
            reach("two hops", {{graph::used, graph::promoted}, Along::out}, &Hand::two_hops), users_.size(), 1.3);
  }
  void co_users() {
    compare("co-users", reach("co-users", {{graph::touched_table}, Along::in}, &Hand::co_users), users_.size(), 1.3);
  }

  void jaccard() {
    const graph::Projection projection(graph_, {graph::class_of_kind(archive::Kind::campaign),
                                                {{graph::touched_table}, Along::in},
                                                {{graph::touched_table}, Along::out}});
    graph::Budget budget;
    graph::Similarity similarity(projection, budget);
    const Pair pair = in_turn(
        "jaccard", 5, 1e-5,
        [&] {
          double sum = 0;
          for (const std::uint32_t c : campaigns_) {
            for (const auto& entry : similarity.jaccard(campaign(c), 10, budget)) sum += entry.score;
          }
          return sum;
        },
        [&] {
          double sum = 0;
          for (const std::uint32_t c : campaigns_) sum += hand_.jaccard(c);
          return sum;
        });
    compare("ten campaigns by shared users", pair, campaigns_.size(), 1.3);
  }

  double paths() {
    graph::WalkMemory memory;
    graph::Budget budget;
    const Pair pair = in_turn(
        "paths", 7, 0,
        [&] {
          double sum = 0;
          for (const auto& [a, b] : pairs_) {
            const std::uint32_t d = graph::distance(touched_, user(a), user(b), 20, memory, budget);
            sum += d == graph::unreached ? 0 : d;
          }
          return sum;
        },
        [&] {
          double sum = 0;
          for (const auto& [a, b] : pairs_) sum += static_cast<double>(hand_.distance(a, b));
          return sum;
        });
    compare("shortest path", pair, pairs_.size(), 1.2);
    return pair.ours / static_cast<double>(pairs_.size());
  }

  void whole_graph() {
    graph::Budget budget;
    Pair pair = in_turn(
        "pagerank", 5, 1e-3,
        [&] {
          const auto ranks = graph::pagerank(touched_, {0.85, 20, 0}, budget);
          return *std::max_element(ranks.begin(), ranks.begin() + hand_.campaigns());
        },
        [&] { return hand_.pagerank(20); });
    compare("PageRank, 20 iterations", pair, 1, 1.5);
    pair = in_turn(
        "components", 9, 0, [&] { return static_cast<double>(graph::components(touched_, budget).count); },
        [&] { return static_cast<double>(hand_.components()); });
    compare("components", pair, 1, 1.5);
  }

  double communities() {
    graph::Budget budget;
    double modularity = 0, by_hand = 0;
    const Pair pair = in_turn(
        "communities", 3, 1,
        [&] {
          const graph::Flat flat = flatten(touched_, graph::Sides::either, graph::Weigh::one, budget);
          const auto found = graph::leiden(flat, {1, 1}, budget);
          budget.release(flat.bytes());
          return modularity = found.modularity;
        },
        [&] { return by_hand = hand_.louvain(); });
    compare("Leiden, one round, against Louvain", pair, 1, 1.5);
    std::printf("  modularity %.4f, Louvain's %.4f\n", modularity, by_hand);
    modularity_ = modularity;
    return pair.ours;
  }

  void against_peers(double path, double leiden) {
    graph::WalkMemory memory;
    graph::Budget budget;
    const std::vector<std::pair<std::uint32_t, std::uint32_t>> few(pairs_.begin(), pairs_.begin() + 50);
    std::vector<std::size_t> hops, expected;
    for (const auto& [a, b] : few) expected.push_back(graph::distance(touched_, user(a), user(b), 20, memory, budget));
    const PeerTimes boost = boost_times(hand_, few, hops);
    times_faster("path by Boost's search", boost.path, path, 50);
    if (hops != expected) std::printf("  DIFFERENT RESULTS of Boost's paths\n");
    const PeerTimes igraph = igraph_times(hand_, few, hops);
    if (igraph.path == 0) return;
    times_faster("path by igraph", igraph.path, path, 150);
    if (hops != expected) std::printf("  DIFFERENT RESULTS of igraph's paths\n");
    times_faster("Leiden by igraph", igraph.leiden, leiden, 4);
    std::printf("  modularity %.4f, igraph's %.4f   better %7.4f   (limit >= -0.005)\n", modularity_, igraph.modularity,
                modularity_ - igraph.modularity);
  }

  const graph::PropertyGraph& graph_;
  Hand& hand_;
  graph::View touched_;
  std::vector<std::uint32_t> users_, campaigns_, many_users_;  // many: for what takes less than a cache miss
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs_;
  double modularity_ = 0;
};

}  // namespace

void measure_algorithms(const graph::CampaignGraph& snapshot, Hand& hand, const std::vector<Event>& events,
                        bool peers) {
  Measuring(snapshot, hand, events).all(peers);
}

}  // namespace almanac::bench
