// Whole words out of texts without spaces.
#include <catch2/catch.hpp>

#include <map>
#include <set>

#include "search/whole_words.h"

using almanac::search::WholeWords;

namespace {

struct Corpus {
  std::vector<std::string> texts;
  std::set<std::string> names;
  std::map<std::string, std::uint64_t> counts;  // of documents

  std::string word_of(const std::string& term) const {
    const WholeWords whole(texts, {term});
    const auto word = whole.word_of(term, {[&](const std::string& name) { return names.contains(name); },
                                           [&](const std::string& text) -> std::uint64_t {
                                             const auto at = counts.find(text);
                                             if (at != counts.end()) return at->second;
                                             return text.size() == 3 ? 50 : 1;  // a character, a pair
                                           }});
    return word.value_or("");
  }
};

}  // namespace

TEST_CASE("a pair that always continues alike is part of the longer word") {
  const Corpus corpus{{"面向全量会员发券", "全量会员，短信", "按全量会员计"}, {}, {}};
  CHECK(corpus.word_of("量会") == "全量会员");
  CHECK(corpus.word_of("全量") == "全量会员");
}

TEST_CASE("a known name inside a longer stretch is the word") {
  const Corpus corpus{{"全场会员价太低", "全场会员价太低", "会员价太低"}, {"会员价"}, {}};
  CHECK(corpus.word_of("员价") == "会员价");
  CHECK(corpus.word_of("太低") == "会员价太低");
}

TEST_CASE("a pair across the border of two words is dropped, a word between changing neighbours stays") {
  const Corpus corpus{{"提前召回券", "用召回券包", "先召回券到", "再召回流失", "把召回做完"},
                      {},
                      {{"召回", 5}, {"回券", 3}, {"召", 5}, {"回", 20}, {"券", 30}}};
  CHECK(corpus.word_of("召回") == "召回");
  const Corpus mixed{
      {"新召回券包", "收回券包", "驳回券", "召回券"},
      {},
      {{"召回", 9}, {"收回", 9}, {"驳回", 9}, {"回券", 4}, {"召", 9}, {"收", 9}, {"驳", 9}, {"回", 30}, {"券", 40}}};
  CHECK(mixed.word_of("回券").empty());
}

TEST_CASE("a sentence that several texts share is not a word") {
  const Corpus corpus{{"每天早上八点前把尾款提醒发完", "每天早上八点前把尾款提醒发完"},
                      {},
                      {{"尾款", 2}, {"尾", 2}, {"款", 4}, {"把尾", 2}, {"把", 50}, {"款提", 2}, {"提", 60}}};
  CHECK(corpus.word_of("尾款") == "尾款");
  CHECK(corpus.word_of("款提").empty());
}

TEST_CASE("words of grammar are no words, and fall off the edges") {
  const Corpus corpus{{"没有提醒", "大促前一天", "大促前两天", "在大促前三", "of the sale"}, {}, {}};
  CHECK(corpus.word_of("没有").empty());
  CHECK(corpus.word_of("the").empty());
  CHECK(corpus.word_of("sale") == "sale");
  CHECK(corpus.word_of("促前") == "大促");
  const Corpus edges{{"没有提前预热", "没有提前预热", "当天的", "昨天的"}, {}, {}};
  CHECK(edges.word_of("提前") == "提前预热");
  CHECK(edges.word_of("天的").empty());
}

TEST_CASE("a Latin word that is mostly part of a code is none") {
  const Corpus corpus{{"QH-CF-005\npaid_amount\nclicks\nvip day", "cf 与 QH-CF-001, QH-CF-002\nclicks\nvip"}, {}, {}};
  CHECK(corpus.word_of("cf").empty());
  CHECK(corpus.word_of("paid").empty());
  CHECK(corpus.word_of("clicks").empty());
  CHECK(corpus.word_of("vip") == "vip");
  CHECK(corpus.word_of("absent").empty());
}

TEST_CASE("broken text does no harm") {
  const Corpus corpus{{"", "全\xff量会", std::string(100'000, 'a'), "量会"}, {}, {}};
  CHECK(corpus.word_of("量会") == "量会");
}
