#include "importers/layout.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <iostream>

#include "importers/header_names.h"
#include "importers/layout_area.h"
#include "tests/importers/reading.h"
#include "tests/importers/sheets.h"

using namespace almanac::importers;
using almanac::tests::dictionary;
using almanac::tests::Lines;
using almanac::tests::sheet_of;

namespace {

Layout layout_of(const Sheet& sheet, std::string_view file = "x.xlsx") {
  return find_tables(sheet, dictionary(), file);
}

reading::Outcome read(const Sheet& sheet, std::size_t number) {
  auto workbook = std::make_shared<Workbook>();
  workbook->sheets.push_back(sheet);
  const Layout layout = layout_of(sheet);
  REQUIRE(layout.tables.size() > number);
  const auto reader = open_table(workbook, 0, layout.tables[number]);
  return reading::drain(*reader);
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a plain table is its header and its rows, numbered as in the sheet") {
  const Sheet sheet = sheet_of(
      "活动", {{"活动名称", "开始时间", "预算"}, {"双11", "2024-11-01", "#500000"}, {"618", "2024-06-01", "#300000"}});
  const Layout layout = layout_of(sheet);
  REQUIRE(layout.tables.size() == 1);
  CHECK(layout.tables[0].name == "活动");
  CHECK(layout.tables[0].known_header);
  CHECK(layout.tables[0].header_rows == std::vector<std::uint32_t>{1});
  const auto outcome = read(sheet, 0);
  CHECK(outcome.header == Names{"活动名称", "开始时间", "预算"});
  CHECK(outcome.rows == Lines{{"双11", "2024-11-01", "500000"}, {"618", "2024-06-01", "300000"}});
  CHECK(outcome.lines == std::vector<std::uint64_t>{2, 3});
}

TEST_CASE("title, unit line and date range above the header are context") {
  const Sheet sheet = sheet_of("Sheet1", {{"2024年市场活动汇总表", "<", "<", "<"},
                                          {"部门：市场部", "", "", "单位：万元"},
                                          {"活动名称", "活动时间", "预算", "实际花费"},
                                          {"双11", "11.1-11.11", "#50", "#48.5"},
                                          {"合计", "", "#50", "#48.5"},
                                          {"注：花费含税", "", "", ""}});
  const Layout layout = layout_of(sheet);
  REQUIRE(layout.tables.size() == 1);
  const SheetTable& table = layout.tables[0];
  CHECK(table.title == "2024年市场活动汇总表");
  CHECK(table.name == "2024年市场活动汇总表");
  REQUIRE(table.unit);
  CHECK(table.unit->factor.to_string() == "10000");
  REQUIRE(table.year);
  CHECK(table.year->year == 2024);
  CHECK(table.year->from == "title");
  REQUIRE(table.totals.size() == 1);
  CHECK(table.totals[0].row == 5);
  REQUIRE(table.left_out.size() == 1);
  CHECK(table.left_out[0].row == 6);
  const auto outcome = read(sheet, 0);
  CHECK(outcome.rows == Lines{{"双11", "11.1-11.11", "50", "48.5"}});
  CHECK(outcome.lines == std::vector<std::uint64_t>{4});
}

TEST_CASE("a header of two lines is joined, merged or not") {
  const Lines merged = {{"活动名称", "投放", "<", "效果", "<"},
                        {"^", "渠道", "花费", "曝光", "GMV"},
                        {"双11", "抖音", "#10", "#200", "#30"}};
  const Lines blank = {{"活动名称", "投放", "", "效果", ""},
                       {"", "渠道", "花费", "曝光", "GMV"},
                       {"双11", "抖音", "#10", "#200", "#30"}};
  for (const Lines& lines : {merged, blank}) {
    const auto outcome = read(sheet_of("s", lines), 0);
    CHECK(outcome.header == Names{"活动名称", "投放 / 渠道", "投放 / 花费", "效果 / 曝光", "效果 / GMV"});
    CHECK(outcome.rows == Lines{{"双11", "抖音", "10", "200", "30"}});
    CHECK(outcome.lines == std::vector<std::uint64_t>{3});
  }
}

TEST_CASE("a name merged over several rows stands in each of them") {
  const auto outcome = read(
      sheet_of("s", {{"活动名称", "渠道", "花费"}, {"双11", "抖音", "#10"}, {"^", "微信", "#5"}, {"小计", "", "#15"}}),
      0);
  CHECK(outcome.rows == Lines{{"双11", "抖音", "10"}, {"双11", "微信", "5"}});
}

TEST_CASE("several tables on one sheet, one under the other and side by side") {
  const Sheet under = sheet_of("s", {{"一、活动"},
                                     {"活动名称", "开始时间", "预算"},
                                     {"双11", "2024-11-01", "#5"},
                                     {},
                                     {"二、渠道"},
                                     {"渠道", "类型", "作用"},
                                     {"短信", "内部", "触达"}});
  const Layout layout = layout_of(under);
  REQUIRE(layout.tables.size() == 2);
  CHECK(layout.tables[0].title == "一、活动");
  CHECK(layout.tables[1].title == "二、渠道");
  CHECK(layout.tables[1].header == Names{"渠道", "类型", "作用"});

  const Sheet beside = sheet_of("s", {{"活动名称", "开始时间", "", "渠道", "类型"},
                                      {"双11", "2024-11-01", "", "短信", "内部"},
                                      {"618", "2024-06-01", "", "", ""}});
  const Layout two = layout_of(beside);
  REQUIRE(two.tables.size() == 2);
  CHECK(two.tables[0].header == Names{"活动名称", "开始时间"});
  CHECK(two.tables[1].header == Names{"渠道", "类型"});
  CHECK(two.tables[1].last_row == 2);
}

TEST_CASE("a blank row inside a table does not end it") {
  const auto outcome = read(
      sheet_of("s", {{"活动名称", "开始时间", "预算"}, {"双11", "2024-11-01", "#5"}, {}, {"618", "2024-06-01", "#3"}}),
      0);
  CHECK(outcome.rows.size() == 2);
  CHECK(outcome.lines == std::vector<std::uint64_t>{2, 4});
}

TEST_CASE("an unnamed column and a column without anything") {
  const auto outcome = read(sheet_of("s", {{"活动名称", "", "", "预算"}, {"双11", "备注一", "", "#5"}}), 0);
  CHECK(outcome.header == Names{"活动名称", "column B", "预算"});
}

TEST_CASE("a form with the names at the left makes one record") {
  const Sheet sheet = sheet_of("双11", {{"活动复盘表", "<"},
                                        {"活动名称：", "双11大促"},
                                        {"活动时间", "2024.11.1-11.11"},
                                        {"渠道", "抖音", "微信"},
                                        {"预算", "50万"},
                                        {"主推品", "口红"}});
  const Layout layout = layout_of(sheet);
  REQUIRE(layout.tables.size() == 1);
  CHECK(layout.tables[0].shape == SheetTable::Shape::form);
  const auto outcome = read(sheet, 0);
  CHECK(outcome.header == Names{"活动名称", "活动时间", "渠道", "预算", "主推品"});
  CHECK(outcome.rows == Lines{{"双11大促", "2024.11.1-11.11", "抖音；微信", "50万", "口红"}});
}

TEST_CASE("a form in two pairs of columns, and one with a campaign in each column") {
  const auto pairs = read(sheet_of("s", {{"活动名称", "双11", "活动编号", "D11"},
                                         {"开始时间", "2024-11-01", "结束时间", "2024-11-11"},
                                         {"预算", "50万", "负责人", "张三"}}),
                          0);
  CHECK(pairs.header == Names{"活动名称", "活动编号", "开始时间", "结束时间", "预算", "负责人"});
  CHECK(pairs.rows == Lines{{"双11", "D11", "2024-11-01", "2024-11-11", "50万", "张三"}});

  const auto turned = read(
      sheet_of("s", {{"活动名称", "双11", "618"}, {"开始时间", "2024-11-01", "2024-06-01"}, {"预算", "#5", "#3"}}), 0);
  CHECK(turned.rows == Lines{{"双11", "2024-11-01", "5"}, {"618", "2024-06-01", "3"}});
}

TEST_CASE("the figures under a form belong to its campaign") {
  const Sheet sheet = sheet_of("复盘", {{"活动名称", "双11"},
                                        {"活动时间", "2024.11.1-11.11"},
                                        {},
                                        {"指标", "目标", "实际"},
                                        {"GMV", "200万", "230万"},
                                        {"拉新", "#5000", "#4800"},
                                        {},
                                        {"渠道", "花费", "曝光"},
                                        {"抖音", "#10", "#200"},
                                        {"合计", "#10", "#200"}});
  const Layout layout = layout_of(sheet);
  REQUIRE(layout.tables.size() == 1);
  CHECK(layout.tables[0].header == Names{"活动名称", "活动时间", "GMV / 目标", "GMV / 实际", "拉新 / 目标",
                                         "拉新 / 实际", "渠道：抖音 / 花费", "渠道：抖音 / 曝光"});
  CHECK(layout.tables[0].totals.size() == 1);
}

TEST_CASE("a form followed by a table of other things stays two") {
  const Layout layout = layout_of(
      sheet_of("s", {{"活动名称", "双11"}, {"预算", "50万"}, {"活动名称", "渠道", "花费"}, {"双11", "抖音", "#10"}}));
  REQUIRE(layout.tables.size() == 2);
  CHECK(layout.tables[0].shape == SheetTable::Shape::form);
  CHECK(layout.tables[1].header_rows == std::vector<std::uint32_t>{3});
}

TEST_CASE("lines that say name, colon and value are a form") {
  const auto outcome = read(sheet_of("s", {{"活动名称：双11", "活动时间：2024.11.1-11.11"}, {"预算：50万"}}), 0);
  CHECK(outcome.header == Names{"活动名称", "活动时间", "预算"});
  CHECK(outcome.rows == Lines{{"双11", "2024.11.1-11.11", "50万"}});
}

TEST_CASE("a header that nobody knows is found by its shape") {
  const Layout layout = layout_of(sheet_of(
      "s", {{"Umsatzbericht"}, {"Filiale", "Leiter", "Umsatz"}, {"Bonn", "Meier", "#12"}, {"Köln", "Schulz", "#15"}}));
  REQUIRE(layout.tables.size() == 1);
  CHECK_FALSE(layout.tables[0].known_header);
  CHECK(layout.tables[0].header == Names{"Filiale", "Leiter", "Umsatz"});
}

TEST_CASE("repeated headers and the titles of groups are left out") {
  const Sheet sheet = sheet_of("s", {{"活动名称", "开始时间", "预算"},
                                     {"线上活动", "<", "<"},
                                     {"双11", "2024-11-01", "#5"},
                                     {"活动名称", "开始时间", "预算"},
                                     {"618", "2024-06-01", "#3"}});
  const auto outcome = read(sheet, 0);
  CHECK(outcome.lines == std::vector<std::uint64_t>{3, 5});
  CHECK(layout_of(sheet).tables[0].left_out.size() == 2);
}

TEST_CASE("cells with errors are empty and counted") {
  const auto outcome = read(sheet_of("s", {{"活动名称", "开始时间", "点击率"}, {"双11", "2024-11-01", "#DIV/0!"}}), 0);
  CHECK(outcome.rows == Lines{{"双11", "2024-11-01", ""}});
  REQUIRE(outcome.notes.size() == 1);
  CHECK(outcome.notes[0].code == "formula_errors");
  CHECK(outcome.notes[0].text.en.find("C2 #DIV/0!") != std::string::npos);
}

TEST_CASE("text alone is no table and is not lost") {
  const Layout layout = layout_of(sheet_of("说明", {{"本表由市场部维护"}, {}, {"请勿外传"}}));
  CHECK(layout.tables.empty());
  CHECK(layout.notes.size() == 2);
  CHECK(layout_of(sheet_of("leer", {})).tables.empty());
}

TEST_CASE("a year is inferred from one place only where it is the only one there") {
  const Lines lines = {{"活动名称", "活动时间"}, {"双11", "11.1-11.11"}};
  CHECK(layout_of(sheet_of("2023", lines)).tables[0].year->from == "sheet");
  CHECK(layout_of(sheet_of("s", lines), "活动2022年.xlsx").tables[0].year->year == 2022);
  CHECK_FALSE(layout_of(sheet_of("2022-2023", lines), "活动.xlsx").tables[0].year);
}

TEST_CASE("words around tables") {
  for (const auto* label : {"合计", "小计：", "总计", "Total", "Total: Account", "GRAND TOTAL", "华东小计", "平均值",
                            "合 计", "subtotal", "Sum"})
    CHECK(is_total_label(label));
  for (const auto* name :
       {"总", "Total War 联名", "双11", "统计", "设计", "合计划", "平均主义", "sunny", "", "2024合计划表"})
    CHECK_FALSE(is_total_label(name));
  CHECK(year_in("2024年双11") == 2024);
  CHECK(year_in("FY2024") == 2024);
  CHECK(year_in("Aug 1, 2026 - Aug 2, 2026") == 2026);
  CHECK(year_in("24年双11") == 2024);
  CHECK(year_in("时间范围：20171009") == 2017);
  CHECK_FALSE(year_in("2023-2024"));
  CHECK_FALSE(year_in("双11 11.11"));
  CHECK_FALSE(year_in("2000万"));
  CHECK(unit_in("（单位：万元）")->factor.to_string() == "10000");
  CHECK(unit_in("部门：市场部，单位：元")->currency == "CNY");
  CHECK_FALSE(unit_in("单位：市场部"));
  CHECK(column_letters(0) == "A");
  CHECK(column_letters(27) == "AB");
}

TEST_CASE("lines before the header of a report are found, and only there") {
  const auto header_of = [](const Lines& lines) {
    std::vector<std::uint64_t> numbers;
    for (std::size_t i = 0; i < lines.size(); ++i) numbers.push_back(i + 1);
    return find_preamble(sheet_of("", lines), numbers, dictionary(), "").header_line;
  };
  CHECK(header_of({{"Campaign report"},
                   {"Aug 1, 2026 - Aug 2, 2026"},
                   {"Day", "Campaign", "Cost"},
                   {"2026-08-01", "A", "12"}}) == 3);
  CHECK(header_of({{"数据生成时间：2017-10-10 14:02", "", ""},
                   {"1. 时间范围：20171009", "", ""},
                   {},
                   {"日期", "推广计划", "消费"}}) == 4);
  CHECK(header_of({{"name", "start", "end"}, {"a", "b", "c"}}) == 1);
  CHECK(header_of({{"a"}, {"b"}, {"c"}}) == 1);
  CHECK(header_of({{"key", "value"}, {"x", "1"}, {"y", "2"}}) == 1);
  CHECK(header_of({{"name"}, {"Smith", " John"}}) == 1);
}

TEST_CASE("columns of figures say whose they are", "[names]") {
  const auto match = [](const char* name) {
    const Names names = {name};
    return match_columns(RowKind::campaigns, names, dictionary()).front();
  };
  CHECK(match("目标 / GMV").field == "goal.gmv");
  CHECK(match("GMV / 实际值").field == "result.gmv");
  CHECK(match("投放 / 花费").field == "spend");
  CHECK(match("投放 / 花费").confidence == Approx(0.7));
  CHECK(match("3、预算（万元）").field == "budget");
  REQUIRE(match("渠道：抖音 / 投放 / 花费(万)").figure);
  CHECK(match("渠道：抖音 / 投放 / 花费(万)").figure->list == "costs");
  CHECK(match("渠道：抖音 / 转化 / 订单数").figure->metric == "orders");
  CHECK(match("费用：物料 / 预算").figure->kind == "物料");
  CHECK(match("GMV / 基线").figure->field == "baseline");
  CHECK(match("阶段：预热 / 时间").field.empty());
  CHECK(match("渠道：抖音 / 差异").field.empty());
  CHECK(match("亮点 (2)").field == "lessons.success");
  CHECK(match("负责人 (2)").field.empty());
}

TEST_CASE("time is linear in the cells, whatever they hold", "[.][speed]") {
  const auto timed = [](const Lines& block, std::uint32_t rows) {
    Lines lines;
    while (lines.size() < rows) lines.insert(lines.end(), block.begin(), block.end());
    const Sheet sheet = sheet_of("s", lines);
    const auto began = std::chrono::steady_clock::now();
    const Layout layout = layout_of(sheet);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    std::cout << rows << " rows: " << layout.tables.size() << " tables, " << seconds << " s\n";
    return seconds;
  };
  for (const Lines& block :
       {Lines{{"双11", "2024-11-01", "#5"}}, Lines{{"活动名称", "开始时间", "预算"}, {"a", "b", "#1"}},
        Lines{{"活动名称", "开始时间", "预算", "x"}, {"渠道", "类型", "作用"}}, Lines{{"a：b", "c：d"}},
        Lines{{"x"}, {}}, Lines{{"活动名称", "双11"}, {"预算", "5"}, {}}, Lines{{"a"}}})
    CHECK(timed(block, 200'000) < 5);
}

TEST_CASE("a value merged over the second pair of a form, and subtotals behind a merged name") {
  const auto form = read(
      sheet_of("s",
               {{"活动名称", "春季上新", "<", "<"}, {"预算", "#20", "实际花费", "#18"}, {"渠道", "抖音", "<", "<"}}),
      0);
  CHECK(form.header == Names{"活动名称", "预算", "实际花费", "渠道"});
  CHECK(form.rows == Lines{{"春季上新", "20", "18", "抖音"}});
  const auto rows = read(sheet_of("s", {{"活动名称", "活动时间", "渠道", "花费"},
                                        {"双11", "2023.11.1-11.11", "抖音", "#12"},
                                        {"^", "^", "小计", "#12"}}),
                         0);
  CHECK(rows.rows.size() == 1);
}

TEST_CASE("channels and segments that have names only are keyed by them") {
  const Names columns = {"人群名称", "人数", "说明"};
  CHECK(detect_kind(columns, dictionary()) == RowKind::segments);
  CHECK(match_columns(RowKind::segments, columns, dictionary()).front().field == "segment");
}

TEST_CASE("group lines that are months or quarters are a column of the rows below them") {
  const Sheet sheet = sheet_of("活动", {{"活动名称", "负责人", "预算"},
                                        {"一季度", "<", "<"},
                                        {"年货节", "李", "#10"},
                                        {"踏青季", "王", "#20"},
                                        {"Q2", "", ""},
                                        {"劳动节", "李", "#30"}});
  const Layout layout = layout_of(sheet);
  REQUIRE(layout.tables.size() == 1);
  CHECK(layout.tables[0].header.back() == "所属时段");
  const auto outcome = read(sheet, 0);
  REQUIRE(outcome.rows.size() == 3);
  CHECK(outcome.rows[1].back() == "一季度");
  CHECK(outcome.rows[2].back() == "Q2");
}

TEST_CASE("a row of months among names is a header") {
  const Layout layout = layout_of(
      sheet_of("2026", {{"活动", "1月", "2月", "3月"}, {"年货节", "#8", "#2", ""}, {"踏青季", "", "", "#5"}}));
  REQUIRE(layout.tables.size() == 1);
  CHECK(layout.tables[0].header_rows == std::vector<std::uint32_t>{1});
  CHECK(layout.tables[0].known_header);
}

TEST_CASE("columns under names of campaigns are a record each, if some line has a date in each") {
  const Lines lines = {{"", "溪边音乐会", "城市夜跑"},
                       {"活动时间", "2024/6/7-6/9", "2024.9.13-9.15"},
                       {"总费用（万）", "#12", "#9.5"},
                       {"销售额（万）", "#80", "#66"}};
  const Layout layout = layout_of(sheet_of("对比", lines));
  REQUIRE(layout.tables.size() == 1);
  REQUIRE(layout.tables[0].records.size() == 2);
  CHECK(layout.tables[0].header[0] == "活动名称");
  CHECK(layout.tables[0].records[1] == std::vector<std::string>{"城市夜跑", "2024.9.13-9.15", "9.5", "66"});
  Lines channels = lines;
  channels[0] = {"", "天猫", "抖音"};
  CHECK(layout_of(sheet_of("对比", channels)).tables[0].records.size() < 2);
}
