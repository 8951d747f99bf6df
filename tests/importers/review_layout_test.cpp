// Where a review says its name, its days, its costs and its campaigns: titles, sentences, slides, mails and tables of many kinds.

#include <catch2/catch.hpp>

#include "tests/importers/reviewing.h"

using namespace almanac;
using namespace almanac::importers;
using namespace almanac::tests;
using archive::Json;

namespace {

std::string name_of(std::string_view title, std::string_view file_name = "文档.md") {
  const auto review =
      markdown("# " + std::string(title) + "\n\n**活动时间**：2025年3月1日—3月5日\n\n- 亮点：备货足\n", file_name);
  return review.record.value("name", std::string());
}

// "2025-03-01 2025-03-05" of the record.
std::string days_of(std::string_view text, std::string_view title = "# 春茶节复盘\n\n") {
  const auto review = markdown(std::string(title) + std::string(text));
  return review.record.value("start", std::string()) + " " + review.record.value("end", std::string());
}

}  // namespace

TEST_CASE("A title names the campaign without methods, replies, subtitles and words of review or plan", "[review]") {
  CHECK(name_of("春茶节复盘（KPT）") == "春茶节");
  CHECK(name_of("春茶节 GRAI复盘") == "春茶节");
  CHECK(name_of("【会议纪要】春茶节复盘会") == "春茶节");
  CHECK(name_of("RE: 回复：春茶节复盘") == "春茶节");
  CHECK(name_of("春茶节复盘——三店对比") == "春茶节");
  CHECK(name_of("春茶节总结（杭州·湖州）") == "春茶节");
  CHECK(name_of("春茶节 亮点&槽点") == "春茶节");
  CHECK(name_of("春茶节 · 新品上市复盘") == "春茶节");
  CHECK(name_of("春茶节活动方案（送审稿）") == "春茶节");
  CHECK(name_of("春茶节收官报告") == "春茶节");
}

TEST_CASE("A title without such a word names the campaign if the document dates it and tells of it", "[review]") {
  CHECK(name_of("春茶节") == "春茶节");
  CHECK(name_of("直播间操作手册").empty());
}

TEST_CASE("A line below the title may say that it is a review", "[review]") {
  const auto review = markdown("# Summer Referral Program\n\nCampaign review\n\nDates: May 3 – May 20, 2025\n");
  CHECK(review.record.value("name", "") == "Summer Referral Program");
}

TEST_CASE("Two days that words join are a period", "[review]") {
  CHECK(days_of("门店自2025年4月8日起，面向老客开展茶会，至4月28日结束。\n") == "2025-04-08 2025-04-28");
  CHECK(days_of("活动2025年3月1日晚8点开启，3月8日24点收官。\n") == "2025-03-01 2025-03-08");
  CHECK(days_of("The campaign ran from 12 May to 8 June 2025 on three platforms.\n", "# Spring Tea Review\n\n") ==
        "2025-05-12 2025-06-08");
  CHECK(days_of("本次活动为期5天（2025.3.1-3.5，共5天）。\n") == "2025-03-01 2025-03-05");
  CHECK(days_of("2025年3月21日20:00—24:00在直播间举办专场。\n") == "2025-03-21 2025-03-21");
}

TEST_CASE("Days of phases, meetings and data are no period of the campaign", "[review]") {
  CHECK(days_of("预热从2025年4月1日到4月7日。\n") == " ");
  CHECK(days_of("会议时间：2025年4月9日 14:00-15:30，参会：运营组\n") == " ");
  CHECK(days_of("去年2024年4月1日到4月7日做过一次活动。\n") == " ");
}

TEST_CASE("Any 周期, 时间 or 档期 with a range is the period, and 9/10 is a day of September in Chinese text",
          "[review]") {
  CHECK(days_of("上市周期：2025年9月10日–10月31日\n") == "2025-09-10 2025-10-31");
  CHECK(days_of("| 负责人 | 李雷 |\n|---|---|\n| 投放档期 | 2025/9/10-9/20 |\n") == "2025-09-10 2025-09-20");
  CHECK(days_of("撰写：李雷 2025年11月6日\n\n活动周期：9/10–10/31\n") == "2025-09-10 2025-10-31");
}

TEST_CASE("The year may come from the line that says who wrote it and when", "[review]") {
  CHECK(days_of("运营部 李雷 / 2025-05-06\n\n活动时间：4月1日-4月7日\n") == "2025-04-01 2025-04-07");
  CHECK(days_of("活动时间：12月20日-12月31日\n\n- 亮点：备货足\n\n运营部\n\n2026年1月6日\n") ==
        "2025-12-20 2025-12-31");
}

TEST_CASE("A table of costs gives each item, and its total is budget and spend", "[review]") {
  auto review = markdown(
      "# 春茶节复盘\n\n## 费用\n\n| 费用项 | 预算（元） | 实际（元） | 备注 |\n|---|---|---|---|\n| 物料 | 40,000 | "
      "46,300 | |\n"
      "| 短信 | 6,000 | 5,200 | |\n| 合计 | 46,000 | 51,500 | 超支 |\n");
  CHECK(review.record["budget"] == 46000);
  CHECK(review.record["spend"] == 51500);
  CHECK(review.record["costs"] == Json::parse(R"([{"kind":"物料","planned":40000,"actual":46300},
                                                  {"channel":"短信","planned":6000,"actual":5200}])"));
  CHECK(!review.record.contains("results"));
  // What a plan calls 金额 under 预算 is planned.
  review = markdown("# 春茶节活动方案\n\n## 预算\n\n| 项目 | 金额（万元） |\n|---|---|\n| 场地 | 3 |\n| 合计 | 5 |\n");
  CHECK(review.record["budget"] == 50000);
  CHECK(review.record["costs"] == Json::parse(R"([{"kind":"场地","planned":30000}])"));
}

TEST_CASE("Values above their labels, and channels above their figures", "[review]") {
  const auto review = markdown(
      "# 春茶节复盘\n\n## "
      "一页看懂\n\n2025.3.1-3.5\n\n上市周期\n\n310万\n\n系列销售额\n\n39万\n\n总投入（预算42万）\n\n## "
      "花费\n\n抖音\n\n花费 19万\n\n"
      "核销率 58%\n\n小红书\n\n花费 9万\n");
  CHECK(review.record["start"] == "2025-03-01");
  CHECK(review.record["spend"] == 390000);
  CHECK(review.record["budget"] == 420000);
  CHECK(figures(review.record, "results") == "sales_amount 3100000, 抖音 redemption_rate 58");
  CHECK(review.record["costs"].size() == 2);
}

TEST_CASE("Rows of a table that each have a name and a period are campaigns", "[review]") {
  const auto reviews = markdown_series(
      "# 2025茶会总结（杭州·湖州）\n\n| 站点 | 日期 | 到场人数 | 预算 | 实际花费 |\n|---|---|---|---|---|\n| 杭州站 | "
      "2025.2.28-3.2 | 640 | 8万 | "
      "6.2万 |\n| 湖州站 | 2025.3.21-3.23 | 950 | 5万 | 7.8万 |\n\n## 杭州站（负责人：李雷）\n\n亮点：试饮排队\n\n## "
      "湖州站\n\n不足：收银太慢\n\n## "
      "通用建议\n\n- 多备纸杯\n");
  REQUIRE(reviews.size() == 2);
  CHECK(reviews[0].record["name"] == "杭州站");
  CHECK(reviews[0].record["end"] == "2025-03-02");
  CHECK(reviews[0].record["owner"] == "李雷");
  CHECK(reviews[0].record["budget"] == 80000);
  CHECK(figures(reviews[0].record, "results") == "participants 640");
  CHECK(lessons(reviews[0].record) == "success: 试饮排队\n");
  CHECK(lessons(reviews[1].record) == "failure: 收银太慢\n");
}

TEST_CASE("Columns of a table that each have a name and a period are campaigns; a schedule's rows are none",
          "[review]") {
  auto reviews = markdown_series(
      "# 囤茶节复盘\n\n| 项目 | 第一波·尝新 | 第二波·返场 |\n|---|---|---|\n| 活动时间 | 2024/9/2-9/8 | 2024/9/19-9/22 "
      "|\n| 目标GMV | 38万 | 15万 "
      "|\n| 实际GMV | 40万 | 12万 |\n| 预算 | 5万 | 3万 |\n");
  REQUIRE(reviews.size() == 2);
  CHECK(reviews[1].record["name"] == "第二波·返场");
  CHECK(reviews[1].record["start"] == "2024-09-19");
  CHECK(figures(reviews[1].record, "goals") == "gmv 150000");
  CHECK(figures(reviews[1].record, "results") == "gmv 120000");
  reviews = markdown_series(
      "# 囤茶节复盘\n\n| 事项 | 时间 | 预算 | GMV |\n|---|---|---|---|\n| 预热 | 9.1-9.3 | 1万 | 2万 |\n| 爆发 | "
      "9.4-9.6 | 1万 | 3万 |\n");
  CHECK(reviews.size() == 1);
}

TEST_CASE("A quoted mail is another's words, and a mail's subject names its campaign", "[review]") {
  const auto review = markdown(
      "| 发件人 | 李雷 |\n|---|---|\n| 时间 | 2024年12月27日 18:42 |\n| 主题 | RE: 火锅茶节复盘 "
      "|\n\n火锅茶节（12月13日—12月22日）已经结束，数据如下。\n\n销售额：178万元\n\n发件人: 韩梅\n\n"
      "GMV：999万\n");
  CHECK(review.record["name"] == "火锅茶节");
  CHECK(review.record["start"] == "2024-12-13");
  CHECK(figures(review.record, "results") == "sales_amount 1780000");
}

TEST_CASE("Lessons under more headings, and what the next campaign is to reach is none", "[review]") {
  const auto review = markdown(
      "# 春茶节复盘\n\n## 留下\n\n- 试饮装\n\n## 放下\n\n- 满减券\n\n## 明年春天\n\n- 提前备货\n- "
      "目标：销量150万杯\n\n—— 会后结论（李雷确认）——\n\n1) 纸杯带码\n\n下一场GMV目标上调到400万。\n");
  CHECK(lessons(review.record) == "success: 试饮装\nfailure: 满减券\nsuggestion: 提前备货\nlesson: 纸杯带码\n");
  CHECK(!review.record.contains("goals"));
}
