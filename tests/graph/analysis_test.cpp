// What is related, central and together in a random archive, against what its records and touchpoints say.

#include "graph/analysis.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "graph/campaign_graph.h"
#include "graph/graph.h"
#include "tests/graph/world.h"

using namespace almanac;
using namespace almanac::graph;
using archive::Kind;
using tests::Dice;
using tests::Oracle;
using tests::World;

namespace {

struct Fixture {
  tests::TemporaryDirectory directory;
  std::unique_ptr<archive::Archive> archive = archive::Archive::open(directory.path(), archive::Access::read_write);
  World world;
  std::unique_ptr<Graph> graph;

  explicit Fixture(unsigned seed) {
    Dice dice(seed);
    world.grow(dice, 12, 300);
    world.store(*archive);
    world.import_events(*archive);
    graph = Graph::open(directory / "graph", *archive);
  }
};

// Who touched which campaign, by the oracle.
std::map<std::string, std::set<std::string>> touched(const Oracle& oracle, bool by_campaign) {
  std::map<std::string, std::set<std::string>> near;
  for (const auto& [key, edge] : oracle.edges) {
    const auto& [type, from, to] = key;
    if (type == "TOUCHED") near[by_campaign ? to : from].insert(by_campaign ? from : to);
  }
  return near;
}

}  // namespace

TEST_CASE("related campaigns by shared users are those that the touchpoints name") {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    const Fixture made(seed);
    const auto snapshot = made.graph->snapshot();
    const Oracle oracle(made.world, snapshot->zone());
    const auto users = touched(oracle, true), campaigns = touched(oracle, false);
    for (const auto& [campaign, own] : users) {
      std::map<std::string, double> expected;
      for (const std::string& user : own) {
        for (const std::string& other : campaigns.at(user)) {
          if (other != campaign) expected[other] += 1 / std::log(static_cast<double>(campaigns.at(user).size()));
        }
      }
      RelatedRequest request;
      request.node = campaign;
      request.relationships = {"TOUCHED"};
      request.method = RelatedRequest::Method::adamic_adar;
      request.limit = 1000;
      Terms terms;
      const RelatedAnswer answer = related(*snapshot, request, terms);
      CHECK(answer.total == expected.size());
      for (const Related& entry : answer.related) CHECK(entry.score == Approx(expected[entry.node.id]));
      request.method = RelatedRequest::Method::jaccard;
      for (const Related& entry : related(*snapshot, request, terms).related) {
        std::set<std::string> both = own, common;
        const auto& others = users.at(entry.node.id);
        both.insert(others.begin(), others.end());
        for (const std::string& user : own) {
          if (others.count(user) != 0) common.insert(user);
        }
        CHECK(entry.score == Approx(static_cast<double>(common.size()) / static_cast<double>(both.size())));
        CHECK(entry.grounds.at(0).common == common.size());
      }
      request.method = RelatedRequest::Method::pagerank;
      request.kinds = {Kind::user};
      for (const Related& entry : related(*snapshot, request, terms).related) CHECK(entry.node.kind == Kind::user);
    }
  }
}

TEST_CASE("degrees of central nodes and traits of communities are those counted by hand") {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    const Fixture made(seed);
    const auto snapshot = made.graph->snapshot();
    const Oracle oracle(made.world, snapshot->zone());
    const auto users = touched(oracle, true);
    Terms terms;
    CentralRequest request;
    request.measure = CentralRequest::Measure::degree;
    request.among = {Kind::campaign, Kind::user};
    request.kinds = {Kind::campaign};
    request.relationships = {"TOUCHED"};
    request.limit = 1000;
    for (const Central& node : central(*snapshot, request, terms).nodes) {
      const auto own = users.find(node.node.id);
      CHECK(node.value == (own == users.end() ? 0.0 : static_cast<double>(own->second.size())));
    }

    CommunitiesRequest asked;
    asked.limit = 100;
    asked.members = 100;
    const CommunitiesAnswer answer = communities(*snapshot, asked, terms);
    std::uint64_t members = answer.single;
    for (const Community& community : answer.communities) {
      members += community.size;
      REQUIRE(community.members.size() == std::min<std::size_t>(100, community.size));
      for (const Trait& trait : community.traits) {
        std::uint64_t inside = 0, all = 0;
        if (trait.value.find(':') == std::string::npos) continue;  // a property
        std::set<std::string> far;
        for (const auto& [key, edge] : oracle.edges) {
          const auto& [type, from, to] = key;
          if (type == trait.name && to == trait.value) far.insert(from);
          if (type == trait.name && from == trait.value) far.insert(to);
        }
        for (const std::string& id : far) {
          if (id.rfind(std::string(archive::to_string(trait.kind)) + ":", 0) != 0) continue;
          ++all;
          for (const Central& member : community.members) inside += member.node.id == id ? 1 : 0;
        }
        CHECK(trait.members == inside);
        CHECK(trait.everywhere == all);
        CHECK(trait.lift() > 1);
      }
    }
    std::uint64_t nodes = 0;
    for (const std::string& id : oracle.nodes) {
      nodes += id.rfind("campaign:", 0) == 0 || id.rfind("user:", 0) == 0 ? 1 : 0;
    }
    CHECK(members == nodes);
    CHECK(terms.budget.held() == 0);
  }
}
