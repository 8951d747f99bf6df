#include <catch2/catch.hpp>

#include "tests/server/fixture.h"

using namespace almanac;
using namespace almanac::tests;

TEST_CASE("paths are routed undecoded, so a slash may stand in a code", "[route]") {
  const auto match = server::find_route("GET", "/api/v1/campaigns/a%2Fb/history");
  REQUIRE(match.route != nullptr);
  CHECK(match.route->pattern == "/api/v1/campaigns/{code}/history");
  CHECK(match.path_values == server::Pairs{{"code", "a/b"}});
  CHECK(server::find_route("GET", "/api/v1/campaigns/11.11").path_values == server::Pairs{{"code", "11.11"}});
  CHECK(server::find_route("GET", "/api/v1/campaigns/").route == nullptr);
  CHECK_THROWS_AS(server::find_route("GET", "/api/v1/campaigns/%FF"), archive::Error);
}

TEST_CASE("a method that a path does not offer is 405 and says which it does", "[route]") {
  TestServer server;
  const auto response = server.send("DELETE", "/api/v1/campaigns", {});
  CHECK(response.status == 405);
  CHECK(header(response, "Allow") == "GET, HEAD, POST, OPTIONS");
  CHECK(code(response) == "method_not_allowed");
  const auto options = server.api.respond(server.request("OPTIONS", "/api/v1/campaigns/x"));
  CHECK(options.status == 204);
  CHECK(header(options, "Allow") == "GET, HEAD, PUT, PATCH, DELETE, OPTIONS");
  CHECK(server.send("POST", "/search", {}).status == 405);
}

TEST_CASE("an unknown API path is 404, a page path is a page", "[route]") {
  TestServer server;
  CHECK(server.get("/api/v1/nothing").status == 404);
  CHECK(server.get("/api/v2/campaigns").status == 404);
  CHECK(server.get("/db/neo4j/tx").status == 404);
  for (const auto* page : {"/", "/campaigns/11.11", "/graph", "/import", "/plan"}) {
    CAPTURE(page);
    CHECK(server.get(page).content_type.rfind("text/html", 0) == 0);
  }
  CHECK(server.get("/assets/nothing.js").status == 404);
  CHECK(server.get("/assets/../../etc/passwd").status == 404);
}

TEST_CASE("an unknown query parameter is an error that names the nearest", "[route]") {
  TestServer server;
  const auto response = server.get("/api/v1/search?chanel=%E7%9F%AD%E4%BF%A1");
  CHECK(response.status == 400);
  CHECK(code(response) == "unknown_parameter");
  CHECK(json(response).at("where") == "chanel");
  CHECK(json(response).at("detail").get<std::string>().find("channel") != std::string::npos);
  CHECK(code(server.get("/healthz?x=1")) == "unknown_parameter");
}

TEST_CASE("parameters are checked for their kind, bounds and repetition", "[route]") {
  TestServer server;
  const std::pair<const char*, const char*> cases[] = {
      {"/api/v1/search?limit=0", ""},
      {"/api/v1/search?limit=200", ""},
      {"/api/v1/search?limit=201", "bad_parameter"},
      {"/api/v1/search?limit=-1", "bad_parameter"},
      {"/api/v1/search?limit=ten", "bad_parameter"},
      {"/api/v1/search?sort=price", "bad_parameter"},
      {"/api/v1/search?as_of=yesterday", "bad_parameter"},
      {"/api/v1/search?q=a&q=b", "repeated_parameter"},
      {"/api/v1/search?channel=a&channel=b", ""},
      {"/api/v1/search?attr.region=a", ""},
      {"/api/v1/search?q=%FF%FE", "bad_encoding"},
      {"/api/v1/search?q=%zz", "bad_encoding"},
      {"/api/v1/graph/node", "missing_parameter"},
      {"/api/v1/campaigns?limit=0", "bad_parameter"},
  };
  for (const auto& [target, expected] : cases) {
    CAPTURE(target);
    const auto response = server.get(target);
    CHECK(response.status == (*expected == 0 ? 200 : 400));
    if (*expected != 0) CHECK(code(response) == expected);
  }
}

TEST_CASE("messages come in the caller's language, codes never change", "[route]") {
  TestServer server;
  const auto english = json(server.get("/api/v1/campaigns/none"));
  const auto chinese = json(server.get("/api/v1/campaigns/none", {{"accept-language", "zh-CN,zh;q=0.9,en;q=0.8"}}));
  CHECK(english.at("code") == chinese.at("code"));
  CHECK(english.at("detail") != chinese.at("detail"));
  CHECK(json(server.get("/api/v1/campaigns/none?lang=zh")).at("detail") == chinese.at("detail"));
  CHECK(json(server.get("/api/v1/campaigns/none?lang=en", {{"accept-language", "zh"}})).at("detail") ==
        english.at("detail"));
  CHECK(json(server.get("/api/v1/campaigns/none", {{"accept-language", "en;q=0.5, zh;q=0.2"}})).at("detail") ==
        english.at("detail"));
}

TEST_CASE("every failure has the one shape", "[route]") {
  TestServer server;
  const server::Response failures[] = {
      server.get("/api/v1/nothing"),
      server.get("/api/v1/campaigns/none"),
      server.get("/api/v1/search?x=1"),
      server.send("POST", "/api/v1/campaigns", {{"name", "x"}, {"start", "not a date"}}),
      server.send("PATCH", "/api/v1/archive", {}),
      server.get("/api/v1/local/tokens"),
      server.get("/api/v1/graph/node?id=campaign:none"),
      server.api.refuse(nullptr, 431, "head_too_long", {"too long", "过长"}),
  };
  for (const auto& failure : failures) {
    const auto body = json(failure);
    CAPTURE(failure.body);
    CHECK(failure.content_type == "application/problem+json");
    CHECK(failure.status >= 400);
    CHECK(body.at("status") == failure.status);
    CHECK(body.at("type").get<std::string>() == "urn:almanac:error:" + body.at("code").get<std::string>());
    CHECK_FALSE(body.at("title").get<std::string>().empty());
    CHECK_FALSE(body.at("detail").get<std::string>().empty());
    CHECK(body.at("retryable").is_boolean());
    CHECK(header(failure, "X-Request-Id") == body.at("request_id").get<std::string>());
  }
}

TEST_CASE("every answer carries the security headers", "[route]") {
  TestServer server;
  for (const auto* target : {"/", "/api/v1/archive", "/api/v1/nothing", "/healthz", "/assets/none.js"}) {
    CAPTURE(target);
    const auto response = server.get(target);
    CHECK(header(response, "Content-Security-Policy").find("default-src 'none'") == 0);
    CHECK(header(response, "X-Content-Type-Options") == "nosniff");
    CHECK(header(response, "Referrer-Policy") == "no-referrer");
    CHECK_FALSE(header(response, "Cache-Control").empty());
    CHECK(header(response, "Vary").find("Accept-Encoding") != std::string::npos);
  }
}

TEST_CASE("a body that is not JSON, too deep or not UTF-8 is refused", "[route]") {
  TestServer server;
  const auto post = [&](const std::string& body, const std::string& type = "application/json") {
    auto request = server.request("POST", "/api/v1/campaigns", {{"content-type", type}});
    request.body = body;
    return server.api.respond(request);
  };
  CHECK(post("{\"name\":", "application/json").status == 400);
  CHECK(code(post("{\"name\":")) == "bad_json");
  CHECK(post("{}", "text/plain").status == 415);
  CHECK(post("{}", "application/x-www-form-urlencoded").status == 415);
  CHECK(post(std::string(200'000, '[')).status == 400);
  CHECK(post(std::string(100, '[') + std::string(100, ']')).status == 400);
  CHECK(post("{\"name\":\"\xff\xfe\"}").status == 400);
  CHECK(post("{\"name\":\"a\",\"name\":\"b\"}").status == 400);
}
