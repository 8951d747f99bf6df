#pragma once
// What kind of file this is, from its first bytes first and its name second, and the one call that opens it.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "importers/csv_reader.h"
#include "importers/encoding.h"
#include "importers/json_reader.h"
#include "importers/layout.h"
#include "importers/table_reader.h"

namespace almanac::importers {

enum class Format { csv, tsv, json, jsonl, xlsx, ods, xls, docx, pptx, pdf, markdown, html, text, zip };
std::string_view to_string(Format format);  // "csv"
bool is_workbook(Format format);            // XLSX (also XLSM), ODS, XLS: importers/sheet.h reads them
bool is_document(Format format);  // DOCX, PPTX, PDF, Markdown, HTML, plain text: importers/document.h reads them

// Throws Error invalid_input:
//   "empty_file"         no byte, or nothing but a byte order mark and white space
//   "unknown_file_kind"  neither name nor content is of a kind that is read; the message lists the kinds
//   "other_file_kind"    recognised and not read (DOC, WPS, ET, PPT, Numbers, Pages, gzip, SQLite, an image …); the message says
//                        what it is and what to save it as
//   "binary_file"        not text, and not known either
// Text named .csv, .tsv, .tab, .json, .jsonl or .ndjson is what its name says. Text of any other name is JSON if it opens with
// "[" or "{"; a .txt (or text that a platform named .xls) is CSV if its lines have the same number of cells, two at least, or one
// that heads a column, and otherwise a document; .md and .html are documents; what has none of these names is refused.
// (Whether JSON is an array or lines: json_reader.h.)
Format detect_format(const std::filesystem::path& path, std::string_view first_bytes);
// The same for a file, of which it reads the first 64 KB.
Format detect_format(const std::filesystem::path& path);

struct ReadOptions {
  CsvOptions csv = {};
  JsonOptions json = {};
  std::optional<Format> format = {};      // instead of detecting it
  std::optional<Encoding> encoding = {};  // instead of detecting it
  // Given, lines before the header are found and skipped (find_preamble); else the header is the first line that is not blank.
  const archive::Dictionary* dictionary = nullptr;
};

// An opened file: exactly one of `table` and `records` is set.
struct OpenedFile {
  Format format = Format::csv;
  Encoding encoding = Encoding::utf8;
  bool encoding_certain = true;
  char delimiter = 0;       // of delimited text
  TextLayout layout;        // of delimited text, where a dictionary was given
  std::vector<Note> notes;  // beside those of the reader
  std::unique_ptr<TableReader> table;
  std::unique_ptr<RecordReader> records;
};

// Throws as open_source(), detect_format() and the reader's own opening do. Only for CSV, TSV, JSON and JSON Lines: anything else
// is Error invalid_input "other_file_kind" (make_plan() opens all).
OpenedFile open_file(const std::filesystem::path& path, const ReadOptions& options = {});
// The same for bytes that are no file (an upload, a test). `name` is used for its extension and in messages.
OpenedFile open_bytes(std::unique_ptr<ByteSource> bytes, const std::filesystem::path& name,
                      const ReadOptions& options = {});

}  // namespace almanac::importers
