#pragma once
// A text document as it was read: blocks in reading order. The readers of DOCX, PPTX, PDF, Markdown, HTML and plain text make
// it; importers/review.h finds a campaign in it, and its text is what search finds.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "importers/encoding.h"
#include "importers/table_reader.h"

namespace almanac::importers {

struct Block {
  enum class Type : std::uint8_t { heading, paragraph, item, table } type = Type::paragraph;
  std::uint8_t level = 0;  // heading: 1 to 6; item: nesting from 1
  bool numbered = false;   // item of a numbered list
  std::string text;  // of heading, paragraph and item: one line of plain text (line breaks inside a paragraph are "\n")
  std::vector<std::vector<std::string>> rows;  // of a table; merged cells are repeated
  std::uint32_t page = 0;                      // PDF page or slide, from 1; 0: the format has none
};

struct TextDocument {
  std::string title;         // from the document's properties or first heading; empty: none
  std::string author, date;  // from its properties, as written; empty: none
  std::vector<Block> blocks;
  std::vector<Note>
      notes;  // "scanned_pdf" (pages without text), "tracked_changes" (insertions taken, deletions left out) …
  Encoding encoding = Encoding::utf8;
};

struct DocumentLimits {
  std::uint64_t file_bytes = 64ull << 20;
  std::uint64_t text_bytes = 16ull << 20;  // of all blocks
  std::uint32_t blocks = 200'000, pages = 5'000, depth = 256;
};

// Each throws Error invalid_input "encrypted_file", "damaged_file", "too_large", "no_text"; and as open_source() does.
TextDocument read_docx(const std::filesystem::path& path, const DocumentLimits& limits = {});
TextDocument read_pptx(const std::filesystem::path& path,
                       const DocumentLimits& limits = {});  // one heading a slide, notes too
TextDocument read_pdf(const std::filesystem::path& path, const DocumentLimits& limits = {});
TextDocument read_markdown(const std::filesystem::path& path, const DocumentLimits& limits = {});
TextDocument read_html(const std::filesystem::path& path, const DocumentLimits& limits = {});
TextDocument read_plain_text(const std::filesystem::path& path, const DocumentLimits& limits = {});

// The whole text, block by block, one line each, cells by tabs: what is stored and searched.
std::string text_of(const TextDocument& document);

}  // namespace almanac::importers
