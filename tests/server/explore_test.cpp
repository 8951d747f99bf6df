// Exploring the graph through the API: parameters, tables, budgets, and questions whose client has left.

#include <catch2/catch.hpp>

#include "archive/imports.h"
#include "tests/server/fixture.h"

using namespace almanac;
using namespace almanac::server;
using tests::code;
using tests::json;
using tests::TestServer;

namespace {

// Three campaigns, three users of two cities, touchpoints; asked with wait=1.
struct Explored : TestServer {
  Explored() {
    for (const char* campaign : {"A", "B", "C"}) {
      const Json body{{"code", campaign},
                      {"name", std::string("活动") + campaign},
                      {"start", "2024-01-01"},
                      {"budget", campaign[0] == 'A' ? 100 : 900}};
      REQUIRE(send("POST", "/api/v1/campaigns", body).status < 300);
    }
    sites.home().archive().write("test", [](archive::Transaction& t) {
      for (const auto& [name, city] : {std::pair("u1", "上海"), std::pair("u2", "上海"), std::pair("u3", "=北京")}) {
        archive::User user;
        user.user = name;
        user.attributes["城市"] = city;
        t.put(user);
      }
    });
    Json rows = Json::array();
    const auto touch = [&](const char* user, const char* campaign, const char* type, const char* day) {
      rows.push_back({{"user", user}, {"campaign", campaign}, {"type", type}, {"time", day}, {"channel", "短信"}});
    };
    touch("u1", "A", "send", "2024-01-02");
    touch("u1", "A", "purchase", "2024-01-05");
    touch("u1", "B", "send", "2024-02-02");
    touch("u2", "A", "send", "2024-01-02");
    touch("u2", "B", "click", "2024-02-03");
    touch("u3", "B", "send", "2024-02-04");
    REQUIRE(send("POST", "/api/v1/touchpoints", rows).status == 200);
  }
};

}  // namespace

TEST_CASE("neighbours by conditions, window, weight and groups, as JSON and as a table", "[explore]") {
  Explored server;
  const auto all = server.ask("graph/neighbors?node=campaign:A&kind=user");
  CHECK(all["total"] == 2);
  CHECK(all["shown"] == 2);
  CHECK(all["neighbors"][0]["node"]["id"] == "user:u1");
  CHECK(all["neighbors"][0]["weight"] == 2);
  CHECK(server.ask("graph/neighbors?node=campaign:A&kind=user&limit=1")["shown"] == 1);
  const auto bought = server.ask("graph/neighbors?node=campaign:A&kind=user&edge=type%3Dpurchase");
  CHECK(bought["total"] == 1);
  CHECK(bought["neighbors"][0]["evidence"]["link"] == "/api/v1/touchpoints?user=u1&campaign=A&type=purchase");
  const auto link = server.get(bought["neighbors"][0]["evidence"]["link"].get<std::string>());
  CHECK(json(link)["items"].size() == 1);
  for (const char* const edge : {"type!%3Dsend", "channel~%E7%9F%AD", "channel%3D%E7%9F%AD%E4%BF%A1", "product!%3DX",
                                 "type~s", "device!%3Dphone", "currency%3DCNY", "currency!%3DCNY"}) {
    const auto kept =
        server.ask(std::string("graph/neighbors?node=campaign:A&kind=user&edge=type!%3Dopen&edge=") + edge);
    for (const auto& neighbor : kept["neighbors"]) {
      CAPTURE(edge, neighbor["evidence"]["link"].get<std::string>());
      const auto behind = server.get(neighbor["evidence"]["link"].get<std::string>());
      REQUIRE(behind.status == 200);
      CHECK(json(behind)["items"].size() == neighbor["evidence"]["count"]);
    }
  }
  CHECK(server.ask("graph/neighbors?node=campaign:A&kind=user&edge=currency%3DCNY")["total"] == 2);
  const auto unknown = server.get("/api/v1/touchpoints?where=devise%3Dphone");
  CHECK(unknown.status == 400);
  CHECK(json(unknown)["detail"].get<std::string>().find("\"device\"") != std::string::npos);
  CHECK(server.get("/api/v1/touchpoints?where=device").status == 400);
  const auto window = server.ask("graph/neighbors?node=campaign:A&kind=user&from=2024-01-03&to=2024-01-31");
  CHECK(window["total"] == 1);
  CHECK(window["neighbors"][0]["evidence"]["link"].get<std::string>().find("&from=2024-01-03&to=2024-01-31") !=
        std::string::npos);
  CHECK(server.ask("graph/neighbors?node=campaign:A&kind=user&min_weight=2")["total"] == 1);
  CHECK(server.ask("graph/neighbors?node=user:u1&kind=campaign&where=budget%3E500")["neighbors"][0]["node"]["id"] ==
        "campaign:B");
  const auto several = server.ask("graph/neighbors?node=campaign:A&node=campaign:B&kind=user");
  CHECK(several["total"] == 3);
  CHECK(several["nodes"].size() == 2);
  const auto groups = server.ask("graph/neighbors?node=campaign:B&group=users&group_by=%E5%9F%8E%E5%B8%82");
  CHECK(groups["groups"]["users"] == 3);
  CHECK(groups["groups"]["groups"][0]["values"]["城市"] == "上海");
  CHECK(groups["groups"]["groups"][0]["users"] == 2);
  const auto table = server.get("/api/v1/graph/neighbors?node=campaign:B&kind=user&format=csv");
  CHECK(table.content_type.find("text/csv") == 0);
  CHECK(table.body.find("user:u3") != std::string::npos);
  const auto folded = server.get("/api/v1/graph/neighbors?node=campaign:B&kind=user&group=users&format=csv");
  CHECK(folded.body.find("'=北京") != std::string::npos);  // no cell is a formula
}

TEST_CASE("paths between sets, common neighbours and subgraphs", "[explore]") {
  Explored server;
  const auto paths = server.ask("graph/paths?from=campaign:A&from=campaign:C&to=campaign:B&relationship=TOUCHED&k=5");
  CHECK(paths["paths"].size() == 2);
  const auto around = server.ask("graph/paths?from=campaign:A&to=campaign:B&relationship=TOUCHED&avoid=user:u1");
  REQUIRE(around["paths"].size() == 1);
  CHECK(around["paths"][0]["nodes"][1]["id"] == "user:u2");
  const auto common = server.ask("graph/common?node=campaign:A&node=campaign:B&kind=user");
  CHECK(common["total"] == 2);
  CHECK(common["common"][0]["node"]["id"] == "user:u1");
  CHECK(common["common"][0]["sides"].size() == 2);
  CHECK(common["common"][0]["sides"][0]["evidence"]["count"] == 2);
  CHECK(common["by_relationship"][0]["count"] == 2);
  const auto drawn = server.ask("graph/subgraph?node=campaign:A&node=campaign:B&around=user");
  CHECK(drawn["nodes"].size() == 4);
  CHECK(drawn["edges"].size() == 4);
  CHECK(drawn["edges"][0]["id"] == "user:u1 TOUCHED campaign:A");
  const auto posted = server.send("POST", "/api/v1/graph/subgraph?wait=1",
                                  {{"node", {"campaign:A", "campaign:B"}}, {"around", "user"}, {"at_least", 1}});
  CHECK(json(posted)["nodes"].size() == 5);
  const auto edges = server.get("/api/v1/graph/subgraph?node=campaign:A&node=user:u1&format=csv");
  CHECK(edges.body.find("user:u1,TOUCHED,campaign:A,2") != std::string::npos);
  const auto nodes = server.get("/api/v1/graph/subgraph?node=campaign:A&node=user:u1&format=csv&list=nodes");
  CHECK(nodes.body.find("campaign:A,campaign,活动A") != std::string::npos);
}

TEST_CASE("what a graph question gets wrong is named with the nearest right word", "[explore]") {
  Explored server;
  server.ask("graph/node?id=campaign:A");
  const auto detail = [&](const std::string& question, const char* expected_code) {
    const auto response = server.get("/api/v1/graph/" + question);
    CHECK(response.status >= 400);
    CHECK(response.content_type == "application/problem+json");
    CHECK(code(response) == expected_code);
    return json(response).value("detail", "");
  };
  CHECK(detail("neighbors?node=campaign:A&wher=a", "unknown_parameter").find("did you mean where") !=
        std::string::npos);
  CHECK(detail("neighbors?node=campaign:A&kind=user&where=%E5%9F%8E%3D1", "unknown_property").find("城市") !=
        std::string::npos);
  CHECK(detail("neighbors?node=campaign:A&edge=typ%3D1", "unknown_property").find("\"type\"") != std::string::npos);
  CHECK(detail("neighbors?node=campaign:A&relationship=TOUCHD", "unknown_relationship").find("TOUCHED") !=
        std::string::npos);
  CHECK(detail("neighbors?node=campain:A", "unknown_kind").find("campaign") != std::string::npos);
  detail("neighbors?node=campaign:A&from=2024-02-01&to=2024-01-01", "bad_window");
  detail("neighbors", "missing_parameter");
  detail("common?node=campaign:A", "limit_out_of_range");
  const auto posted = [&](const Json& body) { return server.send("POST", "/api/v1/graph/subgraph", body); };
  CHECK(code(posted({{"nodes", {"campaign:A"}}})) == "unknown_parameter");
  CHECK(code(posted({{"node", {"campaign:A"}}, {"limit", 100'000}})) == "bad_parameter");
  CHECK(code(posted(Json::array())) == "bad_body");
  CHECK(code(posted({{"node", {{"id", 1}}}})) == "bad_body");
}

TEST_CASE("a question whose client has left is given up, and says nothing to nobody", "[explore]") {
  Explored server;
  server.ask("graph/node?id=campaign:A");
  auto request = server.request("GET", "/api/v1/graph/neighbors?node=user:u1&hops=4");
  int asked = 0;
  request.left = [&] { return ++asked > 0; };
  const auto response = server.api.respond(request);
  // A question of a few steps ends before anybody looks; the end-to-end test asks a long one.
  CHECK((response.status == 200 || code(response) == "cancelled"));
}

TEST_CASE("what is related, central and together, as JSON and as a table", "[explore]") {
  Explored server;
  const auto related = server.ask("graph/related?node=campaign:A");
  CHECK(related["method"] == "pagerank");
  REQUIRE(related["total"] == 1);
  CHECK(related["related"][0]["node"]["id"] == "campaign:B");
  const auto users = server.ask("graph/related?node=user:u1&method=jaccard&relationship=TOUCHED");
  REQUIRE(users["total"] == 2);
  CHECK(users["related"][0]["node"]["id"] == "user:u2");
  CHECK(users["related"][0]["score"] == 1);
  CHECK(users["related"][0]["grounds"][0]["common"] == 2);
  CHECK(users["related"][1]["score"] == 0.5);
  CHECK(server.ask("graph/related?node=user:u1&method=adamic_adar&max_degree=1")["total"] == 0);
  CHECK(server.ask("graph/related?node=user:u1&relationship=TOUCHED&as_of=2024-01-31")["total"] == 1);

  const auto central = server.ask("graph/central?measure=degree&among=campaign&among=user&kind=campaign");
  CHECK(central["total"] == 3);
  CHECK(central["nodes"][0]["node"]["id"] == "campaign:B");
  CHECK(central["nodes"][0]["value"] == 3);
  const auto between = server.ask("graph/central?measure=betweenness&sources=3");
  CHECK(between["sources"] == 3);
  CHECK_FALSE(between["nodes"][0]["error"].is_null());
  CHECK(server.ask("graph/central?measure=core")["nodes"][0]["value"] >= 2);
  CHECK(server.ask("graph/central?limit=1")["measure"] == "pagerank");

  const auto together = server.ask("graph/communities?resolution=0.1");
  REQUIRE(together["total"] == 1);
  CHECK(together["single"] == 1);
  CHECK(together["communities"][0]["kinds"] == Json({{"campaign", 2}, {"user", 3}}));
  CHECK(server.ask("graph/communities?kind=user")["total"] == 0);
  const auto table = server.get("/api/v1/graph/communities?format=csv");
  CHECK(table.body.find("community") != std::string::npos);
  CHECK(server.get("/api/v1/graph/related?node=user:u1&format=csv").body.find("user:u2") != std::string::npos);

  CHECK(code(server.get("/api/v1/graph/related?node=user:u9")) == "unknown_node");
  CHECK(code(server.get("/api/v1/graph/central?kind=peple")) == "unknown_kind");
  CHECK(code(server.get("/api/v1/graph/central?kind=lesson&among=lesson")) == "nothing_to_analyse");
  CHECK(code(server.get("/api/v1/graph/communities?resolution=0")) == "limit_out_of_range");
  CHECK(code(server.get("/api/v1/graph/communities?resolution=x")) == "bad_parameter");
  CHECK(code(server.get("/api/v1/graph/communities?relationship=TOUCHD")) == "unknown_relationship");
}
