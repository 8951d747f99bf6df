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

// Which hashes have been seen, certainly or perhaps: four bits in one 64-bit word for each, 10-27 bits of memory a hash, so
// that at most one new hash in a hundred is mistaken for a known one. Looks at the upper 44 bits of a hash only, which are
// what an IdentitySet can tell again.
class IdentityFilter {
 public:
  IdentityFilter();
  bool may_contain(std::uint64_t hash) const { return (words_[hash >> shift_] & bits(hash)) == bits(hash); }
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&words_[hash >> shift_], 1); }
  void add(std::uint64_t hash) {
    words_[hash >> shift_] |= bits(hash);
    ++size_;
  }
  bool full() const { return size_ > words_.size() * hashes_a_word; }
  // Empties it and makes room for `hashes` and at least a quarter more.
  void reset(std::size_t hashes);

 private:
  static constexpr std::size_t hashes_a_word = 6;
  static std::uint64_t bits(std::uint64_t hash) {
    const std::uint64_t mixed = (hash >> 20) * 0x9e3779b97f4a7c15ULL;
    return std::uint64_t{1} << (mixed >> 58) | std::uint64_t{1} << (mixed >> 52 & 63) |
           std::uint64_t{1} << (mixed >> 46 & 63) | std::uint64_t{1} << (mixed >> 40 & 63);
  }
  LargeVector<std::uint64_t> words_;
  unsigned shift_ = 0;
  std::size_t size_ = 0;
};

}  // namespace almanac::archive
