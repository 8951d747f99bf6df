// What search offers beside its hits: histograms, unusual values, groups, similar campaigns, exports of all hits.
#include <catch2/catch.hpp>

#include <algorithm>
#include <sstream>

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

void fill(TestServer& server, int campaigns) {
  for (int i = 0; i < campaigns; ++i) {
    auto body = d11();
    body["code"] = "C" + std::to_string(i);
    body["name"] = i == 3 ? "=HYPERLINK(\"大促\")" : "大促 " + std::to_string(i % 7);
    body["budget"] = 100000 + 1000 * (i % 5);
    body["lessons"] = Json::array();
    REQUIRE(server.send("POST", "/api/v1/campaigns", body).status == 201);
  }
}

const std::string promotion = "%E5%A4%A7%E4%BF%83";  // 大促

}  // namespace

TEST_CASE("a search answers histograms, unusual values and groups", "[search]") {
  TestServer server;
  fill(server, 8);
  const auto found =
      json(server.get("/api/v1/search?q=" + promotion +
                      "&kind=campaign&histograms=start,budget&significant=1&group=kind&facets=attainment&wait=1"));
  CHECK(found.at("histograms").at("start").at("unit") == "month");
  CHECK(found.at("histograms").at("start").at("buckets").at(0).at("count") == 8);
  CHECK(found.at("histograms").at("budget").at("currency") == "CNY");
  CHECK(found.at("histograms").at("budget").at("buckets").at(0).at("to") == 200000);
  CHECK(found.at("significant").empty());
  CHECK(found.at("groups").at(0).at("kind") == "campaign");
  CHECK(found.at("groups").at(0).at("total") == 8);
  CHECK(found.at("groups").at(0).at("hits").size() == 5);
  const auto posted = json(server.send("POST", "/api/v1/search",
                                       {{"q", "大促"}, {"kind", "campaign"}, {"histograms", {"start", "budget"}}}));
  CHECK(posted.at("histograms") == found.at("histograms"));
  CHECK_FALSE(posted.contains("groups"));
  CHECK(code(server.get("/api/v1/search?histograms=owner")) == "bad_parameter");
  CHECK(code(server.get("/api/v1/search?group=theme")) == "bad_parameter");
}

TEST_CASE("similar campaigns are answered with the share of each part", "[search]") {
  TestServer server;
  fill(server, 8);
  const auto found = json(server.get("/api/v1/campaigns/C0/similar?limit=3&wait=1"));
  REQUIRE(found.at("items").size() == 3);
  CHECK(found.at("items").at(0).at("code") == "C5");  // the same budget
  double shares = 0;
  for (const auto& part : found.at("items").at(0).at("parts")) {
    CHECK_FALSE(part.at("detail").get<std::string>().empty());
    shares += part.at("share").get<double>();
  }
  CHECK(shares == Approx(1));
  const auto posted = json(server.send(
      "POST", "/api/v1/similar",
      {{"text", "11月大促简报，预算10万，投放短信"}, {"campaign", {{"theme", "让快乐翻倍"}}}, {"limit", 2}}));
  CHECK(posted.at("items").size() == 2);
  CHECK(posted.at("understood").at("budget") == 100000);
  CHECK(code(server.get("/api/v1/campaigns/none/similar")) == "unknown_campaign");
  CHECK(code(server.get("/api/v1/campaigns/C0/similar?as_of=2020-01-01")) == "not_known_then");
  CHECK(code(server.send("POST", "/api/v1/similar", Json::object())) == "nothing_to_compare");
  CHECK(code(server.send("POST", "/api/v1/similar", {{"text", 5}})) == "bad_field");
  CHECK(code(server.send("POST", "/api/v1/similar", {{"text", "x"}, {"limit", 0}})) == "bad_field");
  CHECK(code(server.send("POST", "/api/v1/similar", {{"texts", "x"}})) == "unknown_field");
}

TEST_CASE("an export of a search has all its hits in its order, and no formulas", "[search]") {
  TestServer server;
  fill(server, 30);
  const std::string view = "q=" + promotion + "&kind=campaign&sort=-budget";
  std::vector<std::string> listed, exported;
  const auto found = json(server.get("/api/v1/search?limit=200&wait=1&" + view));
  for (const auto& hit : found.at("hits")) listed.push_back(hit.at("code"));
  REQUIRE(listed.size() == 30);
  const auto lines = server.get("/api/v1/export/search?limit=2&format=jsonl&" + view);
  CHECK(lines.content_type == "application/x-ndjson");
  std::istringstream in(body_of(lines));
  for (std::string line; std::getline(in, line);) exported.push_back(archive::parse_json(line).at("code"));
  CHECK(exported == listed);
  const auto csv = body_of(server.get("/api/v1/export/search?" + view, {{"accept-language", "zh"}}));
  CHECK(csv.starts_with("\xef\xbb\xbf种类,代码,标题,得分"));
  CHECK(csv.find("\"'=HYPERLINK(\"\"大促\"\")\"") != std::string::npos);
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 31);
  const auto workbook = server.get("/api/v1/export/search?format=xlsx&" + view);
  CHECK(header(workbook, "Content-Disposition").find("search.xlsx") != std::string::npos);
  CHECK(body_of(workbook).starts_with("PK"));
  CHECK(code(server.get("/api/v1/export/search?sort=nonsense")) == "bad_parameter");
}
