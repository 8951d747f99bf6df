#include "archive/touchpoint_undo.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "archive/connection.h"
#include "archive/touchpoint_cache.h"
#include "archive/touchpoint_identity_set.h"
#include "archive/touchpoint_publish.h"
#include "archive/touchpoint_storage.h"

namespace almanac::archive {

using sqlite::Database;
using sqlite::Statement;

namespace {

std::vector<std::uint64_t> numbers(Database& database, std::string_view sql, std::uint64_t parameter) {
  std::vector<std::uint64_t> found;
  Statement row = database.prepare(sql);
  row.bind_all(parameter);
  while (row.step()) found.push_back(static_cast<std::uint64_t>(row.integer(0)));
  return found;
}

// Published blocks that hold rows of the import, small ones that were joined included.
std::vector<std::uint64_t> blocks_with(Database& database, std::uint64_t import_id) {
  return numbers(
      database,
      "SELECT block FROM touchpoint_block b WHERE position IS NOT NULL AND (EXISTS (SELECT 1 FROM "
      "touchpoint_part p WHERE p.block=b.block AND p.import_id=?1) OR (import_id=?1 AND NOT EXISTS (SELECT 1 "
      "FROM touchpoint_part p WHERE p.block=b.block))) ORDER BY block",
      import_id);
}

DeadRows rows_of(Database& database, std::uint64_t block, std::uint64_t import_id) {
  TouchpointColumns columns;
  read_block(database, block, TouchpointSelect::part, columns);
  const std::vector<TouchpointPart> parts = read_parts(database, block);
  DeadRows rows;
  for (std::size_t row = 0; row < columns.size(); ++row) {
    const std::size_t part = columns.part.empty() ? 0 : columns.part[row];
    if (part < parts.size() && parts[part].import_id == import_id) rows.push_back(static_cast<std::uint16_t>(row));
  }
  return rows;
}

void make_dead(Database& database, std::uint64_t block, std::uint64_t undo_id, const DeadRows& rows) {
  if (rows.empty()) return;
  add_dead(database, block, undo_id, rows);
  database.prepare("UPDATE touchpoint_dead SET published=1 WHERE block=?1 AND import_id=?2")
      .bind_all(block, undo_id)
      .run();
}

// The rows that count of blocks published after `revision`, by identity.
IdentitySet newer_rows(Database& database, std::uint64_t revision) {
  IdentitySet set;
  for (const std::uint64_t block :
       numbers(database, "SELECT block FROM touchpoint_block WHERE position IS NOT NULL AND revision>?1", revision)) {
    const DeadRows dead = read_dead(database, block);
    std::vector<std::uint64_t> hashes;
    read_identities(database, block, hashes);
    for (std::uint32_t row = 0; row < hashes.size(); ++row)
      if (!std::binary_search(dead.begin(), dead.end(), row)) set.insert({hashes[row], block, row});
  }
  set.finish();
  return set;
}

// Of rows that would count again, those whose event a later import stored anew.
DeadRows overtaken_rows(Database& database, std::uint64_t block, const DeadRows& rows, IdentitySet& newer,
                        BlockCache& cache) {
  DeadRows overtaken;
  std::vector<std::uint64_t> hashes;
  read_identities(database, block, hashes);
  for (const std::uint16_t number : rows) {
    if (number >= hashes.size()) continue;
    const auto found = newer.find(hashes[number], [&](const IdentityEntry& place) {
      if (place.block == block && place.row == number) return false;
      const BlockCache::Row other = cache.row(place.block, place.row);
      const NumberedRow other_fields = other.fields;
      const std::string other_event(other.event_id);
      const BlockCache::Row own = cache.row(block, number);
      return same_identity(own.fields, own.event_id, other_fields, other_event);
    });
    if (found) overtaken.push_back(number);
  }
  return overtaken;
}

void discard_unfinished(Transaction& transaction, Database& database) {
  for (const std::uint64_t import_id : numbers(database, "SELECT import_id FROM touchpoint_import WHERE ?1=0", 0))
    discard_touchpoints(transaction, import_id);
}

}  // namespace

TouchpointUndo undo_touchpoints(Transaction& transaction, std::uint64_t import_id, std::uint64_t revision,
                                const std::vector<DeadFlip>& flips) {
  Connection& connection = connection_of(transaction);
  Database& database = connection.database;
  const std::uint64_t undo_id = connection.import_id;
  discard_unfinished(transaction, database);

  TouchpointUndo undone;
  for (const DeadFlip& flip : flips) undone.flips.push_back({flip.import_id, flip.to, flip.from});
  undone.flips.push_back({import_id, 1, 2});

  std::set<std::uint64_t> affected, own;
  for (const DeadFlip& flip : undone.flips)
    for (const std::uint64_t block :
         numbers(database, "SELECT block FROM touchpoint_dead WHERE import_id=?1", flip.import_id))
      affected.insert(block);
  if (flips.empty())
    for (const std::uint64_t block : blocks_with(database, import_id)) own.insert(block);
  affected.insert(own.begin(), own.end());
  if (affected.empty()) return undone;

  std::map<std::uint64_t, DeadRows> before;
  for (const std::uint64_t block : affected) before[block] = read_dead(database, block);
  for (const DeadFlip& flip : undone.flips)
    database.prepare("UPDATE touchpoint_dead SET published=?3 WHERE import_id=?1 AND published=?2")
        .bind_all(flip.import_id, flip.from, flip.to)
        .run();
  for (const std::uint64_t block : own) make_dead(database, block, undo_id, rows_of(database, block, import_id));

  IdentitySet newer = newer_rows(database, revision);
  BlockCache cache([&](std::uint64_t block, TouchpointColumns& columns) {
    read_block(database, block, TouchpointSelect::fields, columns);
  });
  for (const std::uint64_t block : affected) {
    DeadRows dead = read_dead(database, block);
    DeadRows again;
    std::ranges::set_difference(before[block], dead, std::back_inserter(again));
    const DeadRows overtaken = newer.size() == 0 ? DeadRows() : overtaken_rows(database, block, again, newer, cache);
    make_dead(database, block, undo_id, overtaken);
    dead = merged(dead, overtaken);
    DeadRows gone;
    std::ranges::set_difference(dead, before[block], std::back_inserter(gone));
    undone.removed += gone.size();
    undone.restored += again.size() - overtaken.size();
    undone.kept += overtaken.size();
    database.prepare("UPDATE touchpoint_block SET dead_rows=?2 WHERE block=?1").bind_all(block, dead.size()).run();
  }
  TouchpointState state = read_state(database);
  state.rewrite_revision = connection.next_revision;
  ++state.generation;
  write_state(database, state);
  connection.changed = true;
  return undone;
}

}  // namespace almanac::archive
