#pragma once
// How the workbook tests say what they see of a cell: "number 12.5", "text* 短信" (merged), "" (empty).

#include <filesystem>
#include <string>
#include <vector>

#include "importers/sheet.h"

inline std::string shown(const almanac::importers::SheetCell& cell) {
  static const char* const names[] = {"", "text", "number", "date", "time", "boolean", "error"};
  if (cell.type == almanac::importers::SheetCell::Type::empty) return "";
  return std::string(names[static_cast<int>(cell.type)]) + (cell.merged ? "* " : " ") + cell.text;
}

inline std::vector<std::vector<std::string>> shown(const almanac::importers::Sheet& sheet) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : sheet.rows) {
    rows.emplace_back();
    for (const auto& cell : row) rows.back().push_back(shown(cell));
  }
  return rows;
}

// Row and column from 0; "" beyond the sheet.
inline std::string shown(const almanac::importers::Sheet& sheet, std::size_t row, std::size_t column) {
  if (row >= sheet.rows.size() || column >= sheet.rows[row].size()) return "";
  return shown(sheet.rows[row][column]);
}

inline std::vector<std::string> note_codes(const almanac::importers::Workbook& workbook) {
  std::vector<std::string> codes;
  for (const auto& note : workbook.notes) codes.push_back(note.code);
  return codes;
}

inline std::filesystem::path workbook_file(const std::string& name) {
  return std::filesystem::path(ALMANAC_TEST_DATA) / "workbooks" / name;
}
