#include "importers/sheet_campaign.h"

#include <catch2/catch.hpp>

#include "importers/sheet_campaign_words.h"

using namespace almanac::importers;
using almanac::archive::Dictionary;
using almanac::archive::Json;

namespace {

const Dictionary& dictionary() {
  static const Dictionary shipped = Dictionary::load("/nonexistent");
  return shipped;
}

using Lines = std::vector<std::vector<std::string>>;

// "#" before a text makes a number of it; "<" repeats the cell at the left, merged, and "^" the one above.
Sheet sheet_of(const std::string& name, const Lines& lines) {
  Sheet sheet;
  sheet.name = name;
  for (std::uint32_t row = 0; row < lines.size(); ++row) {
    std::vector<SheetCell> cells;
    for (std::uint32_t column = 0; column < lines[row].size(); ++column) {
      const std::string& text = lines[row][column];
      SheetCell cell;
      if (text == "<" || text == "^") {
        cell = text == "<" ? cells.back() : sheet.rows.back()[column];
        cell.merged = true;
      } else if (text.starts_with("#")) {
        cell = {SheetCell::Type::number, false, text.substr(1)};
      } else if (!text.empty()) {
        cell = {SheetCell::Type::text, false, text};
      }
      cells.push_back(std::move(cell));
    }
    sheet.rows.push_back(std::move(cells));
  }
  return sheet;
}

std::vector<SheetCampaign> read(const std::vector<Sheet>& sheets, std::string_view file = "x.xlsx") {
  Workbook workbook;
  workbook.sheets = sheets;
  return campaigns_of_sheets(workbook, file, dictionary());
}

Json record_of(const std::vector<Sheet>& sheets, std::string_view file = "x.xlsx") {
  const auto found = read(sheets, file);
  return found.size() == 1 ? found[0].record : Json();
}

// The value of the list's entry whose member says so; null: there is none.
Json entry(const Json& record, const char* list, const char* member, std::string_view is, const char* value) {
  if (!record.is_object() || !record.contains(list)) return {};
  for (const Json& each : record[list])
    if (each.contains(member) && each[member] == is && each.contains(value)) return each[value];
  return {};
}

Sheet dashboard() {
  return sheet_of("看板", {{"", "青柠2025年开学季整体数据看板", "<", "<", "<"},
                           {"", "活动周期：2025.8.20-9.5（去年 8.18-9.3）", "<", "<", "<"},
                           {},
                           {"", "指标", "2025目标", "2025实际", "完成率", "2024同期", "同比"},
                           {"", "支付金额(万)", "#300", "#321.5", "#1.0717", "#280", "#0.148"},
                           {"", "访客数", "40万", "42.5万", "#1.06", "39万", "#0.09"},
                           {"", "支付转化率", "#0.03", "#0.032", "", "#0.029", ""},
                           {"", "推广花费(万)", "#50", "#48", "#0.96", "#44", ""}});
}

}  // namespace

TEST_CASE("a title loses what the file is, its version and people, and a brand before the year") {
  CHECK(campaign_in_title("青柠2025年618整体数据看板") == "2025年618");
  CHECK(campaign_in_title("2024年开学季大促媒介预算表") == "2024年开学季大促");
  CHECK(campaign_in_title("双十一媒介预算_V2（沈）") == "双十一");
  CHECK(campaign_in_title("2025年周年庆选品清单（定稿）") == "2025年周年庆");
  CHECK(campaign_in_title("2024双12老客召回 人群包（12.9-12.12）") == "2024双12老客召回");
  CHECK(campaign_in_title("周年庆「一城一味」（华东）预算v3最终版") == "周年庆「一城一味」（华东）");
  CHECK(campaign_in_title("618预算v3最终版") == "618");
  CHECK(campaign_in_title("媒介预算表").empty());
  CHECK(campaign_in_title("2024年数据汇总").empty());
  CHECK(campaign_in_title("Sheet1").empty());
}

TEST_CASE(
    "a campaign's name is found before days and remarks, in brackets, in quotes and behind the word for the file") {
  CHECK(campaign_in_title("石榴家2025年双12（12.9-12.12）各平台目标与实际  金额单位：万元") == "2025年双12");
  CHECK(campaign_in_title("优惠券核销明细（2025春装上新节）") == "2025春装上新节");
  CHECK(campaign_in_title("门店活动费用表-2025秋日围炉季") == "2025秋日围炉季");
  CHECK(campaign_in_title("「邻里试吃周」门店活动复盘") == "邻里试吃周");
  CHECK(campaign_in_title("2025会员感恩周 抖音自播场次明细") == "2025会员感恩周");
  CHECK(campaign_in_title("渠道漏斗_2026秋季增长计划") == "2026秋季增长计划");
  CHECK(campaign_in_title("开学季推广计划") == "开学季");
}

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

TEST_CASE("audiences and products are the campaign's") {
  const Json segments = record_of({sheet_of("人群包", {{"2024双12老客召回 人群包（12.9-12.12）", "<", "<", "<"},
                                                       {"序号", "人群名称", "圈选规则", "人数"},
                                                       {"#1", "沉默老客", "180天未购", "#58000"},
                                                       {"#2", "退款用户", "11.1-11.11退款", "#6200"},
                                                       {"", "去重合计", "", "#60000"}})});
  REQUIRE(segments.is_object());
  CHECK(segments["name"] == "2024双12老客召回");
  CHECK(segments["segments"] == Json({"沉默老客", "退款用户"}));
  CHECK(segments["start"] == "2024-12-09");

  const Json products = record_of({sheet_of("选品", {{"2025年周年庆选品清单", "<", "<"},
                                                     {"档期：10.13-10.20", "<", "负责人：顾青禾"},
                                                     {"SKU", "商品名称", "日销价"},
                                                     {"A-01", "礼盒", "#199"},
                                                     {"A-02", "罐装", "#128"},
                                                     {"合计", "", "#327"}})});
  REQUIRE(products.is_object());
  CHECK(products["products"] == Json({"A-01", "A-02"}));
  CHECK(products["end"] == "2025-10-20");
}

TEST_CASE("columns that are years are a campaign each") {
  const auto found = read({sheet_of("对比", {{"中秋礼盒历年数据对比", "<", "<"},
                                             {"", "2023年", "2024年"},
                                             {"活动周期", "9.10-9.29", "9.1-9.17"},
                                             {"GMV（万元）", "#368", "#425.7"},
                                             {"同比", "", "#0.157"},
                                             {"推广花费（万元）", "#56", "#61"}})});
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].form);
  CHECK(found[0].form->header ==
        std::vector<std::string>{"活动名称", "开始日期", "结束日期", "GMV（万元）", "花费（万元）"});
  REQUIRE(found[0].form->records.size() == 2);
  CHECK(found[0].form->records[1] ==
        std::vector<std::string>{"2024年中秋礼盒", "2024-09-01", "2024-09-17", "425.7", "61"});
}

TEST_CASE("columns that are campaigns by name and dates are one each; phases and channels are none") {
  const auto beside = [&](const std::string& one, const std::string& two) {
    return read({sheet_of("对比", {{"2024年活动对比"},
                                   {"", one, two},
                                   {"活动时间", "2024.3.1-3.8", "2024.5.20-6.20"},
                                   {"GMV（万元）", "#36", "#425"},
                                   {"花费（万元）", "#5", "#61"}})});
  };
  const auto found = beside("2024女神节", "2024年618大促");
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].form);
  REQUIRE(found[0].form->records.size() == 2);
  CHECK(found[0].form->records[0] == std::vector<std::string>{"2024女神节", "2024-03-01", "2024-03-08", "36", "5"});
  CHECK(beside("预热期", "爆发期").empty());
  CHECK(beside("小红书", "抖音").empty());
}

TEST_CASE("sheets of one campaign make one record, and what two of them tell differently is left out") {
  const Sheet channels = sheet_of(
      "渠道",
      {{"渠道", "预算（万）", "实际（万）"}, {"小红书", "#20", "#22"}, {"短信", "#30", "#26"}, {"合计", "#50", "#48"}});
  Json record = record_of({dashboard(), channels}, "2025开学季看板.xlsx");
  REQUIRE(record.is_object());
  CHECK(record["costs"].size() == 2);
  CHECK(record["budget"] == 500'000);

  Sheet other = channels;
  other.rows[1][1].text = "25";
  other.rows[3][1].text = "55";
  record = record_of({dashboard(), other}, "2025开学季看板.xlsx");
  REQUIRE(record.is_object());
  CHECK(record["spend"] == 480'000);
}

TEST_CASE("without a campaign's name, or its dates, there is no record") {
  const Lines table = {{"渠道", "预算", "实际"}, {"小红书", "#20", "#22"}, {"合计", "#20", "#22"}};
  const auto under = [&](std::vector<std::vector<std::string>> lines) {
    lines.insert(lines.end(), table.begin(), table.end());
    return read({sheet_of("Sheet1", lines)}).size();
  };
  CHECK(under({{"2024年会员日费用"}, {"活动时间：2024.8.8-8.10"}}) == 1);
  CHECK(under({{"2024年会员日费用"}}) == 0);
  CHECK(under({{"2024年8月各渠道费用"}, {"时间：2024.8.1-8.31"}}) == 0);
  CHECK(under({{"投放周报（2024.8.5-8.11）"}}) == 0);
  CHECK(under({{"会员日费用"}, {"活动时间：8.8-8.10"}}) == 0);
  CHECK(under({{"2024年会员日费用"}, {"单位：万元  统计时间：2024.8.8-8.10"}}) == 1);
  CHECK(under({{"2024年会员日费用"}, {"（2024.8.8-8.10）"}}) == 1);
  CHECK(under({{"2024年会员日费用"}, {"执行时间：2024.8.8-8.10"}}) == 1);
  CHECK(under({{"2024年会员日费用"}, {"更新时间：2024.8.8-8.10"}}) == 0);
  CHECK(under({{"2024年会员日费用"}, {"预热时间：2024.8.8-8.10"}}) == 0);
  CHECK(under({{"2024年品牌费用"}, {"统计时间：2024.8.8-8.10"}}) == 0);
  CHECK(under({{"2025年货节预算（12.20-1.10）"}}) == 0);
}

TEST_CASE("a sheet with titles of two campaigns without days, a hidden one and daily figures tell nothing") {
  const Lines lines = {{"2024年618预算"},  {"渠道", "预算"}, {"短信", "#20"}, {},
                       {"2024年双11预算"}, {"渠道", "预算"}, {"短信", "#30"}};
  CHECK(read({sheet_of("预算", lines)}).empty());
  Sheet hidden = dashboard();
  hidden.hidden = true;
  CHECK(read({hidden}).empty());
  CHECK(read({sheet_of("日趋势",
                       {{"2024年618（2024.5.20-6.20）"}, {"日期", "支付金额", "访客数"}, {"2024-05-20", "#1", "#2"}})})
            .empty());
}

TEST_CASE("the dates tell the year of columns where no title does") {
  const Json record = record_of(
      {sheet_of("整体",
                {{"活动周期：2023.10.24-2023.11.11"}, {"指标", "2023实际", "2022实际"}, {"订单数", "#120", "#100"}})},
      "双11数据.xlsx");
  REQUIRE(record.is_object());
  CHECK(record["name"] == "双11");
  REQUIRE(record["results"].size() == 1);
  CHECK(record["results"][0]["value"] == 120);
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

TEST_CASE("a form gives its fields, and parts of lessons their statements") {
  const Json record = record_of({sheet_of("复盘", {{"营销活动复盘表", "<", "<", "<"},
                                                   {"一、基本信息", "<", "<", "<"},
                                                   {"活动名称", "春日野餐节", "活动编号", "PK-2025-03"},
                                                   {"活动时间", "2025年4月4日-4月6日", "负责人", "方南"},
                                                   {"目标人群", "年轻妈妈、露营爱好者", "活动状态", "已结束"},
                                                   {"主推商品", "野餐垫、保温壶", "实际花费", "86,400.50"},
                                                   {"指标", "目标值", "完成值", "完成率"},
                                                   {"销售额", "80万", "91.2万", "114%"},
                                                   {"四、总结", "<", "<", "<"},
                                                   {"做得好的", "1. 门店陈列提前一周到位\n2. 套装连带高", "<", "<"},
                                                   {"不足之处", "客服人手不够；周日缺货", "<", "<"},
                                                   {"填表人", "方南", "填表日期", "2025/4/12"}})});
  REQUIRE(record.is_object());
  CHECK(record["name"] == "春日野餐节");
  CHECK(record["code"] == "PK-2025-03");
  CHECK(record["end"] == "2025-04-06");
  CHECK(record["owner"] == "方南");
  CHECK(record["spend"].dump() == "86400.5");
  CHECK(record["segments"] == Json({"年轻妈妈", "露营爱好者"}));
  CHECK(record["products"] == Json({"野餐垫", "保温壶"}));
  CHECK(entry(record, "goals", "metric", "sales_amount", "target") == 800'000);
  CHECK(record["lessons"].size() == 4);
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

TEST_CASE("a form with a campaign in each column gives one record for each") {
  const auto found = read({sheet_of("Recap", {{"AW25 Campaign Recap", "<", "<"},
                                              {"Campaign", "Trail Days", "Winter Run Club"},
                                              {"Flight", "6–19 Oct 2025", "1–30 Nov 2025"},
                                              {"Lead", "Mia Shen", "Leo Fang"},
                                              {"Budget", "RMB 1.5M", "RMB 300k"},
                                              {"GMV actual", "8.1M", "n/a"},
                                              {"Impressions", "12M", "9M"},
                                              {"Lowlights", "1) Sold out on day 3", "tbc"}})});
  REQUIRE(found.size() == 2);
  CHECK(found[0].record["name"] == "Trail Days");
  CHECK(found[0].record["start"] == "2025-10-06");
  CHECK(found[0].record["budget"] == 1'500'000);
  CHECK(found[0].record["lessons"].size() == 1);
  CHECK(entry(found[0].record, "results", "metric", "impressions", "value") == 12'000'000);
  CHECK(found[1].record["end"] == "2025-11-30");
  CHECK(found[1].record["owner"] == "Leo Fang");
  CHECK_FALSE(found[1].record.contains("lessons"));
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

TEST_CASE(
    "a title with dates needs no word of an occasion where the file has the same name; a day is no other campaign") {
  const Lines lines = {{"2025浆果大冒险 投放结案报告"},
                       {"执行时间：2025.3.10-3.31"},
                       {"投放渠道", "预算", "实际花费"},
                       {"千川", "#20", "#19"},
                       {"汇总", "#20", "#19"}};
  const Json record = record_of({sheet_of("Sheet1", lines)}, "2025浆果大冒险_投放结案.xlsx");
  REQUIRE(record.is_object());
  CHECK(record["name"] == "2025浆果大冒险");
  CHECK(record["spend"] == 19);
  CHECK(read({sheet_of("Sheet1", lines)}, "报表.xlsx").empty());

  const Json plan = record_of(
      {sheet_of("方案", {{"端午粽礼节方案（2025）"}, {"活动时间", "2025年5月20日至5月31日"}, {"活动预算", "30万元"}})});
  REQUIRE(plan.is_object());
  CHECK(plan["end"] == "2025-05-31");
  CHECK(plan["budget"] == 300'000);
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

TEST_CASE("campaigns below each other with titles of their own, and side by side over columns, are a record each") {
  const auto blocks = read({sheet_of("数据", {{"2024春茶节（3.1-3.10）"},
                                              {"渠道", "花费", "GMV"},
                                              {"天猫", "#10", "#90"},
                                              {},
                                              {"2024秋茶节（9.1-9.12）"},
                                              {"渠道", "花费", "GMV"},
                                              {"天猫", "#12", "#70"}})});
  REQUIRE(blocks.size() == 2);
  CHECK(blocks[0].record["start"] == "2024-03-01");
  CHECK(entry(blocks[1].record, "results", "channel", "天猫", "value") == 70);
  const auto beside =
      read({sheet_of("投放（2024）", {{"", "春茶节（3.1-3.10）", "<", "<", "秋茶节（9.1-9.12）", "<", "<"},
                                      {"指标", "抖音", "小红书", "合计", "抖音", "小红书", "合计"},
                                      {"曝光（万）", "#10", "#5", "#15", "#20", "#6", "#26"},
                                      {"消耗（万元）", "#2", "#1", "#3", "#4", "#2", "#6"}})});
  REQUIRE(beside.size() == 2);
  CHECK(beside[0].record["spend"] == 30'000);
  CHECK(entry(beside[1].record, "costs", "channel", "小红书", "actual") == 20'000);
  CHECK(entry(beside[1].record, "results", "channel", "抖音", "value") == 200'000);
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

TEST_CASE("areas beside each other and blocks below each other, each under a campaign's name, are a record each") {
  const auto beside = read({sheet_of("复盘", {{"520告白周复盘", "", "", "618狂欢季复盘", ""},
                                              {"活动时间", "2025.5.14-5.20", "", "活动时间", "2025.5.28-6.18"},
                                              {"预算", "12万", "", "预算", "40万"},
                                              {"实际花费", "11.5万", "", "实际花费", "43万"}})},
                           "2025大促复盘.xlsx");
  REQUIRE(beside.size() == 2);
  CHECK(beside[0].record["spend"] == 115000);
  CHECK(beside[1].record["spend"] == 430000);
  CHECK(beside[1].record["start"] == "2025-05-28");
  const auto below = read({sheet_of("跟踪", {{"2025年会员日跟踪"},
                                             {"【3月会员日】"},
                                             {"日期", "3月18日", "负责人", "林溪"},
                                             {"预算", "2万", "花费", "1.8万"},
                                             {},
                                             {"【5月会员日】"},
                                             {"日期", "5月20日", "负责人", "何川"},
                                             {"预算", "3万", "花费", "3.3万"}})});
  REQUIRE(below.size() == 2);
  CHECK(below[0].record["start"] == "2025-03-18");
  CHECK(below[1].record["owner"] == "何川");
  CHECK(below[1].record["spend"] == 33000);
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

TEST_CASE("numbered parts with prose beside them and tables of problems are read as in a document") {
  const Json record =
      record_of({sheet_of("复盘", {{"2025年618活动复盘", "<"},
                                   {"一、活动概况", "活动时间5月20日—6月18日，负责人方宁，整体预算60万元。"},
                                   {"二、整体结果", "全周期GMV 412万元；支付订单9,640单。"},
                                   {"三、问题", "1、大件发货慢；\n2、客服排班不足"}})});
  CHECK(record["start"] == "2025-05-20");
  CHECK(record["budget"] == 600000);
  CHECK(record["owner"] == "方宁");
  CHECK(entry(record, "results", "metric", "gmv", "value") == 4120000);
  CHECK(record["lessons"].size() == 2);
  const Json problems = record_of({sheet_of("总览", {{"活动名称", "2025年春茶节"}, {"活动时间", "2025.3.20-3.31"}}),
                                   sheet_of("问题", {{"#", "问题描述", "原因", "后续动作", "跟进人"},
                                                     {"#1", "首日缺货", "备货少", "提前两周锁货", "方宁"},
                                                     {"#2", "客诉多", "包装薄", "换双层纸箱", "林溪"}})});
  CHECK(problems["lessons"].size() == 4);
}
