#pragma once
// What Reads::connection_ points to: a database connection with what belongs to the open archive. Internal to archive/.

#include <cstdint>
#include <string>
#include <vector>
#include <set>
#include <utility>

#include "archive/name.h"
#include "archive/sqlite.h"
#include "archive/time.h"

namespace almanac::archive {

struct Connection {
  Connection(const std::filesystem::path& file, sqlite::Database::Mode mode) : database(file, mode) {}

  sqlite::Database database;

  // Of the write under way (the writer's connection only).
  std::string actor;
  std::uint64_t import_id = 0;
  std::uint64_t next_revision = 0;  // that this transaction's commit will get if it changes anything
  std::int64_t now_ms = 0;
  std::set<std::pair<std::uint8_t, std::uint32_t>> touched;  // records for the change log
  bool changed = false;  // anything at all that readers can see, touchpoints published included
};

inline Connection& connection_of(void* connection) { return *static_cast<Connection*>(connection); }

}  // namespace almanac::archive
