#pragma once
// The tables of touchpoint_tables.sql, one function per access. Internal to archive/.
//
// `block` is the storage number of a block, not its public id. Dead rows are lists of row numbers, ascending.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "archive/sqlite.h"
#include "archive/touchpoints.h"

namespace almanac::archive {

using DeadRows = std::vector<std::uint16_t>;

// What a block's row in touchpoint_block says when it is written.
struct BlockDescription {
  std::uint64_t import_id = 0;
  std::uint32_t file = 0;
  std::uint64_t first_row = 0, last_row = 0;
  std::uint32_t rows = 0;
  std::int64_t min_ms = 0, max_ms = 0;
  std::uint32_t min_user = 0, max_user = 0;

  // rows, min_* and max_* of sorted rows.
  void measure(const TouchpointColumns& columns);
};

// Returns its storage number. Not published yet.
std::uint64_t insert_block(sqlite::Database& database, const BlockDescription& description,
                           std::span<const std::uint8_t> data, std::span<const std::uint8_t> identities);
void delete_block(sqlite::Database& database, std::uint64_t block);

// The selected columns (`identity` among them if asked for). Throws corrupt "damaged_touchpoints" also if it is missing.
void read_block(sqlite::Database& database, std::uint64_t block, std::uint32_t select, TouchpointColumns& columns);
void read_identities(sqlite::Database& database, std::uint64_t block, std::vector<std::uint64_t>& hashes);
std::vector<TouchpointPart> read_parts(sqlite::Database& database, std::uint64_t block);

// Dead by published imports, or by `import_id`.
DeadRows read_dead(sqlite::Database& database, std::uint64_t block, std::uint64_t import_id = 0);
// The same by import, published or not.
struct DeadEntry {
  std::uint64_t import_id = 0;
  DeadRows rows;
};
std::vector<DeadEntry> dead_entries(sqlite::Database& database, std::uint64_t block);
// Adds `rows` to those that `import_id` (unpublished) superseded.
void add_dead(sqlite::Database& database, std::uint64_t block, std::uint64_t import_id, const DeadRows& rows);
DeadRows merged(const DeadRows& a, const DeadRows& b);
std::vector<std::uint8_t> dead_blob(const DeadRows& rows);
DeadRows dead_from_blob(std::span<const std::uint8_t> blob, std::uint64_t block);

// The first number that no word of the kind has.
std::uint32_t count_words(sqlite::Database& database, Word kind);

struct TouchpointState {
  std::uint64_t last_position = 0, rewrite_revision = 0, generation = 0;
};
TouchpointState read_state(sqlite::Database& database);
void write_state(sqlite::Database& database, const TouchpointState& state);

}  // namespace almanac::archive
