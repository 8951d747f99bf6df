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
  std::uint32_t words[7] = {no_number, no_number, no_number, no_number, no_number, no_number, no_number};  // by Word - 1
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

// From a 64-bit identity hash to where the row is: open addressing, 16 bytes a slot, at most 3/4 full. Several rows may
// have one hash. Nothing is ever removed; a superseded row's place is taken over by its successor.
//
// A visit to so large a table costs a walk to main memory, and most rows of an import are new. So a filter of 1-2 bytes a
// row stands in front: it says "certainly new" for 99 of 100 new rows, and those are entered into the table later, many
// at a time, when the walks overlap.
class IdentitySet {
 public:
  // Where a row is: row `row` of stored block `block`, or row `row` of one of the two buffers.
  struct Place {
    std::uint64_t packed = 0;
    static Place stored(std::uint64_t block, std::uint32_t row) { return {(block << 16) | row}; }
    static Place buffered(std::uint32_t buffer, std::uint32_t row) { return {buffered_bit | std::uint64_t{buffer} << 32 | row}; }
    bool is_buffered() const { return (packed & buffered_bit) != 0; }
    std::uint32_t buffer() const { return static_cast<std::uint32_t>(packed >> 32 & 1); }
    std::uint64_t block() const { return packed >> 16; }
    std::uint32_t row() const { return static_cast<std::uint32_t>(is_buffered() ? packed & 0xffffffffu : packed & 0xffffu); }
    bool operator==(const Place&) const = default;
    static constexpr std::uint64_t buffered_bit = std::uint64_t{1} << 63;
  };

  IdentitySet();
  void reserve(std::size_t rows);
  void insert(std::uint64_t hash, Place place);
  // False: no place has this hash.
  bool may_contain(std::uint64_t hash) const {
    const std::uint64_t bits = filter_bits(hash);
    return (filter_[hash >> filter_shift_] & bits) == bits;
  }
  // The first place with this hash for which `matches(place)`; nullptr if there is none. The place may be overwritten;
  // the pointer is valid until the next insert.
  template <class Matches>
  Place* find(std::uint64_t hash, Matches matches);
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&slots_[start(hash)], 1); }
  std::size_t size() const { return used_ + waiting_.size(); }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    Place place;  // packed 0: free
  };
  std::size_t start(std::uint64_t hash) const { return hash >> shift_; }
  static std::uint64_t filter_bits(std::uint64_t hash) {
    return std::uint64_t{1} << (hash & 63) | std::uint64_t{1} << (hash >> 6 & 63) | std::uint64_t{1} << (hash >> 12 & 63) |
           std::uint64_t{1} << (hash >> 18 & 63);
  }
  void enter_waiting();
  void resize(unsigned bits);
  void place_at(const Slot& slot);

  LargeVector<Slot> slots_;
  LargeVector<std::uint64_t> filter_;  // an eighth as many words as slots
  std::vector<Slot> waiting_;          // in the filter, not yet in the table
  std::size_t mask_ = 0;
  unsigned shift_ = 0, filter_shift_ = 0;
  std::size_t used_ = 0;
};

template <class Matches>
IdentitySet::Place* IdentitySet::find(std::uint64_t hash, Matches matches) {
  if (!may_contain(hash)) return nullptr;
  enter_waiting();
  for (std::size_t at = start(hash);; at = (at + 1) & mask_) {
    Slot& slot = slots_[at];
    if (slot.place.packed == 0) return nullptr;
    if (slot.hash == hash && matches(slot.place)) return &slot.place;
  }
}

}  // namespace almanac::archive
