#include "search/suggest.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>
#include <xapian.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "archive/name.h"
#include "search/analysis.h"
#include "search/grouping.h"

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

struct NearWord {
  std::size_t far = 0;
  std::uint64_t rarity = ~std::uint64_t{0};
  std::string word;
  auto operator<=>(const NearWord&) const = default;
};

// Looks at the words that begin with `begin`, at most `most` of them.
void look_for_near(const std::string& word, const std::string& begin, std::size_t limit, std::size_t most,
                   const Xapian::Database& database, NearWord& best) {
  const auto letters = characters(word);
  std::size_t looked_at = 0;
  for (auto term = database.allterms_begin(begin); term != database.allterms_end(begin) && looked_at < most;
       ++term, ++looked_at) {
    const std::string& here = *term;
    if (here.size() + limit < word.size() || here.size() > word.size() + limit) continue;
    const std::size_t far = distance(letters, characters(here), limit);
    if (far <= limit) best = std::min(best, {far, ~static_cast<std::uint64_t>(term.get_termfreq()), here});
  }
}

// A slip of the pen is seldom in the first letter: words that begin with the first or the second letter are looked at first.
std::string near_word(const std::string& word, const Xapian::Database& database) {
  if (word.size() < 4 || word.size() > 40) return {};
  const std::size_t limit = word.size() >= 8 ? 2 : 1;
  NearWord best{limit + 1, ~std::uint64_t{0}, {}};
  const std::set<char> likely{word[0], word[1]};
  for (const char letter : likely)
    if (letter >= 'a' && letter <= 'z')
      look_for_near(word, std::string(1, letter), limit, most_vocabulary, database, best);
  for (char letter = 'a'; best.word.empty() && letter <= 'z'; ++letter)
    if (!likely.contains(letter))
      look_for_near(word, std::string(1, letter), limit, most_vocabulary / 26, database, best);
  return best.word;
}

std::size_t character_length(unsigned char first) { return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4; }

// Whether one character more, less or other makes `a` into `b`; false if they are the same.
bool one_character_apart(std::string_view a, std::string_view b) {
  std::size_t front = 0;
  while (front < a.size() && front < b.size() && a[front] == b[front]) ++front;
  if (front == a.size() && front == b.size()) return false;
  while (front > 0 && front < a.size() && (static_cast<unsigned char>(a[front]) & 0xC0) == 0x80) --front;
  while (front > 0 && front < b.size() && (static_cast<unsigned char>(b[front]) & 0xC0) == 0x80) --front;
  const auto rest = [front](std::string_view text, std::size_t skipped) {
    return text.substr(std::min(text.size(), front + skipped));
  };
  const std::size_t in_a = front < a.size() ? character_length(static_cast<unsigned char>(a[front])) : 0;
  const std::size_t in_b = front < b.size() ? character_length(static_cast<unsigned char>(b[front])) : 0;
  return rest(a, in_a) == rest(b, in_b) || rest(a, in_a) == rest(b, 0) || rest(a, 0) == rest(b, in_b);
}

std::string near_name(std::string_view run, const Lexicon& lexicon, const Synonyms& synonyms) {
  constexpr std::size_t character = 3;
  if (run.size() < 2 * character || run.size() > Lexicon::longest * character) return {};
  std::tuple<std::size_t, std::string> best{~std::size_t{0}, {}};  // difference in length, name
  const auto consider = [&](const std::string& name) {
    if (name.size() > run.size() + 4 || run.size() > name.size() + 4 || !one_character_apart(run, name)) return;
    best = std::min(best, {name.size() > run.size() ? name.size() - run.size() : run.size() - name.size(), name});
  };
  for (const std::string& name : lexicon.names()) consider(name);
  for (const std::string& member : synonyms.members()) consider(member);
  return std::get<1>(best);
}

// The run with what is unknown in it put right: 双十壹短信 → 双十一短信. Empty if nothing is near.
std::string near_run(const Tokens& tokens, std::size_t first, std::size_t last, const Lexicon& lexicon,
                     const Synonyms& synonyms) {
  const auto between = [&](std::size_t from, std::size_t to) {
    return std::string_view(tokens.folded)
        .substr(tokens.list[from].fold_begin, tokens.list[to - 1].fold_end - tokens.list[from].fold_begin);
  };
  if (std::string whole = near_name(between(first, last), lexicon, synonyms); !whole.empty()) return whole;
  std::string better;
  bool changed = false;
  for (const Segment& segment : Grouping(synonyms, &lexicon, Reading::split).segments(tokens, first, last)) {
    const std::string_view here = between(segment.first, segment.last);
    const std::string instead = segment.known ? std::string() : near_name(here, lexicon, synonyms);
    changed = changed || !instead.empty();
    better += instead.empty() ? here : std::string_view(instead);
  }
  return changed ? better : std::string();
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

namespace {

// One behind the other, each with a zero before and the last with one behind it, so that a search for zero and text finds
// beginnings.
class PackedTexts {
 public:
  void add(std::string_view text) {
    begins_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    bytes_ += '\0';
    bytes_ += text;
  }
  void finish() { bytes_ += '\0'; }
  std::size_t length(std::size_t i) const {
    return (i + 1 < begins_.size() ? begins_[i + 1] : bytes_.size() - 1) - begins_[i] - 1;
  }

  // Calls visit(i, at_begin, whole) once for each text that has `wanted`, at its first place in it. `wanted` has no zero; with one
  // before it only beginnings are found.
  template <class Visit>
  void find(std::string_view wanted, const Visit& visit) const {
    const bool beginnings = wanted.front() == '\0';
    std::size_t at = 0, text = 0;
    while (at + wanted.size() <= bytes_.size()) {
      const void* place = ::memmem(bytes_.data() + at, bytes_.size() - at, wanted.data(), wanted.size());
      if (!place) return;
      const auto found = static_cast<std::size_t>(static_cast<const char*>(place) - bytes_.data());
      while (text + 1 < begins_.size() && begins_[text + 1] <= found) ++text;
      const std::size_t first = begins_[text] + (beginnings ? 0 : 1);
      visit(text, found == first, found == first && bytes_[found + wanted.size()] == '\0');
      if (text + 1 == begins_.size()) return;
      at = begins_[text + 1];
    }
  }

 private:
  std::string bytes_;
  std::vector<std::uint32_t> begins_;
};

constexpr std::uint8_t unranked = 9;

}  // namespace

struct NameList::Part {
  struct Entry {
    Kind kind = Kind::campaign;
    std::int32_t start = no_day;
    std::uint32_t number = 0;  // of the document, or of the value in its field's dictionary
  };
  const void* source = nullptr;  // the block or dictionary it was made of
  std::optional<Field> field;    // of values
  std::vector<Entry> entries;
  PackedTexts folded, keys, initials, pinyin;

  void add(const Entry& entry, std::string_view name, std::string_view key) {
    entries.push_back(entry);
    const Pinyin read = pinyin_of(name);
    folded.add(name);
    keys.add(key);
    initials.add(read.initials);
    pinyin.add(read.full);
  }
  void finish() {
    for (PackedTexts* texts : {&folded, &keys, &initials, &pinyin}) texts->finish();
  }
};

// What the order of suggestions is by; the first three fields as given, then the place.
struct NameList::Best {
  std::uint8_t rank = unranked;
  std::uint8_t kind = 0;  // products come last: there may be very many of them
  std::int64_t age = 0;
  std::size_t length = 0;
  const Part* part = nullptr;
  std::size_t entry = 0;
  std::string_view wanted, letters;  // of the question alone
  std::size_t limit = 0;

  bool operator<(const Best& other) const {
    return std::tie(rank, kind, age, length) < std::tie(other.rank, other.kind, other.age, other.length);
  }
};

NameList::NameList(std::shared_ptr<const Columns> columns, const NameList* before) : columns_(std::move(columns)) {
  std::map<const void*, std::shared_ptr<const Part>> had;
  if (before)
    for (const auto& part : before->parts_) had.emplace(part->source, part);
  const auto take = [&](const void* source, const auto& fill) {
    if (const auto known = had.find(source); known != had.end()) {
      parts_.push_back(known->second);
      return;
    }
    auto part = std::make_shared<Part>();
    part->source = source;
    fill(*part);
    part->finish();
    parts_.push_back(std::move(part));
  };
  for (DocumentId first = 0; first < columns_->end_id(); first += Columns::block_size)
    take(columns_->block(first / Columns::block_size), [&](Part& part) {
      for (DocumentId id = first; id < first + Columns::block_size; ++id) {
        if (!columns_->alive(id)) continue;
        const Facts& facts = columns_->facts(id);
        const Names& names = columns_->names(id);
        if (facts.kind == Kind::lesson) continue;
        const bool coded = facts.kind != Kind::channel;
        part.add({facts.kind, facts.start, id}, names.folded_title, coded ? archive::fold(names.key) : std::string());
      }
    });
  for (const ValueKind& entry : value_kinds)
    take(&columns_->dictionary(entry.field), [&](Part& part) {
      const ValueDictionary& values = columns_->dictionary(entry.field);
      part.field = entry.field;
      for (std::uint32_t i = 0; i < values.size(); ++i)
        part.add({entry.kind, no_day, i}, archive::fold(values.text(i)), {});
    });
}

// Puts the best of a part among the best so far, a heap with the worst on top.
void NameList::look(const Part& part, const Best& wanted, std::vector<Best>& best) const {
  if (part.entries.empty()) return;
  std::vector<std::uint8_t> ranks(part.entries.size(), unranked);
  const auto note = [&](std::size_t i, int rank) { ranks[i] = std::min(ranks[i], static_cast<std::uint8_t>(rank)); };
  part.folded.find(wanted.wanted, [&](std::size_t i, bool begins, bool whole) { note(i, whole ? 0 : begins ? 1 : 5); });
  part.keys.find(wanted.wanted, [&](std::size_t i, bool begins, bool whole) { note(i, whole ? 0 : begins ? 2 : 6); });
  if (!wanted.letters.empty()) {
    part.initials.find(wanted.letters, [&](std::size_t i, bool, bool) { note(i, 3); });
    if (wanted.letters.size() > 2) part.pinyin.find(wanted.letters, [&](std::size_t i, bool, bool) { note(i, 4); });
  }
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (ranks[i] == unranked) continue;
    const Part::Entry& entry = part.entries[i];
    Best one;
    one.rank = ranks[i];
    one.kind = entry.kind == Kind::product ? 1 : 0;
    one.age = -static_cast<std::int64_t>(entry.start);
    one.length = part.folded.length(i);
    one.part = &part;
    one.entry = i;
    if (best.size() == wanted.limit) {
      if (!(one < best.front())) continue;
      std::pop_heap(best.begin(), best.end());
      best.pop_back();
    }
    best.push_back(one);
    std::push_heap(best.begin(), best.end());
  }
}

std::vector<Suggestion> NameList::find(std::string_view typed, std::size_t limit) const {
  const std::string wanted = archive::fold(typed.substr(0, cut_at_character(typed, 200)));
  if (wanted.empty() || limit == 0 || wanted.find('\0') != std::string::npos) return {};
  std::string letters = wanted;
  std::erase(letters, ' ');
  const bool latin = std::all_of(letters.begin(), letters.end(), [](unsigned char c) { return c < 0x80; });
  letters.insert(0, 1, '\0');
  Best question;
  question.wanted = wanted;
  if (latin) question.letters = letters;
  question.limit = limit + 10;  // a channel may be there twice, as a record and as a value
  std::vector<Best> best;
  for (const auto& part : parts_) look(*part, question, best);
  std::sort_heap(best.begin(), best.end());
  std::vector<Suggestion> suggestions;
  std::set<std::string> shown;
  for (const Best& one : best) {
    if (suggestions.size() == limit) break;
    const Part::Entry& entry = one.part->entries[one.entry];
    const bool value = one.part->field.has_value();
    const std::string& key =
        value ? columns_->dictionary(*one.part->field).text(entry.number) : columns_->names(entry.number).key;
    const std::string& text = value ? key : columns_->names(entry.number).title;
    std::string id = archive::graph_id(entry.kind, key);
    if (!shown.insert(id).second) continue;
    suggestions.push_back({entry.kind, std::move(id), text, key == text ? std::string() : key});
  }
  return suggestions;
}

std::string did_you_mean(std::string_view q, const Xapian::Database& database, const Lexicon& lexicon,
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
        instead = near_run(tokens, i, end, lexicon, synonyms);
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
