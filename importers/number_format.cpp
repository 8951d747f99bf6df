#include "importers/number_format.h"

#include <algorithm>

namespace almanac::importers {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool starts_with_word(std::string_view text, std::string_view word) {
  if (text.size() < word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (lower(text[i]) != word[i]) return false;
  return true;
}

// [h], [mm], [sss]: elapsed time. Other brackets are colours, conditions, currencies and languages.
bool is_elapsed(std::string_view inside) {
  if (inside.empty()) return false;
  const char first = lower(inside.front());
  if (first != 'h' && first != 'm' && first != 's') return false;
  for (const char c : inside)
    if (lower(c) != first) return false;
  return true;
}

struct Tokens {
  bool day = false, time = false, month_or_minute = false, elapsed = false;
};

// The tokens of a code outside of quotes, brackets and escapes, of all its sections.
Tokens tokens_of(std::string_view code) {
  Tokens found;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const std::string_view rest = code.substr(i);
    const char c = lower(code[i]);
    if (c == '"') {
      i = std::min(code.find('"', i + 1), code.size());
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;  // the next character is shown, its width left free, or repeated
    } else if (c == '[') {
      const std::size_t end = std::min(code.find(']', i), code.size());
      if (is_elapsed(code.substr(i + 1, end - i - 1))) found.elapsed = true;
      i = end;
    } else if (starts_with_word(rest, "general")) {
      i += 6;
    } else if (starts_with_word(rest, "am/pm")) {
      found.time = true;
      i += 4;
    } else if (starts_with_word(rest, "a/p")) {
      found.time = true;
      i += 2;
    } else if (c == 'y' || c == 'd') {
      found.day = true;
    } else if (c == 'h' || c == 's') {
      found.time = true;
    } else if (c == 'm') {
      found.month_or_minute = true;
    }
  }
  return found;
}

}  // namespace

NumberFormat number_format(unsigned id) {
  if (id >= 14 && id <= 17) return NumberFormat::date;
  if (id >= 18 && id <= 21) return NumberFormat::time;
  if (id == 22) return NumberFormat::date_time;
  if ((id >= 27 && id <= 31) || id == 36) return NumberFormat::date;
  if (id >= 32 && id <= 35) return NumberFormat::calendar;
  if (id == 45 || id == 47) return NumberFormat::time;
  if (id == 46) return NumberFormat::elapsed;
  if (id == 55 || id == 56) return NumberFormat::calendar;
  if (id >= 50 && id <= 58) return NumberFormat::date;
  return NumberFormat::number;
}

NumberFormat number_format(std::string_view code) {
  const Tokens found = tokens_of(code);
  if (found.day) return found.time || found.elapsed ? NumberFormat::date_time : NumberFormat::date;
  if (found.elapsed) return NumberFormat::elapsed;
  if (found.time) return NumberFormat::time;
  return found.month_or_minute ? NumberFormat::date : NumberFormat::number;
}

}  // namespace almanac::importers
