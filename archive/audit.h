#pragma once
// The audit log: who did what, when. One entry for each revision (written with it), and one for each act that reads people's
// data or works on the archive as a whole. Entries are chained by their hashes, so that one changed, dropped or slipped in
// afterwards is found by verify().

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "archive/store.h"

namespace almanac::archive {

struct AuditEntry {
  std::int64_t id = 0, at_ms = 0;
  std::string actor;
  std::string
      action;  // write | import | undo | migrate | export_user | erase_user | export | backup | restore | retention | token
  std::string subject;         // what it was done to: an import's number, a user's number, a file
  std::uint64_t revision = 0;  // that it made; 0: it changed no record
  std::uint64_t changes = 0;   // records touched
};

struct AuditQuery {
  std::string action, actor;  // empty: any
  std::int64_t before = 0;    // entries with a lower id; 0: from the newest
  std::size_t limit = 50;
};

// {"id", "time", "actor", "action", "subject"?, "revision"?, "changes"?}
Json to_json(const AuditEntry& entry, const Zone& zone);

// Newest first.
std::vector<AuditEntry> audit(const Reads& reads, const AuditQuery& query = {});

// An entry of its own, for what makes no revision. Committed with the transaction.
void add_audit(Transaction& transaction, std::string_view action, std::string_view subject);

// Names what the transaction's revision does, where that is more than "write" or "import".
void name_audit(Transaction& transaction, std::string_view action, std::string_view subject);

}  // namespace almanac::archive
