#pragma once
// Numbered migrations of archive.db. Internal to archive/.

#include "archive/sqlite.h"

namespace almanac::archive {

inline constexpr std::int64_t application_id =
    0x416C6D31;  // "Alm1", in SQLite's header: tells our files from foreign ones
inline constexpr std::int64_t schema_version = 7;

inline constexpr std::int64_t first_hashed_format = 3;  // since then every record and version has its hash

// Throws Error corrupt "foreign_file" or "newer_archive". An empty database is 0.
std::int64_t check_schema(sqlite::Database& database);

// Brings the database to schema_version, each step in one transaction.
void migrate(sqlite::Database& database);

}  // namespace almanac::archive
