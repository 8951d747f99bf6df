// What sheets tell of a campaign in figures: goals, results, costs, and their units.

#include <catch2/catch.hpp>

#include "tests/importers/sheets.h"

using namespace almanac::importers;
using namespace almanac::tests;
using almanac::archive::Json;

TEST_CASE("a dashboard gives goals and results of its own year alone") {
  const Json record = record_of({dashboard()});
  REQUIRE(record.is_object());
  CHECK(record["name"] == "2025年开学季");
  CHECK(record["start"] == "2025-08-20");
  CHECK(record["end"] == "2025-09-05");
  CHECK(entry(record, "goals", "metric", "paid_amount", "target") == 3'000'000);
  CHECK(entry(record, "results", "metric", "paid_amount", "value") == 3'215'000);
  CHECK(entry(record, "results", "metric", "visitors", "value") == 425'000);
  CHECK(entry(record, "results", "metric", "cvr", "value").dump() == "0.032");
  CHECK(record["budget"] == 500'000);
  CHECK(record["spend"] == 480'000);
  CHECK(record["goals"].size() == 3);
  CHECK(record["results"].size() == 3);
}

TEST_CASE("metrics that lie down are read by 目标 and 实际 at the left") {
  const Json record = record_of({sheet_of("数据", {{"2024年会员日复盘"},
                                                   {"活动时间", "2024.8.8-8.10"},
                                                   {"", "GMV（万元）", "订单数", "客单价"},
                                                   {"目标", "#100", "#8000", "#120"},
                                                   {"实际", "#110", "#9000", "#122"},
                                                   {"去年同期", "#90", "#7000", "#118"},
                                                   {"完成率", "#1.1", "#1.125", "#1.02"}})});
  REQUIRE(record.is_object());
  CHECK(entry(record, "goals", "metric", "gmv", "target") == 1'000'000);
  CHECK(entry(record, "results", "metric", "gmv", "value") == 1'100'000);
  CHECK(entry(record, "results", "metric", "orders", "value") == 9'000);
  CHECK(record["results"].size() == 3);
}

TEST_CASE("a budget by phases comes to one amount per channel, its total to the budget, its heads to the dates") {
  const Json record =
      record_of({sheet_of("预算v3", {{"2024年周年庆媒介预算表", "<", "<", "<", "<", "<"},
                                     {"编制：媒介组", "", "", "", "单位：万元"},
                                     {"类别", "渠道", "预热期（9.1-9.5）", "爆发期（9.6-9.10）", "小计", "说明"},
                                     {"站内", "万相台", "#8", "#22", "#30", ""},
                                     {"^", "直通车", "#5", "#13", "#18", "按日调"},
                                     {"站内小计", "", "#13", "#35", "#48", ""},
                                     {"私域", "短信", "#1", "#3", "#4", ""},
                                     {"总计", "", "#14", "#38", "#52", "不含货品折让"}})});
  REQUIRE(record.is_object());
  CHECK(record["name"] == "2024年周年庆");
  CHECK(record["start"] == "2024-09-01");
  CHECK(record["end"] == "2024-09-10");
  CHECK(record["budget"] == 520'000);
  CHECK_FALSE(record.contains("spend"));
  REQUIRE(record["costs"].size() == 3);
  CHECK(record["costs"][1]["planned"] == 180'000);
  CHECK(record["phases"].size() == 2);
}

TEST_CASE("two tables of costs on a sheet come to one budget; a plan of days gives the dates") {
  const Lines lines = {{"2024双十一 媒介预算（单位：万元）", "<", "<", "", "", "节奏", "<"},
                       {"渠道", "预算", "实际", "", "", "日期", "动作"},
                       {"巨量千川", "#55", "#68.3", "", "", "10.14", "预售开启"},
                       {"短信", "#9", "#8.4", "", "", "10.20", "尾款提醒"},
                       {"明星代言", "", "", "", "", "11.11", "狂欢日"},
                       {"合计", "#64", "#76.7"},
                       {},
                       {"权益成本", "<", "<"},
                       {"权益", "预算", "实际"},
                       {"满减补贴", "#4", "#6.2"},
                       {"合计", "#4", "#6.2"}};
  const Json record = record_of({sheet_of("媒介", lines)});
  REQUIRE(record.is_object());
  CHECK(record["name"] == "2024双十一");
  CHECK(record["start"] == "2024-10-14");
  CHECK(record["end"] == "2024-11-11");
  CHECK(record["costs"].size() == 3);
  CHECK(entry(record, "costs", "kind", "满减补贴", "actual") == 62'000);
  CHECK(record["budget"] == 680'000);
  CHECK(record["spend"] == 829'000);

  SECTION("days in cells that hold numbers are none") {
    Lines numbers = lines;
    numbers[3][5] = "#10.2";
    CHECK(read({sheet_of("媒介", numbers)}).empty());
  }
  SECTION("a total that its lines do not come to is no budget") {
    Lines other = lines;
    other[5][1] = "#70";
    const Json found = record_of({sheet_of("媒介", other)});
    REQUIRE(found.is_object());
    CHECK(found["budget"] != 680'000);
  }
}

TEST_CASE("metrics beside the costs of a channel are its results") {
  const Json record = record_of({sheet_of("投放", {{"2025年女神节投放复盘"},
                                                   {"活动时间：2025.3.1-3.8"},
                                                   {"渠道", "花费", "曝光", "点击", "点击率"},
                                                   {"小红书", "#20000", "#500000", "#12000", "#0.024"},
                                                   {"短信", "#8000", "", "#3000", ""},
                                                   {"合计", "#28000", "#500000", "#15000", ""}})});
  REQUIRE(record.is_object());
  CHECK(record["spend"] == 28'000);
  REQUIRE(record["results"].size() == 6);
  const auto of_channels =
      std::ranges::count_if(record["results"], [](const Json& result) { return result.contains("channel"); });
  CHECK(of_channels == 4);
  CHECK(record["channels"].size() == 2);
}

TEST_CASE("categories of costs are its items, and a column of values its results") {
  const Json record = record_of({sheet_of("费用", {{"2024年会员日复盘", "", ""},
                                                   {"活动时间", "2024.8.8-8.10", ""},
                                                   {"指标", "数值"},
                                                   {"订单数", "#120"},
                                                   {},
                                                   {"类别", "预算（万元）", "实际（万元）"},
                                                   {"媒介", "#20", "#22"},
                                                   {"物料", "#2", "#1"},
                                                   {"合计（万元）", "#22", "#23"}})});
  REQUIRE(record.is_object());
  CHECK(entry(record, "costs", "kind", "物料", "planned") == 20'000);
  CHECK(record["budget"] == 220'000);
  CHECK(entry(record, "results", "metric", "orders", "value") == 120);
}

TEST_CASE("an amount merged over two rows is neither's") {
  const Json record = record_of({sheet_of(
      "x",
      {{"2024年会员日预算（2024.8.8-8.10）"}, {"渠道", "预算"}, {"小红书", "#20"}, {"短信", "^"}, {"企微", "#5"}})});
  REQUIRE(record.is_object());
  REQUIRE(record["costs"].size() == 1);
  CHECK(record["costs"][0]["planned"] == 5);
}

TEST_CASE("columns that are channels over rows of metrics give results and costs by channel, 合计 the campaign's") {
  const Json record = record_of({sheet_of("漏斗", {{"秋季获客计划 渠道漏斗"},
                                                   {"周期：2025.09.01–10.31 ｜ 预算60万 ｜ MQL目标800"},
                                                   {"", "百度SEM", "知乎", "公众号", "合计"},
                                                   {"花费（元）", "#30000", "#12000", "#8000", "#50000"},
                                                   {"展现", "#90000", "#40000", "#20000", "#150000"},
                                                   {"MQL", "#30", "#12", "#9", "#51"}})});
  REQUIRE(record.is_object());
  CHECK(record["name"] == "秋季获客计划");
  CHECK(record["budget"] == 600'000);
  CHECK(record["spend"] == 50'000);
  CHECK(entry(record, "goals", "metric", "MQL", "target") == 800);
  CHECK(entry(record, "costs", "channel", "知乎", "actual") == 12'000);
  CHECK(record["channels"].size() == 3);
  // Two metrics by three channels, and their totals.
  CHECK(record["results"].size() == 8);
}

TEST_CASE("channels over 目标 and 实际 give results of each and goals of 全渠道 alone") {
  const Json record = record_of(
      {sheet_of("双12", {{"2025年双12（12.9-12.12）各平台目标与实际 单位：万元", "<", "<", "<", "<", "<", "<"},
                         {"", "天猫", "<", "京东", "<", "全渠道", "<"},
                         {"", "目标", "实际", "目标", "实际", "目标", "实际"},
                         {"成交额", "#30", "#33", "#20", "#18", "#50", "#51"},
                         {"推广费用", "#3", "#4", "#2", "#1", "#5", "#5"}})});
  REQUIRE(record.is_object());
  CHECK(entry(record, "goals", "metric", "gmv", "target") == 500'000);
  CHECK(record["goals"].size() == 1);
  CHECK(entry(record, "results", "channel", "京东", "value") == 180'000);
  CHECK(entry(record, "costs", "channel", "天猫", "planned") == 30'000);
  CHECK(entry(record, "costs", "channel", "天猫", "actual") == 40'000);
}

TEST_CASE("the row of totals of daily figures, of coupons and of audiences is the campaign's") {
  const Json daily = record_of({sheet_of("日报", {{"2025冬装上新周（11.3-11.5）投放日报 渠道：抖音信息流+腾讯广告"},
                                                  {"日期", "消耗(元)", "展现量", "试穿预约数"},
                                                  {"累计", "#600", "#9000", "#90"},
                                                  {"11/3", "#300", "#4000", "#40"},
                                                  {"11/4", "#300", "#5000", "#50"},
                                                  {"日均", "#300", "#4500", "#45"}})});
  REQUIRE(daily.is_object());
  CHECK(entry(daily, "results", "metric", "impressions", "value") == 9'000);
  CHECK(entry(daily, "results", "metric", "试穿预约数", "value") == 90);
  CHECK(daily["results"].size() == 2);
  CHECK(daily["channels"].size() == 2);
  CHECK_FALSE(daily.contains("spend"));

  const Json coupons = record_of({sheet_of("券", {{"2025囤货节券效果"},
                                                  {"统计区间：2025-06-01至2025-06-20"},
                                                  {"券名称", "发放渠道", "适用人群", "发放量", "核销量"},
                                                  {"新客券", "天猫", "新客", "#100", "#20"},
                                                  {"满减A", "短信", "老客", "#200", "#30"},
                                                  {"满减B", "短信", "全部", "#300", "#40"},
                                                  {"合计", "", "", "#600", "#90"}})});
  REQUIRE(coupons.is_object());
  CHECK(coupons["segments"] == Json({"新客", "老客"}));
  CHECK(coupons["channels"].size() == 2);
  CHECK(coupons["results"].size() == 2);
  CHECK(entry(coupons, "results", "metric", "redeemed", "value") == 90);
}

TEST_CASE(
    "items below their category are channels where it is promotion; a total not computed is what its lines come to") {
  const Json record = record_of({sheet_of("核算", {{"项目名称：湖畔夜跑赞助", "<", "", "", "单位：千元"},
                                                   {"项目日期：2025年10月18日"},
                                                   {"类别", "费用项", "预算", "实际", "差异"},
                                                   {"赞助权益", "冠名", "#90", "#90", ""},
                                                   {"传播推广", "公交站牌", "#30", "#34", ""},
                                                   {"^", "微博", "#15", "#15", ""},
                                                   {"^", "小计", "", "", ""},
                                                   {"总计", "", "", "", ""},
                                                   {},
                                                   {"产出", "数值"},
                                                   {"总曝光", "860万"},
                                                   {"留资", "#520"}})});
  REQUIRE(record.is_object());
  CHECK(record["name"] == "湖畔夜跑赞助");
  CHECK(record["start"] == "2025-10-18");
  CHECK(record["budget"] == 135'000);
  CHECK(record["spend"] == 139'000);
  CHECK(entry(record, "costs", "channel", "公交站牌", "actual") == 34'000);
  CHECK(entry(record, "costs", "kind", "冠名", "planned") == 90'000);
  CHECK(entry(record, "results", "metric", "leads", "value") == 520);
}

TEST_CASE("counts have a unit of their own beside the amounts'; 亮点, 不足 and 改进 may head columns") {
  const Json record = record_of({sheet_of("效果", {{"桃溪2025双11全球狂欢 · 渠道效果汇总"},
                                                   {"活动时间：2025.10.14-2025.11.11    单位：万元/万次"},
                                                   {"渠道", "曝光", "花费", "成交金额"},
                                                   {"直通车", "#2140", "#74.5", "#558.8"},
                                                   {"京准通", "#1280", "#32.7", "#196.2"},
                                                   {},
                                                   {"亮点", "不足", "改进"},
                                                   {"预售占比高", "客服排班不足", "大促前一周演练"},
                                                   {"", "退货率偏高", ""}})});
  REQUIRE(record.is_object());
  CHECK(record["name"] == "2025双11全球狂欢");
  CHECK(entry(record, "results", "channel", "直通车", "value") == 21'400'000);
  CHECK(entry(record, "costs", "channel", "京准通", "actual") == 327'000);
  CHECK(record["lessons"].size() == 4);
}

TEST_CASE("items and amounts below a caption that speaks of the budget are costs") {
  const Json record = record_of({sheet_of("Brief", {{"LAUNCH BRIEF", "<", "<", "<"},
                                                    {"Project", "云图 4.0 发布", "DRI", "Ann Li"},
                                                    {"Launch window", "2025/03/10 - 2025/04/30", "Status", "Planned"},
                                                    {},
                                                    {"Budget split (RMB k)"},
                                                    {"EDM", "#15"},
                                                    {"PR & media", "#90"},
                                                    {"Total", "#105"}})});
  REQUIRE(record.is_object());
  CHECK(record["name"] == "云图 4.0 发布");
  CHECK(record["owner"] == "Ann Li");
  CHECK(entry(record, "costs", "kind", "PR & media", "planned") == 90'000);
  CHECK(record["budget"] == 105'000);
}

TEST_CASE("groups and their columns are put together whichever of them names the metric") {
  const Lines title = {{"2025茶友节（4.1-4.9）渠道目标与实际"}};
  const auto under = [&](const Lines& rows) {
    Lines lines = title;
    lines.insert(lines.end(), rows.begin(), rows.end());
    return record_of({sheet_of("数据", lines)});
  };
  const Json metrics = under({{"渠道", "GMV（万元）", "<", "<", "订单", "<"},
                              {"^", "目标", "实际", "达成", "目标", "实际"},
                              {"天猫", "#30", "#33", "#1.1", "#300", "#310"},
                              {"京东", "#20", "#18", "#0.9", "#200", "#190"},
                              {"合计", "#50", "#51", "#1.02", "#500", "#500"}});
  REQUIRE(metrics.is_object());
  CHECK(entry(metrics, "goals", "metric", "gmv", "target") == 500'000);
  CHECK(metrics["goals"].size() == 2);  // those of a channel are none of the campaign's
  CHECK(entry(metrics, "results", "channel", "京东", "value") == 180'000);
  CHECK(metrics["results"].size() == 6);
  const Json roles = under({{"渠道", "目标", "<", "实际", "<"},
                            {"^", "GMV（万）", "订单", "GMV（万）", "订单"},
                            {"天猫", "#30", "#300", "#33", "#310"},
                            {"合计", "#30", "#300", "#33", "#310"}});
  CHECK(entry(roles, "goals", "metric", "orders", "target") == 300);
  CHECK(entry(roles, "results", "channel", "天猫", "value") == 330'000);
  const Json parts = under({{"渠道", "第一周 4.1-4.4", "<", "累计", "<"},
                            {"^", "GMV", "推广费", "GMV", "推广费"},
                            {"天猫", "#10", "#1", "#30", "#3"},
                            {"京东", "#8", "#1", "#20", "#2"}});
  CHECK(entry(parts, "results", "channel", "天猫", "value") == 30);
  CHECK(entry(parts, "costs", "channel", "京东", "actual") == 2);
}

TEST_CASE(
    "a column of channels is known by its cells, a unit by another column of the measure, subtotals by their channel") {
  const Json record = record_of({sheet_of("数据", {{"2024年会员周（8.1-8.7）数据"},
                                                   {"去处", "场次", "目标GMV（万）", "实际GMV", "订单"},
                                                   {"抖音", "首场", "#30", "#33", "#310"},
                                                   {"^", "末场", "#20", "#21", "#200"},
                                                   {"^", "小计", "#50", "#54", "#510"},
                                                   {"视频号", "专场", "#8", "#9", "#80"},
                                                   {"^", "小计", "#8", "#9", "#80"},
                                                   {"合计", "", "#58", "#63", "#590"}})});
  REQUIRE(record.is_object());
  CHECK(entry(record, "results", "channel", "抖音", "value") == 540'000);
  CHECK(entry(record, "goals", "metric", "gmv", "target") == 580'000);
  CHECK(entry(record, "results", "channel", "视频号", "value") == 90'000);
}

TEST_CASE("metrics over one value each are the cards of a dashboard") {
  const Json record = record_of({sheet_of("看板", {{"2024茶友节数据看板"},
                                                   {"2024.4.1-4.9"},
                                                   {},
                                                   {"GMV（万）", "", "订单量", "", "花费（万）"},
                                                   {"#1280", "", "#56300", "", "#328"}})});
  REQUIRE(record.is_object());
  CHECK(entry(record, "results", "metric", "gmv", "value") == 12'800'000);
  CHECK(record["spend"] == 3'280'000);
  CHECK(record["results"].size() == 2);
}

TEST_CASE("metrics under 项目 are no items of cost, days in columns add up, and what comes next is left out") {
  const Json record = record_of({sheet_of("总结", {{"2023年茶友节总结（5.2-5.9）"},
                                                   {"项目", "计划", "完成"},
                                                   {"销售额（万）", "#80", "#85"},
                                                   {"订单数", "#6000", "#6300"},
                                                   {"总费用（万）", "#9", "#9.5"},
                                                   {"下期计划"},
                                                   {"项目", "计划"},
                                                   {"销售额（万）", "#100"},
                                                   {"订单数", "#9000"}})});
  REQUIRE(record.is_object());
  CHECK_FALSE(record.contains("costs"));
  CHECK(entry(record, "goals", "metric", "sales_amount", "target") == 800'000);
  CHECK(record["spend"] == 95'000);
  const Json days = record_of({sheet_of("直播", {{"2024开学季专场（9.1-9.3）"},
                                                 {"", "9月1日", "9月2日", "9月3日", "合计"},
                                                 {"GMV（元）", "#12", "#9", "#15", "#36"},
                                                 {"观看人数", "#52", "#48", "#56", "#156"}})});
  REQUIRE(days.is_object());
  CHECK(days["results"].size() == 2);
  CHECK(entry(days, "results", "metric", "gmv", "value") == 36);
}

TEST_CASE("a goal and a result in one cell are each what the head says, and units of amounts are none of counts") {
  const Json pairs = record_of({sheet_of("数据", {{"2025年茶山节总结（4.1-4.10）"},
                                                  {"指标", "目标/实际", "达成率"},
                                                  {"GMV（万元）", "300/318", "106%"},
                                                  {"订单数", "9000/8700", "97%"}})});
  CHECK(entry(pairs, "goals", "metric", "gmv", "target") == 3000000);
  CHECK(entry(pairs, "results", "metric", "gmv", "value") == 3180000);
  CHECK(entry(pairs, "results", "metric", "orders", "value") == 8700);
  const Json counts = record_of({sheet_of("数据", {{"2025年茶山节总结（4.1-4.10）"},
                                                   {"指标", "目标（万元）", "实际（万元）"},
                                                   {"GMV", "#300", "#318"},
                                                   {"订单数", "#9000", "#8700"}})});
  CHECK(entry(counts, "goals", "metric", "gmv", "target") == 3000000);
  CHECK(entry(counts, "goals", "metric", "orders", "target") == 9000);
}
