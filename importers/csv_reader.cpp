// Two stages. scan_structure() lists the positions of delimiters, quotes and line ends of the next 16 KB; walk() goes
// from one listed character to the next and cuts the record into cells. A record is always one piece of the buffer:
// when its end is not there yet, what there is of it moves to the front and more is read behind it.
//
// Invariants between calls:
//   record_ <= indexed_ <= data_end_ <= capacity_         (all are indexes into the buffer)
//   next_ .. end_ are the listed positions behind those already walked; all lie before indexed_
//   text before checked_ is UTF-8 without zero bytes, or broken_ is the first place at or behind record_ that is not
//   base_ is the place in the text of the buffer's first byte, line_ the line of record_

#include "importers/csv_reader.h"

#include <algorithm>
#include <cstring>
#include <unordered_set>

#include "archive/error.h"
#include "importers/csv_grid.h"
#include "importers/csv_scan.h"
#include "importers/encoding.h"
#include "importers/layout.h"
#include "importers/value.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::filled;
using archive::Text;

constexpr std::size_t none = SIZE_MAX;
constexpr std::size_t sample_size = 64u << 10;

bool is_blank(const char* begin, const char* end) {
  return std::all_of(begin, end, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
}

}  // namespace

class CsvReader::State {
 public:
  State(std::unique_ptr<ByteSource> bytes, const CsvOptions& options) : options_(options) {
    std::string sample = read_up_to(*bytes, sample_size);
    line_end_ = line_end_of(sample);
    choose_delimiter(sample);
    const std::string beginning = options_.short_rows == ShortRows::trailing ? sample : std::string();
    source_ = joined_source(std::move(sample), std::move(bytes));
    capacity_ = std::max<std::size_t>(options_.buffer, 64);
    buffer_ = std::make_unique<char[]>(capacity_ + scan_padding);
    positions_ = std::make_unique<std::uint32_t[]>(scan_room);
    next_ = end_ = positions_.get();
    read_header();
    if (!beginning.empty()) keeps_empty_cells_ = has_trailing_empty_cell(beginning);
  }

  Read next();

  std::vector<std::string> header_;
  std::vector<Note> notes_;
  Row row_;
  archive::Reject rejected_;
  std::uint64_t blank_lines_ = 0, left_out_ = 0, filled_ = 0;
  CsvOptions options_;

  Progress progress() const { return {line_, base_ + record_, source_->consumed(), source_->total()}; }

 private:
  enum class Stop { line, nothing, open_quote, stray_quote, too_long };
  enum class Fetch { more, end, limit };
  enum class Mode { plain, quoted, closed };

  void choose_delimiter(std::string_view sample);
  void read_header();
  void skip_preamble();
  void name_columns();

  Stop walk();
  Fetch fetch();
  void load();
  void check_text(std::size_t plain);
  void add_cell(std::size_t begin, std::size_t end);
  void move_cells(const char* from, const char* to);

  void trim_to(std::string_view raw);
  bool is_left_out();
  void note_left_out();
  bool is_good(std::string_view raw);
  void fill_row();
  void look_ahead();
  bool has_trailing_empty_cell(const std::string& beginning) const;
  void note_filled();
  void reject_broken(std::string_view raw);
  void unescape();
  void give_up_on(Stop stop);
  void recover_from_quote();
  void reject_rest(std::string_view column);
  bool has_full_line(std::size_t from) const;
  std::size_t find_line_end(std::size_t from) const;
  void restart_at(std::size_t record, std::uint64_t line);
  void skip_line(std::size_t from, std::uint64_t line);

  char at(std::size_t index) const { return buffer_[index]; }
  std::string_view text(std::size_t begin, std::size_t end) const { return {buffer_.get() + begin, end - begin}; }
  std::string_view without_line_end(std::string_view line) const;
  void reject(std::string_view code, Text reason, std::string_view raw, std::string_view column = {},
              std::string_view value = {});

  std::unique_ptr<ByteSource> source_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0, record_ = 0, indexed_ = 0, data_end_ = 0;
  bool source_ended_ = false;
  std::unique_ptr<std::uint32_t[]> positions_;
  const std::uint32_t* next_ = nullptr;
  const std::uint32_t* end_ = nullptr;

  std::size_t checked_ = 0, broken_ = none;
  bool unchecked_ = false;  // a character at indexed_ is cut off: it waits for its rest

  std::uint64_t base_ = 0, line_ = 1;
  char line_end_ = '\n';

  // The record that walk() went through.
  std::vector<std::string_view> cells_;
  std::size_t cell_count_ = 0, columns_ = 0;
  bool surplus_ = false;              // a cell past the last column is not empty
  std::vector<std::size_t> escaped_;  // cells with doubled quotes
  std::string unescaped_;
  std::size_t record_end_ = 0, next_record_ = 0;
  std::uint64_t lines_inside_ = 0;
  std::uint64_t next_line_ = 1;
  std::uint64_t rows_ = 0;
  std::string left_out_text_;

  // Short rows.
  bool keeps_empty_cells_ = false;  // a row of full width ends with an empty cell
  std::size_t cells_in_next_ = 0;   // of the line behind a short row, quotes not regarded
  std::uint64_t torn_line_ = 0;     // the second half of a row that was torn apart
  std::uint64_t first_filled_ = 0;  // line
  bool ended_ = false;
};

// --- opening -------------------------------------------------------------------------------------------------------

void CsvReader::State::choose_delimiter(std::string_view sample) {
  const char named = named_delimiter(sample);
  if (named != 0) {
    if (options_.delimiter == 0) options_.delimiter = named;
    options_.first_line = std::max<std::uint64_t>(options_.first_line, 2);
  }
  if (options_.delimiter == 0) options_.delimiter = find_delimiter(sample);
}

void CsvReader::State::skip_preamble() {
  while (line_ < options_.first_line && !(data_end_ == record_ && source_ended_)) {
    skip_line(record_, line_ + 1);
    record_ = next_record_;
    line_ = next_line_;
  }
}

void CsvReader::State::read_header() {
  columns_ = options_.max_columns;
  cells_.resize(columns_);
  load();
  if (data_end_ == 0)
    throw Error(ErrorKind::invalid_input, "empty_file",
                {"the file is empty: it has not even a header", "文件是空的，连表头也没有"});
  skip_preamble();
  if (options_.columns.empty()) {
    const Read read = next();
    if (read == Read::end)
      throw Error(ErrorKind::invalid_input, "no_header",
                  filled({"the file has no header: from line {} on it holds nothing but blank lines",
                          "文件没有表头：从第 {} 行起都是空行"},
                         std::to_string(options_.first_line)));
    if (read == Read::reject)
      throw Error(ErrorKind::invalid_input, "bad_header",
                  Text{"the header cannot be read: " + rejected_.reason.en, "无法读取表头：" + rejected_.reason.zh},
                  "line " + std::to_string(rejected_.row));
    for (const std::string_view cell : row_.cells) header_.emplace_back(trimmed(cell));
  } else {
    header_ = options_.columns;
  }
  name_columns();
  columns_ = header_.size();
  std::vector<std::string_view>(columns_).swap(cells_);
  rows_ = 0;
  blank_lines_ = 0;
}

// Names are made unique, because mappings and rejects name columns.
void CsvReader::State::name_columns() {
  std::unordered_set<std::string> seen;
  for (std::size_t i = 0; i < header_.size(); ++i) {
    const std::string given = header_[i];
    const std::string stem = given.empty() ? "column " + std::to_string(i + 1) : given;
    std::string name = stem;
    for (int copy = 2; !seen.insert(name).second; ++copy) name = stem + " (" + std::to_string(copy) + ")";
    if (name == given) continue;
    const std::string place = std::to_string(i + 1);
    notes_.push_back(
        given.empty()
            ? Note{"unnamed_column", filled({"column {} has no name in the header; it is called \"{}\"",
                                             "第 {} 列在表头中没有名称，称作“{}”"},
                                            place, name)}
            : Note{"duplicate_column", filled({"the header has \"{}\" more than once; column {} is called \"{}\"",
                                               "表头中“{}”出现了不止一次，第 {} 列称作“{}”"},
                                              given, place, name)});
    header_[i] = std::move(name);
  }
}

// --- the buffer ----------------------------------------------------------------------------------------------------

// Moves the record in progress to the front and reads behind it.
void CsvReader::State::load() {
  if (record_ > 0) {
    std::memmove(buffer_.get(), buffer_.get() + record_, data_end_ - record_);
    move_cells(buffer_.get() + record_, buffer_.get());
    base_ += record_;
    data_end_ -= record_;
    indexed_ -= record_;
    checked_ -= std::min(checked_, record_);
    if (broken_ != none) broken_ -= record_;
    record_ = 0;
  }
  const std::size_t most = options_.max_line + options_.buffer + scan_block;
  if (data_end_ > capacity_ / 2 && capacity_ < most) {
    const std::size_t larger = std::min(most, capacity_ * 2);
    auto grown = std::make_unique<char[]>(larger + scan_padding);
    std::memcpy(grown.get(), buffer_.get(), data_end_);
    move_cells(buffer_.get(), grown.get());
    buffer_ = std::move(grown);
    capacity_ = larger;
  }
  const std::size_t got = source_->read(buffer_.get() + data_end_, capacity_ - data_end_);
  source_ended_ = got == 0;
  data_end_ += got;
}

// Checks the text up to indexed_; its last `plain` bytes are known to be plain ASCII.
void CsvReader::State::check_text(std::size_t plain) {
  if (broken_ != none) return;
  if (checked_ + plain >= indexed_) {
    checked_ = indexed_;
    return;
  }
  const std::size_t good = valid_utf8_prefix(text(checked_, indexed_), &unchecked_);
  checked_ += good;
  if (checked_ < indexed_ && !unchecked_) broken_ = checked_;
}

// Lists the next positions.
CsvReader::State::Fetch CsvReader::State::fetch() {
  if (indexed_ - record_ > options_.max_line) return Fetch::limit;
  if (indexed_ == data_end_) {
    if (!source_ended_) load();
    if (source_ended_) {
      if (unchecked_ && broken_ == none) broken_ = checked_;
      return Fetch::end;
    }
  }
  const std::size_t size = std::min(data_end_ - indexed_, scan_block);
  const ScanResult found = scan_structure(buffer_.get() + indexed_, size, options_.delimiter, line_end_,
                                          static_cast<std::uint32_t>(indexed_), positions_.get());
  next_ = positions_.get();
  end_ = next_ + found.count;
  indexed_ += size;
  check_text(found.plain ? size : 0);
  return Fetch::more;
}

// --- one record ----------------------------------------------------------------------------------------------------

void CsvReader::State::add_cell(std::size_t begin, std::size_t end) {
  if (cell_count_ < columns_)
    cells_[cell_count_] = {buffer_.get() + begin, end - begin};
  else if (!is_blank(buffer_.get() + begin, buffer_.get() + end))
    surplus_ = true;
  ++cell_count_;
}

void CsvReader::State::move_cells(const char* from, const char* to) {
  const std::size_t count = std::min(cell_count_, columns_);
  for (std::size_t i = 0; i < count; ++i) cells_[i] = {to + (cells_[i].data() - from), cells_[i].size()};
}

// Cuts the record at record_ into cells, up to its line end (record_end_) or to what stops it.
CsvReader::State::Stop CsvReader::State::walk() {
  cell_count_ = 0;
  surplus_ = false;
  escaped_.clear();
  lines_inside_ = 0;
  Mode mode = Mode::plain;
  std::size_t begin = record_;  // of the cell
  std::size_t close = 0;        // the last closing quote
  bool doubled = false;         // the quoted cell has doubled quotes
  const char delimiter = options_.delimiter;
  const auto blank = [&](std::size_t from, std::size_t to) {
    return is_blank(buffer_.get() + from, buffer_.get() + to);
  };
  const auto add_quoted = [&] {
    if (doubled && cell_count_ < columns_) escaped_.push_back(cell_count_);
    add_cell(begin, close);
  };
  while (true) {
    if (next_ == end_) {
      const std::size_t old_record = record_;
      const Fetch fetched = fetch();
      begin -= old_record - record_;
      close -= std::min(close, old_record - record_);
      if (fetched == Fetch::more) continue;
      if (fetched == Fetch::limit) return mode == Mode::quoted ? Stop::open_quote : Stop::too_long;
      if (record_ == data_end_) return Stop::nothing;
      if (mode == Mode::quoted) return Stop::open_quote;
      record_end_ = next_record_ = data_end_;
      if (mode == Mode::closed && !blank(close + 1, data_end_)) return Stop::stray_quote;
      if (mode == Mode::closed)
        add_quoted();
      else
        add_cell(begin, data_end_);
      return Stop::line;
    }
    const std::size_t p = *next_++;
    const char c = buffer_[p];
    if (mode == Mode::plain) [[likely]] {
      if (c == delimiter) [[likely]] {
        add_cell(begin, p);
        begin = p + 1;
        continue;
      }
      if (p - record_ > options_.max_line) return Stop::too_long;
      if (c == line_end_) {
        add_cell(begin, p);
        record_end_ = p;
        next_record_ = p + 1;
        return Stop::line;
      }
      if (blank(begin, p)) {
        mode = Mode::quoted;
        begin = p + 1;
        doubled = false;
      }
    } else if (mode == Mode::quoted) {
      if (p - record_ > options_.max_line) return Stop::open_quote;
      if (c == line_end_) ++lines_inside_;
      if (c != '"') continue;
      mode = Mode::closed;
      close = p;
    } else {
      if (p - record_ > options_.max_line) return Stop::too_long;
      if (c == '"' && p == close + 1) {
        mode = Mode::quoted;
        doubled = true;
        continue;
      }
      if (c == '"' || !blank(close + 1, p)) return Stop::stray_quote;
      add_quoted();
      mode = Mode::plain;
      begin = p + 1;
      if (c == delimiter) continue;
      record_end_ = p;
      next_record_ = p + 1;
      return Stop::line;
    }
  }
}

std::string_view CsvReader::State::without_line_end(std::string_view line) const {
  if (line_end_ == '\n' && line.ends_with('\r')) line.remove_suffix(1);
  if (line_end_ == '\r' && line.starts_with('\n')) line.remove_prefix(1);  // the rest of the line end before it
  return line;
}

void CsvReader::State::reject(std::string_view code, Text reason, std::string_view raw, std::string_view column,
                              std::string_view value) {
  rejected_ = make_reject(line_, column, value, code, std::move(reason), raw);
}

// --- what came of it -----------------------------------------------------------------------------------------------

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
  if (header_.empty() || (broken_ != none && broken_ < next_record_)) return false;
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
  if (broken_ != none && broken_ < next_record_) {
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
  if (keeps_empty_cells_ || (broken_ != none && broken_ < next_record_)) return;
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
  broken_ = none;
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

// --- records that do not end as they should ------------------------------------------------------------------------

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
  broken_ = none;
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

// --- the class -----------------------------------------------------------------------------------------------------

CsvReader::CsvReader(std::unique_ptr<ByteSource> bytes, const CsvOptions& options)
    : state_(std::make_unique<State>(std::move(bytes), options)) {}
CsvReader::~CsvReader() = default;
const std::vector<std::string>& CsvReader::header() const { return state_->header_; }
const std::vector<Note>& CsvReader::notes() const { return state_->notes_; }
Read CsvReader::next() { return state_->next(); }
const Row& CsvReader::row() const { return state_->row_; }
const archive::Reject& CsvReader::rejected() const { return state_->rejected_; }
Progress CsvReader::progress() const { return state_->progress(); }
char CsvReader::delimiter() const { return state_->options_.delimiter; }
std::uint64_t CsvReader::blank_lines() const { return state_->blank_lines_; }
std::uint64_t CsvReader::filled_rows() const { return state_->filled_; }
std::uint64_t CsvReader::left_out() const { return state_->left_out_; }

}  // namespace almanac::importers
