// Paths between sets, common neighbours and subgraphs against the oracle; and what there is to answer where there is nothing.

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "archive/error.h"
#include "graph/explore_parameters.h"
#include "graph/explore_sets.h"
#include "tests/graph/explored.h"
#include "tests/support/errors.h"

using namespace almanac;
using namespace almanac::graph;
using tests::code_of;
using tests::Dice;
using tests::Explored;
using tests::kind_in;
using tests::Oracle;
using tests::OracleFilter;

namespace {

using Ids = std::vector<std::string>;
using Links = std::map<std::string, std::set<std::string>>;

struct Rules {
  std::set<std::string> from, to;
  std::set<std::string> inner;  // nodes that a path may go through
};

// All simple paths of one length, in the order of the answer: by trying everything.
void try_all(const Links& links, const Rules& rules, std::size_t length, Ids& path, std::vector<Ids>& found) {
  if (path.size() == length + 1) {
    if (rules.to.contains(path.back())) found.push_back(path);
    return;
  }
  if (path.size() > 1 && !rules.inner.contains(path.back())) return;
  const auto next = links.find(path.back());
  if (next == links.end()) return;
  for (const std::string& far : next->second) {
    if (std::find(path.begin(), path.end(), far) != path.end()) continue;
    path.push_back(far);
    try_all(links, rules, length, path, found);
    path.pop_back();
  }
}

Ids some_of(const Ids& ids, Dice& dice, std::uint32_t most) {
  Ids some;
  for (std::uint32_t i = 1 + dice.below(most); i > 0; --i)
    some.push_back(ids[dice.below(static_cast<std::uint32_t>(ids.size()))]);
  return some;
}

}  // namespace

TEST_CASE("paths between sets, by kind, around nodes and hubs, are those found by trying everything") {
  for (unsigned seed = 401; seed <= 406; ++seed) {
    Explored f;
    f.fill(seed, 6, 25);
    const auto snapshot = f.snapshot();
    const Oracle oracle(f.world, f.archive->zone());
    const Links links = oracle.adjacency("", std::nullopt);
    std::map<std::string, std::uint64_t> degrees;  // parallel edges of one relationship counted each
    for (const std::string& id : oracle.nodes) {
      for (const auto& count : node(*snapshot, {id, {}}).counts) degrees[id] += count.count;
    }
    const Ids ids(oracle.nodes.begin(), oracle.nodes.end());
    Dice dice(seed);
    for (int round = 0; round < 120; ++round) {
      PathsRequest request;
      Ids from = some_of(ids, dice, 3), to = some_of(ids, dice, 3);
      if (dice.one_in(6)) {
        to.clear();
        for (const std::string& id : ids) {
          if (kind_in(id) == "product") to.push_back(id);
        }
        request.to = "product:*";
      } else {
        request.to = to;
      }
      request.from = from;
      request.max_hops = 1 + dice.below(4);
      request.k = 1 + dice.below(8);
      if (dice.one_in(2)) request.avoid = some_of(ids, dice, 2);
      if (dice.one_in(3)) request.kinds = {archive::Kind::campaign, archive::Kind::user, archive::Kind::channel};
      Rules rules{{from.begin(), from.end()}, {to.begin(), to.end()}, {}};
      for (const std::string& id : request.avoid) {
        rules.from.erase(id);
        rules.to.erase(id);
      }
      for (const std::string& id : ids) {
        const bool kind_fits =
            request.kinds.empty() || kind_in(id) == "campaign" || kind_in(id) == "user" || kind_in(id) == "channel";
        const bool avoided = std::find(request.avoid.begin(), request.avoid.end(), id) != request.avoid.end();
        if (kind_fits && !avoided && !rules.from.contains(id) && !rules.to.contains(id)) rules.inner.insert(id);
      }
      std::vector<Ids> expected;
      for (std::size_t length = 0; length <= request.max_hops && expected.size() < request.k; ++length) {
        for (const std::string& id : rules.from) {
          Ids path{id};
          try_all(links, rules, length, path, expected);
        }
      }
      if (expected.size() > request.k) expected.resize(request.k);
      std::vector<Ids> found;
      for (const Path& path : paths(*snapshot, request).paths) {
        found.emplace_back();
        for (const NodeRef& one : path.nodes) found.back().push_back(one.id);
        for (const Step& step : path.steps) CHECK(oracle.edges.contains({step.relationship, step.source, step.target}));
      }
      INFO("seed " << seed << " round " << round << " hops " << request.max_hops << " k " << request.k);
      CHECK(found == expected);
    }
    // The hub guard: nodes with more edges are not gone through, whatever they are.
    for (int round = 0; round < 40; ++round) {
      PathsRequest request{ids[dice.below(static_cast<std::uint32_t>(ids.size()))],
                           ids[dice.below(static_cast<std::uint32_t>(ids.size()))]};
      request.max_degree = 4;
      for (const Path& path : paths(*snapshot, request).paths) {
        for (std::size_t i = 1; i + 1 < path.nodes.size(); ++i) CHECK(degrees.at(path.nodes[i].id) <= 4);
      }
    }
  }
}

TEST_CASE("common neighbours, by how many share them and how strongly, equal the oracle's") {
  for (unsigned seed = 421; seed <= 428; ++seed) {
    Explored f;
    f.fill(seed, 10, 150);
    const auto snapshot = f.snapshot();
    const Oracle oracle(f.world, f.archive->zone());
    const Ids ids(oracle.nodes.begin(), oracle.nodes.end());
    Dice dice(seed);
    for (int round = 0; round < 60; ++round) {
      OracleFilter filter;
      CommonRequest request;
      std::set<std::string> given;
      const std::string kind = dice.one_in(2) ? "campaign" : "user";
      for (int tries = 0; tries < 60 && given.size() < 2 + static_cast<std::size_t>(round % 4); ++tries) {
        const std::string& id = ids[dice.below(static_cast<std::uint32_t>(ids.size()))];
        if (kind_in(id) == kind || dice.one_in(20)) given.insert(id);
      }
      if (given.size() < 2) continue;
      request.node = Ids(given.begin(), given.end());
      request.limit = 1000;
      const std::size_t at_least =
          dice.one_in(2) ? given.size() : 1 + dice.below(static_cast<std::uint32_t>(given.size()));
      request.at_least = at_least;
      if (dice.one_in(3)) request.kinds = {archive::Kind::user, archive::Kind::product};
      if (dice.one_in(3)) filter.from = request.edges.from = archive::Date{19740, archive::Precision::day};
      if (dice.one_in(4)) filter.min_weight = request.edges.min_weight = 2;
      const auto near = filter.all(oracle, f.archive->zone());
      struct Expected {
        std::size_t shared_by = 0;
        std::uint64_t least = UINT64_MAX, weight = 0;
        std::size_t sides = 0;
        bool operator==(const Expected&) const = default;
      };
      std::map<std::string, Expected> expected;
      std::map<std::tuple<std::string, std::string, std::string>, std::map<std::string, std::size_t>> by_relationship;
      for (const std::string& id : given) {
        std::map<std::string, std::pair<std::uint64_t, std::size_t>> weights;
        const auto edges = near.find(id);
        if (edges == near.end()) continue;
        for (const auto& [key, weight] : edges->second) {
          const auto& [type, direction, far] = key;
          const bool listed = request.kinds.empty() || kind_in(far) == "user" || kind_in(far) == "product";
          if (given.contains(far) || !listed) continue;
          weights[far].first += weight;
          ++weights[far].second;
          ++by_relationship[{type, direction, kind_in(far)}][far];
        }
        for (const auto& [far, weight] : weights) {
          Expected& one = expected[far];
          ++one.shared_by;
          one.least = std::min(one.least, weight.first);
          one.weight += weight.first;
          one.sides += weight.second;
        }
      }
      std::erase_if(expected, [&](const auto& one) { return one.second.shared_by < at_least; });
      Terms terms;
      const CommonAnswer answer = common(*snapshot, request, terms);
      INFO("seed " << seed << " round " << round << " at least " << at_least << " of " << given.size());
      CHECK(answer.total == expected.size());
      std::map<std::string, Expected> found;
      for (const Common& one : answer.common) {
        found[one.node.id] = {one.shared_by, one.least, one.weight, one.sides.size()};
        std::uint64_t sum = 0;
        for (const Side& side : one.sides) {
          CHECK(given.contains(side.node));
          CHECK(std::max<std::uint64_t>(side.evidence.count, 1) == side.weight);
          sum += side.weight;
        }
        CHECK(sum == one.weight);
      }
      CHECK(found == expected);
      std::map<std::tuple<std::string, std::string, std::string>, std::uint64_t> counts, expected_counts;
      for (const auto& count : answer.by_relationship) {
        counts[{count.relationship, std::string(to_string(count.direction)),
                std::string(archive::to_string(count.kind))}] = count.count;
      }
      for (const auto& [key, fars] : by_relationship) {
        const auto enough =
            std::count_if(fars.begin(), fars.end(), [&](const auto& one) { return one.second >= at_least; });
        if (enough > 0) expected_counts[key] = static_cast<std::uint64_t>(enough);
      }
      CHECK(counts == expected_counts);
      CHECK(std::is_sorted(answer.common.begin(), answer.common.end(), [](const Common& a, const Common& b) {
        return std::tuple(b.shared_by, b.least, b.weight, a.node.id) <
               std::tuple(a.shared_by, a.least, a.weight, b.node.id);
      }));
    }
  }
}

TEST_CASE("a subgraph has every edge among its nodes, and the neighbours that enough of them share") {
  for (unsigned seed = 441; seed <= 446; ++seed) {
    Explored f;
    f.fill(seed, 10, 150);
    const auto snapshot = f.snapshot();
    const Oracle oracle(f.world, f.archive->zone());
    const Ids ids(oracle.nodes.begin(), oracle.nodes.end());
    Dice dice(seed);
    for (int round = 0; round < 40; ++round) {
      OracleFilter filter;
      SubgraphRequest request;
      const Ids some = some_of(ids, dice, 15);
      std::set<std::string> nodes(some.begin(), some.end());
      request.node = some;
      request.limit = 500;
      if (dice.one_in(3)) filter.to = request.edges.to = archive::Date{19770, archive::Precision::day};
      const auto near = filter.all(oracle, f.archive->zone());
      std::map<std::string, std::size_t> around;
      if (dice.one_in(2)) {
        request.around = archive::Kind::campaign;
        request.at_least = 1 + dice.below(3);
        for (const std::string& id : nodes) {
          std::set<std::string> fars;
          if (const auto edges = near.find(id); edges != near.end()) {
            for (const auto& [key, weight] : edges->second) fars.insert(std::get<2>(key));
          }
          for (const std::string& far : fars) {
            if (kind_in(far) == "campaign" && !nodes.contains(far)) ++around[far];
          }
        }
        std::erase_if(around, [&](const auto& one) { return one.second < request.at_least; });
        if (request.at_least > nodes.size()) around.clear();
      }
      std::set<std::string> all = nodes;
      for (const auto& [id, count] : around) all.insert(id);
      std::map<std::tuple<std::string, std::string, std::string>, std::uint64_t> expected, found;
      for (const auto& [key, edge] : oracle.edges) {
        const auto& [type, source, target] = key;
        const std::uint64_t weight = filter.weight(oracle, f.archive->zone(), key);
        if (all.contains(source) && all.contains(target) && weight != 0) expected[{source, type, target}] = weight;
      }
      Terms terms;
      const SubgraphAnswer answer = subgraph(*snapshot, request, terms);
      for (const SubgraphEdge& edge : answer.edges) {
        CHECK(found.emplace(std::tuple(edge.source, edge.relationship, edge.target), edge.weight).second);
        CHECK(edge.evidence);
      }
      INFO("seed " << seed << " round " << round);
      CHECK(found == expected);
      CHECK(answer.edges_total == expected.size());
      CHECK(answer.nodes_total == all.size());
      std::set<std::string> shown;
      for (const SubgraphNode& one : answer.nodes) {
        shown.insert(one.node.id);
        CHECK(one.given == nodes.contains(one.node.id));
        if (!one.given) CHECK(one.shared_by == around.at(one.node.id));
        std::uint64_t degree = 0;
        for (const auto& [key, weight] : expected)
          degree += std::get<0>(key) == one.node.id || std::get<2>(key) == one.node.id ? 1 : 0;
        CHECK(one.degree == degree);
      }
      CHECK(shown == all);
      // Folded: nobody is shown by himself, and what the groups are joined to keeps its weight.
      request.fold = Folding{{"城市"}};
      Terms again;
      const SubgraphAnswer folded = subgraph(*snapshot, request, again);
      std::map<std::pair<std::string, std::string>, std::uint64_t> weights, weights_expected;
      for (const auto& [key, weight] : expected) {
        const auto& [source, type, target] = key;
        if (kind_in(source) == "user" || kind_in(target) == "user")
          weights_expected[{type, kind_in(source) == "user" ? target : source}] += weight;
      }
      for (const SubgraphEdge& edge : folded.edges) {
        CHECK(kind_in(edge.source) != "user");
        CHECK(kind_in(edge.target) != "user");
        if (edge.users)
          weights[{edge.relationship, kind_in(edge.source) == "group" ? edge.target : edge.source}] += edge.weight;
      }
      CHECK(weights == weights_expected);
    }
  }
}

TEST_CASE("nothing, one node, no edges: questions about sets have defined answers") {
  Explored f;
  f.store();
  CommonRequest shared;
  shared.node = Ids{"campaign:A", "campaign:B"};
  Terms terms;
  CHECK(code_of([&] { common(*f.snapshot(), shared, terms); }) == "unknown_node");
  archive::Campaign a, b;
  a.code = "A";
  a.name = "A";
  b.code = "B";
  b.name = "B";
  a.start = b.start = archive::Date::parse("2024-01-01");
  f.archive->write("test", [&](archive::Transaction& t) { t.put(a), t.put(b); });
  f.graph->refresh(*f.archive);
  const auto snapshot = f.snapshot();
  CHECK(common(*snapshot, shared, terms).total == 0);
  SubgraphRequest drawn;
  drawn.node = Ids{"campaign:A"};
  drawn.around = archive::Kind::user;
  drawn.fold = Folding{};
  const SubgraphAnswer answer = subgraph(*snapshot, drawn, terms);
  CHECK(answer.nodes.size() == 1);
  CHECK(answer.edges.empty());
  CHECK(to_json(answer, f.archive->zone())["groups"]["users"] == 0);
  CHECK(paths(*snapshot, {"campaign:A", "campaign:B"}).paths.empty());
  CHECK(paths(*snapshot, {"campaign:A", "campaign:*"}).paths.size() == 1);
  CHECK(paths(*snapshot, {"campaign:A", "user:*"}).paths.empty());
  const auto paths_code = [&](const PathsRequest& request) { return code_of([&] { paths(*snapshot, request); }); };
  CHECK(paths_code({"campaign:A", Ids()}) == "limit_out_of_range");
  CHECK(paths_code({"campain:*", "campaign:A"}) == "unknown_kind");
  PathsRequest avoiding{"campaign:A", "campaign:B"};
  avoiding.avoid = {"campaign:A"};
  CHECK(paths(*snapshot, avoiding).paths.empty());
  shared.node = Ids{"campaign:A"};
  CHECK(code_of([&] { common(*snapshot, shared, terms); }) == "limit_out_of_range");
  shared.node = Ids{"campaign:A", "campaign:B"};
  shared.at_least = 3;
  CHECK(code_of([&] { common(*snapshot, shared, terms); }) == "limit_out_of_range");
  drawn.node = Ids();
  CHECK(code_of([&] { subgraph(*snapshot, drawn, terms); }) == "limit_out_of_range");
}

TEST_CASE("requests are read from parameters, and what is no number, date or word is named") {
  const auto request = neighbors_request({{"node", "user:u1"},
                                          {"node", "user:u2"},
                                          {"hops", "2"},
                                          {"where", "a>1"},
                                          {"edge", "type=purchase"},
                                          {"from", "2024-01"},
                                          {"min_weight", "3"},
                                          {"group", "users"},
                                          {"group_by", "城市"},
                                          {"direction", "both"}});
  CHECK(request.node.size() == 2);
  CHECK(request.hops == 2);
  CHECK(request.where.size() == 1);
  CHECK(request.edge.size() == 1);
  CHECK(request.from == archive::Date::parse("2024-01"));
  CHECK(request.min_weight == 3);
  REQUIRE(request.fold);
  CHECK(request.fold->by == archive::Strings{"城市"});
  CHECK_FALSE(request.direction);
  CHECK(code_of([] { neighbors_request({{"hops", "two"}}); }) == "bad_parameter");
  CHECK(code_of([] { neighbors_request({{"from", "soon"}}); }) == "bad_parameter");
  CHECK(code_of([] { neighbors_request({{"group", "all"}}); }) == "bad_parameter");
  CHECK(code_of([] { subgraph_request({{"around", "usr"}}); }) == "unknown_kind");
  CHECK(code_of([] { common_request({{"edge", "type"}}); }) == "bad_condition");
  CHECK(paths_request({{"from", "user:*"}, {"max_degree", "100"}}).max_degree == 100);
}
