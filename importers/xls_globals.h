#pragma once
// What stands before the sheets of an XLS workbook: its sheets, texts, number formats, date system. Internal to read_xls().

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "importers/number_format.h"
#include "importers/workbook_builder.h"
#include "importers/xls_records.h"

namespace almanac::importers {

struct XlsSheetEntry {
  std::string name;
  std::uint32_t offset = 0;  // of its first record, in the stream
  std::uint8_t kind = 0;     // 0 worksheet, 1 macro sheet, 2 chart, 6 Visual Basic
  bool hidden = false;
};

struct XlsGlobals {
  bool unicode = true;  // BIFF8; false: BIFF5, text in a code page
  unsigned code_page = 1252;
  DateSystem dates = DateSystem::from_1900;
  std::vector<XlsSheetEntry> sheets;
  std::vector<std::string> strings;
  std::vector<NumberFormat> formats;  // of each cell format

  // The text of a record (and its continuations) whose count of characters stands behind `skip` bytes.
  std::string text_of(const std::vector<std::string_view>& pieces, std::size_t skip) const;
};

// Throws Error invalid_input "encrypted_file", "damaged_file", "other_file_kind", "too_large".
XlsGlobals read_xls_globals(std::string_view stream, const std::filesystem::path& path, const WorkbookLimits& limits,
                            WorkbookBuilder& builder);

}  // namespace almanac::importers
