#include "importers/xlsx_strings.h"

#include <charconv>
#include <utility>

#include "archive/error.h"
#include "importers/cell_text.h"
#include "importers/workbook_builder.h"

namespace almanac::importers {
namespace {

using archive::filled;

constexpr std::string_view white_space = " \t\r\n";

// The code unit of "_xHHHH_" at `at`; -1 if there is none.
int escape_at(std::string_view text, std::size_t at) {
  if (at + 7 > text.size() || text[at] != '_' || text[at + 1] != 'x' || text[at + 6] != '_') return -1;
  int unit = 0;
  const char* first = text.data() + at + 2;
  const auto [end, error] = std::from_chars(first, first + 4, unit, 16);
  return error == std::errc() && end == first + 4 && unit >= 0 ? unit : -1;
}

class SharedStringsHandler final : public XmlHandler {
 public:
  SharedStringsHandler(const std::filesystem::path& path, const WorkbookLimits& limits)
      : path_(path), limits_(limits) {}
  void start(const XmlName& name, const XmlAttributes& attributes, std::uint32_t depth) override {
    if (depth > 2) item_.start(name, attributes);
  }
  void end(const XmlName& name, std::uint32_t depth) override {
    if (depth > 2) item_.end(name);
    if (depth != 2 || name.local != "si") return;
    if (strings.size() >= limits_.cells) {
      const std::string limit = std::to_string(limits_.cells);
      fail_too_large(path_, filled({"it has more than {} different texts", "不同的文字超过 {} 个"}, limit));
    }
    strings.push_back(item_.take());
  }
  void text(std::string_view piece) override {
    item_.text(piece);
    check_cell_text(path_, item_.size(), limits_);
  }

  std::vector<std::string> strings;

 private:
  const std::filesystem::path& path_;
  const WorkbookLimits& limits_;
  XlsxStringItem item_;
};

}  // namespace

std::string unescaped(std::string_view text) {
  std::string plain;
  if (text.find("_x") == std::string_view::npos && text.find('\r') == std::string_view::npos) return std::string(text);
  plain.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const int unit = escape_at(text, at);
    if (unit < 0) {
      plain += text[at++];
      continue;
    }
    at += 7;
    auto point = static_cast<std::uint32_t>(unit);
    if (unit >= 0xD800 && unit < 0xDC00) {
      const int low = escape_at(text, at);
      if (low >= 0xDC00 && low <= 0xDFFF) {
        point = 0x10000 + (static_cast<std::uint32_t>(unit - 0xD800) << 10) + static_cast<std::uint32_t>(low - 0xDC00);
        at += 7;
      }
    }
    append_utf8(plain, point);
  }
  return plain_text(plain);
}

void XlsxStringItem::start(const XmlName& name, const XmlAttributes& attributes) {
  if (name.local == "rPh") ++phonetic_;
  if (name.local == "r") in_run_ = true;
  if (name.local != "t" || phonetic_ > 0) return;
  collecting_ = true;
  preserve_ = attributes.get("XML/1998/namespace", "space").value_or("") == "preserve";
}

void XlsxStringItem::end(const XmlName& name) {
  if (name.local == "rPh" && phonetic_ > 0) --phonetic_;
  if (name.local != "t" || !collecting_) return;
  collecting_ = false;
  if (preserve_ || in_run_) return;
  text_.erase(text_.find_last_not_of(white_space) + 1);
  text_.erase(0, text_.find_first_not_of(white_space));
}

std::string XlsxStringItem::take() {
  std::string plain = unescaped(text_);
  text_.clear();
  collecting_ = in_run_ = false;
  phonetic_ = 0;
  return plain;
}

std::vector<std::string> read_shared_strings(const XlsxPackage& package, const ZipMember& member,
                                             const WorkbookLimits& limits) {
  SharedStringsHandler handler(package.path, limits);
  package.scan(member, handler);
  return std::move(handler.strings);
}

}  // namespace almanac::importers
