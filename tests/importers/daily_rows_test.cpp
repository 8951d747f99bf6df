// Rows by day, rows without dates, and what a later file of the same campaign extends.
#include <catch2/catch.hpp>

#include "tests/importers/importing.h"

using namespace almanac;
using namespace almanac::importers;
using importing::adds_up;
using importing::Desk;

namespace {

std::vector<archive::Json> campaigns(Desk& desk) {
  std::vector<archive::Json> found;
  desk.archive().read().for_each<archive::Campaign>(
      [&](const auto& stored) { found.push_back(archive::to_json_record(stored.record)); });
  return found;
}

archive::Json result(const archive::Json& campaign, std::string_view metric, std::string_view day) {
  for (const archive::Json& entry : campaign["results"])
    if (entry["metric"] == metric && entry.value("from", "") == day && entry.value("to", "") == day)
      return entry["value"];
  return {};
}

constexpr const char* november =
    "广告系列,日期,展现量,点击量,花费,点击率\n品牌词,2024-11-01,1000,50,200,5%\n竞品词,2024-11-01,500,10,90,2%\n"
    "品牌词,2024-11-02,1200,60,220,5%\n品牌词,2024-11-03,900,40,180,4.4%\n";

}  // namespace

TEST_CASE("rows by day of one name are one campaign with results by day") {
  Desk desk;
  const Report report = desk.import_text("november.csv", november);
  REQUIRE(report.files.size() == 1);
  CHECK(report.files[0].rejected_code.empty());
  CHECK(report.files[0].created == 4);
  CHECK(report.files[0].derived_codes.size() == 2);
  CHECK(adds_up(report.files[0]));
  const auto found = campaigns(desk);
  REQUIRE(found.size() == 2);
  CHECK(found[0]["code"] == "品牌词-20241101");
  CHECK(found[0]["start"] == "2024-11-01");
  CHECK(found[0]["end"] == "2024-11-03");
  CHECK(result(found[0], "impressions", "2024-11-02") == 1'200);
  CHECK(result(found[0], "spend", "2024-11-03") == 180);
  CHECK(found[0]["results"].size() == 12);
  CHECK(!found[0].contains("spend"));
  CHECK(desk.import_text("november.csv", november).files[0].unchanged == 4);
}

TEST_CASE("a later report by day extends the campaign, an earlier one too, a far one is another") {
  Desk desk;
  desk.import_text("a.csv", november);
  desk.import_text("b.csv", "广告系列,日期,展现量,花费\n品牌词,2024-11-08,10,2\n品牌词,2024-11-07,10,2\n");
  desk.import_text("c.csv", "广告系列,日期,展现量,花费\n品牌词,2024-10-30,10,2\n品牌词,2024-10-31,10,2\n");
  auto found = campaigns(desk);
  REQUIRE(found.size() == 2);
  CHECK(found[0]["code"] == "品牌词-20241101");
  CHECK(found[0]["start"] == "2024-10-30");
  CHECK(found[0]["end"] == "2024-11-08");
  desk.import_text("d.csv", "广告系列,日期,展现量,花费\n品牌词,2025-11-01,10,2\n品牌词,2025-11-02,10,2\n");
  CHECK(campaigns(desk).size() == 3);
}

TEST_CASE("a mapping's least and greatest hold against what is stored") {
  Desk desk;
  constexpr const char* mapping =
      "name = \"m\"\n[[file]]\npattern = \"*.csv\"\nkind = \"campaigns\"\ncollect = true\nfields.code = "
      "\"id\"\nfields.name = \"id\"\n"
      "fields.start = { column = \"day\", combine = \"least\" }\nfields.end = { column = \"day\", combine = "
      "\"greatest\" }\n";
  desk.import_mapped(mapping, {desk.file("a.csv", "id,day\nX,2024-11-05\nX,2024-11-06\n")});
  desk.import_mapped(mapping, {desk.file("b.csv", "id,day\nX,2024-11-01\nX,2024-11-03\n")});
  CHECK(desk.campaign("X").start->to_string() == "2024-11-01");
  CHECK(desk.campaign("X").end->to_string() == "2024-11-06");
}

TEST_CASE("several rows of a day add up, and rates of them are left out") {
  Desk desk;
  const Report report =
      desk.import_text("k.csv",
                       "推广计划,日期,关键词,展现量,点击率,消费\n甲,2024-11-01,a,10,1%,5\n甲,2024-11-01,b,20,2%,6\n"
                       "甲,2024-11-02,a,30,3%,7\n");
  const auto found = campaigns(desk);
  REQUIRE(found.size() == 1);
  CHECK(result(found[0], "impressions", "2024-11-01") == 30);
  CHECK(result(found[0], "spend", "2024-11-01") == 11);
  CHECK(result(found[0], "ctr", "2024-11-01").is_null());
  CHECK(report.files[0].ignored_columns.size() == 2);
}

TEST_CASE("a campaign of one day every month is a campaign each time") {
  Desk desk;
  desk.import_text("会员日.csv", "活动名称,日期,花费\n会员日,2024-01-08,5\n会员日,2024-02-08,6\n会员日,2024-03-08,7\n");
  CHECK(campaigns(desk).size() == 3);
}

TEST_CASE("rows without dates meet campaigns by name, and those that meet none say why") {
  Desk desk;
  desk.import_text("a.csv",
                   "代码,活动名称,开始时间\nA,2024双十一大促,2024-11-01\nB,会员日,2024-03-08\nC,会员日,2024-04-08\n");
  ImportOptions options;
  options.kind = RowKind::campaigns;
  const Report report = desk.import_text("b.csv", "活动名称,天气\n双十一大促,晴\n会员日,雨\n周年庆,阴\n", options);
  REQUIRE(report.files.size() == 1);
  CHECK(report.files[0].rejected_code.empty());
  CHECK(report.files[0].updated == 1);
  REQUIRE(report.files[0].rejects.size() == 2);
  CHECK(report.files[0].rejects[0].code == "several_campaigns");
  CHECK(report.files[0].rejects[0].reason.en.find("B, C") != std::string::npos);
  CHECK(report.files[0].rejects[1].code == "missing");
  CHECK(report.files[0].rejects[1].reason.en.find("\"周年庆\"") != std::string::npos);
  CHECK(report.files[0].rejects[1].reason.zh.find("constant") != std::string::npos);
  const Report mapped = desk.import_mapped(
      "name = \"m\"\n[[file]]\npattern = \"*.csv\"\nkind = \"campaigns\"\nfields.name = \"名\"\nfields.owner = "
      "\"人\"\n",
      {desk.file("m.csv", "名,人\n双十一大促,沈\n")});
  CHECK(mapped.files.at(0).updated == 1);
  CHECK(desk.campaign("A").owner == "沈");
}

TEST_CASE("a report without dates says how to give one, and a constant of a mapping is one") {
  Desk desk;
  constexpr const char* mapping =
      "name = \"m\"\n[[file]]\npattern = \"*.csv\"\nkind = \"campaigns\"\nfields.code = \"id\"\nfields.name = \"id\"\n";
  const std::string file = desk.file("all-time.csv", "id,clicks\nX,5\n");
  const Report report = desk.import_mapped(mapping, {file});
  REQUIRE(report.files.at(0).rejects.size() == 1);
  CHECK(report.files[0].rejects[0].code == "no_date");
  CHECK(report.files[0].rejects[0].reason.en.find("fields.start = { constant") != std::string::npos);
  const std::string dated = std::string(mapping) + "fields.start = { constant = \"2024-11-01\" }\n";
  CHECK(desk.import_mapped(dated, {file}).files.at(0).created == 1);
}
