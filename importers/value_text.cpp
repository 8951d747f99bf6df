#include "importers/value_text.h"

#include <algorithm>
#include <cstdint>

#include "importers/value.h"

namespace almanac::importers {
namespace {

struct Decoded {
  std::uint32_t c = 0;
  std::size_t size = 1;
};

Decoded decode(std::string_view text) {
  const auto at = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const std::size_t size = std::min(first_character(text), text.size());
  if (size == 2) return {(at(0) & 0x1F) << 6 | (at(1) & 0x3F), 2};
  if (size == 3) return {(at(0) & 0x0F) << 12 | (at(1) & 0x3F) << 6 | (at(2) & 0x3F), 3};
  return {at(0), size};
}

bool is_wide_space(std::uint32_t c) {
  return c == 0x3000 || c == 0xA0 || c == 0x202F || c == 0xFEFF || (c >= 0x2000 && c <= 0x200B);
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

void append_plain(std::string& out, std::uint32_t c, std::string_view original) {
  if (c >= 0xFF01 && c <= 0xFF5D)
    out += static_cast<char>(c - 0xFF01 + '!');
  else if (is_wide_space(c))
    out += ' ';
  else if (c == 0x2212 || c == 0x2010 || c == 0x2011)
    out += '-';
  else if ((c >= 0x2012 && c <= 0x2015) || c == 0xFF5E || c == 0x301C || c == 0x223C)
    out += '~';
  else if (c == 0xFFE5)
    out += "\xC2\xA5";
  else
    out += original;
}

}  // namespace

std::size_t first_character(std::string_view text) {
  if (text.empty()) return 0;
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t size = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return std::min(size, text.size());
}

std::string plain_form(std::string_view cell) {
  std::string plain;
  plain.reserve(cell.size());
  while (!cell.empty()) {
    const Decoded next = decode(cell);
    if (next.c < 0x80)
      plain += is_space(static_cast<char>(next.c)) ? ' ' : static_cast<char>(next.c);
    else
      append_plain(plain, next.c, cell.substr(0, next.size));
    cell.remove_prefix(next.size);
  }
  return std::string(trim_spaces(plain));
}

std::string shown(std::string_view cell) {
  std::string start;
  for (int characters = 0; !cell.empty() && characters < 80; ++characters) {
    start += cell.substr(0, first_character(cell));
    cell.remove_prefix(first_character(cell));
  }
  return cell.empty() ? start : start + "…";
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

std::string_view trim_spaces(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool take_front(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text = trim_spaces(text.substr(word.size()));
  return true;
}

bool take_back(std::string_view& text, std::string_view word) {
  if (!text.ends_with(word)) return false;
  text = trim_spaces(text.substr(0, text.size() - word.size()));
  return true;
}

std::string_view trimmed(std::string_view cell) {
  while (!cell.empty()) {
    const Decoded next = decode(cell);
    if (next.c < 0x80 ? !is_space(static_cast<char>(next.c)) : !is_wide_space(next.c)) break;
    cell.remove_prefix(next.size);
  }
  while (!cell.empty()) {
    if (is_space(cell.back())) {
      cell.remove_suffix(1);
      continue;
    }
    if (static_cast<unsigned char>(cell.back()) < 0x80) break;
    std::size_t begin = cell.size() - 1;
    while (begin > 0 && (static_cast<unsigned char>(cell[begin]) & 0xC0) == 0x80) --begin;
    if (!is_wide_space(decode(cell.substr(begin)).c)) break;
    cell = cell.substr(0, begin);
  }
  return cell;
}

bool is_empty(std::string_view cell) {
  const std::string_view bare = trimmed(cell);
  if (bare.empty()) return true;
  if (bare.size() > 18) return false;
  static constexpr std::string_view words[] = {"-",    "--",   "---",  "–",   "—",    "——",     "/",      "\\",
                                               "－",   "待定", "暂无", "无",  "暂缺", "未定",   "待补充", "待确认",
                                               "空",   "不详", "未填", "n/a", "#n/a", "na",     "null",   "(null)",
                                               "none", "nil",  "nan",  "tbd", "tba",  "无数据", "(空白)", "（空白）"};
  const std::string lower = lower_ascii(bare);
  return std::find(std::begin(words), std::end(words), lower) != std::end(words);
}

}  // namespace almanac::importers
