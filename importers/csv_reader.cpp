// Two stages. scan_structure() lists the positions of delimiters, quotes and line ends of the next 16 KB; walk() goes
// from one listed character to the next and cuts the record into cells. A record is always one piece of the buffer:
// when its end is not there yet, what there is of it moves to the front and more is read behind it.
//
// What becomes of a record is in csv_reader_rows.cpp, what happens to one that does not end as it should in
// csv_reader_damage.cpp; the invariants stand in csv_reader_state.h.

#include "importers/csv_reader.h"

#include <cstring>
#include <utility>

#include "archive/error.h"
#include "importers/csv_reader_state.h"
#include "importers/csv_scan.h"
#include "importers/encoding.h"
#include "importers/unique_names.h"
#include "importers/value.h"
#include "importers/value_text.h"

namespace almanac::importers {

using archive::Error;
using archive::ErrorKind;
using archive::filled;
using archive::Text;

namespace {
constexpr std::size_t sample_size = 64u << 10;
}

// --- opening -------------------------------------------------------------------------------------------------------

CsvReader::State::State(std::unique_ptr<ByteSource> bytes, const CsvOptions& options) : options_(options) {
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
  header_ = unique_names(std::move(header_), {}, notes_);
  columns_ = header_.size();
  std::vector<std::string_view>(columns_).swap(cells_);
  rows_ = 0;
  blank_lines_ = 0;
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
    if (broken_ != nowhere) broken_ -= record_;
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
  if (broken_ != nowhere) return;
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
      if (unchecked_ && broken_ == nowhere) broken_ = checked_;
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
