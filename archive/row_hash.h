#pragma once
// Hashes of rows, by which `verify` finds what changed at rest and the audit log is chained. Internal to archive/.

#include <array>
#include <cstdint>
#include <string_view>

#include "archive/name.h"

namespace almanac::archive {

using AuditHash = std::array<std::uint8_t, 32>;

// The first 8 bytes of a BLAKE2b of kind, key and body: what `record.hash` holds.
std::int64_t record_hash(Kind kind, std::string_view key, std::string_view body);

// What `record_version.hash` holds: every other column of the row.
struct VersionRow {
  Kind kind = Kind::campaign;
  std::uint32_t number = 0;
  std::int64_t version = 0;
  std::uint64_t revision = 0;
  std::int64_t at_ms = 0;
  std::string_view actor;
  std::uint64_t import_id = 0;
  std::string_view operation, body;
};
std::int64_t version_hash(const VersionRow& row);

// What the audit log sums up of a revision. A user's version counts without its body, and a segment's without who its users are, so that
// erasing a person leaves the chain whole.
std::uint64_t audited_version(const VersionRow& row);
std::uint64_t audited_change(Kind kind, std::uint32_t number);

struct AuditRow {
  std::int64_t id = 0, at_ms = 0;
  std::string_view actor, action, subject;
  std::uint64_t revision = 0, changes = 0, change_sum = 0, versions = 0, version_sum = 0;
};
// The hash of a row and of the one before it; all zero before the first.
AuditHash audit_hash(const AuditHash& before, const AuditRow& row);

}  // namespace almanac::archive
