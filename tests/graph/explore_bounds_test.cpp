// Exploring at its edges: the first and last millisecond of a window, months as dates, groups of just enough people, paths as long as
// they may be.

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "archive/error.h"
#include "graph/explore.h"
#include "graph/explore_conditions.h"
#include "graph/explore_sets.h"
#include "tests/graph/explored.h"

using namespace almanac;
using namespace almanac::graph;
using archive::Date;
using tests::Event;
using tests::Explored;

namespace {

constexpr std::int64_t day_ms = 86'400'000;
const std::int64_t first_midnight = 19723 * day_ms - 8 * 3'600'000;  // 2024-01-01 in the usual zone

Event touch(const std::string& user, const std::string& campaign, std::int64_t ms, const std::string& type = "send") {
  Event event;
  event.user = user;
  event.campaign = campaign;
  event.channel = "渠道A";
  event.product = "P1";
  event.type = type;
  event.ms = ms;
  return event;
}

void add_campaign(Explored& f, const std::string& code, const std::vector<std::string>& based_on = {}) {
  archive::Campaign campaign;
  campaign.code = campaign.name = code;
  campaign.start = Date::parse("2023-12-01");
  campaign.based_on = based_on;
  f.world.campaigns[code] = campaign;
}

Terms least_group_of(std::uint64_t people) {
  Terms terms;
  terms.least_group = people;
  return terms;
}

}  // namespace

TEST_CASE("a window and a day have their first and last millisecond, whatever the steps of the times") {
  // Times at midnight, at noon only, at the last millisecond; of few and of many touchpoints for each person.
  const std::vector<std::vector<std::int64_t>> times{
      {0}, {day_ms / 2}, {day_ms - 1}, {0, day_ms - 1}, {0, day_ms / 2, day_ms - 1}, {3'600'000, day_ms - 3'600'000}};
  for (const auto& of_day : times) {
    for (const int days : {6, 90}) {
      Explored f;
      add_campaign(f, "C");
      for (int day = 0; day < days; ++day) {
        for (const std::int64_t ms : of_day)
          f.world.events.push_back(touch("u", "C", first_midnight + day * day_ms + ms));
      }
      f.store();
      const auto snapshot = f.snapshot();
      for (const auto& [from, to] :
           {std::pair(0, 0), std::pair(1, 2), std::pair(2, 4), std::pair(5, 5), std::pair(0, 5)}) {
        NeighborsRequest request;
        request.node = "user:u";
        request.from = Date{19723 + from, archive::Precision::day};
        request.to = Date{19723 + to, archive::Precision::day};
        const std::uint64_t expected = static_cast<std::uint64_t>(to - from + 1) * of_day.size();
        CAPTURE(of_day, days, from, to);
        for (const char* const relationship : {"TOUCHED", "REACHED_BY"}) {
          request.relationships = {relationship};
          const auto found = neighbors(*snapshot, request).neighbors;
          REQUIRE(found.size() == 1);
          CHECK(found[0].weight == expected);
          CHECK(found[0].evidence->count == expected);
        }
        request.node = "campaign:C";
        request.relationships = {"USED"};
        CHECK(neighbors(*snapshot, request).neighbors.at(0).weight == expected);
        request.from.reset();
        request.as_of = request.to;
        request.to.reset();
        CHECK(neighbors(*snapshot, request).neighbors.at(0).weight ==
              static_cast<std::uint64_t>(to + 1) * of_day.size());
      }
    }
  }
}

TEST_CASE("a window may begin within the month that ends it") {
  Explored f;
  add_campaign(f, "C");
  f.world.events.push_back(touch("u", "C", first_midnight + 20 * day_ms));
  f.store();
  NeighborsRequest request;
  request.node = "user:u";
  request.from = Date::parse("2024-01-15");
  request.to = Date::parse("2024-01");
  CHECK(neighbors(*f.snapshot(), request).total == 2);
  request.from = Date::parse("2024-02");
  try {
    neighbors(*f.snapshot(), request);
    FAIL("a window that ends before it begins");
  } catch (const archive::Error& error) {
    CHECK(error.code() == "bad_window");
  }
}

TEST_CASE("a month compares by its first and last day") {
  const archive::Zone zone("Asia/Shanghai");
  const auto holds = [&](const char* text, const char* value) {
    const Condition condition = condition_from(text, "where");
    return ValueTest(condition, PropertyType::date, zone, "where")(PropertyValue{*Date::parse(value)});
  };
  struct Case {
    const char* value;
    const char* against;
    bool equal, less, at_most, more, at_least;
  };
  for (const Case& one : {Case{"2024-03", "2024-03-15", false, true, false, true, false},
                          Case{"2024-03", "2024-03-01", false, false, false, true, true},
                          Case{"2024-03", "2024-03-31", false, true, true, false, false},
                          Case{"2024-03", "2024-03", true, false, true, false, true},
                          Case{"2024-03", "2024", true, false, true, false, true},
                          Case{"2024", "2024-03", false, true, false, true, false},
                          Case{"2024-03-15", "2024-03", true, false, true, false, true},
                          Case{"2024-02-29", "2024-03", false, true, true, false, false},
                          Case{"2024-04-01", "2024-03", false, false, false, true, true}}) {
    CAPTURE(one.value, one.against);
    const std::string against = one.against;
    CHECK(holds(("d=" + against).c_str(), one.value) == one.equal);
    CHECK(holds(("d!=" + against).c_str(), one.value) == !one.equal);
    CHECK(holds(("d<" + against).c_str(), one.value) == one.less);
    CHECK(holds(("d<=" + against).c_str(), one.value) == one.at_most);
    CHECK(holds(("d>" + against).c_str(), one.value) == one.more);
    CHECK(holds(("d>=" + against).c_str(), one.value) == one.at_least);
  }
}

TEST_CASE("refunds are of what was bought, and of no other relation") {
  Explored f;
  add_campaign(f, "C");
  f.world.events = {touch("u", "C", first_midnight, "purchase"), touch("u", "C", first_midnight + 1, "refund"),
                    touch("u", "C", first_midnight + 2, "send")};
  f.store();
  NeighborsRequest request;
  request.node = "user:u";
  request.edge = {condition_from("refunds>=1", "edge")};
  const auto found = neighbors(*f.snapshot(), request).neighbors;
  REQUIRE(found.size() == 1);
  CHECK(found[0].relationship == "BOUGHT");
}

TEST_CASE("the sum told first is in the currency of most touchpoints") {
  Explored f;
  add_campaign(f, "C");
  for (int i = 0; i < 5; ++i) {
    Event event = touch("u", "C", first_midnight + i, "purchase");
    event.currency = i < 2 ? "CNY" : "USD";
    event.value = archive::Decimal{i < 2 ? 1000 : 1, 0};
    f.world.events.push_back(event);
  }
  f.store();
  NeighborsRequest request;
  request.node = "user:u";
  request.relationships = {"BOUGHT"};
  const auto values = neighbors(*f.snapshot(), request).neighbors.at(0).evidence->values;
  REQUIRE(values.size() == 2);
  CHECK(values[0].first == "USD");
  CHECK(values[0].second == archive::Decimal{3, 0});
  CHECK(values[1].second == archive::Decimal{2000, 0});
}

TEST_CASE("a group of just enough people is told; where one alone is too small, the next goes with it") {
  Explored f;
  add_campaign(f, "C");
  const auto people = [&](const char* city, int count) {
    for (int i = 0; i < count; ++i) {
      archive::User user;
      user.user = std::string(city) + std::to_string(i);
      user.attributes["city"] = city;
      f.world.users[user.user] = user;
      f.world.events.push_back(touch(user.user, "C", first_midnight + i));
    }
  };
  people("five", 5);
  people("seven", 7);
  people("nine", 9);
  f.store();
  NeighborsRequest request;
  request.node = "campaign:C";
  request.kinds = {archive::Kind::user};
  request.fold = Folding{{"city"}};
  const auto groups = [&](std::uint64_t least) {
    Terms terms = least_group_of(least);
    return *neighbors(*f.snapshot(), request, terms).groups;
  };
  const auto names = [](const Groups& told) {
    std::vector<std::string> names;
    for (const Group& group : told.groups) names.push_back(group.values[0].second);
    return names;
  };
  CHECK(names(groups(5)) == std::vector<std::string>{"nine", "seven", "five"});
  CHECK(groups(5).withheld == 0);
  CHECK(names(groups(6)) == std::vector<std::string>{"nine"});  // five could be worked out from all less nine and seven
  CHECK(groups(6).withheld == 2);
  CHECK(names(groups(8)) == std::vector<std::string>{"nine"});
  CHECK(groups(8).withheld == 2);
  CHECK(groups(10).groups.empty());

  // The relations of a group of too few are not drawn.
  SubgraphRequest drawn;
  drawn.node = std::vector<std::string>{"campaign:C", "product:P1"};
  drawn.around = archive::Kind::user;
  drawn.at_least = 1;
  drawn.limit = 500;
  drawn.fold = Folding{{"city"}};
  Terms open, closed = least_group_of(8);
  const auto sources = [&](Terms& terms) {
    std::multiset<std::uint64_t> users;
    for (const SubgraphEdge& edge : subgraph(*f.snapshot(), drawn, terms).edges) {
      if (edge.users) users.insert(*edge.users);
    }
    return users;
  };
  CHECK(sources(open) == std::multiset<std::uint64_t>{5, 7, 9});
  CHECK(sources(closed) == std::multiset<std::uint64_t>{9});
}

TEST_CASE("relations of few people in a large group are not drawn for a restricted reader") {
  Explored f;
  add_campaign(f, "C");
  add_campaign(f, "D");
  for (int i = 0; i < 9; ++i) {
    archive::User user;
    user.user = "u" + std::to_string(i);
    user.attributes["city"] = "here";
    f.world.users[user.user] = user;
    f.world.events.push_back(touch(user.user, "C", first_midnight + i));
    if (i < 2) f.world.events.push_back(touch(user.user, "D", first_midnight + i));
  }
  f.store();
  SubgraphRequest drawn;
  drawn.node = std::vector<std::string>{"campaign:C", "campaign:D"};
  drawn.around = archive::Kind::user;
  drawn.at_least = 1;
  drawn.fold = Folding{{"city"}};
  Terms open, closed = least_group_of(5);
  const auto targets = [&](Terms& terms) {
    std::set<std::string> targets;
    for (const SubgraphEdge& edge : subgraph(*f.snapshot(), drawn, terms).edges) targets.insert(edge.target);
    return targets;
  };
  CHECK(targets(open) == std::set<std::string>{"campaign:C", "campaign:D"});
  CHECK(targets(closed) == std::set<std::string>{"campaign:C"});
}

TEST_CASE("a person met over several relations is one of the group, with all of their touchpoints") {
  Explored f;
  add_campaign(f, "C");
  add_campaign(f, "D");
  archive::User user;
  user.user = "u";
  user.attributes["a"] = user.attributes["b"] = "same";  // two attributes of one value each: the first makes the groups
  f.world.users["u"] = user;
  for (int i = 0; i < 3; ++i) f.world.events.push_back(touch("u", "C", first_midnight + i));
  for (int i = 0; i < 4; ++i) f.world.events.push_back(touch("u", "D", first_midnight + i, "purchase"));
  f.store();
  NeighborsRequest request;
  request.node = "product:P1";
  request.kinds = {archive::Kind::user};
  request.fold = Folding{};
  const auto one = *neighbors(*f.snapshot(), request).groups;
  CHECK(one.by == std::vector<std::string>{"a"});
  CHECK(one.users == 1);
  CHECK(one.groups.at(0).weight == 4);
  SubgraphRequest drawn;
  drawn.node = std::vector<std::string>{"campaign:C", "campaign:D", "user:u"};
  drawn.fold = Folding{{"a"}};
  Terms terms;
  CHECK(subgraph(*f.snapshot(), drawn, terms).groups->groups.at(0).weight == 7);
  request.node = std::vector<std::string>{"campaign:C", "campaign:D"};
  CHECK(neighbors(*f.snapshot(), request).groups->groups.at(0).weight == 7);
}

TEST_CASE("a path as long as it may be is found from whichever side is cheaper") {
  for (const bool hub_first : {true, false}) {
    Explored f;
    add_campaign(f, "C0");
    for (int i = 1; i <= 9; ++i) add_campaign(f, "C" + std::to_string(i), {"C" + std::to_string(i - 1)});
    for (int i = 0; i < 300; ++i)
      f.world.events.push_back(touch("u" + std::to_string(i), hub_first ? "C0" : "C8", first_midnight + i));
    f.store();
    PathsRequest request{"campaign:C0", "campaign:C8"};
    request.relationships = {"SUCCEEDS", "TOUCHED"};
    request.max_hops = 8;
    CAPTURE(hub_first);
    const auto found = paths(*f.snapshot(), request);
    REQUIRE(found.paths.size() == 1);
    CHECK(found.paths[0].length == 8);
    CHECK(found.paths[0].nodes[3].id == "campaign:C3");
    request.max_hops = 7;
    CHECK(paths(*f.snapshot(), request).paths.empty());
    request.max_hops = 8;
    request.to = "campaign:C9";
    CHECK(paths(*f.snapshot(), request).paths.empty());
  }
}

TEST_CASE("a guard lets nodes pass that have just as many edges, and a step holds from its very day") {
  Explored f;
  add_campaign(f, "C");
  for (int i = 0; i < 3; ++i) {
    Event event = touch("u" + std::to_string(i), "C", first_midnight + 10 * day_ms);
    event.channel.clear();
    event.product.clear();
    f.world.events.push_back(event);
  }
  f.store();
  PathsRequest request{"user:u0", "user:u1"};
  request.max_degree = 3;
  CHECK(paths(*f.snapshot(), request).paths.size() == 1);
  CHECK(paths(*f.snapshot(), request).hubs_avoided == 0);
  request.max_degree = 2;
  CHECK(paths(*f.snapshot(), request).paths.empty());
  CHECK(paths(*f.snapshot(), request).hubs_avoided == 1);
  request.max_degree = 0;
  request.as_of = Date{19733, archive::Precision::day};
  const auto found = paths(*f.snapshot(), request);
  REQUIRE(found.paths.size() == 1);
  for (const Step& step : found.paths[0].steps) {
    CHECK(step.relationship == "TOUCHED");
    CHECK(step.evidence.count == 1);
  }
  request.as_of = Date{19732, archive::Precision::day};
  CHECK(paths(*f.snapshot(), request).paths.empty());
}

TEST_CASE("a campaign based on itself is joined to itself, by one edge") {
  Explored f;
  add_campaign(f, "C", {"C"});
  f.store();
  NeighborsRequest request;
  request.node = "campaign:C";
  CHECK(neighbors(*f.snapshot(), request).total == 2);  // out and in
  request.hops = 2;
  CHECK(neighbors(*f.snapshot(), request).total == 0);
  SubgraphRequest drawn;
  drawn.node = std::vector<std::string>{"campaign:C"};
  Terms terms;
  const auto found = subgraph(*f.snapshot(), drawn, terms);
  CHECK(found.edges.size() == 1);
  CHECK(found.nodes.at(0).degree == 1);
  CHECK(paths(*f.snapshot(), {"campaign:C", "campaign:C"}).paths.at(0).length == 0);
}
