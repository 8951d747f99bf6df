#pragma once
// What imports change of synonyms and saved searches, so that undoing one can take it back. Internal to archive/; undoing reads it by
// import_undo.h.

#include "archive/connection.h"
#include "archive/json.h"

namespace almanac::archive {

enum class SearchingTable : std::uint8_t { saved_searches = 0, synonyms = 1 };

// An archive of an earlier format has no log.
inline bool has_searching_log(sqlite::Database& database) { return database.integer("PRAGMA user_version") >= 7; }

// Notes a change of the write under way, if it is an import's or an undoing's. Both are arrays, as of SearchingStep.
void note_searching(Connection& connection, SearchingTable table, const Json& before, const Json& after);

}  // namespace almanac::archive
