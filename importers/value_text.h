#pragma once
// How cell parsers look at text. Internal to importers.

#include <initializer_list>
#include <string>
#include <string_view>

namespace almanac::importers {

// The cell as parsers see it: full-width letters, digits and signs as ASCII, every kind of space as ' ', minus signs as
// '-', dashes and waves (– — ～ 〜) as '~', ￥ as ¥; trimmed. Case is kept.
std::string plain_form(std::string_view cell);

// Numbers, dates and words are shorter than this; a longer cell is refused unread, so that no cell costs much time.
inline constexpr std::size_t longest_value = 200;  // bytes
// The cell as a message shows it: its first 80 characters.
std::string shown(std::string_view cell);

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words);
// Whether any of the words stands in the text, in the middle of others too (review_words.h: holds_any() minds the ends of Latin words).
bool contains_any(std::string_view text, std::initializer_list<std::string_view> words);

bool is_digit(char c);
bool is_letter(char c);  // A–Z, a–z
std::string lower_ascii(std::string_view text);
std::string_view trim_spaces(std::string_view text);  // ASCII white space at both ends

// Removes `word` from the front (back) of `text`, and the spaces next to it; false if it does not stand there.
bool take_front(std::string_view& text, std::string_view word);
bool take_back(std::string_view& text, std::string_view word);

// The character (in bytes) at the front of UTF-8 text; at least 1 for text that is not empty.
std::size_t first_character(std::string_view text);

}  // namespace almanac::importers
