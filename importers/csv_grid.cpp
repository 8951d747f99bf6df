#include "importers/csv_grid.h"

#include <algorithm>

#include "archive/decimal.h"
#include "importers/csv_reader.h"
#include "importers/table_reader.h"
#include "importers/value.h"

namespace almanac::importers {
namespace {

constexpr std::size_t sample_size = 64u << 10;
constexpr std::size_t most_of_a_record = 4u << 20;

// A number as it would be typed in a sheet; 007 and long numbers are names of something.
bool is_number(std::string_view text) {
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  if (digits.empty() || digits.size() > 15) return false;
  if (digits.size() > 1 && digits[0] == '0' && digits[1] != '.') return false;
  return archive::Decimal::parse(text).has_value();
}

}  // namespace

CsvGrid::CsvGrid(std::unique_ptr<ByteSource> bytes, char delimiter) : bytes_(std::move(bytes)), delimiter_(delimiter) {
  text_ = read_up_to(*bytes_, sample_size);
  line_end_ = line_end_of(text_);
  const char named = named_delimiter(text_);
  if (named != 0) {
    at_ = line_end_from(0) + 1;
    line_ = 2;
  }
  if (delimiter_ == 0) delimiter_ = named != 0 ? named : find_delimiter(text_);
}

bool CsvGrid::more() {
  if (ended_) return false;
  std::string read = read_up_to(*bytes_, sample_size);
  ended_ = read.empty();
  text_ += read;
  return !ended_;
}

std::size_t CsvGrid::line_end_from(std::size_t at) {
  std::size_t end;
  while ((end = text_.find(line_end_, at)) == std::string::npos && more()) {
  }
  return std::min(end, text_.size());
}

// Cuts the record at at_ into cells; next_ is behind its line end.
CsvGrid::Outcome CsvGrid::cut(GridRecord& record) {
  record.cells.clear();
  lines_inside_ = 0;
  std::string cell;
  bool quoted = false, was_quoted = false;
  const auto has = [&](std::size_t i) { return i < text_.size() || more(); };
  std::size_t i = at_;
  for (; has(i); ++i) {
    const char c = text_[i];
    if (quoted) {
      if (c == '"' && has(i + 1) && text_[i + 1] == '"')
        cell += text_[i++];
      else if (c == '"')
        quoted = false;
      else
        cell += c;
      lines_inside_ += c == line_end_ ? 1 : 0;
      if (i - at_ > most_of_a_record) return Outcome::open_quote;
    } else if (c == line_end_) {
      break;
    } else if (c == delimiter_) {
      record.cells.push_back(std::move(cell));
      cell.clear();
      was_quoted = false;
    } else if (was_quoted) {
      if (c != ' ' && c != '\t' && c != '\r' && c != '\n') return Outcome::stray_quote;
    } else if (c == '"' && trimmed(cell).empty()) {
      quoted = was_quoted = true;
      cell.clear();
    } else {
      cell += c;
    }
  }
  if (quoted) return Outcome::open_quote;
  next_ = std::min(i + 1, text_.size());
  record.raw = text_.substr(at_, i - at_);
  if (line_end_ == '\n' && record.raw.ends_with('\r')) {
    record.raw.pop_back();
    if (!was_quoted && cell.ends_with('\r')) cell.pop_back();
  }
  record.cells.push_back(std::move(cell));
  return Outcome::whole;
}

bool CsvGrid::next(GridRecord& record) {
  if (at_ > sample_size) {
    text_.erase(0, at_);
    at_ = 0;
  }
  if (at_ >= text_.size() && !more()) return false;
  record.line = line_;
  record.broken = false;
  if (cut(record) == Outcome::whole) {
    line_ += lines_inside_ + 1;
    record.broken = valid_utf8_prefix(record.raw) != record.raw.size();
  } else {
    const std::size_t end = line_end_from(at_);
    record.raw = text_.substr(at_, end - at_);
    if (line_end_ == '\n' && record.raw.ends_with('\r')) record.raw.pop_back();
    next_ = std::min(end + 1, text_.size());
    ++line_;
    record.broken = true;
  }
  if (record.broken) {
    record.raw = make_reject(0, {}, {}, {}, {}, record.raw).raw;  // as a reject would show it
    record.cells = {record.raw};
  }
  at_ = next_;
  return true;
}

std::optional<TextWorkbook> read_text_as_workbook(const std::filesystem::path& path, std::string_view name,
                                                  std::optional<Encoding> encoding) {
  constexpr std::uint64_t most_bytes = 4u << 20;
  constexpr std::size_t most_lines = 5'000;
  auto source = open_source(path);
  if (source->total() > most_bytes) return std::nullopt;
  std::string beginning = read_up_to(*source, sample_size);
  TextWorkbook text;
  text.encoding = detect_encoding(beginning);
  if (encoding) text.encoding = {*encoding, text.encoding.bom, true};
  CsvGrid grid(decoded_source(joined_source(std::move(beginning), std::move(source)), text.encoding.encoding));
  text.delimiter = grid.delimiter();
  Sheet sheet;
  sheet.name = std::filesystem::path(name).stem().string();
  for (GridRecord record; grid.next(record);) {
    if (record.broken || record.line > most_lines) return std::nullopt;
    std::vector<SheetCell> cells;
    for (std::string& cell : record.cells) {
      const std::string_view bare = trimmed(cell);
      if (bare.empty())
        cells.push_back({});
      else if (is_number(bare))
        cells.push_back({SheetCell::Type::number, false, std::string(bare)});
      else
        cells.push_back({SheetCell::Type::text, false, std::move(cell)});
    }
    while (!cells.empty() && cells.back().type == SheetCell::Type::empty) cells.pop_back();
    sheet.rows.push_back(std::move(cells));
  }
  text.workbook.sheets.push_back(std::move(sheet));
  return text;
}

}  // namespace almanac::importers
