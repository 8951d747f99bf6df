// Neo4j's Query API, by its documentation (https://neo4j.com/docs/query-api/current/).

#include <sodium.h>

#include <catch2/catch.hpp>

#include "tests/server/fixture.h"

using namespace almanac;
using namespace almanac::server;
using tests::header;
using tests::json;
using tests::TestServer;

namespace {

constexpr const char* typed = "application/vnd.neo4j.query";
constexpr const char* path = "/db/almanac/query/v2";

struct Served : TestServer {
  explicit Served(Exposure exposure = Exposure::loopback) : TestServer({}, exposure) {
    sites.home().archive().write("test", [](archive::Transaction& t) {
      archive::Campaign campaign;
      campaign.code = "D11";
      campaign.name = "双十一";
      campaign.start = archive::Date::parse("2024-11-01");
      campaign.channels = {"短信"};
      t.put(campaign);
    });
    sites.home().changed();
    REQUIRE(sites.home().wait_for_all(sites.home().archive().revision(), std::chrono::seconds(20)));
  }
  Response post(const std::string& target, const std::string& body, Pairs headers = {}) {
    auto made = request("POST", target, std::move(headers));
    if (!made.header("content-type")) made.headers.emplace_back("content-type", "application/json");
    made.body = body;
    return api.respond(std::move(made));
  }
  Response run(const Json& body, Pairs headers = {}) { return post(path, archive::dump(body), std::move(headers)); }
  Json rows(const std::string& statement, const Json& parameters = Json::object(), Pairs headers = {}) {
    const auto response = run({{"statement", statement}, {"parameters", parameters}}, std::move(headers));
    INFO(response.body);
    REQUIRE(response.status == 202);
    return json(response).at("data").at("values");
  }
};

std::string error_of(const Response& response) {
  const auto body = json(response);
  REQUIRE(body.at("errors").size() == 1);
  CHECK_FALSE(body.at("errors")[0].at("message").get<std::string>().empty());
  return std::to_string(response.status) + " " + body.at("errors")[0].at("code").get<std::string>();
}

std::string base64(const std::string& text) {
  std::string out(sodium_base64_encoded_len(text.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  out.pop_back();
  return out;
}

std::string streamed(const Response& response) {
  REQUIRE(response.stream);
  std::string text;
  response.stream([&](std::string_view piece) {
    text += piece;
    return true;
  });
  return text;
}

}  // namespace

TEST_CASE("a statement is answered as the documentation of the Query API shows", "[query api]") {
  Served server;
  const auto response =
      server.run({{"statement", "MATCH p = (c:Campaign {key: $code})-[r:USED]->(h) RETURN c, r, p, c.start AS start"},
                  {"parameters", {{"code", "D11"}}},
                  {"includeCounters", true}});
  INFO(response.body);
  REQUIRE(response.status == 202);
  CHECK(response.content_type == "application/json");
  const auto body = json(response);
  CHECK(body.at("data").at("fields") == Json{"c", "r", "p", "start"});
  REQUIRE(body.at("data").at("values").size() == 1);
  const auto& row = body.at("data").at("values")[0];
  CHECK(row[0].at("elementId") == "campaign:D11");
  CHECK(row[0].at("labels") == Json{"Campaign"});
  CHECK(row[0].at("properties").at("name") == "双十一");
  CHECK(row[1].at("type") == "USED");
  CHECK(row[1].at("startNodeElementId") == "campaign:D11");
  CHECK(row[1].at("endNodeElementId") == "channel:短信");
  CHECK(row[2].size() == 3);
  CHECK(row[2][1] == row[1]);
  CHECK(row[3] == "2024-11-01");
  CHECK(body.at("bookmarks") == Json{"almanac:" + std::to_string(server.sites.home().archive().revision())});
  CHECK(body.at("counters").at("containsUpdates") == false);
  CHECK(body.at("counters").at("nodesCreated") == 0);
  CHECK_FALSE(body.contains("errors"));
  CHECK_FALSE(body.contains("notifications"));
}

TEST_CASE("plain parameters keep their values: large integers, floats, maps with names of types", "[query api]") {
  Served server;
  const std::string body = R"({"statement": "RETURN $a, $b, $c, $d.date, $e, $f",
    "parameters": {"a": 9007199254740993, "b": 1e300, "c": 0.12345678901234567, "d": {"date": "2024-01-01"}, "e": null, "f": [1, [true, "x"]]}})";
  const auto response = server.post(path, body);
  INFO(response.body);
  REQUIRE(response.status == 202);
  CHECK(response.body.find("[9007199254740993,1e+300,0.12345678901234566,\"2024-01-01\",null,[1,[true,\"x\"]]]") !=
        std::string::npos);
  CHECK(error_of(server.post(path, R"({"statement": "RETURN $a", "parameters": {"a": 18446744073709551615}})")) ==
        "400 Neo.ClientError.Request.InvalidFormat");
}

TEST_CASE("typed JSON goes in and comes out", "[query api]") {
  Served server;
  const Json body = Json::parse(R"({"statement": "RETURN $i AS i, $d.year AS y, $t AS t, $l[0] AS f, $m.x AS x",
    "parameters": {"i": {"$type": "Integer", "_value": "9007199254740993"}, "d": {"$type": "Date", "_value": "2024-11-11"},
                   "t": {"$type": "ZonedDateTime", "_value": "2015-11-21T21:40:32.142+01:00[Europe/Stockholm]"},
                   "l": {"$type": "List", "_value": [{"$type": "Float", "_value": "1.5"}]},
                   "m": {"$type": "Map", "_value": {"x": {"$type": "Null", "_value": null}}}}})");
  const auto response =
      server.run(body, {{"content-type", typed}, {"accept", std::string(typed) + ", application/json"}});
  INFO(response.body);
  REQUIRE(response.status == 202);
  CHECK(response.content_type == typed);
  CHECK(json(response).at("data").at("values") == Json::parse(R"([[
    {"$type": "Integer", "_value": "9007199254740993"}, {"$type": "Integer", "_value": "2024"},
    {"$type": "ZonedDateTime", "_value": "2015-11-21T21:40:32.142+01:00[Europe/Stockholm]"},
    {"$type": "Float", "_value": "1.5"}, {"$type": "Null", "_value": null}]])"));
  const auto node = server.rows("MATCH (c:Campaign) RETURN c", Json::object(),
                                {{"accept", "application/vnd.neo4j.query.v1.1"}})[0][0];
  CHECK(node.at("$type") == "Node");
  CHECK(node.at("_value").at("_element_id") == "campaign:D11");
  CHECK(node.at("_value").at("_properties").at("start") == Json::parse(R"({"$type": "Date", "_value": "2024-11-01"})"));
  CHECK(error_of(server.run({{"statement", "RETURN $x"}, {"parameters", {{"x", 1}}}}, {{"content-type", typed}})) ==
        "400 Neo.ClientError.Request.InvalidFormat");
}

TEST_CASE("errors have the codes of Neo4j", "[query api]") {
  Served server;
  const std::pair<const char*, const char*> statements[] = {
      {"This is not a statement", "400 Neo.ClientError.Statement.SyntaxError"},
      {"MATCH (n) RETURN m", "400 Neo.ClientError.Statement.SyntaxError"},
      {"RETURN $missing", "400 Neo.ClientError.Statement.ParameterMissing"},
      {"CREATE (n)", "400 Neo.ClientError.Statement.AccessMode"},
      {"RETURN 1 / 0", "400 Neo.ClientError.Statement.ArithmeticError"},
      {"CALL no.such()", "400 Neo.ClientError.Procedure.ProcedureNotFound"},
      {"CALL search.query('a', {chanel: 'x'}) YIELD node RETURN node",
       "400 Neo.ClientError.Procedure.ProcedureCallFailed"},
      {"UNWIND range(1, 2000000) AS n RETURN n", "400 Neo.ClientError.General.TransactionOutOfMemoryError"},
  };
  for (const auto& [statement, expected] : statements) {
    CAPTURE(statement);
    CHECK(error_of(server.run({{"statement", statement}})) == expected);
  }
  const auto message =
      json(server.run({{"statement", "MATCH (n)\nRETURN m"}})).at("errors")[0].at("message").get<std::string>();
  CHECK(message.find("(line 2, column 8 (offset: 17))") != std::string::npos);
  CHECK(error_of(server.run(
            {{"statement", "UNWIND range(1, 100000000) AS a UNWIND range(1, 100000000) AS b RETURN sum(a + b)"},
             {"maxExecutionTime", 1}})) == "400 Neo.ClientError.Transaction.TransactionTimedOut");
}

TEST_CASE("requests that are wrong are told so in the shape of the Query API", "[query api]") {
  Served server;
  CHECK(error_of(server.post("/db/neo4j/query/v2", R"({"statement": "RETURN 1"})")) ==
        "404 Neo.ClientError.Database.DatabaseNotFound");
  CHECK(error_of(server.post("/db/almanac/tx/commit", "{}")) == "404 Neo.ClientError.Request.Invalid");
  CHECK(error_of(server.get(path)) == "405 Neo.ClientError.Request.Invalid");
  CHECK(error_of(server.post(path, "{\"statement\": \"RETURN 1\"")) == "400 Neo.ClientError.Request.InvalidFormat");
  CHECK(error_of(server.post(path, "{\"statement\": \"RETURN '\xff'\"}")) ==
        "400 Neo.ClientError.Request.InvalidFormat");
  CHECK(error_of(server.post(path, "[]")) == "400 Neo.ClientError.Request.InvalidFormat");
  CHECK(error_of(server.post(path, "{}")) == "400 Neo.ClientError.Request.InvalidFormat");
  CHECK(error_of(server.post(path, "")) == "400 Neo.ClientError.Request.InvalidFormat");
  CHECK(error_of(server.run({{"statement", 1}})) == "400 Neo.ClientError.Request.InvalidFormat");
  CHECK(error_of(server.run({{"statement", "RETURN 1"}, {"parameters", {1}}})) ==
        "400 Neo.ClientError.Request.InvalidFormat");
  CHECK(error_of(server.run({{"statement", "RETURN 1"}, {"accessMode", "ADMIN"}})) ==
        "400 Neo.ClientError.Request.InvalidFormat");
  CHECK(error_of(server.run({{"statement", "RETURN 1"}, {"impersonatedUser", "other"}})) ==
        "403 Neo.ClientError.Security.Forbidden");
  CHECK(error_of(server.run({{"statement", "RETURN 1"}, {"bookmarks", {"FB:kcwQ"}}})) ==
        "400 Neo.ClientError.Transaction.InvalidBookmark");
  CHECK(error_of(server.run({{"statement", "RETURN 1"}, {"bookmarks", {"almanac:99999"}}})) ==
        "400 Neo.ClientError.Transaction.InvalidBookmark");
  CHECK(error_of(server.run({{"statement", "RETURN 1"}}, {{"content-type", "text/plain"}})) ==
        "415 Neo.ClientError.Request.Invalid");
  CHECK(error_of(server.run({{"statement", "RETURN 1"}}, {{"accept", "text/html"}})) ==
        "406 Neo.ClientError.Request.Invalid");
  CHECK(error_of(server.post(std::string(path) + "?asof=2024-01-01", R"({"statement": "RETURN 1"})")) ==
        "400 Neo.ClientError.Request.Invalid");
  const std::string deep(1000, '[');
  CHECK(error_of(server.post(path, R"({"statement": "RETURN $x", "parameters": {"x": )" + deep +
                                       std::string(1000, ']') + "}}")) == "400 Neo.ClientError.Request.InvalidFormat");
  // What concerns writing and clusters is taken and has no effect.
  CHECK(server
            .run({{"statement", "RETURN 1"},
                  {"accessMode", "Read"},
                  {"txMetadata", {{"app", "x"}}},
                  {"txType", "implicit"},
                  {"maxExecutionTime", 5}})
            .status == 202);
}

TEST_CASE("a bookmark is waited for", "[query api]") {
  Served server;
  const auto saved =
      server.send("POST", "/api/v1/campaigns", {{"code", "NEW"}, {"name", "新"}, {"start", "2024-12-01"}});
  REQUIRE(saved.status == 201);
  const std::string bookmark = "almanac:" + json(saved).at("revision").dump();
  const auto response =
      server.run({{"statement", "MATCH (c:Campaign {key: 'NEW'}) RETURN c.name"}, {"bookmarks", {bookmark}}});
  REQUIRE(response.status == 202);
  CHECK(json(response).at("data").at("values") == Json::parse(R"([["新"]])"));
  CHECK(json(response).at("bookmarks") == Json{bookmark});
}

TEST_CASE("a query may be asked as of a day", "[query api]") {
  Served server;
  const auto response =
      server.post(std::string(path) + "?as_of=2024-10-31", R"j({"statement": "MATCH (c:Campaign) RETURN count(c)"})j");
  CHECK(json(response).at("data").at("values") == Json::parse("[[0]]"));
}

TEST_CASE("EXPLAIN answers a plan in the tree of Neo4j, and notes become notifications", "[query api]") {
  Served server;
  const auto plain =
      json(server.run({{"statement", "EXPLAIN MATCH (c:Campagin)-[:USED]->(h) WHERE c.name = 'x' RETURN h"}}));
  CHECK(plain.at("data") == Json::parse(R"({"fields": ["h"], "values": []})"));
  const auto& root = plain.at("queryPlan");
  CHECK(root.at("operatorType").get<std::string>().ends_with("@almanac"));
  CHECK(root.at("children").size() >= 1);
  CHECK(root.at("arguments").at("string-representation").is_string());
  REQUIRE(plain.at("notifications").size() == 1);
  const auto& note = plain.at("notifications")[0];
  CHECK(note.at("code") == "Neo.ClientNotification.Statement.UnknownLabelWarning");
  CHECK(note.at("severity") == "WARNING");
  CHECK(note.at("position") == Json{{"offset", 14}, {"line", 1}, {"column", 15}});
  const auto typed_plan =
      json(server.run({{"statement", "EXPLAIN MATCH (c:Campaign) RETURN c"}}, {{"accept", typed}})).at("queryPlan");
  CHECK(typed_plan.at("arguments").at("string-representation").at("$type") == "String");
}

TEST_CASE("answers as lines are events, errors among them", "[query api]") {
  Served server;
  const auto response =
      server.run({{"statement", "UNWIND range(1, 3) AS n RETURN n"}}, {{"accept", "application/jsonl"}});
  CHECK(response.status == 202);
  CHECK(response.content_type == "application/jsonl");
  const std::string text = streamed(response);
  CHECK(text.starts_with(
      "{\"$event\":\"Header\",\"_body\":{\"fields\":[\"n\"]}}\n{\"$event\":\"Record\",\"_body\":[1]}\n"));
  CHECK(text.find("{\"$event\":\"Summary\",\"_body\":{") != std::string::npos);
  const auto failed = streamed(server.run({{"statement", "UNWIND [1, 0] AS n RETURN 1 / n"}},
                                          {{"accept", "application/vnd.neo4j.query.v1.0+jsonl"}}));
  CHECK(failed.find("{\"$event\":\"Record\",\"_body\":[{\"$type\":\"Integer\",\"_value\":\"1\"}]}") !=
        std::string::npos);
  CHECK(failed.find("{\"$event\":\"Error\",\"_body\":[{\"code\":\"Neo.ClientError.Statement.ArithmeticError\"") !=
        std::string::npos);
  CHECK(failed.find("Summary") == std::string::npos);
}

TEST_CASE("statements of a transaction see one snapshot", "[query api]") {
  Served server;
  const std::string count = R"j({"statement": "MATCH (c:Campaign) RETURN count(c)"})j";
  const auto begun = server.post("/db/almanac/query/v2/tx", count);
  REQUIRE(begun.status == 202);
  const auto transaction = json(begun).at("transaction");
  CHECK(json(begun).at("data").at("values") == Json::parse("[[1]]"));
  CHECK(transaction.at("expires").get<std::string>().size() == 20);
  const std::string target = "/db/almanac/query/v2/tx/" + transaction.at("id").get<std::string>();
  REQUIRE(server.send("POST", "/api/v1/campaigns", {{"code", "NEW"}, {"name", "新"}, {"start", "2024-12-01"}}).status ==
          201);
  REQUIRE(server.sites.home().wait_for_all(server.sites.home().archive().revision(), std::chrono::seconds(20)));
  CHECK(json(server.post(target, count)).at("data").at("values") == Json::parse("[[1]]"));
  CHECK(json(server.post(target, "")).at("transaction").at("id") == transaction.at("id"));
  const auto committed = server.post(target + "/commit", "{}");
  CHECK(committed.status == 202);
  CHECK_FALSE(json(committed).contains("transaction"));
  CHECK(json(committed).at("bookmarks").size() == 1);
  CHECK(error_of(server.post(target, count)) == "404 Neo.ClientError.Request.Invalid");
  CHECK(server.rows("MATCH (c:Campaign) RETURN count(c)") == Json::parse("[[2]]"));

  const auto other = json(server.post("/db/almanac/query/v2/tx", "")).at("transaction").at("id").get<std::string>();
  auto rolled = server.request("DELETE", "/db/almanac/query/v2/tx/" + other);
  CHECK(server.api.respond(rolled).status == 202);
  CHECK(server.api.respond(rolled).status == 404);
  const auto failing = json(server.post("/db/almanac/query/v2/tx", "")).at("transaction").at("id").get<std::string>();
  CHECK(server.post("/db/almanac/query/v2/tx/" + failing, R"({"statement": "RETURN 1 / 0"})").status == 400);
  CHECK(server.post("/db/almanac/query/v2/tx/" + failing, "").status == 404);  // an error ends it
}

TEST_CASE("clients of Neo4j show a token as their password, or in base64", "[query api]") {
  Served server(Exposure::network);
  const auto token = archive::Tokens(server.sites.home().archive()).create("tool", archive::Role::read).text;
  const Json body{{"statement", "RETURN 1"}};
  const auto asked = [&](const std::string& authorization) {
    return server.run(body, {{"authorization", authorization}});
  };
  CHECK(asked("Bearer " + token).status == 202);
  CHECK(asked("Bearer " + base64(token)).status == 202);
  CHECK(asked("Basic " + base64("neo4j:" + token)).status == 202);
  CHECK(asked("Basic " + base64("neo4j:" + token + "\n")).status == 202);
  for (const auto& wrong : {"Basic " + base64("neo4j:secret"), "Basic " + base64(token),
                            std::string("Basic not-base64"), std::string("Bearer x")}) {
    CAPTURE(wrong);
    const auto refused = asked(wrong);
    CHECK(error_of(refused) == "401 Neo.ClientError.Security.Unauthorized");
  }
  const auto missing = server.run(body);
  CHECK(error_of(missing) == "401 Neo.ClientError.Security.Unauthorized");
  std::string challenges;
  for (const auto& [name, value] : missing.headers) {
    if (name == "WWW-Authenticate") challenges += value + "; ";
  }
  CHECK(challenges.find("Basic realm=\"almanac\", charset=\"UTF-8\"") != std::string::npos);
  CHECK(challenges.find("Bearer") != std::string::npos);
  // Elsewhere a password is no token, and no browser is asked for one.
  const auto page = server.get("/api/v1/archive", {{"authorization", "Basic " + base64("neo4j:" + token)}});
  CHECK(page.status == 401);
  CHECK(header(page, "WWW-Authenticate").find("Basic") == std::string::npos);
}

TEST_CASE("on loopback a password that is no token counts as none, a wrong token as wrong", "[query api]") {
  Served server;
  const Json body{{"statement", "RETURN 1"}};
  CHECK(server.run(body, {{"authorization", "Basic " + base64("neo4j:secret")}}).status == 202);
  CHECK(server.run(body, {{"authorization", "Basic " + base64("neo4j:alm_00000000_x")}}).status == 401);
  CHECK(server.run(body, {{"origin", "https://evil.example"}}).status == 403);
}

TEST_CASE("GET / tells clients where the Query API is, and shows people the page", "[query api]") {
  Served server;
  const auto found = server.get("/", {{"accept", "application/json"}});
  CHECK(found.status == 200);
  CHECK(json(found).at("query") == "http://localhost:8080/db/{databaseName}/query/v2");
  CHECK(json(found).at("neo4j_version").is_string());
  CHECK(server.get("/", {{"accept", "text/html,application/xhtml+xml,application/json;q=0.9"}})
            .content_type.starts_with("text/html"));
  CHECK(server.get("/").content_type.starts_with("text/html"));
}
