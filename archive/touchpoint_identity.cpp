#include "archive/touchpoint_identity.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <iterator>

#include "archive/touchpoint_block.h"

namespace almanac::archive {

static_assert(sizeof(NumberedRow) == 96, "no padding: rows are moved by the hundred thousand");

namespace {
// Second and millisecond are the same precision where identity is concerned.
std::uint8_t precision_class(std::uint8_t precision) {
  return std::min(precision, static_cast<std::uint8_t>(Precision::second));
}
}  // namespace

NumberedRow row_of(const TouchpointColumns& c, std::size_t row) {
  NumberedRow r;
  const std::vector<std::uint32_t>* nodes[] = {&c.user, &c.campaign, &c.channel, &c.product};
  for (int i = 0; i < 4; ++i) r.nodes[i] = (*nodes[i])[row];
  const std::vector<std::uint32_t>* words[] = {&c.type,   &c.currency, &c.variant, &c.creative,
                                               &c.region, &c.device,   &c.source};
  for (int i = 0; i < 7; ++i) r.words[i] = (*words[i])[row];
  r.time_ms = c.time_ms[row];
  r.value = c.value[row];
  r.quantity = c.quantity[row];
  r.cost = c.cost[row];
  r.identity = c.identity.empty() ? 0 : c.identity[row];
  r.time_precision = c.time_precision[row];
  r.value_scale = c.value_scale[row];
  r.quantity_scale = c.quantity_scale[row];
  r.cost_scale = c.cost_scale[row];
  return r;
}

std::uint64_t identity_hash(const NumberedRow& row, const RowTexts& texts, std::string_view event_id) {
  constexpr std::uint64_t of_event = 0x6576656e74206964;  // keeps the two forms of identity apart
  if (!event_id.empty()) return XXH3_64bits_withSeed(event_id.data(), event_id.size(), texts.words[6] ^ of_event);
  struct {
    RowTexts texts;
    std::int64_t numbers[4];
    std::uint8_t small[8];
  } fields{texts,
           {row.time_ms, row.value, row.quantity, row.cost},
           {precision_class(row.time_precision), row.value_scale, row.quantity_scale, row.cost_scale, 0, 0, 0, 0}};
  static_assert(sizeof fields == 11 * 8 + 4 * 8 + 8);
  return XXH3_64bits(&fields, sizeof fields);
}

bool same_fields(const NumberedRow& a, const NumberedRow& b) {
  return std::memcmp(a.nodes, b.nodes, sizeof a.nodes) == 0 && std::memcmp(a.words, b.words, sizeof a.words) == 0 &&
         a.time_ms == b.time_ms && a.value == b.value && a.quantity == b.quantity && a.cost == b.cost &&
         precision_class(a.time_precision) == precision_class(b.time_precision) && a.value_scale == b.value_scale &&
         a.quantity_scale == b.quantity_scale && a.cost_scale == b.cost_scale;
}

bool same_identity(const NumberedRow& a, std::string_view event_a, const NumberedRow& b, std::string_view event_b) {
  if (event_a != event_b) return false;
  return event_a.empty() ? same_fields(a, b) : a.words[6] == b.words[6];
}

IdentityFilter::IdentityFilter() { reset(0); }

void IdentityFilter::reset(std::size_t hashes) {
  const auto bits = static_cast<unsigned>(std::bit_width(hashes / 4 | 4095));
  words_ = LargeVector<std::uint64_t>(std::size_t{1} << bits);
  shift_ = 64 - bits;
  size_ = 0;
}

static_assert(touchpoint_block_rows == 1u << 13, "an entry has 13 bits for the row");

// `for_each(visit)` visits at most `count` hashes with their places, the same twice.
template <class ForEach>
void IdentityRun::fill(std::size_t count, ForEach for_each) {
  const auto bits = std::clamp(static_cast<unsigned>(std::bit_width(count / 8)), 64 - dropped_bits - 32, 24u);
  shift_ = 64 - bits;
  // Counted two places on, summed up, and moved one back by the entries going in: then each start is where it belongs.
  starts_.assign((std::size_t{1} << bits) + 2, 0);
  for_each([&](std::uint64_t hash, std::uint32_t) { ++starts_[(hash >> shift_) + 2]; });
  for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
  entries_.resize(starts_.back());
  for_each([&](std::uint64_t hash, std::uint32_t place) {
    entries_[starts_[(hash >> shift_) + 1]++] = tag_of(hash) | place;
  });
  starts_.pop_back();
}

IdentityRun::IdentityRun(std::span<const IdentityEntry> entries) {
  fill(entries.size(), [&](auto visit) {
    blocks_.clear();
    for (const IdentityEntry& entry : entries) {
      if (blocks_.empty() || blocks_.back() != entry.block) blocks_.push_back(entry.block);
      visit(entry.hash, static_cast<std::uint32_t>((blocks_.size() - 1) << row_bits | entry.row));
    }
  });
}

IdentityRun IdentityRun::merged(std::span<const IdentityRun> runs) {
  IdentityRun all;
  std::size_t count = 0;
  for (const IdentityRun& run : runs) count += run.size();
  all.fill(count, [&](auto visit) {
    all.blocks_.clear();
    for (const IdentityRun& run : runs) {
      const auto first = static_cast<std::uint32_t>(all.blocks_.size() << row_bits);
      run.for_each([&](std::uint64_t hash, std::uint32_t place) { visit(hash, first + place); });
      all.blocks_.insert(all.blocks_.end(), run.blocks_.begin(), run.blocks_.end());
    }
  });
  return all;
}

bool IdentityRun::erase(const IdentityEntry& entry) {
  if (entries_.empty()) return false;
  const std::size_t bucket = entry.hash >> shift_;
  for (std::uint32_t at = starts_[bucket]; at < starts_[bucket + 1]; ++at) {
    const auto place = static_cast<std::uint32_t>(entries_[at]);
    if ((entries_[at] ^ tag_of(entry.hash)) >> 32 != 0 || place == erased) continue;
    if (blocks_[place >> row_bits] != entry.block || (place & ((1u << row_bits) - 1)) != entry.row) continue;
    entries_[at] |= erased;
    return true;
  }
  return false;
}

void IdentitySet::insert(const IdentityEntry& entry) {
  if (waiting_.empty() || waiting_.back().block != entry.block) {
    if (waiting_.size() >= large_run || waiting_blocks_ == IdentityRun::most_blocks) start_run();
    if (waiting_.empty()) waiting_.reserve(large_run + touchpoint_block_rows);
    ++waiting_blocks_;
  }
  waiting_.push_back(entry);
}

void IdentitySet::start_run() {
  end_run();
  if (waiting_.empty()) return;
  being_made_.swap(waiting_);
  making_ = std::async(std::launch::async,
                       [rows = std::span<const IdentityEntry>(being_made_)] { return IdentityRun(rows); });
  waiting_.clear();
  waiting_blocks_ = 0;
}

void IdentitySet::end_run() {
  if (making_.valid()) large_.push_back(making_.get());
}

void IdentitySet::finish() {
  start_run();
  end_run();
  waiting_ = {};
  being_made_ = {};
  last_found_ = nullptr;
}

void IdentitySet::adopt(IdentityRun run) {
  if (run.size() == 0) return;
  if (small_.size() == together) merge_small();
  small_.push_back(std::move(run));
  last_found_ = nullptr;
}

void IdentitySet::merge_small() {
  std::size_t blocks = 0;
  for (const IdentityRun& run : small_) blocks += run.block_count();
  if (blocks <= IdentityRun::most_blocks)
    large_.push_back(IdentityRun::merged(small_));
  else
    std::move(small_.begin(), small_.end(), std::back_inserter(large_));
  small_.clear();
}

void IdentitySet::erase(const IdentityEntry& entry) {
  for (auto* runs : {&small_, &large_})
    for (IdentityRun& run : *runs)
      if (run.erase(entry)) return;
}

std::size_t IdentitySet::size() const {
  std::size_t rows = 0;
  for (const auto* runs : {&large_, &small_})
    for (const IdentityRun& run : *runs) rows += run.size();
  return rows;
}

}  // namespace almanac::archive
