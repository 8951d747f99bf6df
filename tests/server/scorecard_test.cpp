#include <catch2/catch.hpp>

#include <algorithm>

#include "archive/rates.h"
#include "importers/run.h"
#include "importers/undo.h"
#include "tests/server/fixture.h"

using namespace almanac;
using namespace almanac::tests;

namespace {

Json body(const char* text) { return archive::parse_json(text); }

const Json& find(const Json& list, const char* name, const std::string& value) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const Json& each) { return each.value(name, "") == value; });
  INFO(name << " = " << value << " in " << list.dump());
  REQUIRE(found != list.end());
  return *found;
}

void touch(TestServer& server, const Json& rows) {
  const auto answer = server.send("POST", "/api/v1/touchpoints", rows);
  INFO(answer.body);
  REQUIRE(answer.status < 300);
}

}  // namespace

TEST_CASE("a write answers its warnings with reason and remedy, and takes them back in", "[scorecard]") {
  TestServer server;
  auto campaign = d11();
  campaign["spend"] = 600000;
  const auto created = server.send("POST", "/api/v1/campaigns", campaign, {{"accept-language", "zh"}});
  REQUIRE(created.status == 201);
  const Json warning = find(json(created).at("warnings"), "code", "over_budget");
  CHECK(warning.at("severity") == "warning");
  CHECK(warning.at("field") == "/spend");
  CHECK(warning.at("value") == "600000");
  CHECK(warning.at("reason").get<std::string>().find("超过预算") != std::string::npos);
  CHECK_FALSE(warning.at("remedy").get<std::string>().empty());
  const auto again = server.send("PUT", "/api/v1/campaigns/D11-2024", json(created));
  CHECK(again.status == 200);
  CHECK(json(again).at("version") == 1);
  const auto patched = server.send("PATCH", "/api/v1/campaigns/D11-2024", {{"spend", 1}}, {{"if-match", "\"1\""}});
  CHECK(json(patched).at("warnings").empty());
}

TEST_CASE("a record that a rule stops answers every error with its remedy, and the warnings beside", "[scorecard]") {
  TestServer server;
  auto campaign = d11();
  campaign["end"] = "2024-10-01";
  campaign["spend"] = 600000;
  campaign["goals"] =
      body(R"([{"metric":"gmv","target":1,"parent":"orders"},{"metric":"orders","target":1,"parent":"gmv"}])");
  const auto refused = server.send("POST", "/api/v1/campaigns", campaign);
  REQUIRE(refused.status == 400);
  const auto problem = json(refused);
  CHECK(problem.at("pointer") == "/end");
  const auto& error = find(problem.at("errors"), "code", "end_before_start");
  CHECK(error.at("severity") == "error");
  CHECK_FALSE(error.at("remedy").get<std::string>().empty());
  CHECK(find(problem.at("errors"), "code", "circular_goals").at("pointer") == "/goals/0/parent");
  CHECK(find(problem.at("warnings"), "code", "over_budget").at("severity") == "warning");
  CHECK(server.get("/api/v1/campaigns/D11-2024").status == 404);
}

TEST_CASE("the scorecard shows reported and measured side by side, with attainment and costs by channel",
          "[scorecard]") {
  TestServer server;
  REQUIRE(server
              .send("POST", "/api/v1/campaigns",
                    body(R"({"code":"C","name":"双十一","start":"2024-11-01","end":"2024-11-11",
      "budget":2000,"spend":1000,"channels":["短信","抖音"],
      "goals":[{"metric":"gmv","target":400},{"metric":"orders","target":4,"parent":"gmv"},{"metric":"aov","target":100,"parent":"gmv"}],
      "results":[{"metric":"gmv","value":500},{"metric":"buyers","value":3}],
      "costs":[{"channel":"短信","kind":"media","actual":"100.5","planned":90},{"channel":"短信","kind":"labour","hours":3,"rate":"33.5"},
               {"kind":"other","actual":300}],
      "benefits":[{"name":"券","issued":100,"claimed":50,"redeemed":20,"cost":400}],
      "milestones":[{"name":"上线","planned":"2024-11-01","actual":"2024-11-03"}]})"))
              .status == 201);
  touch(server, body(R"([
      {"user":"u1","campaign":"C","channel":"短信","type":"purchase","time":"2024-11-02T10:00","value":150.25,"event_id":"1"},
      {"user":"u1","campaign":"C","channel":"抖音","type":"purchase","time":"2024-11-03T10:00","value":249.75,"event_id":"2"},
      {"user":"u2","campaign":"C","channel":"短信","type":"click","time":"2024-11-03T10:00","event_id":"3"}])"));
  const auto card = json(server.get("/api/v1/campaigns/C/scorecard"));
  INFO(card.dump(1));
  const auto& goal = card.at("goals").at(0);
  CHECK(goal.at("attainment") == 1.25);
  CHECK(goal.at("reached") == true);
  CHECK(goal.at("children") == Json({1, 2}));
  CHECK(goal.at("evidence").at("fields") == Json({"/results/0/value", "/goals/0/target"}));
  CHECK(card.at("goals").at(1).at("why") == "no_result");
  CHECK(card.at("goals").at(1).at("measured") == 2);
  CHECK(card.at("goal_checks").at(0).at("agrees") == true);
  const auto& gmv = find(card.at("results"), "metric", "gmv");
  CHECK(gmv.at("reported") == 500);
  CHECK(gmv.at("measured") == 400);
  CHECK(gmv.at("difference") == 100);
  CHECK(gmv.at("difference_share") == 0.25);
  CHECK(gmv.at("evidence").at("measured").at("n") == 2);
  const auto& buyers = find(card.at("results"), "metric", "buyers");
  CHECK(buyers.at("measured") == 1);
  CHECK(find(card.at("results"), "metric", "clicks").at("reported").is_null());
  CHECK(card.at("spend").at("computed") == 501);
  CHECK(card.at("spend").at("difference") == 499);
  CHECK(card.at("cost_ratio").at("of") == "gmv");
  CHECK(card.at("cost_ratio").at("value") == 2.0);
  CHECK(card.at("roi").at("why") == "no_revenue");
  const auto& sms = find(card.at("channels"), "channel", "短信");
  CHECK(sms.at("actual") == 201);
  CHECK(sms.at("kinds").size() == 2);
  CHECK(sms.at("cost_per_order") == 201);
  CHECK(card.at("benefits").at(0).at("redemption_rate") == 0.4);
  CHECK(card.at("milestones").at(0).at("days_late") == 2);
  CHECK_FALSE(card.contains("rollup"));
  CHECK(server.get("/api/v1/campaigns/C/scorecard?format=csv").body.find("gmv") != std::string::npos);
  CHECK(server.get("/api/v1/campaigns/NONE/scorecard").status == 404);
}

TEST_CASE("a parent's roll-up adds what adds up, counts people once, and converts at the rate of the day",
          "[scorecard]") {
  TestServer server;
  for (
      const char* text :
      {R"({"code":"P","name":"母活动","start":"2024-11-01","end":"2024-11-30","budget":1000})",
       R"({"code":"A","name":"甲","parent":"P","start":"2024-11-01","end":"2024-11-05","budget":300,"spend":200,
               "results":[{"metric":"gmv","value":1000},{"metric":"buyers","value":5},{"metric":"cvr","value":3}]})",
       R"({"code":"B","name":"乙","parent":"P","start":"2024-11-06","end":"2024-11-10","currency":"USD","budget":10,"spend":10,
               "results":[{"metric":"gmv","value":100}]})",
       R"({"code":"E","name":"丙","parent":"P","start":"2024-11-06","end":"2024-11-10","currency":"EUR","budget":7})",
       R"({"code":"A1","name":"甲一","parent":"A","start":"2024-11-01","end":"2024-11-02","budget":100,"results":[{"metric":"clicks","value":7}]})"})
    REQUIRE(server.send("POST", "/api/v1/campaigns", body(text)).status == 201);
  server.sites.home().archive().write("tester", [](archive::Transaction& t) {
    archive::put_rate(t, {*archive::Date::parse("2024-11-05"), "USD", "CNY", *archive::Decimal::parse("7.2")});
  });
  touch(server, body(R"([
      {"user":"u1","campaign":"A","type":"purchase","time":"2024-11-02T10:00","value":1,"event_id":"1"},
      {"user":"u1","campaign":"B","type":"purchase","time":"2024-11-07T10:00","value":1,"event_id":"2"},
      {"user":"u2","campaign":"B","type":"purchase","time":"2024-11-07T10:00","value":1,"event_id":"3"}])"));
  const auto rollup = json(server.get("/api/v1/campaigns/P/scorecard")).at("rollup");
  INFO(rollup.dump(1));
  CHECK(rollup.at("campaigns").size() == 4);
  CHECK(rollup.at("budget").at("value") == 372);  // 300 + 10 × 7.2; A's part A1 is in A's own
  CHECK(rollup.at("budget").at("evidence").at("n") == 2);
  CHECK(rollup.at("spend").at("value") == 272);
  CHECK(find(rollup.at("results"), "metric", "gmv").at("value") == 1720);
  CHECK(find(rollup.at("results"), "metric", "clicks").at("value") == 7);
  CHECK(rollup.at("not_added") == Json({"buyers", "cvr"}));
  CHECK(find(rollup.at("people"), "metric", "buyers").at("value") == 2);
  const auto& converted = find(rollup.at("converted"), "field", "spend");
  CHECK(converted.at("source") == 10);
  CHECK(converted.at("source_currency") == "USD");
  CHECK(converted.at("rate") == 7.2);
  CHECK(converted.at("rate_date") == "2024-11-05");
  CHECK(find(rollup.at("missing_rates"), "currency", "EUR").at("amount") == 7);
  CHECK(rollup.at("complete") == false);
  CHECK(json(server.get("/api/v1/rates?from=USD")).at("items").at(0).at("rate") == 7.2);
}

TEST_CASE("quality says what is missing, what that blocks, and which finished campaigns have no review",
          "[scorecard]") {
  TestServer server;
  server.send("POST", "/api/v1/campaigns", d11());
  auto second = d11();
  second["code"] = "D11-2023";
  second["review"] = {{"insight", "早发券"}};
  server.send("POST", "/api/v1/campaigns", second);
  server.send("POST", "/api/v1/campaigns",
              {{"code", "X"}, {"name", "x"}, {"start", "2024-01-01"}, {"status", "cancelled"}});
  server.send("POST", "/api/v1/campaigns",
              {{"code", "N"}, {"name", "n"}, {"start", "2030-01-01"}, {"status", "planned"}});
  const auto quality = json(server.get("/api/v1/quality"));
  INFO(quality.dump(1));
  CHECK(quality.at("campaign_count") == 4);
  const auto& spend = find(quality.at("missing"), "field", "channel_spend");
  CHECK(spend.at("count") == 2);
  CHECK(spend.at("sentence") == "no spend per channel: no budget advice, no cost per order for 2 campaigns");
  CHECK(spend.at("blocks") == 4);
  std::uint64_t before = UINT64_MAX;
  for (const auto& missing : quality.at("missing")) {
    CHECK(missing.at("blocks") <= before);
    before = missing.at("blocks").get<std::uint64_t>();
  }
  REQUIRE(quality.at("finished_without_review").size() == 1);
  CHECK(quality.at("finished_without_review").at(0).at("code") == "D11-2024");
  CHECK(find(quality.at("campaigns"), "code", "X").at("score").is_null());

  const auto one = json(server.get("/api/v1/campaigns/D11-2024/quality", {{"accept-language", "zh"}}));
  const int score = one.at("score").get<int>();
  CHECK(score > 0);
  CHECK(score < 100);
  CHECK(find(one.at("missing"), "field", "review").at("label") == "复盘");
  CHECK(find(one.at("analyses"), "analysis", "attainment").at("possible") == false);
  CHECK(json(server.get("/api/v1/campaigns/D11-2023/quality")).at("score") > score);
  // A planned campaign is not asked for what it cannot have yet.
  const auto planned = json(server.get("/api/v1/campaigns/N/quality"));
  for (const auto& missing : planned.at("missing")) CHECK(missing.at("field") != "review");
  CHECK(server.get("/api/v1/quality?format=csv&list=finished_without_review").body.find("D11-2024") !=
        std::string::npos);
  CHECK(server.get("/api/v1/campaigns/NONE/quality").status == 404);
}

TEST_CASE("rates are imported by --kind rates, counted, corrected and taken back", "[scorecard]") {
  TestServer server;
  auto& archive = server.sites.home().archive();
  const auto import = [&](const char* text) {
    importers::ImportOptions options;
    options.kind = importers::RowKind::rates;
    options.files.push_back({server.directory.write("rates.csv", text).string(), ""});
    return importers::run(archive, options);
  };
  const auto first =
      import("日期,原币种,目标币种,汇率\n2024-11-01,USD,CNY,7.1\n2024-11-02,usd,CNY,7.2\n2024-11-03,USD,CNY,0\n");
  REQUIRE(first.files.size() == 1);
  CHECK(first.files[0].kind == "rates");
  CHECK(first.files[0].rows == 3);
  CHECK(first.files[0].created == 2);
  CHECK(first.files[0].rejected == 1);
  CHECK(first.files[0].rejects[0].code == "bad_rate");
  CHECK(first.files[0].findings[0].finding.code == "bad_rate");
  const auto revision = archive.revision();
  const auto again = import("date,from,to,rate\n2024-11-01,USD,CNY,7.1\n");
  CHECK(again.files[0].unchanged == 1);
  CHECK(archive.revision() == revision);
  const auto corrected = import("date,from,to,rate\n2024-11-01,USD,CNY,7.15\n");
  CHECK(corrected.files[0].updated == 1);
  const auto on_first = [&] {
    return archive::find_rate(archive.read(), "USD", "CNY", *archive::Date::parse("2024-11-01"));
  };
  CHECK(on_first()->rate.to_string() == "7.15");
  const auto before = archive.revision();
  importers::undo_import(archive, corrected.import_id, "tester");
  CHECK(on_first()->rate.to_string() == "7.1");
  CHECK(archive.revision() > before);
}

TEST_CASE("as of a day a campaign and its scorecard say only what was true by then", "[scorecard]") {
  TestServer server;
  auto body = d11();
  body["planned_start"] = "2024-10-20";
  body["spend"] = 400000;
  body["results"] = Json::array({{{"metric", "gmv"}, {"value", 2400000}, {"unit", "CNY"}}});
  REQUIRE(server.send("POST", "/api/v1/campaigns", body).status == 201);
  Json touchpoints = Json::array();
  for (const char* day : {"2024-11-02", "2024-11-10", "2024-11-11"})
    touchpoints.push_back(
        {{"user", "u1"}, {"campaign", "D11-2024"}, {"channel", "短信"}, {"type", "click"}, {"time", day}});
  REQUIRE(server.send("POST", "/api/v1/touchpoints?wait=1", touchpoints).status == 200);

  const std::string address = "/api/v1/campaigns/D11-2024";
  CHECK(code(server.get(address + "?as_of=2024-10-19")) == "not_known_then");
  const auto planned = json(server.get(address + "?as_of=2024-11-10"));
  CHECK(planned.at("budget") == 500000);
  CHECK_FALSE(planned.contains("spend"));
  CHECK_FALSE(planned.contains("results"));
  CHECK_FALSE(planned.contains("lessons"));
  CHECK(json(server.get(address + "?as_of=2024-11-11")).at("spend") == 400000);

  const auto clicks = [&](const std::string& day) {
    return json(server.get(address + "/scorecard?as_of=" + day)).at("measured").at("touchpoints").get<int>();
  };
  CHECK(clicks("2024-11-01") == 0);
  CHECK(clicks("2024-11-10") == 2);
  CHECK(clicks("2024-11-11") == 3);
  const auto early = json(server.get(address + "/scorecard?as_of=2024-11-10"));
  CHECK(early.at("as_of") == "2024-11-10");
  CHECK(early.at("spend").at("value").is_null());
}
