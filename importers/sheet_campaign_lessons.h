#pragma once
// The parts of a sheet that say what was learnt: statements under 亮点, 不足, 改进, line by line or in columns. Internal to importers.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "importers/document.h"
#include "importers/sheet_campaign_tables.h"

namespace almanac::importers {

struct OwnCell {  // a filled cell that does not merely repeat its neighbour
  std::uint32_t column = 0;
  std::string_view text;
};

class LessonParts {
 public:
  explicit LessonParts(const SheetText& sheet) : sheet_(sheet) {}

  void open(std::string_view heading);  // a heading; lines below belong to it where it is one of lessons
  void close() { is_open_ = false; }
  bool is_open() const { return is_open_; }  // lines below belong to the part opened last

  void take(std::string_view text);  // statements of a cell: its lines, and what semicolons part

  // 亮点 | 不足 | 改进 in row `header`, over lines of each. The last row taken, of this and the next; nullopt: it is something else.
  std::optional<std::uint32_t> take_columns(std::uint32_t header, const std::vector<OwnCell>& cells);
  // 问题描述 | 原因 | 改进建议 over lines of them: the statements, and what is to be done.
  std::optional<std::uint32_t> take_table(std::uint32_t header, const std::vector<OwnCell>& cells);

  std::vector<Block>& blocks() { return blocks_; }

 private:
  const SheetText& sheet_;
  std::vector<Block> blocks_;
  bool is_open_ = false;
};

}  // namespace almanac::importers
