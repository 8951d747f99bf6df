#include "search/snippet.h"

#include <algorithm>

namespace almanac::search {
namespace {

constexpr std::size_t context_width = snippet_width / 4;  // shown before the first mark, at most
constexpr std::size_t most_tokens = 200'000;
constexpr std::string_view ellipsis = "…";

unsigned char first_byte(std::string_view text) { return text.empty() ? 0 : static_cast<unsigned char>(text[0]); }

// About how wide a token or the gap behind it is shown: a Chinese character (three bytes) is two columns, others one a byte.
std::uint32_t columns_of(std::size_t bytes, bool wide) {
  return static_cast<std::uint32_t>(wide ? (bytes * 2 + 2) / 3 : bytes);
}

// One line: control characters and line breaks are spaces.
std::string tidy(std::string_view text) {
  std::string line(text);
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return line;
}

void append(std::vector<Piece>& pieces, std::string_view text, bool mark) {
  if (text.empty()) return;
  if (!pieces.empty() && pieces.back().mark == mark)
    pieces.back().text += tidy(text);
  else
    pieces.push_back({tidy(text), mark});
}

bool ends_sentence(std::string_view between) {
  if (between.find('\n') != std::string_view::npos || between.find(". ") != std::string_view::npos) return true;
  for (const std::string_view stop : {"。", "！", "？", "；", "!", "?"})
    if (between.find(stop) != std::string_view::npos) return true;
  return false;
}

// The mark at which the best window begins: the window fits into a snippet with its context; its marks are most different, then most, then
// earliest. Two pointers, linear.
const Occurrence& best_start(const std::vector<Occurrence>& found, std::size_t marks) {
  std::vector<std::uint32_t> counts(marks, 0);
  std::size_t distinct = 0, last = 0, chosen = 0;
  std::pair<std::size_t, std::size_t> most{0, 0};
  for (std::size_t first = 0; first < found.size(); ++first) {
    for (; last < found.size() &&
           (last == first || found[last].end_column - found[first].column <= snippet_width - context_width);
         ++last)
      distinct += counts[static_cast<std::size_t>(found[last].mark)]++ == 0 ? 1u : 0u;
    if (const std::pair now(distinct, last - first); now > most) {
      most = now;
      chosen = first;
    }
    distinct -= --counts[static_cast<std::size_t>(found[first].mark)] == 0 ? 1u : 0u;
  }
  return found[chosen];
}

}  // namespace

Highlighter::Highlighter(const Marks& marks)
    : prefixes_(marks.prefixes), marks_(marks.stems.size() + marks.prefixes.size() + marks.runs.size()), scan_(marks) {
  int number = 0;
  for (const std::string& stem : marks.stems) {
    stems_.emplace(stem, number++);
    word_start_[first_byte(stem)] = true;
  }
  for (const std::string& prefix : prefixes_) word_start_[first_byte(prefix)] = true;
  number += static_cast<int>(prefixes_.size());
  for (const std::string& run : marks.runs) {
    runs_.emplace_back(run, number++);
    run_start_[first_byte(run)] = true;
  }
  std::stable_sort(runs_.begin(), runs_.end(),
                   [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
}

void Highlighter::mark(std::string_view text) {
  tokenize(text, tokens_);
  if (tokens_.list.size() > most_tokens) tokens_.list.resize(most_tokens);
  which_.assign(tokens_.list.size(), -1);
  for (std::size_t i = 0; i < tokens_.list.size(); ++i) {
    const std::string_view token = tokens_.text(i);
    if (tokens_.list[i].type != Token::Type::glyph) {
      if (!word_start_[first_byte(token)]) continue;
      if (const auto found = stems_.find(stem(token)); found != stems_.end()) which_[i] = found->second;
      for (std::size_t p = 0; p < prefixes_.size() && which_[i] < 0; ++p)
        if (token.starts_with(prefixes_[p])) which_[i] = static_cast<int>(stems_.size() + p);
      continue;
    }
    if (!run_start_[first_byte(token)]) continue;
    for (const auto& [run, number] : runs_) {
      const std::uint32_t begin = tokens_.list[i].fold_begin;
      if (tokens_.folded.compare(begin, run.size(), run) != 0) continue;
      std::size_t end = i + 1;
      while (end < tokens_.list.size() && tokens_.list[end].fold_end <= begin + run.size() && tokens_.has_pair(end - 1))
        ++end;
      if (tokens_.list[end - 1].fold_end != begin + run.size()) continue;
      std::fill(which_.begin() + static_cast<std::ptrdiff_t>(i), which_.begin() + static_cast<std::ptrdiff_t>(end),
                number);
      break;
    }
  }
}

// Pieces of tokens [first, last), with what stands between them.
std::vector<Piece> Highlighter::pieces(std::string_view text, std::size_t first, std::size_t last) const {
  std::vector<Piece> out;
  std::uint32_t done = tokens_.list[first].begin;
  for (std::size_t i = first; i < last; ++i) {
    const Token& token = tokens_.list[i];
    if (token.end <= done) continue;  // several tokens of one original character
    const bool marked = which_[i] >= 0;
    const bool run_on = marked && i > first && which_[i - 1] == which_[i] && token.joined;
    append(out, text.substr(done, token.begin > done ? token.begin - done : 0), run_on);
    append(out, text.substr(std::max(done, token.begin), token.end - std::max(done, token.begin)), marked);
    done = token.end;
  }
  return out;
}

std::vector<Piece> Highlighter::whole(std::string_view text) {
  mark(text);
  std::vector<Piece> out;
  if (tokens_.list.empty()) {
    append(out, text, false);
    return out;
  }
  append(out, text.substr(0, tokens_.list.front().begin), false);
  for (Piece& piece : pieces(text, 0, tokens_.list.size())) append(out, piece.text, piece.mark);
  append(out, text.substr(tokens_.list.back().end), false);
  return out;
}

std::vector<Piece> Highlighter::best(std::string_view text) {
  const auto occurrences = scan_.find(text);
  if (!occurrences) {
    mark(text);
    std::vector<Occurrence> marked;
    const auto column = token_columns();
    for (std::size_t i = 0; i < which_.size(); ++i)
      if (which_[i] >= 0) marked.push_back({which_[i], tokens_.list[i].begin, column[i], column[i + 1]});
    return passage(text, marked.empty() ? 0 : best_start(marked, marks_).begin, !marked.empty(), false, false);
  }
  // Only the neighbourhood of the best window is cut into tokens.
  constexpr std::size_t before = context_width * 4,
                        after = snippet_width * 3;  // bytes; more than what is shown on either side
  const std::size_t at = occurrences->empty() ? 0 : best_start(*occurrences, marks_).begin;
  const std::size_t from = at > before ? cut_at_character(text, at - before) : 0;
  const std::size_t to = cut_at_character(text, at + after);
  mark(text.substr(from, to - from));
  return passage(text.substr(from, to - from), at - from, !occurrences->empty(), from > 0, to < text.size());
}

// Columns before each token and after the last, gaps included.
std::vector<std::uint32_t> Highlighter::token_columns() const {
  const std::size_t n = tokens_.list.size();
  std::vector<std::uint32_t> column(n + 1, 0);
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t begin = tokens_.list[i].begin;
    const std::uint32_t next = i + 1 < n ? std::max(tokens_.list[i + 1].begin, begin) : tokens_.list[i].end;
    column[i + 1] = column[i] + columns_of(next - begin, tokens_.list[i].type == Token::Type::glyph);
  }
  return column;
}

// What is shown of a text that was marked: from the token at byte `at`, with a little context before it if that is a mark, and
// from a sentence's beginning if one is near. `cut_before`, `cut_after`: the text goes on outside; its outermost tokens may be
// parts.
std::vector<Piece> Highlighter::passage(std::string_view text, std::size_t at, bool marked, bool cut_before,
                                        bool cut_after) const {
  std::size_t n = tokens_.list.size();
  if (cut_after && n > 1) --n;
  if (n == 0) return {};
  const std::vector<std::uint32_t> column = token_columns();
  const std::size_t earliest = cut_before && n > 1 ? 1 : 0;
  std::size_t first = earliest;
  while (first + 1 < n && tokens_.list[first].begin < at) ++first;
  if (marked) {
    const std::size_t mark = first;
    while (first > earliest && column[mark] - column[first - 1] <= context_width) {
      const std::uint32_t gap_begin = tokens_.list[first - 1].end;
      const std::uint32_t gap_end = std::max(gap_begin, tokens_.list[first].begin);
      if (ends_sentence(text.substr(gap_begin, gap_end - gap_begin))) break;
      --first;
    }
  }
  std::size_t end = first;
  while (end < n && (end == first || column[end + 1] - column[first] <= snippet_width)) ++end;
  std::vector<Piece> out;
  if (first > 0) append(out, ellipsis, false);
  for (Piece& piece : pieces(text, first, end)) append(out, piece.text, piece.mark);
  if (end < tokens_.list.size())
    append(out, ellipsis, false);
  else
    append(out, text.substr(tokens_.list.back().end), false);
  return out;
}

}  // namespace almanac::search
