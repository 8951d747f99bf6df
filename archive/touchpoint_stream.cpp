// Rows in, blocks out. For each row: keys and words to numbers (KeyResolver), fields to an identity, the identity to
// created, unchanged or updated (IdentitySet, confirmed on the rows themselves), and, unless unchanged, into a buffer.
// A full buffer is packed and stored on another thread (TouchpointFlush) while the next one fills: new keys and words,
// blocks, identities, superseded rows and the place in the file go in with one commit, so a killed import always stands
// at the end of some flush. When the flush is done, its rows' places lead to the stored blocks (settle).
//
// Numbers of new users, products and words are provisional until their commit, which alone knows which are free.

#include <algorithm>
#include <array>
#include <map>

#include "archive/connection.h"
#include "archive/error.h"
#include "archive/store.h"
#include "archive/touchpoint_block.h"
#include "archive/touchpoint_buffer.h"
#include "archive/touchpoint_cache.h"
#include "archive/touchpoint_flush.h"
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
  bool has_progress = false;  // something of this file is stored
  Totals totals;

  KeyResolver keys;
  std::array<TouchpointBuffer, 2> buffers;
  std::uint32_t active = 0;            // the buffer that is filled; the other one is empty or being flushed
  std::vector<std::uint32_t> overtaken;  // rows of the one being flushed that were superseded meanwhile
  IdentitySet identities;
  BlockCache cache;
  bool loaded = false;
  std::uint64_t last_position = 0;  // that the identities were loaded up to
  std::uint64_t generation = 0;

  std::map<std::uint64_t, DeadRows> superseded;  // stored rows, by block; not sorted
  std::uint64_t first_row = 0, last_row = 0;     // of the file, since the last flush
  bool failed = false;       // a flush failed: its rows are lost here, so nothing after them may be stored
  TouchpointFlush flushing;  // the last member: its destruction waits for its thread

  bool resumed() const;  // something of this import is stored already
  void load_identities();
  void load_identities_of(Database& database, std::uint64_t block);
  Outcome place(const NumberedRow& row, std::string_view event_id);
  void supersede(Place place);
  TouchpointFlush::Work work();
  void start_flush();
  void finish_flush();
  void flush();
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
    if (next_dead != dead.end() && *next_dead == row) ++next_dead;
    else identities.insert(hashes[row], Place::stored(block, row));
  }
}

void TouchpointStream::State::supersede(Place old) {
  if (!old.is_buffered()) superseded[old.block()].push_back(static_cast<std::uint16_t>(old.row()));
  else if (old.buffer() == active) buffers[active].supersede(old.row());
  else overtaken.push_back(old.row());
}

TouchpointStream::Outcome TouchpointStream::State::place(const NumberedRow& row, std::string_view event_id) {
  TouchpointBuffer& buffer = buffers[active];
  bool equal = false;
  Place* known = identities.find(row.identity, [&](Place candidate) {
    if (candidate.is_buffered()) {
      const TouchpointBuffer& holder = buffers[candidate.buffer()];
      const NumberedRow& other = holder.row(candidate.row());
      equal = same_fields(row, other);
      return same_identity(row, event_id, other, holder.event_id(candidate.row()));
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
    *known = Place::buffered(active, buffer.add(row, event_id));
    ++totals.updated;
    return Outcome::updated;
  }
  identities.insert(row.identity, Place::buffered(active, buffer.add(row, event_id)));
  ++totals.created;
  return Outcome::created;
}

TouchpointFlush::Work TouchpointStream::State::work() {
  TouchpointFlush::Work work;
  work.import_id = import_id;
  work.file = file;
  work.first_row = first_row;
  work.last_row = last_row;
  work.created = totals.created;
  work.unchanged = totals.unchanged;
  work.updated = totals.updated;
  work.since = last_position;
  work.generation = generation;
  return work;
}

void TouchpointStream::State::start_flush() {
  finish_flush();
  TouchpointFlush::Work handed = work();
  handed.superseded.swap(superseded);
  handed.keys = keys.take();
  flushing.start(archive, buffers[active], std::move(handed));
  active ^= 1;
  first_row = 0;
}

// Waits for the flush under way. From here on the places of its rows are blocks.
void TouchpointStream::State::finish_flush() {
  if (failed) {
    throw Error(ErrorKind::unavailable, "import_stopped",
                {"storing touchpoints failed before; run the same import again, it goes on from what is stored",
                 "此前存储触点失败；请重新运行同一导入，它会从已存储处继续"});
  }
  if (!flushing.running()) return;
  failed = true;
  flushing.wait();
  failed = false;
  has_progress = true;
  keys.settle(flushing.work().keys);
  TouchpointBuffer& flushed = buffers[active ^ 1];
  const auto& order = flushed.order();
  const auto place_of = [&](std::size_t i) {
    return Place::stored(flushing.blocks()[i / touchpoint_block_rows], static_cast<std::uint32_t>(i % touchpoint_block_rows));
  };
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i + 16 < order.size()) identities.prefetch(order[i + 16].identity);
    const Place old = Place::buffered(active ^ 1, order[i].row);
    Place* place = identities.find(order[i].identity, [&](Place candidate) { return candidate == old; });
    if (place) *place = place_of(i);  // else a successor has taken it over
  }
  if (!overtaken.empty()) {
    std::sort(overtaken.begin(), overtaken.end());
    for (std::size_t i = 0; i < order.size(); ++i)
      if (std::binary_search(overtaken.begin(), overtaken.end(), order[i].row)) supersede(place_of(i));
    overtaken.clear();
  }
  flushed.clear();
}

void TouchpointStream::State::flush() {
  if (!buffers[active].empty()) start_flush();
  finish_flush();
  // Rows that changed nothing: remembered only if this file has stored something, so that they are not read again.
  if (has_progress && first_row != 0) {
    archive.write("import", [&](Transaction& transaction) { store_progress(connection_of(transaction).database, work()); }, import_id);
    first_row = 0;
  }
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
  if (state.buffers[state.active].full()) state.start_flush();
  return outcome;
}

void TouchpointStream::flush() { state_->flush(); }

const TouchpointStream::Totals& TouchpointStream::totals() const { return state_->totals; }

}  // namespace almanac::archive
