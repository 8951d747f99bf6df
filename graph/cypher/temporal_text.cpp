// Temporal values as text, in ISO 8601.

#include <array>
#include <cstdio>

#include "graph/cypher/temporal.h"

namespace almanac::graph::cypher {
namespace {

std::string padded(std::int64_t number, int width) {
  std::string digits = std::to_string(number);
  if (static_cast<int>(digits.size()) < width) digits.insert(0, static_cast<std::size_t>(width) - digits.size(), '0');
  return digits;
}

// ".142", of nanoseconds; nothing for 0.
std::string fraction(std::int64_t nanos) {
  if (nanos == 0) return {};
  std::string digits = padded(nanos, 9);
  digits.erase(digits.find_last_not_of('0') + 1);
  return "." + digits;
}

std::string date_text(std::int64_t days) {
  const Civil c = civil_of(days);
  std::string year = padded(c.year < 0 ? -c.year : c.year, 4);
  if (c.year < 0)
    year.insert(0, "-");
  else if (c.year > 9999)
    year.insert(0, "+");
  return year + "-" + padded(c.month, 2) + "-" + padded(c.day, 2);
}

enum class Form : std::uint8_t { shortest, exchanged };

std::string time_text(std::int64_t nanos, Form form) {
  const std::int64_t seconds = nanos / nanos_per_second;
  std::string text = padded(seconds / 3600, 2) + ":" + padded(seconds / 60 % 60, 2);
  if (form == Form::exchanged || seconds % 60 != 0 || nanos % nanos_per_second != 0) {
    text += ":" + padded(seconds % 60, 2) + fraction(nanos % nanos_per_second);
  }
  return text;
}

std::string duration_text(const Duration& d, Form form) {
  std::string text = "P";
  const auto part = [&](std::int64_t number, char unit) {
    if (number != 0) text += std::to_string(number) + unit;
  };
  const std::int64_t years = form == Form::exchanged ? 0 : d.months / 12;
  part(years, 'Y');
  part(d.months - years * 12, 'M');
  part(d.days, 'D');
  std::int64_t seconds = d.seconds;
  std::int64_t nanos = d.nanoseconds;
  if (seconds < 0 && nanos > 0) {
    ++seconds;
    nanos -= nanos_per_second;
  }
  if (seconds != 0 || nanos != 0) {
    text += 'T';
    part(seconds / 3600, 'H');
    part(seconds / 60 % 60, 'M');
    if (seconds % 60 != 0 || nanos != 0) {
      if (seconds % 60 == 0 && nanos < 0) text += '-';
      text += std::to_string(seconds % 60) + fraction(nanos < 0 ? -nanos : nanos) + "S";
    }
  }
  return text.size() == 1 ? "PT0S" : text;
}

std::string text_in(const Value& value, Form form) {
  if (value.type == Type::duration) return duration_text(value.duration(), form);
  const Moment m = moment_of(value);
  std::string text;
  if (m.has_date) text = date_text(m.days);
  if (m.has_date && m.has_time) text += 'T';
  if (m.has_time) text += time_text(m.nanos, form);
  if (m.has_zone) text += text_of_offset(m.offset);
  if (!m.zone.empty()) text += "[" + std::string(m.zone) + "]";
  return text;
}

}  // namespace

std::string text_of_offset(std::int32_t offset) {
  if (offset == 0) return "Z";
  const std::int32_t size = offset < 0 ? -offset : offset;
  std::string text = (offset < 0 ? "-" : "+") + padded(size / 3600, 2) + ":" + padded(size / 60 % 60, 2);
  if (size % 60 != 0) text += ":" + padded(size % 60, 2);
  return text;
}

std::string text_of(const Value& value) { return text_in(value, Form::shortest); }
std::string exchanged_text_of(const Value& value) { return text_in(value, Form::exchanged); }

}  // namespace almanac::graph::cypher
