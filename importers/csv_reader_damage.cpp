// Records that do not end as they should: quotes that do not close, text behind a closing quote, lines past the limit. Reading
// goes on at the next line that can be one.

#include <cstring>

#include "archive/error.h"
#include "importers/csv_reader_state.h"
#include "importers/value_text.h"

namespace almanac::importers {

using archive::filled;

void CsvReader::State::give_up_on(Stop stop) {
  if (stop == Stop::open_quote) return recover_from_quote();
  if (stop == Stop::too_long) {
    reject("line_too_long",
           filled({"the record has more than {} bytes, which is the limit; reading goes on at the next line end",
                   "记录超过 {} 字节的上限；从下一个行尾继续读取"},
                  std::to_string(options_.max_line)),
           text(record_, record_ + std::min(reject_raw_limit, options_.max_line)));
    return skip_line(record_ + options_.max_line, line_ + lines_inside_ + 1);
  }
  const std::size_t column = cell_count_;
  std::size_t line_end = find_line_end(record_);
  while (line_end == data_end_ && !source_ended_ && data_end_ - record_ <= options_.max_line) {
    load();
    line_end = find_line_end(record_);
  }
  const bool whole = line_end - record_ <= options_.max_line;
  const std::string_view raw = without_line_end(text(record_, whole ? line_end : record_ + options_.max_line));
  reject("stray_quote",
         {"there is text behind the closing quote of a cell; a quote inside a quoted cell must be written twice",
          "单元格的右引号后面还有文字；引号括起的单元格里，引号要写两次"},
         raw, column < header_.size() ? header_[column] : std::string(), {});
  if (whole)
    restart_at(std::min(line_end + 1, data_end_), line_ + 1);
  else
    skip_line(record_ + options_.max_line, line_ + 1);
}

std::size_t CsvReader::State::find_line_end(std::size_t from) const {
  const void* found = std::memchr(buffer_.get() + from, line_end_, data_end_ - from);
  return found ? static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.get()) : data_end_;
}

// A quote that does not close within the limit or the file. Either somebody forgot to close it, and the lines behind
// are records of their own; or the file was cut off inside a cell of several lines.
void CsvReader::State::recover_from_quote() {
  const bool cut_by_limit = data_end_ - record_ > options_.max_line;
  const std::size_t window = cut_by_limit ? record_ + options_.max_line : data_end_;
  const std::size_t line_end = find_line_end(record_);
  const std::string column = cell_count_ < header_.size() ? header_[cell_count_] : std::string();
  if (line_end >= window) {
    if (!cut_by_limit) return reject_rest(column);
    reject("line_too_long",
           filled({"a quote opens in this line and does not close within {} bytes, which is the limit",
                   "该行的引号在 {} 字节的上限内没有闭合"},
                  std::to_string(options_.max_line)),
           text(record_, record_ + std::min(reject_raw_limit, options_.max_line)), column);
    return skip_line(window, line_ + 1);
  }
  if (!cut_by_limit && !has_full_line(line_end + 1)) return reject_rest(column);
  reject("unterminated_quote",
         {"the quote that opens in this line is never closed; reading goes on at the next line",
          "该行打开的引号一直没有闭合；从下一行继续读取"},
         without_line_end(text(record_, line_end)), column);
  restart_at(line_end + 1, line_ + 1);
}

void CsvReader::State::reject_rest(std::string_view column) {
  reject("unterminated_quote",
         {"the file ends inside a quoted cell: its last record is cut off",
          "文件在引号括起的单元格中结束：最后一条记录被截断"},
         text(record_, data_end_), column);
  restart_at(data_end_, line_ + lines_inside_);
}

// Whether a line behind `from` has as many cells as the header (two at least): then the lines there are records.
bool CsvReader::State::has_full_line(std::size_t from) const {
  if (columns_ < 2 || header_.empty()) return false;
  for (int lines = 0; from < data_end_ && lines < 1000; ++lines) {
    const std::size_t line_end = find_line_end(from);
    const std::string_view line = text(from, line_end);
    if (static_cast<std::size_t>(std::count(line.begin(), line.end(), options_.delimiter)) + 1 == columns_) return true;
    from = line_end + 1;
  }
  return false;
}

void CsvReader::State::restart_at(std::size_t record, std::uint64_t line) {
  next_record_ = indexed_ = checked_ = record;
  next_line_ = line;
  next_ = end_ = positions_.get();
  broken_ = nowhere;
  unchecked_ = false;
}

// Lets go of everything up to the first line end at or behind `from`, whatever its length.
void CsvReader::State::skip_line(std::size_t from, std::uint64_t line) {
  cell_count_ = 0;
  while (true) {
    const std::size_t line_end = find_line_end(from);
    if (line_end < data_end_) return restart_at(line_end + 1, line);
    restart_at(data_end_, line);
    if (source_ended_) return;
    record_ = data_end_;
    load();
    from = record_;
    next_record_ = record_;
  }
}

}  // namespace almanac::importers
