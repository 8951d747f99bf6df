// Stored numbers to the text of cells. Digits are kept as digits: a date is computed from them in integers, never through a
// double.

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

#include "importers/number_format.h"

namespace almanac::importers {
namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr int most_digits = 400;  // a double has at most 309 before the point, 324 behind

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\n' || text.front() == '\t' || text.front() == '\r'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\t' || text.back() == '\r'))
    text.remove_suffix(1);
  return text;
}

// A number in pieces: 0.<digits> × 10^point.
struct Parsed {
  bool negative = false, integer = true;
  std::string digits;
  int point = 0;
};

std::optional<Parsed> parsed(std::string_view text) {
  Parsed number;
  std::size_t at = 0;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) number.negative = text[at++] == '-';
  const std::size_t first = at;
  while (at < text.size() && is_digit(text[at])) ++at;
  number.digits = text.substr(first, at - first);
  number.point = static_cast<int>(std::min<std::size_t>(at - first, most_digits + 1));
  if (at < text.size() && text[at] == '.') {
    number.integer = false;
    const std::size_t begin = ++at;
    while (at < text.size() && is_digit(text[at])) ++at;
    number.digits += text.substr(begin, at - begin);
  }
  if (number.digits.empty() || number.digits.size() > most_digits) return std::nullopt;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    number.integer = false;
    if (++at < text.size() && text[at] == '+') ++at;
    int exponent = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), exponent);
    if (error != std::errc() || exponent > most_digits || exponent < -most_digits) return std::nullopt;
    at = static_cast<std::size_t>(end - text.data());
    number.point += exponent;
  }
  if (at != text.size()) return std::nullopt;
  const std::size_t zeros = std::min(number.digits.find_first_not_of('0'), number.digits.size());
  number.digits.erase(0, zeros);
  number.point -= static_cast<int>(zeros);
  while (!number.digits.empty() && number.digits.back() == '0') number.digits.pop_back();
  if (number.point > most_digits || number.point < -most_digits) return std::nullopt;
  return number;
}

std::string written(const Parsed& number) {
  if (number.digits.empty()) return "0";
  std::string text = number.negative ? "-" : "";
  const int size = static_cast<int>(number.digits.size());
  if (number.point <= 0) {
    text += "0.";
    text.append(static_cast<std::size_t>(-number.point), '0');
    text += number.digits;
  } else if (number.point >= size) {
    text += number.digits;
    text.append(static_cast<std::size_t>(number.point - size), '0');
  } else {
    text.append(number.digits, 0, static_cast<std::size_t>(number.point));
    text += '.';
    text.append(number.digits, static_cast<std::size_t>(number.point));
  }
  return text;
}

bool is_plain_integer(std::string_view text) {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  if (text.empty() || text.size() > 18 || (text[0] == '0' && text.size() > 1)) return false;
  for (const char c : text)
    if (!is_digit(c)) return false;
  return true;
}

void add_two(std::string& to, std::int64_t value) {
  to += static_cast<char>('0' + value / 10 % 10);
  to += static_cast<char>('0' + value % 10);
}

// "09:30:00", "36:05:00", "09:30:00.250"
std::string clock_text(std::int64_t ms) {
  std::string text;
  const std::int64_t hours = ms / 3'600'000;
  if (hours < 100)
    add_two(text, hours);
  else
    text = std::to_string(hours);
  text += ':';
  add_two(text, ms / 60'000 % 60);
  text += ':';
  add_two(text, ms / 1'000 % 60);
  if (ms % 1'000 != 0) {
    text += '.';
    text += static_cast<char>('0' + ms / 100 % 10);
    add_two(text, ms % 100);
  }
  return text;
}

std::string date_text(std::int64_t days_since_1970) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days_since_1970}}};
  std::string text = std::to_string(static_cast<int>(date.year()));
  text.insert(0, 4 - std::min<std::size_t>(text.size(), 4), '0');
  text += '-';
  add_two(text, static_cast<unsigned>(date.month()));
  text += '-';
  add_two(text, static_cast<unsigned>(date.day()));
  return text;
}

struct Serial {
  bool negative = false;
  std::int64_t days = 0, ms = 0;
};

// Days and milliseconds of plain digits; nullopt past 10 million days. Fewer than 8 digits of a day cannot carry
// milliseconds: 0.39583 is 9:30, not 9:29:59.712.
std::optional<Serial> serial_of(std::string_view plain) {
  Serial serial;
  if (plain.starts_with('-')) {
    serial.negative = true;
    plain.remove_prefix(1);
  }
  const std::size_t point = std::min(plain.find('.'), plain.size());
  if (point > 7) return std::nullopt;
  std::from_chars(plain.data(), plain.data() + point, serial.days);
  std::string fraction(point < plain.size() ? plain.substr(point + 1, 15) : std::string_view());
  const bool exact = fraction.size() >= 8;
  fraction.resize(15, '0');
  std::int64_t digits = 0;
  std::from_chars(fraction.data(), fraction.data() + fraction.size(), digits);
  constexpr std::int64_t unit = 1'000'000'000'000'000;
  __extension__ using Wide = __int128;
  serial.ms = static_cast<std::int64_t>((static_cast<Wide>(digits) * day_ms + unit / 2) / unit);
  if (!exact) serial.ms = (serial.ms + 500) / 1'000 * 1'000;
  if (serial.ms >= day_ms) {
    serial.ms -= day_ms;
    ++serial.days;
  }
  return serial;
}

constexpr std::int64_t day_of(int year, unsigned month, unsigned day) {
  return std::chrono::sys_days{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day)}
      .time_since_epoch()
      .count();
}

// Days since 1970 of a serial's whole days.
std::int64_t calendar_day(std::int64_t days, DateSystem system) {
  if (system == DateSystem::from_1904) return day_of(1904, 1, 1) + days;
  return (days < 60 ? day_of(1899, 12, 31) : day_of(1899, 12, 30)) + days;
}

// "" if the number is no date or time.
SheetCell dated(std::string_view plain, NumberFormat format, DateSystem system) {
  const auto serial = serial_of(plain);
  if (!serial) return {};
  const auto [negative, days, ms] = *serial;
  using Type = SheetCell::Type;
  if (format == NumberFormat::elapsed)
    return {Type::time, false, (negative ? "-" : "") + clock_text(days * day_ms + ms)};
  if (negative) return {};
  const bool time_of_day = format == NumberFormat::time || ms != 0 || format == NumberFormat::date_time;
  if (days == 0 && (format == NumberFormat::time || system == DateSystem::from_1900)) {
    if (!time_of_day) return {};
    return {Type::time, false, clock_text(ms)};
  }
  const std::int64_t day = calendar_day(days, system);
  if (day > day_of(9999, 12, 31)) return {};
  const bool midnight_is_date = format == NumberFormat::date || format == NumberFormat::calendar;
  if (ms == 0 && midnight_is_date) return {Type::date, false, date_text(day)};
  return {Type::time, false, date_text(day) + ' ' + clock_text(ms)};
}

// Reads `count` digits; -1 if there are fewer.
int digits_at(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (!is_digit(text[i])) return -1;
    value = value * 10 + text[i] - '0';
  }
  return value;
}

// Milliseconds of "hh:mm[:ss[.fff]][Z|±hh:mm]"; -1 if it is none.
std::int64_t clock_ms(std::string_view text) {
  const int hour = digits_at(text, 0, 2);
  const int minute = digits_at(text, 3, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || text[2] != ':') return -1;
  std::int64_t ms = (hour * 60 + minute) * 60'000;
  std::size_t at = 5;
  if (at < text.size() && text[at] == ':') {
    const int second = digits_at(text, at + 1, 2);
    if (second < 0 || second > 59) return -1;
    ms += second * 1'000;
    at += 3;
    if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
      std::int64_t unit = 100;
      while (++at < text.size() && is_digit(text[at])) {
        ms += unit * (text[at] - '0');
        unit /= 10;
      }
    }
  }
  if (at < text.size() && text[at] != 'Z' && text[at] != '+' && text[at] != '-') return -1;
  return ms;
}

}  // namespace

std::optional<std::string> plain_number(std::string_view stored) {
  const std::string_view text = trimmed(stored);
  if (is_plain_integer(text)) return text == "-0" ? "0" : std::string(text);
  const auto number = parsed(text);
  if (!number) return std::nullopt;
  // Up to 15 digits name a double by themselves, and an integer's digits are meant. More are how a double was written out.
  if (number->integer || number->digits.size() <= 15) return written(*number);
  double value = 0;
  const std::string_view digits = text.starts_with('+') ? text.substr(1) : text;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return written(*number);
  return plain_number(value);
}

std::string plain_number(double value) {
  if (!std::isfinite(value)) return "";
  std::array<char, 40> shortest{};
  const auto end =
      std::to_chars(shortest.data(), shortest.data() + shortest.size(), value, std::chars_format::scientific).ptr;
  return written(*parsed({shortest.data(), static_cast<std::size_t>(end - shortest.data())}));
}

SheetCell number_cell(std::string_view stored, NumberFormat format, DateSystem system) {
  auto plain = plain_number(stored);
  if (!plain) {
    const std::string_view text = trimmed(stored);
    return {text.empty() ? SheetCell::Type::empty : SheetCell::Type::text, false, std::string(text)};
  }
  if (format != NumberFormat::number) {
    SheetCell cell = dated(*plain, format, system);
    if (cell.type != SheetCell::Type::empty) return cell;
  }
  return {SheetCell::Type::number, false, *std::move(plain)};
}

SheetCell iso_date_cell(std::string_view stored, NumberFormat format) {
  using Type = SheetCell::Type;
  const std::string_view text = trimmed(stored);
  const SheetCell as_text{text.empty() ? Type::empty : Type::text, false, std::string(text)};
  if (const std::int64_t ms = clock_ms(text); ms >= 0) return {Type::time, false, clock_text(ms)};
  const int year = digits_at(text, 0, 4);
  const int month = digits_at(text, 5, 2);
  const int day = digits_at(text, 8, 2);
  if (year < 1 || month < 1 || day < 1 || text[4] != '-' || text[7] != '-') return as_text;
  const std::chrono::year_month_day date = std::chrono::year{year} / month / day;
  if (!date.ok()) return as_text;
  const bool shows_time = format == NumberFormat::date_time || format == NumberFormat::time;
  std::int64_t ms = 0;
  if (text.size() > 10) {
    ms = clock_ms(text.substr(11));
    if (ms < 0 || (text[10] != 'T' && text[10] != ' ')) return as_text;
  }
  if (ms == 0 && !shows_time) return {Type::date, false, std::string(text.substr(0, 10))};
  return {Type::time, false, std::string(text.substr(0, 10)) + ' ' + clock_text(ms)};
}

SheetCell iso_duration_cell(std::string_view stored) {
  using Type = SheetCell::Type;
  const std::string_view text = trimmed(stored);
  const SheetCell as_text{text.empty() ? Type::empty : Type::text, false, std::string(text)};
  std::size_t at = text.starts_with('-') ? 1 : 0;
  if (at >= text.size() || text[at++] != 'P') return as_text;
  std::int64_t ms = 0;
  bool time_part = false;
  while (at < text.size()) {
    if (text[at] == 'T') {
      time_part = true;
      ++at;
      continue;
    }
    double value = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), value);
    if (error != std::errc() || end == text.data() + text.size() || !(value >= 0 && value < 1e9)) return as_text;
    at = static_cast<std::size_t>(end - text.data());
    const char unit = text[at++];
    if (unit == 'D' && !time_part)
      ms += static_cast<std::int64_t>(value) * day_ms;
    else if (unit == 'H' && time_part)
      ms += static_cast<std::int64_t>(value) * 3'600'000;
    else if (unit == 'M' && time_part)
      ms += static_cast<std::int64_t>(value) * 60'000;
    else if (unit == 'S' && time_part)
      ms += std::llround(value * 1'000);
    else
      return as_text;
    if (ms > 1'000'000'000'000'000) return as_text;
  }
  return {Type::time, false, (text.starts_with('-') ? "-" : "") + clock_text(ms)};
}

}  // namespace almanac::importers
