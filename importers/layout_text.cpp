// Lines before the header of delimited text: what ad platforms write over their reports.

#include <algorithm>
#include <map>

#include "importers/header_names.h"
#include "importers/layout_area.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::filled;

// How many own cells most rows have.
std::uint32_t usual_width(const Grid& grid, std::uint32_t rows) {
  std::map<std::uint32_t, std::uint32_t> frequency;
  for (std::uint32_t row = 0; row < rows; ++row)
    if (grid.facts(row).own > 0) ++frequency[grid.facts(row).own];
  std::uint32_t width = 0, most = 0;
  for (const auto& [own, count] : frequency)
    if (count >= most) most = count, width = own;
  return width;
}

}  // namespace

TextLayout find_preamble(const Sheet& first_rows, std::span<const std::uint64_t> lines,
                         const archive::Dictionary& dictionary, std::string_view file_name) {
  TextLayout layout;
  const Grid grid(first_rows, dictionary);
  const auto rows = static_cast<std::uint32_t>(std::min(first_rows.rows.size(), lines.size()));
  std::uint32_t first = 0;
  while (first < rows && grid.facts(first).filled == 0) ++first;
  if (first == rows) return layout;  // nothing but blank lines: the reader says so
  const std::uint32_t usual = usual_width(grid, rows);
  std::uint32_t widest_above = 0, header = first;
  bool found = false;
  for (std::uint32_t row = first; row < rows; ++row) {
    const RowFacts& facts = grid.facts(row);
    if (facts.own == 0) continue;
    const bool wide = facts.own >= 3 && facts.own >= 2 * widest_above;
    const bool known = facts.values == 0 && grid.header_at(row, 0, grid.width() - 1);
    if (row == first) {
      // A first line that is wide or known is the header, whatever follows.
      if (known || facts.own * 2 > std::max<std::uint32_t>(usual, 3) || facts.own >= 3) break;
    } else if (wide && (known || (facts.values == 0 && facts.own * 4 >= usual * 3 && usual >= 3))) {
      header = row;
      found = true;
      break;
    }
    widest_above = std::max(widest_above, facts.own);
    if (row > first + 60) break;
  }
  if (found) {
    for (std::uint32_t row = first; row < header; ++row)
      if (grid.facts(row).own > 0) layout.context.push_back({static_cast<std::uint32_t>(lines[row]), grid.line(row)});
    layout.header_line = lines[header];
    layout.reasons.push_back(
        {"preamble", filled({"{} line(s) before the header are no table; the header is line {}",
                             "表头之前的 {} 行不属于表格；表头在第 {} 行"},
                            std::to_string(layout.context.size()), std::to_string(layout.header_line))});
  }
  for (const ShownRow& line : layout.context) {
    if (!layout.unit)
      if (auto unit = unit_in(line.text)) {
        layout.unit = std::move(unit);
        layout.unit_line = line.text;
      }
    if (!layout.year)
      if (const auto year = year_in(line.text)) layout.year = InferredYear{*year, "title", line.text};
  }
  for (const ShownRow& line : layout.context)
    if (!layout.period) layout.period = period_in(line.text);
  if (!layout.period) layout.period = period_in(file_name);
  if (!layout.year)
    if (const auto year = year_in(file_name)) layout.year = InferredYear{*year, "file", std::string(file_name)};
  return layout;
}

}  // namespace almanac::importers
