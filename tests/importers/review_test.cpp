// What a review document says of its campaign, and what it must not be taken to say.

#include <catch2/catch.hpp>

#include "tests/importers/reviewing.h"

using namespace almanac;
using namespace almanac::importers;
using namespace almanac::tests;
using archive::Json;

// --- whole documents ---------------------------------------------------------------------------------------------------

TEST_CASE("A GRAI review in DOCX gives its campaign whole", "[review]") {
  const DocumentReview review = review_of(read_docx(sample("grai_zh.docx")), "2024双十一大促复盘.docx");
  const Json& record = review.record;
  CHECK(record["name"] == "2024双十一大促");
  CHECK(record["code"] == "D11-2024");
  CHECK(review.code == "D11-2024");
  CHECK(record["start"] == "2024-11-01");
  CHECK(record["end"] == "2024-11-11");
  CHECK(record["owner"] == "李敏");
  CHECK(record["budget"] == 500000);
  CHECK(record["spend"] == 478200);
  CHECK(record["segments"] == Json::array({"新客", "沉睡会员"}));
  CHECK(figures(record, "goals") == "gmv 2000000, new_users 5000");
  CHECK(figures(record, "results") == "gmv 2300000, new_users 4200");
  CHECK(record["costs"] == Json::parse(R"([{"channel":"短信","planned":120000,"actual":118000},
                                           {"channel":"抖音","planned":200000,"actual":210000}])"));
  CHECK(lessons(record) ==
        "success: 社群打卡提前一周预热，加购明显提升\nsuccess: 满300减50的门槛与客单价匹配\nfailure: "
        "短信发送过晚，错过晚高峰\n"
        "suggestion: 下次短信提前到18点前发送\n");
  CHECK(record["review"]["analysis"] == "预热期社群打卡带来 60% 的加购。\n短信触达偏晚，打开率低于预期。");
  CHECK(waiting(review) == Waiting{"occasion 双十一 from_name"});
  CHECK(review.names_campaign());
}

TEST_CASE("An English post-mortem in DOCX gives its campaign whole", "[review]") {
  const DocumentReview review = review_of(read_docx(sample("post_mortem_en.docx")), "post_mortem.docx");
  const Json& record = review.record;
  CHECK(record["name"] == "Summer Launch 2023");
  CHECK(record["start"] == "2023-06-01");
  CHECK(record["end"] == "2023-06-15");
  CHECK(record["currency"] == "USD");
  CHECK(record["budget"] == 50000);
  CHECK(record["spend"] == 46500);
  CHECK(figures(record, "goals") == "revenue 200000, new_users 3000");
  CHECK(figures(record, "results") == "revenue 214300, new_users 2450");
  CHECK(lessons(record) ==
        "success: The referral email doubled its click rate after the subject line test.\n"
        "failure: The landing page was slow on the first day.\n"
        "suggestion: Load test the landing page a week before launch.\n");
}

TEST_CASE("Slides and PDF give their campaigns", "[review]") {
  const Json slides = review_of(read_pptx(sample("slides_zh.pptx"))).record;
  CHECK(slides["name"] == "618年中大促");
  CHECK(slides["start"] == "2024-06-01");
  CHECK(figures(slides, "goals") == "gmv 3000000, new_buyers 2000");
  CHECK(figures(slides, "results") == "gmv 2850000, new_buyers 2310");
  CHECK(lessons(slides) == "success: 直播间专属券拉动转化\nfailure: 客服排班不足，响应慢\n");
  const Json pdf = review_of(read_pdf(sample("review_zh.pdf"))).record;
  CHECK(pdf["name"] == "中秋礼盒预售");
  CHECK(pdf["end"] == "2024-09-17");
  CHECK(figures(pdf, "results") == "sales_amount 1620000, orders 6480");
}

TEST_CASE("A public post about a campaign makes no campaign of its own", "[review]") {
  const DocumentReview review = review_of(read_markdown(sample("fsa_campaign.md")), "fsa.md");
  CHECK(!review.names_campaign());
  CHECK(!review.record.contains("budget"));
  CHECK(!review.record.contains("results"));
}

TEST_CASE("The same document gives the same answer, and the record passes the archive's rules", "[review]") {
  for (const char* name : {"grai_zh.docx", "post_mortem_en.docx", "no_styles.docx"}) {
    const DocumentReview first = review_of(read_docx(sample(name)));
    const DocumentReview second = review_of(read_docx(sample(name)));
    CHECK(first.record.dump() == second.record.dump());
    CHECK(first.unconfirmed().dump() == second.unconfirmed().dump());
    CHECK_NOTHROW(archive::from_json_record<archive::Campaign>(first.record));
  }
}

TEST_CASE("A review in plain sentences gives its campaign", "[review]") {
  Json record = markdown(
                    "# "
                    "五周年店庆总结报告\n\n店庆活动从2023年5月18日持续到5月24日。活动总费用9.6万元。成交额达58."
                    "7万元，共产生订单3,420单。"
                    "其中天猫成交额40.2万元，京东成交额12万元。\n\n抖音：花费2万元，GMV 6万元\n")
                    .record;
  CHECK(record["end"] == "2023-05-24");
  CHECK(record["spend"] == 96000);
  CHECK(figures(record, "results") == "gmv 587000, orders 3420, 天猫 gmv 402000, 京东 gmv 120000, 抖音 gmv 60000");
  CHECK(record["costs"] == Json::parse(R"([{"channel":"抖音","actual":20000}])"));
}

// --- keys --------------------------------------------------------------------------------------------------------------

TEST_CASE("Keys are read with colons, in 【】, several in a line, and in tables", "[review]") {
  const Json record = markdown(
                          "# 复盘\n\n【活动名称】春日会员日\n【活动时间】2024.3.1-3.8（共8天）\n预算: "
                          "8w，实际花费：7.6万元（含短信费2.1万）\n\n"
                          "| 负责人 | 陈晨 | 目标人群 | 新会员、沉睡会员 |\n|---|---|---|---|\n| 投放渠道 | 短信、企微 "
                          "| 活动目的 | 拉新 |\n")
                          .record;
  CHECK(record["name"] == "春日会员日");
  CHECK(record["start"] == "2024-03-01");
  CHECK(record["end"] == "2024-03-08");
  CHECK(record["budget"] == 80000);
  CHECK(record["spend"] == 76000);
  CHECK(record["owner"] == "陈晨");
  CHECK(record["segments"] == Json::array({"新会员", "沉睡会员"}));
  CHECK(record["channels"] == Json::array({"短信", "企业微信"}));
  CHECK(record["objective"] == "acquisition");
}

TEST_CASE("Money is read with 万, 亿, w, k and currencies", "[review]") {
  const auto budget = [](const std::string& text) {
    const Json record = markdown("# 题\n\n活动预算：" + text + "\n").record;
    return record.contains("budget") ? record["budget"].dump() : std::string("none");
  };
  CHECK(budget("50万") == "500000");
  CHECK(budget("1.2亿元") == "120000000");
  CHECK(budget("8w") == "80000");
  CHECK(budget("35k") == "35000");
  CHECK(budget("￥120,000") == "120000");
  CHECK(budget("$50,000") == "50000");
  CHECK(budget("50万元（其中媒体30万）") == "500000");
  CHECK(budget("约50万") == "none");
  CHECK(budget("40-50万") == "none");
  CHECK(budget("20万，后追加至25万") == "none");
  CHECK(budget("待定") == "none");
  CHECK(budget("5000人") == "none");
  CHECK(budget("15%") == "none");
}

TEST_CASE("An empty or unknown value of a key is nothing", "[review]") {
  const DocumentReview review = markdown("# 题\n\n活动预算：暂无\n负责人：/\n天气：晴\n");
  CHECK(review.record.empty());
  CHECK(waiting(review) == Waiting{"name 题 only_title"});
}

TEST_CASE("Two different values for one field wait, both", "[review]") {
  const DocumentReview review = markdown("# 题\n\n活动预算：120万元\n\n## 费用\n\n总预算：100万元\n");
  CHECK(!review.record.contains("budget"));
  CHECK(waiting(review) == Waiting{"budget 1200000 two_values", "budget 1000000 two_values", "name 题 only_title"});
}

TEST_CASE("The same value twice is one value", "[review]") {
  const DocumentReview review = markdown("# 题\n\n活动预算：120万元\n\n## 费用\n\n总预算：1,200,000元\n");
  CHECK(review.record["budget"] == 1200000);
}

TEST_CASE("A key inside a lesson is part of the lesson", "[review]") {
  const Json record = markdown(
                          "# 题\n\n## 待改进\n\n- 渠道：短信发送太集中\n- 预算：50万偏紧\n\n## 下一步\n\n- "
                          "负责人：陈晨，10月底前完成\n")
                          .record;
  CHECK(!record.contains("channels"));
  CHECK(!record.contains("budget"));
  CHECK(!record.contains("owner"));
  CHECK(lessons(record) ==
        "failure: 渠道：短信发送太集中\nfailure: 预算：50万偏紧\nsuggestion: 负责人：陈晨，10月底前完成\n");
}

// --- names and codes ---------------------------------------------------------------------------------------------------

TEST_CASE("Where a page stands is not its name", "[review]") {
  CHECK(markdown("首页 > 私域 > 复盘\n\n# 春茶节社群复盘\n\n正文\n").record["name"] == "春茶节社群");
  CHECK(markdown("# 2023年双十二全渠道复盘汇报\n\n正文\n").record["name"] == "2023年双十二");
}

TEST_CASE("The name comes from its key, else from a title or file name that says it is a review", "[review]") {
  const auto name = [](const std::string& title, const std::string& file = "a.md") {
    const Json record = markdown("# " + title + "\n\n正文。\n", file).record;
    return record.contains("name") ? record["name"].get<std::string>() : std::string("none");
  };
  CHECK(name("2024双十一大促复盘报告") == "2024双十一大促");
  CHECK(name("《春日焕新》会员日复盘总结") == "《春日焕新》会员日");
  CHECK(name("Post-mortem: Summer Launch") == "Summer Launch");
  CHECK(name("Back to School 2023 Campaign Retrospective") == "Back to School 2023");
  CHECK(name("复盘：春季会员日") == "春季会员日");
  CHECK(name("【复盘】Q4新品首发 · 小红书种草项目") == "Q4新品首发 · 小红书种草项目");
  CHECK(name("活动复盘报告", "春季会员日复盘_v2_20240320.md") == "春季会员日");
  CHECK(name("活动复盘报告") == "none");
  CHECK(name("关于短信打开率的思考") == "none");
}

TEST_CASE("A known code in key, title or file name is the document's own; in the text it may be another's",
          "[review]") {
  CHECK(markdown("# 复盘\n\n活动编号：D11-2024\n").code == "D11-2024");
  CHECK(markdown("# D11-2024 复盘\n\n正文\n").code == "D11-2024");
  CHECK(markdown("# 复盘\n\n正文\n", "VIP-0308_复盘.md").code == "VIP-0308");
  const DocumentReview mentioned = markdown("# 复盘\n\n参考 D11-2024 的玩法。\n");
  CHECK(!mentioned.code);
  CHECK(waiting(mentioned) == Waiting{"code D11-2024 code_mentioned"});
  const DocumentReview own = markdown("# 复盘\n\n活动代码：NEW-1\n");
  CHECK(!own.code);
  CHECK(own.record["code"] == "NEW-1");
}

TEST_CASE("Every value has its evidence and block", "[review]") {
  const DocumentReview review =
      markdown("# 大促复盘\n\n活动预算：50万\n\n| 指标 | 目标 | 实际 |\n|---|---|---|\n| GMV | 200万 | 230万 |\n");
  std::map<std::string, std::pair<std::string, std::size_t>> seen;
  for (const ReviewValue& value : review.values) seen[value.field] = {value.evidence, value.block};
  CHECK(seen["budget"] == std::pair<std::string, std::size_t>{"活动预算：50万", 1});
  CHECK(seen["goals"] == std::pair<std::string, std::size_t>{"GMV | 200万 | 230万", 2});
  CHECK(seen["name"] == std::pair<std::string, std::size_t>{"大促复盘", 0});
}

TEST_CASE("A very long document is read in linear time", "[review]") {
  std::string text = "# 大促复盘\n\n";
  for (int i = 0; i < 30'000; ++i)
    text += "- 第" + std::to_string(i) + "项：GMV 达到 " + std::to_string(i) + " 万，预算：" + std::to_string(i) +
            "万，a: b\n";
  const auto start = std::chrono::steady_clock::now();
  const DocumentReview review = markdown(text);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
  CHECK(review.record["name"] == "大促");
}
