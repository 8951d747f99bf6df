#pragma once
// What the readers of XLSX, ODS and XLS put cells into: it keeps the limits, fills merged ranges and gathers notes.
// Internal to the workbook readers.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "importers/sheet.h"

namespace almanac::importers {

std::string cell_name(std::uint32_t row, std::uint32_t column);  // (0, 27) is "AB1"

// The errors every reader has. `what` says which part and why, without full stop.
[[noreturn]] void fail_damaged_workbook(const std::filesystem::path& path, const archive::Text& what);
[[noreturn]] void fail_too_large(const std::filesystem::path& path, const archive::Text& what);
[[noreturn]] void fail_encrypted_workbook(const std::filesystem::path& path);
// `kind` is what the file is ("an HTML page").
[[noreturn]] void fail_other_kind(const std::filesystem::path& path, const archive::Text& kind);

// For text that is still being gathered; throws "too_large".
void check_cell_text(const std::filesystem::path& path, std::size_t bytes, const WorkbookLimits& limits);

class WorkbookBuilder {
 public:
  WorkbookBuilder(const std::filesystem::path& path, const WorkbookLimits& limits) : path_(path), limits_(limits) {}

  void begin_sheet(std::string name, bool hidden);
  // Cells may come in any order; the last one of a place stands. An empty cell is not stored. Amortised constant time for
  // cells that come row by row.
  void put(std::uint64_t row, std::uint64_t column, SheetCell cell);
  void merge(const MergedRange& range);
  // A formula that no program has computed yet.
  void formula_without_value(std::uint64_t row, std::uint64_t column);
  void missing_text(std::uint64_t row, std::uint64_t column);
  void macros();
  void external_reference();
  void end_sheet();

  Workbook take() { return std::move(workbook_); }

 private:
  struct Places {
    std::uint64_t count = 0, row = 0, column = 0;  // the first one
    void add(std::uint64_t at_row, std::uint64_t at_column);
  };
  Sheet& sheet() { return workbook_.sheets.back(); }
  std::vector<SheetCell>& row_at(std::uint64_t row);
  void widen(std::vector<SheetCell>& row, std::uint64_t columns);
  void count_text(std::size_t bytes);
  void fill(const MergedRange& range, std::uint64_t columns);
  void note_places(const char* code, const Places& places, const archive::Text& text);

  const std::filesystem::path path_;
  const WorkbookLimits limits_;
  Workbook workbook_;
  std::uint64_t cells_ = 0, places_ = 0, filled_ = 0, text_bytes_ = 0;
  Places without_value_, missing_text_;
  bool macros_ = false, external_ = false;
};

}  // namespace almanac::importers
