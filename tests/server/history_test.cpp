#include <catch2/catch.hpp>

#include "tests/server/fixture.h"

using namespace almanac;
using namespace almanac::tests;

TEST_CASE("the history is paged, and one version is read by itself", "[history]") {
  TestServer server;
  server.send("POST", "/api/v1/campaigns", d11());
  for (int i = 1; i <= 4; ++i) server.send("PATCH", "/api/v1/campaigns/D11-2024", {{"budget", i}});
  const auto first = json(server.get("/api/v1/campaigns/D11-2024/history?limit=2"));
  CHECK(first.at("total") == 5);
  REQUIRE(first.at("items").size() == 2);
  CHECK(first.at("items").at(1).at("version") == 4);
  CHECK(first.at("items").at(1).at("fields") == Json({"budget"}));
  const auto next = json(
      server.get("/api/v1/campaigns/D11-2024/history?limit=2&cursor=" + first.at("next_cursor").get<std::string>()));
  CHECK(next.at("items").at(0).at("version") == 3);
  const auto one = json(server.get("/api/v1/campaigns/D11-2024/history/2"));
  CHECK(one.at("record").at("budget") == 1);
  CHECK(one.at("fields") == Json({"budget"}));
  CHECK(code(server.get("/api/v1/campaigns/D11-2024/history/99")) == "unknown_version");
  CHECK(code(server.get("/api/v1/campaigns/D11-2024/history/two")) == "bad_number");
  CHECK(code(server.get("/api/v1/campaigns/D11-2024/history?cursor=-1")) == "bad_number");
  CHECK(server.get("/api/v1/campaigns/nobody/history/1").status == 404);
}

TEST_CASE("a version is restored as a new one, unless somebody was faster", "[history]") {
  TestServer server;
  server.send("POST", "/api/v1/campaigns", d11());
  server.send("PATCH", "/api/v1/campaigns/D11-2024", {{"budget", 7}});
  const std::string restore = "/api/v1/campaigns/D11-2024/history/1/restore";
  const auto late = server.send("POST", restore, Json::object(), {{"if-match", "\"1\""}});
  CHECK(late.status == 412);
  const auto answer = server.send("POST", restore, Json::object(), {{"if-match", "\"2\""}});
  CHECK(answer.status == 200);
  CHECK(header(answer, "ETag") == "\"3\"");
  CHECK(json(answer).at("changed") == true);
  const auto now = json(server.get("/api/v1/campaigns/D11-2024"));
  CHECK(now.at("budget") == 500000);
  CHECK(now.at("channels").size() == 2);
  CHECK(json(server.send("POST", restore, Json::object())).at("changed") == false);
}

TEST_CASE("a deleted campaign comes back whole", "[history]") {
  TestServer server;
  server.send("POST", "/api/v1/campaigns", d11());
  const auto before = json(server.get("/api/v1/campaigns/D11-2024"));
  server.send("DELETE", "/api/v1/campaigns/D11-2024", {});
  CHECK(code(server.send("POST", "/api/v1/campaigns/D11-2024/history/2/restore", Json::object())) == "deletion");
  CHECK(server.send("POST", "/api/v1/campaigns/D11-2024/history/1/restore", Json::object()).status == 200);
  auto after = json(server.get("/api/v1/campaigns/D11-2024"));
  for (const char* name : {"version", "revision"}) after[name] = before.at(name);
  CHECK(after == before);
}

TEST_CASE("lessons and channels have their history too", "[history]") {
  TestServer server;
  server.send("POST", "/api/v1/campaigns", d11());
  const auto lessons = json(server.get("/api/v1/campaigns/D11-2024/lessons"));
  const std::string lesson = "/api/v1/lessons/" + lessons.at("items").at(0).at("code").get<std::string>();
  CHECK(json(server.get(lesson + "/history")).at("total") == 1);
  CHECK(json(server.get("/api/v1/channels/%E7%9F%AD%E4%BF%A1/history")).at("total") >= 1);
  CHECK(server.get("/api/v1/products/SKU1/history").status == 404);  // named, never described
}

TEST_CASE("the audit log lists who did what, newest first, to an administrator", "[history]") {
  TestServer server;
  server.send("POST", "/api/v1/campaigns", d11());
  server.send("PATCH", "/api/v1/campaigns/D11-2024", {{"budget", 7}});
  const auto log = json(server.get("/api/v1/audit?limit=1"));
  REQUIRE(log.at("items").size() == 1);
  CHECK(log.at("items").at(0).at("action") == "write");
  CHECK(log.at("items").at(0).at("actor") == "web");
  const auto next = json(server.get("/api/v1/audit?limit=1&cursor=" + log.at("next_cursor").get<std::string>()));
  CHECK(next.at("items").at(0).at("id").get<int>() == log.at("items").at(0).at("id").get<int>() - 1);
  CHECK(json(server.get("/api/v1/audit?action=export_user")).at("items").empty());
}
