#pragma once
// What the fuzz targets of documents share. DOCX and PPTX come as parts (workbook_fuzz.h, zip_of), the others as they are.

#include "archive/error.h"
#include "importers/document.h"
#include "tests/fuzz/workbook_fuzz.h"

namespace fuzz {

inline almanac::importers::DocumentLimits document_limits() {
  almanac::importers::DocumentLimits limits;
  limits.file_bytes = 4 << 20;
  limits.text_bytes = 1 << 20;
  limits.blocks = 5'000;
  limits.pages = 50;
  limits.depth = 64;
  return limits;
}

// Checked: no crash; the limits hold; texts are UTF-8 without control characters; no block is empty; errors speak both languages.
template <class Reader>
void read_document(Reader reader, std::string_view bytes) {
  using Type = almanac::importers::Block::Type;
  const MemoryFile file(bytes);
  try {
    const almanac::importers::TextDocument document = reader(file.path(), document_limits());
    require(!document.blocks.empty() && document.blocks.size() <= 5'000);
    for (const auto& block : document.blocks) {
      check_text(block.text);
      require((block.type == Type::table) == block.text.empty() && (block.type == Type::table) == !block.rows.empty());
      require((block.type == Type::heading || block.type == Type::item) == (block.level > 0));
      if (block.type == Type::heading) require(block.level <= 6);
      for (const auto& row : block.rows)
        for (const auto& cell : row) check_text(cell);
    }
    const std::string text = almanac::importers::text_of(document);
    check_text(text);
    check_text(document.title + document.author + document.date);
    for (const auto& note : document.notes) check_text(note.text.en + note.text.zh);
  } catch (const almanac::archive::Error& error) {
    require(!error.code().empty() && !error.message().en.empty() && !error.message().zh.empty());
    check_text(error.message().en + error.message().zh);
  }
}

}  // namespace fuzz
