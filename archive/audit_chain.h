#pragma once
// How entries get into the audit log. Internal to archive/.

#include <cstdint>
#include <span>

#include "archive/row_hash.h"
#include "archive/sqlite.h"

namespace almanac::archive {

struct Connection;

// Appends a row behind the last one; its id and hash are given here.
void append_audit(sqlite::Database& database, AuditRow row);
// The row of the revision that the connection's transaction is about to make.
void audit_revision(Connection& connection);
// A stored hash; all zero for one of the wrong length, which no chain has.
AuditHash hash_from(std::span<const std::uint8_t> blob);

}  // namespace almanac::archive
