// The rows go through a TouchpointBuffer, which sorts and packs them as an import's.

#include "archive/touchpoint_rewrite.h"

#include <algorithm>
#include <span>

#include "archive/store.h"
#include "archive/touchpoint_block.h"
#include "archive/touchpoint_buffer.h"
#include "archive/touchpoint_keys.h"

namespace almanac::archive {

using sqlite::Database;

namespace {

RowTexts texts_of(const Reads& reads, const NumberedRow& row) {
  constexpr Kind kinds[] = {Kind::user, Kind::campaign, Kind::channel, Kind::product};
  RowTexts texts;
  for (std::size_t i = 0; i < 4; ++i)
    if (row.nodes[i] != no_number) texts.nodes[i] = hash_text(reads.find_key(kinds[i], row.nodes[i]).value_or(""));
  for (std::size_t i = 0; i < 7; ++i)
    if (row.words[i] != no_number) texts.words[i] = hash_text(reads.word(static_cast<Word>(i + 1), row.words[i]));
  return texts;
}

constexpr std::uint32_t gone = no_number;

// The lists of superseded rows of a block whose row i is row places[i] now.
void move_dead(Database& database, std::uint64_t block, const std::vector<std::uint32_t>& places) {
  for (const DeadEntry& entry : dead_entries(database, block)) {
    DeadRows rows;
    for (const std::uint16_t row : entry.rows)
      if (places.at(row) != gone) rows.push_back(static_cast<std::uint16_t>(places[row]));
    std::sort(rows.begin(), rows.end());
    if (rows.empty())
      database.prepare("DELETE FROM touchpoint_dead WHERE block=?1 AND import_id=?2")
          .bind_all(block, entry.import_id)
          .run();
    else
      database.prepare("UPDATE touchpoint_dead SET rows=?3 WHERE block=?1 AND import_id=?2")
          .bind_all(block, entry.import_id, dead_blob(rows))
          .run();
  }
}

void store_block(Database& database, std::uint64_t block, const PackedBlock& packed) {
  const BlockDescription& d = packed.description;
  database.prepare("UPDATE touchpoint_data SET data=?2 WHERE block=?1").bind_all(block, packed.data).run();
  database.prepare("UPDATE touchpoint_identity SET hashes=?2 WHERE block=?1").bind_all(block, packed.identities).run();
  database.prepare("UPDATE touchpoint_block SET rows=?2, min_ms=?3, max_ms=?4, min_user=?5, max_user=?6 WHERE block=?1")
      .bind_all(block, d.rows, d.min_ms, d.max_ms, d.min_user, d.max_user)
      .run();
}

}  // namespace

BlockRewrite rewrite_block(const Reads& reads, Database& database, std::uint64_t block, const RowRewrite& decide) {
  BlockRewrite done;
  TouchpointColumns columns;
  read_block(database, block, TouchpointSelect::all, columns);
  const DeadRows dead = read_dead(database, block);
  TouchpointBuffer buffer;
  std::vector<std::uint16_t> parts;
  std::vector<std::uint32_t> kept;  // by buffer row, the row that it was
  for (std::uint32_t i = 0; i < columns.size(); ++i) {
    NumberedRow row = row_of(columns, i);
    std::string event_id(columns.event_id(i));
    bool changed = false;
    if (!decide(row, event_id, changed)) {
      if (!std::binary_search(dead.begin(), dead.end(), i)) ++done.dropped;
      continue;
    }
    if (changed) row.identity = identity_hash(row, texts_of(reads, row), event_id);
    done.changed += changed;
    buffer.add(row, event_id);
    parts.push_back(columns.part.empty() ? std::uint16_t{0} : columns.part[i]);
    kept.push_back(i);
  }
  if (done.changed == 0 && kept.size() == columns.size()) return done;
  if (kept.empty()) {
    delete_block(database, block);
    return done;
  }
  if (std::ranges::any_of(parts, [](std::uint16_t part) { return part != 0; })) buffer.set_parts(std::move(parts));
  const PackedBlock packed = std::move(buffer.pack(NumberMaps()).at(0));
  std::vector<std::uint32_t> places(columns.size(), gone);
  for (std::uint32_t i = 0; i < buffer.order().size(); ++i) places[kept[buffer.order()[i].row]] = i;
  store_block(database, block, packed);
  move_dead(database, block, places);
  database.prepare("UPDATE touchpoint_block SET dead_rows=?2 WHERE block=?1")
      .bind_all(block, read_dead(database, block).size())
      .run();
  return done;
}

}  // namespace almanac::archive
