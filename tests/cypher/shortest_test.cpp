// Shortest paths on random graphs, against all walks between the two nodes.

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "tests/cypher/small_graph.h"
#include "tests/graph/dice.h"

using namespace almanac;
using namespace almanac::graph;
using almanac::tests::Dice;
using almanac::tests::rows_of;
using almanac::tests::SmallGraph;
using cypher::Engine;

namespace {

SmallGraph random_graph(Dice& dice) {
  GraphBuilder builder;
  const auto a = builder.add_class({"A"});
  const auto b = builder.add_class({"B"});
  const std::uint32_t size = 2 + dice.below(4);
  for (std::uint32_t i = 0; i < size; ++i) {
    builder.add_node(a, "a" + std::to_string(i));
    builder.add_node(b, "b" + std::to_string(i));
  }
  for (const auto& [type, from, to] : {std::tuple{"R", a, a}, {"R", a, b}, {"S", b, a}}) {
    const auto table = builder.add_table(type, from, to);
    for (std::uint32_t i = dice.below(6); i > 0; --i) {
      builder.add_edge(table, dice.below(size), dice.below(size));
      builder.set_edge(table, "w", std::int64_t{dice.below(2)});
    }
  }
  return SmallGraph(builder);
}

}  // namespace

TEST_CASE("shortest paths are the shortest of all walks, one or all of them") {
  Dice dice(31);
  std::size_t found = 0;
  for (int round = 0; round < 80; ++round) {
    const SmallGraph world = random_graph(dice);
    const Engine engine(*world.graph, {"key"});
    for (const std::string arrow : {"-[:R*..4]->", "<-[*..4]-", "-[*..4]-", "-[:S|R*..3]-", "-[*..4{w: 1}]-"}) {
      // By pair: the walks of the least length, each as its relationships.
      const std::string pair = "a.key + ' ' + b.key, ";
      const std::string edges = "[r IN relationships(p) | id(r)]";
      std::map<std::string, std::vector<std::string>> shortest;
      for (const std::string& row : rows_of(engine, "MATCH p = (a)" + arrow +
                                                        "(b) WHERE a <> b WITH a, b, min(length(p)) AS "
                                                        "least MATCH p = (a)" +
                                                        arrow + "(b) WHERE length(p) = least RETURN " + pair + edges))
        shortest[row.substr(0, row.find('|'))].push_back(row.substr(row.find('|') + 1));
      std::map<std::string, std::vector<std::string>> all;
      for (const std::string& row : rows_of(engine, "MATCH (a), (b) WHERE a <> b MATCH p = allShortestPaths((a)" +
                                                        arrow + "(b))  RETURN " + pair + edges))
        all[row.substr(0, row.find('|'))].push_back(row.substr(row.find('|') + 1));
      for (auto* lists : {&shortest, &all}) {
        for (auto& [key, list] : *lists) std::sort(list.begin(), list.end());
      }
      INFO(round << " " << arrow);
      REQUIRE(all == shortest);
      const auto ones = rows_of(
          engine, "MATCH (a), (b) WHERE a <> b MATCH p = shortestPath((a)" + arrow + "(b))  RETURN " + pair + edges);
      REQUIRE(ones.size() == all.size());
      for (const std::string& row : ones) {
        const auto& list = all[row.substr(0, row.find('|'))];
        REQUIRE(std::find(list.begin(), list.end(), row.substr(row.find('|') + 1)) != list.end());
      }
      found += ones.size();
    }
  }
  CHECK(found > 1000);
}
