// Folders, ZIP archives and workbooks, from the files to the archive.

#include "importers/input_files.h"

#include <catch2/catch.hpp>

#include "importers/plan.h"
#include "tests/importers/importing.h"

using namespace importing;

namespace {

std::string data(const std::string& name) { return std::string(ALMANAC_TEST_DATA) + "/tables/" + name; }

}  // namespace

TEST_CASE("a workbook goes in table by table") {
  Desk desk;
  const Report report = desk.import({data("活动.xlsx")});
  INFO(to_json(report, archive::Language::en).dump(1));
  const auto campaign = desk.campaign("D11");
  CHECK(campaign.name == "双11");
  CHECK(campaign.start->to_string() == "2024-11-01");
  CHECK(campaign.budget->to_string() == "500000");
  CHECK(desk.has<archive::Channel>("短信"));
  bool inferred = false;
  for (const auto& file : report.files)
    for (const auto& warning : file.warnings)
      inferred = inferred || warning.en.find("2024 is inferred") != std::string::npos;
  CHECK(inferred);
  const auto revision = desk.revision();
  desk.import({data("活动.xlsx")});
  CHECK(desk.revision() == revision);
}

TEST_CASE("a workbook by a mapping that names its sheets") {
  Desk desk;
  const Report report = desk.import_mapped(R"(name = "m"
[[file]]
pattern = "*.xlsx"
sheet = "渠*"
kind = "channels"
fields.channel = "渠道"
)",
                                           {data("活动.xlsx")});
  INFO(to_json(report, archive::Language::en).dump(1));
  REQUIRE(report.files.size() == 1);
  CHECK(report.files[0].kind == "channels");
  CHECK(report.files[0].created == 2);
}

TEST_CASE("a ZIP archive with Chinese names is read as a folder is") {
  Desk desk;
  const Report report = desk.import({data("归档.zip")});
  INFO(to_json(report, archive::Language::en).dump(1));
  bool named = false;
  for (const auto& file : report.files) named = named || file.path.ends_with("归档.zip/2024/活动.csv");
  CHECK(named);
  CHECK(desk.has<archive::Campaign>("Z1"));
  CHECK(desk.has<archive::Campaign>("Z2"));  // of the archive inside
}

TEST_CASE("archives that lie are refused and leave nothing behind") {
  Desk desk;
  for (const auto* name : {"bomb.zip", "unsafe.zip", "nested.zip"}) {
    INFO(name);
    const Report report = desk.import({data(name)});
    REQUIRE(report.files.size() >= 1);
    const std::string code = report.files.back().rejected_code;
    CHECK((code == "too_large" || code == "unsafe_path" || code == "nested_archive"));
  }
}

TEST_CASE("documents are planned apart, hidden files not at all") {
  Desk desk;
  desk.file("in/复盘.md", "# 双11复盘\n");
  desk.file("in/说明.txt", "这是一段说明文字。\n第二行。\n");
  desk.file("in/.hidden.csv", "x\n");
  desk.file("in/活动.csv", "活动名称,开始时间\n双11,2024-11-01\n");
  ImportOptions options;
  options.files.push_back({desk.directory().path() / "in", ""});
  const auto plan = importers::make_plan(options, nullptr, archive::Dictionary::load("/nonexistent"));
  CHECK(plan.tasks.size() == 1);
  REQUIRE(plan.documents.size() == 2);
  CHECK(plan.documents[0].format == importers::Format::markdown);
  CHECK(plan.refused.empty());
  CHECK(plan.ignored.empty());
}

TEST_CASE("a row for each channel of a campaign keeps its figures by channel") {
  Desk desk;
  const Report report = desk.import_text("a.csv",
                                         "活动名称,活动时间,渠道,花费,曝光\n双11,2024.11.1-2024.11.11,抖音,100,"
                                         "5万\n双11,2024.11.1-2024.11.11,短信,20,1万\n");
  INFO(to_json(report, archive::Language::en).dump(1));
  CHECK(importers::exit_code(report) == 0);
  const auto campaign = desk.campaign("双11-20241101");
  REQUIRE(campaign.costs.size() == 2);
  CHECK(campaign.costs[0].channel == "抖音");
  CHECK(campaign.costs[0].actual->to_string() == "100");
  REQUIRE(campaign.results.size() == 2);
  CHECK(campaign.results[1].channel == "短信");
  CHECK(campaign.results[1].value->to_string() == "10000");
  CHECK(campaign.channels == archive::Strings{"抖音", "短信"});
  CHECK_FALSE(campaign.spend);
}

TEST_CASE("a workbook about one campaign: the form on one sheet, its figures on others") {
  Desk desk;
  const Report report = desk.import({data("单活动.xlsx")});
  INFO(to_json(report, archive::Language::en).dump(1));
  CHECK(importers::exit_code(report) == 0);
  const auto campaign = desk.campaign("D11");
  CHECK(campaign.name == "双11大促");
  CHECK(campaign.goals.size() == 2);
  REQUIRE(campaign.results.size() == 4);
  CHECK_FALSE(campaign.spend);  // 物料 alone has a total of its own
  REQUIRE(campaign.costs.size() == 3);
  CHECK(campaign.costs[0].channel == "抖音");
  CHECK(campaign.costs[0].actual->to_string() == "120000");
  CHECK(campaign.costs[2].kind == "物料");
  CHECK(campaign.lessons.size() == 2);
}

TEST_CASE(
    "a ledger with merged names and subtotals; the figures of another workbook find its campaign by their title") {
  Desk desk;
  const Report report = desk.import({data("台账.xlsx"), data("双11数据汇总.xlsx")});
  INFO(to_json(report, archive::Language::en).dump(1));
  CHECK(importers::exit_code(report) == 0);
  CHECK(desk.campaign("双12-20231210").end->to_string() == "2023-12-12");
  const auto campaign = desk.campaign("双11-20231101");
  REQUIRE(campaign.costs.size() == 2);
  CHECK(campaign.costs[0].actual->to_string() == "125000");  // of the later file
  CHECK(campaign.costs[1].channel == "短信");
  bool gmv = false;
  for (const auto& result : campaign.results)
    gmv = gmv || (result.metric == "gmv" && result.channel == "抖音" && result.value->to_string() == "685000");
  CHECK(gmv);
  REQUIRE(campaign.spend);  // the subtotal of the ledger
  CHECK(campaign.spend->to_string() == "128000");
}
