#include <catch2/catch.hpp>

#include <set>
#include <string>

#include "tests/server/fixture.h"

using namespace almanac;
using namespace almanac::tests;

namespace {

Json batch() {
  Json rows = Json::array();
  for (int i = 0; i < 30; ++i) {
    rows.push_back({{"user", "u" + std::to_string(i % 10)},
                    {"campaign", "D11-2024"},
                    {"channel", "短信"},
                    {"type", i % 3 == 0 ? "click" : "send"},
                    {"time", "2024-11-0" + std::to_string(1 + i % 9) + "T10:00:00"}});
  }
  rows.push_back({{"user", "u1"},
                  {"product", "SKU1"},
                  {"type", "purchase"},
                  {"time", "2024-12-01T08:00:00+08:00"},
                  {"value", 99.5}});
  return rows;
}

}  // namespace

TEST_CASE("lessons are read, added and replaced", "[records]") {
  TestServer server;
  server.send("POST", "/api/v1/campaigns", d11());
  const auto list = json(server.get("/api/v1/lessons"));
  REQUIRE(list.at("total") == 1);
  const auto code_of_first = list.at("items").at(0).at("code").get<std::string>();
  const auto one = server.get("/api/v1/lessons/" + code_of_first);
  CHECK(json(one).at("statement") == "预热期发券有效");
  CHECK(server.get("/api/v1/lessons/" + code_of_first, {{"if-none-match", header(one, "ETag")}}).status == 304);

  const auto added = server.send("POST", "/api/v1/lessons",
                                 {{"campaign", "D11-2024"}, {"kind", "failure"}, {"statement", "短信退订偏高"}});
  REQUIRE(added.status == 201);
  auto changed = json(added);
  changed["advice"] = "减少频次";
  const auto target = "/api/v1/lessons/" + changed.at("code").get<std::string>();
  CHECK(json(server.send("PUT", target, changed, {{"if-match", header(added, "ETag")}})).at("advice") == "减少频次");
  CHECK(server.send("PUT", target, changed, {{"if-match", "\"1\""}}).status == 412);
  CHECK(json(server.get("/api/v1/campaigns/D11-2024/lessons")).at("total") == 2);
  CHECK(server.send("POST", "/api/v1/lessons", {{"statement", "x"}}).status == 400);
  CHECK(code(server.send("POST", "/api/v1/lessons", {{"campaign", "D11-2023"}, {"statement", "x"}})) ==
        "unknown_campaign");
}

TEST_CASE("channels, products, segments and users are listed in pages", "[records]") {
  TestServer server;
  server.send("POST", "/api/v1/campaigns", d11());
  server.send("POST", "/api/v1/touchpoints", batch());
  for (const auto* kind : {"users", "channels", "products", "segments"}) {
    CAPTURE(kind);
    const auto page = json(server.get(std::string("/api/v1/") + kind + "?limit=5"));
    CHECK(page.contains("items"));
    CHECK(page.contains("revision"));
    CHECK(server.get(std::string("/api/v1/") + kind + "/nothing-of-this-name").status == 404);
  }
}

TEST_CASE("touchpoints go in as a batch and come out by what they join", "[records]") {
  TestServer server;
  server.send("POST", "/api/v1/campaigns", d11());
  const auto stored = server.send("POST", "/api/v1/touchpoints?wait=1", batch());
  REQUIRE(stored.status == 200);
  CHECK(json(stored).at("files").at(0).at("created") == 31);

  CHECK(json(server.get("/api/v1/touchpoints?limit=1000")).at("items").size() == 31);
  CHECK(json(server.get("/api/v1/touchpoints?campaign=D11-2024")).at("items").size() == 30);
  CHECK(json(server.get("/api/v1/touchpoints?campaign=-")).at("items").size() == 1);
  CHECK(json(server.get("/api/v1/touchpoints?user=u1")).at("items").size() == 4);
  CHECK(json(server.get("/api/v1/touchpoints?type=click&type=purchase")).at("items").size() == 11);
  CHECK(json(server.get("/api/v1/touchpoints?type=nothing")).at("items").empty());
  CHECK(json(server.get("/api/v1/touchpoints?from=2024-11-09&to=2024-11-30")).at("items").size() == 3);
  CHECK(json(server.get("/api/v1/touchpoints?as_of=2024-11-01")).at("items").size() == 4);
  const auto purchase = json(server.get("/api/v1/touchpoints?product=SKU1")).at("items").at(0);
  CHECK(purchase.at("value") == 99.5);
  CHECK(purchase.at("time") == "2024-12-01T08:00:00+08:00");
  CHECK_FALSE(purchase.contains("campaign"));
  CHECK(code(server.get("/api/v1/touchpoints?user=nobody-like-this")) == "unknown_user");
  CHECK(code(server.get("/api/v1/touchpoints?cursor=x")) == "bad_cursor");
}

TEST_CASE("pages of touchpoints show each once", "[records]") {
  TestServer server;
  server.send("POST", "/api/v1/campaigns", d11());
  server.send("POST", "/api/v1/touchpoints", batch());
  std::multiset<std::string> seen;
  std::string cursor;
  int pages = 0;
  do {
    const auto page =
        json(server.get("/api/v1/touchpoints?campaign=D11-2024&limit=7" + (cursor.empty() ? "" : "&cursor=" + cursor)));
    for (const auto& item : page.at("items")) seen.insert(archive::dump(item));
    cursor = page.value("next_cursor", "");
  } while (!cursor.empty() && ++pages < 20);
  std::multiset<std::string> all;
  const auto whole = json(server.get("/api/v1/touchpoints?campaign=D11-2024&limit=1000"));
  for (const auto& item : whole.at("items")) all.insert(archive::dump(item));
  CHECK(seen == all);
}

TEST_CASE("a batch tells the fate of each touchpoint and may be sent again", "[records]") {
  TestServer server;
  server.send("POST", "/api/v1/campaigns", d11());
  Json rows = {{{"user", "a"}, {"type", "send"}, {"time", "2024-11-01"}, {"campaign", "D11-2024"}},
               {{"user", "b"}, {"type", "send"}, {"time", "2024-11-01"}, {"campaign", "D11-2023"}},
               {{"user", "c"}, {"type", "send"}, {"time", "03/04/2024"}}};
  const auto first = json(server.send("POST", "/api/v1/touchpoints", {{"touchpoints", rows}})).at("files").at(0);
  CHECK(first.at("created") == 1);
  CHECK(first.at("rejected") == 2);
  CHECK(first.at("rejects").size() == 2);
  const auto revision = server.sites.home().archive().revision();
  const auto again = json(server.send("POST", "/api/v1/touchpoints", rows)).at("files").at(0);
  CHECK(again.at("unchanged") == 1);
  CHECK(server.sites.home().archive().revision() == revision);
  CHECK(server.send("POST", "/api/v1/touchpoints", Json::array()).status == 400);
  CHECK(server.send("POST", "/api/v1/touchpoints", {{"user", "a"}}).status == 400);
}

TEST_CASE("lists come as CSV for a spreadsheet", "[records]") {
  TestServer server;
  auto tricky = d11();
  tricky["name"] = "=HYPERLINK(\"http://x\")";
  server.send("POST", "/api/v1/campaigns", tricky);
  const auto csv = server.get("/api/v1/campaigns?format=csv");
  CHECK(csv.content_type.rfind("text/csv", 0) == 0);
  CHECK(csv.body.rfind("\xef\xbb\xbf"
                       "code,",
                       0) == 0);
  CHECK(csv.body.find("'=HYPERLINK") != std::string::npos);
  CHECK(server.get("/api/v1/campaigns", {{"accept", "text/csv"}}).content_type.rfind("text/csv", 0) == 0);
}
