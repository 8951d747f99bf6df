// The import run: what goes in, and that the report says exactly that. bad_input_test.cpp: what is refused.

#include "importers/run.h"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "tests/importers/importing.h"

using namespace importing;
using importers::exit_code;

// --- what goes in ---

TEST_CASE("a Chinese campaign sheet becomes campaigns with goals, results and lessons") {
  Desk desk;
  const Report report = desk.import_text(
      "活动.csv",
      "活动名称,活动编号,启动时间,结束时间,预算（万）,实际花费,渠道,目标人群,活动目标,亮点,改进建议,状态,备注\n"
      "双十一大促,D11,2024年11月1日,2024/11/11,50,478200,公众号；短信,新客、沉睡会员,\"拉新5000人，GMV "
      "200万\",\"1、社群裂变有效\n2、券面额合适\",提前备货,已结束,好\n");
  INFO(to_json(report, archive::Language::en).dump(1));
  REQUIRE(exit_code(report) == 0);
  const archive::Campaign campaign = desk.campaign("D11");
  CHECK(campaign.name == "双十一大促");
  CHECK(campaign.status == "finished");
  CHECK(campaign.start->to_string() == "2024-11-01");
  CHECK(campaign.budget == archive::Decimal{500'000, 0});
  CHECK(campaign.channels.size() == 2);
  CHECK(campaign.segments == archive::Strings{"新客", "沉睡会员"});
  REQUIRE(campaign.goals.size() == 2);
  CHECK(campaign.goals[0].metric == "new_users");
  CHECK(campaign.goals[1].target == archive::Decimal{2'000'000, 0});
  REQUIRE(campaign.lessons.size() == 3);
  CHECK(std::count_if(campaign.lessons.begin(), campaign.lessons.end(),
                      [](const auto& lesson) { return lesson.kind == "success"; }) == 2);
  CHECK(campaign.attributes.at("备注") == "好");
}

TEST_CASE("a campaign in JSON goes in with everything in it") {
  Desk desk;
  const Report report = desk.import_text(
      "c.jsonl",
      R"({"code":"D11-2024","name":"双十一大促","theme":"让快乐翻倍","start":"2024-11-01","end":"2024-11-11","currency":"CNY","budget":500000,)"
      R"("channels":["公众号","短信"],"products":["SKU1"],"phases":[{"name":"预热","start":"2024-10-20","end":"2024-10-31"}],)"
      R"("goals":[{"metric":"gmv","target":2000000,"basis":"支付"}],"results":[{"metric":"gmv","value":2300000}],)"
      R"("costs":[{"channel":"短信","kind":"media","actual":118000}],"experiments":[{"hypothesis":"h","variants":[{"name":"A","control":true,"n":10,"events":3}]}],)"
      R"("lessons":[{"kind":"success","statement":"提前预热有效","applies_when":{"channel":["公众号"]}}],"attributes":{"a":1},"other":"x"})"
      "\n");
  REQUIRE(exit_code(report) == 0);
  const archive::Campaign campaign = desk.campaign("D11-2024");
  CHECK(campaign.phases.size() == 1);
  CHECK(campaign.costs.at(0).actual == archive::Decimal{118'000, 0});
  CHECK(campaign.experiments.at(0).variants.at(0).control == true);
  CHECK(campaign.lessons.at(0).applies_when.at("channel") == archive::Strings{"公众号"});
  CHECK(campaign.attributes.at("other") == "x");
  CHECK(desk.get<archive::Lesson>(campaign.lessons.at(0).code).statement == "提前预热有效");
}

TEST_CASE("the same files again change nothing, and the revision does not move") {
  Desk desk;
  const std::string c = desk.file("c.csv", campaigns);
  const std::string j = desk.file(
      "j.jsonl",
      R"({"code":"J","name":"j","start":"2024-01-01","lessons":[{"statement":"s"}],"channels":["z","a"],"results":[{"metric":"gmv","value":1.50}]})"
      "\n");
  const std::string t = desk.file(
      "t.csv", touch_header + "u1,A,短信,P1,click,2024-01-02,\nu1,A,短信,P1,purchase,2024-01-02T10:00:00,9.90\n");
  const std::string u = desk.file("u.csv", "user,城市\nu1,上海\n");
  desk.import({c, j, t, u});
  const auto revision = desk.revision();
  const Report again = desk.import({c, j, t, u});
  CHECK(again.revision == revision);
  CHECK(desk.revision() == revision);
  for (const auto& file : again.files) {
    INFO(file.path);
    CHECK(file.unchanged == file.rows);
    CHECK(adds_up(file));
  }
}

TEST_CASE("files go in by kind, whatever order they are named in") {
  Desk desk;
  const std::string t = desk.file("1.csv", touch_header + "u,A,短信,P,click,2024-01-02,\n");
  const std::string l = desk.file("2.csv", "campaign,statement\nA,Start earlier\n");
  const std::string c = desk.file("3.csv", campaigns);
  const Report report = desk.import({t, l, c});
  REQUIRE(exit_code(report) == 0);
  CHECK(report.files[0].kind == "campaigns");
  CHECK(report.files[1].kind == "lessons");
  CHECK(report.files[2].kind == "touchpoints");
  CHECK(desk.campaign("A").lessons.size() == 1);
  CHECK(desk.touchpoints() == 1);
}

TEST_CASE("a folder is its files in sorted order; what is no data in it is listed") {
  Desk desk;
  desk.file("in/b/campaigns.csv", campaigns);
  desk.file("in/a/users.csv", "user,age\nu,5\n");
  desk.file("in/readme.rst", "hello");
  desk.file("in/.hidden.csv", "x");
  const Report report = desk.import({(desk.directory() / "in").string()});
  CHECK(exit_code(report) == 0);
  CHECK(report.files.size() == 2);
  REQUIRE(report.ignored.size() == 1);
  CHECK_THAT(report.ignored[0], Catch::EndsWith("readme.rst"));
}

TEST_CASE("touchpoints without a campaign are kept, and so are types of one's own") {
  Desk desk;
  const Report report =
      desk.import_text("t.csv", touch_header + "u,,门店,P,purchase,2024-01-02,5\nu,,,,tasting,2024-01-02,\n");
  CHECK(exit_code(report) == 0);
  CHECK(desk.touchpoints() == 2);
  CHECK(report.mentioned.user_count == 1);
}

TEST_CASE("touchpoints in JSON take the field names of other programs") {
  Desk desk;
  desk.import_text("c.csv", campaigns);
  const Report report = desk.import_text(
      "t.jsonl",
      R"({"user_id":"u","campaign_code":"A","sku":"P","event":"click","ts":1704164645})"
      "\n"
      R"({"user_id":"u","campaign_code":"A","event":"purchase","timestamp":"2024-01-03 10:00","金额":12.5,"extra":1})"
      "\n");
  REQUIRE(exit_code(report) == 0);
  CHECK(report.files[0].created == 2);
  CHECK(report.files[0].ignored_columns == std::vector<std::string>{"extra"});
}

TEST_CASE("a missing code is derived from name and start, and the report says so") {
  Desk desk;
  const Report report = desk.import_text("c.csv", "name,start\nSpring sale,2024-03-01\n");
  REQUIRE(report.files[0].derived_codes.size() == 1);
  CHECK(report.files[0].derived_codes[0].code == "Spring-sale-20240301");
  CHECK(desk.has<archive::Campaign>("Spring-sale-20240301"));
}

TEST_CASE("two different rows that derive one code are both rejected; the same row twice is one campaign") {
  Desk desk;
  const Report report =
      desk.import_text("c.csv", "name,start,owner\nX,2024-03-01,a\nX,2024-03-01,b\nY,2024-03-01,a\nY,2024-03-01,a\n");
  CHECK(report.files[0].rejected == 2);
  CHECK(report.files[0].rejects[0].code == "same_derived_code");
  CHECK(report.files[0].created == 2);
  CHECK(desk.archive().read().record_count<archive::Campaign>() == 1);
  CHECK(adds_up(report.files[0]));
}

TEST_CASE("several rows of one campaign add to it") {
  Desk desk;
  const Report report = desk.import_text(
      "c.csv", "code,name,start,channel,result.clicks\nA,a,2024-01-01,短信,1\nA,a,2024-01-01,公众号,\nA,,,抖音,\n");
  CHECK(exit_code(report) == 0);
  CHECK(report.files[0].created == 3);
  CHECK(desk.campaign("A").channels.size() == 3);
}

TEST_CASE("an empty cell never erases") {
  Desk desk;
  desk.import_text("c.csv", "code,name,start,owner\nA,a,2024-01-01,li\n");
  desk.import_text("d.csv", "code,name,start,owner\nA,a2,2024-01-01,\n");
  CHECK(desk.campaign("A").owner == "li");
  CHECK(desk.campaign("A").name == "a2");
}

TEST_CASE("a name may be a word that elsewhere means nothing") {
  Desk desk;
  const Report report =
      desk.import_text("c.csv", "code,name,start,owner\nA,NULL,2024-01-01,N/A\nB,0x1F,2024-01-01,待定\n");
  CHECK(exit_code(report) == 0);
  CHECK(desk.campaign("A").name == "NULL");
  CHECK(desk.campaign("A").owner.empty());
  CHECK(desk.campaign("B").owner.empty());
}

// --- conflicts ---

TEST_CASE("update takes the file's values, skip keeps the archive's") {
  Desk desk;
  desk.import_text("c.csv", campaigns);
  const std::string changed = desk.file("d.csv", "code,name,start,owner\nA,Changed,2024-01-01,li\n");
  const Report skipped = desk.import({changed}, with(OnConflict::skip));
  CHECK(desk.campaign("A").name == "Alpha");
  CHECK(desk.campaign("A").owner == "li");
  CHECK(skipped.files[0].updated == 1);
  desk.import({changed}, with(OnConflict::update));
  CHECK(desk.campaign("A").name == "Changed");
}

TEST_CASE("fail checks everything first and stores nothing") {
  Desk desk;
  desk.import_text("c.csv", campaigns);
  const auto revision = desk.revision();
  const std::string changed = desk.file("d.csv", "code,name,start\nC,New,2024-01-01\nA,Changed,2024-01-01\n");
  const Report report = desk.import({changed}, with(OnConflict::fail));
  CHECK(exit_code(report) == 1);
  CHECK(report.error_code == "conflict");
  REQUIRE(report.files[0].rejects.size() == 1);
  CHECK(report.files[0].rejects[0].column == "name");
  CHECK(report.files[0].created == 0);
  CHECK(desk.revision() == revision);
  CHECK_FALSE(desk.has<archive::Campaign>("C"));
  CHECK(exit_code(desk.import({desk.file("e.csv", "code,name,start\nC,New,2024-01-01\n")}, with(OnConflict::fail))) ==
        0);
  CHECK(desk.has<archive::Campaign>("C"));
}

TEST_CASE("a column that one kind of record takes is not ignored by the file") {
  Desk desk;
  const Report report = desk.import_mapped(
      "name = \"m\"\n[[file]]\npattern = \"x.csv\"\nkind = \"channels\"\nother_columns = \"ignore\"\n"
      "[file.fields]\nchannel = \"ch\"\n"
      "[[file]]\npattern = \"x.csv\"\nkind = \"campaigns\"\nother_columns = \"ignore\"\n"
      "[file.fields]\ncode = \"c\"\nname = \"n\"\nstart = \"s\"\n",
      {desk.file("x.csv", "ch,c,n,s,rest\n短信,A,a,2024-01-01,1\n")});
  REQUIRE(report.files.size() == 2);
  for (const auto& file : report.files) CHECK(file.ignored_columns == std::vector<std::string>{"rest"});
}

TEST_CASE("a dry run reports what would change and stores nothing") {
  Desk desk;
  desk.import_text("c.csv", campaigns);
  const auto revision = desk.revision();
  ImportOptions options;
  options.storing = importers::Storing::dry_run;
  const std::string c = desk.file(
      "d.csv",
      "code,name,start,end\nA,Changed,2024-01-01,2024-01-31\nB,Beta,2024-02-01,2024-02-29\nC,New,2024-03-01,\n");
  const std::string t =
      desk.file("t.csv", touch_header + "u,C,短信,P,click,2024-01-02,\nu,Z,短信,P,click,2024-01-02,\n");
  const Report dry = desk.import({c, t}, options);
  CHECK(dry.dry_run);
  CHECK(dry.files[0].created == 1);
  CHECK(dry.files[0].updated == 1);
  CHECK(dry.files[0].unchanged == 1);
  CHECK(dry.files[1].created == 1);
  CHECK(dry.files[1].rejected == 1);
  REQUIRE(dry.differences.size() == 2);
  CHECK(dry.differences[0].key == "A");
  REQUIRE(dry.differences[0].fields.size() == 1);
  CHECK(dry.differences[0].fields[0].field == "name");
  CHECK(dry.differences[0].fields[0].before == "Alpha");
  CHECK(dry.differences[1].created);
  CHECK(dry.files[0].conflicting == 1);
  REQUIRE(dry.differences[0].conflicts.size() == 1);
  CHECK(dry.differences[0].conflicts[0].before == "Alpha");
  CHECK(dry.differences[0].conflicts[0].after == "Changed");
  CHECK(dry.differences[1].conflicts.empty());
  options.on_conflict = OnConflict::skip;
  const Report skipped = desk.import({c}, options);
  CHECK(skipped.files[0].unchanged == 2);
  CHECK(skipped.files[0].conflicting == 1);
  REQUIRE(skipped.differences.size() == 2);
  CHECK(skipped.differences[0].fields.empty());
  CHECK(skipped.differences[0].conflicts.size() == 1);
  CHECK(desk.revision() == revision);
  CHECK(desk.touchpoints() == 0);
  CHECK_FALSE(desk.has<archive::Campaign>("C"));
  CHECK(std::filesystem::is_empty(desk.directory() / "data/spool"));
  // And the real run does just that.
  const Report real = desk.import({c, t});
  for (std::size_t i = 0; i < real.files.size(); ++i) {
    CHECK(real.files[i].created == dry.files[i].created);
    CHECK(real.files[i].updated == dry.files[i].updated);
    CHECK(real.files[i].rejected == dry.files[i].rejected);
  }
}

// --- what is kept of rejects ---

TEST_CASE("every reject is kept in the archive and written to the rejects file") {
  Desk desk;
  std::string text = "code,name,start\n";
  for (int i = 0; i < 250; ++i) text += "C" + std::to_string(i) + ",\"n, " + std::to_string(i) + "\",not a date\n";
  ImportOptions options;
  options.rejects_file = desk.directory() / "rejects.csv";
  const Report report = desk.import_text("c.csv", text, options);
  CHECK(report.files[0].rejected == 250);
  CHECK(report.files[0].rejects.size() == 100);
  std::size_t kept = 0;
  archive::ImportLog(desk.archive()).for_each_reject(report.import_id, [&](const archive::Reject& reject) {
    ++kept;
    CHECK(reject.column == "start");
    CHECK(reject.value == "not a date");
    CHECK_FALSE(reject.reason.zh.empty());
    CHECK_THAT(reject.raw, Catch::EndsWith("not a date"));
  });
  CHECK(kept == 250);
  std::ifstream in(*options.rejects_file);
  const std::string written{std::istreambuf_iterator<char>(in), {}};
  CHECK(std::count(written.begin(), written.end(), '\n') == 251);
  CHECK_THAT(written, Catch::Contains("not a date"));
}

TEST_CASE("an import can be stopped between rows") {
  Desk desk;
  std::string text = "user,age\n";
  for (int i = 0; i < 20'000; ++i) text += "u" + std::to_string(i) + ",5\n";
  std::atomic<bool> cancel{true};
  ImportOptions options;
  options.files.push_back({desk.file("u.csv", text), ""});
  const Report report = importers::run(desk.archive(), options, {nullptr, &cancel});
  CHECK(report.state == Report::State::cancelled);
  CHECK(exit_code(report) == 1);
  cancel = false;
  CHECK(exit_code(importers::run(desk.archive(), options, {nullptr, &cancel})) == 0);
  CHECK(desk.archive().read().record_count<archive::User>() == 20'000);
}

TEST_CASE("the report is one JSON object with every figure") {
  Desk desk;
  const Report report = desk.import_text("c.csv", campaigns + "C,c,bad,\n");
  const archive::Json json = to_json(report, archive::Language::zh);
  CHECK(json["import_id"] == report.import_id);
  CHECK(json["revision"] == desk.revision());
  CHECK(json["files"][0]["rows"] == 3);
  CHECK(json["files"][0]["rejects"][0]["row"] == 4);
  CHECK(json["files"][0]["rejects"][0]["reason"] == report.files[0].rejects[0].reason.zh);
  CHECK(json["files"][0]["encoding"] == "UTF-8");
  const auto stored = archive::ImportLog(desk.archive()).find(report.import_id);
  REQUIRE(stored);
  CHECK(stored->state == "done");
  CHECK(stored->report["files"][0]["created"] == 2);
}

TEST_CASE("an import that is killed is taken up by the same call, and nothing is there twice") {
  const tests::TemporaryDirectory directory;
  constexpr std::uint64_t rows = 400'000;
  std::string text = touch_header;
  for (std::uint64_t i = 0; i < rows; ++i)
    text += "u" + std::to_string(i % 1'000) + ",A,c,P,visit," + std::to_string(1'700'000'000 + i) + ",\n";
  text += "u,NOSUCH,c,P,visit,2024-01-01,\n";
  ImportOptions options;
  options.files = {{directory.write("t.csv", text), ""}, {directory.write("c.csv", campaigns), ""}};

  const pid_t child = fork();
  if (child == 0) {
    const auto archive = archive::Archive::open(directory / "data", archive::Access::read_write);
    importers::run(*archive, options,
                   {[](const importers::ImportProgress& progress) {
                      if (progress.rows > 300'000) kill(getpid(), SIGKILL);
                    },
                    nullptr});
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));

  const auto archive = archive::Archive::open(directory / "data", archive::Access::read_write);
  CHECK(archive->read().touchpoint_count() == 0);  // nothing shows before the last commit
  CHECK(archive->read().record_count<archive::Campaign>() == 2);
  const Report report = importers::run(*archive, options);
  CHECK(exit_code(report) == 3);
  REQUIRE(report.files.size() == 2);
  CHECK(report.files[1].created == rows);
  CHECK(report.files[1].rejected == 1);
  CHECK(adds_up(report.files[1]));
  CHECK(archive->read().touchpoint_count() == rows);
  CHECK(report.import_id == 1);
  std::size_t kept = 0;
  archive::ImportLog(*archive).for_each_reject(report.import_id, [&](const archive::Reject&) { ++kept; });
  CHECK(kept == 1);
  const auto revision = archive->revision();
  const Report again = importers::run(*archive, options);
  CHECK(again.files[1].unchanged == rows);
  CHECK(archive->revision() == revision);
}

TEST_CASE("a table that looks like campaigns but has no dates where they should be is not guessed at") {
  Desk desk;
  std::string text = "age;campaign;duration\n";
  for (int i = 0; i < 20; ++i) text += std::to_string(30 + i) + ";1;" + std::to_string(100 + 37 * i) + "\n";
  const Report report = desk.import_text("calls.csv", text);
  CHECK(exit_code(report) == 3);
  REQUIRE(report.files.size() == 1);
  CHECK(report.files[0].rejected_code == "unknown_kind");
  CHECK(report.files[0].rejected_file.en.find("duration") != std::string::npos);
  CHECK(desk.revision() == 0);
}
