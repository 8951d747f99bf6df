#include <catch2/catch.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string>
#include <thread>

#include "archive/duplicates.h"
#include "archive/unconfirmed.h"
#include "server/jobs.h"
#include "tests/server/fixture.h"

using namespace almanac;
using namespace almanac::tests;

namespace {

constexpr const char* two_campaigns =
    "活动代码,活动名称,开始时间,结束时间,活动预算\n"
    "A,春季上新,2024-03-01,2024-03-10,10000\n"
    "B,夏日清仓,2024-07-01,2024-06-01,20000\n";

server::Response upload(TestServer& server, const std::string& query, const std::string& content,
                        server::Pairs headers = {}) {
  const auto body = server.sites.home().spool() / "upload-test";
  std::ofstream(body, std::ios::binary) << content;
  auto request = server.request("POST", "/api/v1/imports?" + query, std::move(headers));
  request.spooled = body;
  request.body_bytes = content.size();
  auto response = server.api.respond(request);
  std::filesystem::remove(body);
  return response;
}

Json ended(TestServer& server, const std::string& id) {
  for (int i = 0; i < 600; ++i) {
    auto job = json(server.get("/api/v1/imports/" + id));
    const auto state = job.at("state").get<std::string>();
    if (state == "done" || state == "failed" || state == "cancelled") return job;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  FAIL("the job did not end");
  return {};
}

std::string collected(const server::Response& response) {
  std::string text = response.body;
  if (response.stream) {
    response.stream([&](std::string_view piece) {
      text.append(piece);
      return true;
    });
  }
  return text;
}

}  // namespace

TEST_CASE("an uploaded file becomes a job with a report and its rejects", "[imports]") {
  TestServer server;
  const auto accepted = upload(server, "name=%E6%B4%BB%E5%8A%A8.csv", two_campaigns);
  REQUIRE(accepted.status == 202);
  const auto id = json(accepted).at("id").get<std::string>();
  CHECK(header(accepted, "Location") == "/api/v1/imports/" + id);
  const auto job = ended(server, id);
  CHECK(job.at("state") == "done");
  CHECK(job.at("name") == "活动.csv");
  const auto file = job.at("report").at("files").at(0);
  CHECK(file.at("created") == 1);
  CHECK(file.at("rejected") == 1);
  CHECK(server.get("/api/v1/campaigns/A").status == 200);
  const auto rejects = collected(server.get("/api/v1/imports/" + id + "/rejects"));
  CHECK(rejects.find("2024-06-01") != std::string::npos);
  CHECK(rejects.rfind("\xef\xbb\xbf"
                      "file,row,column",
                      0) == 0);
  const auto list = json(server.get("/api/v1/imports"));
  CHECK(list.at("items").size() == 1);
  CHECK(list.at("items").at(0).at("id") == id);
  // The uploaded bytes are gone once they are in the archive.
  CHECK_FALSE(std::filesystem::exists(server.sites.home().spool() / id / "body"));
}

TEST_CASE("a dry run says what it would do and stores nothing", "[imports]") {
  TestServer server;
  const auto job = ended(server, json(upload(server, "name=a.csv&dry_run=1", two_campaigns)).at("id"));
  CHECK(job.at("state") == "done");
  CHECK(job.at("report").at("files").at(0).at("created") == 1);
  CHECK(server.get("/api/v1/campaigns/A").status == 404);
  CHECK(code(server.get("/api/v1/imports/" + job.at("id").get<std::string>() + "/rejects")) == "no_rejects_yet");
}

TEST_CASE("an import that is undone over HTTP takes its synonyms and saved searches back", "[imports]") {
  TestServer server;
  const std::string lines =
      "{\"record\":\"campaign\",\"code\":\"A\",\"name\":\"开场口播\",\"start\":\"2024-01-01\"}\n"
      "{\"record\":\"synonym\",\"words\":[\"念稿\",\"口播\"]}\n"
      "{\"record\":\"saved_search\",\"name\":\"s\",\"parameters\":{\"q\":\"念稿\"}}\n";
  const auto job = ended(server, json(upload(server, "name=s.jsonl", lines)).at("id"));
  REQUIRE(job.at("state") == "done");
  REQUIRE(server.send("PUT", "/api/v1/campaigns/B", {{"code", "B"}, {"name", "口播"}, {"start", "2024-01-01"}}).status <
          300);
  const auto total = [&] {
    return json(server.get("/api/v1/search?q=念稿&match=all&kind=campaign&wait=1")).at("total");
  };
  CHECK(total() == 2);
  const auto undone =
      json(server.send("POST", "/api/v1/imports/" + job.at("id").get<std::string>() + "/undo", Json::object()));
  CHECK(undone.at("synonyms") == 1);
  CHECK(undone.at("saved_searches") == 1);
  CHECK(total() == 0);
  CHECK(server.get("/api/v1/searches/s").status == 404);
  const auto again = "/api/v1/imports/" + std::to_string(undone.at("import_id").get<int>()) + "/undo";
  CHECK(json(server.send("POST", again, Json::object())).at("synonyms") == 1);
  CHECK(total() == 2);
  CHECK(server.get("/api/v1/searches/s").status == 200);
}

TEST_CASE("an import is undone over HTTP, tried first, and undone again", "[imports]") {
  TestServer server;
  const auto job = ended(server, json(upload(server, "name=a.csv", two_campaigns)).at("id"));
  const auto id = job.at("id").get<std::string>();
  const auto address = "/api/v1/imports/" + id;
  const auto tried = json(server.send("POST", address + "/undo?dry_run=1", Json::object()));
  CHECK(tried.at("records").at("deleted") == 1);
  CHECK(server.get("/api/v1/campaigns/A").status == 200);
  const auto response = server.send("POST", address + "/undo", Json::object());
  REQUIRE(response.status == 200);
  const auto report = json(response);
  CHECK(report.at("records").at("deleted") == 1);
  CHECK(report.at("undone") == job.at("import_id"));
  CHECK(report.at("kept").empty());
  CHECK(server.get("/api/v1/campaigns/A").status == 404);
  CHECK(json(server.get(address)).at("state") == "undone");
  CHECK(code(server.send("POST", address + "/undo", Json::object())) == "already_undone");
  const auto list = json(server.get("/api/v1/imports")).at("items");
  REQUIRE(list.size() == 2);
  CHECK(list.at(0).at("undoes") == job.at("import_id"));
  CHECK(list.at(1).at("state") == "undone");
  const auto again = "/api/v1/imports/" + std::to_string(report.at("import_id").get<int>()) + "/undo";
  CHECK(server.send("POST", again, Json::object()).status == 200);
  CHECK(server.get("/api/v1/campaigns/A").status == 200);
  CHECK(json(server.get(address)).at("state") == "done");
  CHECK(code(server.send("POST", "/api/v1/imports/99/undo", Json::object())) == "unknown_import");
  const auto dry = ended(server, json(upload(server, "name=a.csv&dry_run=1", two_campaigns)).at("id"));
  CHECK(code(server.send("POST", "/api/v1/imports/" + dry.at("id").get<std::string>() + "/undo", Json::object())) ==
        "nothing_stored");
}

TEST_CASE("events tell a job's progress and its end", "[imports]") {
  TestServer server;
  const auto id = json(upload(server, "name=a.csv", two_campaigns)).at("id").get<std::string>();
  const auto response = server.get("/api/v1/imports/" + id + "/events");
  CHECK(response.content_type == "text/event-stream");
  const auto text = collected(response);
  CHECK(text.rfind("retry: 500\n\n", 0) == 0);
  const auto last = text.rfind("event: end\ndata: ");
  REQUIRE(last != std::string::npos);
  const auto said = archive::parse_json(text.substr(last + 17, text.size() - last - 19));
  CHECK(said.at("state") == "done");
  CHECK(said.at("bytes_read") == said.at("bytes"));
  CHECK(said.at("id") == id);
  CHECK(code(server.get("/api/v1/imports/u99/events")) == "unknown_import");
  // A client that goes away ends the answer.
  std::size_t pieces = 0;
  server.get("/api/v1/imports/" + id + "/events").stream([&](std::string_view) {
    ++pieces;
    return false;
  });
  CHECK(pieces == 1);
}

TEST_CASE("events end at once when the server stops", "[imports]") {
  TestServer server;
  const std::unique_lock turn(server.sites.home().import_turn());  // the job waits
  const auto id = json(upload(server, "name=a.csv", two_campaigns)).at("id").get<std::string>();
  const auto events = server.get("/api/v1/imports/" + id + "/events");
  server.sites.stop();
  const auto before = std::chrono::steady_clock::now();
  CHECK(collected(events).find("event: end") == std::string::npos);
  CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(5));
}

TEST_CASE("provenance says which file gave each field", "[imports]") {
  TestServer server;
  const auto job = ended(server, json(upload(server, "name=a.csv", two_campaigns)).at("id"));
  const auto answer = json(server.get("/api/v1/campaigns/A/provenance"));
  bool found = false;
  for (const auto& field : answer.at("fields")) {
    if (field.at("field") != "budget") continue;
    found = true;
    const auto& value = field.at("values").at(0);
    CHECK(value.at("value") == 10000);
    CHECK(value.at("leads") == true);
    CHECK(value.at("file") == "a.csv");
    CHECK(value.at("row") == 2);
    CHECK(value.at("import_id") == job.at("import_id"));
  }
  CHECK(found);
  CHECK(server.get("/api/v1/campaigns/Z/provenance").status == 404);
}

TEST_CASE("uncertain values are confirmed into their record or dismissed", "[imports]") {
  TestServer server;
  auto& archive = server.sites.home().archive();
  archive.write("test", [](archive::Transaction& t) {
    archive::Campaign campaign;
    campaign.code = "A";
    campaign.name = "a";
    campaign.start = archive::Date::parse("2024-11-01");
    t.put(campaign);
    archive::Unconfirmed value;
    value.key = "A";
    value.evidence = "预算约 50 万";
    value.field = "budget";
    value.value = 500000;
    archive::add_unconfirmed(t, value);
    value.field = "results";
    value.value = {{"metric", "gmv"}, {"value", 7}};
    archive::add_unconfirmed(t, value);
    value.field = "review/insight";
    value.value = "早备货";
    archive::add_unconfirmed(t, value);
    value.field = "end";
    value.value = "2020-01-01";
    archive::add_unconfirmed(t, value);
  });
  const auto items = json(server.get("/api/v1/unconfirmed?campaign=A")).at("items");
  REQUIRE(items.size() == 4);
  CHECK(items.at(0).at("evidence") == "预算约 50 万");
  const auto decide = [&](std::size_t index, const Json& body) {
    return server.send("POST", "/api/v1/unconfirmed/" + std::to_string(items.at(index).at("id").get<int>()), body);
  };
  CHECK(json(decide(0, {{"state", "confirmed"}, {"value", 520000}})).at("state") == "confirmed");
  CHECK(json(decide(1, {{"state", "confirmed"}})).at("state") == "confirmed");
  CHECK(json(decide(2, {{"state", "confirmed"}})).at("state") == "confirmed");
  CHECK(decide(3, {{"state", "confirmed"}}).status == 400);  // before the start: nothing is changed
  CHECK(json(decide(3, {{"state", "dismissed"}})).at("state") == "dismissed");
  CHECK(code(decide(3, {{"state", "confirmed"}})) == "already_decided");
  CHECK(code(decide(0, {{"state", "maybe"}})) == "bad_state");
  const auto record = json(server.get("/api/v1/campaigns/A"));
  CHECK(record.at("budget") == 520000);
  CHECK(record.at("results").at(0).at("value") == 7);
  CHECK(record.at("review").at("insight") == "早备货");
  CHECK_FALSE(record.contains("end"));
  CHECK(json(server.get("/api/v1/unconfirmed")).at("items").empty());
  CHECK(json(server.get("/api/v1/unconfirmed?state=all")).at("items").size() == 4);
  CHECK(code(server.send("POST", "/api/v1/unconfirmed/99", {{"state", "dismissed"}})) == "unknown_value");
}

TEST_CASE("likely duplicates are listed and decided", "[imports]") {
  TestServer server;
  server.sites.home().archive().write("test", [](archive::Transaction& t) {
    archive::LikelyDuplicate pair;
    pair.kind = archive::Kind::product;
    pair.a = "SKU-1";
    pair.b = "sku1";
    pair.code = "similar_name";
    pair.reason = {"nearly the same", "名称相近"};
    archive::add_duplicate(t, pair);
  });
  const auto items = json(server.get("/api/v1/duplicates?kind=product&lang=zh")).at("items");
  REQUIRE(items.size() == 1);
  CHECK(items.at(0).at("reason") == "名称相近");
  const auto address = "/api/v1/duplicates/" + std::to_string(items.at(0).at("id").get<int>());
  CHECK(code(server.send("POST", address, {{"state", "same"}, {"leader", "other"}})) == "bad_leader");
  CHECK(code(server.send("POST", address, {{"state", "open"}})) == "bad_state");
  CHECK(json(server.send("POST", address, {{"state", "same"}, {"leader", "SKU-1"}})).at("leader") == "SKU-1");
  CHECK(json(server.get("/api/v1/duplicates")).at("items").empty());
  CHECK(json(server.get("/api/v1/duplicates?state=same")).at("items").size() == 1);
  CHECK(code(server.send("POST", "/api/v1/duplicates/99", {{"state", "different"}})) == "unknown_duplicate");
}

TEST_CASE("a waiting job that is cancelled never runs, an ended one cannot be", "[imports]") {
  TestServer server;
  const auto id = json(upload(server, "name=a.csv", two_campaigns)).at("id").get<std::string>();
  ended(server, id);
  CHECK(code(server.send("POST", "/api/v1/imports/" + id + "/cancel", Json::object())) == "already_ended");
  const std::unique_lock turn(server.sites.home().import_turn());  // nothing runs meanwhile
  const auto first = json(upload(server, "name=b.csv", two_campaigns)).at("id").get<std::string>();
  const auto second = json(upload(server, "name=c.csv", two_campaigns)).at("id").get<std::string>();
  CHECK(code(server.send("POST", "/api/v1/imports/" + id + "/undo", Json::object())) == "import_running");
  CHECK(json(server.send("POST", "/api/v1/imports/" + second + "/cancel", Json::object())).at("state") == "cancelled");
  CHECK(collected(server.get("/api/v1/imports/" + second + "/events")).find("event: end") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(server.sites.home().spool() / second / "body"));
  CHECK(code(server.send("POST", "/api/v1/imports/u99/cancel", Json::object())) == "unknown_import");
  (void)first;
}

TEST_CASE("an upload that cannot be taken says why", "[imports]") {
  TestServer server;
  CHECK(code(upload(server, "name=", "x")) == "bad_name");
  CHECK(code(server.send("POST", "/api/v1/imports", {})) == "missing_parameter");
  CHECK(code(upload(server, "name=a.csv&kind=invoices", "x")) == "bad_parameter");
  CHECK(code(upload(server, "name=a.csv", "x", {{"content-type", "multipart/form-data; boundary=b"}})) ==
        "raw_body_expected");
  CHECK(code(server.get("/api/v1/imports/u99")) == "unknown_import");
  CHECK(code(server.get("/api/v1/imports/99")) == "unknown_import");
  CHECK(code(server.get("/api/v1/imports/..%2F..%2Fetc")) == "unknown_import");
  // A path in the name is only a name.
  const auto job = ended(server, json(upload(server, "name=..%2F..%2Fetc%2Fpasswd.csv", two_campaigns)).at("id"));
  CHECK(job.at("name") == "etc/passwd.csv");
}

TEST_CASE("jobs that an earlier process left are run by the next", "[imports]") {
  TestServer server;
  const auto spool = server.directory / "left";
  std::filesystem::create_directories(spool / "u3");
  std::ofstream(spool / "u3" / "body") << two_campaigns;
  std::ofstream(spool / "upload-Xy12") << "half an upload";
  std::ofstream(spool / "u3" / "job.json")
      << R"({"id":"u3","state":"reading","name":"a.csv","kind":"","mapping":"","source":"","on_conflict":"update","unknown_campaign":"reject",)"
         R"("dry_run":false,"actor":"web","bytes":100,"rows_read":1,"created_ms":1,"started_ms":2,"finished_ms":0,"starts":1,"import_id":0,)"
         R"("report_en":null,"report_zh":null,"error_code":"","error_en":"","error_zh":""})";
  server::Jobs jobs(server.sites.home(), spool);
  CHECK_FALSE(std::filesystem::exists(spool / "upload-Xy12"));
  for (int i = 0; i < 500 && jobs.find("u3")->state != "done"; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK(jobs.find("u3")->state == "done");
  CHECK(server.get("/api/v1/campaigns/A").status == 200);
}

TEST_CASE("a job that ended the process three times is not tried again", "[imports]") {
  TestServer server;
  const auto spool = server.directory / "left";
  std::filesystem::create_directories(spool / "u1");
  std::ofstream(spool / "u1" / "body") << two_campaigns;
  std::ofstream(spool / "u1" / "job.json")
      << R"({"id":"u1","state":"storing","name":"a.csv","kind":"","mapping":"","source":"","on_conflict":"update","unknown_campaign":"reject",)"
         R"("dry_run":false,"actor":"web","bytes":100,"rows_read":1,"created_ms":1,"started_ms":2,"finished_ms":0,"starts":3,"import_id":0,)"
         R"("report_en":null,"report_zh":null,"error_code":"","error_en":"","error_zh":""})";
  const server::Jobs jobs(server.sites.home(), spool);
  CHECK(jobs.find("u1")->state == "failed");
  CHECK(jobs.find("u1")->error_code == "gave_up");
}

TEST_CASE("the program imports local files through the server, line by line", "[imports]") {
  TestServer server;
  const auto file = server.directory.write("c.csv", two_campaigns);
  const server::Pairs key{{"almanac-local-key", server.sites.home().local_key()}};
  const auto response = server.send("POST", "/api/v1/local/import", {{"files", {{{"path", file.string()}}}}}, key);
  REQUIRE(response.status == 200);
  const auto lines = collected(response);
  const auto last = archive::parse_json(lines.substr(lines.rfind('\n', lines.size() - 2) + 1));
  CHECK(last.at("exit_code") == 3);
  CHECK(last.at("report").at("files").at(0).at("created") == 1);
  const auto missing =
      collected(server.send("POST", "/api/v1/local/import", {{"files", {{{"path", "/no/such/file"}}}}}, key));
  CHECK(missing.find("\"problem\"") != std::string::npos);
  const auto reindexed = collected(server.send("POST", "/api/v1/local/reindex", {}, key));
  CHECK(reindexed.find("\"report\"") != std::string::npos);
}
