#pragma once
// A table whose cells span columns and rows, as a plain grid: the text of a spanning cell is repeated in every place it
// covers. Internal to importers.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace almanac::importers {

class TableGrid {
 public:
  static constexpr std::size_t most_columns = 1'000;
  static constexpr std::size_t most_bytes = 16u << 20;  // of repeated text; past it a cell is written once

  void begin_row() {
    rows_.emplace_back();
    fill_spans();
  }
  // The next cell of the row; spans are at least 1.
  void add(std::string text, std::uint32_t columns = 1, std::uint32_t rows = 1) {
    fill_spans();
    auto& row = rows_.back();
    for (std::uint32_t i = 0; i < columns && row.size() < most_columns; ++i) {
      const std::size_t at = row.size();
      repeated_ += text.size();
      row.push_back(i == 0 || repeated_ < most_bytes ? text : std::string());
      if (rows > 1) {
        if (spans_.size() <= at) spans_.resize(at + 1);
        spans_[at] = {rows - 1, text};
      }
    }
  }
  std::vector<std::vector<std::string>> take() { return std::move(rows_); }

 private:
  struct Span {
    std::uint32_t rows = 0;  // still to fill
    std::string text;
  };
  // Cells that reach down from above into the next places of the row.
  void fill_spans() {
    auto& row = rows_.back();
    while (row.size() < spans_.size() && spans_[row.size()].rows > 0) {
      Span& span = spans_[row.size()];
      --span.rows;
      repeated_ += span.text.size();
      row.push_back(repeated_ < most_bytes ? span.text : std::string());
    }
  }

  std::vector<std::vector<std::string>> rows_;
  std::vector<Span> spans_;
  std::size_t repeated_ = 0;
};

}  // namespace almanac::importers
