// What the sentences of a review tell: figures with their goals, budgets, parts of the spend, lists, corrections and conclusions.

#include <catch2/catch.hpp>

#include "tests/importers/reviewing.h"

using namespace almanac;
using namespace almanac::importers;
using namespace almanac::tests;
using archive::Json;

namespace {

DocumentReview told(std::string_view text, std::string_view title = "春茶节复盘") {
  return markdown("# " + std::string(title) + "\n\n" + std::string(text) + "\n");
}

std::string goals_of(const DocumentReview& review) { return figures(review.record, "goals"); }
std::string results_of(const DocumentReview& review) { return figures(review.record, "results"); }

}  // namespace

TEST_CASE("a sentence's figure behind 约 waits for confirmation", "[review]") {
  for (const char* words : {"GMV约200万。", "本次活动GMV约200万。", "GMV达到约200万，效果很好。"}) {
    CAPTURE(words);
    const DocumentReview review =
        markdown(std::string("# 2024双十一大促复盘\n\n活动时间：2024-11-01至2024-11-11\n\n") + words + "\n");
    CHECK(!review.record.contains("results"));
    const auto list = waiting(review);
    CHECK(std::find(list.begin(), list.end(), "results gmv 2000000 approximate") != list.end());
  }
}

TEST_CASE("The goal behind a figure, however the sentence puts it", "[review]") {
  for (const char* text : {"成交额96万元，为目标80万元的120%。", "成交额96万元，超过80万元的目标。",
                           "成交额96万元，完成目标（80万元）的120%。", "成交额96万元，完成季度目标80万元的120%。",
                           "成交额96万元，高于立项时设定的80万元。", "成交额96万元，目标是80万元，做到了。"}) {
    CAPTURE(text);
    const auto review = told(text);
    CHECK(results_of(review) == "gmv 960000");
    CHECK(goals_of(review) == "gmv 800000");
  }
}

TEST_CASE("How long, where and of what a figure is may say that it is the whole campaign's", "[review]") {
  CHECK(results_of(told("十天销售额96万元。")) == "sales_amount 960000");
  CHECK(results_of(told("春茶一共卖了9.3万盒。", "春茶季复盘")) == "units_sold 93000");
  CHECK(results_of(told("全国86店共售出4,870套。")) == "units_sold 4870");
  CHECK(results_of(told("召回率却达到21.8%。")) == "win_back_rate 21.8");
  // Another product's, a day's.
  CHECK(results_of(told("羊肉卷卖出9.3万盒。")).empty());
  CHECK(results_of(told("首日销售额96万元。")).empty());
}

TEST_CASE("A metric that no dictionary has is named as written where its goal or a table says that it is one",
          "[review]") {
  auto review = told("达标客户 3,206户，目标3,000户。");
  CHECK(results_of(review) == "达标客户 3206");
  CHECK(goals_of(review) == "达标客户 3000");
  review = told(
      "| 指标 | 目标 | 实际 |\n|---|---|---|\n| 报名人数 | 900 | 950 |\n\n### 各渠道\n\n- 视频号：报名 600 人，花费 "
      "7万\n- 亲子群裂变：报名 350 人，花费 2万");
  CHECK(results_of(review) == "报名人数 950, 视频号 报名人数 600, 亲子群裂变 报名人数 350");
  CHECK(review.record["costs"].size() == 2);
  CHECK(!review.record.contains("spend"));
}

TEST_CASE("Budgets in sentences", "[review]") {
  CHECK(told("总花费47.4万，批的预算是50万，没超。").record["budget"] == 500000);
  CHECK(told("费用一共用了 48.6 万，比 50 万的预算省了一些。").record["budget"] == 500000);
  CHECK(told("费用一共用了 48.6 万，比 50 万的预算省了一些。").record["spend"] == 486000);
  CHECK(told("总费用53万元，超出预算50万元。").record["budget"] == 500000);
  CHECK(!told("总费用53万元，超出预算3万元。").record.contains("budget"));
  CHECK(told("## 目标\n\n在预算不超过50万元的前提下，GMV做到110万元，退货率控制在20%以内。").record["budget"] ==
        500000);
  CHECK(goals_of(told("## 目标\n\n在预算不超过50万元的前提下，GMV做到110万元，退货率控制在20%以内。")) ==
        "gmv 1100000, refund_rate 20");
  CHECK(!told("秋季预算90万元。").record.contains("budget"));
}

TEST_CASE("What channels cost behind 其中, and the metric that ends the list", "[review]") {
  const auto review = told("实际投入17.4万元，其中抖音9.6万元、物料4万元、微博3.8万元，ROI为6.79。");
  CHECK(review.record["spend"] == 174000);
  CHECK(review.record["costs"].size() == 2);
  CHECK(results_of(review) == "roi 6.79");
}

TEST_CASE("Channels, people and products that a sentence lists", "[review]") {
  const auto review = told(
      "活动面向近90天未下单的会员，通过短信、企业微信一对一和包裹卡三种方式触达。\n\n主推「云脊」与皮肤衣两个单品，买一"
      "赠一。");
  CHECK(review.record["segments"] == Json{"近90天未下单的会员"});
  CHECK(review.record["channels"].size() == 3);
  CHECK(review.record["products"] == Json{"云脊", "皮肤衣"});
}

TEST_CASE("Who is in charge is named without the department", "[review]") {
  CHECK(told("活动由会员运营组陈可负责。").record["owner"] == "陈可");
  CHECK(told("项目负责人：采购部 李雷").record["owner"] == "李雷");
  CHECK(told("本次项目负责人程屿。").record.value("owner", "") == "");
  CHECK(told("GMV 50万元。项目负责人程屿。").record["owner"] == "程屿");
}

TEST_CASE("A correction replaces what the document said before", "[review]") {
  const auto review = told(
      "## 结果\n\nGMV 368.2万元。\n\n## 更正说明\n\n7月30日更正：财务对账后，GMV应为386.2万元（原表系录入错误）。");
  CHECK(results_of(review) == "gmv 3862000");
  CHECK(waiting(review).empty());
}

TEST_CASE("Problems counted in a sentence and conclusions at the end are lessons", "[review]") {
  const auto review = told(
      "活动也暴露出一些问题。一是短信没有区分人群。二是顾问回复太慢。\n\n综合来看，顾问一对一是有效组合。后续应先触达老"
      "客。天气不错。");
  CHECK(lessons(review.record) ==
        "failure: 短信没有区分人群。\nfailure: 顾问回复太慢。\nlesson: 综合来看，顾问一对一是有效组合。\nlesson: "
        "后续应先触达老客。\n");
}

TEST_CASE("What another season or the next campaign is to reach is no goal of this one", "[review]") {
  for (const char* text : {"秋季目标先口头定：营收2,100万，新客18万。", "六月计划在京东试点，成交额目标1,200万元。",
                           "下一场GMV目标上调到400万。", "明年目标：销售额1,600万元。"}) {
    CAPTURE(text);
    const auto review = told(text);
    CHECK(!review.record.contains("goals"));
    CHECK(!review.record.contains("results"));
  }
  CHECK(!told("## 暑期营目标（草案）\n\n报名 40,000 人，转化率 14%。", "寒假营复盘").record.contains("goals"));
}

TEST_CASE("An objective alone behind its key or its words", "[review]") {
  CHECK(told("目标：转化（体验课→正价课）").record["objective"] == "conversion");
  CHECK(told("## 目标\n\n核心任务是完成新品上市：次抛首发。").record["objective"] == "launch");
}

TEST_CASE("Channels with a number alone are of the metric that the list began with", "[review]") {
  CHECK(results_of(told("天猫GMV 80万，京东31万，抖音12.5万。")) ==
        "天猫 gmv 800000, 京东 gmv 310000, 抖音 gmv 125000");
  CHECK(results_of(told("GMV 123.5万，其中天猫80万、京东31万。")) == "gmv 1235000, 天猫 gmv 800000, 京东 gmv 310000");
  // Another kind of number, a goal, or no list at all.
  CHECK(results_of(told("天猫GMV 80万，京东31%。")) == "天猫 gmv 800000");
  CHECK(results_of(told("目标GMV 123.5万，天猫80万。")).empty());
  CHECK(results_of(told("天猫80万，京东31万。")).empty());
}

TEST_CASE("A sum behind a colon is parted into what it went to", "[review]") {
  const auto review = told("共花费44万：万相台30万、直通车14万。");
  CHECK(review.record["spend"] == 440000);
  REQUIRE(review.record.contains("costs"));
  CHECK(review.record["costs"].size() == 2);
}

TEST_CASE("后续优化, 待优化点 and the like head parts with lessons", "[review]") {
  for (const char* heading : {"后续优化", "待优化点", "主要不足", "优化动作", "亮点与不足"}) {
    CAPTURE(heading);
    const auto review = told("GMV 80万。\n\n" + std::string(heading) + "\n\n1. 赠品备货要早一周\n");
    CHECK(lessons(review.record).find("赠品备货要早一周") != std::string::npos);
  }
}
