#pragma once
// Text analysis: the one way in which indexing, querying and highlighting see text.
//
// Folding is that of archive::fold (NFKC casefold, traditional → simplified), but every token remembers where it stands in
// the original bytes, so that highlights fall on what the reader sees. Three kinds of token:
//
//   word    letters, or letters and digits: promo, 13pro, café, don't
//   number  digits only; "1,000" is 1000, "11.11" is two numbers that follow each other
//   glyph   one character of a script written without spaces (Han, Kana, Hangul, Bopomofo, Thai, Lao, Khmer, Myanmar)
//
// Glyphs that follow each other directly are a run; a run breaks at punctuation, space, letters and digits. Everything else
// (punctuation, symbols, emoji, control characters, broken UTF-8) separates. Positions count tokens, so a phrase sees
// through punctuation.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace almanac::search {

struct Token {
  enum class Type : std::uint8_t { word, number, glyph } type = Type::word;
  bool joined = false;                         // follows the token before it with nothing between
  std::uint32_t begin = 0, end = 0;            // bytes in the original
  std::uint32_t fold_begin = 0, fold_end = 0;  // bytes in Tokens::folded
};

struct Tokens {
  std::string folded;  // the tokens' folded texts one after another
  std::vector<Token> list;

  std::string_view text(std::size_t i) const {
    return std::string_view(folded).substr(list[i].fold_begin, list[i].fold_end - list[i].fold_begin);
  }
  // A glyph whose successor in the same run is list[i + 1].
  bool has_pair(std::size_t i) const {
    return i + 1 < list.size() && list[i].type == Token::Type::glyph && list[i + 1].type == Token::Type::glyph &&
           list[i + 1].joined;
  }
  std::string_view pair(std::size_t i) const {
    return std::string_view(folded).substr(list[i].fold_begin, list[i + 1].fold_end - list[i].fold_begin);
  }
  void clear() {
    folded.clear();
    list.clear();
  }
};

// Linear; any bytes. A token longer than 64 bytes is cut there in its folded form. `tokens` is cleared first and may be
// reused between calls to save allocations.
void tokenize(std::string_view text, Tokens& tokens);
Tokens tokenize(std::string_view text);

// The English stem (Snowball) of a folded word; words with anything but a–z and ' are their own stem.
std::string stem(std::string_view word);

// Length in bytes of the longest prefix of `text` that is at most `bytes` long and does not split a character.
std::size_t cut_at_character(std::string_view text, std::size_t bytes);

}  // namespace almanac::search
