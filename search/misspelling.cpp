#include "search/misspelling.h"

#include <xapian.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "search/analysis.h"
#include "search/grouping.h"
#include "search/schema.h"

namespace almanac::search {
namespace {

constexpr std::size_t shortest = 4, longest = 40;             // bytes of a word that is looked up
constexpr std::size_t most_recent = 1024, recent_share = 32;  // as those of NameList

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool has_digit(std::string_view word) { return std::any_of(word.begin(), word.end(), is_digit); }

// Whether a term is a word that may be what somebody meant.
bool is_offered(std::string_view term) {
  return term.size() + 2 >= shortest && term.size() <= longest + 2 && term[0] >= 'a' && term[0] <= 'z';
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
    if (!one_character_apart(run, name)) return;
    best = std::min(best, {name.size() > run.size() ? name.size() - run.size() : run.size() - name.size(), name});
  };
  lexicon.near(run, consider);
  synonyms.near(run, consider);
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

WordList::Part::Part(const std::vector<std::string>& words) {
  std::vector<std::string> with_digits, without;
  for (const std::string& word : words) (has_digit(word) ? with_digits : without).push_back(word);
  plain = NearTexts(std::move(without), 2);
  numbered = NearTexts(std::move(with_digits), 1);
}

WordList::WordList(const Xapian::Database& database, const WordList* before,
                   const std::unordered_set<std::string>* touched) {
  std::vector<std::string> words;
  if (before && touched) {
    base_ = before->base_;
    recent_ = before->recent_;
    for (const std::string& term : *touched)
      if (is_offered(term) && !base_->has(term) && !(recent_ && recent_->has(term))) words.push_back(term);
    if (words.empty()) return;
    if (recent_)
      for (const NearTexts* texts : {&recent_->plain, &recent_->numbered})
        words.insert(words.end(), texts->texts().begin(), texts->texts().end());
    if (words.size() <= std::max(most_recent, base_->size() / recent_share)) {
      recent_ = std::make_shared<const Part>(words);
      return;
    }
    words.clear();
    recent_ = nullptr;
  }
  // Words that begin with a letter: prefixed terms begin with a capital, all others with what is no letter of these.
  for (auto term = database.allterms_begin(); term != database.allterms_end();) {
    if (*term < "a") {
      term.skip_to("a");
      continue;
    }
    if (*term >= "{") break;
    if (is_offered(*term)) words.push_back(*term);
    ++term;
  }
  base_ = std::make_shared<const Part>(words);
}

std::string WordList::nearest(std::string_view word, const Xapian::Database& database) const {
  if (word.size() < shortest || word.size() > longest) return {};
  const std::u32string letters = code_points(word);
  const std::size_t most = letters.size() >= NearTexts::long_enough && !has_digit(word) ? 2 : 1;
  struct Near {
    bool begins_otherwise;  // a slip of the pen is seldom in the first letter
    std::size_t edits;
    const std::string* word;
    auto order() const { return std::tuple(begins_otherwise, edits); }
  };
  std::vector<Near> found;
  const auto look = [&](const NearTexts& texts, std::size_t limit) {
    for (const std::uint32_t i : texts.near(word, limit)) {
      const std::string& here = texts.text(i);
      const std::size_t edits = edits_between(letters, code_points(here), limit);
      if (edits <= limit) found.push_back({here[0] != word[0] && here[0] != word[1], edits, &here});
    }
  };
  for (const auto& part : {base_, recent_}) {
    if (!part) continue;
    look(part->plain, most);
    look(part->numbered, 1);
  }
  std::sort(found.begin(), found.end(), [](const Near& a, const Near& b) { return a.order() < b.order(); });
  // Of those that are equally near the one that occurs most; how often they do is asked of them alone.
  for (auto first = found.begin(); first != found.end();) {
    std::pair<std::uint64_t, std::string> best{~std::uint64_t{0}, {}};
    auto last = first;
    for (; last != found.end() && last->order() == first->order(); ++last)
      if (const auto frequency = static_cast<std::uint64_t>(database.get_termfreq(*last->word)); frequency > 0)
        best = std::min(best, {~frequency, *last->word});
    if (!best.second.empty()) return best.second;
    first = last;
  }
  return {};
}

std::string did_you_mean(std::string_view q, const Xapian::Database& database, const WordList& word_list,
                         const Lexicon& lexicon, const Synonyms& synonyms) {
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
        instead = word_list.nearest(word, database);
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
