#include "search/analysis.h"

#include <unicode/utf8.h>
#include <xapian.h>

#include "archive/name.h"
#include "search/characters.h"

// Nearly every character folds to one character by itself: the table of search/characters.h answers. What does not (ligatures,
// combining sequences, other planes) takes the slow path: the segment up to the next normalisation boundary is folded as a
// whole and all its tokens point at the whole segment.

namespace almanac::search {
namespace {

using Class = CharacterClass;

constexpr std::size_t longest_token = 64;

void append_utf8(std::string& out, UChar32 c) {
  char bytes[4];
  std::int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, c);
  out.append(bytes, static_cast<std::size_t>(length));
}

// Builds the token list from classified characters; `begin`/`end` are where a character stands in the original.
class Builder {
 public:
  Builder(std::string_view text, Tokens& tokens) : text_(text), tokens_(tokens) {}

  void add(UChar32 c, Class kind, std::uint32_t begin, std::uint32_t end) {
    switch (kind) {
      case Class::ignored:
        return;  // neither ends a token nor breaks a run
      case Class::glyph:
        finish();
        open(Token::Type::glyph, begin);
        append_utf8(tokens_.folded, c);
        last_end_ = end;
        finish();
        return;
      case Class::letter:
      case Class::digit:
        if (!open_) open(Token::Type::number, begin);
        if (kind == Class::letter) tokens_.list.back().type = Token::Type::word;
        if (tokens_.folded.size() - tokens_.list.back().fold_begin < longest_token) append_utf8(tokens_.folded, c);
        last_end_ = end;
        return;
      case Class::apostrophe:
        if (open_ && tokens_.list.back().type == Token::Type::word && letter_follows(end)) {
          tokens_.folded += '\'';
          last_end_ = end;
        } else {
          separate();
        }
        return;
      case Class::separator:
      case Class::complex:
        if (c == ',' && groups_thousands(end)) return;
        separate();
    }
  }

  void finish() {
    if (!open_) return;
    tokens_.list.back().end = last_end_;
    tokens_.list.back().fold_end = static_cast<std::uint32_t>(tokens_.folded.size());
    open_ = false;
  }

 private:
  void open(Token::Type type, std::uint32_t begin) {
    Token token;
    token.type = type;
    token.joined = !gap_ && !tokens_.list.empty();
    token.begin = begin;
    token.fold_begin = static_cast<std::uint32_t>(tokens_.folded.size());
    tokens_.list.push_back(token);
    open_ = true;
    gap_ = false;
  }

  void separate() {
    finish();
    gap_ = true;
  }

  bool letter_follows(std::uint32_t at) const {
    return at < text_.size() && ((text_[at] >= 'a' && text_[at] <= 'z') || (text_[at] >= 'A' && text_[at] <= 'Z'));
  }

  bool ascii_digit(std::size_t at) const { return at < text_.size() && text_[at] >= '0' && text_[at] <= '9'; }

  // In 1,234,567 the commas belong to the number: an open number of digits, then exactly three more.
  bool groups_thousands(std::uint32_t at) const {
    if (!open_ || tokens_.list.back().type != Token::Type::number) return false;
    const std::size_t digits = tokens_.folded.size() - tokens_.list.back().fold_begin;
    const bool first_group = last_end_ - tokens_.list.back().begin == digits;
    if (digits > 30 || (first_group && digits > 3)) return false;
    return ascii_digit(at) && ascii_digit(at + 1) && ascii_digit(at + 2) && !ascii_digit(at + 3);
  }

  std::string_view text_;
  Tokens& tokens_;
  bool open_ = false;
  bool gap_ = true;
  std::uint32_t last_end_ = 0;
};

// Folds the segment that begins at `at` up to the next character with a boundary before it; returns its end.
std::int32_t add_segment(std::string_view text, std::int32_t at, Builder& builder) {
  const icu::Normalizer2& normalizer = folding();
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto length = static_cast<std::int32_t>(text.size());
  std::int32_t end = at;
  UChar32 c = 0;
  U8_NEXT(bytes, end, length, c);
  constexpr std::int32_t longest_segment = 256;  // a base with hundreds of combining marks is an attack, not a word
  while (end < length && end - at < longest_segment) {
    std::int32_t next = end;
    U8_NEXT(bytes, next, length, c);
    if (c < 0 || normalizer.hasBoundaryBefore(c)) break;
    end = next;
  }
  const auto first = static_cast<std::size_t>(at);
  const std::string folded = archive::fold(text.substr(first, static_cast<std::size_t>(end - at)));
  const auto* part = reinterpret_cast<const std::uint8_t*>(folded.data());
  for (std::int32_t i = 0, n = static_cast<std::int32_t>(folded.size()); i < n;) {
    U8_NEXT(part, i, n, c);
    builder.add(c, c < 0 ? Class::separator : class_of_folded(c), static_cast<std::uint32_t>(at),
                static_cast<std::uint32_t>(end));
  }
  if (folded.empty()) builder.add(0, Class::ignored, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end));
  return end;
}

}  // namespace

void tokenize(std::string_view text, Tokens& tokens) {
  tokens.clear();
  tokens.folded.reserve(text.size());
  tokens.list.reserve(text.size() / 4);
  const CharacterTable& known = characters();
  Builder builder(text, tokens);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto length = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < length;) {
    const std::int32_t begin = at;
    UChar32 c = 0;
    U8_NEXT(bytes, at, length, c);
    if (c < 0) {
      builder.add(0, Class::separator, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at));
      continue;
    }
    const auto index = static_cast<std::size_t>(c);
    bool simple = index < known.kind.size() && known.kind[index] != Class::complex;
    if (simple && at < length && bytes[at] >= 0x80) {  // a combining mark next changes this character
      std::int32_t peek = at;
      UChar32 next = 0;
      U8_NEXT(bytes, peek, length, next);
      simple = next < 0 ||
               (next < 0x10000 ? known.starts[static_cast<std::size_t>(next)] : folding().hasBoundaryBefore(next) != 0);
    }
    if (simple)
      builder.add(known.fold[index], known.kind[index], static_cast<std::uint32_t>(begin),
                  static_cast<std::uint32_t>(at));
    else
      at = add_segment(text, begin, builder);
  }
  builder.finish();
}

Tokens tokenize(std::string_view text) {
  Tokens tokens;
  tokenize(text, tokens);
  return tokens;
}

std::string stem(std::string_view word) {
  for (const char c : word)
    if ((c < 'a' || c > 'z') && c != '\'') return std::string(word);
  thread_local const Xapian::Stem english("english");
  return english(std::string(word));
}

std::size_t cut_at_character(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text.size();
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return bytes;
}

}  // namespace almanac::search
