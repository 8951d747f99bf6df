#pragma once
// Text for a terminal.

#include <string>
#include <string_view>
#include <vector>

namespace almanac::cli {

// Control characters out (a file's text must not steer the terminal), line breaks to spaces.
std::string one_line(std::string_view text);

// Columns a terminal needs for the text: two for East Asian wide characters.
std::size_t width_of(std::string_view text);
std::string pad(std::string_view text, std::size_t width);
std::string cut(std::string_view text, std::size_t width);  // with "…" where something was cut

// Bold and colours only where standard output is a terminal, NO_COLOR is unset and TERM is not dumb.
std::string strong(std::string_view text);
std::string faint(std::string_view text);
std::string marked(std::string_view text);

// A table to standard output: columns as wide as what is in them, at most their own width, what is longer cut but in the last;
// the head faint. Every row has a cell for each column.
struct TableColumn {
  std::string title;
  std::size_t width = 40;
  bool right = false;  // figures
};
void print_table(const std::vector<TableColumn>& columns, const std::vector<std::vector<std::string>>& rows);

std::string grouped(std::uint64_t number);  // 1,234,567

}  // namespace almanac::cli
