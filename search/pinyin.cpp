#include "search/pinyin.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <memory>
#include <vector>

namespace almanac::search {
namespace {

constexpr UChar32 first_han = 0x4E00, last_han = 0x9FFF;

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

}  // namespace almanac::search
