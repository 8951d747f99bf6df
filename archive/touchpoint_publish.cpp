// The last step of an import's touchpoints. Until here its blocks have no position, so no scan sees them and nothing
// they supersede is gone; publication gives them the next positions and lets the superseded rows count as dead.
//
// Three things happen besides:
//   reconcile  If another import was published while this one was under way (it was killed, others ran, it was resumed),
//              rows that were new when they were compared may be known by now. They are compared again, once.
//   rewrite    Whoever derived something from published rows that are dead now must start over from them. The revision
//              up to which earlier derivations are stale is Reads::touchpoint_rewrite_revision.
//   merge      Live writes leave small blocks; when many have gathered, neighbours are joined. A reader that has caught
//              up with all parts of a joined block needs not notice: only an older one is stale (rewrite, again).

#include "archive/touchpoint_publish.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "archive/connection.h"
#include "archive/touchpoint_block.h"
#include "archive/touchpoint_buffer.h"
#include "archive/touchpoint_cache.h"
#include "archive/touchpoint_storage.h"

namespace almanac::archive {

using sqlite::Database;
using sqlite::Statement;

namespace {

constexpr std::uint32_t small_rows = touchpoint_block_rows / 2;
constexpr std::size_t many_small_blocks = 64;

std::vector<std::uint64_t> blocks_of(Database& database, std::string_view sql, std::uint64_t parameter) {
  std::vector<std::uint64_t> blocks;
  Statement row = database.prepare(sql);
  row.bind_all(parameter);
  while (row.step()) blocks.push_back(static_cast<std::uint64_t>(row.integer(0)));
  return blocks;
}

constexpr std::string_view own_blocks = "SELECT block FROM touchpoint_block WHERE import_id=?1 AND position IS NULL ORDER BY block";
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
    for_each_alive(database, block, import_id,
                   [&](std::uint64_t hash, std::uint32_t row) { known.insert(hash, IdentitySet::Place::stored(block, row)); });
  BlockCache cache([&](std::uint64_t block, TouchpointColumns& columns) {
    read_block(database, block, TouchpointSelect::fields, columns);
  });
  std::map<std::uint64_t, std::set<std::uint16_t>> dead;
  for (const std::uint64_t block : blocks_of(database, own_blocks, import_id)) {
    for_each_alive(database, block, import_id, [&](std::uint64_t hash, std::uint32_t number) {
      known.find(hash, [&](IdentitySet::Place place) {
        const BlockCache::Row other = cache.row(place.block(), place.row());
        const std::string other_event(other.event_id);
        const BlockCache::Row own = cache.row(block, number);
        if (!same_identity(own.fields, own.event_id, other.fields, other_event)) return false;
        if (same_fields(own.fields, other.fields)) dead[block].insert(static_cast<std::uint16_t>(number));
        else dead[place.block()].insert(static_cast<std::uint16_t>(place.row()));
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
       blocks_of(database, "SELECT block FROM touchpoint_dead WHERE import_id=?1 AND published=0 ORDER BY block", import_id)) {
    const std::size_t before = read_dead(database, block).size();
    const std::size_t after = read_dead(database, block, import_id).size();
    database.prepare("UPDATE touchpoint_block SET dead_rows=?2 WHERE block=?1").bind_all(block, after).run();
    Statement row = database.prepare("SELECT position FROM touchpoint_block WHERE block=?1");
    row.bind_all(block);
    if (after > before && row.step() && !row.is_null(0)) outcome.rewritten = true;
  }
  database.prepare("UPDATE touchpoint_dead SET published=1 WHERE import_id=?1").bind_all(import_id).run();
}

void publish_blocks(Database& database, std::uint64_t import_id, std::uint64_t revision, TouchpointState& state, Outcome& outcome) {
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

// ---- joining small blocks

struct Candidate {
  std::uint64_t block = 0, position = 0, first_position = 0, revision = 0;
  std::uint32_t rows = 0;
};

// Published before this commit, in order of position; a block that an unfinished import refers to is left out.
std::vector<Candidate> join_candidates(Database& database, std::uint64_t revision) {
  std::vector<Candidate> candidates;
  Statement row = database.prepare(
      "SELECT block, position, first_position, revision, rows FROM touchpoint_block WHERE position IS NOT NULL AND revision<?1 "
      "AND rows<?2 AND block NOT IN (SELECT block FROM touchpoint_dead WHERE published=0) ORDER BY position");
  row.bind_all(revision, small_rows);
  while (row.step())
    candidates.push_back({static_cast<std::uint64_t>(row.integer(0)), static_cast<std::uint64_t>(row.integer(1)),
                          static_cast<std::uint64_t>(row.integer(2)), static_cast<std::uint64_t>(row.integer(3)),
                          static_cast<std::uint32_t>(row.integer(4))});
  return candidates;
}

struct DeadEntry {
  std::uint64_t import_id = 0;
  DeadRows rows;
};

std::vector<DeadEntry> dead_entries(Database& database, std::uint64_t block) {
  std::vector<DeadEntry> entries;
  Statement row = database.prepare("SELECT import_id, rows FROM touchpoint_dead WHERE block=?1");
  row.bind_all(block);
  while (row.step()) entries.push_back({static_cast<std::uint64_t>(row.integer(0)), dead_from_blob(row.blob(1), block)});
  return entries;
}

// What is gathered from the blocks of one group.
struct Joined {
  TouchpointBuffer buffer;
  std::vector<std::uint16_t> row_parts;                      // by buffer row
  std::vector<TouchpointPart> parts;
  std::map<std::uint64_t, std::vector<std::uint32_t>> dead;  // by import, buffer rows
};

void take(Database& database, std::uint64_t block, Joined& joined) {
  TouchpointColumns columns;
  read_block(database, block, TouchpointSelect::all, columns);
  const auto first_row = static_cast<std::uint32_t>(joined.buffer.size());
  const auto first_part = static_cast<std::uint16_t>(joined.parts.size());
  const std::vector<TouchpointPart> parts = read_parts(database, block);
  for (std::size_t row = 0; row < columns.size(); ++row) {
    joined.buffer.add(row_of(columns, row), columns.event_id(row));
    if (columns.part[row] >= parts.size()) damaged_touchpoints(block, "its origin is missing", "来源缺失");
    joined.row_parts.push_back(static_cast<std::uint16_t>(first_part + columns.part[row]));
  }
  joined.parts.insert(joined.parts.end(), parts.begin(), parts.end());
  for (const DeadEntry& entry : dead_entries(database, block))
    for (const std::uint16_t row : entry.rows) joined.dead[entry.import_id].push_back(first_row + row);
}

void store_parts(Database& database, std::uint64_t block, const std::vector<TouchpointPart>& parts) {
  for (std::size_t i = 0; i < parts.size(); ++i)
    database.prepare("INSERT INTO touchpoint_part (block, part, revision, import_id, file, first_row, last_row) VALUES (?1,?2,?3,?4,?5,?6,?7)")
        .bind_all(block, i, parts[i].revision, parts[i].import_id, parts[i].file, parts[i].first_row, parts[i].last_row)
        .run();
}

void join(Database& database, std::span<const Candidate> group, TouchpointState& state) {
  Joined joined;
  for (const Candidate& candidate : group) take(database, candidate.block, joined);
  joined.buffer.set_parts(std::move(joined.row_parts));
  PackedBlock packed = std::move(joined.buffer.pack(Vocabularies()).at(0));
  const TouchpointPart& last = joined.parts.back();
  packed.description.import_id = last.import_id;
  packed.description.file = last.file;
  packed.description.first_row = last.first_row;
  packed.description.last_row = last.last_row;
  for (const Candidate& candidate : group) delete_block(database, candidate.block);
  const std::uint64_t block = insert_block(database, packed.description, packed.data, packed.identities);
  store_parts(database, block, joined.parts);

  std::vector<std::uint16_t> place_of(joined.buffer.size());
  const auto& order = joined.buffer.order();
  for (std::size_t i = 0; i < order.size(); ++i) place_of[order[i]] = static_cast<std::uint16_t>(i);
  DeadRows all_dead;
  for (const auto& [import_id, rows] : joined.dead) {
    DeadRows dead;
    for (const std::uint32_t row : rows) dead.push_back(place_of[row]);
    std::sort(dead.begin(), dead.end());
    add_dead(database, block, import_id, dead);
    all_dead = merged(all_dead, dead);
  }
  database.prepare("UPDATE touchpoint_dead SET published=1 WHERE block=?1").bind_all(block).run();
  std::uint64_t revision = 0;
  for (const Candidate& candidate : group) revision = std::max(revision, candidate.revision);
  database.prepare("UPDATE touchpoint_block SET position=?2, first_position=?3, revision=?4, dead_rows=?5 WHERE block=?1")
      .bind_all(block, group.back().position, group.front().first_position, revision, all_dead.size())
      .run();
  state.rewrite_revision = std::max(state.rewrite_revision, revision);
  ++state.generation;
}

void join_small_blocks(Database& database, std::uint64_t revision, TouchpointState& state) {
  const std::vector<Candidate> candidates = join_candidates(database, revision);
  if (candidates.size() < many_small_blocks) return;
  for (std::size_t begin = 0; begin < candidates.size();) {
    std::size_t end = begin;
    std::size_t rows = 0;
    while (end < candidates.size() && rows + candidates[end].rows <= touchpoint_block_rows) rows += candidates[end++].rows;
    if (end - begin > 1) join(database, std::span(candidates).subspan(begin, end - begin), state);
    begin = end;
  }
}

}  // namespace

void publish_touchpoints(Transaction& transaction, std::uint64_t import_id) {
  Connection& connection = connection_of(transaction);
  Database& database = connection.database;
  std::optional<std::uint64_t> since;
  {
    Statement row = database.prepare("SELECT since FROM touchpoint_import WHERE import_id=?1");
    row.bind_all(import_id);
    if (row.step()) since = static_cast<std::uint64_t>(row.integer(0));
  }
  if (!since) return;
  TouchpointState state = read_state(database);
  if (state.last_position > *since) reconcile(database, import_id, *since);
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
