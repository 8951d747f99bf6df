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

// --- dates -------------------------------------------------------------------------------------------------------------

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

TEST_CASE("The goal of another occasion among the next steps is no lesson for certain", "[review]") {
  const DocumentReview review =
      markdown("# 2023年七夕复盘\n\n## 下一步\n\n- 双十一目标900万，8月备货\n- 赠品提前打样\n");
  CHECK(lessons(review.record) == "suggestion: 赠品提前打样\n");
}

TEST_CASE("The end before the start is refused and waits", "[review]") {
  const DocumentReview review = markdown("# A\n\n开始时间：2024-03-08\n结束时间：2024-03-01\n");
  CHECK(!(review.record.contains("start") && review.record.contains("end")));
}

// --- figures -----------------------------------------------------------------------------------------------------------

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

TEST_CASE("Where a page stands is not its name", "[review]") {
  CHECK(markdown("首页 > 私域 > 复盘\n\n# 春茶节社群复盘\n\n正文\n").record["name"] == "春茶节社群");
  CHECK(markdown("# 2023年双十二全渠道复盘汇报\n\n正文\n").record["name"] == "2023年双十二");
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

// --- tables ------------------------------------------------------------------------------------------------------------

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

// --- lessons -----------------------------------------------------------------------------------------------------------

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

// --- names and codes ---------------------------------------------------------------------------------------------------

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
