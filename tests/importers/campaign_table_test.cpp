// Tables with a campaign in each row, as people keep them: which column is which field, and what becomes of cells that are notes.

#include <catch2/catch.hpp>

#include "archive/unconfirmed.h"
#include "importers/campaign_rows.h"
#include "importers/layout.h"
#include "importers/row_record.h"
#include "importers/value_loose.h"
#include "tests/importers/importing.h"

using namespace importing;

namespace {

// "field value" of what waits for confirmation of the campaign, in order.
archive::Strings waiting(Desk& desk, const std::string& code) {
  archive::UnconfirmedQuery query;
  query.key = code;
  archive::Strings all;
  for (const archive::Unconfirmed& value : archive::find_unconfirmed(desk.archive().read(), query))
    all.push_back(value.field + " " +
                  (value.value.is_string() ? value.value.get<std::string>() : archive::dump(value.value)));
  return all;
}

std::string goal(const archive::Campaign& campaign, std::string_view metric) {
  for (const auto& each : campaign.goals)
    if (each.metric == metric && each.target) return each.target->to_string();
  return "";
}

std::string result(const archive::Campaign& campaign, std::string_view metric, std::string_view channel = "") {
  for (const auto& each : campaign.results)
    if (each.metric == metric && each.channel == channel && each.value) return each.value->to_string();
  return "";
}

using Lines = std::vector<std::vector<std::string>>;

struct Built {
  archive::Json given;
  std::string problem;  // the value that the row was rejected for
  std::size_t warnings = 0;
};

// What the rows of a sheet say.
std::vector<Built> built(const Lines& lines) {
  using namespace importers;
  auto workbook = std::make_shared<Workbook>();
  workbook->sheets.push_back({"活动", false, {}, {}});
  for (const auto& line : lines) {
    std::vector<SheetCell>& row = workbook->sheets[0].rows.emplace_back();
    for (const std::string& text : line)
      row.push_back({text.empty() ? SheetCell::Type::empty : SheetCell::Type::text, false, text});
  }
  const archive::Dictionary dictionary = archive::Dictionary::load("/nonexistent");
  const archive::Zone zone("Asia/Shanghai");
  const SheetTable table = find_tables(workbook->sheets[0], dictionary).tables.at(0);
  const auto rows_of_table = [&] {
    OpenedFile opened;
    opened.format = Format::xlsx;
    opened.table = open_table(workbook, 0, table);
    return RowSource(std::move(opened));
  };
  const ChosenColumns chosen =
      choose_columns(table.header, sample_columns(rows_of_table()), {"活动", false}, dictionary);
  const FileRule rule = rule_of_campaigns(chosen, {"活动", false}, dictionary, {});
  RowSource rows = rows_of_table();
  RowContext context;
  context.dictionary = &dictionary;
  context.zone = &zone;
  RowRecord record(rule, rows, context);
  std::vector<Built> all;
  while (rows.next() == Read::row) {
    Built& each = all.emplace_back();
    Problem problem;
    if (!record.build(rows, each.given, problem)) each.problem = problem.value;
    each.warnings = record.warnings().size();
  }
  return all;
}

std::string day(const std::optional<archive::Date>& date) { return date ? date->to_string() : ""; }

std::string coarse(std::string_view text, std::optional<int> year = 2025) {
  const auto period = importers::parse_coarse_period(text, year);
  return period ? period->first.to_string() + " " + period->last.to_string() : "";
}

}  // namespace

TEST_CASE("a column of dates is the period, whatever it is called; one of words is the occasion") {
  Desk desk;
  desk.import_text("a.csv", "活动名称,档期,预算\n春茶节,2024.3.5-3.18,5000\n秋茶节,2024.9.2-9.12,6000\n");
  CHECK(day(desk.campaign("春茶节-20240305").end) == "2024-03-18");
  CHECK(desk.campaign("春茶节-20240305").occasion.empty());
  desk.import_text("b.csv", "活动名称,档期,开始日期,预算\n端午礼,端午,2024-06-01,5000\n");
  CHECK(desk.campaign("端午礼-20240601").occasion == "端午");
}

TEST_CASE("a table without a column for the name is called by its project, theme or occasion") {
  Desk desk;
  desk.import_text("a.csv", "编号,项目,上线日,负责人,预算,状态\nP-1,老店新开,2024-05-01,李,3000,已结束\n");
  CHECK(desk.campaign("P-1").name == "老店新开");
  desk.import_text("b.csv", "主题,活动时间,平台,花费\n露营季,2024/4/1-2024/4/9,天猫,900\n");
  CHECK(desk.campaign("露营季-20240401").theme.empty());
  desk.import_text("c.csv",
                   "节点,开业日期,总费用,状态\n北门店开业,2024-07-02,800,已结束\n南门店开业,2024-08-03,700,已结束\n");
  CHECK(day(desk.campaign("北门店开业-20240702").end) == "");
  const Report tasks = desk.import_text("d.csv", "任务,截止日期,负责人,进度\n做海报,2024-05-01,王,已完成\n");
  CHECK(tasks.files.at(0).created == 0);
}

TEST_CASE("a cell of a sheet that cannot be read does not lose its row") {
  const Lines lines = {{"活动名称", "开始日期", "预算", "实际花费", "状态"},
                       {"甲节", "2024-03-01", "见附件", "1.5万", "收尾阶段"},
                       {"乙节", "2024-04-01", "3万（不含税）", "待财务给", "已结束"},
                       {"丙节", "到时候定", "3", "", ""}};
  const std::vector<Built> rows = built(lines);
  REQUIRE(rows.size() == 3);
  CHECK_FALSE(rows[0].given.contains("budget"));
  CHECK(rows[0].given["spend"] == 15000);
  CHECK(rows[0].given["attributes"]["预算"] == "见附件");
  CHECK(rows[0].given["attributes"]["状态"] == "收尾阶段");
  CHECK(rows[0].warnings == 2);
  CHECK(rows[1].given["budget"] == 30000);
  CHECK(rows[1].given["attributes"]["实际花费"] == "待财务给");
  CHECK(rows[2].problem == "到时候定");  // nothing else dates it
}

TEST_CASE("approximate, tentative and ranged values wait for confirmation") {
  Desk desk;
  desk.import_text("2024年.csv",
                   "活动名称,活动时间,预算,目标GMV,GMV\n"
                   "甲节,2024.3.1-3.9,约20万,100万+,1200000\n"
                   "乙节,2024/5/1（暂定）,8-10万,90万,800000+\n");
  const archive::Campaign first = desk.campaign("甲节-20240301");
  CHECK_FALSE(first.budget);
  CHECK(goal(first, "gmv") == "1000000");
  CHECK(waiting(desk, "甲节-20240301") == archive::Strings{"budget 200000"});
  const archive::Campaign second = desk.campaign("乙节-20240501");
  CHECK(day(second.start) == "");
  CHECK(day(second.planned_start) == "2024-05");
  CHECK(waiting(desk, "乙节-20240501") == archive::Strings{"start 2024-05-01", "end 2024-05-01", "budget 90000",
                                                           R"(results {"metric":"gmv","value":800000})"});
}

TEST_CASE("months, quarters and parts of months are when it was planned for; their days wait") {
  Desk desk;
  desk.import_text("x.csv", "活动名称,活动时间,预算\n甲节,2024年10月中旬,1\n乙节,2024Q2,2\n丙节,2024年3-4月,3\n");
  CHECK(day(desk.campaign("甲节-20241001").planned_end) == "2024-10");
  CHECK(waiting(desk, "甲节-20241001") == archive::Strings{"start 2024-10-11", "end 2024-10-20"});
  CHECK(waiting(desk, "乙节-20240401") == archive::Strings{"start 2024-04-01", "end 2024-06-30"});
  CHECK(waiting(desk, "丙节-20240301") == archive::Strings{"start 2024-03-01", "end 2024-04-30"});
  CHECK(coarse("3月下旬") == "2025-03-21 2025-03-31");
  CHECK(coarse("2月下旬") == "2025-02-21 2025-02-28");
  CHECK(coarse("第三季度") == "2025-07-01 2025-09-30");
  CHECK(coarse("下半年") == "2025-07-01 2025-12-31");
  CHECK(coarse("12-1月") == "2025-12-01 2026-01-31");
  CHECK(coarse("9月中旬~10月上旬") == "2025-09-11 2025-10-10");
  CHECK(coarse("2024年") == "2024-01-01 2024-12-31");
  CHECK(coarse("十一").empty());
  CHECK(coarse("3月5日").empty());
  CHECK(coarse("2024").empty());
  CHECK(coarse("5月", std::nullopt).empty());
}

TEST_CASE("goal and result of one metric, however their columns say so") {
  Desk desk;
  desk.import_text("a.csv",
                   "活动名称,活动时间,KPI(预约人数),完成,GMV（目标）,GMV（实际）,首周单量,获奖作品数\n"
                   "甲节,2024.3.1-3.9,500,612,100,98,77,12\n乙节,2024.4.1-4.9,400,-,90,95,55,9\n");
  const archive::Campaign first = desk.campaign("甲节-20240301");
  CHECK(goal(first, "预约人数") == "500");
  CHECK(result(first, "预约人数") == "612");
  CHECK(goal(first, "gmv") == "100");
  CHECK(result(first, "gmv") == "98");
  CHECK(result(first, "orders") == "77");
  CHECK(result(first, "获奖作品数") == "12");
  CHECK(result(desk.campaign("乙节-20240401"), "预约人数").empty());
  desk.import_text(
      "b.csv",
      "Campaign,Start date,Budget,Actual,Variance,Leads (target),Leads (actual),Demo. target,Demos booked,Rank\n"
      "Spring fair,2024-03-01,10k,9.5k,-0.5k,200,231,20,25,1\nAutumn fair,2024-09-01,12k,13k,1k,300,280,30,28,2\n");
  const archive::Campaign fair = desk.campaign("Spring-fair-20240301");
  CHECK(fair.budget->to_string() == "10000");
  CHECK(fair.spend->to_string() == "9500");
  CHECK(goal(fair, "leads") == "200");
  CHECK(result(fair, "leads") == "231");
  CHECK(goal(fair, "Demos booked") == "20");
  CHECK(result(fair, "Demos booked") == "25");
  CHECK(fair.results.size() == 2);
}

TEST_CASE("several figures in one cell are figures of their own") {
  Desk desk;
  desk.import_text("a.csv",
                   "活动名称,活动时间,目标（报名人数）,完成\n甲节,2024.3.1-3.9,900,80w曝光/950人\n"
                   "乙节,2024.4.1-4.9,800,700\n丙节,2024.5.1-5.9,500,610\n");
  CHECK(result(desk.campaign("甲节-20240301"), "impressions") == "800000");
  CHECK(result(desk.campaign("甲节-20240301"), "报名人数") == "950");
}

TEST_CASE("columns of months tell when, and their amounts what it was planned to cost") {
  Desk desk;
  desk.import_text("2026年活动日历.csv", "活动,1月,2月,3月,4月,负责人\n年货节,8,2,,,李\n踏青季,,,,5,王\n");
  const archive::Campaign first = desk.campaign("年货节-20260101");
  CHECK(day(first.planned_start) == "2026-01");
  CHECK(day(first.planned_end) == "2026-02");
  CHECK(waiting(desk, "年货节-20260101") == archive::Strings{"start 2026-01-01", "end 2026-02-28", "budget 10"});
}

TEST_CASE("a log of messages keeps each sending's figures by channel and day") {
  Desk desk;
  desk.import_text("触达记录.csv",
                   "发送日期,渠道,所属活动,人群包,发送量,点击数,短信费用(元)\n"
                   "2024-03-02,短信,踏青季,老客,1000,30,50\n2024-03-05,公众号,踏青季,粉丝,800,60,-\n2024-05-01,短信,"
                   "劳动节,老客,900,20,45\n");
  const archive::Campaign campaign = desk.campaign("踏青季-20240302");
  CHECK(day(campaign.start) == "");
  CHECK(day(campaign.announced) == "2024-03-02");
  CHECK(result(campaign, "sends", "短信") == "1000");
  CHECK(result(campaign, "clicks", "公众号") == "60");
  REQUIRE(campaign.costs.size() == 1);
  CHECK(campaign.costs[0].actual->to_string() == "50");
}

TEST_CASE("rows of one name on many days are no campaigns by their dates") {
  Desk desk;
  const Report report = desk.import_text("log.csv",
                                         "Promotion,Day,Spend,Clicks\nA,2024-03-01,1,2\nA,2024-03-02,1,2\nA,2024-03-03,"
                                         "1,2\nB,2024-03-01,1,2\nB,2024-03-02,1,2\n");
  CHECK(report.files.at(0).created == 0);
}

TEST_CASE("figures whose channels stand below what is counted are kept by channel, in the unit of the group") {
  const auto rows =
      built({{"活动", "开始", "GMV（万元） / 天猫", "GMV（万元） / 抖音", "花费（万元） / 天猫", "花费（万元） / 抖音"},
             {"春茶上新", "2024-03-01", "30", "10", "3", "1"},
             {"618大促", "2024-06-01", "300", "100", "30", "10"}});
  REQUIRE(rows.size() == 2);
  const archive::Json& given = rows[1].given;
  CAPTURE(given.dump());
  CHECK(given["results"][0]["channel"] == "天猫");
  CHECK(given["results"][0]["value"] == 3'000'000);
  CHECK(given["costs"][1]["actual"] == 100'000);
}

TEST_CASE("a metric in a cell may name its unit") {
  const auto rows = built({{"活动", "起止时间", "KPI", "目标值", "实际值"},
                           {"春茶上新", "2024/3/1-2024/3/15", "GMV（元）", "1000000", "980000"},
                           {"春茶上新", "2024/3/1-2024/3/15", "新客数", "2000", "2150"}});
  REQUIRE(!rows.empty());
  CAPTURE(rows[0].given.dump());
  CHECK(rows[0].given["goals"][0]["metric"] == "gmv");
}

TEST_CASE("groups of other years and of phases are no figures of the campaign; those of the whole are") {
  Desk desk;
  desk.import_text("2024年活动.csv",
                   "活动名称,活动时间,去年GMV,GMV,明年目标,预售期 / GMV,爆发期 / GMV,合计 / 花费\n"
                   "春茶节,2024.3.1-3.10,80,90,120,30,60,12\n秋茶节,2024.9.1-9.12,60,70,100,20,50,10\n");
  const auto campaign = desk.campaign("春茶节-20240301");
  CHECK(result(campaign, "gmv") == "90");
  CHECK(campaign.results.size() == 1);
  CHECK(campaign.goals.empty());
  REQUIRE(campaign.spend);
  CHECK(campaign.spend->to_string() == "12");
}

TEST_CASE("a unit that one column of a measure names is that of the others of like size") {
  Desk desk;
  desk.import_text("2024年活动.csv",
                   "活动名称,活动时间,渠道GMV（万） / 天猫,渠道GMV（万） / 抖音,合计GMV,目标,订单数\n"
                   "春茶节,2024.3.1-3.10,60,30,90,80,4000\n秋茶节,2024.9.1-9.12,50,20,70,75,3000\n");
  const auto campaign = desk.campaign("春茶节-20240301");
  CHECK(result(campaign, "gmv") == "900000");
  CHECK(result(campaign, "gmv", "抖音") == "300000");
  CHECK(goal(campaign, "gmv") == "800000");
  CHECK(result(campaign, "orders") == "4000");
}

TEST_CASE("a goal of one channel is none of the campaign's, and 目标 beside 实际 is no cost") {
  Desk desk;
  desk.import_text("2024年渠道GMV.csv",
                   "活动名称,活动时间,天猫 / 目标,天猫 / 实际,全渠道 / 目标,全渠道 / 实际,负责人\n"
                   "春茶节,2024.3.1-3.10,50,60,80,90,何一\n秋茶节,2024.9.1-9.12,50,50,75,70,何一\n");
  const auto campaign = desk.campaign("春茶节-20240301");
  CHECK(campaign.costs.empty());
  CHECK(campaign.goals.empty());
}

TEST_CASE("metrics in rows have their own goal and result, and 费用 among them is budget and spend") {
  Desk desk;
  desk.import_text("2024年活动KPI.csv",
                   "活动名称,活动时间,KPI,目标,实际\n春茶节,2024.3.1-3.10,GMV（万元）,80,90\n"
                   "春茶节,2024.3.1-3.10,新客数,300,280\n春茶节,2024.3.1-3.10,活动花费（万元）,10,12\n");
  const auto campaign = desk.campaign("春茶节-20240301");
  CHECK(goal(campaign, "gmv") == "800000");
  CHECK(result(campaign, "new_buyers") == "280");
  REQUIRE(campaign.spend);
  CHECK(campaign.spend->to_string() == "120000");
}

TEST_CASE("what a sheet about one campaign leaves in doubt waits for confirmation") {
  Desk desk;
  desk.import_text(
      "春茶节.csv",
      "2024年春茶节数据看板\n活动周期：2024.3.1-3.10\n指标,目标,实际\nGMV,80万,约90万\n订单数,3000,2980\n");
  const auto campaign = desk.campaign("2024年春茶节-20240301");
  CHECK(result(campaign, "orders") == "2980");
  CHECK(result(campaign, "gmv").empty());
  const auto found = waiting(desk, "2024年春茶节-20240301");
  REQUIRE(found.size() == 1);
  CHECK(found[0].starts_with("results"));
}
