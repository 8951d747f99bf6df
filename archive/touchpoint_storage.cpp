#include "archive/touchpoint_storage.h"

#include <algorithm>
#include <cstring>
#include <iterator>

#include "archive/touchpoint_block.h"

namespace almanac::archive {

using sqlite::Database;
using sqlite::Statement;

void BlockDescription::measure(const TouchpointColumns& columns) {
  rows = static_cast<std::uint32_t>(columns.size());
  const auto [earliest, latest] = std::minmax_element(columns.time_ms.begin(), columns.time_ms.end());
  min_ms = *earliest;
  max_ms = *latest;
  min_user = columns.user.front();
  max_user = columns.user.back();
}

std::uint64_t insert_block(Database& database, const BlockDescription& d, std::span<const std::uint8_t> data,
                           std::span<const std::uint8_t> identities) {
  std::uint64_t block = 0;
  {
    Statement insert = database.prepare(
        "INSERT INTO touchpoint_block (import_id, file, first_row, last_row, rows, min_ms, max_ms, min_user, max_user) "
        "VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9) RETURNING block");
    insert.bind_all(d.import_id, d.file, d.first_row, d.last_row, d.rows, d.min_ms, d.max_ms, d.min_user, d.max_user);
    insert.step();
    block = static_cast<std::uint64_t>(insert.integer(0));
    while (insert.step()) {
    }
  }
  database.prepare("INSERT INTO touchpoint_data (block, data) VALUES (?1,?2)").bind_all(block, data).run();
  database.prepare("INSERT INTO touchpoint_identity (block, hashes) VALUES (?1,?2)").bind_all(block, identities).run();
  return block;
}

void delete_block(Database& database, std::uint64_t block) {
  for (const std::string_view sql :
       {"DELETE FROM touchpoint_block WHERE block=?1", "DELETE FROM touchpoint_data WHERE block=?1",
        "DELETE FROM touchpoint_identity WHERE block=?1", "DELETE FROM touchpoint_part WHERE block=?1",
        "DELETE FROM touchpoint_dead WHERE block=?1"})
    database.prepare(sql).bind_all(block).run();
}

void read_block(Database& database, std::uint64_t block, std::uint32_t select, TouchpointColumns& columns) {
  {
    Statement row = database.prepare("SELECT data FROM touchpoint_data WHERE block=?1");
    row.bind_all(block);
    if (!row.step()) damaged_touchpoints(block, "its data is missing", "数据缺失");
    decode_touchpoints(row.blob(0), select, block, columns);
  }
  if (!(select & TouchpointSelect::identity)) return;
  read_identities(database, block, columns.identity);
  if (columns.identity.size() != columns.size())
    damaged_touchpoints(block, "wrong number of identities", "标识数量有误");
}

void read_identities(Database& database, std::uint64_t block, std::vector<std::uint64_t>& hashes) {
  Statement row = database.prepare("SELECT hashes FROM touchpoint_identity WHERE block=?1");
  row.bind_all(block);
  if (!row.step()) damaged_touchpoints(block, "its identities are missing", "标识缺失");
  decode_identities(row.blob(0), block, hashes);
}

namespace {
TouchpointPart part_at(const Statement& row) {
  return {static_cast<std::uint64_t>(row.integer(0)), static_cast<std::uint64_t>(row.integer(1)),
          static_cast<std::uint32_t>(row.integer(2)), static_cast<std::uint64_t>(row.integer(3)),
          static_cast<std::uint64_t>(row.integer(4))};
}
}  // namespace

std::vector<TouchpointPart> read_parts(Database& database, std::uint64_t block) {
  std::vector<TouchpointPart> parts;
  {
    Statement row = database.prepare(
        "SELECT revision, import_id, file, first_row, last_row FROM touchpoint_part WHERE block=?1 ORDER BY part");
    row.bind_all(block);
    while (row.step()) parts.push_back(part_at(row));
  }
  if (!parts.empty()) return parts;
  Statement row = database.prepare(
      "SELECT coalesce(revision,0), import_id, file, first_row, last_row FROM touchpoint_block WHERE block=?1");
  row.bind_all(block);
  if (row.step()) parts.push_back(part_at(row));
  return parts;
}

DeadRows read_dead(Database& database, std::uint64_t block, std::uint64_t import_id) {
  DeadRows dead;
  Statement row = database.prepare("SELECT rows FROM touchpoint_dead WHERE block=?1 AND (published=1 OR import_id=?2)");
  row.bind_all(block, import_id);
  while (row.step()) dead = merged(dead, dead_from_blob(row.blob(0), block));
  return dead;
}

std::vector<DeadEntry> dead_entries(Database& database, std::uint64_t block) {
  std::vector<DeadEntry> entries;
  Statement row = database.prepare("SELECT import_id, rows FROM touchpoint_dead WHERE block=?1");
  row.bind_all(block);
  while (row.step())
    entries.push_back({static_cast<std::uint64_t>(row.integer(0)), dead_from_blob(row.blob(1), block)});
  return entries;
}

void add_dead(Database& database, std::uint64_t block, std::uint64_t import_id, const DeadRows& rows) {
  DeadRows all = rows;
  {
    Statement row = database.prepare("SELECT rows FROM touchpoint_dead WHERE block=?1 AND import_id=?2");
    row.bind_all(block, import_id);
    if (row.step()) all = merged(all, dead_from_blob(row.blob(0), block));
  }
  database
      .prepare(
          "INSERT INTO touchpoint_dead (block, import_id, rows) VALUES (?1,?2,?3) "
          "ON CONFLICT (block, import_id) DO UPDATE SET rows=?3")
      .bind_all(block, import_id, dead_blob(all))
      .run();
}

DeadRows merged(const DeadRows& a, const DeadRows& b) {
  DeadRows both;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both;
}

std::vector<std::uint8_t> dead_blob(const DeadRows& rows) {
  std::vector<std::uint8_t> blob(rows.size() * sizeof(std::uint16_t));
  if (!blob.empty()) std::memcpy(blob.data(), rows.data(), blob.size());
  return blob;
}

DeadRows dead_from_blob(std::span<const std::uint8_t> blob, std::uint64_t block) {
  DeadRows rows(blob.size() / sizeof(std::uint16_t));
  if (!rows.empty()) std::memcpy(rows.data(), blob.data(), rows.size() * sizeof(std::uint16_t));
  const bool ascending = std::adjacent_find(rows.begin(), rows.end(), std::greater_equal<>()) == rows.end();
  if (blob.size() % sizeof(std::uint16_t) != 0 || !ascending || (!rows.empty() && rows.back() >= touchpoint_block_rows))
    damaged_touchpoints(block, "its list of superseded rows is wrong", "被取代的行列表有误");
  return rows;
}

std::uint32_t count_words(Database& database, Word kind) {
  Statement row = database.prepare("SELECT coalesce(max(number)+1,0) FROM word WHERE kind=?1");
  row.bind_all(kind);
  return row.step() ? static_cast<std::uint32_t>(row.integer(0)) : 0;
}

TouchpointState read_state(Database& database) {
  Statement row =
      database.prepare("SELECT last_position, rewrite_revision, generation FROM touchpoint_state WHERE one=1");
  if (!row.step()) return {};
  return {static_cast<std::uint64_t>(row.integer(0)), static_cast<std::uint64_t>(row.integer(1)),
          static_cast<std::uint64_t>(row.integer(2))};
}

void write_state(Database& database, const TouchpointState& state) {
  database.prepare("UPDATE touchpoint_state SET last_position=?1, rewrite_revision=?2, generation=?3 WHERE one=1")
      .bind_all(state.last_position, state.rewrite_revision, state.generation)
      .run();
}

}  // namespace almanac::archive
