// What is related, central and together in a random archive, against what its records and touchpoints say.

#include "graph/analysis.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <iterator>
#include <set>

#include "archive/error.h"
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

std::string kind_of(const std::string& id) { return id.substr(0, id.find(':')); }

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
      request.kinds = {Kind::campaign};
      for (const Related& entry : related(*snapshot, request, terms).related) CHECK(entry.node.id != campaign);
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
    const auto campaigns = touched(oracle, false);
    for (const Community& community : answer.communities) {
      members += community.size;
      std::set<std::string> ids;
      for (const Central& member : community.members) ids.insert(member.node.id);
      for (const Central& member : community.members) {
        std::uint64_t inside = 0;
        const auto& near = member.node.kind == Kind::user ? campaigns : users;
        if (const auto found = near.find(member.node.id); found != near.end())
          for (const std::string& far : found->second) inside += ids.count(far);
        for (const auto& [key, edge] : oracle.edges) {  // between campaigns
          const auto& [type, from, to] = key;
          const bool own = from == member.node.id || to == member.node.id;
          if (own && kind_of(from) == "campaign" && kind_of(to) == "campaign")
            inside += ids.count(from == member.node.id ? to : from);
        }
        CHECK(member.value <= static_cast<double>(inside));  // two relationships between two are one edge
        CHECK((member.value == static_cast<double>(inside) || member.node.kind == Kind::campaign));
      }
      const auto weight = [](const Trait& trait) {
        const double share = static_cast<double>(trait.members) / static_cast<double>(trait.kind_size);
        const double at_large = static_cast<double>(trait.everywhere) / static_cast<double>(trait.all);
        return (share - at_large) * share / at_large;
      };
      for (std::size_t i = 1; i < community.traits.size(); ++i)
        CHECK(weight(community.traits[i - 1]) >= weight(community.traits[i]) * (1 - 1e-12));
      for (const Trait& trait : community.traits) CHECK(trait.members >= 3);
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

TEST_CASE("what is related, central and together as of a day knows nothing of later") {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    const Fixture made(seed);
    const auto snapshot = made.graph->snapshot();
    const Oracle oracle(made.world, snapshot->zone());
    const archive::Date day{19723 + 10 * static_cast<std::int32_t>(seed), archive::Precision::day};
    const auto known = [&](const std::string& id) {
      const auto colon = id.find(':');
      const auto found = snapshot->find(*archive::kind_from(id.substr(0, colon)), id.substr(colon + 1));
      return found && snapshot->known_by(*found, day.days);
    };
    Terms terms;

    // Ranks of all nodes that were there add up to 1.
    CentralRequest central_asked;
    central_asked.as_of = day;
    central_asked.limit = 1000;
    const CentralAnswer ranked = central(*snapshot, central_asked, terms);
    double sum = 0;
    for (const Central& node : ranked.nodes) {
      CHECK(known(node.node.id));
      sum += node.value;
    }
    REQUIRE(ranked.total == ranked.nodes.size());
    CHECK(sum == Approx(1).epsilon(1e-5));

    // Who touched what by the day, and Jaccard over all of a campaign's relationships by then.
    std::map<std::string, std::set<std::pair<std::string, std::string>>>
        far;  // campaign → relationship and direction, far end
    for (const auto& [key, edge] : oracle.edges) {
      const auto& [type, from, to] = key;
      if (!oracle.seen(edge, day)) continue;
      if (from.starts_with("campaign:")) far[from].insert({type + ">" + to.substr(0, to.find(':')), to});
      if (to.starts_with("campaign:")) far[to].insert({type + "<" + from.substr(0, from.find(':')), from});
    }
    const auto of = [&](const std::string& id) {
      std::map<std::string, std::set<std::string>> by;
      for (const auto& [relationship, end] : far[id]) by[relationship].insert(end);
      return by;
    };
    for (const auto& [code, campaign] : made.world.campaigns) {
      const std::string id = "campaign:" + code;
      if (!known(id)) continue;
      RelatedRequest asked;
      asked.node = id;
      asked.method = RelatedRequest::Method::jaccard;
      asked.as_of = day;
      asked.limit = 1000;
      const auto own = of(id);
      for (const Related& entry : related(*snapshot, asked, terms).related) {
        double score = 0;
        for (const auto& [relationship, ends] : own) {
          const auto others = of(entry.node.id)[relationship];
          std::set<std::string> common, either = ends;
          std::set_intersection(ends.begin(), ends.end(), others.begin(), others.end(),
                                std::inserter(common, common.end()));
          either.insert(others.begin(), others.end());
          score += static_cast<double>(common.size()) / static_cast<double>(either.size());
        }
        CHECK(entry.score == Approx(score / static_cast<double>(own.size())));
      }
    }

    CommunitiesRequest communities_asked;
    communities_asked.as_of = day;
    communities_asked.limit = 100;
    communities_asked.members = 100;
    const CommunitiesAnswer answer = communities(*snapshot, communities_asked, terms);
    std::uint64_t members = answer.single, nodes = 0;
    std::map<archive::Kind, std::uint64_t> all;
    for (const std::string& id : oracle.nodes) {
      if (!id.starts_with("campaign:") && !id.starts_with("user:")) continue;
      if (!known(id)) continue;
      ++nodes;
      ++all[*archive::kind_from(id.substr(0, id.find(':')))];
    }
    for (const Community& community : answer.communities) {
      members += community.size;
      std::map<archive::Kind, std::uint64_t> inside_of_kind;
      for (const Central& member : community.members) ++inside_of_kind[member.node.kind];
      for (const Trait& trait : community.traits) {
        CHECK(trait.all == all[trait.kind]);
        CHECK(trait.kind_size == inside_of_kind[trait.kind]);
        std::set<std::string> having;
        const bool relation = trait.value.find(':') != std::string::npos;
        for (const auto& [key, edge] : oracle.edges) {
          const auto& [type, from, to] = key;
          if (!relation || type != trait.name || !oracle.seen(edge, day)) continue;
          if (to == trait.value) having.insert(from);
          if (from == trait.value) having.insert(to);
        }
        std::uint64_t inside = 0, everywhere = 0;
        for (const std::string& id : having)
          everywhere += id.starts_with(std::string(archive::to_string(trait.kind)) + ":") ? 1 : 0;
        for (const Central& member : community.members) inside += having.contains(member.node.id) ? 1 : 0;
        if (!relation) continue;
        CHECK(trait.everywhere == everywhere);
        CHECK(trait.members == inside);
      }
    }
    CHECK(members == nodes);
  }
}

TEST_CASE("what only the outcome of campaigns tells is no trait of them before their end") {
  tests::TemporaryDirectory directory;
  const auto store = archive::Archive::open(directory.path(), archive::Access::read_write);
  World world;
  for (int i = 0; i < 12; ++i) {
    archive::Campaign c;
    c.code = "C" + std::to_string(i);
    c.name = c.code;
    c.start = archive::Date::parse("2024-01-01");
    c.end = archive::Date::parse("2024-02-01");
    c.theme = i < 6 ? "A" : "B";
    c.owner = i < 6 ? "early" : "late";
    c.summary = i < 6 ? "sold out" : "flopped";
    world.campaigns[c.code] = c;
  }
  world.store(*store);
  const auto graph = Graph::open(directory / "graph", *store);
  const auto names = [&](const char* day) {
    CommunitiesRequest asked;
    asked.kinds = {Kind::campaign, Kind::theme};
    asked.as_of = archive::Date::parse(day);
    Terms terms;
    std::set<std::string> found;
    for (const Community& community : communities(*graph->snapshot(), asked, terms).communities)
      for (const Trait& trait : community.traits) found.insert(trait.name);
    return found;
  };
  CHECK(names("2024-01-31") == std::set<std::string>{"owner", "theme"});
  CHECK(names("2024-02-01") == std::set<std::string>{"owner", "summary", "theme"});
}

TEST_CASE("nodes are compared with their own kind, and another kind asked for is an error that says so") {
  const Fixture made(1);
  RelatedRequest asked;
  asked.node = "campaign:C1";
  asked.kinds = {Kind::user};
  asked.method = RelatedRequest::Method::jaccard;
  const auto code = [&] {
    try {
      Terms terms;
      related(*made.graph->snapshot(), asked, terms);
    } catch (const archive::Error& error) {
      return error.code() + " " + error.where();
    }
    return std::string("none");
  };
  CHECK(code() == "kind_not_compared kind");
  asked.method = RelatedRequest::Method::adamic_adar;
  CHECK(code() == "kind_not_compared kind");
  asked.kinds = {Kind::user, Kind::campaign};
  CHECK(code() == "none");
  asked.kinds = {Kind::user};
  asked.method = RelatedRequest::Method::pagerank;
  CHECK(code() == "none");
}

TEST_CASE("a restricted reader's related, central and together have no small segment, nor a way through one") {
  tests::TemporaryDirectory directory;
  const auto store = archive::Archive::open(directory.path(), archive::Access::read_write);
  World world;
  archive::Segment few, many;
  few.segment = "few";
  many.segment = "many";
  for (int i = 0; i < 8; ++i) {
    const std::string user = "u" + std::to_string(i);
    (i < 2 ? few : many).users.push_back(user);
    tests::Event event;
    event.user = user;
    event.campaign = i < 4 ? "C1" : "C2";
    event.type = "send";
    event.ms = 1'704'100'000'000 + i * 1000;
    world.events.push_back(event);
  }
  world.segments = {{"few", few}, {"many", many}};
  for (const char* const name : {"C1", "C2"}) {
    archive::Campaign campaign;
    campaign.code = campaign.name = name;
    campaign.start = archive::Date::parse("2024-01-01");
    campaign.segments = {"few", "many"};
    world.campaigns[name] = campaign;
  }
  world.store(*store);
  world.import_events(*store);
  const auto graph = Graph::open(directory / "graph", *store);
  const auto snapshot = graph->snapshot();
  Terms open, closed;
  withhold(closed, *snapshot, store->read({.restricted = true, .least_segment_size = {}}));
  REQUIRE(closed.withheld.size() == 1);
  const auto said = [&](Terms& terms, const auto& request, const auto& ask) {
    try {
      return archive::dump(to_json(ask(*snapshot, request, terms)));
    } catch (const archive::Error& error) {
      return error.code();
    }
  };
  const auto mentions = [](const std::string& text, const char* id) { return text.find(id) != std::string::npos; };
  for (const auto method : {RelatedRequest::Method::pagerank, RelatedRequest::Method::adamic_adar}) {
    RelatedRequest asked;
    asked.method = method;
    asked.node = "campaign:C1";
    asked.kinds = {Kind::segment, Kind::campaign};
    CHECK(mentions(said(open, asked, related), "segment:few") == (method == RelatedRequest::Method::pagerank));
    CHECK_FALSE(mentions(said(closed, asked, related), "segment:"));
    CHECK_FALSE(mentions(said(closed, asked, related), "TARGETED"));
    asked.node = "segment:few";
    CHECK(said(closed, asked, related) == "unknown_node");
    asked.node = "segment:many";  // is left out of what is computed
    CHECK_FALSE(mentions(said(closed, asked, related), "segment:few"));
  }
  for (const auto measure : {CentralRequest::Measure::pagerank, CentralRequest::Measure::degree,
                             CentralRequest::Measure::core, CentralRequest::Measure::betweenness}) {
    CentralRequest asked;
    asked.measure = measure;
    CHECK(mentions(said(open, asked, central), "segment:few"));
    CHECK_FALSE(mentions(said(closed, asked, central), "segment:"));
    asked.among = {Kind::segment};
    CHECK(said(closed, asked, central) == "nothing_to_analyse");
  }
  CommunitiesRequest asked;
  CHECK_FALSE(mentions(said(closed, asked, communities), "segment:"));
  asked.kinds = {Kind::campaign, Kind::user, Kind::segment};
  CHECK(mentions(said(open, asked, communities), "segment:few"));
  CHECK_FALSE(mentions(said(closed, asked, communities), "segment:"));
}

TEST_CASE("a trait that three members have is told, two members' is not, and somebody met twice is one") {
  tests::TemporaryDirectory directory;
  const auto store = archive::Archive::open(directory.path(), archive::Access::read_write);
  World world;
  for (int i = 0; i < 14; ++i) {
    archive::Campaign c;
    c.code = "C" + std::to_string(100 + i);
    c.name = c.code;
    c.start = archive::Date::parse("2024-01-01");
    c.theme = i < 7 ? "A" : "B";
    c.owner = i < 3 ? "three" : "";
    c.team = i < 2 ? "two" : "";
    world.campaigns[c.code] = c;
    for (int times = 0; times < 2; ++times) {
      for (const char* const type : {"send", "click"}) {
        tests::Event event;
        event.user = i < 4 ? "often" : "other";
        event.campaign = c.code;
        event.type = type;
        event.ms = 1'704'100'000'000 + i * 1000 + times;
        world.events.push_back(event);
      }
    }
  }
  world.store(*store);
  world.import_events(*store);
  const auto graph = Graph::open(directory / "graph", *store);
  CommunitiesRequest asked;
  asked.kinds = {Kind::campaign, Kind::theme};
  Terms terms;
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> told;
  for (const Community& community : communities(*graph->snapshot(), asked, terms).communities)
    for (const Trait& trait : community.traits)
      told[trait.name + "=" + trait.value] = {trait.members, trait.everywhere};
  CHECK(told["owner=three"] == std::pair<std::uint64_t, std::uint64_t>{3, 3});
  CHECK(told.count("team=two") == 0);
  CHECK(told["TOUCHED=user:often"] == std::pair<std::uint64_t, std::uint64_t>{4, 4});
  CHECK(told["TOUCHED=user:other"] == std::pair<std::uint64_t, std::uint64_t>{7, 10});
}
