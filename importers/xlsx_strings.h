#pragma once
// Text of XLSX: the table of shared strings, and the text of one <si> or <is>. Internal to read_xlsx().

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "importers/xlsx_parts.h"

namespace almanac::importers {

// "_x000D_" and its like as the characters they stand for (ECMA-376 part 1, 22.9.2.19); CR LF and CR as LF; characters no text
// should hold dropped.
std::string unescaped(std::string_view text);

// Joins the runs of one item; phonetic runs (<rPh>) are how it is read aloud, not text. White space around a <t> counts
// only with xml:space="preserve", between runs always.
class XlsxStringItem {
 public:
  void start(const XmlName& name, const XmlAttributes& attributes);
  void end(const XmlName& name);
  void text(std::string_view piece) {
    if (collecting_) text_ += piece;
  }
  std::size_t size() const { return text_.size(); }
  std::string take();  // and begins anew

 private:
  std::string text_;
  bool collecting_ = false, preserve_ = false, in_run_ = false;
  std::uint32_t phonetic_ = 0;
};

// Throws Error invalid_input "too_large" if they are more, or longer, than cells may be.
std::vector<std::string> read_shared_strings(const XlsxPackage& package, const ZipMember& member,
                                             const WorkbookLimits& limits);

}  // namespace almanac::importers
