// Rows in, blocks out. For each row: keys and words to numbers (KeyResolver), fields to an identity, the identity to
// created, unchanged or updated (IdentitySet, confirmed on the rows themselves), and, unless unchanged, into the buffer.
// A flush packs the buffer on the caller's thread and stores everything it implies in one commit: new keys and words,
// blocks, identities, superseded rows, the place in the file. So a killed import always stands at the end of some flush.
//
// Numbers of new users, products and words are provisional until that commit, which alone knows which are free. The
// flush proposes the next ones it knows of; if somebody else has stored keys meanwhile, the commit stores the keys alone,
// under other numbers, and the blocks are packed again with those.

#include <algorithm>
#include <map>

#include "archive/connection.h"
#include "archive/error.h"
#include "archive/store.h"
#include "archive/touchpoint_block.h"
#include "archive/touchpoint_buffer.h"
#include "archive/touchpoint_cache.h"
#include "archive/touchpoint_identity.h"
#include "archive/touchpoint_publish.h"
#include "archive/touchpoint_resolver.h"
#include "archive/touchpoint_storage.h"

namespace almanac::archive {

using sqlite::Database;
using sqlite::Statement;
using Place = IdentitySet::Place;

struct TouchpointStream::State {
  State(Archive& the_archive, std::uint64_t import, std::uint32_t number);

  Archive& archive;
  const std::uint64_t import_id;
  const std::uint32_t file;
  std::uint64_t resume_row = 0;
  bool has_progress = false;  // of this file
  Totals totals;

  KeyResolver keys;
  TouchpointBuffer buffer;
  IdentitySet identities;
  BlockCache cache;
  bool loaded = false;
  std::uint64_t last_position = 0;  // that the identities were loaded up to
  std::uint64_t generation = 0;

  std::map<std::uint64_t, DeadRows> superseded;  // stored rows, by block; not sorted
  std::uint64_t first_row = 0, last_row = 0;     // of the file, since the last flush

  bool resumed() const;  // something of this import is stored already
  void load_identities();
  void load_identities_of(Database& database, std::uint64_t block);
  Outcome place(const NumberedRow& row, std::string_view event_id);
  void supersede(Place place);
  void flush();
  void store(Transaction& transaction, const std::vector<PackedBlock>& blocks, std::vector<std::uint64_t>& numbers);
  void store_progress(Database& database) const;
  void settle(const std::vector<std::uint64_t>& numbers);
};

namespace {

// `row` with all keys and words resolved, except the campaign.
NumberedRow number(const TouchpointRow& row, const KeyResolver::Found& campaign, KeyResolver& keys, RowTexts& texts) {
  NumberedRow numbered;
  const KeyResolver::Found nodes[] = {keys.user(row.user), campaign, keys.channel(row.channel), keys.product(row.product)};
  for (std::size_t i = 0; i < 4; ++i) {
    numbered.nodes[i] = nodes[i].number;
    texts.nodes[i] = nodes[i].canonical;
  }
  const std::string_view words[] = {row.type, row.currency, row.variant, row.creative, row.region, row.device, row.source};
  for (std::size_t i = 0; i < 7; ++i) {
    if (words[i].empty()) continue;
    const KeyResolver::Found word = keys.word(static_cast<Word>(i + 1), words[i]);
    numbered.words[i] = word.number;
    texts.words[i] = word.canonical;
  }
  numbered.time_ms = row.time.ms;
  numbered.time_precision = static_cast<std::uint8_t>(row.time.precision);
  const auto set = [](const std::optional<Decimal>& amount, std::int64_t& digits, std::uint8_t& scale) {
    if (!amount) return;
    digits = amount->digits;
    scale = amount->scale;
  };
  set(row.value, numbered.value, numbered.value_scale);
  set(row.quantity, numbered.quantity, numbered.quantity_scale);
  set(row.cost, numbered.cost, numbered.cost_scale);
  return numbered;
}

}  // namespace

TouchpointStream::State::State(Archive& the_archive, std::uint64_t import, std::uint32_t file_number)
    : archive(the_archive), import_id(import), file(file_number), keys(the_archive, import, totals),
      cache([this](std::uint64_t block, TouchpointColumns& columns) {
        const Reader reader = archive.read();
        read_block(connection_of(reader).database, block, TouchpointSelect::fields, columns);
      }) {
  const Reader reader = archive.read();
  Statement row = connection_of(reader).database.prepare(
      "SELECT row, created, unchanged, updated FROM touchpoint_progress WHERE import_id=?1 AND file=?2");
  row.bind_all(import_id, file);
  if (!row.step()) return;
  has_progress = true;
  resume_row = last_row = static_cast<std::uint64_t>(row.integer(0));
  totals.created = static_cast<std::uint64_t>(row.integer(1));
  totals.unchanged = static_cast<std::uint64_t>(row.integer(2));
  totals.updated = static_cast<std::uint64_t>(row.integer(3));
}

bool TouchpointStream::State::resumed() const {
  const Reader reader = archive.read();
  Statement row = connection_of(reader).database.prepare("SELECT since FROM touchpoint_import WHERE import_id=?1");
  row.bind_all(import_id);
  return row.step();
}

void TouchpointStream::State::load_identities() {
  // What an earlier run of this import stored may have been overtaken by another import since.
  if (resumed()) archive.write("import", [&](Transaction& transaction) { reconcile_touchpoints(transaction, import_id); }, import_id);
  const Reader reader = archive.read();
  Database& database = connection_of(reader).database;
  const TouchpointState state = read_state(database);
  last_position = state.last_position;
  generation = state.generation;
  std::vector<std::uint64_t> blocks;
  std::size_t rows = 0;
  {
    Statement row = database.prepare(
        "SELECT block, rows FROM touchpoint_block WHERE position IS NOT NULL OR import_id=?1 ORDER BY block");
    row.bind_all(import_id);
    while (row.step()) {
      blocks.push_back(static_cast<std::uint64_t>(row.integer(0)));
      rows += static_cast<std::size_t>(row.integer(1));
    }
  }
  identities.reserve(rows + TouchpointBuffer::capacity);
  for (const std::uint64_t block : blocks) load_identities_of(database, block);
  loaded = true;
}

void TouchpointStream::State::load_identities_of(Database& database, std::uint64_t block) {
  const DeadRows dead = read_dead(database, block, import_id);
  std::vector<std::uint64_t> hashes;
  read_identities(database, block, hashes);
  auto next_dead = dead.begin();
  for (std::uint32_t row = 0; row < hashes.size(); ++row) {
    if (row + 16 < hashes.size()) identities.prefetch(hashes[row + 16]);
    if (next_dead != dead.end() && *next_dead == row) ++next_dead;
    else identities.insert(hashes[row], Place::stored(block, row));
  }
}

void TouchpointStream::State::supersede(Place old) {
  if (old.is_buffered()) buffer.supersede(old.row());
  else superseded[old.block()].push_back(static_cast<std::uint16_t>(old.row()));
}

TouchpointStream::Outcome TouchpointStream::State::place(const NumberedRow& row, std::string_view event_id) {
  bool equal = false;
  Place* known = identities.find(row.identity, [&](Place candidate) {
    if (candidate.is_buffered()) {
      const NumberedRow& other = buffer.row(candidate.row());
      equal = same_fields(row, other);
      return same_identity(row, event_id, other, buffer.event_id(candidate.row()));
    }
    const BlockCache::Row other = cache.row(candidate.block(), candidate.row());
    equal = same_fields(row, other.fields);
    return same_identity(row, event_id, other.fields, other.event_id);
  });
  if (known && equal) {
    ++totals.unchanged;
    return Outcome::unchanged;
  }
  if (known) {
    supersede(*known);
    *known = Place::buffered(buffer.add(row, event_id));
    ++totals.updated;
    return Outcome::updated;
  }
  identities.insert(row.identity, Place::buffered(buffer.add(row, event_id)));
  ++totals.created;
  return Outcome::created;
}

void TouchpointStream::State::flush() {
  if (buffer.empty()) {
    // Rows that changed nothing: remembered only if this file has stored something, so that they are not read again.
    if (has_progress && last_row > resume_row && first_row != 0) {
      archive.write("import", [&](Transaction& transaction) { store_progress(connection_of(transaction).database); }, import_id);
      first_row = 0;
    }
    return;
  }
  std::vector<std::uint64_t> numbers;
  for (bool done = false; !done;) {
    keys.propose();
    const std::vector<PackedBlock> blocks = buffer.pack(keys.vocabularies());
    archive.write("import", [&](Transaction& transaction) {
      done = keys.store(transaction);
      if (done) store(transaction, blocks, numbers);
    }, import_id);
    keys.stored();
  }
  has_progress = true;
  settle(numbers);
}

void TouchpointStream::State::store(Transaction& transaction, const std::vector<PackedBlock>& blocks,
                                    std::vector<std::uint64_t>& numbers) {
  Database& database = connection_of(transaction).database;
  if (read_state(database).generation != generation) {
    throw Error(ErrorKind::conflict, "import_overtaken",
                {"another import changed the stored touchpoints meanwhile; run the same import again, it goes on from here",
                 "其他导入同时改动了已存储的触点；请重新运行同一导入，它会从中断处继续"});
  }
  database.prepare("INSERT INTO touchpoint_import (import_id, since) VALUES (?1,?2) ON CONFLICT (import_id) DO NOTHING")
      .bind_all(import_id, last_position)
      .run();
  numbers.clear();
  for (const PackedBlock& block : blocks) {
    BlockDescription description = block.description;
    description.import_id = import_id;
    description.file = file;
    description.first_row = first_row;
    description.last_row = last_row;
    numbers.push_back(insert_block(database, description, block.data, block.identities));
    if (!block.dead.empty()) add_dead(database, numbers.back(), import_id, block.dead);
  }
  for (auto& [block, rows] : superseded) {
    std::sort(rows.begin(), rows.end());
    add_dead(database, block, import_id, rows);
  }
  store_progress(database);
}

void TouchpointStream::State::store_progress(Database& database) const {
  database
      .prepare("INSERT INTO touchpoint_progress (import_id, file, row, created, unchanged, updated) VALUES (?1,?2,?3,?4,?5,?6) "
               "ON CONFLICT (import_id, file) DO UPDATE SET row=?3, created=?4, unchanged=?5, updated=?6")
      .bind_all(import_id, file, last_row, totals.created, totals.unchanged, totals.updated)
      .run();
}

// After the commit: the identities of the buffer's rows lead to their blocks now.
void TouchpointStream::State::settle(const std::vector<std::uint64_t>& numbers) {
  const std::vector<std::uint32_t>& order = buffer.order();
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i + 16 < order.size()) identities.prefetch(buffer.row(order[i + 16]).identity);
    const Place old = Place::buffered(order[i]);
    Place* place = identities.find(buffer.row(order[i]).identity, [&](Place candidate) { return candidate == old; });
    // A row that was superseded within the buffer has given its place to its successor.
    if (place) *place = Place::stored(numbers[i / touchpoint_block_rows], static_cast<std::uint32_t>(i % touchpoint_block_rows));
  }
  buffer.clear();
  superseded.clear();
  first_row = 0;
}

TouchpointStream::TouchpointStream(Archive& archive, std::uint64_t import_id, std::uint32_t file)
    : state_(std::make_unique<State>(archive, import_id, file)) {}

TouchpointStream::~TouchpointStream() = default;

std::uint64_t TouchpointStream::resume_row() const { return state_->resume_row; }

TouchpointStream::Outcome TouchpointStream::add(const TouchpointRow& row) {
  State& state = *state_;
  if (!state.loaded) state.load_identities();
  state.last_row = row.row;
  if (state.first_row == 0) state.first_row = row.row;
  const auto campaign = state.keys.campaign(row.campaign);
  if (!campaign) return Outcome::unknown_campaign;
  if (row.event_id.size() > touchpoint_text_limit) {
    throw Error(ErrorKind::invalid_input, "text_too_long",
                filled({"an event id must not be longer than {} bytes", "事件编号不能超过 {} 字节"}, std::to_string(touchpoint_text_limit)));
  }
  RowTexts texts;
  NumberedRow numbered = number(row, *campaign, state.keys, texts);
  numbered.identity = identity_hash(numbered, texts, row.event_id);
  const Outcome outcome = state.place(numbered, row.event_id);
  if (state.buffer.full()) state.flush();
  return outcome;
}

void TouchpointStream::flush() { state_->flush(); }

const TouchpointStream::Totals& TouchpointStream::totals() const { return state_->totals; }

}  // namespace almanac::archive
