// Joining is done by the machinery of an import: the rows go through a TouchpointBuffer, which sorts and packs them.

#include "archive/touchpoint_merge.h"

#include <algorithm>
#include <map>
#include <span>

#include "archive/touchpoint_block.h"
#include "archive/touchpoint_buffer.h"

namespace almanac::archive {

using sqlite::Database;
using sqlite::Statement;

namespace {

constexpr std::uint32_t small_rows = touchpoint_block_rows / 2;
constexpr std::size_t many_small_blocks = 64;

struct Candidate {
  std::uint64_t block = 0, position = 0, first_position = 0, revision = 0;
  std::uint32_t rows = 0;
};

// Published before this commit, in order of position; a block that an unfinished or undone import refers to is left out.
std::vector<Candidate> join_candidates(Database& database, std::uint64_t revision) {
  std::vector<Candidate> candidates;
  Statement row = database.prepare(
      "SELECT block, position, first_position, revision, rows FROM touchpoint_block WHERE position IS NOT NULL AND "
      "revision<?1 "
      "AND rows<?2 AND block NOT IN (SELECT block FROM touchpoint_dead WHERE published<>1) ORDER BY position");
  row.bind_all(revision, small_rows);
  while (row.step())
    candidates.push_back({static_cast<std::uint64_t>(row.integer(0)), static_cast<std::uint64_t>(row.integer(1)),
                          static_cast<std::uint64_t>(row.integer(2)), static_cast<std::uint64_t>(row.integer(3)),
                          static_cast<std::uint32_t>(row.integer(4))});
  return candidates;
}

// What is gathered from the blocks of one group.
struct Joined {
  TouchpointBuffer buffer;
  std::vector<std::uint16_t> row_parts;  // by buffer row
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
    database
        .prepare(
            "INSERT INTO touchpoint_part (block, part, revision, import_id, file, first_row, last_row) VALUES "
            "(?1,?2,?3,?4,?5,?6,?7)")
        .bind_all(block, i, parts[i].revision, parts[i].import_id, parts[i].file, parts[i].first_row, parts[i].last_row)
        .run();
}

void join(Database& database, std::span<const Candidate> group, TouchpointState& state) {
  Joined joined;
  for (const Candidate& candidate : group) take(database, candidate.block, joined);
  joined.buffer.set_parts(std::move(joined.row_parts));
  PackedBlock packed = std::move(joined.buffer.pack(NumberMaps()).at(0));
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
  for (std::size_t i = 0; i < order.size(); ++i) place_of[order[i].row] = static_cast<std::uint16_t>(i);
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
  database
      .prepare("UPDATE touchpoint_block SET position=?2, first_position=?3, revision=?4, dead_rows=?5 WHERE block=?1")
      .bind_all(block, group.back().position, group.front().first_position, revision, all_dead.size())
      .run();
  state.rewrite_revision = std::max(state.rewrite_revision, revision);
  ++state.generation;
}

}  // namespace

void join_small_blocks(Database& database, std::uint64_t revision, TouchpointState& state) {
  const std::vector<Candidate> candidates = join_candidates(database, revision);
  if (candidates.size() < many_small_blocks) return;
  for (std::size_t begin = 0; begin < candidates.size();) {
    std::size_t end = begin;
    std::size_t rows = 0;
    while (end < candidates.size() && rows + candidates[end].rows <= touchpoint_block_rows)
      rows += candidates[end++].rows;
    if (end - begin > 1) join(database, std::span(candidates).subspan(begin, end - begin), state);
    begin = end;
  }
}

}  // namespace almanac::archive
