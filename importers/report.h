#pragma once
// What an import did, as the program prints it, the API answers it and the archive keeps it (docs/importing.md).
//
// Counting: every row of a file that was read is exactly one of created, updated, unchanged and rejected. A row's
// outcome is that of the record it makes or adds to: 54 rows that together make one new campaign are 54 created.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "archive/duplicates.h"
#include "archive/imports.h"
#include "archive/json.h"
#include "archive/text.h"
#include "archive/validate.h"

namespace almanac::importers {

// What the rows of a file are. The order is that in which the files of one import are stored.
enum class RowKind {
  history,
  channels,
  products,
  segments,
  users,
  campaigns,
  lessons,
  touchpoints,
  rates,
  synonyms,
  saved_searches
};
std::string_view to_string(RowKind kind);

// A code that the file did not give.
struct DerivedCode {
  std::uint64_t row = 0;
  std::string code;
};

struct FieldDifference {
  std::string field;            // "budget"; of an entry of a list "goals/gmv"
  archive::Json before, after;  // null: absent
};

// What a dry run would change in one record.
struct RecordDifference {
  RowKind kind = RowKind::campaigns;
  std::string key;
  bool created = false;
  std::vector<FieldDifference> fields;
  std::vector<FieldDifference> conflicts;  // fields with another value: `before` is the archive's, `after` the file's
};

// What a rule says of a record that the file gave: an error is among the rejects too, a warning among the warnings.
struct RecordFinding {
  std::uint64_t row = 0;  // the record's first
  std::string key;        // empty: not known
  archive::Finding finding;
};

// One file as one kind of record: a file that yields several kinds has several of these.
struct FileReport {
  std::string path;  // as given; for an upload its name
  std::string kind;  // "campaigns"; empty if the file was rejected before its kind was known
  std::uint64_t rows = 0, created = 0, updated = 0, unchanged = 0, rejected = 0;
  std::uint64_t conflicting = 0;  // of these rows, those whose record had another value in a field that they give
  std::vector<archive::Reject>
      rejects;  // the first 100; all are in the archive (archive::ImportLog) and the rejects file
  std::vector<archive::Text> warnings;       // the first 100
  std::vector<RecordFinding> findings;       // the first 100
  std::vector<std::string> ignored_columns;  // that no kind of record took from this file
  std::string encoding;                      // "UTF-8"
  std::vector<DerivedCode> derived_codes;    // the first 1,000
  std::uint64_t merged =
      0;  // rows counted as unchanged because another row, of this file or before, has the same identity
  std::string rejected_code;  // why the whole file was refused: stable code and sentence; empty if it was read
  archive::Text rejected_file;
};

// Keys that were mentioned and not described: interned bare. The first 1,000 of each kind.
struct Mentioned {
  std::vector<std::string> users, channels, products;
  std::uint64_t user_count = 0, channel_count = 0, product_count = 0;
};

struct Report {
  enum class State { done, failed, cancelled };
  State state = State::done;
  bool dry_run = false;
  std::uint64_t import_id = 0;  // 0: a dry run, or nothing was begun
  std::uint64_t revision = 0;   // of the archive afterwards; it has not moved if nothing changed
  double seconds = 0;
  std::vector<FileReport> files;
  std::vector<std::string> ignored;  // files that no pattern of the mapping names
  Mentioned mentioned;
  std::vector<archive::LikelyDuplicate> duplicates;  // that this import found: the first 100
  std::vector<RecordDifference> differences;         // dry run: the first 1,000, in order of files
  std::string error_code;  // state failed or cancelled: why; what the files' counts say is stored all the same
  archive::Text error;

  bool has_rejects() const;  // a row or a whole file
};

// 0 done; 1 failed or cancelled; 3 done, but some rows or files were rejected.
int exit_code(const Report& report);

// The object that `import --json` prints; sentences in `language`.
archive::Json to_json(const Report& report, archive::Language language);

}  // namespace almanac::importers
