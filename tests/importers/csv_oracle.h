#pragma once
// What csv_reader.h promises, read one character at a time from a text that is whole in memory. Slow and obvious on
// purpose: it exists to check the fast reader, and shares no code with it.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace oracle {

struct Event {
  std::uint64_t line = 0;
  std::string code;  // of a reject; empty for a row
  std::vector<std::string> cells;
  bool operator==(const Event&) const = default;
};

inline bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

// UTF-8 without zero bytes, by the table of the Unicode standard (3-7).
inline bool good_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto at = [&](std::size_t k) { return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0u; };
    const auto in = [](unsigned c, unsigned low, unsigned high) { return c >= low && c <= high; };
    const auto tail = [&](std::size_t k) { return in(at(k), 0x80, 0xBF); };
    const unsigned c = at(0);
    if (in(c, 1, 0x7F))
      i += 1;
    else if (in(c, 0xC2, 0xDF) && tail(1))
      i += 2;
    else if (c == 0xE0 && in(at(1), 0xA0, 0xBF) && tail(2))
      i += 3;
    else if ((in(c, 0xE1, 0xEC) || in(c, 0xEE, 0xEF)) && tail(1) && tail(2))
      i += 3;
    else if (c == 0xED && in(at(1), 0x80, 0x9F) && tail(2))
      i += 3;
    else if (c == 0xF0 && in(at(1), 0x90, 0xBF) && tail(2) && tail(3))
      i += 4;
    else if (in(c, 0xF1, 0xF3) && tail(1) && tail(2) && tail(3))
      i += 4;
    else if (c == 0xF4 && in(at(1), 0x80, 0x8F) && tail(2) && tail(3))
      i += 4;
    else
      return false;
  }
  return true;
}

struct Record {
  std::vector<std::string> cells;
  std::size_t end = 0;  // behind its line end
  std::string_view raw;
  std::uint64_t lines_inside = 0;
  enum { whole, stray, open } outcome = whole;
};

inline Record read_record(std::string_view text, std::size_t begin, char delimiter) {
  Record record;
  std::string cell;
  bool quoted = false, was_quoted = false;
  std::size_t i = begin;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\n') ++record.lines_inside;
      if (c != '"')
        cell += c;
      else if (i + 1 < text.size() && text[i + 1] == '"')
        cell += text[i++];
      else
        quoted = false, was_quoted = true;
      continue;
    }
    if (c == '\n') break;
    if (c == delimiter) {
      record.cells.push_back(cell);
      cell.clear();
      was_quoted = false;
    } else if (was_quoted) {
      if (!blank(std::string_view(&c, 1))) {
        record.outcome = Record::stray;
        return record;
      }
    } else if (c == '"' && blank(cell)) {
      quoted = true;
      cell.clear();
    } else {
      cell += c;
    }
  }
  if (quoted) {
    record.outcome = Record::open;
    return record;
  }
  record.end = std::min(i + 1, text.size());
  record.raw = text.substr(begin, i - begin);
  if (record.raw.ends_with('\r')) {
    record.raw.remove_suffix(1);
    if (!was_quoted && cell.ends_with('\r')) cell.pop_back();
  }
  record.cells.push_back(cell);
  return record;
}

// All records of a text with LF or CRLF line ends; `columns` is the number of cells of the header. Limits are not
// modelled.
inline std::vector<Event> read(std::string_view text, char delimiter, std::size_t columns) {
  std::vector<Event> events;
  std::size_t at = 0;
  std::uint64_t line = 1;
  while (at < text.size()) {
    const Record record = read_record(text, at, delimiter);
    const std::size_t line_end = std::min(text.find('\n', at), text.size());
    if (record.outcome != Record::whole) {
      bool rest_is_lost = record.outcome == Record::open;
      for (std::size_t next = line_end + 1; rest_is_lost && columns > 1 && next < text.size();) {
        const std::size_t end = std::min(text.find('\n', next), text.size());
        const std::string_view other = text.substr(next, end - next);
        if (static_cast<std::size_t>(std::count(other.begin(), other.end(), delimiter)) + 1 == columns)
          rest_is_lost = false;
        next = end + 1;
      }
      events.push_back({line, record.outcome == Record::open ? "unterminated_quote" : "stray_quote", {}});
      if (rest_is_lost) return events;
      at = line_end + 1;
      ++line;
      continue;
    }
    const std::uint64_t row = line;
    at = record.end;
    line += record.lines_inside + 1;
    const bool delimiters_only = record.cells.size() > 1 && record.raw.size() + 1 == record.cells.size();
    if (delimiters_only || blank(record.raw)) continue;
    const bool surplus =
        record.cells.size() > columns && !std::all_of(record.cells.begin() + static_cast<std::ptrdiff_t>(columns),
                                                      record.cells.end(), [](const auto& cell) { return blank(cell); });
    const std::string_view with_end = text.substr(static_cast<std::size_t>(record.raw.data() - text.data()),
                                                  at - static_cast<std::size_t>(record.raw.data() - text.data()));
    if (!good_text(with_end))
      events.push_back({row, "broken_text", {}});
    else if (record.cells.size() < columns || surplus)
      events.push_back({row, "ragged_row", {}});
    else
      events.push_back({row, "", {record.cells.begin(), record.cells.begin() + static_cast<std::ptrdiff_t>(columns)}});
  }
  return events;
}

}  // namespace oracle
