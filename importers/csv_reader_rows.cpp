// What becomes of a record that ends as it should: a row, a reject, a line that is left out or a short row that is filled.

#include "archive/error.h"
#include "importers/csv_grid.h"
#include "importers/csv_reader_state.h"
#include "importers/encoding.h"
#include "importers/layout.h"
#include "importers/value.h"
#include "importers/value_text.h"

namespace almanac::importers {

using archive::filled;

Read CsvReader::State::next() {
  while (!ended_) {
    record_ = next_record_;
    line_ = next_line_;
    const Stop stop = walk();
    if (stop == Stop::nothing) break;
    if (stop != Stop::line) {
      give_up_on(stop);
      ++rows_;
      return Read::reject;
    }
    next_line_ = line_ + lines_inside_ + 1;
    if (cell_count_ < columns_ && options_.short_rows == ShortRows::trailing && !header_.empty()) look_ahead();
    const std::string_view raw = without_line_end(text(record_, record_end_));
    trim_to(raw);
    const bool delimiters_only = raw.size() + 1 == cell_count_ && cell_count_ > 1;
    if (delimiters_only || is_blank(raw.data(), raw.data() + raw.size())) {
      ++blank_lines_;
      continue;
    }
    if (options_.totals == Totals::leave_out && is_left_out()) continue;
    ++rows_;
    if (!is_good(raw)) return Read::reject;
    unescape();
    row_ = {{cells_.data(), std::min(columns_, cell_count_)}, line_, base_ + record_, raw};
    return Read::row;
  }
  if (!ended_) note_left_out();
  if (!ended_) note_filled();
  if (!ended_ && rows_ == 0 && !header_.empty())
    notes_.push_back({"no_rows", {"the file has a header and no row below it", "文件只有表头，下面没有任何数据行"}});
  ended_ = true;
  return Read::end;
}

// The first and last cell end where the record does, without the characters of its line ends.
void CsvReader::State::trim_to(std::string_view raw) {
  const char* const begin = raw.data();
  const char* const end = begin + raw.size();
  const auto trim = [&](std::string_view& cell) {
    const char* const from = std::max(cell.data(), begin);
    const char* const to = std::min(cell.data() + cell.size(), end);
    cell = {from, from < to ? static_cast<std::size_t>(to - from) : 0};
  };
  trim(cells_.front());
  if (cell_count_ > 1 && cell_count_ <= columns_) trim(cells_[cell_count_ - 1]);
}

// Whether the record is a total of others or a note to the table.
bool CsvReader::State::is_left_out() {
  if (header_.empty() || (broken_ != nowhere && broken_ < next_record_)) return false;
  constexpr std::size_t label_among = 4;  // behind a number or an account
  std::string_view label;
  const std::size_t count = std::min(cell_count_, columns_);
  bool total = false;
  constexpr std::size_t short_label = 15;
  for (std::size_t i = 0; i < std::min(count, label_among) && !total; ++i) {
    const std::string_view cell = trimmed(cells_[i]);
    total = is_total_label(cell) &&
            (label.empty() || (cell.size() <= short_label && static_cast<unsigned char>(cell[0]) >= 0x80));
    if (label.empty() || total) label = cell;
  }
  const bool alone = cell_count_ == 1 && columns_ >= 3 && (rows_ == 0 || is_footnote(label));
  if (!alone && !total) return false;
  constexpr std::size_t named = 5;
  if (left_out_++ < named)
    left_out_text_ +=
        (left_out_text_.empty() ? "" : ", ") + std::to_string(line_) + " (" + importers::shown(label) + ")";
  return true;
}

void CsvReader::State::note_left_out() {
  if (left_out_ == 0) return;
  notes_.push_back({"totals", filled({"{} line(s) left out as totals or notes: {}", "{} 行为合计或说明，未计入：{}"},
                                     std::to_string(left_out_), left_out_text_ + (left_out_ > 5 ? " …" : ""))});
}

bool CsvReader::State::is_good(std::string_view raw) {
  if (broken_ != nowhere && broken_ < next_record_) {
    reject_broken(raw);
    return false;
  }
  const bool header = header_.empty();
  const bool line_is_whole = record_end_ < next_record_;
  const bool is_short = !header && cell_count_ < columns_;
  if (is_short && line_is_whole)
    fill_row();
  else if (cell_count_ == columns_ && cells_[columns_ - 1].empty())
    keeps_empty_cells_ = true;
  if (cell_count_ > options_.max_columns) {
    reject("too_many_cells",
           filled({"the row has {} cells; at most {} are read", "该行有 {} 个单元格，最多读取 {} 个"},
                  std::to_string(cell_count_), std::to_string(options_.max_columns)),
           raw);
    return false;
  }
  if (is_short && cell_count_ < columns_) {
    reject(
        "ragged_row",
        filled(
            {"the row has {} cells, the header has {}; a line break inside a cell needs quotes around the cell. Where "
             "the cells at its end were left out because they are empty, a mapping with short_rows = \"fill\" reads it",
             "该行有 {} 个单元格，表头有 {} 个；单元格内的换行需要加引号。若行末的空单元格被省略，可在映射中写 "
             "short_rows = \"fill\" 读取"},
            std::to_string(cell_count_), std::to_string(columns_)),
        raw);
    return false;
  }
  if (!header && surplus_) {
    reject("ragged_row",
           filled({"the row has {} cells, the header has {}; quote cells that contain the delimiter \"{}\"",
                   "该行有 {} 个单元格，表头有 {} 个；含有分隔符“{}”的单元格要加引号"},
                  std::to_string(cell_count_), std::to_string(columns_),
                  options_.delimiter == '\t' ? std::string("tab") : std::string(1, options_.delimiter)),
           raw);
    return false;
  }
  if (raw.size() <= options_.max_cell) return true;
  for (std::size_t i = 0; i < std::min(cell_count_, columns_); ++i) {
    if (cells_[i].size() <= options_.max_cell) continue;
    reject("cell_too_long",
           filled({"the cell has {} bytes; at most {} are read", "单元格有 {} 字节，最多读取 {} 字节"},
                  std::to_string(cells_[i].size()), std::to_string(options_.max_cell)),
           raw, header ? std::to_string(i + 1) : header_[i], cells_[i]);
    return false;
  }
  return true;
}

// Whether a row of full width in the beginning of the text ends with an empty cell.
bool CsvReader::State::has_trailing_empty_cell(const std::string& beginning) const {
  CsvGrid grid(memory_source(beginning), options_.delimiter);
  for (GridRecord record; grid.next(record);)
    if (record.line >= line_ && record.cells.size() == columns_ && record.cells.back().empty() &&
        record.raw.size() >= columns_)
      return true;
  return false;
}

// Counts the cells of the line behind a short row. May move the buffer.
void CsvReader::State::look_ahead() {
  cells_in_next_ = 0;
  if (keeps_empty_cells_ || (broken_ != nowhere && broken_ < next_record_)) return;
  bool moved = false;
  std::size_t end = find_line_end(next_record_);
  while (end == data_end_ && !source_ended_ && data_end_ - record_ <= options_.max_line) {
    const std::size_t before = record_;
    load();
    next_record_ -= before - record_;
    record_end_ -= before - record_;
    moved = true;
    end = find_line_end(next_record_);
  }
  const std::string_view line = text(next_record_, end);
  if (!line.empty())
    cells_in_next_ = static_cast<std::size_t>(std::count(line.begin(), line.end(), options_.delimiter)) + 1;
  if (moved) restart_at(next_record_, next_line_);  // what was listed lies elsewhere now
}

void CsvReader::State::fill_row() {
  if (options_.short_rows == ShortRows::reject) return;
  if (options_.short_rows == ShortRows::trailing) {
    const bool torn =
        torn_line_ == line_ || (cells_in_next_ < columns_ && cell_count_ + cells_in_next_ == columns_ + 1);
    if (torn && torn_line_ != line_) torn_line_ = next_line_;
    if (torn || keeps_empty_cells_ || cell_count_ < 2 || cells_[cell_count_ - 1].empty()) return;
  }
  if (filled_++ == 0) first_filled_ = line_;
  for (; cell_count_ < columns_; ++cell_count_) cells_[cell_count_] = {};
}

void CsvReader::State::note_filled() {
  if (filled_ == 0) return;
  notes_.push_back(
      {"short_rows",
       archive::filled(
           {"{} row(s) end before the last column, the first in line {}: this file leaves the empty cells at the end "
            "of a row out, they are read as empty",
            "有 {} 行的列数少于表头（第一处在第 {} 行）：该文件省略了行末的空单元格，已按空白读取"},
           std::to_string(filled_), std::to_string(first_filled_))});
}

void CsvReader::State::reject_broken(std::string_view raw) {
  const char* const place = buffer_.get() + broken_;
  std::size_t column = 0;
  const std::size_t count = std::min(cell_count_, columns_);
  while (column + 1 < count && cells_[column + 1].data() <= place) ++column;
  const std::string name = header_.empty()           ? "column " + std::to_string(column + 1)
                           : column < header_.size() ? header_[column]
                                                     : std::string();
  const std::string in_text = std::to_string(base_ + broken_ + 1);
  const std::string in_record = std::to_string(place - raw.data() + 1);
  reject(
      "broken_text",
      *place == '\0'
          ? filled({"a zero byte stands at byte {} of the text (byte {} of this record); this is not text",
                    "文本第 {} 字节（本条记录第 {} 字节）处是零字节，这不是文本"},
                   in_text, in_record)
          : filled(
                {"the text is broken at byte {} (byte {} of this record): it is not of the file's encoding; name the "
                 "encoding, or save the file as UTF-8",
                 "文本第 {} 字节（本条记录第 {} 字节）处已损坏，不符合文件的编码；请指定编码，或另存为 UTF-8"},
                in_text, in_record),
      raw, name, cells_[column]);
  // Look for the next broken place behind this record.
  broken_ = nowhere;
  checked_ = next_record_;
  check_text(0);
}

// Doubled quotes become single ones in a buffer of its own, so that the raw text stays as it is.
void CsvReader::State::unescape() {
  if (escaped_.empty()) return;
  std::size_t size = 0;
  for (const std::size_t i : escaped_) size += cells_[i].size();
  unescaped_.clear();
  unescaped_.reserve(size);
  for (const std::size_t i : escaped_) {
    const std::size_t from = unescaped_.size();
    std::string_view rest = cells_[i];
    for (std::size_t quote; (quote = rest.find('"')) != std::string_view::npos; rest.remove_prefix(quote + 2))
      unescaped_.append(rest.substr(0, quote + 1));
    unescaped_.append(rest);
    cells_[i] = {unescaped_.data() + from, unescaped_.size() - from};
  }
}

}  // namespace almanac::importers
