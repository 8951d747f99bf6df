#include "archive/same_as.h"

#include "archive/connection.h"
#include "archive/store.h"
#include "archive/undo_state.h"

namespace almanac::archive {

using sqlite::Statement;

std::optional<std::string> leader_of(const Reads& reads, Kind kind, std::string_view key) {
  Connection& connection = connection_of(reads);
  sqlite::Database& database = connection.database;
  if (connection.follows_unknown) {
    connection.follows = remembers_imports(database) && database.integer("SELECT EXISTS (SELECT 1 FROM same_as)") != 0;
    connection.follows_unknown = false;
  }
  if (!connection.follows) return std::nullopt;
  const std::string normalized = normalize_key(key);
  Statement row = database.prepare("SELECT leader FROM same_as WHERE kind=?1 AND key=?2");
  row.bind_all(kind, normalized);
  if (!row.step()) return std::nullopt;
  return std::string(row.text(0));
}

void for_each_follower(const Reads& reads, Kind kind,
                       const std::function<void(std::string_view, std::string_view)>& visit) {
  sqlite::Database& database = connection_of(reads).database;
  if (!remembers_imports(database)) return;
  Statement row = database.prepare("SELECT key, leader FROM same_as WHERE kind=?1 ORDER BY key");
  row.bind_all(kind);
  while (row.step()) visit(row.text(0), row.text(1));
}

void set_leader(Transaction& transaction, Kind kind, std::string_view key, std::string_view leader) {
  sqlite::Database& database = connection_of(transaction).database;
  const std::string follower = normalize_key(key);
  const std::string first = leader_of(transaction, kind, leader).value_or(normalize_key(leader));
  if (follower == first) return;
  connection_of(transaction).follows_unknown = true;
  database.prepare("UPDATE same_as SET leader=?3 WHERE kind=?1 AND leader=?2").bind_all(kind, follower, first).run();
  database
      .prepare(
          "INSERT INTO same_as (kind, key, leader) VALUES (?1,?2,?3) ON CONFLICT (kind, key) DO UPDATE SET leader=?3")
      .bind_all(kind, follower, first)
      .run();
}

void clear_leader(Transaction& transaction, Kind kind, std::string_view key) {
  const std::string follower = normalize_key(key);
  connection_of(transaction)
      .database.prepare("DELETE FROM same_as WHERE kind=?1 AND key=?2")
      .bind_all(kind, follower)
      .run();
}

}  // namespace almanac::archive
