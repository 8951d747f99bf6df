#pragma once
// What reads dates and times from the front of a cell. Internal to importers.

#include <algorithm>
#include <cctype>
#include <initializer_list>
#include <string>
#include <string_view>

#include "importers/value_text.h"

namespace almanac::importers {

class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}
  std::string_view rest() const { return rest_; }
  bool at_end() const { return rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_[0]; }
  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  bool take_any(std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return take(word); });
  }
  void spaces() {
    while (peek() == ' ') rest_.remove_prefix(1);
  }
  std::size_t digits() const {
    std::size_t count = 0;
    while (count < rest_.size() && is_digit(rest_[count])) ++count;
    return count;
  }
  int number() {  // of the digits at the front, at most 9
    int value = 0;
    for (int i = 0; i < 9 && is_digit(peek()); ++i, rest_.remove_prefix(1)) value = value * 10 + (peek() - '0');
    return value;
  }
  // An English month by its name or its first three letters; 0 if there is none.
  unsigned month_name() {
    constexpr std::string_view names[] = {"january", "february", "march",     "april",   "may",      "june",
                                          "july",    "august",   "september", "october", "november", "december"};
    std::size_t length = 0;
    while (length < rest_.size() && std::isalpha(static_cast<unsigned char>(rest_[length]))) ++length;
    const std::string word = lower_ascii(rest_.substr(0, length));
    for (unsigned i = 0; i < 12; ++i) {
      if (word != names[i] && word != names[i].substr(0, 3) && !(i == 8 && word == "sept")) continue;
      rest_.remove_prefix(length);
      take(".");
      return i + 1;
    }
    return 0;
  }

 private:
  std::string_view rest_;
};

}  // namespace almanac::importers
