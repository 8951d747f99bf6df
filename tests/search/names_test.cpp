// Suggestions and "did you mean" against slow looks at every name and word.
#include <catch2/catch.hpp>

#include <xapian.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "archive/name.h"
#include "random_archive.h"
#include "search/lexicon.h"
#include "search/misspelling.h"
#include "search/name_list.h"
#include "search/near_texts.h"
#include "search/pinyin.h"
#include "search/text_order.h"

using namespace almanac;
using namespace almanac::search;
using namespace almanac::search::test;

namespace {

using archive::Kind;

const std::vector<std::string> name_parts = {"双十一", "春节", "会员日", "直播", "满减", "Summer ", "sale ",
                                             "11.11 ", "2024", "行",     "长",   "a",    "é",       "ß"};

std::string random_name(Random& random, std::size_t most_parts) {
  std::string name;
  for (std::size_t i = 0, n = 1 + random.below(most_parts); i < n; ++i) name += random.pick(name_parts);
  return name;
}

Row random_row(Random& random) {
  Document document;
  document.kind = random.pick<Kind>({Kind::campaign, Kind::campaign, Kind::product, Kind::channel, Kind::lesson});
  document.title = random_name(random, 3);
  document.key = (random.below(3) ? "K" : "双") + std::to_string(random.below(500));
  if (random.below(4)) document.start = static_cast<std::int32_t>(random.below(6));
  if (random.below(3) == 0) document.values[Field::theme] = {random_name(random, 2)};
  if (random.below(3) == 0) document.values[Field::channel] = {"K" + std::to_string(random.below(40))};
  if (random.below(8) == 0) document.aliases = {random_name(random, 2)};
  return row_of(document);
}

// How well a name fits, as search/name_list.h says; nothing if it does not.
std::optional<int> rank_of(const std::string& name, const std::string& key, const std::string& typed) {
  if (name == typed || key == typed) return 0;
  if (name.starts_with(typed)) return 1;
  if (key.starts_with(typed)) return 2;
  const bool latin = std::none_of(typed.begin(), typed.end(), [](unsigned char c) { return c >= 0x80; });
  std::string letters = typed;
  std::erase(letters, ' ');
  const Pinyin pinyin = pinyin_of(name);
  if (latin && pinyin.initials.starts_with(letters)) return 3;
  if (latin && letters.size() > 1 && pinyin.full.starts_with(letters)) return 4;
  if (name.find(typed) != std::string::npos) return 5;
  if (key.find(typed) != std::string::npos) return 6;
  return std::nullopt;
}

// Every name, one after the other.
std::vector<std::string> slow_suggestions(const Columns& columns, const std::string& text, std::size_t limit) {
  using Sorted = std::tuple<int, bool, std::int64_t, std::size_t, Kind, std::string, bool, std::string>;
  const std::string typed = archive::fold(text);
  std::set<Sorted> sorted;
  const auto add = [&](Kind kind, const std::string& key, const std::string& folded_key, const std::string& name,
                       const std::string& shown, std::int32_t start, bool is_value) {
    if (const auto rank = rank_of(name, folded_key, typed))
      sorted.emplace(*rank, kind == Kind::product, -std::int64_t{start}, name.size(), kind, key, is_value, shown);
  };
  for (DocumentId id = 0; id < columns.end_id(); ++id) {
    if (!columns.alive(id) || columns.facts(id).kind == Kind::lesson) continue;
    const Names& names = columns.names(id);
    const Kind kind = columns.facts(id).kind;
    add(kind, names.key, kind == Kind::channel ? "" : archive::fold(names.key), names.folded_title, names.title,
        columns.facts(id).start, false);
  }
  for (const auto& [field, kind] : {std::pair{Field::theme, Kind::theme}, {Field::channel, Kind::channel}})
    for (std::uint32_t i = 0; i < columns.dictionary(field).size(); ++i) {
      const std::string& value = columns.dictionary(field).text(i);
      add(kind, value, "", archive::fold(value), value, no_day, true);
    }
  std::vector<std::string> found;
  std::set<std::string> shown;
  for (const auto& [rank, product, age, length, kind, key, is_value, name] : sorted) {
    const std::string id = archive::graph_id(kind, key);
    if (found.size() < limit && shown.insert(id).second) found.push_back(id + " " + name);
  }
  return found;
}

std::vector<std::string> suggestions(const NameList& names, const std::string& typed, std::size_t limit) {
  std::vector<std::string> found;
  for (const Suggestion& one : names.find(typed, limit)) found.push_back(one.id + " " + one.text);
  return found;
}

std::string random_typed(Random& random) {
  static const std::vector<std::string> whole = {"s",  "ss",  "ssy",  "sssyx", "shuang", "chunj",
                                                 "k1", "双",  "十一", "1",     "k",      "summer sale",
                                                 "zz", "k 1", "hyr",  "11.11", "é",      "ss"};
  if (random.below(2)) return random.pick(whole);
  const std::string name = archive::fold(random_name(random, 3));
  const std::u32string points = code_points(name);
  const std::size_t from = random.below(points.size()), to = from + 1 + random.below(points.size() - from);
  std::string typed;
  for (std::size_t i = 0, at = 0; at < name.size(); ++i) {
    const std::size_t begin = at++;
    while (at < name.size() && (static_cast<unsigned char>(name[at]) & 0xC0) == 0x80) ++at;
    if (i >= from && i < to) typed += name.substr(begin, at - begin);
  }
  return typed;
}

}  // namespace

TEST_CASE("suggestions equal those of a look at every name, through any sequence of changes") {
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    Random random(seed * 104729);
    std::shared_ptr<const Columns> columns = std::make_shared<const Columns>();
    std::unique_ptr<const NameList> names;
    for (int step = 0; step < 12; ++step) {
      Columns::Changes changes;
      const std::size_t count = step == 0 ? 1500 : step == 6 ? 1200 : random.below(60);
      for (std::size_t i = 0; i < count; ++i) {
        const auto id = static_cast<DocumentId>(1 + random.below(step == 0 ? 3000 : 3500));
        if (random.below(5) == 0)
          changes[id] = std::nullopt;
        else
          changes[id] = random_row(random);
      }
      columns = columns->with(changes);
      names = std::make_unique<const NameList>(columns, names.get());
      for (int i = 0; i < 60; ++i) {
        const std::string typed = random_typed(random);
        if (archive::fold(typed).empty()) continue;
        const std::size_t limit = random.pick<std::size_t>({1, 3, 10, 50});
        CAPTURE(seed, step, typed, limit);
        REQUIRE(suggestions(*names, typed, limit) == slow_suggestions(*columns, typed, limit));
      }
    }
  }
}

TEST_CASE("a commit that touches no name makes no list of names anew") {
  Random random(5);
  Columns::Changes changes;
  for (DocumentId id = 1; id < 3000; ++id) changes[id] = random_row(random);
  const auto columns = Columns().with(changes);
  const NameList names(columns, nullptr);
  const Lexicon lexicon(columns, nullptr);
  Row row = *changes[17];
  row.facts.budget = 5.0;
  const auto same_names = columns->with({{17, row}});
  const NameList next(same_names, &names);
  CHECK(names.is_taken_over_by(next));
  CHECK(lexicon.is_taken_over_by(Lexicon(same_names, &lexicon)));
  row.names.title = row.names.folded_title = "quite another name";
  row.facts.kind = Kind::campaign;
  const auto other_name = same_names->with({{17, row}});
  const NameList other(other_name, &next);
  CHECK_FALSE(next.is_taken_over_by(other));
  CHECK(suggestions(other, "quite", 5).size() == 1);
}

TEST_CASE("the names of the archive as words are the same whether gathered at once or commit by commit") {
  for (std::uint32_t seed = 1; seed <= 3; ++seed) {
    Random random(seed * 31);
    std::shared_ptr<const Columns> columns = std::make_shared<const Columns>();
    std::unique_ptr<const Lexicon> lexicon;
    for (int step = 0; step < 20; ++step) {
      Columns::Changes changes;
      for (std::size_t i = 0, n = step == 0 ? 2000 : random.below(40); i < n; ++i) {
        const auto id = static_cast<DocumentId>(1 + random.below(2500));
        changes[id] = random.below(6) ? std::optional(random_row(random)) : std::nullopt;
      }
      columns = columns->with(changes);
      lexicon = std::make_unique<const Lexicon>(columns, lexicon.get());
      const Lexicon at_once(columns, nullptr);
      REQUIRE(lexicon->size() == at_once.size());
      for (int i = 0; i < 200; ++i) {
        const std::string name = archive::fold(random_name(random, 2));
        REQUIRE(lexicon->knows(name) == at_once.knows(name));
      }
    }
  }
}

TEST_CASE("texts near another one are all found") {
  Random random(11);
  const std::u32string letters = U"ab双十c1";
  const auto random_text = [&](std::size_t shortest, std::size_t longest) {
    std::string text;
    for (std::size_t i = 0, n = shortest + random.below(longest - shortest + 1); i < n; ++i)
      text += random.pick<std::string>({"a", "b", "双", "十", "c", "1"});
    return text;
  };
  for (const std::size_t most_edits : {1, 2}) {
    std::set<std::string> texts;
    while (texts.size() < 800) texts.insert(random_text(2, 20));
    const NearTexts near({texts.begin(), texts.end()}, most_edits);
    for (int i = 0; i < 400; ++i) {
      const std::string wanted = random_text(most_edits == 2 ? 8 : 2, 14);
      const auto found = near.near(wanted, most_edits);
      CHECK(near.has(wanted) == texts.contains(wanted));
      for (std::uint32_t n = 0; n < near.size(); ++n)
        if (edits_between(code_points(wanted), code_points(near.text(n)), most_edits) <= most_edits) {
          CAPTURE(wanted, near.text(n));
          REQUIRE(std::binary_search(found.begin(), found.end(), n));
        }
    }
  }
}

namespace {

// Every word of the database, one after the other.
std::string slow_nearest(const std::string& word, const Xapian::Database& database) {
  const auto has_digit = [](const std::string& text) { return text.find_first_of("0123456789") != std::string::npos; };
  const std::size_t most = word.size() >= 8 && !has_digit(word) ? 2 : 1;
  std::tuple<bool, std::size_t, std::uint64_t, std::string> best{true, 3, 0, ""};
  for (auto term = database.allterms_begin(); term != database.allterms_end(); ++term) {
    const std::string here = *term;
    if (here[0] < 'a' || here[0] > 'z') continue;
    const std::size_t edits = edits_between(code_points(word), code_points(here), 2);
    if (edits > (has_digit(here) ? 1 : most)) continue;
    const bool otherwise = here[0] != word[0] && here[0] != word[1];
    best = std::min(best, {otherwise, edits, ~std::uint64_t{term.get_termfreq()}, here});
  }
  return std::get<3>(best);
}

}  // namespace

TEST_CASE("the word offered for a misspelt one is that of a look at every word, also after changes") {
  Random random(23);
  Xapian::WritableDatabase database("", Xapian::DB_BACKEND_INMEMORY);
  const auto random_word = [&] {
    std::string word;
    for (std::size_t i = 0, n = 3 + random.below(9); i < n; ++i)
      word += random.pick<std::string>({"a", "b", "c", "d", "e", "n", "n", "1"});
    return word;
  };
  std::unique_ptr<const WordList> words;
  for (int step = 0; step < 6; ++step) {
    std::unordered_set<std::string> touched;
    for (int i = 0; i < (step == 0 ? 400 : 20); ++i) {
      Xapian::Document document;
      for (int j = 0; j < 5; ++j) document.add_term(random_word());
      document.add_term("Zstem");
      document.add_term("双十");
      for (auto term = document.termlist_begin(); term != document.termlist_end(); ++term) touched.insert(*term);
      database.add_document(document);
    }
    if (step > 0) database.delete_document(static_cast<Xapian::docid>(step * 7));
    words = std::make_unique<const WordList>(database, words.get(), step == 0 ? nullptr : &touched);
    for (int i = 0; i < 150; ++i) {
      std::string word = random_word();
      while (word.size() < 4 || word[0] == '1') word = random_word() + "b";
      CAPTURE(step, word);
      if (!database.term_exists(word)) REQUIRE(words->nearest(word, database) == slow_nearest(word, database));
    }
  }
  const std::unordered_set<std::string> known = {"Zstem", "双十"};
  CHECK(words->is_taken_over_by(WordList(database, words.get(), &known)));
}

TEST_CASE("what suggestions need is made with the index, once it was prepared, and not by a question") {
  Fixture f;
  f.put(campaign("A", "夏日活动"));
  f.open();
  CHECK_FALSE(f.index->is_prepared());
  f.index->prepare();
  CHECK(f.index->is_prepared());
  f.put(campaign("B", "秋日活动"));
  f.index->refresh(*f.archive);
  CHECK(f.index->is_prepared());
  CHECK(f.index->suggest("qiu").size() == 1);
  f.index->rebuild(*f.archive);
  CHECK(f.index->is_prepared());
  CHECK(f.index->suggest("qr").size() == 1);
}
