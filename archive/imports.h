#pragma once
// The archive's record of imports: what was read, what it did, and every row that could not be taken.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/json.h"
#include "archive/text.h"

namespace almanac::archive {

class Archive;

// A row that could not be imported, kept whole (promise 2).
struct Reject {
  std::uint32_t file = 0;  // of the import, from 0
  std::uint64_t row = 0;   // line of the file where the record starts, from 1; 0: the file as a whole
  std::string column;      // as the file names it; empty: the row as a whole
  std::string value;       // of that column, cut at 1,000 characters
  std::string code;        // stable: "unknown_campaign"
  Text reason;             // what is wrong and what to do
  std::string raw;         // the record as it stands in the file, cut at 64 KB
};

struct ImportRecord {
  std::uint64_t id = 0;
  std::string state;  // reading | storing | done | failed | cancelled | undone
  std::string actor, mapping, source;
  std::int64_t started_ms = 0, finished_ms = 0;
  std::uint64_t revision = 0;  // after it
  std::uint64_t undoes = 0;    // the import that this one took back; 0: it is an import of files
  Json report;                 // as the program prints it; null until done
};

class ImportLog {
 public:
  explicit ImportLog(Archive& archive);

  // A new import, or the unfinished one with the same `fingerprint` (of files, mapping and options) to be resumed.
  ImportRecord begin(std::string_view actor, std::string_view fingerprint, std::string_view mapping,
                     std::string_view source);
  void add_rejects(std::uint64_t import_id, const std::vector<Reject>& rejects);
  void clear_rejects(std::uint64_t import_id, std::uint32_t file);
  // The last commit of an import: publishes its touchpoints and writes the report. Returns the archive's revision, which
  // has not moved if nothing changed.
  std::uint64_t finish(std::uint64_t import_id, std::string_view state, const Json& report);

  std::optional<ImportRecord> find(std::uint64_t import_id) const;
  std::vector<ImportRecord> list(std::uint64_t before,
                                 std::size_t limit) const;  // newest first; before 0 = from the last
  void for_each_reject(std::uint64_t import_id, const std::function<void(const Reject&)>& visit) const;

 private:
  Archive& archive_;
};

}  // namespace almanac::archive
