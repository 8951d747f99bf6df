#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

#include "search/mark_scan.h"
#include "search/marks.h"
#include "search/snippet.h"

using namespace almanac::search;

namespace {

std::string shown(const std::vector<Piece>& pieces) {
  std::string out;
  for (const Piece& piece : pieces) out += piece.mark ? "[" + piece.text + "]" : piece.text;
  return out;
}

std::string plain(const std::vector<Piece>& pieces) {
  std::string out;
  for (const Piece& piece : pieces) out += piece.text;
  return out;
}

Marks example_marks() {
  Marks marks;
  marks.stems = {"13", "campaign", "don't", "promot"};
  marks.prefixes = {"conv"};
  marks.runs = {"会员", "会员日", "转化", "铁"};
  return marks;
}

}  // namespace

TEST_CASE("the scan finds what the tokens say, on random texts of words, marks and their near misses") {
  const std::vector<std::string> parts = {
      "会员",       "会員日",  "会",        "员",        "转化率",      "轉化",
      "铁",         "鐵",      "春节",      "Campaigns", "campaigning", "ｃａｍｐａｉｇｎ",
      "camp",       "promote", "Promotion", "don't",     "don",         "'",
      "conversion", "CONVERT", "con",       "13",        "130",         "13pro",
      "，",         "。",      "…",         "🎉",         "\u4fd3",      " ",
      " ",          ", ",      "-",         "\n"};
  std::mt19937 random(11);
  const Marks marks = example_marks();
  MarkScan scan(marks);
  std::size_t with_marks = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int n = static_cast<int>(random() % 12); n >= 0; --n)
      text += parts[random() % parts.size()] + (random() % 3 ? " " : "");
    const auto occurrences = scan.find(text);
    if (!occurrences) continue;  // "13，130"
    const auto pieces = Highlighter(marks).whole(text);
    // Every marked piece begins at an occurrence, and every occurrence lies in a marked piece.
    std::size_t at = 0, begun = 0;
    std::vector<std::pair<std::size_t, std::size_t>> marked;
    for (const Piece& piece : pieces) {
      if (piece.mark) marked.emplace_back(at, at + piece.text.size());
      at += piece.text.size();
    }
    REQUIRE(at == text.size());
    CAPTURE(text, shown(pieces));
    for (const Occurrence& one : *occurrences) {
      const auto around = std::find_if(marked.begin(), marked.end(),
                                       [&](const auto& m) { return m.first <= one.begin && one.begin < m.second; });
      CHECK(around != marked.end());
      if (around != marked.end() && around->first == one.begin) ++begun;
    }
    CHECK(begun == marked.size());
    with_marks += !marked.empty();
  }
  CHECK(with_marks > 1000);
}

TEST_CASE("the scan leaves to the tokens what it cannot know") {
  MarkScan scan(example_marks());
  CHECK_FALSE(scan.find("㈱ 会员"));       // folds to two tokens
  CHECK_FALSE(scan.find("cafe\xCC\x81"));  // a combining accent
  CHECK_FALSE(scan.find("13,000"));        // one number
  CHECK_FALSE(scan.find("\xFF\xFE"));
  CHECK(scan.find("plain 会员, text… 🎉 \u4fd3"));
}

TEST_CASE("the best passage is the same by the scan and by the tokens") {
  std::mt19937 random(5);
  const Marks marks = example_marks();
  const std::vector<std::string> fill = {"春节活动复盘。",    "老客唤醒效果一般，",   "预算不足；",
                                         "growth was slow. ", "the budget ran out, ", "渠道 "};
  const std::vector<std::string> wanted = {"会员日", "转化", "campaign ", "铁粉", "conversion "};
  const std::vector<std::string> words = {"会员日", "转化", "campaign", "铁", "conversion"};
  std::size_t alike = 0;
  for (int round = 0; round < 200; ++round) {
    std::string text;
    for (int n = 0; n < 120; ++n)
      text += random() % 15 == 0 ? wanted[random() % wanted.size()] : fill[random() % fill.size()];
    const std::string fast = plain(Highlighter(marks).best(text));
    const std::string slow = plain(Highlighter(marks).best(text + std::string(800, '.') + "㈱"));
    const auto distinct = [&](const std::string& passage) {
      return std::count_if(words.begin(), words.end(),
                           [&](const std::string& one) { return passage.find(one) != std::string::npos; });
    };
    CAPTURE(fast, slow);
    CHECK(std::abs(distinct(fast) - distinct(slow)) <= 1);  // they count columns of punctuation a little differently
    CHECK(distinct(fast) > 0);
    alike += distinct(fast) == distinct(slow);
  }
  CHECK(alike >= 180);
}

TEST_CASE("a passage begins at a sentence if one is near, and says where it was cut") {
  Marks marks;
  marks.runs = {"会员"};
  std::string far;
  for (int i = 0; i < 60; ++i) far += "这一句与查询无关。";
  CHECK(shown(Highlighter(marks).best(far + "然后会员增长。完")) == "…然后[会员]增长。完");
  CHECK(shown(Highlighter(marks).best("会员增长。")) == "[会员]增长。");
  CHECK(shown(Highlighter(marks).best("没有")) == "没有");
  CHECK(shown(Highlighter(marks).best("")).empty());
}
