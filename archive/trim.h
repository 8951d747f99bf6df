#pragma once
// Words out of lines that people write: synonyms, lists of searches.

#include <string_view>

namespace almanac::archive {

// Without white space and control characters (bytes up to ' ') at both ends.
inline std::string_view trimmed(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

}  // namespace almanac::archive
