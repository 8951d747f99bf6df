#include "importers/ods_text.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace almanac::importers {
namespace {

constexpr std::string_view text_space = "text:1.0";
constexpr std::size_t most_spaces = 32'767;  // no cell is longer

bool is_white(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

void OdsText::clear() {
  text_.clear();
  paragraphs_ = 0;
  in_paragraph_ = space_ = false;
}

bool OdsText::start(const XmlName& name, const XmlAttributes& attributes) {
  if (!name.space.ends_with(text_space)) return false;
  if (name.local == "p" || name.local == "h") {
    if (paragraphs_++ > 0) text_ += '\n';
    in_paragraph_ = true;
    space_ = false;
    start_ = text_.size();
    return true;
  }
  if (name.local == "ruby-text" || name.local == "note" || name.local.starts_with("tracked")) return false;
  if (!in_paragraph_) return true;
  if (name.local == "s" || name.local == "tab" || name.local == "line-break") {
    if (std::exchange(space_, false)) text_ += ' ';
    std::size_t count = 1;
    if (const auto times = attributes.get(text_space, "c"))
      std::from_chars(times->data(), times->data() + times->size(), count);
    if (name.local == "s") text_.append(std::min(count, most_spaces), ' ');
    if (name.local == "tab") text_ += '\t';
    if (name.local == "line-break") text_ += '\n';
  }
  return true;
}

void OdsText::end(const XmlName& name) {
  if (!name.space.ends_with(text_space) || (name.local != "p" && name.local != "h")) return;
  // By the letter of the standard white space at the end goes too; LibreOffice means it, as Excel does.
  if (std::exchange(space_, false)) text_ += ' ';
  in_paragraph_ = false;
}

void OdsText::text(std::string_view piece) {
  if (!in_paragraph_) return;
  for (const char c : piece) {
    if (is_white(c)) {
      space_ = text_.size() > start_;
      continue;
    }
    if (std::exchange(space_, false)) text_ += ' ';
    text_ += c;
  }
}

std::string OdsText::take() { return std::exchange(text_, {}); }

}  // namespace almanac::importers
