#pragma once
// Texts by characters: UTF-8, broken bytes count as one character each. ICU stays in the source.

#include <cstddef>
#include <string>
#include <string_view>

namespace almanac::graph::cypher {

struct Character {
  char32_t code = 0;
  std::size_t bytes = 1;
};
Character character_at(std::string_view text, std::size_t at);  // broken UTF-8 is U+FFFD, one byte long
bool is_white_space(char32_t code);

std::size_t count_characters(std::string_view text);
// Characters [from, from + count), as far as there are any.
std::string_view characters(std::string_view text, std::size_t from, std::size_t count);
std::string reversed(std::string_view text);
std::string to_lower(std::string_view text);  // of all languages, without a locale
std::string to_upper(std::string_view text);
std::string_view trimmed_left(std::string_view text);  // white space of Unicode
std::string_view trimmed_right(std::string_view text);

}  // namespace almanac::graph::cypher
