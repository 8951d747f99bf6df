#include "search/whole_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "search/stop_words.h"

namespace almanac::search {
namespace {

constexpr double most = 0.75;  // share of its places in which a word goes on alike
constexpr std::size_t longest_name = 8;
constexpr std::size_t longest_word = 6;

// Beside question words: pairs of grammar and of reports in general that say nothing about what happened.
constexpr std::array<std::string_view, 80> empty_pairs = {
    "一个", "一些", "一次", "一定", "一样", "三次", "不会", "不再", "不到", "不同", "不是", "不能", "不要", "两个",
    "两次", "为了", "主要", "之前", "之后", "也是", "仍然", "他们", "以上", "以下", "以便", "以前", "以及", "以后",
    "任何", "但是", "你们", "使用", "其中", "其他", "其它", "再次", "分别", "及其", "只有", "可以", "可能", "各个",
    "同时", "因为", "因此", "如果", "它们", "对于", "将会", "就是", "已经", "并且", "我们", "或者", "所以", "所有",
    "所致", "按照", "整个", "时候", "最后", "有些", "有的", "本次", "根据", "此次", "每个", "比较", "没有", "由于",
    "目前", "相关", "而且", "虽然", "需要", "还有", "还是", "进行", "这个", "通过"};

constexpr std::array<std::string_view, 16> edges = {"的", "了", "和", "与", "及", "或", "在", "是",
                                                    "把", "被", "将", "由", "而", "也", "都", "就"};
constexpr std::array<std::string_view, 3> ends = {"前", "后", "时"};

template <std::size_t size>
bool is_one_of(const std::array<std::string_view, size>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool is_grammar(std::string_view word) {
  if (is_stop_word(word) || is_question_word(word) || is_one_of(empty_pairs, word)) return true;
  return word.size() == 6 && (word.find("的") != std::string_view::npos || word.find("了") != std::string_view::npos);
}

bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool is_joint(char c) { return c == '-' || c == '_' || c == '.' || c == '@' || c == '#'; }

}  // namespace

WholeWords::WholeWords(std::vector<std::string> texts, const std::vector<std::string>& terms) {
  for (const std::string& term : terms) places_[term];
  texts_.reserve(texts.size());
  std::string key;
  for (std::string& text : texts) {
    text.resize(cut_at_character(text, most_text_bytes));
    const Text& read = texts_.emplace_back(Text{std::move(text), {}});
    tokenize(read.original, texts_.back().tokens);
    const auto number = static_cast<std::uint32_t>(texts_.size() - 1);
    for (std::uint32_t i = 0; i < read.tokens.list.size(); ++i) {
      if (read.tokens.has_pair(i))
        key = read.tokens.pair(i);
      else if (read.tokens.list[i].type == Token::Type::word)
        key = read.tokens.text(i);
      else
        continue;
      if (const auto found = places_.find(key); found != places_.end()) found->second.push_back({number, i});
    }
  }
}

std::optional<std::string> WholeWords::word_of(const std::string& term, const Knowledge& knowledge) const {
  const auto found = places_.find(term);
  // In no text that was read: it is of a code or a key.
  if (found == places_.end() || found->second.empty()) return std::nullopt;
  const Places& places = found->second;
  if (is_grammar(term)) return std::nullopt;
  if (!texts_[places[0].text].tokens.has_pair(places[0].token)) {
    if (is_code(places)) return std::nullopt;
    return term;
  }
  const Grown grown = grow(places);
  const Tokens characters = tokenize(grown.word);
  const auto part = [&](std::size_t from, std::size_t to) {
    const std::uint32_t begin = characters.list[from].fold_begin;
    return characters.folded.substr(begin, characters.list[to - 1].fold_end - begin);
  };
  for (std::size_t size = grown.size; size >= 2; --size)
    for (std::size_t from = 0; from + size <= grown.size; ++from)
      if (from <= grown.before && from + size >= grown.before + 2)
        if (std::string name = part(from, from + size); knowledge.is_name(name)) return name;
  if (!grown.ended || grown.size == 2) {
    if (is_fragment(places, knowledge)) return std::nullopt;
    return term;
  }
  std::size_t from = 0, to = grown.size;
  while (to - from > 2) {
    const std::string_view first = characters.text(from), last = characters.text(to - 1);
    if (to - from > 3 && is_one_of(empty_pairs, part(from, from + 2)))
      from += 2;
    else if (to - from > 3 && is_one_of(empty_pairs, part(to - 2, to)))
      to -= 2;
    else if (is_one_of(edges, first))
      ++from;
    else if (is_one_of(edges, last) || is_one_of(ends, last))
      --to;
    else
      break;
  }
  std::string word = part(from, to);
  if (is_grammar(word)) return std::nullopt;
  return word;
}

std::string_view WholeWords::glyph(const Place& place, std::ptrdiff_t offset) const {
  const Tokens& tokens = texts_[place.text].tokens;
  const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(place.token) + offset;
  if (at < 0 || at >= static_cast<std::ptrdiff_t>(tokens.list.size())) return {};
  const auto i = static_cast<std::size_t>(at);
  // Of neighbours that are asked for one after the other, each is in the run of the one before.
  const bool same_run = offset < 0 ? tokens.has_pair(i) : i > 0 && tokens.has_pair(i - 1);
  return same_run ? tokens.text(i) : std::string_view{};
}

WholeWords::Grown WholeWords::grow(Places places) const {
  Grown grown;
  grown.word = texts_[places[0].text].tokens.pair(places[0].token);
  while (grown.size < longest_name) {
    std::ptrdiff_t best_offset = 0;
    std::string_view best_glyph;
    std::size_t best_count = 0;
    const auto before = static_cast<std::ptrdiff_t>(grown.before), size = static_cast<std::ptrdiff_t>(grown.size);
    for (const std::ptrdiff_t offset : {size - before, -before - 1}) {
      std::map<std::string_view, std::size_t> counts;
      for (const Place& place : places)
        if (const auto next = glyph(place, offset); !next.empty()) ++counts[next];
      for (const auto& [next, count] : counts)
        if (count > best_count) {
          best_offset = offset;
          best_glyph = next;
          best_count = count;
        }
    }
    if (static_cast<double>(best_count) < most * static_cast<double>(places.size())) break;
    std::erase_if(places, [&](const Place& place) { return glyph(place, best_offset) != best_glyph; });
    if (best_offset < 0) {
      grown.word.insert(0, best_glyph);
      ++grown.before;
    } else {
      grown.word += best_glyph;
    }
    ++grown.size;
  }
  grown.ended = grown.size <= longest_word;
  return grown;
}

bool WholeWords::is_fragment(const Places& places, const Knowledge& knowledge) const {
  std::unordered_map<std::string, double> counts;
  const auto count = [&](const std::string& term) {
    const auto [at, is_new] = counts.try_emplace(term);
    if (is_new) at->second = std::max(1.0, static_cast<double>(knowledge.document_count(term)));
    return at->second;
  };
  const auto cohesion = [&](std::string_view a, std::string_view b) {
    const std::string first(a), second(b);
    return count(first + second) / (count(first) * count(second));
  };
  std::size_t parts = 0;
  for (const Place& place : places) {
    const Tokens& tokens = texts_[place.text].tokens;
    const std::string_view first = tokens.text(place.token), second = tokens.text(place.token + 1);
    const double own = cohesion(first, second);
    const std::string_view left = glyph(place, -1), right = glyph(place, 2);
    if ((!left.empty() && cohesion(left, first) > own) || (!right.empty() && cohesion(second, right) > own)) ++parts;
  }
  return 2 * parts > places.size();
}

bool WholeWords::is_code(const Places& places) const {
  std::size_t codes = 0;
  for (const Place& place : places) {
    const std::string& text = texts_[place.text].original;
    const Token& token = texts_[place.text].tokens.list[place.token];
    const auto at = [&](std::size_t i) { return i < text.size() ? text[i] : '\n'; };
    const std::size_t begin = token.begin, end = token.end;
    const bool joined = (begin > 1 && is_joint(text[begin - 1]) && is_alnum(text[begin - 2])) ||
                        (is_joint(at(end)) && is_alnum(at(end + 1)));
    const bool alone = (begin == 0 || text[begin - 1] == '\n') && at(end) == '\n';
    if (joined || alone) ++codes;
  }
  return static_cast<double>(codes) >= most * static_cast<double>(places.size());
}

}  // namespace almanac::search
