#include "importers/csv_grid.h"
#include "importers/layout_area.h"
#include "importers/plan.h"
#include "importers/unique_names.h"
#include "importers/value.h"
#include "importers/workbook_tables.h"

namespace almanac::importers {

namespace {

// One JSON object that is in memory already.
class OneRecord final : public RecordReader {
 public:
  explicit OneRecord(const archive::Json& record) : text_(archive::dump(record)) { record_.value = record; }
  const std::vector<Note>& notes() const override { return notes_; }
  Read next() override {
    if (std::exchange(read_, true)) return Read::end;
    record_.row = 1;
    record_.raw = text_;
    return Read::row;
  }
  JsonRecord& record() override { return record_; }
  const archive::Reject& rejected() const override { return none_; }
  Progress progress() const override { return {1, 0, text_.size(), text_.size()}; }

 private:
  std::string text_;
  JsonRecord record_;
  bool read_ = false;
  std::vector<Note> notes_;
  archive::Reject none_;
};

}  // namespace

SheetTable table_from_row(const Sheet& sheet, std::uint32_t header_row) {
  SheetTable table;
  table.name = sheet.name;
  table.header_rows = {header_row};
  table.first_row = header_row + 1;
  table.last_row = static_cast<std::uint32_t>(sheet.rows.size());
  std::vector<std::string> names;
  const std::size_t row = header_row - 1;
  const std::size_t width = row < sheet.rows.size() ? sheet.rows[row].size() : 0;
  for (std::uint32_t column = 0; column < width; ++column) {
    names.emplace_back(trimmed(sheet.rows[row][column].text));
    table.columns.push_back(column);
  }
  table.header = unique_names(std::move(names), table.columns, table.reasons);
  table.first_column = 1;
  table.last_column = static_cast<std::uint32_t>(width);
  for (std::size_t i = row + 1; i < sheet.rows.size(); ++i)
    for (const SheetCell& cell : sheet.rows[i]) {
      if (trimmed(cell.text).empty()) continue;
      if (is_total_label(cell.text)) table.totals.push_back({static_cast<std::uint32_t>(i + 1), cell.text});
      break;
    }
  return table;
}

RowSource open_task(const Task& task) {
  OpenedFile opened;
  if (task.text) {
    opened.encoding = task.text->encoding;
    opened.encoding_certain = task.text->certain;
  }
  if (task.record) {
    opened.format = Format::json;
    opened.records = std::make_unique<OneRecord>(*task.record);
    return RowSource(std::move(opened));
  }
  if (task.table) {
    opened.format = task.text ? Format::csv : Format::xlsx;
    opened.table = open_table(task.workbooks->get(task.path), task.sheet_index, *task.table);
    opened.notes = task.notes;
    return RowSource(std::move(opened));
  }
  ReadOptions options;
  options.csv = task.rule->csv;
  options.encoding = task.encoding ? task.encoding : task.rule->encoding;
  options.dictionary = task.dictionary.get();
  opened = open_bytes(open_source(task.path), task.file.empty() ? task.name : task.file, options);
  opened.notes.insert(opened.notes.begin(), task.notes.begin(), task.notes.end());
  return RowSource(std::move(opened));
}

}  // namespace almanac::importers
