// Patterns on random graphs, against a matcher that tries every assignment of nodes and relationships.

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <sstream>

#include "tests/cypher/small_graph.h"
#include "tests/graph/dice.h"

using namespace almanac;
using namespace almanac::graph;
using namespace almanac::graph::cypher;
using almanac::tests::Dice;
using almanac::tests::rows_of;
using almanac::tests::SmallGraph;

namespace {

struct Edge {
  std::size_t from, to;
  std::string type;
};
struct Random {
  std::vector<int> labels;  // of each node: bit 0 is A, bit 1 is B
  std::vector<Edge> edges;
};

Random make(Dice& dice) {
  Random random;
  for (std::uint32_t i = 2 + dice.below(5); i > 0; --i) random.labels.push_back(static_cast<int>(dice.below(4)));
  for (std::uint32_t i = dice.below(9); i > 0; --i) {
    const auto node = [&] { return dice.below(static_cast<std::uint32_t>(random.labels.size())); };
    random.edges.push_back({node(), node(), dice.one_in(2) ? "R" : "S"});
  }
  return random;
}

SmallGraph build(const Random& random) {
  GraphBuilder builder;
  const std::vector<std::vector<std::string>> labels = {{}, {"A"}, {"B"}, {"A", "B"}};
  std::vector<std::uint32_t> numbers(random.labels.size());
  for (std::uint32_t c = 0; c < 4; ++c) builder.add_class(labels[c]);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto c = static_cast<std::uint32_t>(random.labels[i]);
    numbers[i] = builder.add_node(c, "k" + std::to_string(i));
    builder.set(c, numbers[i], "n", static_cast<std::int64_t>(i));
  }
  std::map<std::tuple<std::string, int, int>, std::uint32_t> tables;
  for (const Edge& edge : random.edges) {
    const int from = random.labels[edge.from];
    const int to = random.labels[edge.to];
    const auto [found, is_new] = tables.try_emplace({edge.type, from, to}, 0);
    if (is_new)
      found->second = builder.add_table(edge.type, static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to));
    builder.add_edge(found->second, numbers[edge.from], numbers[edge.to]);
  }
  return SmallGraph(builder);
}

struct PatternEdge {
  std::size_t from, to;  // variables
  int heading;           // 1 right, -1 left, 0 both
  std::string type;      // "": any
  bool walks = false;
  std::size_t least = 1, most = 1;
};
struct RandomPattern {
  std::vector<int> labels;  // wanted of each variable: 0 none, 1 A, 2 B
  std::vector<PatternEdge> edges;
  std::vector<std::pair<std::size_t, std::size_t>> different;  // variables

  std::string text() const {
    std::string text = "MATCH ";
    std::vector<bool> labelled(labels.size());
    const auto node = [&](std::size_t v) {
      std::string shown = "(v" + std::to_string(v);
      if (!labelled[v] && labels[v] != 0) shown += labels[v] == 1 ? ":A" : ":B";
      labelled[v] = true;
      return shown + ")";
    };
    for (std::size_t v = 0; v < labels.size(); ++v) text += (v == 0 ? "" : ", ") + node(v);
    for (const PatternEdge& edge : edges) {
      text += ", " + node(edge.from) + (edge.heading < 0 ? "<-[" : "-[") + (edge.type.empty() ? "" : ":" + edge.type);
      if (edge.walks) text += "*" + std::to_string(edge.least) + ".." + std::to_string(edge.most);
      text += edge.heading > 0 ? "]->" : "]-";
      text += node(edge.to);
    }
    for (std::size_t i = 0; i < different.size(); ++i) {
      text += (i == 0 ? " WHERE v" : " AND v") + std::to_string(different[i].first) + " <> v" +
              std::to_string(different[i].second);
    }
    text += " RETURN ";
    for (std::size_t v = 0; v < labels.size(); ++v) text += (v == 0 ? "v" : ", v") + std::to_string(v) + ".n";
    return text;
  }
};

RandomPattern make_pattern(Dice& dice) {
  RandomPattern pattern;
  for (std::uint32_t i = 1 + dice.below(3); i > 0; --i)
    pattern.labels.push_back(dice.one_in(2) ? 0 : static_cast<int>(1 + dice.below(2)));
  const auto variable = [&] { return std::size_t{dice.below(static_cast<std::uint32_t>(pattern.labels.size()))}; };
  for (std::uint32_t i = dice.below(4); i > 0; --i) {
    PatternEdge edge{variable(), variable(), static_cast<int>(dice.below(3)) - 1,
                     dice.one_in(2)   ? ""
                     : dice.one_in(2) ? "R"
                                      : "S"};
    if (dice.one_in(4)) {
      edge.walks = true;
      edge.least = dice.below(3);
      edge.most = edge.least + dice.below(2);
    }
    pattern.edges.push_back(edge);
  }
  if (dice.one_in(3)) pattern.different.emplace_back(variable(), variable());
  return pattern;
}

// Every assignment of nodes; for each, the number of ways to choose relationships.
std::vector<std::string> obvious(const Random& random, const RandomPattern& pattern) {
  std::vector<std::string> rows;
  std::vector<std::size_t> nodes(pattern.labels.size());
  std::vector<bool> used(random.edges.size());
  const std::function<std::size_t(std::size_t)> choose = [&](std::size_t edge) -> std::size_t {
    if (edge == pattern.edges.size()) return 1;
    const PatternEdge& wanted = pattern.edges[edge];
    std::size_t ways = 0;
    const std::function<void(std::size_t, std::size_t)> walk = [&](std::size_t at, std::size_t length) {
      if (length >= wanted.least && at == nodes[wanted.to]) ways += choose(edge + 1);
      if (length == wanted.most) return;
      for (std::size_t e = 0; e < random.edges.size(); ++e) {
        if (used[e] || (!wanted.type.empty() && random.edges[e].type != wanted.type)) continue;
        const Edge& found = random.edges[e];
        std::vector<std::size_t> ends;
        if (wanted.heading >= 0 && found.from == at) ends.push_back(found.to);
        if (wanted.heading <= 0 && found.to == at && !(wanted.heading == 0 && found.from == found.to))
          ends.push_back(found.from);
        for (const std::size_t end : ends) {
          used[e] = true;
          walk(end, length + 1);
          used[e] = false;
        }
      }
    };
    walk(nodes[wanted.from], 0);
    return ways;
  };
  const std::function<void(std::size_t)> assign = [&](std::size_t v) {
    if (v == nodes.size()) {
      for (const auto& [a, b] : pattern.different) {
        if (nodes[a] == nodes[b]) return;
      }
      std::string row;
      for (const std::size_t node : nodes) row += (row.empty() ? "" : "|") + std::to_string(node);
      rows.insert(rows.end(), choose(0), row);
      return;
    }
    for (std::size_t node = 0; node < random.labels.size(); ++node) {
      if ((random.labels[node] & pattern.labels[v]) != pattern.labels[v]) continue;
      nodes[v] = node;
      assign(v + 1);
    }
  };
  assign(0);
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace

TEST_CASE("patterns find on random graphs what trying every assignment finds") {
  Dice dice(20240607);
  for (int round = 0; round < 1500; ++round) {
    const Random random = make(dice);
    const RandomPattern pattern = make_pattern(dice);
    const SmallGraph world = build(random);
    const Engine engine(*world.graph);
    auto rows = rows_of(engine, pattern.text());
    std::sort(rows.begin(), rows.end());
    INFO(round << ": " << pattern.text());
    REQUIRE(rows == obvious(random, pattern));
  }
}

TEST_CASE("counting, distinct counting and grouping agree with the rows themselves") {
  Dice dice(77);
  for (int round = 0; round < 300; ++round) {
    const SmallGraph world = build(make(dice));
    const Engine engine(*world.graph);
    const std::string pattern = "MATCH (a)-->(b)--(c)";
    const auto rows = rows_of(engine, pattern + " RETURN a.n, c.n");
    CHECK(rows_of(engine, pattern + " RETURN count(*)") == std::vector<std::string>{std::to_string(rows.size())});
    std::map<std::string, std::size_t> counts;
    for (const std::string& row : rows) ++counts[row.substr(0, row.find('|'))];
    std::vector<std::string> grouped;
    for (const auto& [key, count] : counts) grouped.push_back(key + "|" + std::to_string(count));
    CHECK(rows_of(engine, pattern + " RETURN a.n AS n, count(*) ORDER BY n") == grouped);
    auto unique = rows;
    std::sort(unique.begin(), unique.end());
    unique.erase(std::unique(unique.begin(), unique.end()), unique.end());
    CHECK(rows_of(engine, pattern + " WITH DISTINCT a, c RETURN count(*)") ==
          std::vector<std::string>{std::to_string(unique.size())});
  }
}

TEST_CASE("distinct counts and counts by far end are those of the rows, however the plan makes them") {
  Dice dice(4711);
  bool seen_fused = false;
  for (int round = 0; round < 400; ++round) {
    const SmallGraph world = build(make(dice));
    const Engine engine(*world.graph, {"key"});
    const std::string pattern = "MATCH (a)-[:R]->(b)-[:S]->(c)";
    for (const char* keys : {"a.n, c.n", "a.key, c.key", "c.n", "a.n", "labels(a), c.n"}) {
      const std::string key = keys;
      const std::string query = pattern + " RETURN " + key + ", count(DISTINCT b)";
      const std::string slow = pattern + " WITH DISTINCT " +
                               [&] {
                                 std::string aliased;
                                 int number = 0;
                                 std::stringstream parts(key);
                                 for (std::string part; std::getline(parts, part, ',');)
                                   aliased += part + " AS k" + std::to_string(number++) + ", ";
                                 return aliased;
                               }() +
                               "b ORDER BY b.n RETURN " + (key.find(',') == std::string::npos ? "k0" : "k0, k1") +
                               ", count(*)";
      auto fast_rows = rows_of(engine, query);
      auto slow_rows = rows_of(engine, slow);
      std::sort(fast_rows.begin(), fast_rows.end());
      std::sort(slow_rows.begin(), slow_rows.end());
      INFO(round << ": " << query << "\n" << explain(*engine.prepare(query)));
      REQUIRE(fast_rows == slow_rows);
      seen_fused = seen_fused || explain(*engine.prepare(query)).find("CountByFarEnd") != std::string::npos;
    }
  }
  CHECK(seen_fused);
}
