// <worksheet><sheetData><row r="1"><c r="A1" s="2" t="s"><f>…</f><v>7</v></c>…  <mergeCells><mergeCell ref="A1:B2"/>…
//
// Elements are known by their place, so that what extensions put elsewhere under the same names (<f>, <v> of sparklines) is
// not taken for cells. Of a formula only the stored value is read.

#include "importers/xlsx_sheet.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "archive/error.h"
#include "importers/xlsx_strings.h"

namespace almanac::importers {
namespace {

using archive::filled;
using Type = SheetCell::Type;

struct Place {
  std::uint64_t row = 0, column = 0;  // from 0
};

// "AB12", also "$ab$12". Past the limits of any sheet the numbers are large, and the builder refuses them.
std::optional<Place> place_of(std::string_view reference) {
  Place place;
  std::size_t at = 0;
  const auto skip_dollar = [&] { at += at < reference.size() && reference[at] == '$' ? 1 : 0; };
  skip_dollar();
  const std::size_t letters = at;
  for (; at < reference.size(); ++at) {
    const char c = reference[at];
    const int letter = c >= 'A' && c <= 'Z' ? c - 'A' : c >= 'a' && c <= 'z' ? c - 'a' : -1;
    if (letter < 0) break;
    if (at - letters > 6) return std::nullopt;
    place.column = place.column * 26 + static_cast<std::uint64_t>(letter) + 1;
  }
  if (at == letters) return std::nullopt;
  skip_dollar();
  const char* end = reference.data() + reference.size();
  const auto [stop, error] = std::from_chars(reference.data() + at, end, place.row);
  if (error != std::errc() || stop != end || place.row == 0) return std::nullopt;
  --place.row;
  --place.column;
  return place;
}

template <class Number>
Number number_or(std::optional<std::string_view> text, Number otherwise) {
  if (!text) return otherwise;
  Number value = otherwise;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  return error == std::errc() && end == text->data() + text->size() ? value : otherwise;
}

class SheetHandler final : public XmlHandler {
 public:
  SheetHandler(const std::filesystem::path& path, const ZipMember& member, const XlsxContext& context,
               WorkbookBuilder& builder)
      : path_(path), member_(member), context_(context), builder_(builder) {}

  void start(const XmlName& name, const XmlAttributes& attributes, std::uint32_t depth) override {
    if (depth == 1) {
      root(name);
    } else if (depth == 2) {
      in_cells_ = name.local == "sheetData";
      in_merges_ = name.local == "mergeCells";
    } else if (in_cells_) {
      if (depth == 3 && name.local == "row") start_row(attributes);
      if (depth == 4 && name.local == "c") start_cell(attributes);
      if (depth == 5 && in_cell_) start_content(name);
      if (depth >= 6 && content_ == Content::inline_text) item_.start(name, attributes);
    } else if (in_merges_ && depth == 3 && name.local == "mergeCell") {
      merge(attributes.get("ref").value_or(""));
    }
  }

  void end(const XmlName& name, std::uint32_t depth) override {
    if (!in_cells_) return;
    if (depth >= 6 && content_ == Content::inline_text) item_.end(name);
    if (depth == 5) content_ = Content::other;
    if (depth == 4 && in_cell_) end_cell();
    if (depth == 3 && name.local == "row") ++next_.row;
    if (depth == 2) in_cells_ = false;
  }

  void text(std::string_view piece) override {
    if (content_ == Content::value) value_ += piece;
    if (content_ == Content::inline_text) item_.text(piece);
    check_cell_text(path_, value_.size() + item_.size(), context_.limits);
  }

 private:
  enum class Content : std::uint8_t { other, value, inline_text };

  void root(const XmlName& name) const {
    if (name.local == "worksheet") return;
    fail_damaged_workbook(path_, filled({"\"{}\" in it is no worksheet", "其中的“{}”不是工作表"}, member_.name));
  }

  void start_row(const XmlAttributes& attributes) {
    const std::uint64_t number = number_or<std::uint64_t>(attributes.get("r"), 0);
    if (number > 0) next_.row = number - 1;
    next_.column = 0;
  }

  void start_cell(const XmlAttributes& attributes) {
    in_cell_ = true;
    place_ = next_;
    if (const auto reference = attributes.get("r")) {
      const auto place = place_of(*reference);
      if (!place) {
        fail_damaged_workbook(path_, filled({"\"{}\" in it places a cell at \"{}\"", "其中的“{}”把单元格放在“{}”"},
                                            member_.name, *reference));
      }
      place_ = *place;
    }
    next_ = {place_.row, place_.column + 1};
    type_ = attributes.get("t").value_or("n");
    style_ = number_or<std::size_t>(attributes.get("s"), 0);
    value_.clear();
    formula_ = has_value_ = has_inline_ = false;
    content_ = Content::other;
  }

  void start_content(const XmlName& name) {
    content_ = Content::other;
    if (name.local == "f") formula_ = true;
    if (name.local == "v") {
      content_ = Content::value;
      has_value_ = true;
    }
    if (name.local == "is") {
      content_ = Content::inline_text;
      has_inline_ = true;
    }
  }

  void end_cell() {
    in_cell_ = false;
    // A formula whose text is empty has a value; one without anything has none.
    if (formula_ && value_.empty() && !has_inline_ && !(has_value_ && type_ == "str")) {
      builder_.formula_without_value(place_.row, place_.column);
      return;
    }
    if (has_value_ || has_inline_) builder_.put(place_.row, place_.column, cell());
  }

  SheetCell cell() {
    if (has_inline_) return {Type::text, false, item_.take()};
    if (type_ == "s") return shared();
    if (type_ == "str") return {Type::text, false, unescaped(value_)};
    if (type_ == "b") return {Type::boolean, false, value_ == "1" || value_ == "true" ? "TRUE" : "FALSE"};
    if (type_ == "e") return {Type::error, false, value_};
    const NumberFormat format = style_ < context_.styles.size() ? context_.styles[style_] : NumberFormat::number;
    if (type_ == "d") return iso_date_cell(value_, format);
    if (type_ == "n") return number_cell(value_, format, context_.dates);
    return {Type::text, false, unescaped(value_)};
  }

  SheetCell shared() {
    const std::size_t index = number_or<std::size_t>(value_, SIZE_MAX);
    if (index < context_.strings.size()) return {Type::text, false, context_.strings[index]};
    builder_.missing_text(place_.row, place_.column);
    return {};
  }

  void merge(std::string_view reference) {
    const std::size_t colon = reference.find(':');
    const auto first = place_of(reference.substr(0, colon));
    const auto last = colon == std::string_view::npos ? first : place_of(reference.substr(colon + 1));
    if (!first || !last) return;
    constexpr std::uint64_t most = UINT32_MAX;
    builder_.merge({static_cast<std::uint32_t>(std::min({first->row, last->row, most})),
                    static_cast<std::uint32_t>(std::min({first->column, last->column, most})),
                    static_cast<std::uint32_t>(std::min(std::max(first->row, last->row), most)),
                    static_cast<std::uint32_t>(std::min(std::max(first->column, last->column), most))});
  }

  const std::filesystem::path& path_;
  const ZipMember& member_;
  const XlsxContext& context_;
  WorkbookBuilder& builder_;
  bool in_cells_ = false, in_merges_ = false, in_cell_ = false, formula_ = false, has_value_ = false,
       has_inline_ = false;
  Content content_ = Content::other;
  Place next_, place_;  // where a cell that does not say comes; the cell's
  std::string type_, value_;
  std::size_t style_ = 0;
  XlsxStringItem item_;
};

}  // namespace

void read_worksheet(const XlsxPackage& package, const ZipMember& member, const XlsxContext& context,
                    WorkbookBuilder& builder) {
  SheetHandler handler(package.path, member, context, builder);
  package.scan(member, handler);
}

}  // namespace almanac::importers
