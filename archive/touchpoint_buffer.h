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
#include "archive/touchpoint_storage.h"

namespace almanac::archive {

// The vocabularies of a stream: four kinds of nodes, seven of words.
struct Vocabularies {
  std::array<Vocabulary, 4> nodes;  // user, campaign, channel, product
  std::array<Vocabulary, 7> words;  // by Word - 1
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

  // Packs all rows into blocks with final numbers. order()[i] is then the buffer number of the i-th row over all blocks,
  // each of which but the last has touchpoint_block_rows. May be called again (after other numbers were assigned).
  std::vector<PackedBlock> pack(const Vocabularies& vocabularies);
  const std::vector<std::uint32_t>& order() const { return order_; }
  void clear();

 private:
  void sort(const Vocabulary& users);
  void gather(std::size_t begin, std::size_t end, const Vocabularies& vocabularies, TouchpointColumns& columns) const;

  std::vector<NumberedRow> rows_;
  std::string event_ids_;
  std::vector<std::uint32_t> dead_;
  std::vector<std::uint32_t> order_;
  std::vector<std::uint16_t> parts_;
};

}  // namespace almanac::archive
