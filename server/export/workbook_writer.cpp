#include "server/export/workbook_writer.h"

#include <xlsxwriter.h>

#include <algorithm>
#include <cstdlib>

#include "server/export/csv_writer.h"

namespace almanac::server {
namespace {

constexpr std::size_t most_characters = 32'767;  // of a cell, in UTF-16 units
constexpr std::uint32_t most_rows = 1'048'576;

// Numbers that a cell holds exactly: its numbers are doubles.
bool is_exact(const std::string& number) {
  return std::ranges::count_if(number, [](char c) { return c >= '0' && c <= '9'; }) <= 15;
}

// Control characters other than tab and line breaks are no XML.
std::string clean(const std::string& text) {
  std::string cleaned;
  cleaned.reserve(text.size());
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n') cleaned += c;
  return cleaned;
}

// At most so many UTF-16 units, with a note where something was cut.
std::string fitted(std::string text, archive::Language language) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) units += byte >= 0xF0 ? 2 : 1;
  }
  if (units <= most_characters) return text;
  const std::string note =
      archive::Text{" … (cut; whole in the JSON lines)", " ……（已截断，全文见 JSONL 导出）"}.in(language);
  std::size_t end = 0, kept = 0;
  while (end < text.size() && kept < most_characters - note.size() - 2) {
    const auto byte = static_cast<unsigned char>(text[end]);
    kept += byte >= 0xF0 ? 2 : 1;
    do ++end;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80);
  }
  return text.substr(0, end) + note;
}

}  // namespace

WorkbookWriter::WorkbookWriter(const std::filesystem::path& file, archive::Language language)
    : file_(file.string()),
      directory_(file.parent_path().empty() ? "." : file.parent_path().string()),
      language_(language) {
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  options.tmpdir = directory_.data();
  workbook_ = workbook_new_opt(file_.c_str(), &options);
  if (!workbook_) throw_export_failed("xlsx");
  // A fixed time of making: the same content gives the same bytes.
  lxw_doc_properties properties{};
  properties.created = 315'532'800;  // 1980-01-01
  workbook_set_properties(workbook_, &properties);
  heading_ = workbook_add_format(workbook_);
  format_set_bold(heading_);
  format_set_bottom(heading_, LXW_BORDER_THIN);
  day_ = workbook_add_format(workbook_);
  format_set_num_format(day_, "yyyy-mm-dd");
}

WorkbookWriter::~WorkbookWriter() {
  if (workbook_) lxw_workbook_free(workbook_);
}

int WorkbookWriter::begin(const std::string& name, const std::vector<std::string>& headings) {
  Sheet sheet;
  sheet.name = name;
  sheet.headings = headings;
  open(sheet);
  sheets_.push_back(std::move(sheet));
  return static_cast<int>(sheets_.size()) - 1;
}

void WorkbookWriter::open(Sheet& sheet) {
  const std::string name = sheet.part == 1 ? sheet.name : sheet.name + " " + std::to_string(sheet.part);
  sheet.sheet = workbook_add_worksheet(workbook_, name.c_str());
  if (!sheet.sheet) throw_export_failed(name);
  const auto columns = static_cast<lxw_col_t>(sheet.headings.size());
  worksheet_freeze_panes(sheet.sheet, 1, 0);
  if (columns > 0) worksheet_set_column(sheet.sheet, 0, static_cast<lxw_col_t>(columns - 1), 14, nullptr);
  for (lxw_col_t i = 0; i < columns; ++i)
    worksheet_write_string(sheet.sheet, 0, i, fitted(clean(sheet.headings[i]), language_).c_str(), heading_);
  sheet.next_row = 1;
}

void WorkbookWriter::row(int table, const std::vector<Cell>& cells) {
  Sheet& sheet = sheets_[static_cast<std::size_t>(table)];
  if (sheet.next_row == most_rows) {
    ++sheet.part;
    open(sheet);
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Cell& cell = cells[i];
    const auto column = static_cast<lxw_col_t>(i);
    if (cell.is == Cell::Is::empty) continue;
    if (cell.is == Cell::Is::number && is_exact(cell.text)) {
      worksheet_write_number(sheet.sheet, sheet.next_row, column, std::strtod(cell.text.c_str(), nullptr), nullptr);
    } else if (cell.is == Cell::Is::day && cell.text >= "1900-03-01") {
      lxw_datetime day{};
      day.year = std::atoi(cell.text.substr(0, 4).c_str());
      day.month = std::atoi(cell.text.substr(5, 2).c_str());
      day.day = std::atoi(cell.text.substr(8, 2).c_str());
      worksheet_write_datetime(sheet.sheet, sheet.next_row, column, &day, day_);
    } else {
      worksheet_write_string(sheet.sheet, sheet.next_row, column, fitted(clean(cell.text), language_).c_str(), nullptr);
    }
  }
  ++sheet.next_row;
}

void WorkbookWriter::finish() {
  if (sheets_.empty()) workbook_add_worksheet(workbook_, nullptr);
  const lxw_error error = workbook_close(workbook_);  // frees it, also when it fails
  workbook_ = nullptr;
  if (error != LXW_NO_ERROR) throw_export_failed(lxw_strerror(error));
}

}  // namespace almanac::server
