#pragma once
// What every document reader needs: the file's bytes within the limit, clean text, blocks counted against the limits, and
// the last pass that finds headings by their form. Internal to importers.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "importers/document.h"

namespace almanac::importers {

// The whole file. Throws Error invalid_input "too_large", and as open_source() does.
std::string read_document_file(const std::filesystem::path& path, const DocumentLimits& limits);

// UTF-8 without zero bytes and control characters: what is no UTF-8 becomes U+FFFD, counted in `*broken`.
std::string valid_text(std::string_view bytes, std::size_t* broken = nullptr);

// One paragraph: runs of white space are one space, tabs and "\n" stay (without spaces about them), trimmed.
std::string clean_text(std::string_view text);

[[noreturn]] void refuse_too_large(std::string_view what, std::uint64_t limit);
[[noreturn]] void refuse_damaged(const archive::Text& what);

class DocumentBuilder {
 public:
  explicit DocumentBuilder(const DocumentLimits& limits) : limits_(limits) {}

  const DocumentLimits& limits() const { return limits_; }
  TextDocument& document() { return document_; }

  // A block without text is dropped. Throws Error invalid_input "too_large" past the limits. `emphasised`: the whole block is bold or
  // larger than the text around it, which makes a short paragraph a heading where the document has no headings of its own.
  void add(Block block, bool emphasised = false);
  void add_paragraph(std::string_view text, bool emphasised = false, std::uint32_t page = 0);
  void add_heading(std::string_view text, std::uint8_t level, std::uint32_t page = 0);
  void add_item(std::string_view text, std::uint8_t level, bool numbered, std::uint32_t page = 0);
  void add_table(std::vector<std::vector<std::string>> rows, std::uint32_t page = 0);

  void note(std::string_view code, archive::Text text);  // the first of each code stays

  // Finds headings and items by form where the format marked none, and takes the title from the first heading. Throws Error
  // invalid_input "no_text" with `advice` if there is no text at all.
  TextDocument finish(const archive::Text& advice);

 private:
  DocumentLimits limits_;
  TextDocument document_;
  std::vector<bool> emphasised_;
  std::uint64_t bytes_ = 0;
};

}  // namespace almanac::importers
