// Tables in a review: metrics, forms, channels, lessons.

#include <catch2/catch.hpp>

#include "tests/importers/reviewing.h"

using namespace almanac;
using namespace almanac::importers;
using namespace almanac::tests;
using archive::Json;

TEST_CASE("A table of metrics: goal, result, units of header and row; last year and rates are left out", "[review]") {
  const Json record = markdown(
                          "# 大促复盘\n\n| 指标 | 单位 | 目标 | 实际 | 完成率 | 去年同期 |\n|---|---|---|---|---|---|\n"
                          "| GMV | 万元 | 200 | 230 | 115% | 180 |\n| 新客数 | 人 | 5,000 | 4,200 | 84% | 3,000 |\n| "
                          "转化率 | % | 3 | 2.8 | - | 2 |\n"
                          "| 直播场次 | 场 | 10 | 12 | 120% | 8 |\n")
                          .record;
  CHECK(figures(record, "goals") == "gmv 2000000, new_buyers 5000, cvr 3, 直播场次 10");
  CHECK(figures(record, "results") == "gmv 2300000, new_buyers 4200, cvr 2.8, 直播场次 12");
}

TEST_CASE("The same table lying down", "[review]") {
  const Json record =
      markdown(
          "# 2024大促复盘\n\n| | GMV | 订单数 |\n|---|---|---|\n| 目标 | 500万 | 2万 |\n| 实际 | 468万 | 1.92万 |\n"
          "| 完成率 | 93.6% | 96% |\n| 2023年 | 420万 | 1.8万 |\n")
          .record;
  CHECK(figures(record, "goals") == "gmv 5000000, orders 20000");
  CHECK(figures(record, "results") == "gmv 4680000, orders 19200");
}

TEST_CASE("A table with two rows of header", "[review]") {
  TextDocument document;
  Block table;
  table.type = Block::Type::table;
  table.rows = {{"渠道", "GMV（万）", "GMV（万）", "订单数", "订单数"},
                {"渠道", "目标", "实际", "目标", "实际"},
                {"抖音", "100", "120", "900", "1000"},
                {"合计", "200", "230", "1800", "1700"}};
  document.blocks.push_back(table);
  const Json record = review_of(document).record;
  CHECK(figures(record, "results") == "抖音 gmv 1200000, 抖音 orders 1000, gmv 2300000, orders 1700");
  CHECK(figures(record, "goals") == "gmv 2000000, orders 1800");
}

TEST_CASE("A form in a table, with merged rows for its parts", "[review]") {
  TextDocument document;
  Block table;
  table.type = Block::Type::table;
  table.rows = {{"活动名称", "开学季", "负责人", "周宁"},
                {"活动时间", "2024.8.20-9.5", "活动预算", "30万"},
                {"目标回顾", "GMV 100万", "GMV 100万", "GMV 100万"},
                {"亮点", "亮点", "亮点", "亮点"},
                {"1、校园大使拉新\n2、拼团裂变", "1、校园大使拉新\n2、拼团裂变", "1、校园大使拉新\n2、拼团裂变",
                 "1、校园大使拉新\n2、拼团裂变"}};
  document.blocks.push_back(table);
  const Json record = review_of(document).record;
  CHECK(record["name"] == "开学季");
  CHECK(record["owner"] == "周宁");
  CHECK(record["end"] == "2024-09-05");
  CHECK(record["budget"] == 300000);
  CHECK(figures(record, "goals") == "gmv 1000000");
  CHECK(lessons(record) == "success: 校园大使拉新\nsuccess: 拼团裂变\n");
}

TEST_CASE("Columns of years: the campaign's own year is what happened", "[review]") {
  const char* table = "\n\n| 指标 | 2023 | 2024 | 同比 |\n|---|---|---|---|\n| GMV | 420万 | 468万 | +11.4% |\n";
  CHECK(figures(markdown(std::string("# 2024大促复盘") + table).record, "results") == "gmv 4680000");
  CHECK(!markdown(std::string("# 大促复盘") + table).record.contains("results"));
}

TEST_CASE("A table of channels gives costs and results by channel; its total is the campaign's if nothing else is said",
          "[review]") {
  const std::string table =
      "单位：万元\n\n| 渠道 | 预算 | 花费 | GMV |\n|---|---|---|---|\n| 抖音 | 30 | 32.5 | 160 |\n| 微信群 | 2 | 1.8 | "
      "88 |\n| 合计 | 32 | 34.3 | 248 |\n";
  const Json record = markdown("# 大促复盘\n\n" + table).record;
  CHECK(record["costs"] == Json::parse(R"([{"channel":"抖音","planned":300000,"actual":325000},
                                           {"channel":"私域社群","planned":20000,"actual":18000}])"));
  CHECK(figures(record, "results") == "抖音 gmv 1600000, 私域社群 gmv 880000, gmv 2480000");
  CHECK(record["budget"] == 320000);
  const DocumentReview both = markdown("# 大促复盘\n\n活动预算：50万\n\n" + table);
  CHECK(both.record["budget"] == 500000);
  CHECK(waiting(both).contains("budget 320000 two_values"));
}

TEST_CASE("Tables of lessons", "[review]") {
  CHECK(lessons(markdown("# 复盘\n\n| 亮点 | 不足 |\n|---|---|\n| 私域 ROI 高 | 抖音超预算 |\n| 新客超额 | 无 |\n")
                    .record) == "success: 私域 ROI 高\nfailure: 抖音超预算\nsuccess: 新客超额\n");
  CHECK(lessons(markdown("# 复盘\n\n| 问题 | 原因 | 改进措施 |\n|---|---|---|\n| 超预算 | 无上限 | 设日上限 |\n| "
                         "响应慢 | 人少 | 加排班 |\n")
                    .record) == "failure: 超预算 → 设日上限\nfailure: 响应慢 → 加排班\n");
}

TEST_CASE("A table of people or tasks gives nothing", "[review]") {
  const DocumentReview review = markdown(
      "# 大促复盘\n\n| 事项 | 负责人 | 截止时间 |\n|---|---|---|\n| 物料 | 王五 | 10.20 |\n| 选品 | 赵六 | 10.25 |\n");
  CHECK(review.record == Json{{"name", "大促"}});
}
