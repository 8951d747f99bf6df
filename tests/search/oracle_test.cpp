// A slow and obvious search over the same documents, against the index, on random small archives.
//
// The oracle knows nothing of terms, postings or positions: a Chinese word matches where the folded text contains it, an
// English word where one of the text's words has the same stem, a filter where the folded value is among the document's values.
#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "archive/name.h"
#include "random_archive.h"
#include "search/analysis.h"
#include "search/document.h"

using namespace almanac;
using namespace almanac::search;
using namespace almanac::search::test;

namespace {

const std::vector<std::string> chinese = {"礼盒", "海报", "门头", "橱窗", "导购", "快闪", "盒马", "海盒", "橱柜快闪"};
const std::vector<std::string> english = {"poster", "window", "displays", "display", "clerk", "gifts", "boxes"};
const std::vector<std::string> channels = {"电梯", "地铁", "公交", "Radio"};
const std::vector<std::string> themes = {"春", "夏", "Autumn"};
const std::vector<std::string> statuses = {"finished", "reviewed", "draft"};

std::string text(Random& random, std::size_t words) {
  std::string out;
  for (std::size_t i = 0; i < words; ++i) {
    const std::size_t kind = random.below(5);
    if (kind < 3)
      out += random.pick(chinese);
    else
      out += " " + random.pick(english) + " ";
    if (random.below(4) == 0) out += "，";
  }
  return out;
}

void fill(Fixture& f, Random& random) {
  for (std::size_t i = 0; i < 25; ++i) {
    auto c = campaign("C" + std::to_string(i), text(random, 3),
                      "202" + std::to_string(random.below(5)) + "-0" + std::to_string(1 + random.below(9)) + "-01", "");
    c.end = c.start;
    c.theme = random.pick(themes);
    c.status = random.pick(statuses);
    for (const std::string& channel : channels)
      if (random.below(3) == 0) c.channels.push_back(channel);
    c.summary = text(random, 6);
    c.goals.push_back(goal("gmv", text(random, 4)));
    if (random.below(2) == 0) c.budget = archive::Decimal::parse(std::to_string(random.below(10) * 1000));
    if (random.below(2) == 0) c.lessons.push_back(lesson("", "", text(random, 5)));
    f.put(c);
  }
}

std::vector<std::string> texts_of(const Document& document) {
  std::vector<std::string> list{document.title};
  if (document.kind != archive::Kind::lesson) list.push_back(document.key);
  for (const auto* parts : {&document.plan, &document.outcome})
    for (const TextPart& part : *parts) list.push_back(part.text);
  return list;
}

bool has_word(const Document& document, const std::string& word) {
  for (const std::string& part : texts_of(document)) {
    const std::string folded = archive::fold(part);
    if (static_cast<unsigned char>(word[0]) >= 0x80) {
      if (folded.find(word) != std::string::npos) return true;
      continue;
    }
    std::string current;
    for (const char c : folded + " ") {
      if (c >= 'a' && c <= 'z') {
        current += c;
      } else {
        if (!current.empty() && stem(current) == stem(word)) return true;
        current.clear();
      }
    }
  }
  return false;
}

bool has_value(const Document& document, Field field, const std::vector<std::string>& wanted) {
  const auto found = document.values.find(field);
  if (found == document.values.end()) return false;
  for (const std::string& value : found->second)
    for (const std::string& one : wanted)
      if (archive::fold(value) == archive::fold(one)) return true;
  return false;
}

struct Question {
  Query query;
  std::vector<std::string> words;
};

Question question(Random& random) {
  Question made;
  const std::size_t count = random.below(4);
  for (std::size_t i = 0; i < count; ++i) {
    made.words.push_back(random.below(2) ? random.pick(chinese) : random.pick(english));
    made.query.q += (i ? " " : "") + made.words.back();
  }
  made.query.match = random.below(2) ? Match::all : Match::any;
  made.query.limit = 200;
  if (random.below(2)) made.query.filters["channel"].push_back(random.pick(channels));
  if (random.below(3) == 0) made.query.filters["channel"].push_back(random.pick(channels));
  if (random.below(3) == 0) made.query.filters["theme"] = {random.pick(themes)};
  if (random.below(3) == 0) made.query.filters["status"] = {random.pick(statuses)};
  if (random.below(3) == 0) made.query.kinds = {archive::Kind::campaign};
  if (random.below(4) == 0) made.query.start_from = archive::Date::parse("2021-05");
  if (random.below(4) == 0) made.query.start_to = archive::Date::parse("2023-05");
  if (random.below(4) == 0) made.query.budget_min = archive::Decimal::parse("3000");
  if (random.below(2)) made.query.facets = {"channel", "status", "year"};
  if (random.below(4) == 0) made.query.facets = {"theme"};
  return made;
}

bool matches_but_filters(const Document& document, const Question& asked) {
  const Query& query = asked.query;
  const auto found = [&](const std::string& word) { return has_word(document, word); };
  if (!asked.words.empty()) {
    if (query.match == Match::all && !std::all_of(asked.words.begin(), asked.words.end(), found)) return false;
    if (query.match == Match::any && !std::any_of(asked.words.begin(), asked.words.end(), found)) return false;
  }
  if (!query.kinds.empty() && std::find(query.kinds.begin(), query.kinds.end(), document.kind) == query.kinds.end())
    return false;
  if (query.start_from && (document.start == no_day || document.start < query.start_from->days)) return false;
  if (query.start_to && (document.start == no_day || document.start > query.start_to->last_day())) return false;
  if (query.budget_min && (!document.budget || *document.budget < query.budget_min->to_double())) return false;
  return true;
}

bool passes(const Document& document, const Query& query, std::string_view except) {
  for (const auto& [field, values] : query.filters)
    if (field != except && !has_value(document, find_field(field)->field, values)) return false;
  return true;
}

}  // namespace

TEST_CASE("matches, filters, totals and facets equal those of a brute-force search") {
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    Fixture f;
    Random random(seed * 7919);
    fill(f, random);
    f.open();
    const auto all = documents(f);
    REQUIRE(all.size() == f.index->documents());
    for (int round = 0; round < 60; ++round) {
      const Question asked = question(random);
      INFO(seed << ": " << to_string(asked.query));
      const Response response = f.index->search(asked.query);
      std::set<std::string> expected, got;
      for (const Document& document : all)
        if (matches_but_filters(document, asked) && passes(document, asked.query, ""))
          expected.insert(archive::graph_id(document.kind, document.key));
      for (const Hit& hit : response.hits) got.insert(hit.id);
      CHECK(got == expected);
      CHECK(response.total == expected.size());
      for (const std::string& name : asked.query.facets) {
        std::map<std::string, std::uint64_t> counts, answered;
        for (const Document& document : all) {
          if (!matches_but_filters(document, asked) || !passes(document, asked.query, name)) continue;
          if (const auto values = document.values.find(find_field(name)->field); values != document.values.end())
            for (const std::string& value : values->second) ++counts[value];
        }
        for (const FacetValue& value : response.facets.at(name)) answered[value.value] = value.count;
        CHECK(answered == counts);
      }
    }
  }
}

TEST_CASE("as_of equals a brute-force search over what was known") {
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    Fixture f;
    Random random(seed * 104729);
    fill(f, random);
    f.open();
    const auto all = documents(f);
    for (int round = 0; round < 40; ++round) {
      const std::string word = random.below(2) ? random.pick(chinese) : random.pick(english);
      Query query = of(word);
      query.match = Match::all;
      query.limit = 200;
      query.as_of =
          archive::Date::parse("202" + std::to_string(random.below(5)) + "-0" + std::to_string(1 + random.below(9)));
      const std::int32_t day = query.as_of->last_day();
      std::set<std::string> expected, got;
      for (Document document : all) {
        if (document.visible_day > day) continue;
        if (document.outcome_day > day) document.outcome.clear();
        if (has_word(document, word)) expected.insert(archive::graph_id(document.kind, document.key));
      }
      for (const Hit& hit : f.index->search(query).hits) got.insert(hit.id);
      INFO(to_string(query));
      CHECK(got == expected);
    }
  }
}
