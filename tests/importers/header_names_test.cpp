#include "importers/header_names.h"

#include <catch2/catch.hpp>

#include "archive/records.h"

using namespace almanac;
using namespace almanac::importers;

namespace {

const archive::Dictionary& dictionary() {
  static const archive::Dictionary shipped = archive::Dictionary::load("/nonexistent");
  return shipped;
}

std::vector<std::string> fields(RowKind kind, const std::vector<std::string>& columns) {
  std::vector<std::string> found;
  for (const ColumnMatch& match : match_columns(kind, columns, dictionary())) found.push_back(match.field);
  return found;
}

std::optional<RowKind> kind(const std::vector<std::string>& columns) { return detect_kind(columns, dictionary()); }

}  // namespace

TEST_CASE("the Chinese headers of a campaign list are its fields") {
  CHECK(fields(RowKind::campaigns, {"活动名称", "活动编号", "活动主题", "节点", "启动时间", "结束时间", "活动预算",
                                    "实际花费", "活动效果", "目标人群", "渠道", "主推品", "状态", "负责人"}) ==
        std::vector<std::string>{"name", "code", "theme", "occasion", "start", "end", "budget", "spend", "results",
                                 "segments", "channels", "products", "status", "owner"});
}

TEST_CASE("What was paid for promotion is what a campaign cost, whatever the column calls it") {
  for (const char* head : {"推广花费", "广告花费", "投放花费", "推广投入", "投放成本", "投放金额", "已花费"}) {
    CAPTURE(head);
    CHECK(fields(RowKind::campaigns, {"活动名称", "启动时间", head}) ==
          std::vector<std::string>{"name", "start", "spend"});
  }
}

TEST_CASE("亮点, 不足 and 改进建议 are lessons of their kind") {
  CHECK(fields(RowKind::campaigns, {"亮点", "不足", "改进建议", "活动经验总结"}) ==
        std::vector<std::string>{"lessons.success", "lessons.failure", "lessons.suggestion", "lessons"});
}

TEST_CASE("case, spaces, underscores and width do not matter") {
  CHECK(fields(RowKind::campaigns, {"Campaign Name", "START_DATE", "ｅｎｄ　ｄａｔｅ", "Budget"}) ==
        std::vector<std::string>{"name", "start", "end", "budget"});
  CHECK(fields(RowKind::touchpoints, {"User ID", "campaign_code", "Product-SKU", "ts", "event"}) ==
        std::vector<std::string>{"user", "campaign", "product", "time", "type"});
}

TEST_CASE("a traditional header is read like a simplified one") {
  CHECK(fields(RowKind::campaigns, {"活動名稱", "開始時間"}) == std::vector<std::string>{"name", "start"});
}

TEST_CASE("a unit is taken off the header and kept") {
  const std::vector<std::string> columns{"预算（万）"};
  const auto match = match_columns(RowKind::campaigns, columns, dictionary()).front();
  CHECK(match.field == "budget");
  REQUIRE(match.unit);
  CHECK(match.unit->factor == archive::Decimal{10'000, 0});
}

TEST_CASE("a column named after a metric is a result, and with 目标 a goal") {
  CHECK(fields(RowKind::campaigns, {"GMV", "目标GMV", "实际支付金额", "曝光"}) ==
        std::vector<std::string>{"result.gmv", "goal.gmv", "result.paid_amount", "result.impressions"});
}

TEST_CASE("a column that is not known has no field") {
  CHECK(fields(RowKind::campaigns, {"活动名称", "备注一", "门店数"}) == std::vector<std::string>{"name", "", ""});
}

TEST_CASE("of two columns for one field the first has it") {
  CHECK(fields(RowKind::campaigns, {"name", "活动名称"}) == std::vector<std::string>{"name", ""});
}

TEST_CASE("the kind of a table follows from its columns") {
  CHECK(kind({"活动名称", "开始时间", "渠道", "商品"}) == RowKind::campaigns);
  CHECK(kind({"user", "campaign", "channel", "type", "time"}) == RowKind::touchpoints);
  CHECK(kind({"用户", "活动代码", "渠道", "事件", "时间"}) == RowKind::touchpoints);
  CHECK(kind({"sku", "name", "category", "price"}) == RowKind::products);
  CHECK(kind({"channel", "name", "kind", "role"}) == RowKind::channels);
  CHECK(kind({"segment", "name", "size"}) == RowKind::segments);
  CHECK(kind({"campaign", "statement", "advice"}) == RowKind::lessons);
  CHECK(kind({"household_id", "age", "income"}) == RowKind::users);
}

TEST_CASE("columns that say nothing give no kind") {
  CHECK_FALSE(kind({"a", "b", "c"}));
  CHECK_FALSE(kind({"id", "foo"}));
}

TEST_CASE("every field of a flat row is a field of its record or a documented form") {
  for (const RowKind each : {RowKind::channels, RowKind::products, RowKind::segments, RowKind::users,
                             RowKind::campaigns, RowKind::lessons}) {
    const archive::Strings known = [&]() -> archive::Strings {
      switch (each) {
        case RowKind::channels:
          return archive::field_names<archive::Channel>();
        case RowKind::products:
          return archive::field_names<archive::Product>();
        case RowKind::segments:
          return archive::field_names<archive::Segment>();
        case RowKind::users:
          return archive::field_names<archive::User>();
        case RowKind::campaigns:
          return archive::field_names<archive::Campaign>();
        default:
          return archive::field_names<archive::Lesson>();
      }
    }();
    for (const Field& field : fields_of(each)) {
      const std::string head(field.name.substr(0, field.name.find('.')));
      INFO(field.name);
      CHECK((head == "period" || std::find(known.begin(), known.end(), head) != known.end()));
    }
  }
}

TEST_CASE("words of the vocabularies are read in both languages, others are kept") {
  CHECK(canonical_word(RowKind::campaigns, "status", "已结束") == "finished");
  CHECK(canonical_word(RowKind::campaigns, "objective", "拉新") == "acquisition");
  CHECK(canonical_word(RowKind::touchpoints, "type", "核销") == "redeem");
  CHECK(canonical_word(RowKind::touchpoints, "type", "Add to cart") == "add_to_cart");
  CHECK(canonical_word(RowKind::touchpoints, "type", "tasting") == "tasting");
}
