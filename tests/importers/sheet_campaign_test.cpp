// Which campaigns sheets tell of: names, dates, forms, and what parts several of them.

#include <catch2/catch.hpp>

#include "importers/sheet_campaign_words.h"
#include "tests/importers/sheets.h"

using namespace almanac::importers;
using namespace almanac::tests;
using almanac::archive::Json;

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
