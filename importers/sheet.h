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
    // Plain decimal digits as stored ("0.125", "1200000"), never with an exponent, without needless zeros, never rounded to
    // what is shown. Binary noise is none of it: 0.56999999999999995, which is how Excel writes 0.57, is "0.57", while
    // 0.30000000000000004 is another number and stays. A percentage is its number, 12.5 % is "0.125".
    number,
    date,     // "2024-11-11"
    time,     // "2024-11-11 09:30:00" (or "….250"), "09:30:00" of a time of day, "36:05:00" of a duration
    boolean,  // "TRUE", "FALSE"
    error     // "#DIV/0!", "#N/A"
  };
  Type type = Type::empty;
  bool merged = false;  // filled from the top left cell of the merged range it lies in (which itself is not flagged)
  std::string text;     // UTF-8 as stored (not normalised, not trimmed), lines end in "\n", no zero bytes
};

struct MergedRange {  // from 0, both ends included
  std::uint32_t first_row = 0, first_column = 0, last_row = 0, last_column = 0;
};

struct Sheet {
  std::string name;
  bool hidden = false;
  std::vector<std::vector<SheetCell>>
      rows;                         // rows[0] is row 1 of the sheet; a row ends with its last cell that is not empty
  std::vector<MergedRange> merged;  // filled only as far as the sheet has rows and columns of its own
};

struct Workbook {
  std::vector<Sheet> sheets;  // in the order of their tabs; sheets without cells (charts) are left out
  // "macros_ignored", "external_reference", "formula_without_value" (a cell that no program has computed is empty),
  // "missing_text" (the file's table of texts lacks one that a cell names).
  std::vector<Note> notes;
};

// What is read at most; past one of them Error invalid_input "too_large" names the limit and its value.
struct WorkbookLimits {
  std::uint64_t unpacked_bytes = 1ull << 30;  // of all parts together
  std::uint64_t ratio = 1'000;                // unpacked to packed, of any part past 1 MB
  std::uint32_t rows = 1'048'576, columns = 16'384, sheets = 1'000;
  std::uint64_t cells = 20'000'000;          // that are not empty, of all sheets
  std::uint64_t places = 40'000'000;         // rows, and cells including the empty ones before the last of a row
  std::uint64_t text_bytes = 1'000'000'000;  // of all cells
  std::uint64_t cell_bytes = 1'000'000;      // of text in one cell; spreadsheets allow 32,767 characters
  std::uint64_t merged_ranges = 1'000'000;   // of one sheet
  std::uint32_t depth = 256;                 // of XML
};

// Each throws Error invalid_input: "encrypted_file" (how to save it without a password), "damaged_file" (which part, and why),
// "too_large", "other_file_kind" (what it is instead and what to do); and as open_source() does.
Workbook read_xlsx(const std::filesystem::path& path,
                   const WorkbookLimits& limits = {});  // also .xlsm: macros are never run
Workbook read_ods(const std::filesystem::path& path, const WorkbookLimits& limits = {});
Workbook read_xls(const std::filesystem::path& path, const WorkbookLimits& limits = {});  // Excel 97–2003
// The one of these that the content asks for, whatever the name says.
Workbook read_workbook(const std::filesystem::path& path, const WorkbookLimits& limits = {});

}  // namespace almanac::importers
