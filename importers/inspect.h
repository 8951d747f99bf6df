#pragma once
// How a file would be read, without importing it: what `almanac inspect`, POST /imports/inspect and the import page show. It is
// the plan of the import itself (importers/plan.h), looked at.
//
// The confidence of a column is that of its name (ColumnMatch), times how its values look: of the values in the first 200 rows
// that are not empty, the share that its field can read (a date column's dates, an amount's numbers) counts for half, so that a
// column whose values all fit keeps the confidence of its name and one whose values never fit has half of it. A mapping's columns
// are certain: 1.

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "archive/dictionary.h"
#include "importers/format.h"
#include "importers/layout.h"
#include "importers/mapping.h"
#include "importers/report.h"

namespace almanac::importers {

struct InspectedColumn {
  std::string name;
  std::string place;                // "C" in a sheet, "3" in text
  std::vector<std::string> fields;  // that it fills, by kind if several: "campaigns: budget"; empty: none
  double confidence = 0;
  std::string unit;                 // "万元", as the header or a line above says
  std::string looks;                // "date", "number", "text", "empty": most of the first values
  std::vector<std::string> values;  // the first different ones, up to 3
};

struct InspectedTable {
  std::size_t sheet = 0;   // from 1; 0: the file is no workbook
  std::size_t number = 0;  // from 1, within its sheet
  std::string name, title;
  SheetTable::Shape shape = SheetTable::Shape::table;
  std::vector<std::uint32_t> header_rows;     // lines of text, rows of a sheet; from 1
  std::uint32_t first_row = 0, last_row = 0;  // of a sheet, or of a text that is read as one
  std::uint64_t rows = 0, rejected = 0;       // as far as was read
  bool all_rows = true;                       // false: the file is long, and only its beginning was read
  std::vector<std::string> kinds;  // what its rows are: "campaigns"; empty: `refusal` says why it is not read
  std::string mapping;             // by which it is read; empty: by its header
  std::vector<InspectedColumn> columns;
  std::vector<ShownRow> context, totals, left_out;
  std::vector<std::vector<std::string>> first_rows;  // up to 10
  std::vector<Note> notes;
  std::string refusal_code;
  archive::Text refusal;
};

// One value that a sheet tells of the campaign it is about.
struct InspectedValue {
  std::string field;
  archive::Json value;  // as the record holds it; of a list an entry
  std::string from;     // the words that it was read from: "GMV（万） | 300 | 321.5"
  archive::Text doubt;  // why it is left out; empty: it is read
};

// Sheets read as one campaign (importers/sheet_campaign.h).
struct InspectedCampaign {
  std::string name;
  std::vector<std::size_t> sheets;  // from 1; of a text none
  std::vector<InspectedValue> values;
};

struct InspectedSheet {
  std::string name;
  bool hidden = false;
  std::uint64_t rows = 0, columns = 0;
  std::size_t tables = 0;
};

struct Inspection {
  std::string name;
  std::uint64_t bytes = 0;
  Format format = Format::csv;
  std::optional<Encoding> encoding;  // of text
  bool encoding_certain = true, encoding_given = false;
  char delimiter = 0;                  // of delimited text
  std::vector<InspectedSheet> sheets;  // of a workbook
  std::vector<InspectedTable> tables;
  std::vector<InspectedCampaign> campaigns;  // that sheets are about as a whole; the others are rows of tables
  std::vector<std::string> members;          // of an archive: its files
  std::vector<Note> notes;
  std::string refusal_code;  // why the file is not read at all
  archive::Text refusal;
};

struct InspectOptions {
  std::filesystem::path path;
  std::string name;  // empty: as the path stands
  std::optional<RowKind> kind;
  std::optional<Encoding> encoding;
  const Mapping* mapping = nullptr;
};

// Does not throw for what the file contains. Throws Error not_found "no_such_file", forbidden "unreadable_file".
Inspection inspect(const InspectOptions& options, const archive::Dictionary& dictionary);

archive::Json to_json(const Inspection& inspection, archive::Language language);

// A sheet of a workbook (from 1), every row as wide as the widest, or a delimited text (all its lines, each with the cells that it has;
// a broken one as it stands, in one cell), exactly as it was read: RFC 4180 with CRLF, nothing neutralised. Throws as reading does, and Error not_found
// "no_such_sheet".
void write_as_read(const InspectOptions& options, std::size_t sheet, std::ostream& out);

}  // namespace almanac::importers
