#pragma once
// Headings and list items of documents that do not mark them: by their numbering, length and emphasis. Internal to importers.

#include <string_view>
#include <vector>

#include "importers/document.h"

namespace almanac::importers {

// The number in front of a line: "一、" "（一）" "1." "1、" "2.1" "第一部分" "Part 2" "①" "-".
struct LineNumber {
  enum class Form {
    none,
    part,
    chinese,
    chinese_brackets,
    decimal,
    decimal_levels,
    brackets,
    circled,
    bullet
  } form = Form::none;
  int value = 0;            // of the last level; 0 for bullets
  std::uint8_t levels = 0;  // decimal_levels: 2 for "2.1"
  std::size_t size = 0;     // bytes up to the words behind it
};
LineNumber line_number(std::string_view line);
// The line without its number.
std::string_view without_number(std::string_view line);

// Turns paragraphs that plainly are headings into headings, and numbered or bulleted lines into items. `emphasised` has one
// entry per block. A document with headings of its own keeps its paragraphs as they are, but for bullets.
void mark_forms(std::vector<Block>& blocks, const std::vector<bool>& emphasised);

// Width in columns: a Chinese character counts two.
std::size_t display_width(std::string_view text);

}  // namespace almanac::importers
