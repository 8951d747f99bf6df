#pragma once
// How many units have both of two values.

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "graph/budget.h"

namespace almanac::insight {

// How many units have both of a row and a column: an array while that is small, else sorted runs.
class PairCounts {
 public:
  PairCounts(std::uint64_t rows, std::uint64_t columns, graph::Budget& budget) : rows_(rows), budget_(budget) {
    dense_ = columns == 0 || rows <= most_dense_cells / columns;
    if (!dense_) return;
    budget.hold(rows * columns * sizeof(std::uint32_t));
    cells_.resize(static_cast<std::size_t>(rows * columns), 0);
  }
  bool dense() const { return dense_; }

  void add(std::span<const std::uint32_t> rows, std::uint32_t column) {
    if (dense_) {
      std::uint32_t* cells = cells_.data() + column * rows_;
      for (const std::uint32_t row : rows) ++cells[row];
    } else {
      for (const std::uint32_t row : rows) add_one(row, column);
    }
  }
  // Where pairs are dense.
  void add_many(std::uint32_t row, std::uint32_t column, std::uint32_t units) { cells_[column * rows_ + row] += units; }
  void add_one(std::uint32_t row, std::uint32_t column) {
    if (dense_) {
      ++cells_[column * rows_ + row];
      return;
    }
    fresh_.push_back(column * rows_ + row);
    if (fresh_.size() == fresh_limit) merge();
  }

  std::uint32_t of(std::uint32_t row, std::uint32_t column) {
    const std::uint64_t key = column * rows_ + row;
    if (dense_) return cells_[key];
    if (!fresh_.empty()) merge();
    const auto found = std::lower_bound(counted_.begin(), counted_.end(), key,
                                        [](const auto& entry, std::uint64_t wanted) { return entry.first < wanted; });
    return found != counted_.end() && found->first == key ? found->second : 0;
  }

  // f(row, column, count) of the pairs with any, in order of column, then row.
  template <class F>
  void each(F&& f) {
    if (dense_) {
      std::uint32_t column = 0;
      for (const std::uint32_t* cells = cells_.data(); cells != cells_.data() + cells_.size();
           cells += rows_, ++column) {
        for (std::uint32_t row = 0; row < rows_; ++row) {
          if (cells[row] != 0) f(row, column, cells[row]);
        }
      }
      return;
    }
    merge();
    for (const auto& [key, count] : counted_)
      f(static_cast<std::uint32_t>(key % rows_), static_cast<std::uint32_t>(key / rows_), count);
  }

 private:
  static constexpr std::uint64_t most_dense_cells = std::uint64_t{1} << 24;
  static constexpr std::size_t fresh_limit = std::size_t{1} << 22;

  void merge() {
    std::sort(fresh_.begin(), fresh_.end());
    std::vector<std::pair<std::uint64_t, std::uint32_t>> merged;
    merged.reserve(counted_.size() + fresh_.size() / 2);
    std::size_t old = 0;
    for (std::size_t i = 0; i < fresh_.size();) {
      const std::uint64_t key = fresh_[i];
      std::uint32_t count = 0;
      for (; i < fresh_.size() && fresh_[i] == key; ++i) ++count;
      while (old < counted_.size() && counted_[old].first < key) merged.push_back(counted_[old++]);
      if (old < counted_.size() && counted_[old].first == key) count += counted_[old++].second;
      merged.emplace_back(key, count);
    }
    merged.insert(merged.end(), counted_.begin() + static_cast<std::ptrdiff_t>(old), counted_.end());
    budget_.hold(merged.size() * sizeof merged[0]);
    budget_.release(counted_.size() * sizeof merged[0]);
    counted_ = std::move(merged);
    fresh_.clear();
  }

  std::uint64_t rows_;
  graph::Budget& budget_;
  bool dense_ = true;
  std::vector<std::uint32_t> cells_;
  std::vector<std::uint64_t> fresh_;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> counted_;
};

}  // namespace almanac::insight
