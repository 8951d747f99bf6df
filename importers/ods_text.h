#pragma once
// The text of one cell of ODS: its paragraphs, joined by line ends. White space is collapsed as OpenDocument says (part 3,
// 6.1.2): what is meant stands as <text:s/>, <text:tab/>, <text:line-break/>. Internal to read_ods().

#include <string>
#include <string_view>

#include "importers/xml_stream.h"

namespace almanac::importers {

class OdsText {
 public:
  void clear();
  // False: no text of the cell is inside this element (comments, drawings, ruby).
  bool start(const XmlName& name, const XmlAttributes& attributes);
  void end(const XmlName& name);
  void text(std::string_view piece);
  std::size_t size() const { return text_.size(); }
  std::string take();

 private:
  std::string text_;
  std::size_t paragraphs_ = 0;
  bool in_paragraph_ = false, space_ = false;  // white space seen and not yet written
  std::size_t start_ = 0;                      // of the paragraph
};

}  // namespace almanac::importers
