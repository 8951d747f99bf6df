#include "importers/document.h"

namespace almanac::importers {
namespace {

// Line breaks inside a cell would make it look like two rows.
void append_cell(std::string& text, std::string_view cell) {
  for (const char c : cell) text += c == '\n' || c == '\t' ? ' ' : c;
}

}  // namespace

std::string text_of(const TextDocument& document) {
  std::string text;
  for (const Block& block : document.blocks) {
    if (block.type != Block::Type::table) {
      text += block.text;
      text += '\n';
      continue;
    }
    for (const auto& row : block.rows) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (i > 0) text += '\t';
        append_cell(text, row[i]);
      }
      text += '\n';
    }
  }
  return text;
}

}  // namespace almanac::importers
