// Goals, results and money told in keys, lines and sentences of a review.

#include <catch2/catch.hpp>

#include "tests/importers/reviewing.h"

using namespace almanac;
using namespace almanac::importers;
using namespace almanac::tests;
using archive::Json;

TEST_CASE("A figure told under 结果 is certain; changes, other years and what was not reached are nothing",
          "[review]") {
  const DocumentReview review = markdown(
      "# 大促复盘\n\n## 结果\n\n本次 GMV 达到 230 万，同比增长 15%。去年同期 GMV 为 200 万，订单 1.2 万单。转化率提升 "
      "2%。\n"
      "拉新未达到 5000 人的目标。加购率较上次提高 3%。\n");
  CHECK(figures(review.record, "results") == "gmv 2300000");
  CHECK(!review.record.contains("goals"));
  CHECK(waiting(review).empty());
}

TEST_CASE("Fields told in a sentence are certain when their value reads whole", "[review]") {
  const Json record = markdown(
                          "# 2023春茶节复盘\n\n## "
                          "目标回顾\n\n活动时间为2023年3月6日至3月19日，主题“一叶知春”，总预算36万元。\n\n## 结果\n\n"
                          "本次春茶活动由方晓月负责。实际花费33.4万元，比预算结余2.6万元。\n")
                          .record;
  CHECK(record["name"] == "2023春茶节");
  CHECK(record["start"] == "2023-03-06");
  CHECK(record["end"] == "2023-03-19");
  CHECK(record["theme"] == "一叶知春");
  CHECK(record["budget"] == 360000);
  CHECK(record["spend"] == 334000);
  const Json owner = markdown("# 春茶节复盘\n\n活动预算2万元，由方晓月负责。\n").record;
  CHECK(owner["owner"] == "方晓月");
  CHECK(owner["budget"] == 20000);
  const DocumentReview unsure = markdown("# 春茶节复盘\n\n总预算约36万元，活动时间为3月上旬，去年预算30万元。\n");
  CHECK(!unsure.record.contains("budget"));
  CHECK(!unsure.record.contains("start"));
}

TEST_CASE("Figures told in a review: the goal in brackets, parts and comparisons", "[review]") {
  const DocumentReview review = markdown(
      "# "
      "2023春茶节复盘\n\n销售额41.2万元（目标40万元），入会1,310人（目标1,500人），退款率6.2%"
      "，较2022年春茶节（32万元）增长28.8%。\n\n"
      "其中老客销售额30万元。预热期，订单数900单。\n");
  CHECK(figures(review.record, "results") == "sales_amount 412000, new_members 1310, refund_rate 6.2");
  CHECK(figures(review.record, "goals") == "sales_amount 400000, new_members 1500");
  CHECK(waiting(review) == Waiting{"start 2023 only_title"});
}

TEST_CASE("Figures of a channel told in prose are the channel's and never the campaign's", "[review]") {
  const DocumentReview review = markdown(
      "# 2023春茶节复盘\n\n## 分渠道\n\n天猫GMV 52.5万（去年42万）；抖音GMV 18.6万；快手首次参加，GMV 6.5万。\n\n"
      "短信发送12万条，触达成本0.6万元，带来销售额9.6万元；小红书和微博GMV 3万。\n");
  CHECK(figures(review.record, "results") ==
        "天猫 gmv 525000, 抖音 gmv 186000, 快手 gmv 65000, 短信 sends 120000, 短信 sales_amount 96000");
  CHECK(review.record["costs"] == Json::parse(R"([{"channel":"短信","actual":6000}])"));
  CHECK(waiting(review) == Waiting{"start 2023 only_title"});
}

TEST_CASE("Money with its plan in brackets behind it gives both", "[review]") {
  const Json record = markdown("# 春茶节复盘\n\n- 费用：3.2万元（预算3.5万元）\n- 人群：90天未购，12000人\n").record;
  CHECK(record["spend"] == 32000);
  CHECK(record["budget"] == 35000);
  CHECK(record["segments"] == Json::array({"90天未购"}));
}

TEST_CASE("Columns that name the campaign and its year, and rows that name a channel or a rate", "[review]") {
  const Json record =
      markdown(
          "# 2023双12复盘\n\n| | 2022双12 | 2023双12目标 | 2023双12实际 | 同比 |\n|---|---|---|---|---|\n"
          "| GMV（万元） | 36 | 50 | 52.7 | +46% |\n| 推广花费（万元） | 5 | 6 | 6.4 | +28% |\n"
          "| 7日留存率 | 40% | 50% | 46% | - |\n| 社群GMV（万元） | 3 | — | 6.1 | - |\n")
          .record;
  CHECK(figures(record, "goals") == "gmv 500000, retention_rate 50");
  CHECK(figures(record, "results") == "gmv 527000, retention_rate 46, 私域社群 gmv 61000");
  CHECK(record["spend"] == 64000);
}

TEST_CASE("Plain figures behind a heading are certain", "[review]") {
  const DocumentReview review =
      markdown("# 大促复盘\n\n## 目标\n\nGMV 200万，拉新 5000 人\n\n## 结果\n\n- GMV：230万\n- 拉新：4200人\n");
  CHECK(figures(review.record, "goals") == "gmv 2000000, new_users 5000");
  CHECK(figures(review.record, "results") == "gmv 2300000, new_users 4200");
}

TEST_CASE("Goal and result in one line are told apart", "[review]") {
  const DocumentReview review = markdown(
      "# 大促复盘\n\n## 效果\n\n- GMV：230万（目标200万，完成率115%，同比+15%）\n- 拉新人数：目标5000，实际4200\n");
  CHECK(figures(review.record, "goals") == "gmv 2000000, new_users 5000");
  CHECK(figures(review.record, "results") == "gmv 2300000, new_users 4200");
}

TEST_CASE(
    "A figure behind a key without 目标 or 实际 is a result in a review unless another is said to be; elsewhere it "
    "waits",
    "[review]") {
  DocumentReview review = markdown("# 大促复盘\n\nGMV：230万\n实际GMV：231万\n");
  CHECK(figures(review.record, "results") == "gmv 2310000");
  CHECK(waiting(review) == Waiting{"results gmv 2300000 two_values"});
  review = markdown("# 大促复盘\n\nGMV：230万\n");
  CHECK(figures(review.record, "results") == "gmv 2300000");
  review = markdown("# 大促\n\nGMV：230万\n");
  CHECK(!review.record.contains("results"));
}

TEST_CASE("A section of another year, of competitors or of the next campaign gives nothing", "[review]") {
  for (const char* heading : {"往期对比", "竞品情况", "去年同期数据", "明年618计划", "Last year", "附录"}) {
    CAPTURE(heading);
    const DocumentReview review =
        markdown("# 大促复盘\n\n## " + std::string(heading) +
                 "\n\n- GMV：230万\n- 预算：60万\n\n| 指标 | 目标 | 实际 |\n|---|---|---|\n| GMV | 1 | 2 |\n");
    CHECK(!review.record.contains("results"));
    CHECK(!review.record.contains("goals"));
    CHECK(!review.record.contains("budget"));
    CHECK(waiting(review).empty());
  }
}

TEST_CASE("A goal may be a bound, a result may not", "[review]") {
  const DocumentReview review =
      markdown("# 大促复盘\n\n## 目标\n\nGMV 200万；ROI ≥ 5\n\n## 结果\n\n- GMV：230万+\n- 新客：约900人\n");
  CHECK(figures(review.record, "goals") == "gmv 2000000, roi 5");
  CHECK(!review.record.contains("results"));
  CHECK(waiting(review) == Waiting{"results gmv 2300000 approximate", "results new_buyers 900 approximate"});
}

TEST_CASE("Another year than the campaign's is another campaign", "[review]") {
  const DocumentReview review = markdown(
      "# 双十二返场复盘\n\n活动时间：2024/12/12-12/14\n\n## 结果\n\n- 成交额：72.6万元，达成率 90.8%。\n- 对比 2023 "
      "年双十二：成交额 65 万，新客 700。\n"
      "- 2022年成交额 50 万\n\n## 附：2023年双十二数据\n\n| 指标 | 目标 | 实际 |\n|---|---|---|\n| 成交额 | 70万 | "
      "65万 |\n");
  CHECK(figures(review.record, "results") == "gmv 726000");
  CHECK(!review.record.contains("goals"));
  CHECK(waiting(review) == Waiting{"occasion 双十二 from_name"});
}

TEST_CASE("English figures: keys are certain, sentences wait, growth is nothing", "[review]") {
  const DocumentReview review = markdown(
      "# Spring Sale Recap\n\nWe spent $38,200 of a $40,000 budget.\n\n## Results\n\n- Revenue: $112,400 (goal "
      "$120,000)\n- Sign-ups: 5,640\n"
      "- Orders were 1,204\n- Open rate grew 12% year over year\n- Last year's revenue was $98,000\n");
  CHECK(figures(review.record, "results") == "revenue 112400, new_users 5640");
  CHECK(figures(review.record, "goals") == "revenue 120000");
  CHECK(waiting(review) == Waiting{"spend 38200 in_prose", "results orders 1204 in_prose"});
}
