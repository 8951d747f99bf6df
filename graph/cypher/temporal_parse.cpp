// Temporal values from text.

#include <cmath>

#include "graph/cypher/temporal.h"

namespace almanac::graph::cypher {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Reader {
  std::string_view left;

  bool done() const { return left.empty(); }
  bool take(char c) {
    if (left.empty() || left[0] != c) return false;
    left.remove_prefix(1);
    return true;
  }
  std::size_t digits_ahead() const {
    std::size_t count = 0;
    while (count < left.size() && is_digit(left[count])) ++count;
    return count;
  }
  // Exactly so many digits.
  std::optional<std::int64_t> number(std::size_t digits) {
    if (digits == 0 || digits > 18 || digits_ahead() < digits) return std::nullopt;
    std::int64_t number = 0;
    for (std::size_t i = 0; i < digits; ++i) number = number * 10 + (left[i] - '0');
    left.remove_prefix(digits);
    return number;
  }
};

std::optional<std::int64_t> calendar_day(std::int64_t year, std::int64_t month, std::int64_t day) {
  if (month < 1 || month > 12 || day < 1 || day > days_in(year, static_cast<int>(month))) return std::nullopt;
  return days_of(Civil{year, static_cast<int>(month), static_cast<int>(day)});
}
std::optional<std::int64_t> week_day(std::int64_t year, std::int64_t week, std::int64_t day) {
  if (week < 1 || week > weeks_in(year) || day < 1 || day > 7) return std::nullopt;
  return days_of(Week{year, static_cast<int>(week), static_cast<int>(day)});
}
std::optional<std::int64_t> ordinal_day(std::int64_t year, std::int64_t day) {
  if (day < 1 || day > (is_leap(year) ? 366 : 365)) return std::nullopt;
  return days_of(Civil{year, 1, 1}) + day - 1;
}
std::optional<std::int64_t> quarter_day(std::int64_t year, std::int64_t quarter, std::int64_t day) {
  if (quarter < 1 || quarter > 4 || day < 1) return std::nullopt;
  const std::int64_t first = days_of(Civil{year, static_cast<int>(quarter) * 3 - 2, 1});
  const std::int64_t next =
      quarter == 4 ? days_of(Civil{year + 1, 1, 1}) : days_of(Civil{year, static_cast<int>(quarter) * 3 + 1, 1});
  if (first + day - 1 >= next) return std::nullopt;
  return first + day - 1;
}

// What follows the year, with and without hyphens.
std::optional<std::int64_t> date_in_year(Reader& in, std::int64_t year) {
  if (in.done()) return calendar_day(year, 1, 1);
  const bool extended = in.take('-');
  if (in.take('W')) {
    const auto week = in.number(2);
    if (!week) return std::nullopt;
    if (in.done()) return week_day(year, *week, 1);
    if (extended && !in.take('-')) return std::nullopt;
    const auto day = in.number(1);
    return day ? week_day(year, *week, *day) : std::nullopt;
  }
  if (in.take('Q')) {
    const auto quarter = in.number(1);
    if (!quarter) return std::nullopt;
    if (in.done()) return quarter_day(year, *quarter, 1);
    if (extended && !in.take('-')) return std::nullopt;
    const auto day = in.number(2);
    return day ? quarter_day(year, *quarter, *day) : std::nullopt;
  }
  if (in.digits_ahead() == 3) return ordinal_day(year, *in.number(3));
  const auto month = in.number(2);
  if (!month) return std::nullopt;
  if (in.done()) return calendar_day(year, *month, 1);
  if (extended && !in.take('-')) return std::nullopt;
  const auto day = in.number(2);
  return day ? calendar_day(year, *month, *day) : std::nullopt;
}

std::optional<std::int64_t> read_fraction(Reader& in) {  // nanoseconds
  if (!in.take('.') && !in.take(',')) return 0;
  const std::size_t digits = in.digits_ahead();
  if (digits == 0 || digits > 9) return std::nullopt;
  std::int64_t nanos = *in.number(digits);
  for (std::size_t i = digits; i < 9; ++i) nanos *= 10;
  return nanos;
}

// Hours, minutes and seconds as far as they are there; leaves the rest in `in`.
std::optional<std::int64_t> read_time(Reader& in) {
  const auto hour = in.number(2);
  if (!hour || *hour > 23) return std::nullopt;
  std::int64_t minute = 0;
  std::int64_t second = 0;
  std::int64_t nanos = 0;
  const bool extended = !in.done() && in.left[0] == ':';
  if (extended ? in.take(':') : in.digits_ahead() >= 2) {
    const auto minutes = in.number(2);
    if (!minutes || *minutes > 59) return std::nullopt;
    minute = *minutes;
    if (extended ? in.take(':') : in.digits_ahead() >= 2) {
      const auto seconds = in.number(2);
      const auto fraction = seconds ? read_fraction(in) : std::nullopt;
      if (!fraction || *seconds > 59) return std::nullopt;
      second = *seconds;
      nanos = *fraction;
    }
  }
  return (*hour * 3600 + minute * 60 + second) * nanos_per_second + nanos;
}

bool read_offset(Reader& in, Moment& moment) {
  if (in.take('Z') || in.take('z')) return true;
  const bool minus = in.take('-');
  if (!minus && !in.take('+')) return false;
  const auto hours = in.number(2);
  if (!hours || *hours > 18) return false;
  std::int64_t seconds = *hours * 3600;
  for (const std::int64_t unit : {60, 1}) {
    if (in.done() || in.left[0] == '[') break;
    in.take(':');
    const auto part = in.number(2);
    if (!part || *part > 59) return false;
    seconds += *part * unit;
  }
  if (seconds > 18 * 3600) return false;
  moment.offset = static_cast<std::int32_t>(minus ? -seconds : seconds);
  return true;
}

bool read_zone(Reader& in, Moment& moment) {
  const bool has_offset = !in.done() && in.left[0] != '[';
  if (has_offset && !read_offset(in, moment)) return false;
  if (in.take('[')) {
    const std::size_t end = in.left.find(']');
    if (end == std::string_view::npos) return false;
    moment.zone = zone_of(in.left.substr(0, end)).zone;
    in.left.remove_prefix(end + 1);
    if (!has_offset) {
      settle_offset(moment);
    } else {  // the offset says which instant is meant
      moment.has_zone = true;
      move_to(moment, {0, moment.zone});
    }
  }
  return in.done();
}

// A number with a fraction and a sign of its own.
std::optional<long double> read_amount(Reader& in) {
  const bool minus = in.take('-');
  if (!minus) in.take('+');
  const std::size_t digits = in.digits_ahead();
  if (digits == 0 || digits > 18) return std::nullopt;
  auto amount = static_cast<long double>(*in.number(digits));
  if (in.take('.') || in.take(',')) {
    const std::size_t decimals = in.digits_ahead();
    if (decimals == 0) return std::nullopt;
    long double unit = 1;
    for (std::size_t i = 0; i < decimals; ++i) {
      unit /= 10;
      amount += static_cast<long double>(in.left[i] - '0') * unit;
    }
    in.left.remove_prefix(decimals);
  }
  return minus ? -amount : amount;
}

std::optional<Duration> parse_as_date(std::string_view text) {  // P2012-02-02T14:37:21.545
  const std::size_t split = text.find('T');
  Reader date{text.substr(0, split)};
  const auto year = date.number(4);
  if (!year || !date.take('-')) return std::nullopt;
  const auto month = date.number(2);
  if (!month || !date.take('-')) return std::nullopt;
  const auto day = date.number(2);
  if (!day || !date.done()) return std::nullopt;
  std::int64_t nanos = 0;
  if (split != std::string_view::npos) {
    Reader time{text.substr(split + 1)};
    const auto read = read_time(time);
    if (!read || !time.done()) return std::nullopt;
    nanos = *read;
  }
  return Duration{*year * 12 + *month, *day, nanos / nanos_per_second, nanos % nanos_per_second};
}

}  // namespace

std::optional<std::int64_t> parse_date(std::string_view text) {
  Reader in{text};
  const bool minus = in.take('-');
  const bool has_sign = minus || in.take('+');
  const std::size_t digits = in.digits_ahead();
  // A signed year may be longer, but then a hyphen ends it.
  const bool long_year = has_sign && digits >= 4 && digits <= 9 && in.left.size() > digits && in.left[digits] == '-';
  const auto year = in.number(long_year ? digits : 4);
  if (!year) return std::nullopt;
  const auto days = date_in_year(in, minus ? -*year : *year);
  return in.done() ? days : std::nullopt;
}

std::optional<std::int64_t> parse_time_of_day(std::string_view text) {
  Reader in{text};
  const auto nanos = read_time(in);
  return in.done() ? nanos : std::nullopt;
}

std::optional<Moment> parse_moment(Type type, std::string_view text) {
  Moment m;
  m.has_date = type == Type::date || type >= Type::local_date_time;
  m.has_time = type != Type::date;
  m.has_zone = type == Type::time || type == Type::date_time;
  if (m.has_date) {
    const std::size_t split = m.has_time ? text.find('T') : text.size();
    const auto days = parse_date(text.substr(0, split));
    if (!days) return std::nullopt;
    m.days = *days;
    text = split >= text.size() ? std::string_view() : text.substr(split + 1);
    if (split == std::string_view::npos) return m;  // midnight, UTC
  }
  if (!m.has_time) return m;
  Reader in{text};
  const auto nanos = read_time(in);
  if (!nanos) return std::nullopt;
  m.nanos = *nanos;
  if (!m.has_zone) return in.done() ? std::optional(m) : std::nullopt;
  if (!in.done() && !read_zone(in, m)) return std::nullopt;
  return m;
}

std::optional<Duration> parse_duration(std::string_view text) {
  Reader in{text};
  const bool minus = in.take('-');
  if (!in.take('P') || in.done()) return std::nullopt;
  if (in.digits_ahead() == 4 && in.left.size() > 4 && in.left[4] == '-') return parse_as_date(in.left);
  long double months = 0;
  long double days = 0;
  long double seconds = 0;
  std::string_view units = "YMWD";
  bool in_time = false;
  while (!in.done()) {
    if (!in_time && in.take('T')) {
      in_time = true;
      units = "HMS";
      if (in.done()) return std::nullopt;
      continue;
    }
    const auto amount = read_amount(in);
    const std::size_t unit = amount && !in.done() ? units.find(in.left[0]) : std::string_view::npos;
    if (unit == std::string_view::npos) return std::nullopt;
    const char sign = in.left[0];
    in.left.remove_prefix(1);
    units.remove_prefix(unit + 1);
    if (in_time)
      seconds += *amount * (sign == 'H' ? 3600 : sign == 'M' ? 60 : 1);
    else if (sign == 'Y' || sign == 'M')
      months += *amount * (sign == 'Y' ? 12 : 1);
    else
      days += *amount * (sign == 'W' ? 7 : 1);
  }
  const Duration duration = make_duration(months, days, seconds, 0);
  return minus ? add(Duration{}, duration, -1) : duration;
}

}  // namespace almanac::graph::cypher
