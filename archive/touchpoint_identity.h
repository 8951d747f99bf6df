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
#include <string_view>

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
// that about one new hash in a hundred is mistaken for a known one.
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
    return std::uint64_t{1} << (hash & 63) | std::uint64_t{1} << (hash >> 6 & 63) |
           std::uint64_t{1} << (hash >> 12 & 63) | std::uint64_t{1} << (hash >> 18 & 63);
  }
  LargeVector<std::uint64_t> words_;
  unsigned shift_ = 0;
  std::size_t size_ = 0;
};

// From a 64-bit identity hash to the stored row. Several rows may have one hash. What was stored before lies in a table of
// open addressing, sized once; each flush adds a run, sorted by hash, and runs are merged by eights. So nothing is ever
// rehashed, and the caller's thread spends nothing on rows that are new: it does not get past the filter in front of this.
class IdentitySet {
 public:
  struct Entry {
    std::uint64_t hash = 0;
    std::uint64_t place = 0;  // 0: free, or superseded (in a run)

    static std::uint64_t place_of(std::uint64_t block, std::uint32_t row) { return block << 16 | row; }
    std::uint64_t block() const { return place >> 16; }
    std::uint32_t row() const { return static_cast<std::uint32_t>(place & 0xffffu); }
  };
  using Run = LargeVector<Entry>;
  static void sort(Run& run);                                                // by hash
  static Entry* find_in(Run& run, std::uint64_t hash, std::uint64_t place);  // nullptr: not there

  // The table: room for `rows`, then at most as many inserts, then finish_table().
  void reserve(std::size_t rows);
  void insert(Entry entry);
  void finish_table() { enter_waiting(); }
  // A run, sorted.
  void adopt(Run run);

  // The first entry with this hash for which `matches(entry)`; nullptr if there is none. Its place may be set to 0: it is
  // never found again then.
  template <class Matches>
  Entry* find(std::uint64_t hash, Matches matches);
  template <class Visit>
  void for_each_hash(Visit visit) const;
  std::size_t size() const { return size_; }

 private:
  struct TieredRun {
    Run entries;
    unsigned tier = 0;
  };
  void enter_waiting();
  static std::size_t first_at(const Run& run, std::uint64_t hash);  // of the first entry not below `hash`

  LargeVector<Entry> table_;
  std::size_t mask_ = 0;
  unsigned shift_ = 0;
  std::vector<Entry> waiting_;  // entered many at a time, so that the walks to main memory overlap
  std::vector<TieredRun> runs_;
  std::size_t size_ = 0;
};

template <class Matches>
IdentitySet::Entry* IdentitySet::find(std::uint64_t hash, Matches matches) {
  for (auto run = runs_.rbegin(); run != runs_.rend(); ++run)
    for (std::size_t at = first_at(run->entries, hash); at < run->entries.size() && run->entries[at].hash == hash; ++at)
      if (run->entries[at].place != 0 && matches(run->entries[at])) return &run->entries[at];
  if (table_.empty()) return nullptr;
  for (std::size_t at = hash >> shift_;; at = (at + 1) & mask_) {
    Entry& entry = table_[at];
    if (entry.place == 0 && entry.hash == 0) return nullptr;
    if (entry.hash == hash && entry.place != 0 && matches(entry)) return &entry;
  }
}

template <class Visit>
void IdentitySet::for_each_hash(Visit visit) const {
  for (const Entry& entry : table_)
    if (entry.place != 0) visit(entry.hash);
  for (const TieredRun& run : runs_)
    for (const Entry& entry : run.entries) visit(entry.hash);
}

}  // namespace almanac::archive
