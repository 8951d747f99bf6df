// Named questions in the query language: their columns and figures against the world that they are asked of.

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "insight/question_form.h"
#include "insight/questions.h"
#include "insight/statistics.h"
#include "tests/insight/fixture.h"
#include "tests/support/errors.h"

using namespace almanac;
using namespace almanac::insight;
using archive::Json;
using archive::Language;
using tests::code_of;

namespace {

Question question(const std::string& ask, const std::string& parameters = "[]") {
  return question_from(
      archive::parse_json(R"j({"id":"ours","title":{"en":"Ours?","zh":"我们的？"},"about":{"en":"a","zh":"甲"},
    "parameters":)j" + parameters +
                          R"j(,"ask":)j" + ask + "}"),
      "");
}

struct Asked : tests::InsightFixture {
  Json put(const Question& question, const QuestionRequest& request) {
    graph::Budget budget;
    const auto reader = archive->read();
    return insight::ask(question, request, {reader, snapshot(), tests::unsearched()}, budget, Language::zh);
  }
  Json ask(const Question& question, std::map<std::string, std::vector<std::string>> values = {},
           std::size_t limit = 1000) {
    QuestionRequest request;
    request.values = std::move(values);
    request.limit = limit;
    return put(question, request);
  }
};

constexpr const char* campaign_parameter =
    R"j([{"name":"campaign","type":"values","dimension":"campaign","required":true,"label":{"en":"campaign","zh":"活动"}}])j";

}  // namespace

TEST_CASE("a statement's columns have titles, types and values as the question says, or as the values are") {
  Asked asked;
  asked.fill(1, 400, 30);
  const Question own = question(R"j({"kind":"cypher","statement":["MATCH (c:Campaign)<-[:TOUCHED]-(u:User)",
      "RETURN c, c.key AS code, count(DISTINCT u) AS people, collect(DISTINCT u.key)[..2] AS some, c.start AS day, 1.5 AS half",
      "ORDER BY people DESC, code"],"columns":{"c":{"en":"campaign","zh":"活动"},"half":{"en":"half","zh":"一半","type":"share"}}})j");
  const Json answer = asked.ask(own);
  CHECK(answer["basis"] == "graph");
  REQUIRE(answer["columns"].size() == 6);
  CHECK(answer["columns"][0] == Json{{"name", "c"}, {"label", "活动"}, {"type", "value"}});
  const char* types[] = {"value", "text", "count", "codes", "text", "share"};
  for (std::size_t i = 0; i < 6; ++i) CHECK(answer["columns"][i]["type"] == types[i]);
  std::map<std::string, std::set<std::string>> people;
  for (const tests::Event& e : asked.world.events) {
    if (!e.campaign.empty()) people[e.campaign].insert(e.user);
  }
  CHECK(answer["total"] == people.size());
  REQUIRE(answer["rows"].size() == people.size());
  for (const Json& row : answer["rows"]) {
    const std::string code = row["code"];
    CHECK(row["c"]["key"] == code);
    CHECK(row["c"]["id"] == "campaign:" + code);
    CHECK(row["people"] == people.at(code).size());
    CHECK(row["some"].size() == std::min<std::size_t>(2, people.at(code).size()));
    CHECK(row["half"] == 1.5);
  }
  CHECK(answer["graph"]["nodes"].size() == std::min<std::size_t>(40, people.size()));
  const Json first = asked.ask(own, {}, 3);
  CHECK(first["rows"].size() == 3);
  CHECK(first["total"] == people.size());
  CHECK(first["rows"][0] == answer["rows"][0]);
}

TEST_CASE("both, n, having and everybody become share, base, lift with its interval, p and q") {
  Asked asked;
  asked.fill(2, 1500, 60);
  const std::string code = asked.world.campaigns.begin()->first;
  const Json answer = asked.ask(QuestionBook::shipped().require("segments-of-campaign"), {{"campaign", {code}}});
  std::set<std::string> everybody, having;
  for (const tests::Event& e : asked.world.events) {
    if (e.campaign.empty()) continue;
    everybody.insert(e.user);
    if (e.campaign == code) having.insert(e.user);
  }
  REQUIRE_FALSE(answer["rows"].empty());
  double last = 1e9;
  for (const Json& row : answer["rows"]) {
    insight::Counts counts{0, 0, having.size(), everybody.size()};
    for (const std::string& user : asked.world.segments.at(row["segment"]["key"]).users) {
      counts.row += everybody.contains(user) ? 1 : 0;
      counts.both += having.contains(user) ? 1 : 0;
    }
    CAPTURE(row.dump());
    CHECK(row["n"] == counts.row);
    CHECK(row["both"] == counts.both);
    CHECK(row["too_few"] == too_few(counts, 5));
    if (row["too_few"]) continue;
    const auto expected = strength(counts);
    CHECK(row["lift"] == expected->lift);
    CHECK(row["low"] == expected->low);
    CHECK(row["p"] == expected->p);
    CHECK(row["q"].get<double>() >= expected->p);
    CHECK(row["low"].get<double>() <= last);
    last = row["low"];
  }
  std::vector<std::string> names;
  for (const Json& column : answer["columns"]) names.push_back(column["name"]);
  CHECK(names == std::vector<std::string>{"segment", "n", "both", "share", "base", "lift", "q"});
  CHECK(code_of([&] {
          asked.ask(
              question(R"j({"kind":"cypher","statement":"RETURN 5 AS both, 3 AS n, 4 AS having, 9 AS everybody"})j"));
        }) == "bad_counts");
}

TEST_CASE("parameters reach a statement as keys, lists, days and null") {
  Asked asked;
  asked.fill(3, 200, 20);
  const auto& campaign = asked.world.campaigns.begin()->second;
  const Question by_name =
      question(R"j({"kind":"cypher","statement":"RETURN $campaign AS code"})j", campaign_parameter);
  CHECK(asked.ask(by_name, {{"campaign", {campaign.code}}})["rows"][0]["code"] == campaign.code);
  CHECK(code_of([&] { asked.ask(by_name); }) == "missing_parameter");
  CHECK(code_of([&] { asked.ask(by_name, {{"campaign", {"no such campaign"}}}); }) == "unknown_value");
  const Question several = question(
      R"j({"kind":"cypher","statement":"RETURN $day.year AS year, size($channel) AS channels, $from IS NULL AS open"})j",
      R"j([{"name":"day","type":"date","label":{"en":"day","zh":"日期"}},
          {"name":"channel","type":"values","dimension":"channel","several":true,"label":{"en":"channel","zh":"渠道"}}])j");
  const std::string channel = asked.world.channels.begin()->first;
  const Json given = asked.ask(several, {{"day", {"2024-03-01"}}, {"channel", {channel, channel}}})["rows"][0];
  CHECK(given == Json{{"year", 2024}, {"channels", 2}, {"open", "true"}});
  CHECK(asked.ask(several)["rows"][0] == Json{{"year", nullptr}, {"channels", nullptr}, {"open", "true"}});
  CHECK(code_of([&] { asked.ask(several, {{"day", {"yesterday"}}}); }) == "bad_date");
  QuestionRequest windowed;
  windowed.to = archive::Date::parse("2024-01-01");
  CHECK(code_of([&] { asked.put(by_name, windowed); }) == "missing_parameter");
  windowed.values["campaign"] = {campaign.code};
  CHECK(code_of([&] { asked.put(by_name, windowed); }) == "unknown_parameter");
}

TEST_CASE("a statement asked as of a day sees what was known then") {
  Asked asked;
  asked.fill(4, 800, 40);
  const Question own = question(
      R"j({"kind":"cypher","statement":"MATCH (u:User)-[t:TOUCHED]->() RETURN count(DISTINCT u) AS people, sum(t.count) AS n"})j");
  std::vector<std::int64_t> times;
  for (const tests::Event& e : asked.world.events) times.push_back(e.ms);
  std::sort(times.begin(), times.end());
  QuestionRequest request;
  request.as_of = asked.snapshot()->zone().date_of(times[times.size() / 2]);
  const std::int64_t end = asked.snapshot()->zone().end_of(*request.as_of);
  const auto known = [&](const std::string& code) {  // campaigns announced later are not there yet
    return asked.snapshot()->known_by(*asked.snapshot()->find(archive::Kind::campaign, code), request.as_of->days);
  };
  std::set<std::string> people;
  std::size_t count = 0;
  for (const tests::Event& e : asked.world.events) {
    if (e.campaign.empty() || e.ms > end || !known(e.campaign)) continue;
    people.insert(e.user);
    ++count;
  }
  CHECK(asked.put(own, request)["rows"][0] == Json{{"people", people.size()}, {"n", count}});
}

TEST_CASE("a statement that cannot run is told with its line and column when its file is read") {
  struct Case {
    const char *ask, *where, *says;
  };
  const Case cases[] = {
      {R"j({"kind":"cypher","statement":["MATCH (c:Campaign)","RETRN c"]})j", "/ask/statement/1", "line 2, column 1"},
      {R"j({"kind":"cypher","statement":"MATCH (c:Campaign)\nRETURN d"})j", "/ask/statement", "line 2, column 8"},
      {R"j({"kind":"cypher","statement":"RETURN coutn(1)"})j", "/ask/statement", "line 1, column 8"},
      {R"j({"kind":"cypher","statement":"CREATE (c) RETURN c"})j", "/ask/statement", "line 1"},
      {R"j({"kind":"cypher","statement":"RETURN $campagn AS c"})j", "/ask/statement", "$campaign"},
      {R"j({"kind":"cypher","statement":7})j", "/ask/statement", "list"},
      {R"j({"kind":"cypher","statement":["RETURN 1",2]})j", "/ask/statement/1", "text"},
      {R"j({"kind":"cypher"})j", "/ask", "statement"},
      {R"j({"kind":"cypher","statement":"RETURN 1 AS people","columns":{"peopl":{"en":"a","zh":"b"}}})j",
       "/ask/columns/peopl", "people"},
      {R"j({"kind":"cypher","statement":"RETURN 1 AS n","columns":{"n":{"en":"a"}}})j", "/ask/columns/n", "zh"},
      {R"j({"kind":"cypher","statement":"RETURN 1 AS n","columns":{"n":{"en":"a","zh":"b","type":"cuont"}}})j",
       "/ask/columns/n/type", "count"},
      {R"j({"kind":"cypher","statement":"RETURN 1 AS n","order":"up"})j", "/ask/order", "lift"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.ask);
    try {
      question(one.ask, campaign_parameter);
      FAIL("it was read");
    } catch (const archive::Error& error) {
      CHECK(error.code() == "bad_question");
      CHECK(error.where() == one.where);
      CHECK(error.message().en.find(one.says) != std::string::npos);
      CHECK(error.message().zh != error.message().en);
    }
  }
}
