#include "importers/xlsx_styles.h"

#include <charconv>
#include <map>
#include <utility>

namespace almanac::importers {
namespace {

unsigned number_of(std::string_view text) {
  unsigned value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

constexpr std::size_t most_codes = 100'000;  // Excel allows a few hundred

class StylesHandler final : public XmlHandler {
 public:
  void start(const XmlName& name, const XmlAttributes& attributes, std::uint32_t depth) override {
    if (depth == 2) group_ = name.local;
    if (depth != 3) return;
    if (group_ == "numFmts" && name.local == "numFmt" && codes_.size() < most_codes) {
      // A code given for a built-in id stands before what the id usually means.
      codes_[number_of(attributes.get("numFmtId").value_or(""))] =
          number_format(attributes.get("formatCode").value_or(""));
    } else if (group_ == "cellXfs" && name.local == "xf") {
      ids_.push_back(number_of(attributes.get("numFmtId").value_or("")));
    }
  }
  void end(const XmlName&, std::uint32_t) override {}
  void text(std::string_view) override {}

  std::vector<NumberFormat> formats() const {
    std::vector<NumberFormat> formats;
    formats.reserve(ids_.size());
    for (const unsigned id : ids_) {
      const auto code = codes_.find(id);
      formats.push_back(code == codes_.end() ? number_format(id) : code->second);
    }
    return formats;
  }

 private:
  std::string group_;
  std::map<unsigned, NumberFormat> codes_;
  std::vector<unsigned> ids_;
};

}  // namespace

std::vector<NumberFormat> read_styles(const XlsxPackage& package, const ZipMember& member) {
  StylesHandler handler;
  package.scan(member, handler);
  return handler.formats();
}

}  // namespace almanac::importers
