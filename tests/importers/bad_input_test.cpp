// What an import refuses, clause by clause, and what it says.

#include <catch2/catch.hpp>

#include "importers/run.h"
#include "tests/importers/importing.h"

using namespace importing;
using importers::exit_code;

TEST_CASE("bad input: an unknown kind of file is refused by name") {
  Desk desk;
  const Report report = desk.import_text("notes.bin", std::string(200, '\x01'));
  CHECK(exit_code(report) == 3);
  REQUIRE(report.files.size() == 1);
  CHECK_FALSE(report.files[0].rejected_file.zh.empty());
}

TEST_CASE("bad input: a table whose columns say nothing is refused with what to do") {
  Desk desk;
  const Report report = desk.import_text("t.csv", "a,b\n1,2\n");
  CHECK(report.files[0].rejected_code == "unknown_kind");
  CHECK_THAT(report.files[0].rejected_file.en, Catch::Contains("--kind"));
}

TEST_CASE("bad input: an empty file, a header alone") {
  Desk desk;
  CHECK(desk.import_text("e.csv", "").files[0].rejected_code == "empty_file");
  const Report report = desk.import_text("h.csv", "code,name,start\n");
  CHECK(exit_code(report) == 0);
  CHECK(report.files[0].rows == 0);
  CHECK_FALSE(report.files[0].warnings.empty());
}

TEST_CASE("bad input: a missing required column is named") {
  Desk desk;
  ImportOptions options;
  options.kind = importers::RowKind::campaigns;
  const Report report = desk.import_text("c.csv", "code,start\nA,2024-01-01\n", options);
  CHECK(report.files[0].rejected_code == "missing_column");
  CHECK_THAT(report.files[0].rejected_file.en, Catch::Contains("name"));
  CHECK_FALSE(desk.has<archive::Campaign>("A"));
}

TEST_CASE("bad input: ragged rows, broken UTF-8 and broken JSON are rejects with their row") {
  Desk desk;
  const Report ragged =
      desk.import_text("c.csv", campaigns + "C\nD,Delta,2024-03-01,2024-03-02,x,y\nE,Eta,2024-04-01,\n");
  CHECK(ragged.files[0].created == 3);
  REQUIRE(ragged.files[0].rejects.size() == 2);
  CHECK(ragged.files[0].rejects[0].row == 4);
  CHECK(ragged.files[0].rejects[1].row == 5);
  const Report broken = desk.import_text("b.csv", campaigns + "F,F\xff\xfe,2024-01-01,\n");
  CHECK(broken.files[0].rejected == 1);
  const Report json = desk.import_text("j.jsonl",
                                       "{\"code\":\"J\",\"name\":\"j\",\"start\":\"2024-01-01\"}\n{\"code\":\n{"
                                       "\"code\":\"K\",\"name\":\"k\",\"start\":\"2024-01-01\"}\n");
  CHECK(json.files[0].created == 2);
  REQUIRE(json.files[0].rejects.size() == 1);
  CHECK(json.files[0].rejects[0].row == 2);
  for (const Report* report : {&ragged, &broken, &json}) CHECK(adds_up(report->files[0]));
}

TEST_CASE("bad input: numbers that are negative, absurd or no numbers") {
  Desk desk;
  const Report report = desk.import_text("c.csv",
                                         "code,name,start,预算\nA,a,2024-01-01,-5\nB,b,2024-01-01,"
                                         "99999999999999999999999\nC,c,2024-01-01,twelve\nD,d,2024-01-01,0\n");
  CHECK(report.files[0].created == 1);
  REQUIRE(report.files[0].rejects.size() == 3);
  for (const auto& reject : report.files[0].rejects) CHECK(reject.column == "预算");
  desk.import_text("a.csv", campaigns);
  const Report touch =
      desk.import_text("t.csv", touch_header +
                                    "u,A,x,P,purchase,2024-01-02,-5\nu,A,x,P,refund,2024-01-02,-5\nu,A,x,P,purchase,"
                                    "2024-01-02,0\nu,A,x,P,purchase,2024-01-02,9e15\nu,A,x,P,click,1066-10-14,\n");
  CHECK(touch.files[0].created == 2);
  CHECK(touch.files[0].rejected == 3);
  CHECK(touch.files[0].rejects[0].code == "negative");
  CHECK(touch.files[0].rejects[1].code == "absurd_number");
  CHECK(touch.files[0].rejects[2].code == "absurd_time");
}

TEST_CASE("bad input: an end before the start") {
  Desk desk;
  const Report report = desk.import_text("c.csv", "code,name,开始时间,结束时间\nA,a,2024-02-01,2024-01-01\n");
  REQUIRE(report.files[0].rejects.size() == 1);
  CHECK(report.files[0].rejects[0].code == "end_before_start");
  CHECK(report.files[0].rejects[0].column == "结束时间");
}

TEST_CASE("bad input: an end before the start that only shows after merging") {
  Desk desk;
  desk.import_text("c.csv", campaigns);
  const Report report = desk.import_text("d.csv", "code,name,end\nA,Alpha,2023-01-01\n");
  CHECK(report.files[0].rejected == 1);
  CHECK(desk.campaign("A").end->to_string() == "2024-01-31");
}

TEST_CASE("bad input: an unknown campaign names the nearest code, and --create-missing makes a draft") {
  Desk desk;
  desk.import_text("c.csv", "code,name,start\nALPHA-2024,a,2024-01-01\n");
  const std::string t = desk.file("t.csv", touch_header +
                                               "u,ALPHA-2042,x,P,click,2024-01-03,\nu,ALPHA-2042,x,P,click,2024-01-02,"
                                               "\nu,ALPHA-2024,x,P,click,2024-01-02,\n");
  const Report report = desk.import({t});
  CHECK(report.files[0].created == 1);
  REQUIRE(report.files[0].rejects.size() == 2);
  CHECK_THAT(report.files[0].rejects[0].reason.en, Catch::Contains("ALPHA-2024"));
  CHECK_THAT(report.files[0].rejects[0].reason.zh, Catch::Contains("ALPHA-2024"));
  CHECK(report.files[0].rejects[0].value == "ALPHA-2042");
  CHECK(report.files[0].rejects[0].column == "campaign");
  ImportOptions options;
  options.unknown_campaign = importers::UnknownCampaign::create_draft;
  const Report created = desk.import({t}, options);
  CHECK(exit_code(created) == 0);
  CHECK(created.files[0].created == 2);
  CHECK(desk.campaign("ALPHA-2042").status == "draft");
  CHECK(desk.campaign("ALPHA-2042").start->to_string() == "2024-01-02");
}

TEST_CASE("bad input: an ambiguous date asks for date_order") {
  Desk desk;
  const Report report = desk.import_text("c.csv", "code,name,start\nA,a,03/04/2024\n");
  REQUIRE(report.files[0].rejects.size() == 1);
  CHECK(report.files[0].rejects[0].code == "ambiguous_date");
}

TEST_CASE("bad input: a path that does not exist, and a broken mapping, are errors before anything is read") {
  Desk desk;
  CHECK_THROWS_AS(desk.import({"/no/such/file.csv"}), archive::Error);
  CHECK_THROWS_AS(desk.import_mapped("nonsense", {desk.file("c.csv", campaigns)}), archive::Error);
  CHECK(desk.revision() == Desk().revision());
}

TEST_CASE("bad input: a JSON value of the wrong shape is one reject with its place") {
  Desk desk;
  const Report report =
      desk.import_text("c.jsonl", R"({"code":"A","name":"a","start":"2024-01-01","goals":{"metric":"gmv"}})"
                                  "\n"
                                  R"({"code":"B","name":"b","start":"2024-01-01","phases":[{"colour":1}]})"
                                  "\n"
                                  R"({"code":"C","name":"c","start":"2024-01-01"})"
                                  "\n");
  CHECK(report.files[0].created == 1);
  REQUIRE(report.files[0].rejects.size() == 2);
  CHECK_THAT(report.files[0].rejects[1].column, Catch::Contains("phases/0/colour"));
}

TEST_CASE("bad input: names that cannot be keys are rejects, and the rest goes in") {
  Desk desk;
  const Report report = desk.import_text("c.csv", "code,name,start,channels\n" + std::string(2000, 'x') +
                                                      ",a,2024-01-01,\nB,b,2024-01-01," + std::string(2000, 'y') +
                                                      "\nC,c,2024-01-01,短信\n");
  CHECK(report.files[0].created == 1);
  CHECK(report.files[0].rejected == 2);
}
