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
#include "importers/table_reader.h"

namespace almanac::importers {

enum class Format { csv, tsv, json, jsonl };
std::string_view to_string(Format format);  // "csv"

// Throws Error invalid_input:
//   "empty_file"         no byte, or nothing but a byte order mark and white space
//   "unknown_file_kind"  neither name nor content is of a kind that is read; the message lists the kinds
//   "other_file_kind"    recognised (XLSX, XLS, ODS, DOCX, PPTX, ZIP, PDF, gzip, SQLite, an image …); the message
//                        says what it is and what to save it as
//   "binary_file"        not text, and not known either
// Text named .csv, .tsv, .tab, .json, .jsonl or .ndjson is what its name says. Of any other name it is JSON if it opens
// with "[" or "{", CSV if it is a .txt, and otherwise refused. (Whether JSON is an array or lines: json_reader.h.)
Format detect_format(const std::filesystem::path& path, std::string_view first_bytes);

struct ReadOptions {
  CsvOptions csv = {};
  JsonOptions json = {};
  std::optional<Format> format = {};      // instead of detecting it
  std::optional<Encoding> encoding = {};  // instead of detecting it
};

// An opened file: exactly one of `table` and `records` is set.
struct OpenedFile {
  Format format = Format::csv;
  Encoding encoding = Encoding::utf8;
  bool encoding_certain = true;
  std::unique_ptr<TableReader> table;
  std::unique_ptr<RecordReader> records;
};

// Throws as open_source(), detect_format() and the reader's own opening do.
OpenedFile open_file(const std::filesystem::path& path, const ReadOptions& options = {});
// The same for bytes that are no file (an upload, a test). `name` is used for its extension and in messages.
OpenedFile open_bytes(std::unique_ptr<ByteSource> bytes, const std::filesystem::path& name,
                      const ReadOptions& options = {});

}  // namespace almanac::importers
