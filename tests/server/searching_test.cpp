// Synonyms, saved searches and lists of searches over HTTP.

#include <catch2/catch.hpp>

#include <chrono>
#include <set>
#include <sstream>
#include <thread>

#include "server/saved_run.h"
#include "tests/server/fixture.h"

using namespace almanac;
using namespace almanac::tests;

namespace {

server::Response send_text(TestServer& server, std::string method, const std::string& target, std::string body,
                           const std::string& type = "text/plain; charset=utf-8") {
  auto made = server.request(std::move(method), target);
  made.headers.emplace_back("content-type", type);
  made.body = std::move(body);
  return server.api.respond(std::move(made));
}

std::string text_of(const server::Response& response) {
  if (!response.stream) return response.body;
  std::string all;
  response.stream([&](std::string_view piece) {
    all += piece;
    return true;
  });
  return all;
}

void put(TestServer& server, const std::string& code, const std::string& name) {
  const Json body{{"code", code}, {"name", name}, {"start", "2024-01-01"}};
  REQUIRE(server.send("PUT", "/api/v1/campaigns/" + code, body).status < 300);
}

Json ended(TestServer& server, const std::string& id) {
  for (int i = 0; i < 500; ++i) {
    auto job = json(server.get("/api/v1/searches/batch/" + id));
    if (job.at("state") != "queued" && job.at("state") != "running") return job;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  FAIL("the list of searches did not end");
  return {};
}

}  // namespace

TEST_CASE("a team's synonym is searched for as soon as it is stored, and no more once it is removed", "[searching]") {
  TestServer server;
  put(server, "A", "星愿计划活动");
  const auto total = [&] { return json(server.get("/api/v1/search?q=光合计划&match=all&wait=1")).at("total"); };
  CHECK(total() == 0);
  const auto made = server.send("PUT", "/api/v1/synonyms/光合计划", {{"words", {"星愿计划"}}});
  CHECK(made.status == 201);
  CHECK(json(made).at("words") == Json{"光合计划", "星愿计划"});
  CHECK(total() == 1);
  const auto known = server.get("/api/v1/synonyms/星願計劃?wait=1");
  CHECK(json(known).at("sources") == Json{"own"});
  CHECK(json(known).at("also_searched") == Json{"光合计划"});
  CHECK(header(known, "ETag") == header(made, "ETag"));
  CHECK(json(server.get("/api/v1/synonyms")).at("items").at(0).at("actor") == "web");
  CHECK(server.send("PUT", "/api/v1/synonyms/光合计划", {{"words", {"裂变"}}}, {{"if-match", "\"999\""}}).status ==
        412);
  CHECK(server.send("PUT", "/api/v1/synonyms/光合计划", {{"words", {"裂变"}}}, {{"if-none-match", "*"}}).status == 412);
  CHECK(server.send("DELETE", "/api/v1/synonyms/星愿计划", {}, {{"if-match", header(made, "ETag")}}).status == 200);
  CHECK(total() == 0);
  CHECK(code(server.get("/api/v1/synonyms/光合计划")) == "unknown_synonym");
  CHECK(json(server.get("/api/v1/audit?action=synonyms")).at("items").size() == 2);
}

TEST_CASE("shipped synonyms, the team's and the archive's names are one group where they share a word", "[searching]") {
  TestServer server;
  put(server, "A", "双十一");
  REQUIRE(server.send("PUT", "/api/v1/campaigns/B", {{"name", "x"}, {"start", "2024-01-01"}, {"channels", {"短信"}}})
              .status < 300);
  REQUIRE(server.send("PUT", "/api/v1/synonyms/光棍节", {{"words", {"Double-11"}}}).status == 201);
  const auto group = json(server.get("/api/v1/synonyms/11.11?wait=1"));
  CHECK(group.at("sources") == Json{"own", "shipped"});
  CHECK_FALSE(group.contains("own"));  // 11.11 itself is a shipped word
  CHECK(json(server.get("/api/v1/search?q=光棍节&wait=1")).at("total") == 1);
  const auto sms = json(server.get("/api/v1/synonyms/短消息"));
  CHECK(sms.at("sources").back() == "archive");
  const auto all = json(server.get("/api/v1/synonyms?source=all"));
  CHECK(all.at("total") > 50);
  CHECK(json(server.get("/api/v1/synonyms?source=own")).at("total") == 1);
}

TEST_CASE("synonyms go out and in as text; a wrong line is named and stores nothing", "[searching]") {
  TestServer server;
  const auto taken =
      send_text(server, "POST", "/api/v1/synonyms", "# ours\n星愿计划 = 光合计划\n\nKOC = 达人 = 素人\n");
  REQUIRE(taken.status == 200);
  CHECK(json(taken).at("created") == 2);
  const auto text = server.get("/api/v1/synonyms?format=txt");
  CHECK(text.body == "KOC = 达人 = 素人\n星愿计划 = 光合计划\n");
  CHECK(json(send_text(server, "POST", "/api/v1/synonyms", text.body)).at("unchanged") == 2);
  const auto joined = send_text(server, "POST", "/api/v1/synonyms", "素人 = 光合计划\n");
  CHECK(json(joined).at("updated") == 1);
  CHECK(server.get("/api/v1/synonyms?format=txt").body == "KOC = 达人 = 素人 = 星愿计划 = 光合计划\n");
  const auto wrong = send_text(server, "PUT", "/api/v1/synonyms", "a = b\nlonely\n");
  CHECK(wrong.status == 400);
  CHECK(code(wrong) == "one_word");
  CHECK(json(wrong).at("where") == "line 2");
  CHECK(json(server.get("/api/v1/synonyms")).at("total") == 1);
  CHECK(json(send_text(server, "PUT", "/api/v1/synonyms", "a = b\n")).at("total") == 1);
  CHECK(server.get("/api/v1/synonyms?format=txt").body == "a = b\n");
  const auto json_wrong = server.send("POST", "/api/v1/synonyms", {{"groups", {{"x", "y"}, {"z"}}}});
  CHECK(json(json_wrong).at("pointer") == "/groups/1");
  CHECK(code(server.send("POST", "/api/v1/synonyms", {{"groups", "x"}})) == "groups_expected");
  CHECK(code(server.send("PUT", "/api/v1/synonyms/a", {{"words", {1}}})) == "words_expected");
}

TEST_CASE("a saved search tells what is new and gone since it was last marked as seen", "[searching]") {
  TestServer server;
  put(server, "A", "会员日一");
  put(server, "B", "会员日二");
  const Json search{{"title", "会员"}, {"parameters", {{"q", "会员日"}, {"kind", {"campaign"}}, {"match", "all"}}}};
  const auto made = server.send("PUT", "/api/v1/searches/会员%2F日", search);
  REQUIRE(made.status == 201);
  CHECK(header(made, "Location") == "/api/v1/searches/%E4%BC%9A%E5%91%98%2F%E6%97%A5");
  CHECK(json(made).at("made_by") == "web");
  const std::string run = "/api/v1/searches/会员%2F日/run?wait=1";
  const auto first = json(server.send("POST", run, Json::object()));
  CHECK(first.at("total") == 2);
  CHECK(first.at("hits").size() == 2);
  CHECK_FALSE(first.contains("new"));
  CHECK_FALSE(first.contains("since"));
  CHECK(server.send("POST", run + "&seen=1", Json::object()).status == 200);
  put(server, "C", "会员日三");
  REQUIRE(server.send("DELETE", "/api/v1/campaigns/A", {}).status == 200);
  const auto later = json(server.send("POST", run, Json::object()));
  CHECK(later.at("new") == Json{"campaign:C"});
  CHECK(later.at("gone") == Json{"campaign:A"});
  CHECK(later.contains("since"));
  CHECK(json(server.send("POST", run + "&seen=1", Json::object())).at("new") == Json{"campaign:C"});
  CHECK(json(server.send("POST", run, Json::object())).at("new") == Json::array());
  const auto listed = json(server.get("/api/v1/searches")).at("items");
  REQUIRE(listed.size() == 1);
  CHECK(listed.at(0).at("seen_total") == 2);
  CHECK(listed.at(0).at("parameters") == search.at("parameters"));
  // The title alone changes: what was seen stays.
  auto renamed = search;
  renamed["title"] = "会员日";
  CHECK(server.send("PUT", "/api/v1/searches/会员%2F日", renamed, {{"if-match", header(made, "ETag")}}).status == 200);
  CHECK(json(server.send("POST", run, Json::object())).contains("since"));
  CHECK(server.send("PUT", "/api/v1/searches/会员%2F日", renamed, {{"if-match", header(made, "ETag")}}).status == 412);
  CHECK(server.send("PUT", "/api/v1/searches/会员%2F日", renamed, {{"if-none-match", "*"}}).status == 412);
  CHECK(server.send("DELETE", "/api/v1/searches/会员%2F日", {}).status == 200);
  CHECK(code(server.get("/api/v1/searches/会员%2F日")) == "unknown_search");
  CHECK(code(server.send("POST", run, Json::object())) == "unknown_search");
}

TEST_CASE("what cannot be searched cannot be saved", "[searching]") {
  TestServer server;
  const auto refused = [&](const Json& parameters) {
    const auto answer = server.send("PUT", "/api/v1/searches/x", {{"parameters", parameters}});
    CHECK(answer.status == 400);
    return code(answer) + " " + json(answer).value("pointer", "");
  };
  CHECK(refused({{"colour", "red"}}) == "unknown_parameter /parameters/colour");
  CHECK(refused({{"limit", 1000}}) == "bad_parameter /parameters/limit");
  CHECK(refused({{"q", Json::object()}}) == "bad_parameter /parameters/q");
  CHECK(refused({{"facets", {1}}}) == "bad_parameter /parameters/facets");
  CHECK(refused({{"q", "a"}, {"cursor", "abc"}}) == "bad_parameter /parameters/cursor");
  CHECK(refused("q") == "object_expected /parameters");
  CHECK(code(server.send("PUT", "/api/v1/searches/batch", {{"parameters", Json::object()}})) == "bad_name");
  CHECK(code(server.send("PUT", "/api/v1/searches/x", {{"q", "a"}})) == "object_expected");
}

TEST_CASE("a list of searches is a job: array, lines or CSV in, JSON, JSON lines or CSV out", "[searching]") {
  TestServer server;
  put(server, "A", "会员日");
  put(server, "B", "会员周");
  const auto batch = server.send("POST", "/api/v1/searches/batch?limit=1&wait=1&name=a.json",
                                 {"会员", {{"q", "会员日"}, {"match", "all"}}, "nothing at all"});
  REQUIRE(batch.status == 202);
  const auto id = json(batch).at("id").get<std::string>();
  const auto job = ended(server, id);
  CHECK(job.at("state") == "done");
  CHECK(job.at("searches") == 3);
  CHECK(job.at("asked") == 3);
  CHECK(job.at("name") == "a.json");
  const std::string results = job.at("results");
  const auto answer = archive::parse_json(text_of(server.get(results)));
  REQUIRE(answer.at("items").size() == 3);
  CHECK(answer.at("items").at(0).at("total") == 2);
  CHECK(answer.at("items").at(0).at("hits").size() == 1);
  CHECK(answer.at("items").at(1).at("hits").at(0).at("id") == "campaign:A");
  CHECK(answer.at("items").at(2).at("total") == 0);
  const auto lines = text_of(server.get(results + "?format=jsonl"));
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 3);
  const auto table = text_of(server.get(results + "?format=csv"));
  CHECK(table.find("2,会员日,\"{\"\"match\"\":\"\"all\"\"}\",1,all,1,campaign,campaign:A,A,会员日,") !=
        std::string::npos);

  const auto by_lines = send_text(server, "POST", "/api/v1/searches/batch?wait=1", "会员\r\n\r\n  会员日\n");
  CHECK(ended(server, json(by_lines).at("id")).at("asked") == 2);
  const auto by_table = send_text(server, "POST", "/api/v1/searches/batch?wait=1",
                                  "q,kind,channel\n会员,campaign,\n,lesson;campaign,短信\n", "text/csv");
  const auto table_id = json(by_table).at("id").get<std::string>();
  CHECK(ended(server, table_id).at("asked") == 2);
  const auto table_answer = archive::parse_json(text_of(server.get("/api/v1/searches/batch/" + table_id + "/results")));
  CHECK(table_answer.at("items").at(1).at("parameters") ==
        archive::parse_json(R"({"kind":["lesson","campaign"],"channel":["短信"]})"));
  CHECK(json(server.get("/api/v1/searches/batch")).at("total") == 3);
}

TEST_CASE("a list of searches that cannot be asked is refused by the number of the search", "[searching]") {
  TestServer server;
  const auto refused = [&](const Json& list) {
    const auto answer = server.send("POST", "/api/v1/searches/batch", list);
    CHECK(answer.status == 400);
    return code(answer) + " " + json(answer).value("pointer", "");
  };
  CHECK(refused(Json::array()) == "no_searches ");
  CHECK(refused({{"q", "a"}}) == "array_expected /");
  CHECK(refused({"a", 7}) == "bad_search /1");
  CHECK(refused({"a", {{"colour", "red"}}}) == "unknown_parameter /1");
  CHECK(refused({"a", std::string(9000, 'x')}) == "query_too_long /1");
  Json many = Json::array();
  for (int i = 0; i < 10'001; ++i) many.push_back("x");
  CHECK(refused(many) == "too_many_searches ");
  CHECK(code(send_text(server, "POST", "/api/v1/searches/batch", "x", "application/pdf")) == "list_expected");
  CHECK(code(send_text(server, "POST", "/api/v1/searches/batch", "q,colour\na,red\n", "text/csv")) ==
        "unknown_parameter");
  CHECK(code(server.get("/api/v1/searches/batch/s99")) == "unknown_batch");
  CHECK(code(server.get("/api/v1/searches/batch/s99/results")) == "unknown_batch");
  CHECK(code(server.send("POST", "/api/v1/searches/batch/s99/cancel", Json::object())) == "unknown_batch");
}

TEST_CASE("a list of searches is cancelled behind the search that is being asked; its answers so far stay",
          "[searching]") {
  TestServer server;
  put(server, "A", "会员日");
  Json many = Json::array();
  for (int i = 0; i < 10'000; ++i) many.push_back("会员 " + std::to_string(i));
  const auto id = json(server.send("POST", "/api/v1/searches/batch?wait=1", many)).at("id").get<std::string>();
  const auto waiting = json(server.send("POST", "/api/v1/searches/batch", {"a"})).at("id").get<std::string>();
  CHECK(server.send("POST", "/api/v1/searches/batch/" + waiting + "/cancel", Json::object()).status == 202);
  CHECK(json(server.get("/api/v1/searches/batch/" + waiting)).at("state") == "cancelled");
  REQUIRE(server.send("POST", "/api/v1/searches/batch/" + id + "/cancel", Json::object()).status == 202);
  const auto job = ended(server, id);
  CHECK(job.at("state") == "cancelled");
  CHECK(job.at("asked") < 10'000);
  const auto answer = archive::parse_json(text_of(server.get(job.at("results").get<std::string>())));
  CHECK(answer.at("items").size() == job.at("asked"));
  CHECK(code(server.send("POST", "/api/v1/searches/batch/" + id + "/cancel", Json::object())) == "already_ended");
}

TEST_CASE("templates are found by themselves, shipped and own, in the same language and with exact pages",
          "[searching]") {
  TestServer server;
  const auto all = json(server.get("/api/v1/search?kind=template&sort=name&limit=4"));
  CHECK(all.at("total") == 6);
  const auto rest = json(
      server.get("/api/v1/search?kind=template&sort=name&limit=4&cursor=" + all.at("next_cursor").get<std::string>()));
  std::set<std::string> seen;
  for (const auto& page : {all, rest})
    for (const auto& hit : page.at("hits")) CHECK(seen.insert(hit.at("id").get<std::string>()).second);
  CHECK(seen.size() == 6);
  const auto review = json(server.get("/api/v1/search?kind=template&q=GRAI 复盘&match=all"));
  CHECK(review.at("hits").at(0).at("id") == "template:grai-review.zh");
  CHECK(review.at("hits").at(0).at("code") == "grai-review");
  CHECK(review.at("hits").at(0).at("kind") == "template");
  CHECK(review.at("hits").at(0).at("fields").at("origin") == "shipped");
  server.directory.write("data/templates/直播脚本.md",
                         "---\nid: 直播脚本\nname: 直播脚本\nlanguage: zh\n---\n\n# 开场口播\n");
  const auto own = json(server.get("/api/v1/search?kind=template&q=口播"));
  CHECK(own.at("total") == 1);
  CHECK(own.at("hits").at(0).at("fields").at("origin") == "own");
  CHECK(code(server.get("/api/v1/search?kind=template&kind=lesson")) == "templates_alone");
  const auto lines = text_of(server.get("/api/v1/export/search?kind=template&format=jsonl"));
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 7);
  CHECK(json(server.get("/api/v1/search?q=复盘")).at("total") == 0);
}

TEST_CASE("templates are found by the team's synonyms too, and grouped as templates", "[searching]") {
  TestServer server;
  server.directory.write("data/templates/直播脚本.md",
                         "---\nid: 直播脚本\nname: 直播脚本\nlanguage: zh\n---\n\n# 开场口播\n");
  CHECK(json(server.get("/api/v1/search?kind=template&q=念稿")).at("total") == 0);
  REQUIRE(server.send("PUT", "/api/v1/synonyms/念稿", {{"words", {"念稿", "口播"}}}).status < 300);
  const auto found = json(server.get("/api/v1/search?kind=template&q=念稿&group=kind&wait=1"));
  CHECK(found.at("total") == 1);
  REQUIRE(found.at("groups").size() == 1);
  const auto& group = found.at("groups").at(0);
  CHECK(group.at("kind") == "template");
  CHECK(group.at("total") == 1);
  CHECK(group.at("hits").at(0).at("id") == "template:直播脚本.zh");
  CHECK(group.at("hits").at(0).at("fields").at("origin") == "own");
  const auto lines = text_of(server.get("/api/v1/export/search?kind=template&q=念稿&format=jsonl"));
  CHECK(lines.find("直播脚本") != std::string::npos);
}

TEST_CASE("of a saved search with more hits than are remembered the first 10,000 are compared, which is said",
          "[searching]") {
  std::size_t from = 0;
  search::Response page;
  page.total = 12'000;
  const server::EachHit each = [&](const search::Query&, const auto& visit) {
    search::Hit hit;
    for (std::size_t i = 0; i < page.total; ++i) {
      hit.id = "campaign:" + std::to_string(from + i);
      if (!visit(hit)) return;
    }
  };
  const auto first = server::run_saved(page, each, {}, std::nullopt);
  CHECK(first.bounded);
  CHECK(first.found.ids.size() == archive::max_seen_ids);
  CHECK(first.found.total == 12'000);
  CHECK_FALSE(first.fresh);
  from = 3;
  const auto moved = server::run_saved(page, each, {}, first.found);
  CHECK(moved.fresh == archive::Strings{"campaign:10000", "campaign:10001", "campaign:10002"});
  CHECK(moved.gone == archive::Strings{"campaign:0", "campaign:1", "campaign:2"});
  page.total = 5;
  from = 0;
  const auto few = server::run_saved(page, each, {}, archive::SeenHits{0, "", 0, 1, {"campaign:4"}});
  CHECK_FALSE(few.bounded);
  CHECK(few.fresh->size() == 4);
  CHECK(few.gone->empty());
}
