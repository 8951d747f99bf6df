#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/server/fixture.h"

using namespace almanac;
using namespace almanac::tests;

TEST_CASE("a campaign is created once, read with its ETag, and listed", "[campaigns]") {
  TestServer server;
  const auto created = server.send("POST", "/api/v1/campaigns", d11());
  REQUIRE(created.status == 201);
  CHECK(header(created, "Location") == "/api/v1/campaigns/D11-2024");
  CHECK(header(created, "ETag") == "\"1\"");
  const auto again = server.send("POST", "/api/v1/campaigns", d11());
  CHECK(again.status == 409);

  const auto read = server.get("/api/v1/campaigns/D11-2024");
  const auto body = json(read);
  CHECK(body.at("name") == "双十一大促");
  CHECK(body.at("budget") == 500000);
  CHECK(body.at("channels") == Json({"公众号", "短信"}));
  CHECK(body.at("product_count") == 2);
  CHECK(body.at("lessons").size() == 1);
  CHECK(body.at("revision") == server.sites.home().archive().revision());
  CHECK(server.get("/api/v1/campaigns/D11-2024", {{"if-none-match", header(read, "ETag")}}).status == 304);

  const auto list = json(server.get("/api/v1/campaigns"));
  CHECK(list.at("total") == 1);
  CHECK(list.at("items").at(0).at("code") == "D11-2024");
}

TEST_CASE("a campaign without a code gets one from name and start", "[campaigns]") {
  TestServer server;
  const auto created = server.send("POST", "/api/v1/campaigns", {{"name", "春节 特卖/一"}, {"start", "2025-01-20"}});
  REQUIRE(created.status == 201);
  CHECK(json(created).at("code") == "春节-特卖-一-20250120");
  CHECK(code(server.send("POST", "/api/v1/campaigns", {{"name", "no date"}})) == "missing_date");
}

TEST_CASE("a code with a slash is one path segment", "[campaigns]") {
  TestServer server;
  REQUIRE(server.send("PUT", "/api/v1/campaigns/a%2Fb", {{"name", "slash"}, {"start", "2024-01-01"}}).status == 201);
  CHECK(json(server.get("/api/v1/campaigns/a%2Fb")).at("code") == "a/b");
  CHECK(server.get("/api/v1/campaigns/a/b").status == 404);
}

TEST_CASE("PUT replaces, keeps links that it does not name, and honours its conditions", "[campaigns]") {
  TestServer server;
  server.send("POST", "/api/v1/campaigns", d11());
  const Json short_form{{"name", "双十一"}, {"start", "2024-11-01"}};
  const auto replaced = server.send("PUT", "/api/v1/campaigns/D11-2024", short_form, {{"if-match", "\"1\""}});
  REQUIRE(replaced.status == 200);
  CHECK(json(replaced).at("name") == "双十一");
  CHECK_FALSE(json(replaced).contains("budget"));
  CHECK(json(replaced).at("products") == Json({"SKU1", "SKU2"}));
  CHECK(server.send("PUT", "/api/v1/campaigns/D11-2024", d11(), {{"if-match", "\"1\""}}).status == 412);
  CHECK(server.send("PUT", "/api/v1/campaigns/D11-2024", d11(), {{"if-none-match", "*"}}).status == 412);
  CHECK(server.send("PUT", "/api/v1/campaigns/NEW", short_form, {{"if-match", "*"}}).status == 412);
  CHECK(server.send("PUT", "/api/v1/campaigns/NEW", short_form, {{"if-none-match", "*"}}).status == 201);
  CHECK(code(server.send("PUT", "/api/v1/campaigns/NEW", short_form, {{"if-match", "7"}})) == "bad_etag");
  CHECK(code(server.send("PUT", "/api/v1/campaigns/OTHER", d11())) == "other_code");
  auto without_products = short_form;
  without_products["products"] = Json::array();
  CHECK(json(server.send("PUT", "/api/v1/campaigns/D11-2024", without_products)).at("product_count") == 0);
}

TEST_CASE("what was read can be sent back unchanged, and makes no version", "[campaigns]") {
  TestServer server;
  server.send("POST", "/api/v1/campaigns", d11());
  const auto read = json(server.get("/api/v1/campaigns/D11-2024"));
  const auto sent = server.send("PUT", "/api/v1/campaigns/D11-2024", read);
  CHECK(sent.status == 200);
  CHECK(header(sent, "ETag") == "\"1\"");
  CHECK(json(sent).at("revision") == read.at("revision"));
}

TEST_CASE("PATCH merges, and null removes", "[campaigns]") {
  TestServer server;
  server.send("POST", "/api/v1/campaigns", d11());
  const auto patched = server.send("PATCH", "/api/v1/campaigns/D11-2024",
                                   {{"budget", 600000}, {"theme", nullptr}, {"attributes", {{"level", "S"}}}});
  REQUIRE(patched.status == 200);
  const auto body = json(patched);
  CHECK(body.at("budget") == 600000);
  CHECK_FALSE(body.contains("theme"));
  CHECK(body.at("attributes").at("level") == "S");
  CHECK(body.at("goals").size() == 1);
  CHECK(server.send("PATCH", "/api/v1/campaigns/none", {{"budget", 1}}).status == 404);
}

TEST_CASE("an invalid record names every fault and changes nothing", "[campaigns]") {
  TestServer server;
  const auto response =
      server.send("POST", "/api/v1/campaigns",
                  {{"code", "X"}, {"name", ""}, {"start", "2024-11-11"}, {"end", "2024-11-01"}, {"budget", -5}});
  CHECK(response.status == 400);
  CHECK(json(response).at("errors").size() >= 2);
  CHECK(json(response).at("errors").at(0).at("pointer").get<std::string>().front() == '/');
  CHECK(server.get("/api/v1/campaigns/X").status == 404);
  CHECK(server.sites.home().archive().revision() == 0);
}

TEST_CASE("DELETE leaves the history", "[campaigns]") {
  TestServer server;
  server.send("POST", "/api/v1/campaigns", d11());
  server.send("PATCH", "/api/v1/campaigns/D11-2024", {{"budget", 1}});
  CHECK(server.send("DELETE", "/api/v1/campaigns/D11-2024", {}, {{"if-match", "\"1\""}}).status == 412);
  CHECK(server.send("DELETE", "/api/v1/campaigns/D11-2024", {}, {{"if-match", "\"2\""}}).status == 200);
  CHECK(server.get("/api/v1/campaigns/D11-2024").status == 404);
  CHECK(server.send("DELETE", "/api/v1/campaigns/D11-2024", {}).status == 404);
  const auto history = json(server.get("/api/v1/campaigns/D11-2024/history"));
  REQUIRE(history.at("total") == 3);
  CHECK(history.at("items").at(0).at("action") == "delete");
  CHECK(history.at("items").at(1).at("fields") == Json({"budget"}));
  CHECK(history.at("items").at(2).at("record").at("budget") == 500000);
}

TEST_CASE("products are paged", "[campaigns]") {
  TestServer server;
  auto many = d11();
  many["products"] = Json::array();
  for (int i = 0; i < 250; ++i) many["products"].push_back("P" + std::to_string(1000 + i));
  server.send("POST", "/api/v1/campaigns", many);
  const auto read = json(server.get("/api/v1/campaigns/D11-2024"));
  CHECK(read.at("product_count") == 250);
  CHECK_FALSE(read.contains("products"));
  std::vector<std::string> seen;
  std::string cursor;
  do {
    const auto page =
        json(server.get("/api/v1/campaigns/D11-2024/products?limit=100" + (cursor.empty() ? "" : "&cursor=" + cursor)));
    CHECK(page.at("total") == 250);
    for (const auto& item : page.at("items")) seen.push_back(item.at("sku"));
    cursor = page.value("next_cursor", "");
  } while (!cursor.empty());
  CHECK(seen.size() == 250);
  CHECK(std::is_sorted(seen.begin(), seen.end()));
  // Sent back without its products, the record keeps them.
  CHECK(json(server.send("PUT", "/api/v1/campaigns/D11-2024", read)).at("product_count") == 250);
}

TEST_CASE("a repeated POST with one Idempotency-Key has one effect", "[campaigns]") {
  TestServer server;
  const server::Pairs key{{"idempotency-key", "k1"}};
  const auto first = server.send("POST", "/api/v1/campaigns", d11(), key);
  const auto second = server.send("POST", "/api/v1/campaigns", d11(), key);
  CHECK(first.status == 201);
  CHECK(second.status == 201);
  CHECK(second.body == first.body);
  CHECK(header(second, "Idempotency-Replayed") == "true");
  auto other = d11();
  other["code"] = "OTHER";
  CHECK(code(server.send("POST", "/api/v1/campaigns", other, key)) == "key_reused");
  // A failure keeps no key: the corrected request may use it.
  const server::Pairs second_key{{"idempotency-key", "k2"}};
  CHECK(server.send("POST", "/api/v1/campaigns", d11(), second_key).status == 409);
  CHECK(server.send("POST", "/api/v1/campaigns", other, second_key).status == 201);
}

TEST_CASE("dry_run checks and stores nothing", "[campaigns]") {
  TestServer server;
  CHECK(json(server.send("POST", "/api/v1/campaigns?dry_run=1", d11())).at("dry_run") == true);
  CHECK(json(server.send("PUT", "/api/v1/campaigns/D11-2024?dry_run=1", d11())).at("dry_run") == true);
  CHECK(server.get("/api/v1/campaigns/D11-2024").status == 404);
}

TEST_CASE("search and graph show a write that was waited for", "[campaigns]") {
  TestServer server;
  const auto created = json(server.send("POST", "/api/v1/campaigns", d11()));
  const auto found =
      json(server.get("/api/v1/search?q=%E5%8F%8C%E5%8D%81%E4%B8%80&kind=campaign&facets=channel,status&wait=1"));
  REQUIRE(found.at("total") == 1);
  CHECK(found.at("hits").at(0).at("id") == "campaign:D11-2024");
  CHECK(found.at("revision") == created.at("revision"));
  CHECK(found.at("facets").at("channel").size() >= 2);
  const auto posted = json(server.send("POST", "/api/v1/search?wait=1",
                                       {{"q", "双十一"}, {"kind", {"campaign"}}, {"facets", {"channel", "status"}}}));
  CHECK(posted.at("hits") == found.at("hits"));
  CHECK(code(server.send("POST", "/api/v1/search", {{"nonsense", "x"}})) == "unknown_parameter");
  const auto node = json(server.get("/api/v1/graph/node?id=campaign:D11-2024&wait=1"));
  CHECK(node.at("kind") == "campaign");
  CHECK(node.at("counts").size() >= 3);
  const auto near = json(server.get("/api/v1/graph/neighbors?node=campaign:D11-2024&relationship=USED"));
  CHECK(near.at("total") == 2);
  const auto paths = json(server.get("/api/v1/graph/paths?from=channel:%E7%9F%AD%E4%BF%A1&to=product:SKU1"));
  REQUIRE(paths.at("paths").size() >= 1);
  CHECK(paths.at("paths").at(0).at("length") == 2);
  const auto suggested = json(server.get("/api/v1/suggest?q=%E5%8F%8C"));
  CHECK(suggested.at("items").size() >= 1);
  CHECK(code(server.get("/api/v1/graph/node?id=nonsense")) == "bad_node_id");
}
