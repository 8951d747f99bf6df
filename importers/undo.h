#pragma once
// Taking an import back as one step.
//
//   A record that the import made goes, if nothing was done to it since; one that it changed gets back each field that
//   still is as the import left it. Every other field stays and is listed.
//   The same holds for the archive's own synonyms, a group being a field, and for saved searches.
//   Its touchpoints go, those that it had superseded come back; links, documents and what its files said of records
//   (provenance) follow.
//
// An undoing is an import of the log itself, and undoing that brings everything back by the same rules. Events that a
// later import brought again as well were counted once, for the earlier import, and go with it: that file can be imported
// again.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "archive/json.h"
#include "archive/name.h"
#include "archive/text.h"
#include "importers/report.h"

namespace almanac::archive {
class Archive;
}

namespace almanac::importers {

// A record, or a field of one, that was left as it is because it was changed since.
struct Kept {
  std::string kind;  // "campaign" …, "synonyms", "saved_search"
  std::string key;
  std::string field;              // "budget", "goals/gmv", "words"; empty: the record as a whole
  archive::Json restored, found;  // what it would have been, and what it is; null: absent
};

struct UndoReport {
  std::uint64_t import_id = 0;  // the undoing's own: what to undo to have everything back
  std::uint64_t undone = 0;     // the import that was taken back
  std::uint64_t revision = 0;
  std::uint64_t deleted = 0, restored = 0, created = 0;  // records: removed, changed back, brought back
  std::uint64_t links = 0, documents = 0;
  std::uint64_t synonyms = 0, saved_searches = 0;  // groups and searches removed, changed back or brought back
  std::uint64_t touchpoints_removed = 0, touchpoints_restored = 0, touchpoints_kept = 0;
  std::uint64_t kept_count = 0;
  std::vector<Kept> kept;  // the first 1,000
};

// Errors: not_found "unknown_import", conflict "already_undone". No import may be running meanwhile.
UndoReport undo_import(archive::Archive& archive, std::uint64_t import_id, std::string_view actor);
// What undo_import() would do now; nothing is changed. `import_id` and `revision` of the report are 0.
UndoReport try_undo(archive::Archive& archive, std::uint64_t import_id);

archive::Json to_json(const UndoReport& report);

// `current` with what lies between `before` and `after` taken back where it still is as `after` says; the rest is
// appended to `kept` (field, what `before` says, what `current` says). All are records as JSON.
archive::Json taken_back(const archive::Json& current, const archive::Json& before, const archive::Json& after,
                         std::vector<FieldDifference>& kept);

}  // namespace almanac::importers
