#pragma once
// How single characters fold and what they are: a table over the Basic Multilingual Plane, made once from archive::fold, which
// keeps the two in step. Nearly every character folds to one character by itself, so one look answers.
//
// Internal to search/.

#include <unicode/normalizer2.h>

#include <array>
#include <cstdint>

namespace almanac::search {

enum class CharacterClass : std::uint8_t {
  separator,  // punctuation, space, symbols
  ignored,    // soft hyphen, joiners: neither ends a token nor breaks a run
  letter,
  digit,
  glyph,  // of a script written without spaces
  apostrophe,
  complex  // folds to several characters, or depends on its neighbours: the slow path of tokenize
};

struct CharacterTable {
  std::array<char16_t, 0x10000> fold{};
  std::array<CharacterClass, 0x10000> kind{};
  std::array<bool, 0x10000> starts{};  // nothing before it can change its folding
};

const CharacterTable& characters();

// Of a folded character of any plane.
CharacterClass class_of_folded(UChar32 character);

// ICU's NFKC case folding; throws Error unavailable "no_unicode_data".
const icu::Normalizer2& folding();

}  // namespace almanac::search
