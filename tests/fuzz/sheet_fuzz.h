#pragma once
// What the fuzz targets of sheets share.

#include <cstdlib>
#include <string>
#include <string_view>

#include "importers/sheet.h"

namespace fuzz {

using namespace almanac::importers;

inline void require(bool condition) {
  if (!condition) std::abort();
}

// A line of the text is a row, a tab parts cells; "<" and "^" repeat the cell at the left and above, merged, and "#" before a text
// makes a number of it.
inline Sheet sheet_of(std::string_view text) {
  Sheet sheet;
  sheet.name = std::string(text.substr(0, text.find('\n')).substr(0, 20));
  while (!text.empty() && sheet.rows.size() < 2'000) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    std::vector<SheetCell> row;
    while (row.size() < 300) {
      const std::size_t tab = std::min(line.find('\t'), line.size());
      const std::string_view cell = line.substr(0, tab);
      const std::size_t column = row.size();
      if (cell == "<" && column > 0) {
        row.push_back(row.back());
        row.back().merged = true;
      } else if (cell == "^" && !sheet.rows.empty() && column < sheet.rows.back().size()) {
        row.push_back(sheet.rows.back()[column]);
        row.back().merged = true;
      } else if (cell.starts_with('#')) {
        row.push_back({cell.ends_with('!') ? SheetCell::Type::error : SheetCell::Type::number, false,
                       std::string(cell.substr(1))});
      } else {
        row.push_back({cell.empty() ? SheetCell::Type::empty : SheetCell::Type::text, false, std::string(cell)});
      }
      if (tab == line.size()) break;
      line.remove_prefix(tab + 1);
    }
    sheet.rows.push_back(std::move(row));
  }
  return sheet;
}

}  // namespace fuzz
