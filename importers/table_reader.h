#pragma once
// The seam between file formats and everything behind them. A format plugs in as one of two kinds:
//
//   TableReader   a header and rows of cells, all text        CSV, TSV; later XLSX, ODS, XLS, tables of DOCX
//   RecordReader  one JSON object per record                  JSONL, a JSON array, a single JSON object
//
// Both are pulled with next(), hold at most one record at a time, and hand out a broken record as a value
// (Read::reject), never as an exception: exceptions are for the file as a whole. Not thread-safe; one thread per
// reader.
//
//   while (true) switch (reader.next()) {
//     case Read::row:    use(reader.row());          break;
//     case Read::reject: report(reader.rejected());  break;
//     case Read::end:    return;
//   }

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "archive/imports.h"
#include "archive/json.h"
#include "archive/text.h"

namespace almanac::importers {

enum class Read { row, reject, end };

// Something about the file that the user should know and that is no reject: a renamed column, a guessed delimiter.
struct Note {
  std::string code;  // stable: "duplicate_column", "no_rows"
  archive::Text text;
};

// How far reading has come. `row` and `offset` name the start of the last record; `bytes` counts what was taken from
// the file, of `total` (0 = unknown).
struct Progress {
  std::uint64_t row = 0, offset = 0, bytes = 0, total = 0;
};

struct Row {
  std::span<const std::string_view> cells;  // exactly as many as header(); UTF-8 without zero bytes; not trimmed
  std::uint64_t row = 0;                    // line of the file where the record starts, from 1
  std::uint64_t offset = 0;                 // byte where it starts, from 0, in the decoded text without byte order mark
  std::string_view raw;                     // the record as it stands in the file, without its line end
};

class TableReader {
 public:
  virtual ~TableReader() = default;

  // Names of the columns, never empty, unique (a repeated name got " (2)", an empty one is "column 3": see notes()).
  virtual const std::vector<std::string>& header() const = 0;
  // Known after opening; "no_rows" (nothing but a header) is added when the end is reached.
  virtual const std::vector<Note>& notes() const = 0;

  virtual Read next() = 0;
  // Valid after Read::row and until the next next(): cells are views into the reader's buffer.
  virtual const Row& row() const = 0;
  // Valid after Read::reject. `file` is 0: the caller knows which file it is.
  virtual const archive::Reject& rejected() const = 0;

  virtual Progress progress() const = 0;
};

struct JsonRecord {
  archive::Json value;    // always an object
  std::uint64_t row = 0;  // line of the file where it starts, from 1
  std::uint64_t offset = 0;
  std::string_view raw;  // its text
};

class RecordReader {
 public:
  virtual ~RecordReader() = default;
  virtual const std::vector<Note>& notes() const = 0;
  virtual Read next() = 0;
  virtual JsonRecord& record() = 0;  // valid after Read::row; may be moved from
  virtual const archive::Reject& rejected() const = 0;
  virtual Progress progress() const = 0;
};

// What every reader cuts a reject's fields to (archive/imports.h).
inline constexpr std::size_t reject_value_limit = 1'000;   // characters
inline constexpr std::size_t reject_raw_limit = 64 << 10;  // bytes

// Fills a reject: `value` and `raw` are cut at a character's end, and bytes that are not UTF-8 are shown as U+FFFD.
archive::Reject make_reject(std::uint64_t row, std::string_view column, std::string_view value, std::string_view code,
                            archive::Text reason, std::string_view raw);

}  // namespace almanac::importers
