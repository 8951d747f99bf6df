#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/server/fixture.h"

using namespace almanac;
using namespace almanac::tests;
using server::Exposure;

namespace {

server::Pairs bearer(const std::string& text) { return {{"authorization", "Bearer " + text}}; }

}  // namespace

TEST_CASE("a token is shown once, found by its text, and ends when it expires or is revoked", "[access]") {
  TestServer server;
  archive::Tokens tokens(server.sites.home().archive());
  CHECK_FALSE(tokens.any_valid());
  const auto made = tokens.create("dashboard", archive::Role::read);
  CHECK(made.text.size() == 4 + 8 + 1 + 43);
  CHECK(made.text.rfind("alm_" + made.token.id + "_", 0) == 0);
  CHECK(tokens.any_valid());
  REQUIRE(tokens.find_valid(made.text));
  CHECK(tokens.find_valid(made.text)->name == "dashboard");
  auto other = made.text;
  other.back() = other.back() == 'A' ? 'B' : 'A';
  CHECK_FALSE(tokens.find_valid(other));
  CHECK_FALSE(tokens.find_valid(""));
  CHECK_FALSE(tokens.find_valid("alm_00000000_"));
  tokens.revoke(made.token.id);
  CHECK_FALSE(tokens.find_valid(made.text));
  CHECK_FALSE(tokens.any_valid());
  CHECK(tokens.list().size() == 1);
  CHECK_THROWS_AS(tokens.revoke("ffffffff"), archive::Error);
  CHECK_THROWS_AS(tokens.create("", archive::Role::read), archive::Error);
  CHECK_THROWS_AS(tokens.create("late", archive::Role::read, 1), archive::Error);
}

TEST_CASE("the archive file does not hold a token's secret", "[access]") {
  TestServer server;
  const auto made = archive::Tokens(server.sites.home().archive()).create("x", archive::Role::admin);
  const auto secret = made.text.substr(13);
  for (const auto& file : std::filesystem::recursive_directory_iterator(server.directory.path())) {
    if (!file.is_regular_file()) continue;
    std::ifstream stream(file.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
    CHECK(bytes.find(secret) == std::string::npos);
  }
}

TEST_CASE("on loopback no token is needed, but the Host must be this machine", "[access]") {
  TestServer server;
  CHECK(server.get("/api/v1/archive").status == 200);
  auto rebound = server.request("GET", "/api/v1/archive");
  rebound.headers = {{"host", "attacker.example:8080"}};
  const auto refused = server.api.respond(rebound);
  CHECK(refused.status == 400);
  CHECK(code(refused) == "foreign_host");
  for (const auto* host : {"localhost", "127.0.0.1:9", "[::1]:8080"}) {
    auto good = server.request("GET", "/api/v1/archive");
    good.headers = {{"host", host}};
    CHECK(server.api.respond(good).status == 200);
  }
}

TEST_CASE("a page of another site cannot write", "[access]") {
  TestServer server;
  const auto post = [&](server::Pairs headers) {
    return server.send("POST", "/api/v1/campaigns", d11(), std::move(headers));
  };
  CHECK(code(post({{"sec-fetch-site", "cross-site"}})) == "cross_site");
  CHECK(code(post({{"sec-fetch-site", "same-site"}})) == "cross_site");
  CHECK(code(post({{"origin", "http://attacker.example"}})) == "cross_site");
  CHECK(code(post({{"origin", "null"}})) == "cross_site");
  CHECK(post({{"sec-fetch-site", "same-origin"}}).status == 201);
  CHECK(server.send("DELETE", "/api/v1/campaigns/D11-2024", {}, {{"origin", "http://localhost:8080"}}).status == 200);
}

TEST_CASE("elsewhere every route needs a token, but health, sign-in and pages", "[access]") {
  TestServer server({}, Exposure::network);
  const auto made = server.access.tokens().create("reader", archive::Role::read);
  for (const auto& route : server::routes()) {
    std::string path(route.pattern);
    for (auto open = path.find('{'); open != std::string::npos; open = path.find('{'))
      path.replace(open, path.find('}') - open + 1, "x");
    CAPTURE(route.method, path);
    auto request = server.request(std::string(route.method), path);
    const auto admission = server.api.admit(request);
    const int status = admission.refusal ? admission.refusal->status : 200;
    if (route.permission == server::Permission::open) {
      CHECK(status == 200);
    } else if (route.permission == server::Permission::local) {
      CHECK(status == 403);
    } else {
      CHECK(status == 401);
    }
  }
  CHECK(server.get("/").status == 200);
  CHECK(server.get("/api/v1/archive", bearer(made.text)).status == 200);
}

TEST_CASE("a role allows what it says and no more", "[access]") {
  TestServer server({}, Exposure::network);
  const auto reader = server.access.tokens().create("reader", archive::Role::read).text;
  const auto writer = server.access.tokens().create("writer", archive::Role::write).text;
  const auto admin = server.access.tokens().create("admin", archive::Role::admin).text;
  CHECK(code(server.send("POST", "/api/v1/campaigns", d11(), bearer(reader))) == "not_allowed");
  CHECK(server.send("POST", "/api/v1/campaigns", d11(), bearer(writer)).status == 201);
  CHECK(code(server.send("POST", "/api/v1/archive/start-empty", {}, bearer(writer))) == "not_allowed");
  CHECK(code(server.send("POST", "/api/v1/archive/start-empty", {}, bearer(admin))) == "own_already");
  CHECK(code(server.get("/api/v1/local/tokens", bearer(admin))) == "not_local");
  const auto history = json(server.get("/api/v1/campaigns/D11-2024/history", bearer(reader)));
  CHECK(history.at("items").at(0).at("actor") == "writer");
}

TEST_CASE("a page signs in with a token and keeps it in a cookie that scripts cannot read", "[access]") {
  TestServer server({}, Exposure::network);
  const auto text = server.access.tokens().create("pages", archive::Role::write).text;
  CHECK(json(server.get("/api/v1/session")).at("token_needed") == true);
  const auto wrong = server.send("POST", "/api/v1/session", {{"token", "alm_00000000_" + std::string(43, 'x')}});
  CHECK(wrong.status == 401);
  const auto signed_in = server.send("POST", "/api/v1/session", {{"token", text}});
  REQUIRE(signed_in.status == 200);
  const auto cookie = header(signed_in, "Set-Cookie");
  CHECK(cookie.find("HttpOnly") != std::string::npos);
  CHECK(cookie.find("SameSite=Strict") != std::string::npos);
  const server::Pairs with_cookie{{"cookie", "other=1; " + cookie.substr(0, cookie.find(';'))}};
  CHECK(server.get("/api/v1/archive", with_cookie).status == 200);
  CHECK(json(server.get("/api/v1/session", with_cookie)).at("signed_in") == true);
  auto cross = with_cookie;
  cross.emplace_back("sec-fetch-site", "cross-site");
  CHECK(server.send("POST", "/api/v1/campaigns", d11(), cross).status == 403);
  CHECK(header(server.send("DELETE", "/api/v1/session", {}), "Set-Cookie").find("Max-Age=0") != std::string::npos);
}

TEST_CASE("guessing is slowed down", "[access]") {
  TestServer server({}, Exposure::network);
  int last = 0;
  for (int i = 0; i < 12; ++i)
    last = server.get("/api/v1/archive", bearer("alm_00000000_" + std::string(43, 'x'))).status;
  CHECK(last == 429);
  CHECK(server.get("/healthz").status == 200);
}

TEST_CASE("local commands show the key of the directory, from this machine only", "[access]") {
  TestServer server;
  const server::Pairs key{{"almanac-local-key", server.sites.home().local_key()}};
  CHECK(code(server.get("/api/v1/local/tokens")) == "not_local");
  CHECK(code(server.get("/api/v1/local/tokens", {{"almanac-local-key", std::string(64, '0')}})) == "not_local");
  CHECK(server.get("/api/v1/local/tokens", key).status == 200);
  auto remote = server.request("GET", "/api/v1/local/tokens", key);
  remote.peer = "192.0.2.1";
  CHECK(code(server.api.respond(remote)) == "not_local");
  const auto made = server.send("POST", "/api/v1/local/tokens", {{"name", "n"}, {"role", "read"}}, key);
  CHECK(made.status == 201);
  const auto id = json(made).at("id").get<std::string>();
  CHECK(server.send("POST", "/api/v1/local/tokens/revoke", {{"id", id}}, key).status == 200);
  CHECK(server.send("POST", "/api/v1/local/tokens", {{"role", 3}}, key).status == 400);
}
