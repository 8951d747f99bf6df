#include <catch2/catch.hpp>

#include "search/language.h"
#include "search/query.h"

using namespace almanac::search;

namespace {
std::string read(std::string_view q) { return to_string(parse(q).root); }
}  // namespace

TEST_CASE("the query language reads words, phrases, negation, OR, brackets and fields") {
  CHECK(read("小米 13 发布会 ROI") == "小米 13 发布会 ROI");
  CHECK(read("\"双十一 复盘\" -短信") == "\"双十一 复盘\" -短信");
  CHECK(read("“双十一”「复盘」") == "\"双十一\" \"复盘\"");
  CHECK(read("a b OR c") == "(a b) OR c");
  CHECK(read("(a OR b) c") == "(a OR b) c");
  CHECK(read("NOT (a b)") == "-(a b)");
  CHECK(read("a | b") == "a OR b");
  CHECK(read("a AND b") == "a b");
  CHECK(read("promo* a*") == "promo* a*");
  CHECK(read("channel:短信 渠道:\"App push\"") == "channel:短信 channel:\"App push\"");
  CHECK(read("title:双十一") == "title:双十一");
  CHECK(read("kind:lesson attr.店铺:天猫") == "kind:lesson attr.店铺:天猫");
}

TEST_CASE("ranges read dates and amounts, open at either end") {
  CHECK(read("budget:10万..50万") == "budget:100000..500000");
  CHECK(read("budget:..1.5亿") == "budget:..150000000");
  CHECK(read("start:2024-01..2024-06") == "start:2024-01-01..2024-06-30");
  CHECK(read("year:2022..2024") == "year:2022..2024");
  CHECK(read("start:2024") == "start:2024-01-01..2024-12-31");
  CHECK(parse_amount("50w") == 500000.0);
  CHECK(parse_amount("2百万") == 2000000.0);
  CHECK(parse_amount("1,000") == 1000.0);
  CHECK_FALSE(parse_amount("nan"));
  CHECK_FALSE(parse_amount("万"));
}

TEST_CASE("what is no syntax is text") {
  CHECK(read("foo:bar http://x.cn 10:30") == "foo:bar http://x.cn 10:30");
  CHECK(read("budget:lots") == "budget:lots");
  CHECK(read("((a") == "a");
  CHECK(read("a))") == "a");
  CHECK(read("\"a b") == "a b");
  CHECK(read("OR") == "or");
  CHECK(read("OR a") == "a");
  CHECK(read("a OR") == "a");
  CHECK(read("NOT") == "not");
  CHECK(read("a - b") == "a b");
  CHECK(read("主题：双十一（预热）") == "主题：双十一（预热）");
  CHECK(read("").empty());
  CHECK(read("() !! \"\" - | *").empty());
}

TEST_CASE("double negation is none") {
  CHECK(read("-(-a)") == "a");
  CHECK(read("NOT NOT a") == "a");
}

TEST_CASE("brackets go eight deep, deeper ones are dropped") {
  const std::string deep = std::string(50, '(') + "a OR b" + std::string(50, ')');
  CHECK(read(deep) == "a OR b");
  CHECK(read(std::string(4000, '(') + "x" + std::string(4000, ')')) == "x");
}

TEST_CASE("the printed form of a query reads as the same query") {
  const std::vector<std::string> pieces = {
      "a",  "双十一", "(",      ")",        "OR",           "|",   "-", "\"", "“",   "”",
      "「", "」",     "promo*", "channel:", "budget:1万..", "x:y", " ", " ",  "NOT", "kind:lesson",
      "*",  ":",      "title:", "　",       "start:2024"};
  std::uint32_t state = 11;
  for (int round = 0; round < 3000; ++round) {
    std::string q;
    for (int i = 0; i < 12; ++i) {
      state = state * 1664525 + 1013904223;
      q += pieces[(state >> 16) % pieces.size()];
      if ((state >> 8) % 3 == 0) q += ' ';
    }
    const Parsed once = parse(q);
    INFO(q);
    CHECK(parse(to_string(once.root)).root == once.root);
  }
}

TEST_CASE("long text is cut at eight kilobytes and says so") {
  std::string text;
  while (text.size() < 100'000) text += "双十一大促复盘 ";
  CHECK(parse(text).cut);
  CHECK(to_string(parse(text).root).size() <= max_query_bytes);
}
