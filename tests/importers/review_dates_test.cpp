// When a review says that its campaign was: dates, periods, and years that are missing.

#include <catch2/catch.hpp>

#include "tests/importers/reviewing.h"

using namespace almanac;
using namespace almanac::importers;
using namespace almanac::tests;
using archive::Json;

TEST_CASE("A missing year comes from the title, the name, the file's name or the day of the review, and is marked",
          "[review]") {
  const auto start = [](const DocumentReview& review) {
    for (const ReviewValue& value : review.values)
      if (value.field == "start") {
        CHECK(value.inferred);
        return value.value.get<std::string>() + (value.certain ? "" : " ?");
      }
    return std::string("none");
  };
  CHECK(start(markdown("# 2024双十一复盘\n\n活动时间：11.1-11.11\n")) == "2024-11-01");
  CHECK(start(markdown("# 复盘\n\n活动名称：2023年货节\n活动时间：1月6日-1月20日\n")) == "2023-01-06");
  CHECK(start(markdown("# 复盘\n\n活动时间：11.1-11.11\n", "2022双十一复盘.md")) == "2022-11-01");
  CHECK(start(markdown("# 复盘\n\n复盘日期：2025-01-10\n活动时间：12月1日-12月12日\n")) == "2024-12-01");
  CHECK(start(markdown("# 复盘\n\n活动时间：12月1日-12月12日\n", "复盘_20250110.md")) == "2024-12-01");
  CHECK(start(markdown("---\ndate: 2024-06-20\n---\n\n# 复盘\n\n活动时间：6.1-6.18\n")) == "2024-06-01 ?");
  CHECK(start(markdown("# 复盘\n\n活动时间：6.1-6.18\n")) == "none");
}

TEST_CASE("Dates of title and file name count when they are a range or a month", "[review]") {
  CHECK(markdown("# 会员日复盘（2024.3.1-3.8）\n\n正文\n").record["start"] == "2024-03-01");
  CHECK(markdown("# 2024年11月会员日复盘\n\n正文\n").record["start"] == "2024-11");
  CHECK(markdown("# 会员日复盘\n\n正文\n", "会员日复盘_20240301-20240308.md").record["end"] == "2024-03-08");
  CHECK(!markdown("# 会员日复盘\n\n正文\n", "会员日复盘_20240320.md").record.contains("start"));
  CHECK(!markdown("# 2024双十一复盘\n\n正文\n").record.contains("start"));
}

TEST_CASE("English dates and ranges", "[review]") {
  const auto period = [](const std::string& text) {
    const Json record = markdown("# A\n\nCampaign dates: " + text + "\n").record;
    return (record.contains("start") ? record["start"].get<std::string>() : "") + "/" +
           (record.contains("end") ? record["end"].get<std::string>() : "");
  };
  CHECK(period("June 1, 2023 - June 15, 2023") == "2023-06-01/2023-06-15");
  CHECK(period("June 1–15, 2023") == "2023-06-01/2023-06-15");
  CHECK(period("August 7 to September 3, 2023") == "2023-08-07/2023-09-03");
  CHECK(period("2023-06-01 to 2023-06-15") == "2023-06-01/2023-06-15");
}

TEST_CASE("Dates with weekdays and hours, and several phases in one cell", "[review]") {
  const Json hours = markdown("# A\n\n活动时间：2024年11月1日（周五）20:00 至 11月11日（周一）24:00\n").record;
  CHECK(hours["start"] == "2024-11-01");
  CHECK(hours["end"] == "2024-11-11");
  CHECK(!markdown("# A\n\n活动时间：2024年11月1日起，为期1个月零11天\n").record.contains("end"));
  const DocumentReview phases = markdown("# 2024双十一复盘\n\n活动时间：预热期10.20-10.31，爆发期11.1-11.11\n");
  CHECK(phases.record["phases"] == Json::parse(R"([{"name":"预热期","start":"2024-10-20","end":"2024-10-31"},
                                                  {"name":"爆发期","start":"2024-11-01","end":"2024-11-11"}])"));
  CHECK(!phases.record.contains("start"));
  CHECK(waiting(phases).contains("end 2024-11-11 unclear_date"));
}

TEST_CASE("The one period told in a sentence of a review is certain; of two, or of another text, both wait",
          "[review]") {
  const std::string told = "活动于2024年3月1日至3月8日进行。\n";
  CHECK(markdown("# 会员日复盘\n\n" + told).record["end"] == "2024-03-08");
  CHECK(!markdown("# 会员日复盘\n\n" + told + "\n另一场活动于2024年4月1日至4月8日进行。\n").record.contains("start"));
  const DocumentReview plan = markdown("# 会员日\n\n" + told);
  CHECK(!plan.record.contains("start"));
  CHECK(waiting(plan) == Waiting{"start 2024-03-01 in_prose", "end 2024-03-08 in_prose", "name 会员日 only_title",
                                 "occasion 会员日 from_name"});
}

TEST_CASE("Two waves with periods of their own are two campaigns; phases of one are not", "[review]") {
  static const archive::Zone zone("Asia/Shanghai");
  ReviewContext context;
  context.dictionary = &dictionary();
  context.zone = &zone;
  const tests::TemporaryDirectory directory;
  const auto reviews = [&](const std::string& one, const std::string& other) {
    return extract_reviews(read_markdown(directory.write(
                               "a.md", "# 沉睡唤醒复盘（两次）\n\n## " + one +
                                           "\n\n- 时间：2023.5.8-5.14\n- 花费：1.2万\n- 结果：召回910人，GMV "
                                           "8.6万\n\n**结论**：电话太贵。\n\n## " +
                                           other + "\n\n- 时间：2023.9.4-9.10\n- 花费：2万\n- 结果：召回700人\n")),
                           "a.md", context);
  };
  const auto waves = reviews("第一波", "第二波");
  REQUIRE(waves.size() == 2);
  CHECK(waves[0].record["name"] == "沉睡唤醒第一波");
  CHECK(waves[0].record["start"] == "2023-05-08");
  CHECK(waves[0].record["spend"] == 12000);
  CHECK(figures(waves[0].record, "results") == "reactivated_users 910, gmv 86000");
  CHECK(lessons(waves[0].record) == "lesson: 电话太贵。\n");
  CHECK(waves[1].record["end"] == "2023-09-10");
  CHECK(figures(waves[1].record, "results") == "reactivated_users 700");
  CHECK(reviews("预热期", "爆发期").size() == 1);
}

TEST_CASE("The end before the start is refused and waits", "[review]") {
  const DocumentReview review = markdown("# A\n\n开始时间：2024-03-08\n结束时间：2024-03-01\n");
  CHECK(!(review.record.contains("start") && review.record.contains("end")));
}
