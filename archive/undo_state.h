#pragma once
// Small things that the memory of imports shares. Internal to archive/.

#include "archive/sqlite.h"

namespace almanac::archive {

// Whether the archive has the tables of migration 2: one that is only read may not have been migrated yet.
inline bool remembers_imports(sqlite::Database& database) { return database.integer("PRAGMA user_version") >= 2; }

// SQL: the import of this column counts (0 is nobody's import).
#define ALMANAC_COUNTS(column) "(" column "=0 OR (SELECT state FROM import WHERE id=" column ")<>'undone')"

}  // namespace almanac::archive
