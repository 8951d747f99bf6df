// Texts that are no plain table: forms and figures of one campaign, read as the same sheet of a workbook.
#include <catch2/catch.hpp>

#include "importers/csv_grid.h"
#include "tests/importers/importing.h"

using namespace almanac;
using namespace almanac::importers;
using importing::Desk;

namespace {

std::vector<GridRecord> grid_of(std::string_view text, std::size_t chunk = SIZE_MAX) {
  CsvGrid grid(memory_source(text, chunk));
  std::vector<GridRecord> records;
  for (GridRecord record; grid.next(record);) records.push_back(record);
  return records;
}

archive::Json only_campaign(Desk& desk) {
  std::vector<archive::Json> found;
  desk.archive().read().for_each<archive::Campaign>(
      [&](const auto& stored) { found.push_back(archive::to_json_record(stored.record)); });
  REQUIRE(found.size() == 1);
  return found.front();
}

constexpr const char* form =
    "活动名称,618大促\n活动时间,2024-06-01~2024-06-18\n预算,50万\n\n"
    "渠道,曝光,点击,花费\n短信,10000,500,2万\n公众号,20000,900,1.5万\n合计,30000,1400,3.5万\n";

}  // namespace

TEST_CASE("a text as a grid: every record with its own cells, a broken one as it stands") {
  const auto records = grid_of("a;b\r\n\r\n1;\"x\ny\";3\r\n\"z\"z;5\r\n4");
  REQUIRE(records.size() == 5);
  CHECK(records[0].cells == std::vector<std::string>{"a", "b"});
  CHECK(records[1].cells == std::vector<std::string>{""});
  CHECK(records[2].cells == std::vector<std::string>{"1", "x\ny", "3"});
  CHECK(records[2].line == 3);
  CHECK(records[3].broken);
  CHECK(records[3].cells == std::vector<std::string>{"\"z\"z;5"});
  CHECK(records[3].line == 5);
  CHECK(records[4].cells == std::vector<std::string>{"4"});
  CHECK(grid_of("a,\"b\n1,2\n").size() == 2);
  for (std::size_t chunk = 1; chunk < 9; ++chunk)
    CHECK(grid_of("a,\"b\"\"\r\"\r\n\r\n1,2,3", chunk)[0].cells == std::vector<std::string>{"a", "b\"\r"});
}

TEST_CASE("a CSV with a form and a table of channels is one campaign, as the sheet would be") {
  Desk desk;
  const auto report = desk.import_text("618.csv", form);
  REQUIRE(report.files.size() == 1);
  CHECK(report.files[0].rejected_code.empty());
  CHECK(report.files[0].created == 1);
  CHECK(report.files[0].path.ends_with("618.csv"));
  const archive::Json campaign = only_campaign(desk);
  CHECK(campaign["name"] == "618大促");
  CHECK(campaign["start"] == "2024-06-01");
  CHECK(campaign["end"] == "2024-06-18");
  CHECK(campaign["budget"] == 500'000);
  CHECK(campaign["costs"].size() == 2);
  CHECK(campaign["results"].size() == 6);  // of two channels, and the totals
  CHECK(desk.import_text("618.csv", form).files.at(0).unchanged == 1);
}

TEST_CASE("a CSV of figures whose file or title names the campaign is that campaign") {
  Desk desk;
  desk.import_text("2024年618大促 渠道效果数据（6.1-6.18）.csv",
                   "渠道,曝光,点击,花费\n短信,10000,500,20000\n公众号,20000,900,15000\n");
  const archive::Json by_file = only_campaign(desk);
  CHECK(by_file["start"] == "2024-06-01");
  CHECK(by_file["costs"].size() == 2);
  Desk other;
  other.import_text("f3.csv",
                    "2024年双11大促投放复盘,,,\n活动周期：2024.10.20-11.11,,,\n渠道,预算(万),实际(万),备注\n抖音,30,28,"
                    "\n天猫,50,52,\n合计,80,80,\n");
  const archive::Json by_title = only_campaign(other);
  CHECK(by_title["start"] == "2024-10-20");
  CHECK(by_title["budget"] == 800'000);
  CHECK(by_title["costs"].size() == 2);
}

TEST_CASE("a CSV form alone is a campaign, in any encoding") {
  Desk desk;
  ImportOptions options;
  const auto report = desk.import_text("表.csv",
                                       "\xBB\xEE\xB6\xAF\xC3\xFB\xB3\xC6,618\n\xBB\xEE\xB6\xAF\xCA\xB1\xBC\xE4,2024.6."
                                       "1-6.18\n\xD4\xA4\xCB\xE3,50\xCD\xF2\n",
                                       options);
  CHECK(report.files.at(0).created == 1);
  CHECK(report.files.at(0).encoding == "GB18030");
  CHECK(only_campaign(desk)["budget"] == 500'000);
}

TEST_CASE("a plain table of campaigns stays one, and so does one of touchpoints below a preamble") {
  Desk desk;
  const auto report =
      desk.import_text("2024年618大促活动清单.csv",
                       "活动名称,开始日期,结束日期,预算\n甲,2024-06-01,2024-06-03,5\n乙,2024-06-02,2024-06-05,6\n");
  CHECK(report.files.at(0).created == 2);
  CHECK(report.files.at(0).kind == "campaigns");
  const auto events = desk.import_text(
      "618触点.csv", "618触点明细,,\n时间范围：2024-06-01至2024-06-18,,\n用户,事件,时间\nu1,click,2024-06-02 10:00\n");
  CHECK(events.files.at(0).kind == "touchpoints");
  CHECK(events.files.at(0).created == 1);
}

TEST_CASE("a long CSV is read row by row, whatever its title") {
  Desk desk;
  std::string text = "渠道,曝光,点击,花费\n";
  for (int i = 0; i < 6'000; ++i) text += "渠道" + std::to_string(i) + ",1,1,1\n";
  CHECK(desk.import_text("2024年618大促渠道效果（6.1-6.18）.csv", text).files.at(0).rejected_code == "unknown_kind");
}
