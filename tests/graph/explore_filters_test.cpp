// Neighbours by conditions, windows, weight and from several nodes, against the oracle; groups of people; what a restricted reader sees.

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "archive/error.h"
#include "graph/explore.h"
#include "graph/explore_conditions.h"
#include "graph/explore_parameters.h"
#include "graph/explore_sets.h"
#include "tests/graph/explored.h"
#include "tests/support/errors.h"

using namespace almanac;
using namespace almanac::graph;
using archive::Date;
using tests::code_of;
using tests::Dice;
using tests::Event;
using tests::Explored;
using tests::kind_in;
using tests::Oracle;
using tests::OracleFilter;

namespace {

Date some_day(Dice& dice) { return {19723 + static_cast<std::int32_t>(dice.below(90)), archive::Precision::day}; }

struct Asked {
  OracleFilter oracle;
  NeighborsRequest request;
};

// A random filter in both forms.
Asked random_filter(Dice& dice) {
  Asked asked;
  if (dice.one_in(3)) asked.oracle.as_of = asked.request.as_of = some_day(dice);
  if (dice.one_in(2)) asked.oracle.from = asked.request.from = some_day(dice);
  if (dice.one_in(2)) {
    Date to = some_day(dice);
    if (asked.request.from) to.days = std::max(to.days, asked.request.from->days);
    asked.oracle.to = asked.request.to = to;
  }
  std::vector<std::function<bool(const Event&)>> keeps;
  const auto add = [&](const char* text, std::function<bool(const Event&)> keep) {
    asked.request.edge.push_back(condition_from(text, "edge"));
    keeps.push_back(std::move(keep));
  };
  switch (dice.below(6)) {
    case 0:
      add("type=purchase", [](const Event& e) { return e.type == "purchase"; });
      break;
    case 1:
      add("type != purchase", [](const Event& e) { return e.type != "purchase"; });
      break;
    case 2:
      add("channel = 渠道a", [](const Event& e) { return e.channel == "渠道A"; });
      break;
    case 3:
      add("type~click", [](const Event& e) { return e.type == "click"; });
      add("product!=P1", [](const Event& e) { return e.product != "P1"; });
      break;
    default:
      break;
  }
  if (!keeps.empty()) {
    asked.oracle.keeps = [keeps](const Event& e) {
      return std::all_of(keeps.begin(), keeps.end(), [&](const auto& keep) { return keep(e); });
    };
  }
  if (dice.one_in(4)) asked.oracle.min_weight = asked.request.min_weight = 1 + dice.below(4);
  if (dice.one_in(4)) {
    asked.oracle.relationships = {"TOUCHED", "USED", "BOUGHT"};
    asked.request.relationships = {"TOUCHED", "USED", "BOUGHT"};
  }
  return asked;
}

std::string shown(const Asked& asked) {
  std::string text;
  for (const auto& day : {asked.request.as_of, asked.request.from, asked.request.to})
    text += (day ? day->to_string() : "-") + " ";
  for (const auto& condition : asked.request.edge) text += condition.property + "?" + condition.value + " ";
  return text + "min " + std::to_string(asked.request.min_weight);
}

}  // namespace

TEST_CASE("filtered neighbours, their weights and their evidence equal the oracle's") {
  for (unsigned seed = 301; seed <= 308; ++seed) {
    Explored f;
    f.fill(seed, 10, 250);
    const auto snapshot = f.snapshot();
    const Oracle oracle(f.world, f.archive->zone());
    Dice dice(seed);
    for (int round = 0; round < 25; ++round) {
      Asked asked = random_filter(dice);
      const auto expected = asked.oracle.all(oracle, f.archive->zone());
      for (const std::string& id : oracle.nodes) {
        asked.request.node = id;
        asked.request.limit = 1000;
        NeighborsAnswer answer;
        if (code_of([&] { answer = neighbors(*snapshot, asked.request); }) != "none")
          continue;  // not known by that day
        INFO("seed " << seed << " node " << id << " filter " << shown(asked));
        const auto near = expected.find(id);
        OracleFilter::Near found;
        for (const Neighbor& neighbor : answer.neighbors) {
          found[{neighbor.relationship, std::string(to_string(neighbor.direction)), neighbor.node.id}] =
              neighbor.weight;
          REQUIRE(neighbor.evidence);
          CHECK(std::max<std::uint64_t>(neighbor.evidence->count, 1) == neighbor.weight);
        }
        CHECK(found == (near == expected.end() ? OracleFilter::Near() : near->second));
        CHECK(answer.total == found.size());
      }
    }
  }
}

TEST_CASE("several hops from several nodes over filtered edges reach what the oracle reaches") {
  for (unsigned seed = 321; seed <= 326; ++seed) {
    Explored f;
    f.fill(seed, 8, 60);
    const auto snapshot = f.snapshot();
    const Oracle oracle(f.world, f.archive->zone());
    const std::vector<std::string> ids(oracle.nodes.begin(), oracle.nodes.end());
    Dice dice(seed);
    for (int round = 0; round < 60; ++round) {
      Asked asked = random_filter(dice);
      std::vector<std::string> starts;
      for (std::uint32_t i = 1 + dice.below(3); i > 0; --i)
        starts.push_back(ids[dice.below(static_cast<std::uint32_t>(ids.size()))]);
      asked.request.node = starts;
      asked.request.hops = starts.size() == 1 ? 2 + dice.below(2) : 1 + dice.below(3);
      asked.request.limit = 1000;
      const auto near = asked.oracle.all(oracle, f.archive->zone());
      std::map<std::string, std::size_t> expected;
      std::vector<std::string> level = starts;
      for (const std::string& id : starts) expected[id] = 0;
      for (std::size_t hop = 1; hop <= asked.request.hops; ++hop) {
        std::vector<std::string> next;
        for (const std::string& id : level) {
          const auto edges = near.find(id);
          if (edges == near.end()) continue;
          for (const auto& [key, weight] : edges->second) {
            if (expected.emplace(std::get<2>(key), hop).second) next.push_back(std::get<2>(key));
          }
        }
        level = std::move(next);
      }
      std::erase_if(expected, [](const auto& one) { return one.second == 0; });
      NeighborsAnswer answer;
      if (code_of([&] { answer = neighbors(*snapshot, asked.request); }) != "none") continue;
      INFO("seed " << seed << " round " << round << " " << shown(asked));
      // A single node with one hop lists edges, not nodes; repeated starts make one.
      std::map<std::string, std::size_t> found;
      for (const Neighbor& neighbor : answer.neighbors) found[neighbor.node.id] = neighbor.distance;
      CHECK(found == expected);
      CHECK(answer.nodes.size() == std::set<std::string>(starts.begin(), starts.end()).size());
    }
  }
}

TEST_CASE("neighbours by their properties are those whose record says so") {
  Explored f;
  f.fill(341, 10, 300);
  const auto snapshot = f.snapshot();
  const auto users_with = [&](const std::vector<const char*>& conditions) {
    NeighborsRequest request;
    request.node = "campaign:" + f.world.campaigns.begin()->first;
    request.relationships = {"TOUCHED"};
    request.limit = 1000;
    for (const char* text : conditions) request.where.push_back(condition_from(text, "where"));
    request.kinds = {archive::Kind::user};
    std::set<std::string> found;
    for (const Neighbor& neighbor : neighbors(*snapshot, request).neighbors) found.insert(neighbor.node.id);
    return found;
  };
  const auto all = users_with({});
  REQUIRE(all.size() > 3);
  const auto expected = [&](const std::function<bool(const archive::User*)>& fits) {
    std::set<std::string> ids;
    for (const std::string& id : all) {
      const auto user = f.world.users.find(id.substr(5));
      if (fits(user == f.world.users.end() ? nullptr : &user->second)) ids.insert(id);
    }
    return ids;
  };
  const auto city = [](const archive::User* user) {
    return user == nullptr ? std::string() : user->attributes.at("城市").get<std::string>();
  };
  const auto age = [](const archive::User* user) {
    return user == nullptr ? -1 : user->attributes.at("年龄").get<int>();
  };
  CHECK(users_with({"城市=上海"}) == expected([&](const auto* user) { return city(user) == "上海"; }));
  CHECK(users_with({"城市 != 上海"}) == expected([&](const auto* user) { return city(user) != "上海"; }));
  CHECK(users_with({"年龄>=30"}) == expected([&](const auto* user) { return age(user) >= 30; }));
  CHECK(users_with({"年龄<30", "城市~北"}) ==
        expected([&](const auto* user) { return age(user) >= 0 && age(user) < 30 && city(user) == "北京"; }));
  const auto message = [&](const char* text) {
    try {
      users_with({text});
    } catch (const archive::Error& error) {
      return error.code() + "|" + error.where() + "|" + error.message().en;
    }
    return std::string("none");
  };
  CHECK(message("年岁>3").find("unknown_property|where|") == 0);
  CHECK(message("城 市=上海").find("did you mean \"城市\"") != std::string::npos);
  CHECK(message("年龄>old").find("bad_condition|where|") == 0);
  CHECK(message("年龄~3").find("compare it with = or !=") != std::string::npos);
  CHECK(message("年龄").find("bad_condition|where|") == 0);
}

TEST_CASE("conditions compare by the type of the value") {
  const archive::Zone zone("Asia/Shanghai");
  const auto holds = [&](const char* text, PropertyType type, const PropertyValue& value) {
    return ValueTest(condition_from(text, "where"), type, zone, "where")(value);
  };
  using Type = PropertyType;
  CHECK(holds("a=5", Type::integer, std::int64_t{5}));
  CHECK_FALSE(holds("a>5", Type::integer, std::int64_t{5}));
  CHECK(holds("a≥5.0", Type::decimal, archive::Decimal{50, 1}));
  CHECK(holds("a<0.51", Type::real, 0.5));
  const Date november = *Date::parse("2024-11");
  CHECK(holds("a=2024-11", Type::date, *Date::parse("2024-11-11")));
  CHECK(holds("a=2024", Type::date, november));
  CHECK_FALSE(holds("a=2024-11-11", Type::date, november));
  CHECK(holds("a<2024-11", Type::date, *Date::parse("2024-10-31")));
  CHECK_FALSE(holds("a<2024-11", Type::date, *Date::parse("2024-11-01")));
  CHECK(holds("a<=2024-11", Type::date, *Date::parse("2024-11-30")));
  CHECK(holds("a>2024", Type::date, *Date::parse("2025-01-01")));
  CHECK_FALSE(holds("a>2024", Type::date, *Date::parse("2024-12-31")));
  CHECK(holds("a=2024-11-11", Type::time, archive::Instant{zone.start_of(*Date::parse("2024-11-11")) + 1, {}}));
  CHECK(holds("a=雙十一", Type::text, std::string_view("双十一")));
  CHECK(holds("a=\" x \"", Type::text, std::string_view("X")));
  CHECK(holds("a ~ BIG", Type::text, std::string_view("a big one")));
  CHECK(holds("a!=x", Type::text, std::string_view("y")));
  CHECK(holds("a=x", Type::list, ListValue{R"(["y","X"])"}));
  CHECK_FALSE(holds("a!=x", Type::list, ListValue{R"(["y","x"])"}));
  CHECK(holds("a!=x", Type::list, ListValue{R"(["y"])"}));
  CHECK(holds("a=是", Type::boolean, true));
  CHECK(holds("a!=true", Type::boolean, false));
  CHECK_FALSE(holds("a=x", Type::text, std::monostate{}));
  CHECK(holds("a!=x", Type::text, std::monostate{}));
  CHECK(condition_from("目标 人群>=1=2", "where").property == "目标 人群");
  CHECK(code_of([] { condition_from("=5", "where"); }) == "bad_condition");
  CHECK(code_of([] { condition_from("a=", "where"); }) == "bad_condition");
  CHECK(code_of([] { condition_from("", "where"); }) == "bad_condition");
}

TEST_CASE("conditions of the edge itself: declared, count, value, dates") {
  Explored f;
  f.fill(351, 12, 400);
  const auto snapshot = f.snapshot();
  const Oracle oracle(f.world, f.archive->zone());
  const auto asked = [&](const std::string& id, const char* text) {
    NeighborsRequest request;
    request.node = id;
    request.limit = 1000;
    request.edge = {condition_from(text, "edge")};
    std::set<std::pair<std::string, std::string>> found;
    for (const Neighbor& neighbor : neighbors(*snapshot, request).neighbors)
      found.emplace(neighbor.relationship, neighbor.node.id);
    return found;
  };
  for (const auto& [code, campaign] : f.world.campaigns) {
    const std::string id = "campaign:" + code;
    std::set<std::pair<std::string, std::string>> declared, three, late;
    for (const auto& [key, edge] : oracle.edges) {
      const auto& [type, source, target] = key;
      if (source != id && target != id) continue;
      const std::string& far = source == id ? target : source;
      if (edge.declared) declared.emplace(type, far);
      if (edge.events.size() >= 3) three.emplace(type, far);
      std::int64_t first = INT64_MAX;
      for (const Event* e : edge.events) first = std::min(first, e->ms);
      if (!edge.events.empty() && f.archive->zone().date_of(first) >= *Date::parse("2024-02-10"))
        late.emplace(type, far);
    }
    INFO(id);
    CHECK(asked(id, "declared=true") == declared);
    CHECK(asked(id, "count>=3") == three);
    CHECK(asked(id, "first>=2024-02-10") == late);
  }
  CHECK(code_of([&] { asked("user:u0", "typ=purchase"); }) == "unknown_property");
  NeighborsRequest request;
  request.node = "user:u0";
  request.edge = {condition_from("typ=purchase", "edge")};
  CHECK_THROWS_WITH(neighbors(*snapshot, request), Catch::Contains("did you mean \"type\""));
  request.edge.clear();
  request.from = Date::parse("2024-03-01");
  request.to = Date::parse("2024-02-01");
  CHECK(code_of([&] { neighbors(*snapshot, request); }) == "bad_window");
  request.to = Date::parse("2090-02-01");
  request.from = Date::parse("2090-01-01");
  request.relationships = {"TOUCHED"};
  CHECK(neighbors(*snapshot, request).total == 0);  // dates outside everything
}

TEST_CASE("people as groups: every user is counted once in the group of his value, or in each of his segments") {
  for (unsigned seed = 361; seed <= 364; ++seed) {
    Explored f;
    f.fill(seed, 6, 300);
    const auto snapshot = f.snapshot();
    const Oracle oracle(f.world, f.archive->zone());
    for (const auto& [code, campaign] : f.world.campaigns) {
      NeighborsRequest request;
      request.node = "campaign:" + code;
      request.limit = 1000;
      request.fold = Folding{{"城市"}};
      std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> expected;  // city → users, weight
      std::map<std::string, std::uint64_t> members;
      for (const auto& [key, edge] : oracle.edges) {
        if (std::get<0>(key) != "TOUCHED" || std::get<2>(key) != "campaign:" + code) continue;
        const std::string user = std::get<1>(key).substr(5);
        const auto record = f.world.users.find(user);
        const std::string city =
            record == f.world.users.end() ? "" : record->second.attributes.at("城市").get<std::string>();
        ++expected[city].first;
        expected[city].second += edge.events.size();
        bool any = false;
        for (const auto& [name, segment] : f.world.segments) {
          if (std::find(segment.users.begin(), segment.users.end(), user) == segment.users.end()) continue;
          ++members[name];
          any = true;
        }
        if (!any) ++members[""];
      }
      const NeighborsAnswer answer = neighbors(*snapshot, request);
      REQUIRE(answer.groups);
      std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> found;
      std::uint64_t users = 0;
      for (const Group& group : answer.groups->groups) {
        found[group.values.at(0).second] = {group.users, group.weight};
        users += group.users;
      }
      CHECK(found == expected);
      CHECK(answer.groups->users == users);
      for (const Neighbor& neighbor : answer.neighbors) CHECK(neighbor.node.kind != archive::Kind::user);
      CHECK(answer.total == answer.neighbors.size());
      request.fold = Folding{{"segment"}};
      std::map<std::string, std::uint64_t> segments;
      const NeighborsAnswer by_segment = neighbors(*snapshot, request);
      for (const Group& group : by_segment.groups->groups) segments[group.values.at(0).second] = group.users;
      CHECK(segments == members);
      request.fold = Folding{};
      CHECK(neighbors(*snapshot, request).groups->by.size() == 1);
      request.fold = Folding{{"城 市"}};
      CHECK(code_of([&] { neighbors(*snapshot, request); }) == "unknown_property");
    }
  }
}

TEST_CASE("a restricted reader sees no small segment anywhere, nor groups of few people") {
  Explored f;
  archive::Campaign c;
  c.code = "C";
  c.name = "C";
  c.start = Date::parse("2024-01-01");
  c.segments = {"few", "many"};
  f.world.campaigns["C"] = c;
  archive::Segment few, many;
  few.segment = "few";
  few.users = {"u1", "u2"};
  many.segment = "many";
  for (int i = 0; i < 8; ++i) many.users.push_back("u" + std::to_string(i));
  f.world.segments = {{"few", few}, {"many", many}};
  for (int i = 0; i < 8; ++i) {
    archive::User user;
    user.user = "u" + std::to_string(i);
    user.attributes["城市"] = i < 6 ? "上海" : i == 6 ? "拉萨" : "北京";
    f.world.users[user.user] = user;
    Event e;
    e.user = user.user;
    e.campaign = "C";
    e.type = "send";
    e.ms = 1'704'100'000'000 + i * 1000;
    f.world.events.push_back(e);
  }
  f.store();
  const auto snapshot = f.snapshot();
  const auto restricted = [&] {
    Terms terms;
    withhold(terms, *snapshot, f.archive->read({.restricted = true, .least_segment_size = {}}));
    return terms;
  };
  Terms open, closed = restricted();
  CHECK(closed.withheld.size() == 1);
  CHECK(closed.least_group == 5);
  CHECK(node(*snapshot, {"segment:few", {}}, open).node.id == "segment:few");
  CHECK(code_of([&] { node(*snapshot, {"segment:few", {}}, closed); }) == "unknown_node");
  CHECK_THROWS_WITH(node(*snapshot, {"segment:fewe", {}}, closed), !Catch::Contains("segment:few\""));
  const auto seen = [&](const NodeAnswer& answer) { return archive::dump(to_json(answer)); };
  CHECK(seen(node(*snapshot, {"campaign:C", {}}, open)).find("few") != std::string::npos);
  const NodeAnswer campaign = node(*snapshot, {"campaign:C", {}}, closed);
  CHECK(seen(campaign).find("few") == std::string::npos);
  CHECK(seen(campaign).find("many") != std::string::npos);
  for (const auto& count : campaign.counts) {
    if (count.relationship == "TARGETED") CHECK(count.count == 1);
  }
  NeighborsRequest request;
  request.node = "user:u1";
  request.hops = 3;
  request.limit = 1000;
  CHECK(archive::dump(to_json(neighbors(*snapshot, request, closed), f.archive->zone())).find("few") ==
        std::string::npos);
  request.hops = 1;
  closed = restricted();
  CHECK(neighbors(*snapshot, request, closed).total == neighbors(*snapshot, request).total - 1);
  closed = restricted();
  CHECK(code_of([&] { paths(*snapshot, {"user:u1", "segment:few"}, closed); }) == "unknown_node");
  PathsRequest between{"user:u1", "user:u2"};
  between.k = 20;
  closed = restricted();
  CHECK(archive::dump(to_json(paths(*snapshot, between, closed), f.archive->zone())).find("few") == std::string::npos);
  CHECK(archive::dump(to_json(paths(*snapshot, between), f.archive->zone())).find("few") != std::string::npos);
  CommonRequest shared;
  shared.node = std::vector<std::string>{"user:u1", "user:u2"};
  closed = restricted();
  CHECK(archive::dump(to_json(common(*snapshot, shared, closed), f.archive->zone())).find("few") == std::string::npos);
  SubgraphRequest drawn;
  drawn.node = std::vector<std::string>{"user:u1", "user:u2", "campaign:C"};
  drawn.around = archive::Kind::segment;
  closed = restricted();
  CHECK(archive::dump(to_json(subgraph(*snapshot, drawn, closed), f.archive->zone())).find("few") == std::string::npos);
  // By a property that names it.
  NeighborsRequest where;
  where.node = "segment:many";
  where.kinds = {archive::Kind::campaign};
  where.where = {condition_from("segments=few", "where")};
  closed = restricted();
  CHECK(neighbors(*snapshot, where).total == 1);
  CHECK(neighbors(*snapshot, where, closed).total == 0);
  // Groups: 上海 has 6, 拉萨 and 北京 one each.
  NeighborsRequest folded;
  folded.node = "campaign:C";
  folded.kinds = {archive::Kind::user};
  folded.fold = Folding{{"城市"}};
  CHECK(neighbors(*snapshot, folded).groups->groups.size() == 3);
  closed = restricted();
  const auto groups = neighbors(*snapshot, folded, closed).groups;
  REQUIRE(groups->groups.size() == 1);
  CHECK(groups->groups[0].users == 6);
  CHECK(groups->withheld == 2);
  folded.fold = Folding{{"segment"}};
  closed = restricted();
  CHECK(archive::dump(to_json(neighbors(*snapshot, folded, closed), f.archive->zone())).find("few") ==
        std::string::npos);
}

TEST_CASE("a question past its time, rows or memory says which; one whose asker has left is given up") {
  Explored f;
  f.fill(371, 12, 500);
  const auto snapshot = f.snapshot();
  NeighborsRequest request;
  request.node = "user:u0";
  request.hops = 4;
  request.limit = 1000;
  const auto with = [&](const Limits& limits, std::function<bool()> gone = {}) {
    return code_of([&] {
      Terms terms{Budget(limits, std::move(gone)), {}, 0};
      terms.budget.look();
      neighbors(*snapshot, request, terms);
    });
  };
  CHECK(with({}) == "none");
  CHECK(with({.rows = 3}) == "too_many_rows");
  CHECK(with({.bytes = 100}) == "out_of_memory");
  CHECK(with({.time = std::chrono::milliseconds(-1)}) == "out_of_time");
  CHECK(with({}, [] { return true; }) == "cancelled");
}

TEST_CASE("a condition is read again as it was written, quotes and spaces included") {
  for (const char* const text :
       {"type=send", "type != send", "device~\" x \"", "count>=3", "count <=3", "first<2024", "first>2024-01",
        "region=\"\"quoted\"\"", "region=a=b", "region=a\"b", "region≠华东"}) {
    const Condition condition = condition_from(text, "edge");
    const Condition again = condition_from(to_string(condition), "edge");
    INFO(text << " as " << to_string(condition));
    CHECK(again.property == condition.property);
    CHECK(again.comparison == condition.comparison);
    CHECK(again.value == condition.value);
  }
}

TEST_CASE("a value that no touchpoint has is an error naming the nearest, but for usual events") {
  Explored f;
  f.fill(31, 12, 400);
  const auto snapshot = f.snapshot();
  const auto message = [&](const char* edge) -> std::string {
    NeighborsRequest request;
    request.node = "user:u0";
    request.edge = {condition_from(edge, "edge")};
    try {
      neighbors(*snapshot, request);
    } catch (const archive::Error& error) {
      return error.code() + " " + error.where() + " " + error.message().en;
    }
    return "";
  };
  CHECK(message("type=purchse") ==
        "unknown_value edge no touchpoint has the type \"purchse\"; did you mean \"purchase\"?");
  CHECK(message("channel=渠道E")
            .starts_with("unknown_value edge no touchpoint has the channel \"渠道E\"; did you mean \"渠道"));
  CHECK(message("device=complaint").starts_with("unknown_value"));
  CHECK(message("type=complaint").empty());
  CHECK(message("type!=purchse").empty());
  CHECK(message("type~purchse").empty());
  CHECK(message("channel=渠道a").empty());
}

TEST_CASE("a touchpoint that names no currency is in the archive's") {
  Explored f;
  f.fill(32, 12, 600);
  const auto snapshot = f.snapshot();
  const auto touchpoints = [&](std::vector<const char*> edge) {
    NeighborsRequest request;
    request.node = "user:u0";
    request.relationships = {"TOUCHED"};
    request.limit = 1000;
    for (const char* const text : edge) request.edge.push_back(condition_from(text, "edge"));
    std::uint64_t sum = 0;
    for (const Neighbor& neighbor : neighbors(*snapshot, request).neighbors) sum += neighbor.weight;
    return sum;
  };
  const std::string own = snapshot->currency();
  const std::string is_own = "currency=" + own, is_not = "currency!=" + own;
  CHECK(touchpoints({is_own.c_str()}) + touchpoints({"currency=USD"}) == touchpoints({}));
  CHECK(touchpoints({is_not.c_str()}) == touchpoints({"currency=USD"}));
  CHECK(touchpoints({"currency=USD"}) > 0);
}

TEST_CASE("an unknown kind is told with the parameter that has it") {
  Explored f;
  f.fill(33, 5, 50);
  const auto where = [](auto&& ask) -> std::string {
    try {
      ask();
    } catch (const archive::Error& error) {
      return error.code() + " " + error.where();
    }
    return "none";
  };
  CHECK(where([&] { paths(*f.snapshot(), {"user:u0", "usr:*"}); }) == "unknown_kind to");
  CHECK(where([&] { subgraph_request({{"node", "user:u0"}, {"around", "usr"}}); }) == "unknown_kind around");
  CHECK(where([&] { central_request({{"among", "usr"}}); }) == "unknown_kind among");
  CHECK(where([&] { neighbors_request({{"node", "user:u0"}, {"kind", "usr"}}); }) == "unknown_kind kind");
}
