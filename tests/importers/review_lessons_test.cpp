// What a review says was learnt, and what is none of its lessons.

#include <catch2/catch.hpp>

#include "tests/importers/reviewing.h"

using namespace almanac;
using namespace almanac::importers;
using namespace almanac::tests;
using archive::Json;

TEST_CASE("The goal of another occasion among the next steps is no lesson for certain", "[review]") {
  const DocumentReview review =
      markdown("# 2023年七夕复盘\n\n## 下一步\n\n- 双十一目标900万，8月备货\n- 赠品提前打样\n");
  CHECK(lessons(review.record) == "suggestion: 赠品提前打样\n");
}

TEST_CASE("Lessons under 有效, 无效, 下次 and 结论, and the review in one sentence", "[review]") {
  const Json record = markdown(
                          "# 春茶节复盘\n\n一句话总结：老客撑住大盘。\n\n## "
                          "复盘\n\n**有效：**试饮装成本低。\n\n**无效：**红包群退群多。\n\n"
                          "**下次：**每群限一百人。\n\n**结论**：老客更看重赠品。\n\n## 2024年春茶节建议\n\n- "
                          "提前锁仓\n- 2024年目标60万\n")
                          .record;
  CHECK(record["summary"] == "老客撑住大盘");
  CHECK(lessons(record) ==
        "success: 试饮装成本低。\nfailure: 红包群退群多。\nsuggestion: 每群限一百人。\nlesson: "
        "老客更看重赠品。\nsuggestion: "
        "提前锁仓\nsuggestion: 2024年目标60万\n");
}

TEST_CASE("A label right below a list item opens its part", "[review]") {
  CHECK(lessons(markdown("# 春茶节复盘\n\n成功点：\n1. 备货充足\n不足点：\n2. 客服响应慢\n").record) ==
        "success: 备货充足\nfailure: 客服响应慢\n");
}

TEST_CASE("Lessons by the headings of many methods", "[review]") {
  const auto kind = [](const std::string& heading) {
    const Json record = markdown("# 复盘\n\n## " + heading + "\n\n- 一句经验\n").record;
    return record.contains("lessons") ? record["lessons"][0].value("kind", "lesson") : std::string("none");
  };
  for (const char* heading : {"亮点", "五、做得好的", "Keep", "Continue", "Liked", "What went well", "成功经验",
                              "1. 活动亮点", "Keep（保持）", "K - Keep"}) {
    CAPTURE(heading);
    CHECK(kind(heading) == "success");
  }
  for (const char* heading : {"不足", "待改进", "Problem", "Stop", "Lacked", "What didn’t go well", "What went wrong",
                              "问题与不足", "What could be improved"}) {
    CAPTURE(heading);
    CHECK(kind(heading) == "failure");
  }
  for (const char* heading : {"改进建议", "下一步", "Try", "Start（开始）", "T（Try）", "Next steps", "Action items",
                              "优化方向", "后续计划"}) {
    CAPTURE(heading);
    CHECK(kind(heading) == "suggestion");
  }
  for (const char* heading : {"经验教训", "Lessons learned", "Learned", "亮点与不足", "Key takeaways"}) {
    CAPTURE(heading);
    CHECK(kind(heading) == "lesson");
  }
  for (const char* heading : {"活动背景", "人员安排", "Agenda"}) {
    CAPTURE(heading);
    CHECK(kind(heading) == "none");
  }
}

TEST_CASE("Labels in running text open parts, and advice belongs to its lesson", "[review]") {
  const Json record = markdown(
                          "# 复盘\n\n## 总结\n\n亮点：\n1、预热充分；\n2、门店联动。\n\n不足：备货偏少\n\n- "
                          "短信太集中\n  - 建议：分三批发送\n- 券门槛过高；改进：降到满199\n")
                          .record;
  CHECK(lessons(record) ==
        "success: 预热充分\nsuccess: 门店联动。\nfailure: 备货偏少\nfailure: 短信太集中 → 分三批发送\nfailure: "
        "券门槛过高 → 降到满199\n");
}

TEST_CASE("Nothing to say is no lesson, but 没有 can begin one", "[review]") {
  const Json record = markdown("# 复盘\n\n## 不足\n\n- 无\n- 暂无明显不足。\n- None.\n- 没有提前测试支付链路\n").record;
  CHECK(lessons(record) == "failure: 没有提前测试支付链路\n");
}
