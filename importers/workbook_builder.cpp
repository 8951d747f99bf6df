#include "importers/workbook_builder.h"

#include <algorithm>
#include <utility>

#include "archive/error.h"

namespace almanac::importers {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::filled;
using archive::Text;

[[noreturn]] void fail(const char* code, const std::filesystem::path& path, Text text) {
  throw Error(ErrorKind::invalid_input, code, std::move(text), path.string());
}

}  // namespace

std::string cell_name(std::uint32_t row, std::uint32_t column) {
  std::string name;
  for (std::uint32_t rest = column + 1; rest > 0; rest = (rest - 1) / 26)
    name.insert(name.begin(), static_cast<char>('A' + (rest - 1) % 26));
  return name + std::to_string(std::uint64_t{row} + 1);
}

void fail_damaged_workbook(const std::filesystem::path& path, const Text& what) {
  fail("damaged_file", path,
       {path.string() + " is damaged: " + what.en + ". Open it in the program that made it and save it again",
        path.string() + " 已损坏：" + what.zh + "。请用原来的程序打开并另存"});
}

void fail_too_large(const std::filesystem::path& path, const Text& what) {
  fail("too_large", path,
       {path.string() + " is too large: " + what.en + ". Split it, or save its tables as CSV, which has no such limit",
        path.string() + " 太大：" + what.zh + "。请拆分，或把其中的表格另存为 CSV（没有此限制）"});
}

void fail_encrypted_workbook(const std::filesystem::path& path) {
  fail(
      "encrypted_file", path,
      filled({"{} is protected by a password. Open it in Excel or WPS, remove the password (Excel: File, Info, Protect "
              "Workbook, Encrypt with Password, empty the field), save it and import that file",
              "{} 有密码保护。请在 Excel 或 WPS 中打开，取消密码（文件 → 信息 → 保护工作簿 → 用密码进行加密 → "
              "清空密码），保存后再导入"},
             path.string()));
}

void fail_other_kind(const std::filesystem::path& path, const Text& kind) {
  fail("other_file_kind", path,
       {path.string() + " is " + kind.en +
            ", not the workbook that its name or use says. Open it in Excel, WPS or "
            "LibreOffice and save it as .xlsx",
        path.string() + " 其实是" + kind.zh +
            "，不是所期望的工作簿。请用 Excel、WPS 或 LibreOffice 打开并另存为 .xlsx"});
}

void check_cell_text(const std::filesystem::path& path, std::size_t bytes, const WorkbookLimits& limits) {
  if (bytes <= limits.cell_bytes) return;
  const std::string most = std::to_string(limits.cell_bytes);
  fail_too_large(path, filled({"the text of a cell is longer than {} bytes", "一个单元格的文字超过 {} 字节"}, most));
}

void WorkbookBuilder::Places::add(std::uint64_t at_row, std::uint64_t at_column) {
  if (count++ > 0) return;
  row = at_row;
  column = at_column;
}

void WorkbookBuilder::begin_sheet(std::string name, bool hidden) {
  if (workbook_.sheets.size() >= limits_.sheets) {
    const std::string most = std::to_string(limits_.sheets);
    fail_too_large(path_, filled({"it has more than {} sheets", "工作表超过 {} 个"}, most));
  }
  workbook_.sheets.push_back({std::move(name), hidden, {}, {}});
  without_value_ = {};
  missing_text_ = {};
}

void WorkbookBuilder::put(std::uint64_t row, std::uint64_t column, SheetCell cell) {
  if (row >= limits_.rows || column >= limits_.columns) {
    const std::string name = cell_name(static_cast<std::uint32_t>(std::min<std::uint64_t>(row, UINT32_MAX - 1)),
                                       static_cast<std::uint32_t>(std::min<std::uint64_t>(column, UINT32_MAX - 1)));
    fail_too_large(path_, filled({"sheet \"{}\" has a cell {}; at most {} rows and {} columns are read",
                                  "工作表“{}”中有单元格 {}，最多读取 {} 行、{} 列"},
                                 sheet().name, name, std::to_string(limits_.rows), std::to_string(limits_.columns)));
  }
  if (cell.text.empty()) return;
  auto& cells = row_at(row);
  widen(cells, column + 1);
  SheetCell& place = cells[column];
  if (place.type == SheetCell::Type::empty && ++cells_ > limits_.cells) {
    const std::string most = std::to_string(limits_.cells);
    fail_too_large(path_, filled({"it has more than {} cells", "单元格超过 {} 个"}, most));
  }
  count_text(cell.text.size());
  place = std::move(cell);
}

std::vector<SheetCell>& WorkbookBuilder::row_at(std::uint64_t row) {
  auto& rows = sheet().rows;
  if (row >= rows.size()) {
    places_ += row + 1 - rows.size();
    const std::size_t usual = rows.empty() ? 0 : rows.back().size();
    rows.resize(row + 1);
    widen(rows.back(), 0);
    rows.back().reserve(usual);  // rows of a table are as long as the one before
  }
  return rows[row];
}

void WorkbookBuilder::widen(std::vector<SheetCell>& row, std::uint64_t columns) {
  if (columns > row.size()) {
    places_ += columns - row.size();
    row.resize(columns);
  }
  if (places_ > limits_.places) {
    const std::string most = std::to_string(limits_.places);
    fail_too_large(path_, filled({"its rows and cells, empty ones between others included, are more than {}",
                                  "行与单元格（含中间的空单元格）超过 {} 个"},
                                 most));
  }
}

void WorkbookBuilder::count_text(std::size_t bytes) {
  check_cell_text(path_, bytes, limits_);
  text_bytes_ += bytes;
  if (text_bytes_ <= limits_.text_bytes) return;
  const std::string most = std::to_string(limits_.text_bytes);
  fail_too_large(path_, filled({"the text of its cells is longer than {} bytes", "单元格文字超过 {} 字节"}, most));
}

void WorkbookBuilder::merge(const MergedRange& range) {
  if (sheet().merged.size() >= limits_.merged_ranges) {
    const std::string most = std::to_string(limits_.merged_ranges);
    fail_too_large(path_, filled({"sheet \"{}\" has more than {} merged ranges", "工作表“{}”的合并区域超过 {} 个"},
                                 sheet().name, most));
  }
  sheet().merged.push_back(range);
}

void WorkbookBuilder::formula_without_value(std::uint64_t row, std::uint64_t column) {
  without_value_.add(row, column);
}

void WorkbookBuilder::missing_text(std::uint64_t row, std::uint64_t column) { missing_text_.add(row, column); }

void WorkbookBuilder::macros() {
  if (std::exchange(macros_, true)) return;
  workbook_.notes.push_back({"macros_ignored", {"the workbook's macros are not run", "工作簿中的宏不会运行"}});
}

void WorkbookBuilder::external_reference() {
  if (std::exchange(external_, true)) return;
  workbook_.notes.push_back(
      {"external_reference",
       {"the workbook refers to other files; they are not opened, the values it has stored are read",
        "工作簿引用了其他文件；不会打开它们，只读取已保存的值"}});
}

// Merged ranges are filled as far as the sheet reaches: a title merged over all 16,384 columns makes no 16,384 cells.
void WorkbookBuilder::end_sheet() {
  std::uint64_t columns = 0;
  for (const auto& row : sheet().rows) columns = std::max<std::uint64_t>(columns, row.size());
  for (const MergedRange& range : sheet().merged) fill(range, columns);
  note_places(
      "formula_without_value", without_value_,
      {"sheet \"{}\": {} formulas have no stored value (the first in {}) and are read as empty; open the file in "
       "Excel, WPS or LibreOffice and save it",
       "工作表“{}”：{} 个公式没有保存计算结果（第一个在 {}），按空值读取；请用 Excel、WPS 或 LibreOffice 打开后保存"});
  note_places("missing_text", missing_text_,
              {"sheet \"{}\": the text of {} cells (the first is {}) is missing in the file; they are read as empty",
               "工作表“{}”：文件中缺少 {} 个单元格的文字（第一个是 {}），按空值读取"});
}

void WorkbookBuilder::fill(const MergedRange& range, std::uint64_t columns) {
  auto& rows = sheet().rows;
  if (range.first_row >= rows.size() || range.first_column >= rows[range.first_row].size()) return;
  const SheetCell source = rows[range.first_row][range.first_column];
  if (source.type == SheetCell::Type::empty) return;
  const std::uint64_t last_row = std::min<std::uint64_t>(range.last_row, rows.size() - 1);
  const std::uint64_t last_column = std::min<std::uint64_t>(range.last_column, columns - 1);
  for (std::uint64_t row = range.first_row; row <= last_row; ++row) {
    for (std::uint64_t column = range.first_column; column <= last_column; ++column) {
      if (row == range.first_row && column == range.first_column) continue;
      if (++filled_ > limits_.cells) {  // ranges may overlap: their work is bounded, not only their result
        const std::string most = std::to_string(limits_.cells);
        fail_too_large(path_,
                       filled({"its merged ranges fill more than {} cells", "合并区域填充的单元格超过 {} 个"}, most));
      }
      put(row, column, {source.type, true, source.text});
    }
  }
}

void WorkbookBuilder::note_places(const char* code, const Places& places, const Text& text) {
  if (places.count == 0) return;
  const std::string name = cell_name(static_cast<std::uint32_t>(places.row), static_cast<std::uint32_t>(places.column));
  workbook_.notes.push_back({code, filled(text, sheet().name, std::to_string(places.count), name)});
}

}  // namespace almanac::importers
