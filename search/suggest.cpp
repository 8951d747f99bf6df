#include "search/suggest.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>
#include <xapian.h>

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "archive/name.h"
#include "search/analysis.h"

namespace almanac::search {
namespace {

using archive::Kind;

constexpr UChar32 first_han = 0x4E00, last_han = 0x9FFF;
constexpr std::size_t most_vocabulary = 500'000;  // terms looked at for one word

// The reading of every common Chinese character, asked from ICU once.
const std::vector<std::string>& readings() {
  static const std::vector<std::string> table = [] {
    std::vector<std::string> list(static_cast<std::size_t>(last_han - first_han + 1));
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::Transliterator> latin(
        icu::Transliterator::createInstance("Han-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, status));
    if (U_FAILURE(status) || !latin) return list;  // no data: suggestions do without pinyin
    for (UChar32 c = first_han; c <= last_han; ++c) {
      icu::UnicodeString one(c);
      latin->transliterate(one);
      one.trim();
      one.toUTF8String(list[static_cast<std::size_t>(c - first_han)]);
    }
    return list;
  }();
  return table;
}

struct ValueKind {
  Field field;
  Kind kind;
};
constexpr ValueKind value_kinds[] = {{Field::theme, Kind::theme},       {Field::occasion, Kind::occasion},
                                     {Field::mechanic, Kind::mechanic}, {Field::tag, Kind::tag},
                                     {Field::segment, Kind::segment},   {Field::category, Kind::category},
                                     {Field::channel, Kind::channel}};

std::vector<std::string> characters(std::string_view text) {
  std::vector<std::string> list;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    list.emplace_back(text.substr(i, end - i));
    i = end;
  }
  return list;
}

// Levenshtein with adjacent transposition (campagin), given up past `limit`.
std::size_t distance(const std::vector<std::string>& a, const std::vector<std::string>& b, std::size_t limit) {
  if (a.size() > b.size() + limit || b.size() > a.size() + limit) return limit + 1;
  std::vector<std::size_t> before(b.size() + 1), row(b.size() + 1), next(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    next[0] = i;
    std::size_t least = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        next[j] = std::min(next[j], before[j - 2] + 1);
      least = std::min(least, next[j]);
    }
    if (least > limit) return limit + 1;
    before.swap(row);
    row.swap(next);
  }
  return row[b.size()];
}

std::string near_word(const std::string& word, const Xapian::Database& database) {
  if (word.size() < 4 || word.size() > 40) return {};
  const std::size_t limit = word.size() >= 8 ? 2 : 1;
  const auto letters = characters(word);
  std::tuple<std::size_t, std::uint64_t, std::string> best{limit + 1, 0, {}};  // distance, -frequency, word
  std::size_t looked_at = 0;
  for (auto term = database.allterms_begin(); term != database.allterms_end() && looked_at < most_vocabulary;
       ++term, ++looked_at) {
    const std::string& candidate = *term;
    const auto first = static_cast<unsigned char>(candidate[0]);
    if (first > 'z') break;  // behind the Latin words
    if (first < 'a') {       // digits and prefixed terms
      term.skip_to(std::string("a"));
      if (term == database.allterms_end()) break;
      if (static_cast<unsigned char>((*term)[0]) > 'z') break;
    }
    const std::string& here = *term;
    if (here.size() + limit < word.size() || here.size() > word.size() + limit) continue;
    const std::size_t far = distance(letters, characters(here), limit);
    if (far > limit) continue;
    best = std::min(best, {far, ~static_cast<std::uint64_t>(term.get_termfreq()), here});
  }
  return std::get<2>(best);
}

std::string near_name(const std::string& run, const Columns& columns, const Synonyms& synonyms) {
  const auto glyphs = characters(run);
  if (glyphs.size() < 2 || glyphs.size() > 12) return {};
  std::tuple<std::size_t, std::size_t, std::string> best{2, 0, {}};
  const auto consider = [&](const std::string& name) {
    const std::string folded = archive::fold(name);
    if (folded.size() > run.size() + 4 || run.size() > folded.size() + 4) return;
    const auto theirs = characters(folded);
    const std::size_t far = distance(glyphs, theirs, 1);
    if (far == 1)
      best = std::min(
          best,
          {far, theirs.size() > glyphs.size() ? theirs.size() - glyphs.size() : glyphs.size() - theirs.size(), name});
  };
  for (const ValueKind& entry : value_kinds) {
    const ValueDictionary& values = columns.dictionary(entry.field);
    for (std::uint32_t i = 0; i < values.size(); ++i) consider(values.text(i));
  }
  for (const std::string& member : synonyms.members()) consider(member);
  return std::get<2>(best);
}

bool occurs(const Xapian::Database& database, std::string_view term) {
  return database.term_exists(make_term(prefix::word, term));
}

}  // namespace

Pinyin pinyin_of(std::string_view text) {
  Pinyin pinyin;
  bool any = false;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  for (std::int32_t i = 0, n = static_cast<std::int32_t>(text.size()); i < n;) {
    const std::int32_t begin = i;
    UChar32 c = 0;
    U8_NEXT(bytes, i, n, c);
    if (c >= first_han && c <= last_han) {
      const std::string& reading = readings()[static_cast<std::size_t>(c - first_han)];
      pinyin.full += reading;
      if (!reading.empty()) pinyin.initials += reading[0];
      any = true;
    } else if (c > ' ') {
      const std::string_view same = text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(i - begin));
      pinyin.full += same;
      pinyin.initials += same;
    }
  }
  return any ? pinyin : Pinyin{};
}

NameList::NameList(const Columns& columns) {
  std::set<std::string> channels;
  const auto add = [&](Kind kind, std::string key, std::string text, std::string folded, std::int32_t start,
                       bool coded) {
    Name name;
    name.kind = kind;
    const Pinyin pinyin = pinyin_of(folded);
    name.pinyin = pinyin.full;
    name.initials = pinyin.initials;
    if (coded) name.folded_key = archive::fold(key);
    name.key = std::move(key);
    name.text = std::move(text);
    name.folded = std::move(folded);
    name.start = start;
    names_.push_back(std::move(name));
  };
  for (DocumentId id = 0; id < columns.end_id(); ++id) {
    if (!columns.alive(id)) continue;
    const Facts& facts = columns.facts(id);
    const Names& names = columns.names(id);
    if (facts.kind == Kind::lesson) continue;
    if (facts.kind == Kind::channel) channels.insert(archive::fold(names.key));
    add(facts.kind, names.key, names.title, names.folded_title, facts.start, facts.kind != Kind::channel);
  }
  for (const ValueKind& entry : value_kinds) {
    const ValueDictionary& values = columns.dictionary(entry.field);
    for (std::uint32_t i = 0; i < values.size(); ++i) {
      std::string folded = archive::fold(values.text(i));
      if (entry.kind == Kind::channel && channels.contains(folded)) continue;
      add(entry.kind, values.text(i), values.text(i), std::move(folded), no_day, false);
    }
  }
}

std::vector<Suggestion> NameList::find(std::string_view typed, std::size_t limit) const {
  const std::string wanted = archive::fold(typed.substr(0, cut_at_character(typed, 200)));
  std::string letters = wanted;
  std::erase(letters, ' ');
  if (wanted.empty() || limit == 0) return {};
  const bool latin = std::all_of(letters.begin(), letters.end(), [](unsigned char c) { return c < 0x80; });
  const auto rank_of = [&](const Name& name) {
    if (name.folded == wanted || name.folded_key == wanted) return 0;
    if (name.folded.starts_with(wanted)) return 1;
    if (name.folded_key.starts_with(wanted)) return 2;
    if (latin && !name.initials.empty() && name.initials.starts_with(letters)) return 3;
    if (latin && !name.pinyin.empty() && letters.size() > 1 && name.pinyin.starts_with(letters)) return 4;
    if (name.folded.find(wanted) != std::string::npos) return 5;
    if (name.folded_key.find(wanted) != std::string::npos) return 6;
    return 9;
  };
  using Entry =
      std::tuple<int, int, std::int64_t, std::size_t, std::size_t>;  // rank, kind order, newest first, length, index
  std::vector<Entry> found;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const int rank = rank_of(names_[i]);
    if (rank == 9) continue;
    const int kind = names_[i].kind == Kind::product ? 1 : 0;  // there may be very many of them
    found.emplace_back(rank, kind, -static_cast<std::int64_t>(names_[i].start), names_[i].folded.size(), i);
  }
  const std::size_t kept = std::min(limit, found.size());
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(kept), found.end());
  std::vector<Suggestion> suggestions;
  for (std::size_t k = 0; k < kept; ++k) {
    const Name& name = names_[std::get<4>(found[k])];
    suggestions.push_back({name.kind, archive::graph_id(name.kind, name.key), name.text,
                           name.key == name.text ? std::string() : name.key});
  }
  return suggestions;
}

std::string did_you_mean(std::string_view q, const Xapian::Database& database, const Columns& columns,
                         const Synonyms& synonyms) {
  const Tokens tokens = tokenize(q);
  std::string better;
  std::size_t done = 0;
  bool changed = false;
  std::size_t words = 0;
  for (std::size_t i = 0; i < tokens.list.size() && words < 8;) {
    std::size_t end = i + 1;
    std::string instead;
    if (tokens.list[i].type == Token::Type::word) {
      const std::string word(tokens.text(i));
      const bool known = occurs(database, word) || database.term_exists(make_term(prefix::stem, stem(word)));
      if (!known) {
        instead = near_word(word, database);
        ++words;
      }
    } else if (tokens.list[i].type == Token::Type::glyph) {
      bool known = true;
      while (tokens.has_pair(end - 1)) known = occurs(database, tokens.pair(end++ - 1)) && known;
      if (!known) {
        const std::uint32_t begin = tokens.list[i].fold_begin;
        instead = near_name(tokens.folded.substr(begin, tokens.list[end - 1].fold_end - begin), columns, synonyms);
        ++words;
      }
    }
    if (!instead.empty()) {
      better += q.substr(done, tokens.list[i].begin - done);
      better += instead;
      done = tokens.list[end - 1].end;
      changed = true;
    }
    i = end;
  }
  if (!changed) return {};
  better += q.substr(done);
  return better;
}

}  // namespace almanac::search
