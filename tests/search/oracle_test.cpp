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

namespace {

// Words no two of which are one stem or part of each other, so that each is a word by itself however the query is read.
const std::vector<std::string> single_words = {"礼盒",   "海报",   "门头",     "橱窗",  "导购",  "快闪",
                                               "poster", "window", "displays", "clerk", "gifts", "boxes"};

// A text as its tokens: words of letters and digits, single Chinese characters, and whether each stands directly behind the one before.
struct SimpleToken {
  std::string text;
  bool joined = false;
};

std::vector<SimpleToken> simple_tokens(const std::string& text) {
  std::vector<SimpleToken> tokens;
  const std::string folded = archive::fold(text);
  const auto is_latin = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  bool gap = true;
  for (std::size_t i = 0; i < folded.size();) {
    std::size_t end = i + 1;
    if (is_latin(folded[i])) {
      while (end < folded.size() && is_latin(folded[end])) ++end;
    } else if (static_cast<unsigned char>(folded[i]) >= 0x80) {
      end = i + 3;
    }
    const std::string one = folded.substr(i, end - i);
    i = end;
    const bool separates = one == " " || one == "," || one == ";" || one == ".";
    if (!separates) tokens.push_back({one, !gap});
    gap = separates;
  }
  return tokens;
}

bool has_phrase(const Document& document, const std::string& phrase) {
  const auto wanted = simple_tokens(phrase);
  for (const std::string& part : texts_of(document)) {
    const auto tokens = simple_tokens(part);
    for (std::size_t at = 0; at + wanted.size() <= tokens.size(); ++at) {
      bool same = true;
      for (std::size_t i = 0; same && i < wanted.size(); ++i) {
        const bool in_run = i > 0 && wanted[i].joined && static_cast<unsigned char>(wanted[i].text[0]) >= 0x80 &&
                            static_cast<unsigned char>(wanted[i - 1].text[0]) >= 0x80;
        same = tokens[at + i].text == wanted[i].text && (!in_run || tokens[at + i].joined);
      }
      if (same) return true;
    }
  }
  return false;
}

template <class Has>
std::set<std::string> ids_where(const std::vector<Document>& documents, const Has& has) {
  std::set<std::string> ids;
  for (const Document& document : documents)
    if (has(document)) ids.insert(archive::graph_id(document.kind, document.key));
  return ids;
}

std::set<std::string> found(const Fixture& f, Query query, Match& matched) {
  query.limit = 200;
  const Response response = f.index->search(query);
  std::set<std::string> ids;
  for (const Hit& hit : response.hits) ids.insert(hit.id);
  CHECK(response.total == ids.size());
  matched = response.match;
  return ids;
}

}  // namespace

TEST_CASE("all, most and any words equal a brute-force count of them") {
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    Fixture f;
    Random random(seed * 31337);
    fill(f, random);
    f.open();
    const auto all = documents(f);
    for (int round = 0; round < 60; ++round) {
      std::vector<std::string> words;
      const std::size_t wanted = 1 + random.below(4);
      while (words.size() < wanted) {
        const std::string& word = random.below(9) == 0 ? std::string("nowhere") : random.pick(single_words);
        if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
      }
      Query query;
      for (const std::string& word : words) query.q += word + " ";
      INFO(seed << ": " << query.q);
      const auto at_least = [&](std::size_t least) {
        return ids_where(all, [&](const Document& document) {
          const auto count =
              std::count_if(words.begin(), words.end(), [&](const auto& w) { return has_word(document, w); });
          return static_cast<std::size_t>(count) >= least;
        });
      };
      const std::size_t most = words.size() < 3 ? 1 : words.size() / 2 + 1;
      Match matched = Match::all;
      query.match = Match::most;
      CHECK(found(f, query, matched) == at_least(most));
      query.match = Match::automatic;
      const auto by_itself = found(f, query, matched);
      if (!at_least(words.size()).empty()) {
        CHECK(by_itself == at_least(words.size()));
        CHECK(matched == Match::all);
      } else if (words.size() > 2 && !at_least(most).empty()) {
        CHECK(by_itself == at_least(most));
        CHECK(matched == Match::most);
      } else {
        CHECK(by_itself == at_least(1));
      }
    }
  }
}

TEST_CASE("negations, alternatives and phrases equal a brute-force search") {
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    Fixture f;
    Random random(seed * 65537);
    fill(f, random);
    f.open();
    const auto all = documents(f);
    for (int round = 0; round < 60; ++round) {
      const std::string a = random.pick(single_words), b = random.pick(single_words), c = random.pick(single_words);
      Match matched = Match::all;
      Query query;
      query.match = random.below(2) ? Match::all : Match::automatic;
      const auto has = [](const Document& document, const std::string& word) { return has_word(document, word); };
      query.q = a + " -" + b;
      INFO(seed << ": " << query.q << " " << c);
      CHECK(found(f, query, matched) == ids_where(all, [&](const Document& d) { return has(d, a) && !has(d, b); }));
      query.match = Match::all;
      query.q = "(" + a + " OR " + b + ") -(" + b + " " + c + ")";
      CHECK(found(f, query, matched) ==
            ids_where(all, [&](const Document& d) { return (has(d, a) || has(d, b)) && !(has(d, b) && has(d, c)); }));
      query.q = "\"" + a + (random.below(2) ? " " : "") + b + "\"";
      CHECK(found(f, query, matched) ==
            ids_where(all, [&](const Document& d) { return has_phrase(d, query.q.substr(1, query.q.size() - 2)); }));
    }
  }
}
