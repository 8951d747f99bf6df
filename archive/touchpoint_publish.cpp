// The last step of an import's touchpoints. Until here its blocks have no position, so no scan sees them and nothing
// they supersede is gone; publication gives them the next positions and lets the superseded rows count as dead.
//
// Three things happen besides:
//   reconcile  If another import was published while this one was under way (it was killed, others ran, it was resumed),
//              rows that were new when they were compared may be known by now. They are compared again, once.
//   rewrite    Whoever derived something from published rows that are dead now must start over from them. The revision
//              up to which earlier derivations are stale is Reads::touchpoint_rewrite_revision.
//   merge      Live writes leave small blocks; see touchpoint_merge.h.

#include "archive/touchpoint_publish.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "archive/connection.h"
#include "archive/touchpoint_cache.h"
#include "archive/touchpoint_identity_set.h"
#include "archive/touchpoint_merge.h"
#include "archive/touchpoint_storage.h"

namespace almanac::archive {

using sqlite::Database;
using sqlite::Statement;

namespace {

std::vector<std::uint64_t> blocks_of(Database& database, std::string_view sql, std::uint64_t parameter) {
  std::vector<std::uint64_t> blocks;
  Statement row = database.prepare(sql);
  row.bind_all(parameter);
  while (row.step()) blocks.push_back(static_cast<std::uint64_t>(row.integer(0)));
  return blocks;
}

constexpr std::string_view own_blocks =
    "SELECT block FROM touchpoint_block WHERE import_id=?1 AND position IS NULL ORDER BY block";
constexpr std::string_view newer_blocks = "SELECT block FROM touchpoint_block WHERE position>?1 ORDER BY position";

// Visits the rows of a block that neither a published import nor `import_id` superseded.
template <class Visit>
void for_each_alive(Database& database, std::uint64_t block, std::uint64_t import_id, Visit visit) {
  const DeadRows dead = read_dead(database, block, import_id);
  std::vector<std::uint64_t> hashes;
  read_identities(database, block, hashes);
  for (std::uint32_t row = 0; row < hashes.size(); ++row)
    if (!std::binary_search(dead.begin(), dead.end(), row)) visit(hashes[row], row);
}

void reconcile(Database& database, std::uint64_t import_id, std::uint64_t since) {
  IdentitySet known;
  for (const std::uint64_t block : blocks_of(database, newer_blocks, since))
    for_each_alive(database, block, import_id, [&](std::uint64_t hash, std::uint32_t row) {
      known.insert({hash, block, row});
    });
  known.finish();
  BlockCache cache([&](std::uint64_t block, TouchpointColumns& columns) {
    read_block(database, block, TouchpointSelect::fields, columns);
  });
  std::map<std::uint64_t, std::set<std::uint16_t>> dead;
  for (const std::uint64_t block : blocks_of(database, own_blocks, import_id)) {
    for_each_alive(database, block, import_id, [&](std::uint64_t hash, std::uint32_t number) {
      known.find(hash, [&](const IdentityEntry& place) {
        const BlockCache::Row other = cache.row(place.block, place.row);
        const std::string other_event(other.event_id);
        const BlockCache::Row own = cache.row(block, number);
        if (!same_identity(own.fields, own.event_id, other.fields, other_event)) return false;
        if (same_fields(own.fields, other.fields))
          dead[block].insert(static_cast<std::uint16_t>(number));
        else
          dead[place.block].insert(static_cast<std::uint16_t>(place.row));
        return true;
      });
    });
  }
  for (const auto& [block, rows] : dead) add_dead(database, block, import_id, DeadRows(rows.begin(), rows.end()));
}

struct Outcome {
  bool appended = false;   // blocks
  bool rewritten = false;  // published rows died
  bool changed() const { return appended || rewritten; }
};

void publish_dead(Database& database, std::uint64_t import_id, Outcome& outcome) {
  for (const std::uint64_t block :
       blocks_of(database, "SELECT block FROM touchpoint_dead WHERE import_id=?1 AND published=0 ORDER BY block",
                 import_id)) {
    const std::size_t before = read_dead(database, block).size();
    const std::size_t after = read_dead(database, block, import_id).size();
    database.prepare("UPDATE touchpoint_block SET dead_rows=?2 WHERE block=?1").bind_all(block, after).run();
    Statement row = database.prepare("SELECT position FROM touchpoint_block WHERE block=?1");
    row.bind_all(block);
    if (after > before && row.step() && !row.is_null(0)) outcome.rewritten = true;
  }
  database.prepare("UPDATE touchpoint_dead SET published=1 WHERE import_id=?1").bind_all(import_id).run();
}

void publish_blocks(Database& database, std::uint64_t import_id, std::uint64_t revision, TouchpointState& state,
                    Outcome& outcome) {
  for (const std::uint64_t block : blocks_of(database, own_blocks, import_id)) {
    database.prepare("UPDATE touchpoint_block SET position=?2, first_position=?2, revision=?3 WHERE block=?1")
        .bind_all(block, ++state.last_position, revision)
        .run();
    outcome.appended = true;
  }
}

void forget_import(Database& database, std::uint64_t import_id) {
  database.prepare("DELETE FROM touchpoint_import WHERE import_id=?1").bind_all(import_id).run();
  database.prepare("DELETE FROM touchpoint_progress WHERE import_id=?1").bind_all(import_id).run();
}

std::optional<std::uint64_t> compared_up_to(Database& database, std::uint64_t import_id) {
  Statement row = database.prepare("SELECT since FROM touchpoint_import WHERE import_id=?1");
  row.bind_all(import_id);
  if (!row.step()) return std::nullopt;
  return static_cast<std::uint64_t>(row.integer(0));
}

}  // namespace

void reconcile_touchpoints(Transaction& transaction, std::uint64_t import_id) {
  Database& database = connection_of(transaction).database;
  const std::optional<std::uint64_t> since = compared_up_to(database, import_id);
  const std::uint64_t last = read_state(database).last_position;
  if (!since || last <= *since) return;
  reconcile(database, import_id, *since);
  database.prepare("UPDATE touchpoint_import SET since=?2 WHERE import_id=?1").bind_all(import_id, last).run();
}

void publish_touchpoints(Transaction& transaction, std::uint64_t import_id) {
  Connection& connection = connection_of(transaction);
  Database& database = connection.database;
  if (!compared_up_to(database, import_id)) return;
  reconcile_touchpoints(transaction, import_id);
  TouchpointState state = read_state(database);
  Outcome outcome;
  publish_dead(database, import_id, outcome);
  publish_blocks(database, import_id, connection.next_revision, state, outcome);
  forget_import(database, import_id);
  if (!outcome.changed()) return;
  connection.changed = true;
  if (outcome.rewritten) state.rewrite_revision = connection.next_revision;
  join_small_blocks(database, connection.next_revision, state);
  write_state(database, state);
}

void discard_touchpoints(Transaction& transaction, std::uint64_t import_id) {
  Database& database = connection_of(transaction).database;
  const std::vector<std::uint64_t> blocks = blocks_of(database, own_blocks, import_id);
  for (const std::uint64_t block : blocks) delete_block(database, block);
  database.prepare("DELETE FROM touchpoint_dead WHERE import_id=?1 AND published=0").bind_all(import_id).run();
  forget_import(database, import_id);
  if (blocks.empty()) return;
  TouchpointState state = read_state(database);
  ++state.generation;
  write_state(database, state);
}

}  // namespace almanac::archive
