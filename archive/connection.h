#pragma once
// What Reads::connection_ points to: a database connection with what belongs to the open archive. Internal to archive/.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "archive/dictionary.h"
#include "archive/name.h"
#include "archive/sqlite.h"
#include "archive/store.h"
#include "archive/time.h"
#include "archive/withheld.h"

namespace almanac::archive {

struct Connection {
  Connection(const std::filesystem::path& file, sqlite::Database::Mode mode) : database(file, mode) {}

  sqlite::Database database;
  const Dictionary* dictionary = nullptr;

  // Of the write under way (the writer's connection only).
  std::string actor;
  std::uint64_t import_id = 0;
  std::uint64_t next_revision = 0;  // that this transaction's commit will get if it changes anything
  std::int64_t now_ms = 0;
  using Record = std::pair<Kind, std::uint32_t>;
  std::set<Record> touched;  // for the change log
  struct MadeVersion {
    std::int64_t version = 0;
    bool created = false;       // it was the record's first
    std::uint64_t audited = 0;  // what the audit log sums up of it
    std::uint64_t count = 1;    // versions: more than one of an adopted history (history.h)
  };
  std::map<Record, MadeVersion> made_version;  // by this transaction: one version each, however many puts
  std::string audit_action, audit_subject;     // named by name_audit(); empty: "write" or "import"
  bool follows_unknown = true,
       follows = false;     // whether any key stands for another one (same_as.h); learned when asked
  bool describing = false;  // a shipped channel is being described (Transaction::intern)
  bool changed = false;     // anything at all that readers can see, touchpoints published included

  // Of a restricted reader (withheld.h).
  std::optional<std::uint64_t> least_segment_size;  // absent: not restricted
  std::optional<WithheldSegments> withheld;         // of this snapshot; learned when first needed
};

inline Connection& connection_of(void* connection) { return *static_cast<Connection*>(connection); }
inline Connection& connection_of(const Reads& reads) { return connection_of(reads.connection_); }

}  // namespace almanac::archive
