#pragma once
// The rows of one flush: collected, then sorted by user, time and identity and cut into blocks. Internal to archive/;
// needs no store.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/touchpoint_identity.h"
#include "archive/touchpoint_keys.h"
#include "archive/touchpoint_memory.h"
#include "archive/touchpoint_storage.h"

namespace almanac::archive {

// The number maps of a flush: four kinds of nodes, seven of words.
struct NumberMaps {
  std::array<const NumberMap*, 4> nodes;  // user, campaign, channel, product
  std::array<const NumberMap*, 7> words;  // by Word - 1
  NumberMaps();                           // all numbers are final
};

struct PackedBlock {
  BlockDescription description;
  std::vector<std::uint8_t> data, identities;
  DeadRows dead;
};

class TouchpointBuffer {
 public:
  static constexpr std::size_t capacity = 262'144;
  static constexpr std::size_t event_bytes = 32u << 20;  // event ids may fill it earlier

  bool full() const { return rows_.size() >= capacity || event_ids_.size() >= event_bytes; }
  bool empty() const { return rows_.empty(); }
  std::size_t size() const { return rows_.size(); }

  // Returns the row's number in the buffer.
  std::uint32_t add(NumberedRow row, std::string_view event_id);
  const NumberedRow& row(std::uint32_t number) const { return rows_[number]; }
  std::string_view event_id(std::uint32_t number) const {
    return std::string_view(event_ids_).substr(rows_[number].event_begin, rows_[number].event_length);
  }
  // The first row with this identity hash for which `matches(number)`.
  template <class Matches>
  std::optional<std::uint32_t> find(std::uint64_t hash, Matches matches);
  // The row is not found any more (its block may be in the making).
  void forget(std::uint32_t number);
  // The same, and it goes into its block as dead. Not while the buffer is being packed.
  void supersede(std::uint32_t number) {
    forget(number);
    dead_.push_back(number);
  }
  // For blocks that are joined: the part of each row.
  void set_parts(std::vector<std::uint16_t> parts) { parts_ = std::move(parts); }

  struct SortKey {
    std::uint32_t user = 0, row = 0;  // `row` is its number in the buffer
    std::int64_t time_ms = 0;
    std::uint64_t identity = 0;
  };
  // Packs all rows into blocks with final numbers. order()[i] is then the i-th row over all blocks, each of which but the
  // last has touchpoint_block_rows. May be called again (with other numbers).
  std::vector<PackedBlock> pack(const NumberMaps& maps);
  const LargeVector<SortKey>& order() const { return order_; }
  void clear();

 private:
  void sort(const NumberMap& users);
  void gather(std::size_t begin, std::size_t end, const NumberMaps& maps, TouchpointColumns& columns) const;

  static void sort_by_user(LargeVector<SortKey>& keys, LargeVector<SortKey>& other, std::uint32_t highest_user);
  static void sort_users_rows(LargeVector<SortKey>& keys);

  void index_rows();

  // Rows by identity hash: row + 1, 0 is free. Rows are entered when somebody first looks, which is seldom (IdentityFilter).
  static constexpr std::uint32_t forgotten = 0xffffffff;
  LargeVector<std::uint32_t> index_;
  std::size_t indexed_ = 0;

  LargeVector<NumberedRow> rows_;
  LargeVector<SortKey> order_, scratch_;
  std::string event_ids_;
  std::vector<std::uint32_t> dead_;
  std::vector<std::uint16_t> parts_;
};

template <class Matches>
std::optional<std::uint32_t> TouchpointBuffer::find(std::uint64_t hash, Matches matches) {
  if (rows_.empty()) return std::nullopt;
  index_rows();
  const std::size_t mask = index_.size() - 1;
  for (std::size_t at = hash & mask; index_[at] != 0; at = (at + 1) & mask) {
    if (index_[at] == forgotten) continue;
    const std::uint32_t row = index_[at] - 1;
    if (rows_[row].identity == hash && matches(row)) return row;
  }
  return std::nullopt;
}

}  // namespace almanac::archive
