#pragma once
// The import run: files in, records and touchpoints in the archive, a report of every row.
//
//   files ─► plan (which file is what, by mapping or by header) ─► read ─► rows to records ─► merge ─► archive
//
// The files of one run go in by kind: channels, products, segments, users, campaigns, lessons, touchpoints, whatever
// order they were named in. Records are committed in groups of a few thousand as they come; touchpoints become visible
// at the last commit. A run that is killed is resumed by the same call (same files, mapping and options): what is
// stored is found unchanged and the rest goes in. The same files again change nothing, and the revision does not move.
//
// The run knows nothing of search and graph: who calls it refreshes them.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "importers/encoding.h"
#include "importers/report.h"

namespace almanac::archive {
class Archive;
}

namespace almanac::importers {

struct InputFile {
  std::filesystem::path path;  // a file, or a folder (its files in sorted order, folders within too)
  std::string name;  // what to call it in patterns and reports; empty: as the path stands (an upload has its own)
};

enum class Storing { store, dry_run };
enum class OnConflict {
  update,  // an existing record takes the file's values
  skip,    // it keeps its own; fields that it lacks are filled
  fail     // everything is checked first; if an existing record has another value, nothing is stored
};
enum class UnknownCampaign { reject, create_draft };

struct ImportOptions {
  std::vector<InputFile> files;
  std::optional<RowKind> kind;                        // absent: by header or by the mapping
  std::optional<std::filesystem::path> mapping_file;  // at most one of the two
  std::string mapping_text;
  Storing storing = Storing::store;
  OnConflict on_conflict = OnConflict::update;
  UnknownCampaign unknown_campaign = UnknownCampaign::reject;
  std::optional<Encoding> encoding;  // of text files; absent: found by looking
  std::string source;                // of the touchpoints' identity; wins over the mapping's
  bool pseudonymise = false;  // user ids are replaced by keyed pseudonyms before anything is stored (rejects too)
  std::optional<std::filesystem::path>
      rejects_file;  // CSV of all rejects: file,row,column,value,code,reason_en,reason_zh,raw
  std::string actor = "import";
};

// "campaigns" … ; nullopt for "auto" and for what is no kind.
std::optional<RowKind> row_kind_from(std::string_view text);

struct ImportProgress {
  enum class Stage { reading, storing, done } stage = Stage::reading;
  std::string path, kind;
  std::size_t file = 0, files = 0;           // from 1, of how many
  std::uint64_t rows = 0;                    // read so far, of all files
  std::uint64_t bytes = 0, total_bytes = 0;  // of this file
};

struct RunControl {
  std::function<void(const ImportProgress&)> progress;  // about ten times a second, on the calling thread
  const std::atomic<bool>* cancel = nullptr;  // set it and the run stops at the next row, with what is committed
};

// Never throws for what a file contains, nor for an archive that cannot go on (disk full, damage): both are in the
// report; a failed run stays open in the archive and the same call resumes it. Throws Error for options that make no
// sense: not_found "no_such_file", invalid_input "bad_mapping" (the message has file, line and column) or
// "bad_options".
Report run(archive::Archive& archive, const ImportOptions& options, const RunControl& control = {});

}  // namespace almanac::importers
