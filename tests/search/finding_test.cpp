// What words find, in which order, and what is marked.
#include <catch2/catch.hpp>

#include "fixture.h"

using namespace almanac;
using namespace almanac::search;
using namespace almanac::search::test;
using Ids = std::vector<std::string>;

namespace {

std::string marked(const std::vector<Piece>& pieces) {
  std::string text;
  for (const Piece& piece : pieces) text += piece.mark ? "[" + piece.text + "]" : piece.text;
  return text;
}

}  // namespace

TEST_CASE("a Chinese word inside a word is found") {
  Fixture f;
  f.put(with_summary("A", "一", "所有待处理订单都已发出"), with_summary("B", "二", "处置与理解"));
  CHECK(f.ids("处理") == Ids{"campaign:A"});
  CHECK(f.ids("待处理") == Ids{"campaign:A"});
  CHECK(f.ids("理").size() == 2);
}

TEST_CASE("traditional, simplified, full width and case are alike") {
  Fixture f;
  f.put(with_summary("A", "雙十壹大促", "轉化率提升"), with_summary("B", "双十壹大促", "转化率提升"),
        with_summary("C", "ＧＭＶ报告", "x"));
  CHECK(f.ids("双十壹") == f.ids("雙十壹"));
  CHECK(f.ids("轉化率").size() == 2);
  CHECK(f.ids("gmv") == Ids{"campaign:C"});
  CHECK(f.ids("ＧＭＶ") == Ids{"campaign:C"});
}

TEST_CASE("a mixed query finds what has all of it") {
  Fixture f;
  f.put(with_summary("A", "小米 13 发布会", "ROI 提升到 3.2"), with_summary("B", "小米 12 发布会", "ROI 提升"),
        with_summary("C", "发布会", "小米13"));
  CHECK(f.ids("小米 13 发布会 ROI") == Ids{"campaign:A"});
  const Response response = f.search("小米 13 发布会 ROI");
  CHECK(response.match == Match::all);
  CHECK(response.total == 1);
  CHECK(response.total_exact);
}

TEST_CASE("phrases want their words next to each other") {
  Fixture f;
  f.put(with_summary("A", "一", "the open rate of the email was low"), with_summary("B", "二", "rate the open email"));
  CHECK(f.ids("\"open rate\"") == Ids{"campaign:A"});
  CHECK(f.ids("open rate").size() == 2);
  f.put(with_summary("C", "三", "会员日拉新活动"), with_summary("D", "四", "拉新的活动与会员"));
  CHECK(f.ids("\"拉新活动\"") == Ids{"campaign:C"});
}

TEST_CASE("English words are found in all their forms") {
  Fixture f;
  f.put(with_summary("A", "one", "running promotions"), with_summary("B", "two", "a promotion ran"));
  CHECK(f.ids("promotion").size() == 2);
  CHECK(f.ids("\"promotions\"") == Ids{"campaign:A"});
  CHECK(f.ids("promo*").size() == 2);
}

TEST_CASE("codes are found whole and in part, and an exact code comes first") {
  Fixture f;
  f.put(campaign("D11-2024", "大促甲"), campaign("D11-2024-B", "D11-2024 复制"), campaign("D12-2024", "大促乙"));
  CHECK(f.ids("D11-2024").front() == "campaign:D11-2024");
  CHECK(f.ids("D11-2024").size() == 2);
  CHECK(f.ids("d11").size() == 2);
}

TEST_CASE("a title match ranks before a body match") {
  Fixture f;
  f.put(with_summary("A", "年度总览", "会员日 会员日 会员日 复盘，会员日方案"), with_summary("B", "会员日", "方案"),
        with_summary("C", "无关", "别的"));
  CHECK(f.ids("会员日") == Ids{"campaign:B", "campaign:A"});
}

TEST_CASE("recent comes before old where equal") {
  Fixture f;
  f.put(campaign("A", "会员日", "2022-01-01", "2022-01-02"), campaign("B", "会员日", "2024-01-01", "2024-01-02"),
        campaign("C", "会员日", "2023-01-01", "2023-01-02"));
  CHECK(f.ids("会员日") == Ids{"campaign:B", "campaign:C", "campaign:A"});
}

TEST_CASE("a campaign matches on its lessons' text, and a lesson knows its campaign") {
  Fixture f;
  auto c = campaign("A", "春节活动");
  c.channels = {"短信"};
  c.lessons = {lesson("A-L1", "A", "短信要避开饭点发送")};
  c.lessons[0].stage = "execute";
  f.put(c);
  Query query = of("饭点");
  const Response response = f.search(query);
  REQUIRE(response.total == 2);
  for (const Hit& hit : response.hits)
    if (hit.kind == archive::Kind::lesson) CHECK(hit.fields["campaign"] == "A");
  query.kinds = {archive::Kind::lesson};
  query.filters["channel"] = {"短信"};
  query.filters["stage"] = {"execute"};
  CHECK(f.ids(query) == Ids{"lesson:A-L1"});
}

TEST_CASE("operators exclude, choose and group") {
  Fixture f;
  f.put(with_summary("A", "甲", "短信 优惠"), with_summary("B", "乙", "邮件 优惠"),
        with_summary("C", "丙", "海报 优惠"));
  CHECK(f.ids("优惠 -海报").size() == 2);
  CHECK(f.ids("优惠 (甲 OR 丙)") == Ids{"campaign:A", "campaign:C"});
  CHECK(f.ids("-优惠").empty());
  CHECK(f.ids("title:甲") == Ids{"campaign:A"});
  CHECK(f.ids("title:优惠").empty());
}

TEST_CASE("synonyms of both languages find each other") {
  Fixture f;
  f.put(with_summary("A", "甲", "双十一 拉新"), with_summary("B", "乙", "double 11 acquisition"),
        with_summary("C", "丙", "11.11 获客"));
  CHECK(f.ids("双十一").size() == 3);
  CHECK(f.ids("double 11").size() == 3);
  CHECK(f.ids("雙十一 拉新").size() == 3);
}

TEST_CASE("auto finds all words first, then any of them, and says which") {
  Fixture f;
  f.put(with_summary("A", "甲", "会员 积分"), with_summary("B", "乙", "会员 海报"));
  CHECK(f.search("会员 积分").match == Match::all);
  const Response wider = f.search("海报 门头");
  CHECK(wider.match == Match::any);
  CHECK(wider.total == 1);
  Query strict = of("海报 门头");
  strict.match = Match::all;
  CHECK(f.search(strict).total == 0);
  const Response sentence = f.search("这次会员积分活动效果怎么样");
  CHECK(sentence.match == Match::any);
  CHECK(sentence.hits.at(0).id == "campaign:A");
}

TEST_CASE("a synonym of several words marks them together or not at all") {
  Fixture f;
  f.put(with_summary("A", "双十一大促", "客服等待从 47 分钟降到 11 分钟，双 11 当天"));
  const Hit hit = f.search("双十一").hits.at(0);
  CHECK(marked(hit.title_marks) == "[双十一]大促");
  CHECK(marked(hit.snippet).find("[11] 分钟") == std::string::npos);
}

TEST_CASE("snippets mark what matched, in the writing of the text") {
  Fixture f;
  f.put(with_summary("A", "甲", "開頭。本次活動的轉化率提升了 20%，Promotions were cheap。結尾"));
  CHECK(marked(f.search("转化率").hits.at(0).snippet).find("[轉化率]提升") != std::string::npos);
  CHECK(marked(f.search("promotion").hits.at(0).snippet).find("[Promotions] were") != std::string::npos);
  CHECK(marked(f.search("甲").hits.at(0).title_marks) == "[甲]");
}

TEST_CASE("a snippet is the passage with the most different words") {
  Fixture f;
  std::string text = "会员 ";
  for (int i = 0; i < 200; ++i) text += "铺垫文字。";
  text += "这里会员与积分同在。";
  for (int i = 0; i < 200; ++i) text += "铺垫文字。";
  f.put(with_summary("A", "甲", text));
  const std::string shown = marked(f.search("会员 积分").hits.at(0).snippet);
  CHECK(shown.find("[会员]与[积分]") != std::string::npos);
  CHECK(shown.size() < 700);
  CHECK(shown.starts_with("…"));
}

TEST_CASE("Taiwan wording and the mainland's find each other") {
  Fixture f;
  f.put(with_summary("A", "甲", "用户收到短信，渠道是网络"), with_summary("B", "乙", "使用者收到簡訊，管道是網路"));
  for (const char* text : {"使用者", "用户", "簡訊", "短信", "简讯", "管道", "渠道", "網路", "网络"}) {
    INFO(text);
    CHECK(f.search(text).total == 2);
  }
}

TEST_CASE("a long Chinese query is cut at the names the archive knows") {
  Fixture f;
  auto c = with_summary("A", "夏日活动", "会员参加");
  c.channels = {"霸王茶姬门店"};
  c.theme = "清凉一夏";
  f.put(c, with_summary("B", "冬日活动", "会员参加"));
  const Response response = f.search("清凉一夏霸王茶姬门店");
  CHECK(response.match == Match::all);
  REQUIRE(response.total == 1);
  CHECK(response.hits[0].id == "campaign:A");
  CHECK(response.parsed == "清凉一夏 霸王茶姬门店");
}

TEST_CASE("a prefix that begins too many words says so") {
  Fixture f;
  std::string words;
  for (int i = 0; i < 300; ++i) words += "ab" + std::to_string(i) + " ";
  f.put(with_summary("A", "甲", words + "promo"));
  CHECK(f.search("ab*").notes.size() == 1);
  CHECK(f.search("ab*").total == 1);
  CHECK(f.search("promo*").notes.empty());
}

TEST_CASE("no text is an error") {
  Fixture f;
  f.put(with_summary("A", "甲", "会员"));
  f.open();
  std::vector<std::string> naughty = {"",
                                      " ",
                                      "\"",
                                      "((((",
                                      "))",
                                      "* * *",
                                      "-",
                                      "- -",
                                      "NOT",
                                      "OR OR OR",
                                      "\xff\xfe\x80",
                                      "a\0b",
                                      "::",
                                      "budget:..",
                                      "%00",
                                      "title:",
                                      "channel:\"",
                                      "👨‍👩‍👧‍👦",
                                      "ﷺ",
                                      "-会员",
                                      "NOT NOT 会员",
                                      std::string(100'000, '('),
                                      std::string(100'000, '*'),
                                      "\xE2\x80\xAE rtl",
                                      "Robert'); DROP TABLE",
                                      "<script>",
                                      "../../etc",
                                      "{{7*7}}",
                                      "1e999",
                                      "NaN",
                                      "year:..",
                                      "start:9999..1"};
  std::string many;
  for (int i = 0; i < 10'000; ++i) many += "w" + std::to_string(i) + "* ";
  naughty.push_back(many);
  std::string words;
  for (int i = 0; i < 3'000; ++i) words += "会员" + std::to_string(i) + " ";
  naughty.push_back(words);
  std::uint32_t state = 3;
  for (int i = 0; i < 300; ++i) {
    std::string random;
    for (int k = 0; k < 40; ++k) {
      state = state * 1664525 + 1013904223;
      random += static_cast<char>(state >> 24);
    }
    naughty.push_back(random);
  }
  for (const std::string& q : naughty) {
    INFO(q.substr(0, 100));
    CHECK_NOTHROW(f.index->search(of(q)));
    Query any = of(q);
    any.match = Match::any;
    any.as_of = archive::Date::parse("2024");
    any.facets = {"channel"};
    CHECK_NOTHROW(f.index->search(any));
    CHECK_NOTHROW(f.index->suggest(q));
  }
  CHECK_FALSE(f.search(words).notes.empty());
  CHECK(f.search("!!!").total == 0);
  CHECK(f.search("").total == 1);
}
