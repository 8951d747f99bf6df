// Queries by links, and the schema.

#include <catch2/catch.hpp>

#include "server/http_head.h"
#include "tests/server/fixture.h"

using namespace almanac;
using namespace almanac::server;
using tests::code;
using tests::header;
using tests::json;
using tests::TestServer;

namespace {

struct Queried : TestServer {
  Queried() {
    for (int i = 1; i <= 3; ++i) {
      const std::string n = std::to_string(i);
      REQUIRE(send("POST", "/api/v1/campaigns",
                   {{"code", "C" + n},
                    {"name", i == 2 ? "=SUM(1)" : "活动" + n},
                    {"start", "2024-0" + n + "-01"},
                    {"end", "2024-0" + n + "-20"},
                    {"channels", {"短信"}}})
                  .status < 300);
    }
    json(get("/api/v1/graph/query?statement=RETURN+1&wait=1"));
  }
  server::Response ask(const std::string& statement, const std::string& more = {}, server::Pairs headers = {}) {
    return get("/api/v1/graph/query?wait=1&statement=" + server::percent_encode(statement) + more, std::move(headers));
  }
};

}  // namespace

TEST_CASE("a query by a link answers rows, with parameters, as of a day", "[query]") {
  Queried server;
  const auto response =
      server.ask("MATCH (c:Campaign)-[:USED]->(h) WHERE c.key <> $not RETURN c.key AS code, h ORDER BY code",
                 "&parameter=not%3DC1");
  INFO(response.body);
  REQUIRE(response.status == 200);
  const auto body = json(response);
  CHECK(body.at("fields") == Json{"code", "h"});
  REQUIRE(body.at("values").size() == 2);
  CHECK(body.at("values")[0][0] == "C2");
  CHECK(body.at("values")[0][1].at("elementId") == "channel:短信");
  CHECK(body.at("values")[0][1].at("labels") == Json{"Channel"});
  CHECK(body.at("more") == false);
  CHECK(body.at("notes").empty());
  CHECK_FALSE(body.contains("plan"));
  CHECK(body.at("revision") == server.sites.home().archive().revision());
  CHECK(body.at("took_ms").get<double>() >= 0);
  CHECK(json(server.ask("MATCH (c:Campaign) RETURN count(c)", "&as_of=2024-02-15")).at("values") ==
        Json::parse("[[2]]"));
  CHECK(json(server.ask("MATCH (c:Campaign) RETURN count(c)", "&as_of=2023-01-01")).at("values") ==
        Json::parse("[[0]]"));
}

TEST_CASE("rows past the limit are left out, and the answer says so", "[query]") {
  Queried server;
  auto body = json(server.ask("UNWIND range(1, 10) AS n RETURN n", "&limit=4"));
  CHECK(body.at("values") == Json::parse("[[1],[2],[3],[4]]"));
  CHECK(body.at("more") == true);
  body = json(server.ask("UNWIND range(1, 4) AS n RETURN n", "&limit=4"));
  CHECK(body.at("values").size() == 4);
  CHECK(body.at("more") == false);
  CHECK(code(server.ask("RETURN 1", "&limit=100001")) == "bad_parameter");
  CHECK(json(server.ask("UNWIND range(1, 2000) AS n RETURN n")).at("values").size() == 1000);
}

TEST_CASE("explain shows the plan and runs nothing", "[query]") {
  Queried server;
  const auto body = json(server.ask("MATCH (c:Campaign) WHERE c.key = 'C1' RETURN 1 / 0", "&explain=1"));
  CHECK(body.at("values").empty());
  REQUIRE(body.at("plan").size() >= 2);
  for (const auto& line : body.at("plan")) {
    CHECK(line.at("depth").is_number_unsigned());
    CHECK_FALSE(line.at("text").get<std::string>().empty());
  }
  CHECK(json(server.ask("EXPLAIN MATCH (c:Campaign) RETURN c")).at("plan").size() >= 1);
}

TEST_CASE("a wrong query says where, what was expected and the nearest name", "[query]") {
  Queried server;
  auto response = server.ask("MATCH (c:Campaign)\nRETURN nme.key");
  CHECK(response.status == 400);
  CHECK(response.content_type == "application/problem+json");
  auto body = json(response);
  CHECK(body.at("code") == "undefined_variable");
  CHECK(body.at("position") == Json{{"line", 2}, {"column", 8}, {"offset", 26}});
  body = json(server.ask("MATCH (c:Campaign RETURN c"));
  CHECK(body.at("position").at("line") == 1);
  CHECK_FALSE(body.at("expected").get<std::string>().empty());
  CHECK(json(server.ask("CALL serch.query('a') YIELD node RETURN node")).at("suggestion") == "search.query");
  const auto notes = json(server.ask("MATCH (c:Campagin) RETURN c")).at("notes");
  REQUIRE(notes.size() == 1);
  CHECK(notes[0].at("code") == "unknown_label");
  CHECK(notes[0].at("suggestion") == "Campaign");
  CHECK(notes[0].at("column") == 7);
  CHECK(json(server.ask("MATCH (c:Campagin) RETURN c", "&lang=zh")).at("notes")[0].at("message") !=
        notes[0].at("message"));
  CHECK(code(server.ask("CREATE (n)")) == "read_only");
  CHECK(code(server.ask("RETURN $x")) == "missing_parameter");
  CHECK(code(server.get("/api/v1/graph/query")) == "missing_parameter");
  CHECK(code(server.ask("RETURN 1", "&parameter=x")) == "bad_parameter");
  CHECK(code(server.ask("UNWIND range(1, 100000000) AS a UNWIND range(1, 100000000) AS b RETURN sum(a + b)",
                        "&timeout_ms=50")) == "out_of_time");
}

TEST_CASE("a table of a query has cells that no spreadsheet runs", "[query]") {
  Queried server;
  const auto response = server.ask("MATCH (c:Campaign) RETURN c.key AS code, c.name AS name, c.start ORDER BY code",
                                   "&format=csv&limit=2");
  REQUIRE(response.status == 200);
  CHECK(response.content_type == "text/csv; charset=utf-8");
  CHECK(response.body ==
        "\xef\xbb\xbf"
        "code,name,c.start\r\nC1,活动1,2024-01-01\r\nC2,'=SUM(1),2024-02-01\r\n");
  CHECK(header(response, "Almanac-More") == "1");
}

TEST_CASE("an answer larger than a piece is the same text, written piece by piece", "[query]") {
  Queried server;
  const auto response = server.ask("UNWIND range(1, 60000) AS n RETURN n, 'abcdefghij' AS text", "&limit=100000");
  REQUIRE(response.stream);
  std::string text;
  response.stream([&](std::string_view piece) {
    CHECK(piece.size() <= (256U << 10U));
    text += piece;
    return true;
  });
  const auto body = archive::parse_json(text);
  REQUIRE(body.at("values").size() == 60000);
  CHECK(body.at("values")[59999] == Json::parse(R"([60000, "abcdefghij"])"));
}

TEST_CASE("a client that has left ends its query", "[query]") {
  Queried server;
  auto request = server.request(
      "GET", "/api/v1/graph/query?statement=" +
                 percent_encode("UNWIND range(1, 100000000) AS a UNWIND range(1, 100000000) AS b RETURN sum(a + b)"));
  request.left = [] { return true; };
  CHECK(code(server.api.respond(std::move(request))) == "cancelled");
}

TEST_CASE("the schema tells what there is", "[query]") {
  Queried server;
  const auto body = json(server.get("/api/v1/graph/schema?wait=1"));
  CHECK(body.at("revision") == server.sites.home().archive().revision());
  bool found = false;
  for (const auto& label : body.at("labels")) {
    if (label.at("label") != "Campaign") continue;
    found = true;
    CHECK(label.at("count") == 3);
  }
  CHECK(found);
  CHECK(body.at("relationships").at(0).at("type") == "USED");
  CHECK(body.at("relationships").at(0).at("ends") ==
        Json::parse(R"([{"source": "Campaign", "target": "Channel", "count": 3}])"));
  found = false;
  for (const auto& procedure : body.at("procedures")) found = found || procedure.at("name") == "search.query";
  CHECK(found);
  CHECK(json(server.get("/api/v1/graph/schema?as_of=2024-01-15")).at("relationships").at(0).at("count") == 1);
}

TEST_CASE("an empty archive has an empty schema and answers queries", "[query]") {
  TestServer server;
  const auto body = json(server.get("/api/v1/graph/schema?wait=1"));
  CHECK(body.at("labels").empty());
  CHECK(body.at("relationships").empty());
  CHECK(json(server.get("/api/v1/graph/query?statement=MATCH+(n)+RETURN+n")).at("values").empty());
}
