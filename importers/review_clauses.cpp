#include "importers/review_clauses.h"

#include <algorithm>

#include "importers/value_text.h"

namespace almanac::importers {
namespace {

std::size_t take_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words)
    if (text.starts_with(word)) return word.size();
  return 0;
}

}  // namespace

std::vector<std::string_view> figure_clauses(std::string_view text, bool sentences) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t size = sentences
                           ? take_one_of(text.substr(at), {"。", "！", "？", "\n", "；", ";", "! ", "? "})
                           : take_one_of(text.substr(at), {"，", ",", "、", "；", ";", "|", "（", "）", "(", ")", "。",
                                                           " and ", " while ", " but ", "其中", "且", " / ", "／"});
    const bool point = sentences && size == 0 && text[at] == '.' && (at + 1 == text.size() || text[at + 1] == ' ');
    if (point) size = 1;
    const bool in_number = size == 1 && text[at] == ',' && at > 0 && is_digit(text[at - 1]) && at + 1 < text.size() &&
                           is_digit(text[at + 1]);
    if (size == 0 || in_number) {
      at += first_character(text.substr(at));
      continue;
    }
    if (!trimmed(text.substr(begin, at - begin)).empty()) parts.push_back(trimmed(text.substr(begin, at - begin)));
    begin = at += size;
  }
  if (begin < text.size() && !trimmed(text.substr(begin)).empty()) parts.push_back(trimmed(text.substr(begin)));
  return parts;
}

bool has_digit(std::string_view text) { return std::ranges::any_of(text, is_digit); }

std::string with_colon(std::string_view clause, bool* verb) {
  std::string text = plain_form(clause);
  const std::string lower = lower_ascii(text);
  struct Link {
    std::string_view word;
    bool verb;
  };
  static constexpr Link links[] = {
      {" of ", false},      {" at ", false},        {" is ", true},      {" was ", true},     {" were ", true},
      {" reached ", true},  {" hit ", true},        {" came to ", true}, {" totaled ", true}, {" totalled ", true},
      {" ended at ", true}, {" came in at ", true}, {" to ", true}};
  for (const Link& link : links) {
    const std::size_t at = lower.rfind(link.word);
    if (at == std::string::npos || at + link.word.size() >= text.size()) continue;
    const std::string_view number = std::string_view(text).substr(at + link.word.size());
    if (!is_digit(number[0]) && number[0] != '$' && static_cast<unsigned char>(number[0]) < 0x80) continue;
    *verb = *verb || link.verb;
    return text.substr(0, at) + ":" + std::string(number);
  }
  return text;
}

std::optional<std::pair<Number, std::string_view>> number_in_front(std::string_view text) {
  std::size_t end = 0;
  std::optional<std::pair<Number, std::string_view>> longest;
  while (end < text.size() && end < 40) {
    end += first_character(text.substr(end));
    if (const auto number = parse_number(text.substr(0, end))) longest.emplace(*number, trim_spaces(text.substr(end)));
  }
  return longest;
}

}  // namespace almanac::importers
