#pragma once
// The rows of one flush: collected, then sorted by user, time and identity and cut into blocks. Internal to archive/;
// needs no store.

#include <array>
#include <cstdint>
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
  void supersede(std::uint32_t number) { dead_.push_back(number); }
  // For blocks that are joined: the part of each row.
  void set_parts(std::vector<std::uint16_t> parts) { parts_ = std::move(parts); }

  struct SortKey {
    std::uint32_t user, row;  // `row` is its number in the buffer
    std::int64_t time_ms;
    std::uint64_t identity;
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

  LargeVector<NumberedRow> rows_;
  LargeVector<SortKey> order_, scratch_;
  std::string event_ids_;
  std::vector<std::uint32_t> dead_;
  std::vector<std::uint16_t> parts_;
};

}  // namespace almanac::archive
