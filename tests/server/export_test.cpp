#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <sstream>

#include "archive/rates.h"
#include "server/export/export.h"
#include "server/export/tables.h"
#include "server/export/titles.h"
#include "tests/server/fixture.h"

using namespace almanac;
using namespace almanac::tests;

namespace {

std::string body_of(const server::Response& response) {
  if (!response.stream) return response.body;
  std::string body;
  response.stream([&](std::string_view piece) {
    body += piece;
    return true;
  });
  return body;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// Ten campaigns of two occasions with budgets of their own.
void fill(TestServer& server) {
  for (int i = 0; i < 10; ++i) {
    auto body = d11();
    body["code"] = "C" + std::to_string(i);
    body["occasion"] = i % 2 ? "双十一" : "618";
    body["budget"] = 100000 + 1000 * i;
    body["name"] = i == 3 ? "=HYPERLINK(\"x\")" : "活动 " + std::to_string(i);
    body["attributes"] = {{"level", i}};
    REQUIRE(server.send("POST", "/api/v1/campaigns", body).status == 201);
  }
}

}  // namespace

TEST_CASE("an export of a list has its campaigns in its order, all of its pages", "[export]") {
  TestServer server;
  fill(server);
  const std::string view = "?occasion=%E5%8F%8C%E5%8D%81%E4%B8%80&sort=-budget&budget_min=103000";
  std::vector<std::string> listed;
  std::string cursor;
  do {
    const auto page =
        json(server.get("/api/v1/campaigns" + view + "&limit=2" + (cursor.empty() ? "" : "&cursor=" + cursor)));
    for (const auto& item : page.at("items")) listed.push_back(item.at("code"));
    cursor = page.value("next_cursor", "");
  } while (!cursor.empty());
  CHECK(listed == std::vector<std::string>{"C9", "C7", "C5", "C3"});

  std::vector<std::string> exported;
  for (const auto& line :
       lines_of(body_of(server.get("/api/v1/export/campaigns" + view + "&format=jsonl&kind=campaign"))))
    exported.push_back(archive::parse_json(line).at("code"));
  CHECK(exported == listed);
  const auto csv = lines_of(body_of(server.get("/api/v1/export/campaigns" + view)));
  REQUIRE(csv.size() == 5);
  for (std::size_t i = 0; i < listed.size(); ++i) CHECK(csv[i + 1].starts_with(listed[i] + ","));
}

TEST_CASE("the JSON lines of the server are those of the archive, lessons and rates included", "[export]") {
  TestServer server;
  fill(server);
  server.sites.home().archive().write("ann", [](archive::Transaction& t) {
    archive::put_rate(t, {*archive::Date::parse("2024-11-01"), "USD", "CNY", *archive::Decimal::parse("7.1")});
  });
  const auto all = lines_of(body_of(server.get("/api/v1/export")));
  const auto count = [&](const std::string& kind) {
    return std::ranges::count_if(all, [&](const auto& line) { return archive::parse_json(line).at("record") == kind; });
  };
  CHECK(count("campaign") == 10);
  CHECK(count("lesson") == 10);
  CHECK(count("rate") == 1);
  const auto filtered = lines_of(body_of(server.get("/api/v1/export/campaigns?format=jsonl")));
  CHECK(filtered.size() == 20);
  for (const auto& line : filtered) CHECK(std::ranges::find(all, line) != all.end());
}

TEST_CASE("parts of campaigns are tables of their own, attributes columns, and no cell is a formula", "[export]") {
  TestServer server;
  fill(server);
  const auto goals = lines_of(body_of(server.get("/api/v1/export?format=csv&kind=goal", {{"accept-language", "en"}})));
  REQUIRE(goals.size() == 11);
  CHECK(goals[0].find("campaign,metric,target") != std::string::npos);
  CHECK(goals[1] == "C0,gmv,2000000,,,,,CNY,,,,\r");
  const auto campaigns = body_of(server.get("/api/v1/export/campaigns?sort=code"));
  CHECK(lines_of(campaigns)[0].ends_with(",level\r"));
  CHECK(campaigns.find("C3,\"'=HYPERLINK(\"\"x\"\")\"") != std::string::npos);
  CHECK(lines_of(campaigns)[4].ends_with(",3\r"));
}

TEST_CASE("the same content is the same file, and says what it is", "[export]") {
  TestServer server;
  fill(server);
  for (const auto& [format, type, magic] : std::vector<std::array<std::string, 3>>{
           {"csv", "application/zip", "PK"},
           {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK"},
           {"jsonl", "application/x-ndjson", "{\"record\""}}) {
    const auto first = server.get("/api/v1/export?format=" + format);
    CHECK(first.content_type == type);
    const auto body = body_of(first);
    CHECK(body.starts_with(magic));
    CHECK(body == body_of(server.get("/api/v1/export?format=" + format)));
  }
  TestServer empty;
  CHECK(body_of(empty.get("/api/v1/export?format=csv")).starts_with("PK"));
  CHECK(body_of(empty.get("/api/v1/export?format=xlsx")).starts_with("PK"));
}

TEST_CASE("what cannot be exported so is refused by name", "[export]") {
  TestServer server;
  CHECK(code(server.get("/api/v1/export?kind=nothing")) == "bad_options");
  CHECK(code(server.get("/api/v1/export?kind=goal")) == "bad_options");  // within the lines of campaigns
  CHECK(code(server.get("/api/v1/export/campaigns?kind=user")) == "bad_options");
  CHECK(server.get("/api/v1/export?format=pdf").status == 400);
}

TEST_CASE("an export that holds people's data is in the audit log, others are not", "[export]") {
  TestServer server;
  fill(server);
  const auto exports = [&] { return json(server.get("/api/v1/audit?action=export")).at("items"); };
  body_of(server.get("/api/v1/export/campaigns"));
  body_of(server.get("/api/v1/export?kind=campaign"));
  CHECK(exports().empty());
  body_of(server.get("/api/v1/export/touchpoints"));
  body_of(server.get("/api/v1/export?kind=user&format=csv"));
  REQUIRE(exports().size() == 2);
  CHECK(exports().at(0).at("subject") == "user csv");
}

TEST_CASE("every column of a table has a Chinese title, each one once", "[export]") {
  struct Titles final : server::TableWriter {
    std::vector<std::pair<std::string, std::vector<std::string>>> tables;
    int begin(const std::string& name, const std::vector<std::string>& headings) override {
      tables.emplace_back(name, headings);
      return 0;
    }
    void row(int, const std::vector<server::Cell>&) override {}
  } titles;
  TestServer server;
  server::ExportRequest request;
  for (const auto kind : server::table_kinds()) request.kinds.emplace_back(kind);
  request.language = archive::Language::zh;
  server::write_tables(server.sites.home().archive().read(), server.sites.home().archive().zone(), request, titles);
  REQUIRE(titles.tables.size() == server::table_kinds().size());
  for (const auto& [name, headings] : titles.tables) {
    INFO(name);
    std::set<std::string> seen;
    for (const auto& heading : headings) {
      INFO(heading);
      CHECK((heading == "SKU" || static_cast<unsigned char>(heading[0]) >= 0x80));
      CHECK(seen.insert(heading).second);
    }
  }
}
