#pragma once
// Taking an import back: the part of it that lies in tables (links, touchpoints, documents, the log). The records are
// merged field by field by importers/undo.h, which calls this.
//
// An undoing is itself an import in the log and can be undone. All of it happens in one write, whose import id is the
// undoing's (begin_undo), so its versions and links are those of that import.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/json.h"
#include "archive/name.h"
#include "archive/touchpoint_undo.h"

namespace almanac::archive {

class Archive;
class Reads;
class Transaction;

// A version of a record that an import made. A body is the record's JSON without what lies in rows of its own (of a
// campaign: lessons and links); nullopt: there was none, or it was deleted.
struct ImportStep {
  std::uint32_t number = 0;
  std::string key;
  std::int64_t version = 0;
  std::optional<Json> before, after;
};
// In order of the records' numbers, of each the newest version first.
void for_each_step(const Reads& reads, std::uint64_t import_id, Kind kind,
                   const std::function<void(const ImportStep&)>& visit);

// The body of the current version; nullopt: none, or deleted.
std::optional<Json> current_body(const Reads& reads, Kind kind, std::uint32_t number);

// A new entry of the log that is to take `import_id` back. Errors: not_found "unknown_import", conflict
// "already_undone".
std::uint64_t begin_undo(Archive& archive, std::string_view actor, std::uint64_t import_id);

// What an import made of own synonyms or of saved searches, whatever came in between: arrays of groups (each an array of its words) or of
// searches {"name", "title", "parameters"}; of searches at most one each. The last first. Imports of archives before format 7 have none.
struct SearchingStep {
  bool is_synonyms = false;
  Json before, after;
};
std::vector<SearchingStep> searching_steps(const Reads& reads, std::uint64_t import_id);

struct TablesUndone {
  std::uint64_t links_added = 0, links_removed = 0;
  std::uint64_t documents = 0;  // whose state changed
  TouchpointUndo touchpoints;
};
// Links, touchpoints and documents; closes the log's entries (the undoing is "done", the import "undone", or, if that
// was an undoing, what it had undone is what it was before). finish_undo() then writes the report, with its
// revision.
TablesUndone undo_tables(Transaction& transaction, std::uint64_t undo_id, std::uint64_t import_id);
void finish_undo(Transaction& transaction, std::uint64_t undo_id, const Json& report);

// Whether a link of a campaign uses the channel or product, or the campaign has a link.
bool is_linked(const Reads& reads, Kind kind, std::uint32_t number);

}  // namespace almanac::archive
