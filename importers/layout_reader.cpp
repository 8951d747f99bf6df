// The rows of one table of a sheet, as every other reader gives them.

#include <algorithm>
#include <unordered_set>

#include "importers/layout.h"
#include "importers/layout_area.h"
#include "importers/pair_columns.h"
#include "importers/value.h"

namespace almanac::importers {
namespace {

using archive::filled;

class SheetTableReader final : public TableReader {
 public:
  SheetTableReader(std::shared_ptr<const Workbook> workbook, std::size_t sheet, SheetTable table)
      : workbook_(std::move(workbook)),
        sheet_(workbook_->sheets.at(sheet)),
        table_(std::move(table)),
        notes_(table_.reasons) {
    for (const auto* rows : {&table_.totals, &table_.left_out})
      for (const ShownRow& row : *rows) skipped_.insert(row.row);
    cells_.resize(table_.header.size());
    at_ = table_.first_row;
    // How the table was found is for inspect; a report says only what was left out or changed.
    std::erase_if(notes_, [](const Note& note) {
      return note.code == "header" || note.code == "header_by_shape" || note.code == "two_line_header" ||
             note.code == "beside_others" || note.code == "form";
    });
  }

  const std::vector<std::string>& header() const override { return table_.header; }
  const std::vector<Note>& notes() const override { return notes_; }
  const Row& row() const override { return row_; }
  const archive::Reject& rejected() const override { return rejected_; }
  Progress progress() const override {
    const std::uint64_t total = table_.last_row >= table_.first_row ? table_.last_row - table_.first_row + 1 : 0;
    return {row_.row, 0, std::min<std::uint64_t>(at_ - table_.first_row, total), total};
  }

  Read next() override {
    if (table_.shape == SheetTable::Shape::form ? next_record() : next_row()) {
      raw_.clear();
      for (std::size_t i = 0; i < cells_.size(); ++i) {
        if (i > 0) raw_ += '\t';
        raw_ += cells_[i];
      }
      ++rows_;
      row_.cells = cells_;
      row_.raw = raw_;
      return Read::row;
    }
    finish();
    return Read::end;
  }

 private:
  bool next_record() {
    if (record_ == table_.records.size()) return false;
    const std::vector<std::string>& record = table_.records[record_++];
    std::ranges::copy(record, cells_.begin());
    row_.row = table_.first_row;
    at_ = table_.last_row + 1;
    return true;
  }

  bool next_row() {
    for (; table_.first_row > 0 && at_ <= table_.last_row; ++at_) {
      if (skipped_.contains(at_)) continue;
      const auto& cells = sheet_.rows[at_ - 1];
      bool any = false;
      for (std::size_t i = 0; i < table_.columns.size(); ++i) {
        const std::uint32_t column = table_.columns[i];
        std::string_view text = column < cells.size() ? std::string_view(cells[column].text) : std::string_view();
        if (column < cells.size() && cells[column].type == SheetCell::Type::error) {
          if (errors_++ == 0) first_error_ = column_letters(column) + std::to_string(at_) + " " + cells[column].text;
          text = {};
        }
        if (!table_.parts.empty() && table_.parts[i] != 0) text = part(text, i);
        cells_[i] = text;
        any = any || !trimmed(text).empty();
      }
      if (!any) continue;
      if (table_.columns.back() == SheetTable::no_column) cells_.back() = group_of(at_);
      row_.row = at_++;
      return true;
    }
    return false;
  }

  // One side of "380/400". A cell that is no pair does not say which it is.
  std::string_view part(std::string_view cell, std::size_t i) {
    auto figures = figures_of_pair(cell);
    if (!figures) return {};
    sides_.resize(cells_.size());
    return sides_[i] = std::move(table_.parts[i] == 1 ? figures->first : figures->second);
  }

  // The last line of a group above the row.
  std::string_view group_of(std::uint32_t row) const {
    std::string_view group;
    for (const ShownRow& line : table_.groups)
      if (line.row < row) group = line.text;
    return group;
  }

  void finish() {
    if (finished_) return;
    finished_ = true;
    if (errors_ > 0)
      notes_.push_back({"formula_errors", filled({"{} cells hold an error and are read as empty, the first is {}",
                                                  "有 {} 个单元格为错误值，按空白读取，第一个是 {}"},
                                                 std::to_string(errors_), first_error_)});
    if (rows_ == 0)
      notes_.push_back({"no_rows", {"the table has a header and no row below it", "表格只有表头，下面没有任何数据行"}});
  }

  std::shared_ptr<const Workbook> workbook_;
  const Sheet& sheet_;
  SheetTable table_;
  std::vector<Note> notes_;
  std::unordered_set<std::uint32_t> skipped_;
  std::vector<std::string_view> cells_;
  std::vector<std::string> sides_;  // of cells that are two
  Row row_;
  archive::Reject rejected_;
  std::string raw_, first_error_;
  std::uint32_t at_ = 1;
  std::size_t record_ = 0;
  std::uint64_t rows_ = 0, errors_ = 0;
  bool finished_ = false;
};

}  // namespace

std::unique_ptr<TableReader> open_table(std::shared_ptr<const Workbook> workbook, std::size_t sheet, SheetTable table) {
  return std::make_unique<SheetTableReader>(std::move(workbook), sheet, std::move(table));
}

}  // namespace almanac::importers
