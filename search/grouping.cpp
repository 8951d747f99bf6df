#include "search/grouping.h"

#include <algorithm>

#include "search/stop_words.h"
#include "search/wording.h"

namespace almanac::search {
namespace {

constexpr std::size_t longest_strict_run = 4;

bool is_stemmed(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '\''; });
}

// Whether the token at `i` belongs to the compound that the token before it began: D11-2024, 11.11, 6/18.
bool continues_compound(std::string_view text, const Tokens& tokens, std::size_t i) {
  const Token& before = tokens.list[i - 1];
  const Token& token = tokens.list[i];
  if (before.type == Token::Type::glyph || token.type == Token::Type::glyph) return false;
  const std::string_view between = text.substr(before.end, token.begin - before.end);
  if (between.size() != 1) return false;
  if (std::string_view("-._:@&+'").find(between[0]) != std::string_view::npos) return true;
  return between[0] == '/' && before.type == Token::Type::number && token.type == Token::Type::number;
}

// A phrase over tokens [first, last). Single glyphs beside other tokens have no position of their own: they are required
// beside the phrase.
std::vector<Unit> phrase_units(const Tokens& tokens, std::size_t first, std::size_t last) {
  Unit phrase{Unit::Type::phrase, {}};
  std::vector<Unit> units;
  std::uint32_t offset = 0;  // positions from the first term
  bool started = false;
  for (std::size_t i = first; i < last; ++i) {
    const bool glyph = tokens.list[i].type == Token::Type::glyph;
    const bool pair = glyph && i + 1 < last && tokens.has_pair(i);
    const bool run_end = glyph && !pair && i > first && tokens.has_pair(i - 1);
    if (glyph && !pair && !run_end) units.push_back({Unit::Type::term, {std::string(tokens.text(i))}});
    if (started) ++offset;
    if (!glyph || pair) {
      phrase.terms.emplace_back(pair ? tokens.pair(i) : tokens.text(i));
      phrase.offsets.push_back(offset);
      started = true;
    }
  }
  if (phrase.terms.size() == 1) {
    phrase.type = Unit::Type::term;
    units.insert(units.begin(), std::move(phrase));
  } else if (!phrase.terms.empty()) {
    units.insert(units.begin(), std::move(phrase));
  }
  return units;
}

// Where the unit that begins at `i` ends: a run, a compound, or one token.
std::size_t unit_end(std::string_view text, const Tokens& tokens, std::size_t i) {
  std::size_t end = i + 1;
  if (tokens.list[i].type == Token::Type::glyph)
    while (tokens.has_pair(end - 1)) ++end;
  else
    while (end < tokens.list.size() && continues_compound(text, tokens, end)) ++end;
  return end;
}

std::vector<Unit> units_between(const Tokens& tokens, std::size_t first, std::size_t last) {
  if (last != first + 1 || tokens.list[first].type == Token::Type::glyph) return phrase_units(tokens, first, last);
  const std::string_view word = tokens.text(first);
  if (is_stemmed(word)) return {{Unit::Type::stem, {stem(word)}}};
  return {{Unit::Type::term, {std::string(word)}}};
}

// How synonyms know tokens [first, last): single spaces, none within a run.
std::string key_between(const Tokens& tokens, std::size_t first, std::size_t last) {
  std::string key;
  for (std::size_t i = first; i < last; ++i) {
    if (i > first && !tokens.has_pair(i - 1)) key += ' ';
    key += tokens.text(i);
  }
  return key;
}

std::string_view glyphs_between(const Tokens& tokens, std::size_t first, std::size_t last) {
  return std::string_view(tokens.folded)
      .substr(tokens.list[first].fold_begin, tokens.list[last - 1].fold_end - tokens.list[first].fold_begin);
}

std::vector<std::size_t> borders_of(std::string_view text, const Tokens& tokens) {
  std::vector<std::size_t> borders{0};
  while (borders.back() < tokens.list.size()) borders.push_back(unit_end(text, tokens, borders.back()));
  return borders;
}

WordGroup typed(std::string text, std::vector<Unit> units) {
  WordGroup group;
  group.alternatives.push_back({Alternative::Origin::typed, std::move(text), std::move(units)});
  return group;
}

bool is_word_of_letters(const Tokens& tokens, std::size_t i) {
  return tokens.list[i].type == Token::Type::word && is_stemmed(tokens.text(i));
}

// Where not every word has to be there: question words go if others stay, and none counts twice.
void loosen(std::vector<WordGroup>& groups, Reading reading) {
  const bool topical = std::any_of(groups.begin(), groups.end(), [](const WordGroup& group) { return !group.stop; });
  if (topical && reading == Reading::loose) std::erase_if(groups, [](const WordGroup& group) { return group.stop; });
  std::vector<WordGroup> once;
  for (WordGroup& group : groups) {
    const bool had = std::any_of(once.begin(), once.end(), [&](const WordGroup& other) {
      return other.alternatives.front().units == group.alternatives.front().units;
    });
    if (!had) once.push_back(std::move(group));
  }
  groups = std::move(once);
}

}  // namespace

std::vector<WordGroup> Grouping::groups(const std::string& text) const {
  const Tokens tokens = tokenize(text);
  const std::vector<std::size_t> borders = borders_of(text, tokens);
  std::vector<WordGroup> groups;
  for (std::size_t at = 0; at + 1 < borders.size();) {
    const std::size_t units = take_synonym(tokens, borders, at, groups);
    if (units == 0) take_unit(text, tokens, borders[at], borders[at + 1], groups);
    at += std::max<std::size_t>(units, 1);
  }
  if (is_loose()) loosen(groups, reading_);
  return groups;
}

bool Grouping::splits(const std::string& text, std::string& parts) const {
  const Tokens tokens = tokenize(text);
  const std::vector<std::size_t> borders = borders_of(text, tokens);
  bool any = false;
  std::size_t done = 0;
  for (std::size_t at = 0; at + 1 < borders.size(); ++at) {
    const std::size_t first = borders[at], last = borders[at + 1];
    if (tokens.list[first].type != Token::Type::glyph || last - first < 3) continue;
    const auto found = segments(tokens, first, last);
    if (std::none_of(found.begin(), found.end(), [](const Segment& one) { return one.known && !one.question; }))
      continue;
    if (found.size() < 2) continue;
    any = true;
    for (const Segment& segment : found) {
      parts += text.substr(done, tokens.list[segment.first].begin - done);
      done = tokens.list[segment.first].begin;
      if (segment.first != first) parts += ' ';
    }
  }
  parts += text.substr(done);
  return any;
}

bool Grouping::is_split(std::size_t glyphs) const {
  if (reading_ == Reading::whole) return false;
  return reading_ == Reading::loose_strict ? glyphs > longest_strict_run : glyphs > 2;
}

// The longest known name from the left, again and again; what is between is unknown. One unknown segment: nothing was known.
std::vector<Grouping::Segment> Grouping::segments(const Tokens& tokens, std::size_t first, std::size_t last) const {
  std::vector<Segment> found;
  for (std::size_t at = first; at < last;) {
    std::size_t end = std::min(last, at + Lexicon::longest);
    for (; end >= at + 2; --end) {
      const std::string_view piece = glyphs_between(tokens, at, end);
      if ((lexicon_ && lexicon_->knows(piece)) || !synonyms_.others(piece).empty() || is_question_word(piece)) break;
    }
    if (end >= at + 2) {
      found.push_back({at, end, true, is_question_word(glyphs_between(tokens, at, end))});
      at = end;
    } else {
      if (found.empty() || found.back().known) found.push_back({at, at, false, false});
      found.back().last = ++at;
    }
  }
  return found;
}

void Grouping::take_unit(std::string_view text, const Tokens& tokens, std::size_t first, std::size_t last,
                         std::vector<WordGroup>& groups) const {
  if (tokens.list[first].type == Token::Type::glyph) {
    take_run(tokens, first, last, groups);
    const std::size_t begin = tokens.list[first].begin;
    add_wording(text.substr(begin, tokens.list[last - 1].end - begin), last - first, groups);
    return;
  }
  bool letters = is_loose() && last > first + 1;
  for (std::size_t i = first; letters && i < last; ++i) letters = is_word_of_letters(tokens, i);
  if (letters && reading_ == Reading::loose) {  // time-sharing: one of its words tells something too
    for (std::size_t i = first; i < last; ++i) groups.push_back(word(tokens, i, i + 1));
  } else {
    groups.push_back(word(tokens, first, last));
  }
}

void Grouping::take_run(const Tokens& tokens, std::size_t first, std::size_t last,
                        std::vector<WordGroup>& groups) const {
  const auto split =
      is_split(last - first) ? segments(tokens, first, last) : std::vector<Segment>{{first, last, false, false}};
  for (const Segment& segment : split) {
    const std::size_t glyphs = segment.last - segment.first;
    if (glyphs == 1 && split.size() > 1) continue;  // 的 between two words
    if (segment.question && reading_ == Reading::split && split.size() > 1) continue;
    if (segment.known || glyphs <= 2 || !is_loose() || !is_split(last - first))
      groups.push_back(word(tokens, segment.first, segment.last));
    else
      take_pairs(tokens, segment.first, segment.last, groups);
  }
}

// The run in the wording of the mainland: another way to say it where it is one word, further words where it is several.
void Grouping::add_wording(std::string_view written, std::size_t glyphs, std::vector<WordGroup>& groups) const {
  const std::string mainland = mainland_wording(written);
  if (mainland.empty()) return;
  const Tokens other = tokenize(mainland);
  for (std::size_t i = 0; i < other.list.size(); ++i)
    if (other.list[i].type != Token::Type::glyph || (i > 0 && !other.has_pair(i - 1))) return;
  if (is_split(glyphs)) {
    if (is_loose()) take_run(other, 0, other.list.size(), groups);
    return;
  }
  groups.back().alternatives.push_back({Alternative::Origin::wording, mainland, units_of(other)});
  add_synonyms(Synonyms::key(mainland), groups.back());
}

void Grouping::take_pairs(const Tokens& tokens, std::size_t first, std::size_t last,
                          std::vector<WordGroup>& groups) const {
  for (std::size_t i = first; i + 1 < last; ++i) {
    groups.push_back(word(tokens, i, i + 2));
    groups.back().pair = true;
  }
}

WordGroup Grouping::word(const Tokens& tokens, std::size_t first, std::size_t last) const {
  const std::string key = key_between(tokens, first, last);
  WordGroup group = typed(key, units_between(tokens, first, last));
  group.stop = last == first + 1 ? is_stop_word(key) : is_question_word(key);
  add_synonyms(key, group);
  return group;
}

void Grouping::add_synonyms(std::string_view key, WordGroup& group) const {
  for (const std::string& other : synonyms_.others(key)) {
    Alternative alternative{Alternative::Origin::synonym, other, units_of(tokenize(other))};
    if (!alternative.units.empty()) group.alternatives.push_back(std::move(alternative));
  }
}

// The longest sequence of units from `at` that the synonyms know; how many units that is, 0 if none.
std::size_t Grouping::take_synonym(const Tokens& tokens, const std::vector<std::size_t>& borders, std::size_t at,
                                   std::vector<WordGroup>& groups) const {
  std::size_t last = at + 1;
  while (last < borders.size() && borders[last] - borders[at] <= synonyms_.longest()) ++last;
  for (std::size_t end = last - 1; end > at; --end) {
    const std::string key = key_between(tokens, borders[at], borders[end]);
    if (synonyms_.others(key).empty()) continue;
    std::vector<Unit> units;
    for (std::size_t unit = at; unit < end; ++unit)
      for (Unit& one : units_between(tokens, borders[unit], borders[unit + 1])) units.push_back(std::move(one));
    WordGroup group = typed(key, std::move(units));
    add_synonyms(key, group);
    groups.push_back(std::move(group));
    return end - at;
  }
  return 0;
}

std::vector<Unit> units_of(const Tokens& tokens) {
  return tokens.list.empty() ? std::vector<Unit>() : units_between(tokens, 0, tokens.list.size());
}

std::vector<Unit> phrase_units_of(const Tokens& tokens) { return phrase_units(tokens, 0, tokens.list.size()); }

}  // namespace almanac::search
