#include "search/characters.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <memory>
#include <string>

#include "archive/error.h"
#include "archive/name.h"

namespace almanac::search {

const icu::Normalizer2& folding() {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* found = icu::Normalizer2::getNFKCCasefoldInstance(status);
  if (U_FAILURE(status) || !found)
    throw archive::Error(archive::ErrorKind::unavailable, "no_unicode_data",
                         {"the Unicode data of this system cannot be loaded (package libicu72)",
                          "无法加载本机的 Unicode 数据（软件包 libicu72）"});
  return *found;
}

namespace {

bool is_glyph(UChar32 c) {
  if (c == 0x30FC) return true;  // the long-vowel mark belongs to Kana words but has no script
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(c, &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return u_isalpha(c) || u_getCombiningClass(c) != 0 || u_charType(c) == U_NON_SPACING_MARK ||
             u_charType(c) == U_COMBINING_SPACING_MARK || u_charType(c) == U_LETTER_NUMBER;
    default:
      return false;
  }
}

}  // namespace

CharacterClass class_of_folded(UChar32 c) {
  if (c == '\'' || c == 0x2019) return CharacterClass::apostrophe;
  if (is_glyph(c)) return CharacterClass::glyph;
  if (u_isdigit(c)) return CharacterClass::digit;
  switch (u_charType(c)) {
    case U_NON_SPACING_MARK:
    case U_COMBINING_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_LETTER_NUMBER:
    case U_OTHER_NUMBER:
      return CharacterClass::letter;
    default:
      return u_isalpha(c) ? CharacterClass::letter : CharacterClass::separator;
  }
}

namespace {

struct Made : CharacterTable {
  Made() {
    const icu::Normalizer2& normalizer = folding();
    for (UChar32 c = 0; c < 0x10000; ++c) {
      starts[static_cast<std::size_t>(c)] = normalizer.hasBoundaryBefore(c) != 0;
      set(c, normalizer);
    }
  }

  void set(UChar32 c, const icu::Normalizer2& normalizer) {
    const auto at = static_cast<std::size_t>(c);
    fold[at] = static_cast<char16_t>(c);
    kind[at] = CharacterClass::separator;
    if (U_IS_SURROGATE(c) || u_isUWhiteSpace(c) || u_iscntrl(c)) {
      if (u_charType(c) == U_FORMAT_CHAR) kind[at] = CharacterClass::ignored;  // soft hyphen, joiners
      return;
    }
    if (!starts[at]) {
      kind[at] = CharacterClass::complex;
      return;
    }
    std::string one;
    icu::UnicodeString(c).toUTF8String(one);
    const icu::UnicodeString folded = icu::UnicodeString::fromUTF8(archive::fold(one));
    if (folded.isEmpty()) {
      kind[at] = CharacterClass::ignored;
    } else if (folded.length() == 1 && normalizer.hasBoundaryBefore(folded.char32At(0))) {
      fold[at] = folded.charAt(0);
      kind[at] = class_of_folded(folded.char32At(0));
    } else {
      kind[at] = CharacterClass::complex;
    }
  }
};

}  // namespace

const CharacterTable& characters() {
  static const auto made = std::make_unique<const Made>();
  return *made;
}

}  // namespace almanac::search
