// What the columns of a table are called, out of one or two lines of header.

#include <algorithm>

#include "importers/layout_area.h"
#include "importers/pair_columns.h"
#include "importers/unique_names.h"
#include "importers/value_loose.h"

namespace almanac::importers {

std::uint32_t name_columns(const Grid& grid, SheetTable& table, const Area& area, std::uint32_t header) {
  std::uint32_t upper = header, lower = header;
  if (header > area.top && grid.is_group_line(header - 1, header, area))
    upper = header - 1;
  else if (header < area.bottom && grid.is_sub_header(header, header + 1, area))
    lower = header + 1;
  for (std::uint32_t row = upper; row <= lower; ++row) table.header_rows.push_back(row + 1);
  std::vector<std::string> names;
  std::string group;
  for (std::uint32_t column = area.left; column <= area.right; ++column) {
    std::string name(grid.text(lower, column));
    if (upper != lower) {
      const std::string_view above = grid.text(upper, column);
      const bool spans = above.empty() && !name.empty() && !group.empty();
      if (!above.empty()) group = above;
      if (!above.empty() && (name.empty() || name == above)) {
        name = above;
        if (!grid.cell(upper, column).merged) group.clear();
      } else if (!above.empty() || spans) {
        name = group + " / " + name;
      }
    }
    if (name.empty() && !grid.has_values(column, lower + 1, area.bottom)) continue;
    std::ranges::replace(name, '\n', ' ');
    names.push_back(std::move(name));
    table.columns.push_back(column);
  }
  table.header = unique_names(std::move(names), table.columns, table.reasons);
  return lower;
}

void part_pairs(const Grid& grid, SheetTable& table) {
  for (std::size_t i = table.columns.size(); i-- > 0;) {
    const auto heads = heads_of_pair(table.header[i]);
    if (!heads || table.columns[i] == SheetTable::no_column || table.first_row == 0) continue;
    std::size_t filled = 0, pairs = 0;
    for (std::uint32_t row = table.first_row - 1; row < table.last_row; ++row) {
      const std::string_view cell = grid.text(row, table.columns[i]);
      filled += !is_empty(cell);
      pairs += figures_of_pair(cell).has_value();
    }
    if (pairs == 0 || pairs * 5 < filled * 4) continue;
    if (std::ranges::find(table.header, heads->first) != table.header.end() ||
        std::ranges::find(table.header, heads->second) != table.header.end())
      continue;
    table.parts.resize(table.columns.size());
    const auto next = static_cast<std::ptrdiff_t>(i) + 1;
    table.header[i] = heads->first;
    table.header.insert(table.header.begin() + next, heads->second);
    table.columns.insert(table.columns.begin() + next, table.columns[i]);
    table.parts[i] = 1;
    table.parts.insert(table.parts.begin() + next, 2);
  }
}

}  // namespace almanac::importers
