#include "cli/print.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>

namespace almanac::cli {
namespace {

// Calls visit(first byte, length, code point); a broken byte is U+FFFD.
template <class Visit>
void for_each_character(std::string_view text, Visit visit) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  const auto length = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < length;) {
    const std::int32_t start = i;
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(bytes, i, length, c);
    if (!visit(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start), c)) return;
  }
}

std::size_t columns_of(UChar32 c) {
  if (u_charType(c) == U_NON_SPACING_MARK || c == 0x200B) return 0;
  const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

bool use_colour() {
  static const bool use = [] {
    const char* none = std::getenv("NO_COLOR");
    const char* terminal = std::getenv("TERM");
    return isatty(STDOUT_FILENO) && !(none && *none) && !(terminal && std::string_view(terminal) == "dumb");
  }();
  return use;
}

std::string coloured(const char* code, std::string_view text) {
  if (!use_colour()) return std::string(text);
  return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string line;
  for_each_character(text, [&](std::size_t start, std::size_t length, UChar32 c) {
    if (c == '\n' || c == '\t' || c == '\r')
      line += ' ';
    else if (c == 0xFFFD)
      line += "\xEF\xBF\xBD";
    else if (u_iscntrl(c) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
      line += "\xEF\xBF\xBD";
    else
      line += text.substr(start, length);
    return true;
  });
  return line;
}

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for_each_character(text, [&](std::size_t, std::size_t, UChar32 c) {
    width += columns_of(c);
    return true;
  });
  return width;
}

std::string cut(std::string_view text, std::size_t width) {
  if (width_of(text) <= width) return std::string(text);
  std::size_t used = 0;
  std::size_t end = 0;
  for_each_character(text, [&](std::size_t start, std::size_t length, UChar32 c) {
    used += columns_of(c);
    if (used + 1 > width) return false;
    end = start + length;
    return true;
  });
  return std::string(text.substr(0, end)) + "…";
}

std::string pad(std::string_view text, std::size_t width) {
  std::string padded = cut(text, width);
  const std::size_t used = width_of(padded);
  if (used < width) padded.append(width - used, ' ');
  return padded;
}

std::string strong(std::string_view text) { return coloured("1", text); }
std::string faint(std::string_view text) { return coloured("2", text); }
std::string marked(std::string_view text) { return coloured("1;33", text); }

void print_table(const std::vector<TableColumn>& columns, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::size_t width = width_of(columns[i].title);
    for (const auto& row : rows) width = std::max(width, std::min(width_of(row[i]), columns[i].width));
    widths.push_back(width);
  }
  const auto line = [&](const auto& cell_of) {
    std::string text;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string cell = i + 1 == columns.size() ? cell_of(i) : cut(cell_of(i), widths[i]);
      const std::size_t space = widths[i] - std::min(widths[i], width_of(cell));
      if (columns[i].right) text.append(space, ' ');
      text += cell;
      if (i + 1 == columns.size()) break;
      if (!columns[i].right) text.append(space, ' ');
      text += "  ";
    }
    return text;
  };
  std::cout << faint(line([&](std::size_t i) { return columns[i].title; })) << "\n";
  for (const auto& row : rows) std::cout << line([&](std::size_t i) { return row[i]; }) << "\n";
}

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::ptrdiff_t i = static_cast<std::ptrdiff_t>(text.size()) - 3; i > 0; i -= 3)
    text.insert(static_cast<std::size_t>(i), ",");
  return text;
}

}  // namespace almanac::cli
