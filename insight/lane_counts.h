#pragma once
// How many units have both of two values where one side has few that occur: each of them has a bit, a unit's values are a mask, and
// all rows of a column lie side by side in one vector, so that a unit is added to a column at once.

#include <cstdint>
#include <span>
#include <vector>

#include "graph/budget.h"
#include "insight/pair_counts.h"

namespace almanac::insight {

class LaneCounts {
 public:
  static constexpr std::uint32_t most_rows = 48;  // that occur

  // Numbers of touchpoints side by side: from 1, 0 is no value. `takes`: which of them count; null: all.
  struct Side {
    const std::uint32_t* numbers = nullptr;
    const std::uint8_t* takes = nullptr;
  };

  LaneCounts(std::uint32_t rows, std::uint32_t columns, graph::Budget& budget)
      : budget_(budget),
        bits_(std::size_t{rows} + 1, unseen),
        columns_(columns + 1),
        last_(columns_),
        units_(columns_) {
    bits_[0] = 0;
    resize(1);
  }

  // One unit, that of the touchpoints [from, to). False: more rows occur than there are lanes; what was counted is void then.
  bool add(Side rows, Side columns, std::size_t from, std::size_t to) {
    if (++unit_ % most_narrow == 0) widen();
    if (list_.size() <= to - from) list_.resize(to - from + 1);
    const bool every = rows.takes == nullptr && columns.takes == nullptr;
    Found found = every ? scan<true>(rows, columns, from, to) : scan<false>(rows, columns, from, to);
    if (found.mask >= unseen) {
      for (std::size_t i = from; i < to; ++i) {
        if ((rows.takes == nullptr || rows.takes[i] != 0) && !name(rows.numbers[i])) return false;
      }
      ++unit_;
      found = every ? scan<true>(rows, columns, from, to) : scan<false>(rows, columns, from, to);
    }
    const std::span list(list_.data(), found.columns);
    add_block(static_cast<std::uint16_t>(found.mask), 0, list, [&](std::uint32_t column) { ++units_[column]; });
    for (std::uint32_t block = 1; block < blocks_; ++block) {
      const auto mask = static_cast<std::uint16_t>(found.mask >> (block * width));
      if (mask != 0) add_block(mask, block, list, [](std::uint32_t) {});
    }
    return true;
  }

  // What was counted: row(place, its units) of each row that occurs, column(place, its units), and the pairs, which are dense.
  template <class Row, class Column>
  void tell(PairCounts& pairs, Row&& row, Column&& column) {
    widen();
    for (std::uint32_t c = 1; c < columns_; ++c) column(c - 1, units_[c]);
    for (std::uint32_t lane = 0; lane < rows_.size(); ++lane) {
      const std::uint32_t* cells = wide_.data() + std::size_t{lane / width} * columns_ * width + lane % width;
      row(rows_[lane], cells[0]);
      for (std::uint32_t c = 1; c < columns_; ++c) {
        if (const std::uint32_t both = cells[std::size_t{c} * width]; both != 0)
          pairs.add_many(rows_[lane], c - 1, both);
      }
    }
  }

 private:
  using Mask = std::uint64_t;
  static constexpr Mask unseen = Mask{1} << 63U;            // of a row that has no lane yet
  static constexpr std::uint32_t width = 16;                // lanes of a block
  static constexpr std::uint32_t most_narrow = UINT16_MAX;  // units that narrow counters can hold
  // Half a block. Comparisons of vectors give all bits where they are true, which is -1.
  using Half = std::uint16_t __attribute__((vector_size(width)));
  struct Block {
    Half low{}, high{};
  };

  struct Found {
    Mask mask = 0;
    std::size_t columns = 0;  // in list_: that of every unit, then the distinct ones
  };
  template <bool every>
  Found scan(Side rows, Side columns, std::size_t from, std::size_t to) {
    const Mask* const bits = bits_.data();
    std::uint32_t* const last = last_.data();
    std::uint32_t* const list = list_.data();
    const std::uint32_t unit = unit_;
    Found found{0, 1};
    list[0] = 0;
    last[0] = unit;
    for (std::size_t i = from; i < to; ++i) {
      const std::uint32_t row = every || rows.takes == nullptr || rows.takes[i] != 0 ? rows.numbers[i] : 0;
      const std::uint32_t column = every || columns.takes == nullptr || columns.takes[i] != 0 ? columns.numbers[i] : 0;
      found.mask |= bits[row];
      list[found.columns] = column;
      found.columns += last[column] != unit ? 1 : 0;
      last[column] = unit;
    }
    return found;
  }

  bool name(std::uint32_t number) {
    if (bits_[number] != unseen) return true;
    if (rows_.size() == most_rows) return false;
    bits_[number] = Mask{1} << rows_.size();
    rows_.push_back(number - 1);
    if (rows_.size() > std::size_t{blocks_} * width) resize(blocks_ + 1);
    return true;
  }

  void resize(std::uint32_t blocks) {
    budget_.hold(std::size_t{blocks - blocks_} * columns_ * (sizeof(Block) + width * sizeof(std::uint32_t)));
    blocks_ = blocks;
    narrow_.resize(std::size_t{blocks} * columns_);
    wide_.resize(std::size_t{blocks} * columns_ * width);
  }

  // And calls also(column) on the way.
  template <class Also>
  void add_block(std::uint16_t mask, std::uint32_t block, std::span<const std::uint32_t> columns, Also&& also) {
    constexpr Half low_bits{1, 2, 4, 8, 16, 32, 64, 128};
    constexpr Half high_bits{256, 512, 1024, 2048, 4096, 8192, 16384, 32768};
    const Half low = (low_bits & mask) != 0, high = (high_bits & mask) != 0;
    Block* const cells = narrow_.data() + std::size_t{block} * columns_;
    for (const std::uint32_t column : columns) {
      also(column);
      cells[column].low -= low;
      cells[column].high -= high;
    }
  }

  void widen() {
    std::uint32_t* wide = wide_.data();
    for (Block& block : narrow_) {
      for (std::uint32_t k = 0; k < width / 2; ++k) *wide++ += block.low[k];
      for (std::uint32_t k = 0; k < width / 2; ++k) *wide++ += block.high[k];
      block = {};
    }
  }

  graph::Budget& budget_;
  std::vector<Mask> bits_;                   // by number
  std::vector<std::uint32_t> rows_;          // by lane
  std::uint32_t columns_;                    // one more than there are: 0 is that of every unit
  std::vector<std::uint32_t> last_, units_;  // by column: the last unit that had it, how many had
  std::vector<std::uint32_t> list_;          // scratch
  std::uint32_t unit_ = 0, blocks_ = 0;
  std::vector<Block> narrow_;        // by block, column
  std::vector<std::uint32_t> wide_;  // likewise
};

}  // namespace almanac::insight
