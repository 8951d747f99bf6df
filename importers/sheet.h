#pragma once
// A workbook as it was read: sheets of cells, all text. The readers of XLSX, ODS and XLS make it, importers/layout.h finds
// the tables and forms in it.
//
// A workbook is held in memory whole; the limits below keep that bounded. Tables that have no end come as CSV or JSONL, which
// stream.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "importers/table_reader.h"

namespace almanac::importers {

struct SheetCell {
  enum class Type : std::uint8_t {
    empty,
    text,
    number,   // plain decimal digits exactly as stored ("0.125", "1200000"), never with an exponent, never rounded to what is shown
    date,     // "2024-11-11"
    time,     // "2024-11-11 09:30:00", or "09:30:00" of a time of day
    boolean,  // "TRUE", "FALSE"
    error     // "#DIV/0!", "#N/A"
  };
  Type type = Type::empty;
  bool merged = false;  // filled from the top left cell of the merged range it lies in
  std::string text;     // UTF-8, NFC as stored, no zero bytes
};

struct MergedRange {  // from 0, both ends included
  std::uint32_t first_row = 0, first_column = 0, last_row = 0, last_column = 0;
};

struct Sheet {
  std::string name;
  bool hidden = false;
  std::vector<std::vector<SheetCell>> rows;  // rows[0] is row 1 of the sheet; a row ends with its last cell that is not empty
  std::vector<MergedRange> merged;
};

struct Workbook {
  std::vector<Sheet> sheets;  // in the order of their tabs; sheets without cells (charts) are left out
  std::vector<Note> notes;    // "macros_ignored", "external_reference", "formula_without_value" …
};

// What is read at most; past one of them Error invalid_input "too_large" names the limit and its value.
struct WorkbookLimits {
  std::uint64_t unpacked_bytes = 1ull << 30;  // of all parts together
  std::uint64_t ratio = 1'000;                // unpacked to packed, of any part past 1 MB
  std::uint32_t rows = 1'048'576, columns = 16'384, sheets = 1'000;
  std::uint64_t cells = 20'000'000;  // that are not empty
  std::uint32_t depth = 256;         // of XML
};

// Each throws Error invalid_input: "encrypted_file" (how to save it without a password), "damaged_file" (which part, and why),
// "too_large"; and as open_source() does.
Workbook read_xlsx(const std::filesystem::path& path, const WorkbookLimits& limits = {});  // also .xlsm: macros are never run
Workbook read_ods(const std::filesystem::path& path, const WorkbookLimits& limits = {});
Workbook read_xls(const std::filesystem::path& path, const WorkbookLimits& limits = {});  // Excel 97–2003

}  // namespace almanac::importers
