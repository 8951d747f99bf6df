#include <catch2/catch.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

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
  CHECK(job.at("name") == "passwd.csv");
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
