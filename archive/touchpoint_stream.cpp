// Rows in, blocks out. For each row: keys and words to numbers (KeyResolver), fields to an identity, the identity to
// created, unchanged or updated (IdentitySet, confirmed on the rows themselves), and, unless unchanged, into a buffer.
// A full buffer is packed and stored on another thread (TouchpointFlush) while the next one fills: new keys and words,
// blocks, identities, superseded rows and the place in the file go in with one commit, so a killed import always stands
// at the end of some flush.
//
// An identity is looked for in the filter first, which knows most new rows to be new; then in the buffer, in the one that
// is being flushed, and among the stored rows.
//
// Numbers of new users, products and words are provisional until their commit, which alone knows which are free.

#include <algorithm>
#include <array>
#include <map>
#include <span>

#include "archive/connection.h"
#include "archive/error.h"
#include "archive/store.h"
#include "archive/touchpoint_block.h"
#include "archive/touchpoint_buffer.h"
#include "archive/touchpoint_cache.h"
#include "archive/touchpoint_flush.h"
#include "archive/touchpoint_identity.h"
#include "archive/touchpoint_identity_set.h"
#include "archive/touchpoint_publish.h"
#include "archive/touchpoint_resolver.h"
#include "archive/touchpoint_storage.h"

namespace almanac::archive {

using sqlite::Database;
using sqlite::Statement;

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
  std::uint32_t active = 0;              // the buffer that is filled; the other one is empty or being flushed
  std::vector<std::uint32_t> overtaken;  // rows of the one being flushed that were superseded meanwhile
  IdentityFilter filter;                 // of all rows: stored, being flushed, buffered
  IdentitySet identities;                // of the stored ones
  BlockCache cache;
  bool loaded = false;
  std::uint64_t last_position = 0;  // that the identities were loaded up to
  std::uint64_t generation = 0;

  struct StagedRow {
    NumberedRow numbered;
    RowTexts texts;
    std::uint64_t user_hash = 0, product_hash = 0, row = 0;
    std::uint32_t begin = 0, user_length = 0, product_length = 0, event_length = 0;  // in staged_texts
  };
  std::array<StagedRow, 16> staged_rows;
  std::size_t staged_count = 0;
  std::string staged_texts;

  std::map<std::uint64_t, DeadRows> superseded;  // stored rows, by block; not sorted
  std::uint64_t first_row = 0, last_row = 0;     // of the file, since the last flush
  bool failed = false;       // a flush failed: its rows are lost here, so nothing after them may be stored
  TouchpointFlush flushing;  // the last member: its destruction waits for its thread

  bool resumed() const;  // something of this import is stored already
  void load_identities();
  void load_identities_of(Database& database, std::uint64_t block);
  void stage(const TouchpointRow& row, const KeyResolver::Found& campaign);
  Outcome place_staged();
  Outcome place(const NumberedRow& row, std::string_view event_id);
  void add_new(const NumberedRow& row, std::string_view event_id);
  void refill_filter();
  TouchpointFlush::Work work();
  void start_flush();
  void finish_flush();
  void flush();
};

namespace {

// What can be said of a row at once: all but its user and product.
NumberedRow number(const TouchpointRow& row, const KeyResolver::Found& campaign, KeyResolver& keys, RowTexts& texts) {
  NumberedRow numbered;
  const KeyResolver::Found channel = keys.channel(row.channel);
  numbered.nodes[1] = campaign.number;
  texts.nodes[1] = campaign.canonical;
  numbered.nodes[2] = channel.number;
  texts.nodes[2] = channel.canonical;
  const std::string_view words[] = {row.type,   row.currency, row.variant, row.creative,
                                    row.region, row.device,   row.source};
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

void TouchpointStream::State::stage(const TouchpointRow& row, const KeyResolver::Found& campaign) {
  if (row.event_id.size() > touchpoint_text_limit) {
    throw Error(ErrorKind::invalid_input, "text_too_long",
                filled({"an event id must not be longer than {} bytes", "事件编号不能超过 {} 字节"},
                       std::to_string(touchpoint_text_limit)));
  }
  StagedRow staged;
  staged.user_hash = keys.prefetch_user(row.user);
  staged.product_hash = keys.prefetch_product(row.product);
  staged.numbered = number(row, campaign, keys, staged.texts);
  staged.row = row.row;
  staged.begin = static_cast<std::uint32_t>(staged_texts.size());
  staged.user_length = static_cast<std::uint32_t>(row.user.size());
  staged.product_length = static_cast<std::uint32_t>(row.product.size());
  staged.event_length = static_cast<std::uint32_t>(row.event_id.size());
  staged_texts += row.user;
  staged_texts += row.product;
  staged_texts += row.event_id;
  staged_rows[staged_count++] = staged;
}

// Finishes the staged rows, each step for all of them, so that their walks to main memory overlap. The outcome is that of
// the last one.
TouchpointStream::Outcome TouchpointStream::State::place_staged() {
  const std::span<StagedRow> rows(staged_rows.data(), staged_count);
  const auto text = [&](std::uint32_t begin, std::uint32_t length) {
    return std::string_view(staged_texts).substr(begin, length);
  };
  const auto event_id = [&](const StagedRow& row) {
    return text(row.begin + row.user_length + row.product_length, row.event_length);
  };
  for (StagedRow& row : rows) {
    const KeyResolver::Found user = keys.user(text(row.begin, row.user_length), row.user_hash);
    const KeyResolver::Found product =
        keys.product(text(row.begin + row.user_length, row.product_length), row.product_hash);
    row.numbered.nodes[0] = user.number;
    row.texts.nodes[0] = user.canonical;
    row.numbered.nodes[3] = product.number;
    row.texts.nodes[3] = product.canonical;
    row.numbered.identity = identity_hash(row.numbered, row.texts, event_id(row));
    filter.prefetch(row.numbered.identity);
  }
  Outcome outcome = Outcome::unchanged;
  for (StagedRow& row : rows) {
    last_row = row.row;
    if (first_row == 0) first_row = row.row;
    outcome = place(row.numbered, event_id(row));
    if (buffers[active].full()) start_flush();
  }
  staged_count = 0;
  staged_texts.clear();
  return outcome;
}

TouchpointStream::State::State(Archive& the_archive, std::uint64_t import, std::uint32_t file_number)
    : archive(the_archive),
      import_id(import),
      file(file_number),
      keys(the_archive, import, totals),
      identities(the_archive.directory()),
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
  if (resumed())
    archive.write(
        "import", [&](Transaction& transaction) { reconcile_touchpoints(transaction, import_id); }, import_id);
  const Reader reader = archive.read();
  Database& database = connection_of(reader).database;
  const TouchpointState state = read_state(database);
  last_position = state.last_position;
  generation = state.generation;
  std::vector<std::uint64_t> blocks;
  {
    Statement row = database.prepare(
        "SELECT block FROM touchpoint_block WHERE position IS NOT NULL OR import_id=?1 ORDER BY block");
    row.bind_all(import_id);
    while (row.step()) blocks.push_back(static_cast<std::uint64_t>(row.integer(0)));
  }
  constexpr std::size_t blocks_together = 128;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    load_identities_of(database, blocks[i]);
    if (i % blocks_together == 0) database.release_pages();
  }
  database.release_pages();
  identities.finish();
  refill_filter();  // at once and from runs: in order of the hashes
  loaded = true;
}

void TouchpointStream::State::load_identities_of(Database& database, std::uint64_t block) {
  const DeadRows dead = read_dead(database, block, import_id);
  std::vector<std::uint64_t> hashes;
  read_identities(database, block, hashes);
  auto next_dead = dead.begin();
  for (std::uint32_t row = 0; row < hashes.size(); ++row) {
    if (next_dead != dead.end() && *next_dead == row) {
      ++next_dead;
      continue;
    }
    identities.insert({hashes[row], block, row});
  }
}

void TouchpointStream::State::refill_filter() {
  filter.reset(identities.size() + buffers[0].size() + buffers[1].size());
  identities.for_each_hash([&](std::uint64_t hash) { filter.add(hash); });
  for (const TouchpointBuffer& buffer : buffers)
    for (std::uint32_t row = 0; row < buffer.size(); ++row) filter.add(buffer.row(row).identity);
}

void TouchpointStream::State::add_new(const NumberedRow& row, std::string_view event_id) {
  if (filter.full()) refill_filter();
  filter.add(row.identity);
  buffers[active].add(row, event_id);
}

namespace {

// What is found under a row's identity.
struct Known {
  bool found = false;  // the identity
  bool equal = false;  // all fields, too
};

}  // namespace

TouchpointStream::Outcome TouchpointStream::State::place(const NumberedRow& row, std::string_view event_id) {
  if (!filter.may_contain(row.identity)) {
    add_new(row, event_id);
    ++totals.created;
    return Outcome::created;
  }
  Known known;
  const auto compare = [&](const NumberedRow& other, std::string_view other_event) {
    known.found = same_identity(row, event_id, other, other_event);
    known.equal = known.found && same_fields(row, other);
    return known.found;
  };
  for (const std::uint32_t side : {active, active ^ 1}) {
    TouchpointBuffer& buffer = buffers[side];
    const auto number = buffer.find(row.identity, [&](std::uint32_t candidate) {
      return compare(buffer.row(candidate), buffer.event_id(candidate));
    });
    if (!number) continue;
    if (known.equal) break;
    if (side == active) {
      buffer.supersede(*number);
    } else {
      buffer.forget(*number);
      overtaken.push_back(*number);
    }
    break;
  }
  if (!known.found) {
    const auto stored = identities.find(row.identity, [&](const IdentityEntry& candidate) {
      const BlockCache::Row other = cache.row(candidate.block, candidate.row);
      return compare(other.fields, other.event_id);
    });
    if (stored && !known.equal) {
      superseded[stored->block].push_back(static_cast<std::uint16_t>(stored->row));
      identities.erase(*stored);
    }
  }
  if (known.equal) {
    ++totals.unchanged;
    return Outcome::unchanged;
  }
  add_new(row, event_id);
  ++(known.found ? totals.updated : totals.created);
  return known.found ? Outcome::updated : Outcome::created;
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

// Waits for the flush under way. From here on its rows are found among the stored ones.
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
  if (!overtaken.empty()) {
    std::sort(overtaken.begin(), overtaken.end());
    for (const IdentityEntry& old : flushing.places_of(flushed, overtaken)) {
      superseded[old.block].push_back(static_cast<std::uint16_t>(old.row));
      flushing.identities().erase(old);
    }
    overtaken.clear();
  }
  identities.adopt(std::move(flushing.identities()));
  flushed.clear();
}

void TouchpointStream::State::flush() {
  place_staged();
  if (!buffers[active].empty()) start_flush();
  finish_flush();
  // Rows that changed nothing: remembered only if this file has stored something, so that they are not read again.
  if (has_progress && first_row != 0) {
    archive.write(
        "import", [&](Transaction& transaction) { store_progress(connection_of(transaction).database, work()); },
        import_id);
    first_row = 0;
  }
}

TouchpointStream::TouchpointStream(Archive& archive, std::uint64_t import_id, std::uint32_t file)
    : state_(std::make_unique<State>(archive, import_id, file)) {}

TouchpointStream::~TouchpointStream() = default;

std::uint64_t TouchpointStream::resume_row() const { return state_->resume_row; }

bool TouchpointStream::push(const TouchpointRow& row) {
  State& state = *state_;
  if (!state.loaded) state.load_identities();
  const auto campaign = state.keys.campaign(row.campaign);
  if (!campaign) return false;
  state.stage(row, *campaign);
  if (state.staged_count == state.staged_rows.size()) state.place_staged();
  return true;
}

TouchpointStream::Outcome TouchpointStream::add(const TouchpointRow& row) {
  State& state = *state_;
  if (!state.loaded) state.load_identities();
  const auto campaign = state.keys.campaign(row.campaign);
  if (!campaign) return Outcome::unknown_campaign;
  state.stage(row, *campaign);
  return state.place_staged();
}

void TouchpointStream::flush() { state_->flush(); }

const TouchpointStream::Totals& TouchpointStream::totals() const { return state_->totals; }

}  // namespace almanac::archive
