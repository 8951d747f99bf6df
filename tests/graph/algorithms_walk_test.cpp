// Views, distances, components, ranks and labels, each against a slow and obvious oracle over the list of edges.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>
#include <set>

#include "graph/algorithms/components.h"
#include "graph/algorithms/copy_once.h"
#include "graph/algorithms/distances.h"
#include "graph/algorithms/label_propagation.h"
#include "graph/algorithms/pagerank.h"
#include "tests/graph/graphalytics.h"
#include "tests/graph/random_graph.h"
#include "tests/support/errors.h"

using namespace almanac;
using namespace almanac::graph;
using namespace almanac::tests;

namespace {

using Steps = std::vector<RandomGraph::Step>;

std::set<std::pair<Vertex, Vertex>> distinct(const Steps& steps) {
  std::set<std::pair<Vertex, Vertex>> found;
  for (const auto& step : steps) found.emplace(step.from, step.to);
  return found;
}
bool close(double a, double b, double tolerance) { return std::abs(a - b) <= tolerance * std::max(1e-3, std::abs(b)); }

}  // namespace

TEST_CASE("a view shows the chosen edges in the chosen directions as of the day, and numbers the chosen nodes") {
  each_random_view(40, [](const RandomGraph& made, const View& view, const ViewChoice& choice, const Steps& steps) {
    std::multiset<std::pair<Vertex, Vertex>> expected, found, by_lane;
    for (const auto& step : steps) expected.emplace(step.from, step.to);
    std::uint32_t used = 0;
    for (Vertex v = 0; v < view.size(); ++v) {
      REQUIRE(view.vertex(view.node(v)) == v);
      REQUIRE(view.used(v) == !made.graph->key_of(view.node(v)).empty());
      used += view.used(v) ? 1 : 0;
      std::uint64_t degree = 0;
      view.each(v, [&](Vertex far) {
        found.emplace(v, far);
        ++degree;
      });
      if (choice.as_of == INT32_MAX) REQUIRE(view.stored_degree(v) == degree);
    }
    CHECK(found == expected);
    CHECK(view.used_count() == used);
    for (const Lane& lane : view.forward()) {
      lane.visit([&](auto rows) {
        rows.each_row([&](std::uint32_t n, const auto row) {
          REQUIRE(std::is_sorted(row.begin(), row.end()));
          for (const auto far : row) by_lane.emplace(lane.near_first + n, lane.far_first + static_cast<Vertex>(far));
        });
        std::vector<Vertex> once(lane.far_size + copy_slack), each;
        for (std::uint32_t n = 0; n < lane.near_size; ++n) {
          each.clear();
          rows.each_once(n, [&](auto far) { each.push_back(lane.far_first + static_cast<Vertex>(far)); });
          const auto end = rows.copy_once(n, once.data());
          REQUIRE(std::vector<Vertex>(once.data(), end) == each);
          REQUIRE(std::adjacent_find(each.begin(), each.end()) == each.end());
        }
      });
    }
    CHECK(by_lane == expected);
  });
}

namespace {

template <class T>
void check_copies(Dice& dice, std::size_t size) {
  std::vector<std::uint32_t> row;
  std::uint32_t far = sizeof(T) > 2 ? 65'450 : 0;  // over the edge of two bytes
  for (std::size_t i = 0; i < size; ++i) row.push_back(far += dice.below(4) == 0 ? 0 : 1);
  PackBuffer packed(PackShape{0, 1, sizeof(T)});
  packed.push_all(std::span<const std::uint32_t>(row));
  const std::vector<std::byte> bytes = packed.take_bytes();
  // The row ends with its memory, and nothing is written behind what has room for it and the slack.
  const std::unique_ptr<T[]> exact(new T[size]);
  std::copy(bytes.begin(), bytes.end(), static_cast<std::byte*>(static_cast<void*>(exact.get())));
  std::vector<std::uint32_t> to(size + copy_slack + 1, 7);
  const std::uint32_t* const end = copy_once(exact.get(), size, 70'000, to.data());
  row.erase(std::unique(row.begin(), row.end()), row.end());
  for (std::uint32_t& one : row) one += 70'000;
  REQUIRE(std::vector<std::uint32_t>(static_cast<const std::uint32_t*>(to.data()), end) == row);
  REQUIRE(to[size + copy_slack] == 7);
}

}  // namespace

TEST_CASE("rows of any length and width are copied with each number once") {
  Dice dice(11);
  for (std::size_t size = 0; size < 200; ++size) {
    check_copies<std::uint8_t>(dice, size);
    check_copies<std::uint16_t>(dice, size);
    check_copies<Three>(dice, size);
    check_copies<std::uint32_t>(dice, size);
  }
}

TEST_CASE("a view of an empty graph, of one node and of no edges is fine") {
  GraphBuilder builder;
  builder.add_class({"A"});
  builder.add_class({"B"});
  builder.add_table("T", 0, 1);
  const auto empty = load(builder);
  Budget budget;
  CHECK(View(*empty).size() == 0);
  CHECK(pagerank(View(*empty), {}, budget).empty());
  CHECK(components(View(*empty), budget).count == 0);
  CHECK(propagate_labels(View(*empty), 3, budget).empty());
  GraphBuilder one;
  one.add_class({"A"});
  one.add_node(0, "a");
  const auto single = load(one);
  CHECK(pagerank(View(*single), {}, budget) == std::vector<double>{1.0});
  CHECK(distances(View(*single), {0}, budget) == std::vector<std::uint32_t>{0});
}

TEST_CASE("distances from one vertex, between two, and with lengths agree with Bellman and Ford") {
  WalkMemory memory;
  each_random_view(25, [&](const RandomGraph&, const View& view, const ViewChoice&, const Steps& steps) {
    Budget budget;
    const auto oracle = [&](Vertex source, auto&& length) {
      std::vector<double> best(view.size(), INFINITY);
      best[source] = 0;
      for (Vertex round = 0; round < view.size(); ++round) {
        for (const auto& step : steps) best[step.to] = std::min(best[step.to], best[step.from] + length(*step.edge));
      }
      return best;
    };
    for (Vertex source = 0; source < view.size(); source += 3) {
      const auto hops = oracle(source, [](const auto&) { return 1.0; });
      const auto found = distances(view, {source}, budget);
      for (Vertex v = 0; v < view.size(); ++v) {
        const auto expected = std::isinf(hops[v]) ? unreached : static_cast<std::uint32_t>(hops[v]);
        REQUIRE(found[v] == expected);
        REQUIRE(distance(view, source, v, 100, memory, budget) == expected);
        REQUIRE(distance(view, source, v, 2, memory, budget) == (expected <= 2 ? expected : unreached));
      }
      const auto near = [](const std::vector<double>& a, const std::vector<double>& b) {
        return std::equal(a.begin(), a.end(), b.begin(),
                          [](double x, double y) { return x == y || close(x, y, 1e-9); });
      };
      const auto weighed = shortest_paths(view, source, {}, budget);
      REQUIRE(near(weighed, oracle(source, [](const auto& e) { return static_cast<double>(e.weight); })));
      const auto measured = shortest_paths(view, source, {EdgeLength::By::property, "length"}, budget);
      REQUIRE(near(measured, oracle(source, [](const auto& e) { return e.length; })));
    }
    CHECK(budget.held() == 0);
  });
}

TEST_CASE("a negative length is refused, and edges without a length are not walked") {
  const ListedGraph made = make_graph({{}, {{1, 2, 1}, {2, 3, -1}}});
  Budget budget;
  const View view(*made.graph);
  CHECK(code_of([&] { shortest_paths(view, 0, {EdgeLength::By::property, "length"}, budget); }) == "negative_length");
  CHECK(std::isinf(shortest_paths(view, 0, {EdgeLength::By::property, "other"}, budget)[1]));
}

TEST_CASE("components are named by their least vertex and joined by edges of any direction") {
  each_random_view(40, [](const RandomGraph&, const View& view, const ViewChoice&, const Steps& steps) {
    Budget budget;
    std::vector<Vertex> label(view.size());
    std::iota(label.begin(), label.end(), 0U);
    for (bool changed = true; changed;) {
      changed = false;
      for (const auto& step : steps) {
        const Vertex least = std::min(label[step.from], label[step.to]);
        changed = changed || label[step.from] != least || label[step.to] != least;
        label[step.from] = label[step.to] = least;
      }
    }
    const Components found = components(view, budget);
    CHECK(found.label == label);
    std::uint32_t count = 0;
    for (Vertex v = 0; v < view.size(); ++v) count += label[v] == v && view.used(v) ? 1 : 0;
    CHECK(found.count == count);
  });
}

TEST_CASE("PageRank is the walker's share of time, and adds up to 1") {
  each_random_view(25, [](const RandomGraph&, const View& view, const ViewChoice&, const Steps& steps) {
    Budget budget;
    const auto edges = distinct(steps);
    std::vector<double> degree(view.size()), rank(view.size());
    for (const auto& [from, to] : edges) ++degree[from];
    for (Vertex v = 0; v < view.size(); ++v) rank[v] = view.used(v) ? 1.0 / view.used_count() : 0;
    for (int i = 0; i < 15; ++i) {
      double lost = 0;
      for (Vertex v = 0; v < view.size(); ++v) lost += degree[v] == 0 ? rank[v] : 0;
      std::vector<double> next(view.size());
      for (Vertex v = 0; v < view.size(); ++v) next[v] = view.used(v) ? (0.15 + 0.85 * lost) / view.used_count() : 0;
      for (const auto& [from, to] : edges) next[to] += 0.85 * rank[from] / degree[from];
      rank = next;
    }
    const auto found = pagerank(view, {0.85, 15, 0}, budget);
    double sum = 0;
    for (Vertex v = 0; v < view.size(); ++v) {
      // Edges of different tables between the same two count each.
      sum += found[v];
    }
    CHECK(close(sum, view.used_count() == 0 ? 0 : 1, 1e-6));
    std::map<std::pair<Vertex, Vertex>, std::set<std::pair<std::uint32_t, bool>>> lanes;
    for (const auto& step : steps) lanes[{step.from, step.to}].emplace(step.edge->table, step.out);
    const bool plain =
        std::all_of(lanes.begin(), lanes.end(), [](const auto& entry) { return entry.second.size() == 1; });
    for (Vertex v = 0; plain && v < view.size(); ++v) REQUIRE(close(found[v], rank[v], 1e-5));
    CHECK(budget.held() == 0);
  });
}

TEST_CASE("personalised PageRank starts at its seeds and shares by relationship before it shares by edge") {
  each_random_view(25, [](const RandomGraph&, const View& view, const ViewChoice&, const Steps& steps) {
    Budget budget;
    using LaneName = std::pair<std::uint32_t, bool>;
    std::vector<std::map<LaneName, std::set<Vertex>>> out(view.size());
    for (const auto& step : steps) out[step.from][{step.edge->table, step.out}].insert(step.to);
    Vertex seed = 0;
    while (seed < view.size() && !view.used(seed)) ++seed;
    if (seed == view.size()) return;
    std::vector<double> rank(view.size());
    rank[seed] = 1;
    for (int i = 0; i < 200; ++i) {
      std::vector<double> next(view.size());
      double anew = 0.15;
      for (Vertex v = 0; v < view.size(); ++v) {
        if (out[v].empty()) anew += 0.85 * rank[v];
        for (const auto& [lane, far] : out[v]) {
          for (const Vertex to : far)
            next[to] += 0.85 * rank[v] / static_cast<double>(out[v].size()) / static_cast<double>(far.size());
        }
      }
      next[seed] += anew;
      rank = next;
    }
    const auto found = personalised_pagerank(view, {{seed, 3}}, {0.85, 200, 0}, budget);
    for (Vertex v = 0; v < view.size(); ++v) REQUIRE(close(found[v], rank[v], 1e-4));
    CHECK(budget.held() == 0);
  });
}

TEST_CASE("labels spread as Graphalytics says: most frequent, then least, edges of both directions counted") {
  each_random_view(25, [](const RandomGraph&, const View& view, const ViewChoice& choice, const Steps& steps) {
    Budget budget;
    std::vector<Vertex> label(view.size());
    std::iota(label.begin(), label.end(), 0U);
    // Each edge from both ends, whatever the view walks; parallel ones of a table once.
    std::set<std::tuple<Vertex, Vertex, std::uint32_t, bool>> ends;
    for (const auto& step : steps) {
      ends.emplace(step.from, step.to, step.edge->table, step.out);
      if (choice.along != Along::both) ends.emplace(step.to, step.from, step.edge->table, !step.out);
    }
    for (int i = 0; i < 4; ++i) {
      std::vector<std::map<Vertex, int>> counts(view.size());
      for (const auto& [from, to, table, out] : ends) ++counts[from][label[to]];
      std::vector<Vertex> next = label;
      for (Vertex v = 0; v < view.size(); ++v) {
        int most = 0;
        for (const auto& [candidate, count] : counts[v]) {
          if (count > most) next[v] = candidate;
          most = std::max(most, count);
        }
      }
      label = next;
    }
    CHECK(propagate_labels(view, 4, budget) == label);
  });
}

TEST_CASE("Graphalytics' validation graphs give their published outputs") {
  const auto checks = check_graphalytics(ALMANAC_SOURCE_DIR "/tests/data/graph/graphalytics");
  CHECK(checks.size() == 24);
  for (const Check& check : checks) {
    INFO(check.algorithm << " on " << check.graph << ": " << check.found << " of " << check.expected);
    CHECK(check.good);
  }
}

TEST_CASE("an algorithm stops when its budget ends or whoever asked has left") {
  EdgeList ring;
  for (std::int64_t i = 0; i < 100'000; ++i) ring.edges.push_back({i, (i + 1) % 100'000, 1});
  const ListedGraph made = make_graph(ring);
  const View view(*made.graph);
  Budget gone({}, [] { return true; });
  CHECK(code_of([&] { pagerank(view, {}, gone); }) == "cancelled");
  CHECK(code_of([&] { components(view, gone); }) == "cancelled");
  CHECK(code_of([&] { distances(view, {0}, gone); }) == "cancelled");
  CHECK(code_of([&] { propagate_labels(view, 10, gone); }) == "cancelled");
  CHECK(code_of([&] { shortest_paths(view, 0, {}, gone); }) == "cancelled");
  Limits little;
  little.bytes = 1000;
  Budget small(little);
  CHECK(code_of([&] { pagerank(view, {}, small); }) == "out_of_memory");
}
