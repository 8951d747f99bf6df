#include <catch2/catch.hpp>

#include "archive/name.h"
#include "search/analysis.h"
#include "search/synonyms.h"

using namespace almanac::search;

namespace {

// Tokens as "text/type", with "+" before one that is joined to the token before.
std::string shown(std::string_view text) {
  const Tokens tokens = tokenize(text);
  std::string out;
  for (std::size_t i = 0; i < tokens.list.size(); ++i) {
    if (i > 0) out += ' ';
    if (tokens.list[i].joined) out += '+';
    out += tokens.text(i);
    out += {'/', "wng"[static_cast<int>(tokens.list[i].type)]};
  }
  return out;
}

std::vector<std::string> originals(std::string_view text) {
  std::vector<std::string> out;
  for (const Token& token : tokenize(text).list) out.emplace_back(text.substr(token.begin, token.end - token.begin));
  return out;
}

}  // namespace

TEST_CASE("text is cut into words, numbers and single Chinese characters") {
  CHECK(shown("小米 13 发布会 ROI") == "小/g +米/g 13/n 发/g +布/g +会/g roi/w");
  CHECK(shown("GMV提升20%") == "gmv/w +提/g +升/g +20/n");
  CHECK(shown("D11-2024") == "d11/w 2024/n");
  CHECK(shown("11.11") == "11/n 11/n");
  CHECK(shown("don't 'quote'") == "don't/w quote/w");
  CHECK(shown("拉新，促活") == "拉/g +新/g 促/g +活/g");
  CHECK(shown("").empty());
  CHECK(shown("！？ 🎉 —").empty());
}

TEST_CASE("folding makes width, case and script alike") {
  CHECK(shown("ＧＭＶ１１") == "gmv11/w");
  CHECK(shown("臺灣 轉化") == shown("台湾 转化"));
  CHECK(shown("㈱") == "株/g");
  CHECK(shown("ﬁne") == "fine/w");
  CHECK(shown("ｶﾞ") == "ガ/g");
  CHECK(shown("cafe\xCC\x81") == shown("café"));
  CHECK(shown("soft\xC2\xADhyphen") == "softhyphen/w");
}

TEST_CASE("commas between thousands belong to the number, other commas do not") {
  CHECK(shown("1,234,567") == "1234567/n");
  CHECK(shown("1,23") == "1/n 23/n");
  CHECK(shown("12345,678") == "12345/n 678/n");
  CHECK(shown("1,2345") == "1/n 2345/n");
}

TEST_CASE("tokens know where they stand in the original") {
  CHECK(originals("處理，ＡＢＣ cafe\xCC\x81!") == std::vector<std::string>{"處", "理", "ＡＢＣ", "cafe\xCC\x81"});
  CHECK(originals("1,000元") == std::vector<std::string>{"1,000", "元"});
}

TEST_CASE("any bytes can be analysed, and offsets stay inside") {
  std::string text;
  std::uint32_t state = 7;
  for (int round = 0; round < 300; ++round) {
    text.clear();
    for (int i = 0; i < 60; ++i) {
      state = state * 1664525 + 1013904223;
      text += static_cast<char>(state >> 24);
    }
    std::uint32_t last = 0;
    for (const Token& token : tokenize(text).list) {
      CHECK(token.begin < token.end);
      CHECK(token.end <= text.size());
      CHECK(token.begin >= last);
      last = token.begin;
    }
  }
}

TEST_CASE("the tokens of a word are those of its folded form") {
  for (const std::string text :
       {"雙十一", "ＡＢＣ１２３", "Straße", "İstanbul", "Ǆungla", "㍿", "가나다", "Ａ級", "ﬀ"}) {
    const Tokens original = tokenize(text);
    const Tokens folded = tokenize(almanac::archive::fold(text));
    CHECK(original.folded == folded.folded);
    CHECK(original.list.size() == folded.list.size());
  }
}

TEST_CASE("stems bring English forms together") {
  CHECK(stem("campaigns") == stem("campaign"));
  CHECK(stem("promotions") == stem("promotion"));
  CHECK(stem("13pro") == "13pro");
}

TEST_CASE("synonyms are found in any spelling") {
  const Synonyms& synonyms = Synonyms::shipped();
  const auto has = [&](std::string_view phrase, std::string_view other) {
    const auto& others = synonyms.others(Synonyms::key(phrase));
    return std::find(others.begin(), others.end(), other) != others.end();
  };
  CHECK(has("双十一", "11.11"));
  CHECK(has("雙十一", "double 11"));
  CHECK(has("Double-11", "双十一"));
  CHECK(has("拉新", "acquisition"));
  CHECK(has("New Users", "拉新"));
  CHECK_FALSE(has("gmv", "revenue"));
}

TEST_CASE("groups that share a member are one group") {
  const Synonyms synonyms = Synonyms::parse("a = b\n# a remark\nc=b = A\nlonely\n");
  CHECK(synonyms.others("a") == std::vector<std::string>{"b", "c"});
  CHECK(synonyms.others("c") == std::vector<std::string>{"a", "b"});
  CHECK(synonyms.others("lonely").empty());
}

TEST_CASE("a line that shares words with two groups makes all three one") {
  const Synonyms synonyms = Synonyms::parse("a = b\nc = d\nx = y\nb = c\n");
  CHECK(synonyms.others("a") == std::vector<std::string>{"b", "c", "d"});
  REQUIRE(synonyms.groups().size() == 2);
  CHECK(synonyms.groups()[0].words == std::vector<std::string>{"a", "b", "c", "d"});
  REQUIRE(synonyms.find("D") != nullptr);
  CHECK(synonyms.find("D")->words.front() == "a");
  CHECK(synonyms.find("z") == nullptr);
}

TEST_CASE("a synonym that contains the word or another synonym is not searched for beside it") {
  const Synonyms synonyms =
      Synonyms::parse("公众号 = 微信公众号 = 公号 = official account = WeChat official account = WeChat OA");
  CHECK(synonyms.others("公众号") == std::vector<std::string>{"公号", "official account", "WeChat OA"});
  CHECK(synonyms.others("微信公众号") == std::vector<std::string>{"公众号", "公号", "official account", "WeChat OA"});
  CHECK(synonyms.find("微信公众号")->words.size() == 6);
  // A run is not contained in characters that stand apart.
  CHECK(Synonyms::parse("双十一 = 双 十一").others("双十一") == std::vector<std::string>{"双 十一"});
}

TEST_CASE(
    "an alias of a channel is searched as the channel and the channel as its aliases, but no alias as another one") {
  SynonymSources sources;
  sources.channels = {{"线下活动", "offline events", "沙龙", "发布会"}, {"短信", "短信", "短消息", "SMS", "手机短信"}};
  sources.stand_ins = {{"NEW-1", "OLD-1"}};
  const Synonyms synonyms = Synonyms::with(sources);
  const auto others = [&](std::string_view word) { return synonyms.others(Synonyms::key(word)); };
  const auto has = [&](std::string_view word, std::string_view other) {
    const auto& list = others(word);
    return std::find(list.begin(), list.end(), other) != list.end();
  };
  CHECK(others("发布会") == std::vector<std::string>{"线下活动", "offline events"});
  CHECK(has("线下活动", "沙龙"));
  CHECK(has("offline events", "发布会"));
  CHECK(has("offline events", "线下活动"));
  CHECK(has("短消息", "短信"));
  CHECK(has("短消息", "sms"));  // means the same as the channel's key, by the shipped words
  CHECK(has("短信", "短消息"));
  CHECK_FALSE(has("短信", "手机短信"));  // 短信 finds it
  CHECK(has("old-1", "NEW-1"));
  REQUIRE(synonyms.find("沙龙") != nullptr);
  CHECK(synonyms.find("沙龙")->is_archive);
  CHECK(synonyms.find("沙龙")->words.size() == 4);
  CHECK(synonyms.find("sms")->is_shipped);
}
