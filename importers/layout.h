#pragma once
// From a sheet, as it was filled in by people, to its tables: where each begins and ends, which rows are its header, what
// stands around it. Nothing is scored by chance or learnt: the rules below are tried in this order, and each decision leaves a
// reason that `almanac inspect` shows.
//
//   1  Rows without a filled cell cut the sheet into blocks, and so does a column without one where both sides have a header
//      of their own. A block that begins with no header and lies under the columns of the table before continues it.
//   2  Lines of one cell at the top of a block are its title and context: account, date range, "单位：万元".
//   3  A form has its names at the left and the values beside them, in one or several pairs of columns: a column of which at least
//      half of the cells, and two at least, are names that a field has (or end in a colon). It makes one record, or one for each
//      column of values where its name differs from column to column. A table of figures below it (指标 or 渠道 at the left, no
//      name of a campaign) belongs to the same record: its cells are called "GMV / 目标".
//   4  A header is the first row of texts of which two neighbours at least, and two fifths of all, are names that a field or
//      metric has; where there is none, the first row of different texts that fills three fifths of the block.
//   5  Of a header of two lines the upper names groups ("投放" over 花费 and 曝光): columns are called "投放 / 花费".
//   6  Rows that say 合计, 小计, 总计, 平均, Total … in their first cell are no data, nor are repeated headers, lines that span the
//      table (a group's title) and notes below it. All are listed. A group's title that is a month or quarter is a column of its rows.
//
// Cells of merged ranges are filled by the readers (sheet.h), so a campaign's name merged over three rows stands in each of them.
// Time linear in the cells.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/dictionary.h"
#include "importers/sheet.h"
#include "importers/value.h"

namespace almanac::importers {

// A row that is no record, and what it says. Rows are counted from 1, as a spreadsheet shows them.
struct ShownRow {
  std::uint32_t row = 0;
  std::string text;
};

struct InferredYear {
  int year = 0;
  std::string from;  // "title", "sheet", "file"
  std::string text;  // where it was found
};

struct SheetTable {
  enum class Shape { table, form } shape = Shape::table;
  std::string name;                                 // the title above it; else the sheet's name
  std::string title;                                // empty: none
  std::vector<std::string> header;                  // never empty, unique
  std::vector<std::uint32_t> header_rows;           // of a table; from 1
  std::uint32_t first_row = 0, last_row = 0;        // of the data (of a form: of its lines); from 1, both included
  std::uint32_t first_column = 0, last_column = 0;  // from 1
  std::vector<std::uint32_t> columns;               // where each name of the header stands; from 0. Of a table only
  std::vector<std::uint8_t>
      parts;  // of a cell "380/400" which side each name is of: 1, 2; 0: the cell. Empty: no cell is two
  std::vector<std::vector<std::string>> records;  // of a form: the values of each record, as many as header
  bool known_header = false;                      // by rule 4, first half
  std::vector<ShownRow> totals, left_out, context;
  // Lines that say when the campaigns in the rows below them are (Q1, 三月); if there are any, the last column of the header is theirs, and
  // its place in `columns` is no_column.
  std::vector<ShownRow> groups;
  static constexpr std::uint32_t no_column = UINT32_MAX;
  std::optional<Unit> unit;  // of a line "单位：万元": of amounts whose header and cells name none
  std::string unit_line;
  std::optional<InferredYear> year;  // for dates without one
  std::vector<Note> reasons;         // how it was found
};

struct Layout {
  std::vector<SheetTable> tables;  // from top to bottom, then left to right
  std::vector<Note> notes;         // text that belongs to no table
};

// `file_name` serves a year only.
Layout find_tables(const Sheet& sheet, const archive::Dictionary& dictionary, std::string_view file_name = {});

// Rows of one table, numbered as in the sheet; `raw` is the cells joined by tabs. Cells with an error ("#DIV/0!") are empty,
// and a note counts them.
std::unique_ptr<TableReader> open_table(std::shared_ptr<const Workbook> workbook, std::size_t sheet, SheetTable table);

// --- the same for the first lines of delimited text -------------------------------------------------------------------

struct Period {
  std::string start, end;  // "2024-11-01"; a single day is both
};

struct TextLayout {
  std::uint64_t header_line = 1;  // from 1
  std::vector<ShownRow> context;
  std::optional<Unit> unit;
  std::string unit_line;
  std::optional<InferredYear> year;
  std::optional<Period> period;  // that the context, else the file's name tells
  std::vector<Note> reasons;
};

// Lines before the header that are no table: a report's title, account, date range, as ad platforms write them. Only where the
// lines are narrower than the header that follows, and the header is known or as wide as most lines. `rows[i]` is the record that
// starts in line `lines[i]`.
TextLayout find_preamble(const Sheet& first_rows, std::span<const std::uint64_t> lines,
                         const archive::Dictionary& dictionary, std::string_view file_name);

// --- words ------------------------------------------------------------------------------------------------------------

// "合计", "小计：", "Total: Account", "华东小计", "平均值". False for any longer sentence.
bool is_total_label(std::string_view cell);
// Whether a line of one cell under a table is about it and no row of it: 注：…, 数据来源…, "Source: …", any long sentence.
bool is_footnote(std::string_view cell);
// The one year that a text names ("2024年双11", "FY2024", "Aug 1, 2026 - Aug 2, 2026"); nullopt if none or several.
std::optional<int> year_in(std::string_view text);
// The days from the first to the last date that the text names in full: "Aug 1, 2026 - Aug 2, 2026", "时间范围：20171009",
// "360报表_20241101-20241107.csv", "2024.11.1-11.11".
std::optional<Period> period_in(std::string_view text);
// "单位：万元", "（单位：元）", "Unit: CNY thousand" anywhere in the text.
std::optional<Unit> unit_in(std::string_view text);
// "2024年活动数据（万元）": of amounts in brackets behind the words of a title, which are no head of a column.
std::optional<Unit> unit_of_title(std::string_view title);

}  // namespace almanac::importers
