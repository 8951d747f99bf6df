#include "graph/explore.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>

#include "archive/error.h"
#include "graph/campaign_graph.h"
#include "graph/graph.h"
#include "tests/graph/world.h"
#include "tests/support/errors.h"

using namespace almanac;
using namespace almanac::graph;
using archive::Date;
using tests::Dice;
using tests::Oracle;
using tests::World;

using tests::code_of;

namespace {

struct Fixture {
  tests::TemporaryDirectory directory;
  std::unique_ptr<archive::Archive> archive = archive::Archive::open(directory.path(), archive::Access::read_write);
  World world;
  std::unique_ptr<Graph> graph;

  void fill(unsigned seed, std::size_t campaigns = 12, std::size_t events = 300) {
    Dice dice(seed);
    world.grow(dice, campaigns, events);
    world.store(*archive);
    world.import_events(*archive);
    graph = Graph::open(directory / "graph", *archive);
  }
};

// (relationship, direction, far id) → edge, as the oracle sees a node.
using Near = std::map<std::tuple<std::string, std::string, std::string>, Oracle::Seen>;
Near near_of(const Oracle& oracle, const std::string& id, std::optional<Date> as_of) {
  Near near;
  for (const auto& [key, edge] : oracle.edges) {
    const auto& [type, from, to] = key;
    if (from != id && to != id) continue;
    const auto seen = oracle.seen(edge, as_of);
    if (!seen) continue;
    if (from == id) near[{type, "out", to}] = *seen;
    if (to == id) near[{type, "in", from}] = *seen;
  }
  return near;
}

void check_evidence(const Evidence& evidence, const Oracle::Seen& seen, bool days_only) {
  CHECK(evidence.count == seen.count);
  std::map<std::string, archive::Decimal> values(evidence.values.begin(), evidence.values.end());
  CHECK(values == seen.values);
  std::map<std::string, std::uint64_t> types(evidence.types.begin(), evidence.types.end());
  CHECK(types == seen.types);
  if (seen.count == 0) return;
  REQUIRE(evidence.first);
  REQUIRE(evidence.last);
  if (days_only && evidence.first->precision == archive::Precision::day) {
    CHECK(evidence.first->ms <= *seen.first);
    CHECK(*seen.first - evidence.first->ms < 86'400'000);
    CHECK(evidence.last->ms <= *seen.last);
    CHECK(*seen.last - evidence.last->ms < 86'400'000);
  } else {
    CHECK(evidence.first->ms == *seen.first);
    CHECK(evidence.last->ms == *seen.last);
  }
  CHECK(evidence.link.rfind("/api/v1/touchpoints?", 0) == 0);
}

std::optional<Date> some_day(unsigned seed) {
  if (seed % 3 == 0) return std::nullopt;
  return Date{19723 + static_cast<std::int32_t>(seed * 13 % 95), archive::Precision::day};
}

}  // namespace

TEST_CASE("neighbours, counts and evidence equal the oracle's, as of any day") {
  for (unsigned seed = 1; seed <= 9; ++seed) {
    Fixture f;
    f.fill(seed);
    const auto snapshot = f.graph->snapshot();
    const Oracle oracle(f.world, f.archive->zone());
    const auto as_of = some_day(seed);
    for (const std::string& id : oracle.nodes) {
      INFO("seed " << seed << " node " << id << " as of " << (as_of ? as_of->to_string() : "now"));
      const Near expected = near_of(oracle, id, as_of);
      NodeAnswer described;
      try {
        described = node(*snapshot, {id, as_of});
      } catch (const archive::Error& error) {
        REQUIRE(error.code() == "unknown_node");  // not known by that day
        REQUIRE(as_of);
        CHECK(expected.empty());  // what is next to anything can be asked for
        continue;
      }
      CHECK(described.node.id == id);
      std::map<std::tuple<std::string, std::string, std::string>, std::uint64_t> counts, expected_counts;
      for (const auto& c : described.counts) {
        counts[{c.relationship, std::string(to_string(c.direction)), std::string(archive::to_string(c.kind))}] =
            c.count;
      }
      for (const auto& [key, seen] : expected) {
        const auto& [type, direction, far] = key;
        ++expected_counts[{type, direction, far.substr(0, far.find(':'))}];
      }
      CHECK(counts == expected_counts);

      NeighborsRequest request;
      request.node = id;
      request.limit = 1000;
      request.as_of = as_of;
      const NeighborsAnswer answer = neighbors(*snapshot, request);
      CHECK(answer.total == expected.size());
      REQUIRE(answer.neighbors.size() == expected.size());
      for (const Neighbor& neighbor : answer.neighbors) {
        const auto found =
            expected.find({neighbor.relationship, std::string(to_string(neighbor.direction)), neighbor.node.id});
        REQUIRE(found != expected.end());
        INFO(neighbor.relationship << " " << neighbor.node.id);
        CHECK(neighbor.weight == found->second.weight());
        REQUIRE(neighbor.evidence);
        check_evidence(*neighbor.evidence, found->second,
                       neighbor.relationship == "USED" || neighbor.relationship == "PROMOTED");
      }
      const auto ordered = [](const Neighbor& a, const Neighbor& b) {
        return a.weight != b.weight ? a.weight > b.weight : a.node.id < b.node.id;
      };
      CHECK(std::is_sorted(answer.neighbors.begin(), answer.neighbors.end(), ordered));
      request.limit = 3;  // the same beginning, the same total
      const NeighborsAnswer few = neighbors(*snapshot, request);
      CHECK(few.total == answer.total);
      REQUIRE(few.neighbors.size() == std::min<std::size_t>(3, answer.neighbors.size()));
      for (std::size_t i = 0; i < few.neighbors.size(); ++i)
        CHECK(few.neighbors[i].node.id == answer.neighbors[i].node.id);
    }
  }
}

TEST_CASE("filters by relationship, direction and kind, and every order") {
  Fixture f;
  f.fill(21);
  const auto snapshot = f.graph->snapshot();
  const Oracle oracle(f.world, f.archive->zone());
  const Near all = near_of(oracle, "user:u0", std::nullopt);
  NeighborsRequest request;
  request.node = "user:u0";
  request.limit = 1000;
  request.relationships = {"TOUCHED", "BOUGHT"};
  CHECK(neighbors(*snapshot, request).total ==
        static_cast<std::uint64_t>(std::count_if(all.begin(), all.end(), [](const auto& entry) {
          return std::get<0>(entry.first) == "TOUCHED" || std::get<0>(entry.first) == "BOUGHT";
        })));
  request.kinds = {archive::Kind::product};
  for (const Neighbor& neighbor : neighbors(*snapshot, request).neighbors) CHECK(neighbor.relationship == "BOUGHT");
  request.direction = Direction::in;
  CHECK(neighbors(*snapshot, request).total == 0);
  request = {};
  request.node = "user:u0";
  request.relationships = {"TOUCHED"};
  request.limit = 1000;
  request.order = Order::label;
  auto labelled = neighbors(*snapshot, request).neighbors;
  CHECK(std::is_sorted(labelled.begin(), labelled.end(),
                       [](const auto& a, const auto& b) { return a.node.label < b.node.label; }));
  const auto zone_day = [&](const archive::Instant& instant) { return f.archive->zone().date_of(instant.ms).days; };
  request.order = Order::first_descending;
  auto first = neighbors(*snapshot, request).neighbors;
  CHECK(std::is_sorted(first.begin(), first.end(), [&](const auto& a, const auto& b) {
    return zone_day(*a.evidence->first) > zone_day(*b.evidence->first);
  }));
  request.order = Order::last_descending;
  auto last = neighbors(*snapshot, request).neighbors;
  CHECK(std::is_sorted(last.begin(), last.end(), [&](const auto& a, const auto& b) {
    return zone_day(*a.evidence->last) > zone_day(*b.evidence->last);
  }));
}

TEST_CASE("several hops reach every node at its least distance, once") {
  for (unsigned seed = 31; seed <= 36; ++seed) {
    Fixture f;
    f.fill(seed, 8, 40);
    const auto snapshot = f.graph->snapshot();
    const Oracle oracle(f.world, f.archive->zone());
    const auto as_of = some_day(seed);
    const std::string relationship = seed % 2 == 0 ? "TOUCHED" : "";
    const auto adjacency = oracle.adjacency(relationship, as_of);
    for (const std::string& id : oracle.nodes) {
      for (std::size_t hops = 2; hops <= 4; ++hops) {
        NeighborsRequest request;
        request.node = id;
        request.hops = hops;
        request.limit = 1000;
        request.as_of = as_of;
        if (!relationship.empty()) request.relationships = {relationship};
        std::map<std::string, std::size_t> expected = oracle.distances(id, adjacency);
        std::erase_if(expected, [&](const auto& entry) { return entry.second == 0 || entry.second > hops; });
        NeighborsAnswer answer;
        if (code_of([&] { answer = neighbors(*snapshot, request); }) != "none") continue;  // not known by that day
        std::map<std::string, std::size_t> found;
        for (const Neighbor& neighbor : answer.neighbors) {
          CHECK(found.emplace(neighbor.node.id, neighbor.distance).second);
          if (neighbor.distance == 1) continue;
          REQUIRE(neighbor.via);
          CHECK(adjacency.at(id).contains(neighbor.via->id));
        }
        CHECK(found == expected);
        CHECK(answer.total == expected.size());
      }
    }
  }
}

namespace {

// All simple paths up to a length, in the order of the answer: by trying everything.
void try_all(const std::map<std::string, std::set<std::string>>& adjacency, const std::string& to, std::size_t length,
             std::vector<std::string>& path, std::vector<std::vector<std::string>>& found) {
  if (path.back() == to) {
    if (path.size() == length + 1) found.push_back(path);
    return;
  }
  if (path.size() > length) return;
  const auto next = adjacency.find(path.back());
  if (next == adjacency.end()) return;
  for (const std::string& far : next->second) {
    if (std::find(path.begin(), path.end(), far) != path.end()) continue;
    path.push_back(far);
    try_all(adjacency, to, length, path, found);
    path.pop_back();
  }
}

}  // namespace

TEST_CASE("the k best paths are those found by trying everything, in the same order, with evidence for each step") {
  for (unsigned seed = 41; seed <= 46; ++seed) {
    Fixture f;
    f.fill(seed, 6, 25);
    const auto snapshot = f.graph->snapshot();
    const Oracle oracle(f.world, f.archive->zone());
    const auto as_of = some_day(seed);
    const auto adjacency = oracle.adjacency("", as_of);
    const std::vector<std::string> ids(oracle.nodes.begin(), oracle.nodes.end());
    Dice dice(seed);
    for (int round = 0; round < 120; ++round) {
      PathsRequest request;
      const std::string from = ids[dice.below(static_cast<std::uint32_t>(ids.size()))];
      const std::string to = ids[dice.below(static_cast<std::uint32_t>(ids.size()))];
      request.from = from;
      request.to = to;
      request.max_hops = 1 + dice.below(4);
      request.k = 1 + dice.below(8);
      request.as_of = as_of;
      PathsAnswer answer;
      if (code_of([&] { answer = paths(*snapshot, request); }) != "none") continue;  // not known by that day
      std::vector<std::vector<std::string>> expected;
      for (std::size_t length = 0; length <= request.max_hops && expected.size() < request.k; ++length) {
        if (from == to && length > 0) break;
        std::vector<std::string> path{from};
        try_all(adjacency, to, length, path, expected);
      }
      if (expected.size() > request.k) expected.resize(request.k);
      INFO("seed " << seed << ": " << from << " to " << to << " within " << request.max_hops << ", k " << request.k);
      CHECK(answer.complete);
      REQUIRE(answer.paths.size() == expected.size());
      for (std::size_t i = 0; i < expected.size(); ++i) {
        std::vector<std::string> found;
        for (const NodeRef& node : answer.paths[i].nodes) found.push_back(node.id);
        CHECK(found == expected[i]);
        CHECK(answer.paths[i].length == expected[i].size() - 1);
        REQUIRE(answer.paths[i].steps.size() == answer.paths[i].length);
        for (const Step& step : answer.paths[i].steps) {
          const auto edge = oracle.edges.find({step.relationship, step.source, step.target});
          REQUIRE(edge != oracle.edges.end());
          const auto seen = oracle.seen(edge->second, as_of);
          REQUIRE(seen);
          CHECK(step.evidence.count == seen->count);
          if (step.relationship != "PART_OF" || step.source.rfind("category:", 0) != 0)
            CHECK_FALSE(step.evidence.link.empty());
        }
      }
    }
  }
}

TEST_CASE("questions that cannot be answered say what is wrong and what was probably meant") {
  Fixture f;
  f.fill(51);
  const auto snapshot = f.graph->snapshot();
  const auto message = [&](const std::function<void()>& action) {
    try {
      action();
    } catch (const archive::Error& error) {
      return error.code() + "|" + error.where() + "|" + error.message().en + "|" + error.message().zh;
    }
    return std::string("none");
  };
  CHECK(message([&] { node(*snapshot, {"campaign:C99", {}}); }).find("did you mean \"campaign:C") != std::string::npos);
  CHECK(message([&] { node(*snapshot, {"campaign:C99", {}}); }).find("unknown_node|id|") == 0);
  CHECK(code_of([&] { node(*snapshot, {"C1", {}}); }) == "bad_node_id");
  CHECK(code_of([&] { node(*snapshot, {"campaign:", {}}); }) == "bad_node_id");
  CHECK(message([&] { node(*snapshot, {"campain:C1", {}}); }).find("did you mean \"campaign\"") != std::string::npos);
  CHECK(code_of([&] { node(*snapshot, {"document:C1", {}}); }) == "unknown_kind");
  NeighborsRequest request;
  request.node = "campaign:C1";
  request.relationships = {"TOUCHD"};
  CHECK(message([&] { neighbors(*snapshot, request); }).find("did you mean \"TOUCHED\"") != std::string::npos);
  request.relationships = {};
  request.limit = 0;
  CHECK(message([&] { neighbors(*snapshot, request); }).find("limit_out_of_range|limit|") == 0);
  request.limit = 10;
  request.hops = 5;
  CHECK(code_of([&] { neighbors(*snapshot, request); }) == "limit_out_of_range");
  CHECK(message([&] {
          paths(*snapshot, {"campaign:C1", "campaign:none", 3, 1, {}, {}});
        }).find("unknown_node|to|") == 0);
  CHECK(code_of([&] { paths(*snapshot, {"campaign:C1", "campaign:C2", 3, 0, {}, {}}); }) == "limit_out_of_range");
  CHECK(code_of([] { direction_from("up"); }) == "unknown_direction");
  CHECK(code_of([] { order_from("size"); }) == "unknown_order");
  CHECK(order_from("-last") == Order::last_descending);
  CHECK(code_of([] { kind_of_node("plan"); }) == "unknown_kind");
  CHECK(kind_of_node("tag") == archive::Kind::tag);
}

TEST_CASE("a node shows its record's fields and attributes") {
  Fixture f;
  archive::Campaign c;
  c.code = "D11";
  c.name = "双十一大促";
  c.start = Date::parse("2024-11-01");
  c.end = Date::parse("2024-11-11");
  c.budget = archive::Decimal{500'000, 0};
  c.spend = archive::Decimal{4'782'005, 1};
  c.tags = {"大促"};
  c.attributes["店铺"] = "旗舰店";
  c.lessons.resize(1);
  c.lessons[0].statement = "预热越早越好";
  f.archive->write("test", [&](archive::Transaction& t) { t.put(c); });
  f.graph = Graph::open(f.directory / "graph", *f.archive);
  const auto snapshot = f.graph->snapshot();
  const archive::Json json = to_json(node(*snapshot, {"campaign:D11", {}}));
  CHECK(json["id"] == "campaign:D11");
  CHECK(json["kind"] == "campaign");
  CHECK(json["label"] == "双十一大促");
  CHECK(json["properties"]["code"] == "D11");
  CHECK(json["properties"]["start"] == "2024-11-01");
  CHECK(json["properties"]["budget"] == 500'000);
  CHECK(json["properties"]["spend"] == 478'200.5);
  CHECK(json["properties"]["tags"] == archive::Json({"大促"}));
  CHECK(json["properties"]["店铺"] == "旗舰店");
  CHECK(json["counts"].size() == 2);
  // During the campaign its outcome is not known, nor what it taught; before it nothing is.
  const NodeAnswer during = node(*snapshot, {"campaign:D11", Date::parse("2024-11-05")});
  CHECK_FALSE(during.properties.contains("spend"));
  CHECK(during.properties.contains("budget"));
  CHECK(during.counts.size() == 1);
  CHECK(code_of([&] { node(*snapshot, {"campaign:D11", Date::parse("2024-10-01")}); }) == "unknown_node");
  NeighborsRequest request;
  request.node = "campaign:D11";
  const archive::Json near = to_json(neighbors(*snapshot, request), f.archive->zone());
  CHECK(near["total"] == 2);
  CHECK(near["neighbors"][0]["evidence"]["count"] == 0);
  CHECK(near["neighbors"][0]["weight"] == 1);
}

TEST_CASE("an empty archive has an empty graph") {
  Fixture f;
  f.graph = Graph::open(f.directory / "graph", *f.archive);
  const auto snapshot = f.graph->snapshot();
  CHECK(snapshot->graph().node_count() == 0);
  CHECK(code_of([&] { node(*snapshot, {"campaign:any", {}}); }) == "unknown_node");
}

TEST_CASE("a hub of all users is counted exactly and never floods") {
  Fixture f;
  archive::Campaign c;
  c.code = "HUB";
  c.name = "Hub";
  c.start = Date::parse("2024-01-01");
  f.world.campaigns["HUB"] = c;
  for (int i = 0; i < 20'000; ++i) {
    tests::Event e;
    e.user = "user" + std::to_string(i);
    e.campaign = "HUB";
    e.type = "send";
    e.ms = 1'704'100'000'000 + i * 1000;
    f.world.events.push_back(e);
  }
  for (int i = 0; i < 5; ++i) f.world.events.push_back(f.world.events[77]);
  f.world.store(*f.archive);
  f.world.import_events(*f.archive);
  f.graph = Graph::open(f.directory / "graph", *f.archive);
  NeighborsRequest request;
  request.node = "campaign:HUB";
  const NeighborsAnswer answer = neighbors(*f.graph->snapshot(), request);
  CHECK(answer.total == 20'000);
  REQUIRE(answer.neighbors.size() == 50);
  CHECK(answer.neighbors[0].node.id == "user:user77");
  CHECK(answer.neighbors[0].weight == 6);
  CHECK(answer.neighbors[1].node.id == "user:user0");
}
