// The procedures against the algorithms called directly, and on graphs small enough to work out by hand.

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "graph/algorithm_procedures.h"
#include "graph/algorithms/betweenness.h"
#include "graph/algorithms/communities.h"
#include "graph/algorithms/components.h"
#include "graph/algorithms/cores.h"
#include "graph/algorithms/distances.h"
#include "graph/algorithms/label_propagation.h"
#include "graph/algorithms/pagerank.h"
#include "graph/algorithms/similar.h"
#include "graph/algorithms/triangles.h"
#include "graph/algorithms/weighted_paths.h"
#include "graph/cypher/evaluate.h"
#include "graph/cypher/query_error.h"
#include "tests/cypher/small_graph.h"
#include "tests/graph/dice.h"

using namespace almanac;
using namespace almanac::graph;
using almanac::tests::Dice;
using almanac::tests::rows_of;
using almanac::tests::SmallGraph;
using cypher::Engine;
using cypher::Value;
using Texts = std::vector<std::string>;

namespace {

Engine engine_over(const SmallGraph& world) {
  cypher::Procedures procedures;
  cypher::add_standard_procedures(procedures);
  add_algorithm_procedures(procedures);
  return Engine(*world.graph, {"key"}, std::move(procedures));
}

// Cells as numbers, nodes by their ids.
std::vector<std::vector<double>> numbers_of(const Engine& engine, const std::string& query) {
  std::vector<std::vector<double>> rows;
  Budget budget;
  engine.run(query, {}, budget, [&](std::span<const Value> row) {
    rows.emplace_back();
    for (const Value& value : row)
      rows.back().push_back(value.is_number() ? value.as_real() : static_cast<double>(value.integer));
    return true;
  });
  return rows;
}

// People and things: people like things and follow people; each relationship has a length.
SmallGraph random_world(Dice& dice, std::uint32_t people, std::uint32_t things, std::uint32_t edges) {
  GraphBuilder builder;
  const auto person = builder.add_class({"Person"});
  const auto thing = builder.add_class({"Thing"});
  for (std::uint32_t i = 0; i < people; ++i) builder.add_node(person, "p" + std::to_string(i));
  for (std::uint32_t i = 0; i < things; ++i) builder.add_node(thing, "t" + std::to_string(i));
  const auto likes = builder.add_table("LIKES", person, thing);
  const auto follows = builder.add_table("FOLLOWS", person, person);
  for (std::uint32_t i = 0; i < edges; ++i) {
    builder.add_edge(likes, dice.below(people), dice.below(things));
    builder.set_edge(likes, "km", static_cast<std::int64_t>(dice.below(9)));
    builder.add_edge(follows, dice.below(people), dice.below(people));
    if (!dice.one_in(5)) builder.set_edge(follows, "km", static_cast<double>(dice.below(40)) / 4);
  }
  return SmallGraph(builder);
}

// a — b — c — a, c — d: a triangle with a tail.
SmallGraph triangle_with_tail() {
  GraphBuilder builder;
  const auto node = builder.add_class({"N"});
  for (const char* key : {"a", "b", "c", "d", "e"}) builder.add_node(node, key);
  const auto edge = builder.add_table("E", node, node);
  for (const auto& [from, to, km] : {std::tuple{0U, 1U, 1}, {1U, 2U, 1}, {0U, 2U, 5}, {2U, 3U, 1}}) {
    builder.add_edge(edge, from, to);
    builder.set_edge(edge, "km", std::int64_t{km});
  }
  return SmallGraph(builder);
}

cypher::QueryError error_of(const Engine& engine, const std::string& query) {
  try {
    rows_of(engine, query);
  } catch (const cypher::QueryError& error) {
    return error;
  }
  FAIL("no error: " << query);
  throw;
}

}  // namespace

TEST_CASE("procedures find on a triangle with a tail what one finds by hand") {
  const SmallGraph world = triangle_with_tail();
  const Engine engine = engine_over(world);
  const auto ask = [&](const std::string& call, const std::string& rest) {
    return rows_of(engine, "CALL " + call + " " + rest);
  };
  CHECK(ask("graph.degree()", "YIELD node, degree RETURN node.key, degree") ==
        Texts{"a|2", "b|2", "c|3", "d|1", "e|0"});
  CHECK(ask("graph.degree({direction: 'out'})", "YIELD node, degree RETURN node.key, degree") ==
        Texts{"a|2", "b|1", "c|1", "d|0", "e|0"});
  CHECK(ask("graph.kCore()", "YIELD node, core RETURN node.key, core") == Texts{"a|2", "b|2", "c|2", "d|1", "e|0"});
  CHECK(ask("graph.triangles()", "YIELD node, triangles, clustering RETURN node.key, triangles, clustering")[2] ==
        "c|1|0.3333333333333333");
  CHECK(ask("graph.components()", "YIELD node, component, size RETURN node.key, component, size") ==
        Texts{"a|0|4", "b|0|4", "c|0|4", "d|0|4", "e|1|1"});
  CHECK(ask("graph.betweenness({sources: 0})", "YIELD node, score, error RETURN node.key, score, error") ==
        Texts{"a|0.0|0.0", "b|0.0|0.0", "c|2.0|0.0", "d|0.0|0.0", "e|0.0|0.0"});
  const auto communities = ask("graph.leiden()", "YIELD node, community, size RETURN node.key, community, size");
  CHECK(communities.size() == 5);
  CHECK(communities[4].substr(0, 1) == "e");
  const std::string ends = "MATCH (x {key: 'a'}), (y {key: 'd'}) ";
  CHECK(rows_of(engine, ends + "CALL graph.shortestPath(x, y) YIELD path, length RETURN [n IN nodes(path) | n.key], "
                               "length") == Texts{"[a,c,d]|2.0"});
  CHECK(rows_of(engine, ends + "CALL graph.shortestPath(x, y, {weight: 'km'}) YIELD path, length RETURN [n IN "
                               "nodes(path) | n.key], length") == Texts{"[a,b,c,d]|3.0"});
  CHECK(rows_of(engine, ends + "CALL graph.kPaths(x, y, {weight: 'km', k: 5}) YIELD path, length RETURN [n IN "
                               "nodes(path) | n.key], [r IN relationships(path) | r.km], length") ==
        Texts{"[a,b,c,d]|[1,1,1]|3.0", "[a,c,d]|[5,1]|6.0"});
  CHECK(rows_of(engine,
                "MATCH (x {key: 'd'}), (y {key: 'a'}) CALL graph.shortestPath(x, y, {direction: 'out'}) YIELD "
                "path RETURN path")
            .empty());
  CHECK(rows_of(engine, "MATCH (x {key: 'a'}) CALL graph.shortestPath(x, x) YIELD path, length RETURN length") ==
        Texts{"0.0"});
  CHECK(rows_of(engine,
                "MATCH (x {key: 'a'}), (y {key: 'd'}) CALL graph.commonNeighbors(x, y) YIELD node RETURN "
                "node.key") == Texts{"c"});
  CHECK(rows_of(engine,
                "MATCH (x {key: 'a'}) CALL graph.jaccard(x, {types: 'E', direction: 'both'}) YIELD node, score, "
                "common RETURN node.key, score, common ORDER BY node.key") ==
        Texts{"b|0.3333333333333333|1", "c|0.25|1", "d|0.5|1"});
}

TEST_CASE("procedures give what the algorithms give on the same projection") {
  Dice dice(99);
  for (int round = 0; round < 12; ++round) {
    const SmallGraph world = random_world(dice, 20 + dice.below(20), 5 + dice.below(10), 60 + dice.below(60));
    const Engine engine = engine_over(world);
    const PropertyGraph& graph = *world.graph;
    Budget budget;
    const View all(graph);
    const View people(graph, {{0}, {1}, Along::out});
    const View friends(graph, {{0}, {1}, Along::both});

    const auto ranks = pagerank(people, {0.85, 50, 1e-9}, budget);
    for (const auto& row : numbers_of(engine,
                                      "CALL graph.pageRank({labels: 'Person', types: 'FOLLOWS', direction: "
                                      "'out'}) YIELD node, score"))
      REQUIRE(row[1] == ranks[people.vertex(static_cast<NodeId>(row[0]))]);
    const auto near = personalised_pagerank(all, {{3, 1}, {5, 1}}, {0.85, 100, 1e-9}, budget);
    for (const auto& row : numbers_of(engine,
                                      "MATCH (p:Person) WHERE p.key IN ['p3', 'p5'] WITH collect(p) AS start CALL "
                                      "graph.pageRank({start: start}) YIELD node, score RETURN node, score"))
      REQUIRE(row[1] == near[all.vertex(static_cast<NodeId>(row[0]))]);

    const Flat flat = flatten(friends, Sides::either, Weigh::one, budget);
    const auto sampled = sampled_betweenness(flat, Pairs::unordered, 7, budget);
    for (const auto& row : numbers_of(engine,
                                      "CALL graph.betweenness({labels: ['Person'], types: ['FOLLOWS'], sources: "
                                      "7}) YIELD node, score, error")) {
      const Vertex v = friends.vertex(static_cast<NodeId>(row[0]));
      REQUIRE(row[1] == sampled.value[v]);
      REQUIRE(row[2] == sampled.error[v]);
    }
    const auto directed = betweenness(flatten(people, Sides::forward, Weigh::one, budget), Pairs::ordered, budget);
    for (const auto& row : numbers_of(engine,
                                      "CALL graph.betweenness({labels: 'Person', types: 'FOLLOWS', direction: "
                                      "'out', sources: 0}) YIELD node, score"))
      REQUIRE(row[1] == directed[people.vertex(static_cast<NodeId>(row[0]))]);

    const auto communities = leiden(flat, {}, budget);
    for (const auto& row : numbers_of(engine,
                                      "CALL graph.leiden({labels: 'Person', types: 'FOLLOWS'}) YIELD node, "
                                      "community, size")) {
      const Vertex v = friends.vertex(static_cast<NodeId>(row[0]));
      REQUIRE(row[1] == communities.of[v]);
      REQUIRE(row[2] ==
              static_cast<double>(std::count(communities.of.begin(), communities.of.end(), communities.of[v])));
    }
    const auto cores = core_numbers(flat, budget);
    for (const auto& row :
         numbers_of(engine, "CALL graph.kCore({labels: 'Person', types: 'FOLLOWS'}) YIELD node, core"))
      REQUIRE(row[1] == cores[friends.vertex(static_cast<NodeId>(row[0]))]);
    const auto found = triangles(flat, budget);
    const auto local = clustering(friends, budget);
    for (const auto& row : numbers_of(engine,
                                      "CALL graph.triangles({labels: 'Person', types: 'FOLLOWS'}) YIELD node, "
                                      "triangles, clustering")) {
      const Vertex v = friends.vertex(static_cast<NodeId>(row[0]));
      REQUIRE(row[1] == static_cast<double>(found.of[v]));
      REQUIRE(row[2] == Approx(local[v]));
    }
    for (const auto& [query, labels] :
         {std::pair<std::string, std::vector<Vertex>>{
              "CALL graph.labelPropagation({labels: 'Person', types: 'FOLLOWS'}) YIELD node, community, size",
              propagate_labels(friends, 10, budget)},
          {"CALL graph.components({labels: 'Person', types: 'FOLLOWS'}) YIELD node, component, size",
           components(friends, budget).label}}) {
      std::map<double, std::set<Vertex>> groups;
      for (const auto& row : numbers_of(engine, query)) {
        const Vertex v = friends.vertex(static_cast<NodeId>(row[0]));
        groups[row[1]].insert(labels[v]);
        REQUIRE(row[2] == static_cast<double>(std::count(labels.begin(), labels.end(), labels[v])));
      }
      for (const auto& [number, of] : groups) REQUIRE(of.size() == 1);
      REQUIRE(groups.size() == std::set<Vertex>(labels.begin(), labels.end()).size());
    }

    const Projection shared(graph, {0, {{0}, Along::out}, {{0}, Along::in}, INT32_MAX, UINT64_MAX});
    Similarity similarity(shared, budget);
    const auto check_alike = [&](const std::string& name, const std::vector<Similar>& expected) {
      const auto rows = numbers_of(engine, "MATCH (p:Person {key: 'p1'}) CALL graph." + name +
                                               "(p, {types: 'LIKES', limit: 9}) YIELD node, score RETURN node, score");
      std::size_t i = 0;
      for (const auto& row : rows) {
        REQUIRE(row[0] == shared.node(expected[i].vertex));
        REQUIRE(row[1] == expected[i++].score);
      }
      REQUIRE(rows.size() == static_cast<std::size_t>(std::count_if(expected.begin(), expected.end(),
                                                                    [](const Similar& s) { return s.score > 0; })));
    };
    check_alike("jaccard", similarity.jaccard(1, 9, budget));
    check_alike("adamicAdar", similarity.adamic_adar(1, 9, budget));
    const Flat joined = flatten(shared, Weigh::edges, budget);
    const auto joined_communities = leiden(joined, {}, budget);
    for (const auto& row : numbers_of(engine,
                                      "CALL graph.leiden({labels: 'Person', through: 'LIKES'}) YIELD node, "
                                      "community"))
      REQUIRE(row[1] == joined_communities.of[shared.vertex(static_cast<NodeId>(row[0]))]);
  }
}

namespace {

// All simple paths by depth first, with the shortest of parallel relationships.
void every_path(const std::map<std::pair<Vertex, Vertex>, double>& edges, Vertex to, std::vector<Vertex>& path,
                double length, std::vector<std::pair<double, std::vector<Vertex>>>& all) {
  if (path.back() == to) {
    all.emplace_back(length, path);
    return;
  }
  const Vertex from = path.back();
  for (auto it = edges.lower_bound({from, 0}); it != edges.end() && it->first.first == from; ++it) {
    if (std::find(path.begin(), path.end(), it->first.second) != path.end()) continue;
    path.push_back(it->first.second);
    every_path(edges, to, path, length + it->second, all);
    path.pop_back();
  }
}

}  // namespace

TEST_CASE("k shortest paths are the shortest of all simple paths") {
  Dice dice(5);
  for (int round = 0; round < 60; ++round) {
    const SmallGraph world = random_world(dice, 7, 3, 9);
    for (const Along along : {Along::out, Along::both}) {
      for (const std::string length : {"km", ""}) {
        const View view(*world.graph, {{}, {}, along});
        std::map<std::pair<Vertex, Vertex>, double> edges;
        for (const EdgeTable& table : world.graph->tables()) {
          const EdgeProperty* property = table.properties.empty() ? nullptr : table.properties[0].get();
          for (std::uint64_t i = 0; i < table.size(); ++i) {
            double km = 1;
            if (!length.empty()) {
              const PropertyValue value = property == nullptr ? PropertyValue{} : property->get(i);
              if (std::holds_alternative<std::monostate>(value)) continue;
              const auto* whole = std::get_if<std::int64_t>(&value);
              km = whole != nullptr ? static_cast<double>(*whole) : std::get<double>(value);
            }
            const Vertex a = view.vertex(world.graph->classes()[table.source].first + table.source_of(i));
            const Vertex b =
                view.vertex(world.graph->classes()[table.target].first + static_cast<NodeId>(table.out.far.at(i)));
            const auto put = [&](Vertex from, Vertex to) {
              const auto [found, is_new] = edges.try_emplace({from, to}, km);
              found->second = std::min(found->second, km);
            };
            put(a, b);
            if (along == Along::both) put(b, a);
          }
        }
        const Vertex from = dice.below(view.size());
        const Vertex to = dice.below(view.size());
        std::vector<std::pair<double, std::vector<Vertex>>> all;
        std::vector<Vertex> path{from};
        every_path(edges, to, path, 0, all);
        std::sort(all.begin(), all.end());
        Budget budget;
        const auto found = weighted_paths(view, from, to, 6, length, budget);
        INFO(round << " " << from << " to " << to << " by " << length);
        REQUIRE(found.size() == std::min<std::size_t>(6, all.size()));
        CHECK(budget.held() == 0);
        std::set<std::vector<Vertex>> different;
        for (std::size_t i = 0; i < found.size(); ++i) {
          REQUIRE(found[i].length == Approx(all[i].first));
          REQUIRE(std::find(all.begin(), all.end(), std::pair(found[i].length, found[i].vertices)) != all.end());
          REQUIRE(different.insert(found[i].vertices).second);
        }
      }
    }
  }
}

TEST_CASE("communities can be weighed by a property of the relationships") {
  GraphBuilder builder;
  const auto node = builder.add_class({"N"});
  for (const char* key : {"a", "b", "c", "d"}) builder.add_node(node, key);
  const auto edge = builder.add_table("E", node, node);
  for (const auto& [from, to, weight] : {std::tuple{0U, 1U, 9}, {2U, 3U, 9}, {1U, 2U, 1}, {0U, 2U, 1}, {1U, 3U, 1}}) {
    builder.add_edge(edge, from, to);
    builder.set_edge(edge, "w", std::int64_t{weight});
  }
  const SmallGraph world(builder);
  const Engine engine = engine_over(world);
  CHECK(rows_of(engine, "CALL graph.leiden({weight: 'w'}) YIELD node, community RETURN node.key, community") ==
        Texts{"a|0", "b|0", "c|1", "d|1"});
}

TEST_CASE("a config that is wrong says what is and where it is called") {
  const SmallGraph world = triangle_with_tail();
  const Engine engine = engine_over(world);
  const auto member = error_of(engine, "CALL graph.pageRank({dampng: 0.5}) YIELD node, score RETURN node");
  CHECK(member.message().en == "the config has no member \"dampng\"; did you mean \"damping\"?");
  CHECK(member.help().suggestion == "damping");
  CHECK(member.help().expected.en.find("tolerance") != std::string::npos);
  CHECK(member.where() == "line 1, column 6");
  CHECK(error_of(engine, "CALL graph.pageRank({damping: 2}) YIELD node RETURN node").message().en ==
        "damping must be a number from 0.0 to 0.999");
  CHECK(error_of(engine, "CALL graph.kCore({types: 'F'}) YIELD node RETURN node").help().suggestion == "E");
  CHECK(error_of(engine, "CALL graph.kCore({labels: 'M'}) YIELD node RETURN node").help().suggestion == "N");
  CHECK(error_of(engine, "CALL graph.kCore({direction: 'inn'}) YIELD node RETURN node").help().suggestion == "in");
  CHECK(error_of(engine, "CALL graph.kCore({through: 'E'}) YIELD node RETURN node")
            .message()
            .en.find("labels must name") != std::string::npos);
  CHECK(error_of(engine, "MATCH (n) CALL graph.jaccard(n, {}) YIELD node RETURN node").message().en ==
        "types must name the relationships that join");
  CHECK(error_of(engine, "CALL graph.kCores() YIELD node RETURN node").help().suggestion == "graph.kCore");
  CHECK(error_of(engine, "CALL graph.kCore() YIELD cor RETURN 1").help().suggestion == "core");
  CHECK(error_of(engine, "CALL graph.kCore(1) YIELD node RETURN node").detail() == "InvalidArgumentType");
  CHECK(error_of(engine, "CALL graph.kCore({}, 1) YIELD node RETURN node").detail() == "InvalidNumberOfArguments");
  CHECK(error_of(engine, "CALL graph.kCore() YIELD node RETURN toInteger(node)").where().find("column 6") ==
        std::string::npos);  // an error of a later step is not the procedure's
}

TEST_CASE("an algorithm ends where its budget ends") {
  Dice dice(1);
  const SmallGraph world = random_world(dice, 3000, 1000, 20'000);
  const Engine engine = engine_over(world);
  for (const char* query :
       {"CALL graph.betweenness({sources: 0}) YIELD node RETURN count(*)",
        "CALL graph.betweenness({labels: 'Person', through: 'LIKES', sources: 0}) YIELD node RETURN count(*)"}) {
    Budget budget(Limits{std::chrono::milliseconds(30)});
    CHECK_THROWS_AS(rows_of(engine, query, budget), archive::Error);
  }
  Budget memory(Limits{std::chrono::seconds(10), 1'000'000, 100'000});
  CHECK_THROWS_AS(rows_of(engine, "CALL graph.leiden() YIELD node RETURN count(*)", memory), archive::Error);
}
