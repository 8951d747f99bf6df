#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "server/app.h"
#include "server/assets.h"
#include "server/catch_up.h"
#include "tests/server/client.h"
#include "tests/server/fixture.h"

using namespace almanac;
using namespace almanac::tests;

TEST_CASE("health, readiness, metrics and version answer", "[system]") {
  TestServer server;
  CHECK(json(server.get("/healthz")).at("status") == "ok");
  server.send("POST", "/api/v1/campaigns", d11());
  int status = 0;
  for (int i = 0; i < 200 && status != 200; ++i) {
    status = server.get("/readyz").status;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  CHECK(status == 200);
  const auto metrics = server.get("/metrics");
  CHECK(metrics.body.find(
            "almanac_http_request_duration_seconds_count{method=\"GET\",route=\"/healthz\",status=\"200\"} 1") !=
        std::string::npos);
  CHECK(json(server.get("/version")).at("name") == "almanac");
}

TEST_CASE("the archive says what the pages need", "[system]") {
  TestServer server({.zone = "Europe/Berlin", .currency = "EUR", .sample = false});
  const auto info = json(server.get("/api/v1/archive"));
  CHECK(info.at("zone") == "Europe/Berlin");
  CHECK(info.at("currency") == "EUR");
  CHECK(info.at("sample") == false);
  CHECK(info.at("can_start_empty") == false);
  CHECK(info.at("counts").at("campaigns") == 0);
  CHECK(code(server.send("POST", "/api/v1/archive/start-empty", {})) == "own_already");
}

TEST_CASE("from samples to an archive of one's own and back, never mixed", "[system]") {
  TestServer server({.sample = true});
  server.send("POST", "/api/v1/campaigns", d11());
  CHECK(json(server.get("/api/v1/archive")).at("can_start_empty") == true);
  const auto own = json(server.send("POST", "/api/v1/archive/start-empty", {}));
  CHECK(own.at("sample") == false);
  CHECK(own.at("shown") == "own");
  CHECK(own.at("counts").at("campaigns") == 0);
  CHECK(std::filesystem::exists(server.directory / "data-own" / "archive.db"));
  CHECK(server.get("/api/v1/campaigns/D11-2024").status == 404);
  auto mine = d11();
  mine["code"] = "MINE";
  CHECK(server.send("POST", "/api/v1/campaigns", mine).status == 201);
  // The key of a directory leads to its archive, whichever is shown.
  CHECK(server.get("/api/v1/campaigns/D11-2024", {{"almanac-local-key", server.sites.home().local_key()}}).status ==
        200);
  CHECK(json(server.send("POST", "/api/v1/archive/show-samples", {})).at("shown") == "home");
  CHECK(server.get("/api/v1/campaigns/MINE").status == 404);
  CHECK(server.get("/api/v1/campaigns/D11-2024").status == 200);
  CHECK(json(server.send("POST", "/api/v1/archive/start-empty", {})).at("counts").at("campaigns") == 1);
}

TEST_CASE("the archive shown last is shown after a restart", "[system]") {
  TemporaryDirectory directory;
  const auto silent = [](const std::string&) {};
  {
    server::Sites sites(directory / "data", {.sample = true}, silent);
    sites.show_own();
  }
  server::Sites sites(directory / "data", {}, silent);
  CHECK(&sites.shown() != &sites.home());
  CHECK_FALSE(sites.shown().archive().is_sample());
}

TEST_CASE("what is derived catches up once for many notices, and tries again after a failure", "[system]") {
  std::atomic<int> runs{0};
  server::CatchUp derived(
      "the test", 0,
      [&]() -> std::uint64_t {
        if (++runs == 1) throw std::runtime_error("the disk is full");
        return 7;
      },
      [](const std::string&) {});
  derived.notify();
  CHECK_FALSE(derived.wait(7, std::chrono::milliseconds(200)));
  CHECK(derived.failure() == "the disk is full");
  CHECK(derived.wait(7, std::chrono::seconds(5)));
  CHECK(derived.failure().empty());
  CHECK_FALSE(derived.wait(8, std::chrono::milliseconds(50)));
}

TEST_CASE("pages from a directory do not lead out of it", "[system]") {
  TemporaryDirectory directory;
  directory.write("web/index.html", "<title>pages</title>");
  directory.write("web/assets/app-1.js", "let a");
  directory.write("secret.txt", "secret");
  std::filesystem::create_symlink(directory / "secret.txt", directory / "web/assets/link.txt");
  const auto get = [&](const std::string& path) {
    server::Request request;
    request.path = path;
    return server::serve_asset(directory / "web", request);
  };
  CHECK(get("/").body == "<title>pages</title>");
  CHECK(get("/campaigns/11.11").body == "<title>pages</title>");
  CHECK(get("/assets/app-1.js").content_type == "text/javascript; charset=utf-8");
  CHECK(get("/assets/none.js").status == 404);
  CHECK(get("/assets/../../secret.txt").status == 404);
  CHECK(get("/assets/%2e%2e/%2e%2e/secret.txt").status == 404);
  CHECK(get("/assets/link.txt").status == 404);
}

TEST_CASE("embedded pages are revalidated by ETag and found by path", "[system]") {
  const auto assets = server::embedded_assets();
  for (const auto& asset : assets) {
    server::Request request;
    request.path = asset.path;
    const auto whole = server::serve_asset({}, request);
    CHECK(whole.status == 200);
    CHECK(whole.body == asset.bytes);
    request.headers.emplace_back("if-none-match", asset.etag);
    CHECK(server::serve_asset({}, request).status == 304);
  }
  CHECK(std::is_sorted(assets.begin(), assets.end(), [](const auto& a, const auto& b) { return a.path < b.path; }));
}

TEST_CASE("the whole server answers over a socket and stops", "[system]") {
  TemporaryDirectory directory;
  server::Options options;
  options.listen = "127.0.0.1:0";
  server::App app(directory / "data", options);
  app.start();
  const int port = std::stoi(app.url().substr(app.url().rfind(':') + 1));
  const auto owner = archive::Archive::owner_of(directory / "data");
  REQUIRE(owner);
  CHECK("http://" + owner->address == app.url());
  RawClient client(port);
  client.send(
      "PUT /api/v1/campaigns/A HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
      "35\r\n\r\n"
      "{\"name\":\"Alpha\",\"start\":\"2024-01-01\"}");
  CHECK(status_of(client.answer()) == 400);  // two bytes short: what is read is not JSON, and the rest is no request
  RawClient another(port);
  another.send(
      "PUT /api/v1/campaigns/A HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
      "37\r\n\r\n"
      "{\"name\":\"Alpha\",\"start\":\"2024-01-01\"}");
  CHECK(status_of(another.answer()) == 201);
  another.send("POST /api/v1/imports?name=a.csv HTTP/1.1\r\nHost: localhost\r\nContent-Length: 536870913\r\n\r\n");
  CHECK(status_of(another.answer()) == 413);
  const auto began = std::chrono::steady_clock::now();
  app.stop();
  app.wait();
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(3));
}

TEST_CASE("another address than loopback is refused until a token exists", "[system]") {
  TemporaryDirectory directory;
  server::Options options;
  options.listen = "0.0.0.0:0";
  {
    server::App app(directory / "data", options);
    try {
      app.start();
      FAIL("it listens without a token");
    } catch (const archive::Error& error) {
      CHECK(error.code() == "token_needed");
      CHECK(error.message().en.find("token create") != std::string::npos);
    }
  }
  {
    const auto archive = archive::Archive::open(directory / "data", archive::Access::read_write);
    archive::Tokens(*archive).create("other machine", archive::Role::read);
  }
  server::App app(directory / "data", options);
  app.start();
  const int port = std::stoi(app.url().substr(app.url().rfind(':') + 1));
  RawClient client(port);
  client.send("GET /api/v1/archive HTTP/1.1\r\nHost: elsewhere\r\n\r\n");
  CHECK(status_of(client.answer()) == 401);
  client.send("GET /healthz HTTP/1.1\r\nHost: elsewhere\r\n\r\n");
  CHECK(status_of(client.answer()) == 200);
}

TEST_CASE("a listen address that makes no sense says so", "[system]") {
  TemporaryDirectory directory;
  for (const auto* listen : {"8080", "localhost", ":8080", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:x"}) {
    CAPTURE(listen);
    server::Options options;
    options.listen = listen;
    CHECK_THROWS_AS(server::App(directory / "data", options), archive::Error);
  }
}
