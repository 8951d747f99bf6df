#pragma once
// When are two touchpoints the same? Internal to archive/.
//
// With an event id: same source and event id. Without: all fields the same. The hash of an identity is taken over the
// hashes of the keys' and words' texts, not over their numbers, so it stays what it is in another archive. A time's
// precision counts down to the second: 20:00:00 and 20:00:00.000 are one time, a bare date is not its midnight.
//
// Equal hashes are only a hint. Whoever finds one compares the rows themselves (same_identity, same_fields); two
// identities may share a hash and both be stored.

#include <cstdint>
#include <future>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "archive/touchpoint_memory.h"
#include "archive/touchpoints.h"

namespace almanac::archive {

// One row in numbers, 96 bytes. The event id lies in a text of its own (of the buffer or the block).
struct NumberedRow {
  std::uint32_t nodes[4] = {no_number, no_number, no_number, no_number};  // user, campaign, channel, product
  std::uint32_t words[7] = {no_number, no_number, no_number, no_number,
                            no_number, no_number, no_number};  // by Word - 1
  std::uint32_t event_length = 0;
  std::int64_t time_ms = 0, value = 0, quantity = 0, cost = 0;
  std::uint64_t identity = 0;
  std::uint32_t event_begin = 0;
  std::uint8_t time_precision = 0, value_scale = no_amount, quantity_scale = no_amount, cost_scale = no_amount;
};
NumberedRow row_of(const TouchpointColumns& columns, std::size_t row);  // event_begin, event_length unset

// Hashes of the texts behind `nodes` and `words`; 0 for none.
struct RowTexts {
  std::uint64_t nodes[4] = {};
  std::uint64_t words[7] = {};
};
std::uint64_t identity_hash(const NumberedRow& row, const RowTexts& texts, std::string_view event_id);

bool same_identity(const NumberedRow& a, std::string_view event_a, const NumberedRow& b, std::string_view event_b);
bool same_fields(const NumberedRow& a, const NumberedRow& b);  // all but the event id

// Which hashes have been seen, certainly or perhaps: four bits in one 64-bit word for each, 10-20 bits of memory a hash, so
// that about one new hash in a hundred is mistaken for a known one. Looks at the upper 44 bits of a hash only, which are what
// an IdentitySet can tell again.
class IdentityFilter {
 public:
  IdentityFilter();
  bool may_contain(std::uint64_t hash) const { return (words_[hash >> shift_] & bits(hash)) == bits(hash); }
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&words_[hash >> shift_], 1); }
  void add(std::uint64_t hash) {
    words_[hash >> shift_] |= bits(hash);
    ++size_;
  }
  bool full() const { return size_ > words_.size() * 6; }
  // Empties it and makes room for `hashes` and as many again.
  void reset(std::size_t hashes);

 private:
  static std::uint64_t bits(std::uint64_t hash) {
    const std::uint64_t mixed = (hash >> 20) * 0x9e3779b97f4a7c15ULL;
    return std::uint64_t{1} << (mixed >> 58) | std::uint64_t{1} << (mixed >> 52 & 63) |
           std::uint64_t{1} << (mixed >> 46 & 63) | std::uint64_t{1} << (mixed >> 40 & 63);
  }
  LargeVector<std::uint64_t> words_;
  unsigned shift_ = 0;
  std::size_t size_ = 0;
};

// An identity hash and the row that has it.
struct IdentityEntry {
  std::uint64_t hash = 0;
  std::uint64_t block = 0;  // its storage number
  std::uint32_t row = 0;
};

// Stored rows by the upper 44 bits of their identity hash, in 8 bytes each and not to be added to: buckets by the highest
// bits, 32 further bits and the row's place in an entry. Whoever finds an entry compares the rows themselves anyway, so the
// 20 bits that are not kept cost one needless comparison in 10^13 / rows.
class IdentityRun {
 public:
  static constexpr std::size_t most_blocks = (1u << 19) - 1;

  IdentityRun() = default;
  // In any order, those of a block together; at most `most_blocks` blocks.
  explicit IdentityRun(std::span<const IdentityEntry> entries);
  // Of runs that have at most `most_blocks` blocks together.
  static IdentityRun merged(std::span<const IdentityRun> runs);

  // The first entry under this hash for which `matches(entry)`.
  template <class Matches>
  std::optional<IdentityEntry> find(std::uint64_t hash, Matches matches) const;
  // The entry is not found again. Whether it was there.
  bool erase(const IdentityEntry& entry);
  // Hashes without their lowest 20 bits, ascending by their highest.
  template <class Visit>
  void for_each_hash(Visit visit) const;
  std::size_t size() const { return entries_.size(); }  // erased ones included
  std::size_t block_count() const { return blocks_.size(); }

 private:
  static constexpr unsigned row_bits = 13, dropped_bits = 20;
  static constexpr std::uint32_t erased = 0xffffffff;  // as a place: block number most_blocks
  static std::uint64_t tag_of(std::uint64_t hash) { return hash >> dropped_bits << 32; }
  std::uint64_t hash_of(std::uint64_t bucket, std::uint64_t entry) const {
    return bucket << shift_ | entry >> 32 << dropped_bits;
  }
  template <class ForEach>
  void fill(std::size_t count, ForEach for_each);
  template <class Visit>
  void for_each(Visit visit) const;

  std::vector<std::uint64_t> blocks_;   // storage numbers
  std::vector<std::uint32_t> starts_;   // of each bucket, and the end
  LargeVector<std::uint64_t> entries_;  // 32 bits of the hash, 19 of an index into blocks_, 13 of the row
  unsigned shift_ = 63;
};

template <class Matches>
std::optional<IdentityEntry> IdentityRun::find(std::uint64_t hash, Matches matches) const {
  if (entries_.empty()) return std::nullopt;
  const std::size_t bucket = hash >> shift_;
  for (std::uint32_t at = starts_[bucket]; at < starts_[bucket + 1]; ++at) {
    if ((entries_[at] ^ tag_of(hash)) >> 32 != 0) continue;
    const auto place = static_cast<std::uint32_t>(entries_[at]);
    if (place == erased) continue;
    const IdentityEntry entry{hash, blocks_[place >> row_bits], place & ((1u << row_bits) - 1)};
    if (matches(entry)) return entry;
  }
  return std::nullopt;
}

template <class Visit>
void IdentityRun::for_each(Visit visit) const {
  for (std::size_t bucket = 0; bucket + 1 < starts_.size(); ++bucket)
    for (std::uint32_t at = starts_[bucket]; at < starts_[bucket + 1]; ++at)
      if (const auto place = static_cast<std::uint32_t>(entries_[at]); place != erased)
        visit(hash_of(bucket, entries_[at]), place);
}

template <class Visit>
void IdentityRun::for_each_hash(Visit visit) const {
  for_each([&](std::uint64_t hash, std::uint32_t) { visit(hash); });
}

// From an identity hash to the stored row. Several rows may have one hash. Each flush adds a run; eight small runs become a
// larger one before a ninth comes, and runs of millions of rows stay. A look-up asks the run that knew the last row first,
// because a file that is imported again comes in the same order. The caller's thread spends nothing on rows that are new:
// they do not get past the filter in front of this.
class IdentitySet {
 public:
  // Rows one by one, those of a block together, then finish(); nothing is found in between. Runs are made on another thread
  // while rows come in.
  void insert(const IdentityEntry& entry);
  void finish();
  void adopt(IdentityRun run);

  // The first entry with this hash for which `matches(entry)`; nothing if there is none.
  template <class Matches>
  std::optional<IdentityEntry> find(std::uint64_t hash, Matches matches);
  void erase(const IdentityEntry& entry);
  template <class Visit>
  void for_each_hash(Visit visit) const;  // without the lowest 20 bits
  std::size_t size() const;

 private:
  static constexpr std::size_t large_run = 1u << 20;  // rows: 8 MB
  static constexpr std::size_t together = 8;
  void merge_small();

  void start_run();
  void end_run();

  std::vector<IdentityEntry> waiting_, being_made_;
  std::size_t waiting_blocks_ = 0;
  std::vector<IdentityRun> large_, small_;
  const IdentityRun* last_found_ = nullptr;
  std::future<IdentityRun> making_;  // from being_made_
};

template <class Matches>
std::optional<IdentityEntry> IdentitySet::find(std::uint64_t hash, Matches matches) {
  std::optional<IdentityEntry> found;
  if (last_found_) found = last_found_->find(hash, matches);
  const auto look_in = [&](const std::vector<IdentityRun>& runs) {
    for (auto run = runs.rbegin(); run != runs.rend() && !found; ++run) {
      if (&*run == last_found_) continue;
      found = run->find(hash, matches);
      if (found) last_found_ = &*run;
    }
  };
  if (!found) look_in(small_);
  if (!found) look_in(large_);
  return found;
}

template <class Visit>
void IdentitySet::for_each_hash(Visit visit) const {
  for (const auto* runs : {&large_, &small_})
    for (const IdentityRun& run : *runs) run.for_each_hash(visit);
}

}  // namespace almanac::archive
