#pragma once
// Which file is what: folders and archives expanded (input_files.h), workbooks taken apart into tables (layout.h), tables matched
// to the rules of a mapping or, without one, to a ready mapping or a rule made from their header. A small CSV that is no plain
// table, but a form or figures of one campaign with its name and dates around them, is read as the same sheet of a workbook. The
// tasks of a plan are in the order in which they are stored.

#include <memory>
#include <string>
#include <vector>

#include "archive/dictionary.h"
#include "importers/format.h"
#include "importers/input_files.h"
#include "importers/layout.h"
#include "importers/mapping.h"
#include "importers/row_source.h"
#include "importers/run.h"
#include "importers/sheet_campaign.h"
#include "importers/workbook_cache.h"

namespace almanac::importers {

// One table read as one kind of row.
struct Task {
  std::filesystem::path path;
  std::string name;  // as reports call it: the file, and of a workbook with several tables "活动.xlsx › 渠道"
  std::shared_ptr<const FileRule> rule;
  std::size_t rule_index = 0;  // of the mapping; files of one rule are collected together

  std::string file;                         // as given; of a file in an archive "exports.zip/活动.csv"
  std::string identity;                     // of the file, the same in a later run (FoundFile)
  std::string sheet;                        // empty: no workbook
  std::string mapping;                      // the name of the mapping; empty: by header
  std::optional<Encoding> encoding;         // given by the user; wins over the rule's
  std::shared_ptr<const SheetTable> table;  // of a workbook: which of the sheet's tables
  std::optional<DetectedEncoding> text;     // the "workbook" is a delimited text that is no plain table (csv_grid.h)
  std::size_t sheet_index = 0;
  std::shared_ptr<WorkbookCache> workbooks;
  std::shared_ptr<const archive::Dictionary> dictionary;  // to find the header of text; null: it is the first line
  std::vector<Note> notes;                                // how it will be read, for the report
  std::shared_ptr<const archive::Json> record;  // instead of a table: the one record that a review or sheet speaks of
  std::shared_ptr<const SheetCampaign> told;    // what the sheets say of that record; null: a review, a table
};

// A text document: stored as such, and looked through for a campaign's review.
struct DocumentFile {
  std::filesystem::path path;
  std::string name;
  std::string identity;
  Format format = Format::text;
};

struct Plan {
  std::vector<Task> tasks;
  std::vector<DocumentFile> documents;
  std::vector<Refusal> refused;
  std::vector<std::string> ignored;
  std::shared_ptr<UnpackFolder> unpacked;  // files of archives, while the plan lives
};

// Opens every file as far as its header (or first record), workbooks whole. Throws Error not_found "no_such_file" for a path
// that does not exist.
Plan make_plan(const ImportOptions& options, const Mapping* mapping, const archive::Dictionary& dictionary);

// Opens the task's table with the rule's layout. Throws as open_file() and read_workbook() do.
RowSource open_task(const Task& task);

// A table whose header is in the given row (from 1) of the sheet, to its end.
SheetTable table_from_row(const Sheet& sheet, std::uint32_t header_row);

}  // namespace almanac::importers
