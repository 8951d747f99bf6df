// An ODS file is a ZIP whose content.xml holds all sheets: OpenDocument 1.3 part 3. Rows and cells are run-length coded; the
// empty runs that end a row or a sheet (LibreOffice writes a million rows of them) take neither time nor memory.

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "archive/error.h"
#include "importers/number_format.h"
#include "importers/ods_text.h"
#include "importers/ole_file.h"
#include "importers/sheet.h"
#include "importers/workbook_builder.h"
#include "importers/xml_stream.h"
#include "importers/zip_archive.h"

namespace almanac::importers {
namespace {

using Type = SheetCell::Type;

constexpr std::string_view office = "office:1.0";
constexpr std::string_view table = "table:1.0";
constexpr std::string_view style = "style:1.0";
constexpr std::string_view calcext = "calcext:1.0";  // LibreOffice's own

std::uint64_t repeats(std::optional<std::string_view> text) {
  std::uint64_t count = 1;
  if (text) std::from_chars(text->data(), text->data() + text->size(), count);
  return std::clamp<std::uint64_t>(count, 1, UINT32_MAX);
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class ContentHandler final : public XmlHandler {
 public:
  ContentHandler(const std::filesystem::path& path, const WorkbookLimits& limits, WorkbookBuilder& builder)
      : path_(path), limits_(limits), builder_(builder) {}

  void start(const XmlName& name, const XmlAttributes& attributes, std::uint32_t depth) override {
    if (skipped_from_ > 0) return;
    if (in_cell_) {
      if (!text_.start(name, attributes)) skipped_from_ = depth;  // a comment, a drawing
      check_cell_text(path_, text_.size(), limits_);              // spaces are run-length coded too
    } else if (name.space.ends_with(table)) {
      start_table_element(name.local, attributes, depth);
    } else if (name.space.ends_with(style)) {
      start_style(name.local, attributes);
    } else if (name.space.ends_with(office) && name.local == "spreadsheet") {
      spreadsheet = true;
    }
  }

  void end(const XmlName& name, std::uint32_t depth) override {
    if (skipped_from_ > 0) {
      if (depth == skipped_from_) skipped_from_ = 0;
      return;
    }
    if (in_cell_ && depth != cell_depth_) return text_.end(name);
    if (!name.space.ends_with(table)) return;
    if (in_cell_) {
      end_cell();
    } else if (name.local == "table-row" && in_sheet_) {
      end_row();
    } else if (name.local == "table" && in_sheet_) {
      builder_.end_sheet();
      in_sheet_ = false;
    }
  }

  void text(std::string_view piece) override {
    if (!in_cell_ || skipped_from_ > 0) return;
    text_.text(piece);
    check_cell_text(path_, text_.size(), limits_);
  }

  bool spreadsheet = false;

 private:
  struct Placed {
    std::uint64_t column, count;
    SheetCell cell;
  };

  // Sheets that are hidden have a style that is not displayed.
  void start_style(std::string_view local, const XmlAttributes& attributes) {
    if (local == "style") style_name_ = attributes.get(style, "name").value_or("");
    if (local == "table-properties" && attributes.get(table, "display").value_or("") == "false" &&
        hidden_styles_.size() < limits_.sheets)
      hidden_styles_.insert(style_name_);
  }

  void start_table_element(std::string_view local, const XmlAttributes& attributes, std::uint32_t depth) {
    if (local == "table") {
      start_sheet(attributes, depth);
    } else if (is_one_of(local, {"tracked-changes", "shapes"})) {
      skipped_from_ = depth;  // former contents, and drawings, which may hold tables of their own
    } else if (!in_sheet_) {
      return;
    } else if (local == "table-row") {
      row_repeats_ = repeats(attributes.get(table, "number-rows-repeated"));
      column_ = 0;
      cells_.clear();
    } else if (local == "table-cell" || local == "covered-table-cell") {
      start_cell(attributes, depth);
    }
  }

  void start_sheet(const XmlAttributes& attributes, std::uint32_t depth) {
    const std::string_view name = attributes.get(table, "name").value_or("");
    const std::string_view style_name = attributes.get(table, "style-name").value_or("");
    if (in_sheet_ || name.starts_with("'file:") || style_name == "ta_extref") {  // a copy of another file's sheet
      if (!in_sheet_) builder_.external_reference();
      skipped_from_ = depth;
      return;
    }
    builder_.begin_sheet(std::string(name), hidden_styles_.contains(style_name));
    in_sheet_ = true;
    row_ = 0;
  }

  void start_cell(const XmlAttributes& attributes, std::uint32_t depth) {
    in_cell_ = true;
    cell_depth_ = depth;
    cell_repeats_ = repeats(attributes.get(table, "number-columns-repeated"));
    type_ = attributes.get(office, "value-type").value_or("");
    is_error_ = attributes.get(calcext, "value-type").value_or("") == "error";
    const auto formula = attributes.get(table, "formula");
    has_formula_ = formula.has_value();
    if (formula && formula->find("'file:") != std::string_view::npos) builder_.external_reference();
    value_.reset();
    for (const std::string_view kind : {"value", "date-value", "time-value", "boolean-value", "string-value"})
      if (const auto value = attributes.get(office, kind)) value_ = *value;
    merge(repeats(attributes.get(table, "number-rows-spanned")),
          repeats(attributes.get(table, "number-columns-spanned")));
    text_.clear();
  }

  void merge(std::uint64_t rows, std::uint64_t columns) {
    if (rows == 1 && columns == 1) return;
    const auto at = [](std::uint64_t number) {
      return static_cast<std::uint32_t>(std::min<std::uint64_t>(number, UINT32_MAX));
    };
    builder_.merge({at(row_), at(column_), at(row_ + rows - 1), at(column_ + columns - 1)});
  }

  void end_cell() {
    in_cell_ = false;
    SheetCell made = cell();
    if (has_formula_ && type_.empty() && made.text.empty()) builder_.formula_without_value(row_, column_);
    if (!made.text.empty()) {
      const Placed placed{column_, cell_repeats_, std::move(made)};
      put(row_, placed);
      if (row_repeats_ > 1) cells_.push_back(placed);
    }
    column_ += cell_repeats_;
  }

  SheetCell cell() {
    if (is_error_) return {Type::error, false, text_.take()};
    const std::string value = value_.value_or("");
    if (type_ == "float" && (value == "1" || value == "0")) {  // a truth value, as LibreOffice often writes it
      std::string shown = text_.take();
      if (shown == (value == "1" ? "TRUE" : "FALSE")) return {Type::boolean, false, std::move(shown)};
    }
    if (is_one_of(type_, {"float", "percentage", "currency"}))
      return number_cell(value, NumberFormat::number, DateSystem::from_1900);
    if (type_ == "date") {
      const bool timed = value.find('T') != std::string::npos;
      return iso_date_cell(value, timed ? NumberFormat::date_time : NumberFormat::date);
    }
    if (type_ == "time") return iso_duration_cell(value);
    if (type_ == "boolean") return {Type::boolean, false, value == "true" ? "TRUE" : "FALSE"};
    std::string shown = text_.take();
    return {Type::text, false, shown.empty() ? value : std::move(shown)};
  }

  void put(std::uint64_t row, const Placed& placed) {
    for (std::uint64_t i = 0; i < placed.count; ++i) builder_.put(row, placed.column + i, placed.cell);
  }

  void end_row() {
    if (!cells_.empty())
      for (std::uint64_t row = row_ + 1; row < row_ + row_repeats_; ++row)
        for (const Placed& placed : cells_) put(row, placed);
    row_ += row_repeats_;
  }

  const std::filesystem::path& path_;
  const WorkbookLimits& limits_;
  WorkbookBuilder& builder_;
  std::set<std::string, std::less<>> hidden_styles_;
  std::string style_name_;
  std::uint32_t skipped_from_ = 0;  // depth of the element whose inside is left out; 0 if none
  bool in_sheet_ = false, in_cell_ = false, is_error_ = false, has_formula_ = false;
  std::uint32_t cell_depth_ = 0;
  std::uint64_t row_ = 0, column_ = 0, row_repeats_ = 1, cell_repeats_ = 1;
  std::string type_;
  std::optional<std::string> value_;
  OdsText text_;
  std::vector<Placed> cells_;  // of a row that is repeated
};

class ManifestHandler final : public XmlHandler {
 public:
  void start(const XmlName& name, const XmlAttributes&, std::uint32_t) override {
    if (name.local == "encryption-data") encrypted = true;
  }
  void end(const XmlName&, std::uint32_t) override {}
  void text(std::string_view) override {}
  bool encrypted = false;
};

}  // namespace

Workbook read_ods(const std::filesystem::path& path, const WorkbookLimits& limits) {
  refuse_ole_workbook(path);
  ZipArchive zip(path, {limits.unpacked_bytes, limits.unpacked_bytes, limits.ratio, ZipLimits{}.members});
  if (const ZipMember* manifest = zip.find("META-INF/manifest.xml")) {
    ManifestHandler handler;
    scan_xml(zip, *manifest, path, limits.depth, handler);
    if (handler.encrypted) fail_encrypted_workbook(path);
  }
  const ZipMember* content = zip.find("content.xml");
  if (content == nullptr) fail_other_kind(path, {"a ZIP archive without a workbook in it", "不含工作簿的 ZIP 压缩包"});
  WorkbookBuilder builder(path, limits);
  for (const ZipMember& member : zip.members())
    if (!member.folder && (member.name.starts_with("Basic/") || member.name.starts_with("Scripts/"))) builder.macros();
  ContentHandler handler(path, limits, builder);
  scan_xml(zip, *content, path, limits.depth, handler);
  if (!handler.spreadsheet)
    fail_other_kind(path, {"an OpenDocument file without sheets (a text or a presentation)",
                           "不含表格的 OpenDocument 文件（文本或演示文稿）"});
  return builder.take();
}

}  // namespace almanac::importers
