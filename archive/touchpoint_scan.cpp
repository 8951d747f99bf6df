// Reading touchpoints: whole blocks, pruned by their user and time ranges, then (if asked) cut down to the matching rows.

#include <algorithm>

#include "archive/connection.h"
#include "archive/store.h"
#include "archive/touchpoint_block.h"
#include "archive/touchpoint_limits.h"
#include "archive/touchpoint_storage.h"

namespace almanac::archive {

using sqlite::Statement;

namespace {

using Select = TouchpointSelect;

// Drops the rows that the scan does not ask for; `dead` follows.
void filter_rows(const TouchpointScan& scan, TouchpointColumns& columns, std::vector<std::uint16_t>& dead) {
  std::vector<std::uint16_t> keep;
  std::vector<std::uint16_t> kept_dead;
  for (std::size_t row = 0; row < columns.size(); ++row) {
    if (scan.user && columns.user[row] != *scan.user) continue;
    if (scan.from_ms && columns.time_ms[row] < *scan.from_ms) continue;
    if (scan.to_ms && columns.time_ms[row] > *scan.to_ms) continue;
    if (std::binary_search(dead.begin(), dead.end(), row)) kept_dead.push_back(static_cast<std::uint16_t>(keep.size()));
    keep.push_back(static_cast<std::uint16_t>(row));
  }
  dead = std::move(kept_dead);
  if (keep.size() != columns.size()) columns.keep(keep);
}

}  // namespace

void Reads::scan_touchpoints(const TouchpointScan& scan, const TouchpointVisitor& visit) const {
  sqlite::Database& database = connection_of(connection_).database;
  std::uint32_t select = scan.columns;
  if (scan.user) select |= Select::user;
  if (scan.from_ms || scan.to_ms) select |= Select::time;
  TouchpointLimits limits(*this, select);
  TouchpointBlock block;
  TouchpointColumns columns;
  Statement row = database.prepare(
      "SELECT block, position, revision, min_ms, max_ms, min_user, max_user, dead_rows FROM touchpoint_block "
      "WHERE position>?1 AND (?2 IS NULL OR (min_user<=?2 AND max_user>=?2)) AND (?3 IS NULL OR max_ms>=?3) "
      "AND (?4 IS NULL OR min_ms<=?4) ORDER BY position");
  row.bind_all(scan.after_block, scan.user, scan.from_ms, scan.to_ms);
  while (row.step()) {
    const auto stored = static_cast<std::uint64_t>(row.integer(0));
    block.id = static_cast<std::uint64_t>(row.integer(1));
    block.revision = static_cast<std::uint64_t>(row.integer(2));
    block.min_ms = row.integer(3);
    block.max_ms = row.integer(4);
    block.min_user = static_cast<std::uint32_t>(row.integer(5));
    block.max_user = static_cast<std::uint32_t>(row.integer(6));
    block.dead.clear();
    if (row.integer(7) > 0) block.dead = read_dead(database, stored);
    read_block(database, stored, select, columns);
    if (!block.dead.empty() && block.dead.back() >= columns.size())
      damaged_touchpoints(stored, "its list of superseded rows is wrong", "被取代的行列表有误");
    limits.check(columns, stored);
    if (scan.user || scan.from_ms || scan.to_ms) filter_rows(scan, columns, block.dead);
    if (columns.size() == 0) continue;
    block.parts = read_parts(database, stored);
    visit(block, columns);
  }
}

std::uint64_t Reads::touchpoint_count() const {
  return static_cast<std::uint64_t>(
      connection_of(connection_)
          .database.integer("SELECT coalesce(sum(rows-dead_rows),0) FROM touchpoint_block "
                            "WHERE position IS NOT NULL"));
}

std::uint64_t Reads::last_touchpoint_block() const {
  return read_state(connection_of(connection_).database).last_position;
}

std::uint64_t Reads::touchpoint_rewrite_revision() const {
  return read_state(connection_of(connection_).database).rewrite_revision;
}

std::string Reads::word(Word kind, std::uint32_t number) const {
  Statement row = connection_of(connection_).database.prepare("SELECT text FROM word WHERE kind=?1 AND number=?2");
  row.bind_all(kind, number);
  return row.step() ? std::string(row.text(0)) : std::string();
}

std::vector<std::string> Reads::words(Word kind) const {
  std::vector<std::string> texts;
  Statement row = connection_of(connection_).database.prepare("SELECT text FROM word WHERE kind=?1 ORDER BY number");
  row.bind_all(kind);
  while (row.step()) texts.emplace_back(row.text(0));
  return texts;
}

}  // namespace almanac::archive
