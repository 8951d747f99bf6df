#include "graph/cypher/temporal.h"

#include <date/tz.h>

#include <cstdio>
#include <map>
#include <mutex>

#include "graph/cypher/query_error.h"

namespace almanac::graph::cypher {
namespace {

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// Zones that were asked for, so that a value can point to their names.
const date::time_zone* find_zone(std::string_view name) {
  static std::mutex mutex;
  static std::map<std::string, const date::time_zone*, std::less<>> known;
  const std::lock_guard lock(mutex);
  const auto found = known.find(name);
  if (found != known.end()) return found->second;
  const date::time_zone* zone = nullptr;
  try {
    zone = date::locate_zone(std::string(name));
  } catch (const std::runtime_error&) {
    fail_argument("InvalidArgumentValue",
                  archive::filled(Text{"the time zone {} is not known; write one such as Europe/Stockholm or +01:00",
                                       "未知时区 {}；请写 Asia/Shanghai 或 +08:00 之类"},
                                  name));
  }
  known.emplace(name, zone);
  return zone;
}

// The tz library counts years in 16 bits.
std::int64_t within_years(std::int64_t seconds) {
  constexpr std::int64_t limit = 900'000'000'000;
  return std::clamp(seconds, -limit, limit);
}

std::int32_t offset_at(std::string_view zone, std::int64_t utc) {
  return static_cast<std::int32_t>(
      find_zone(zone)->get_info(date::sys_seconds(std::chrono::seconds(within_years(utc)))).offset.count());
}

}  // namespace

std::int64_t days_of(const Civil& c) {
  const std::int64_t y = c.month <= 2 ? c.year - 1 : c.year;
  const std::int64_t era = floor_div(y, 400);
  const std::int64_t yoe = y - era * 400;
  const std::int64_t doy = (153 * (c.month + (c.month > 2 ? -3 : 9)) + 2) / 5;
  return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468 + c.day - 1;
}

Civil civil_of(std::int64_t days) {
  days += 719468;
  const std::int64_t era = floor_div(days, 146097);
  const std::int64_t doe = days - era * 146097;
  const std::int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const std::int64_t mp = (5 * doy + 2) / 153;
  Civil c;
  c.day = static_cast<int>(doy - (153 * mp + 2) / 5 + 1);
  c.month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
  c.year = yoe + era * 400 + (c.month <= 2 ? 1 : 0);
  return c;
}

bool is_leap(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }
int days_in(std::int64_t year, int month) {
  static constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

Week week_of(std::int64_t days) {
  const auto weekday = static_cast<int>(days + 3 - floor_div(days + 3, 7) * 7) + 1;  // 1970-01-01 was a Thursday
  const std::int64_t thursday = days - weekday + 4;
  const std::int64_t year = civil_of(thursday).year;
  return {year, static_cast<int>((thursday - days_of(Civil{year, 1, 1})) / 7) + 1, weekday};
}
std::int64_t days_of(const Week& week) {
  const std::int64_t fourth = days_of(Civil{week.year, 1, 4});
  return fourth - (week_of(fourth).day - 1) + (week.week - 1) * 7 + week.day - 1;
}
int weeks_in(std::int64_t year) { return week_of(days_of(Civil{year, 12, 28})).week; }

bool is_moment(Type type) { return type >= Type::date && type <= Type::date_time; }

Moment moment_of(const Value& value) {
  Moment m;
  m.has_date = value.type == Type::date || value.type >= Type::local_date_time;
  m.has_time = value.type != Type::date;
  m.has_zone = value.type == Type::time || value.type == Type::date_time;
  switch (value.type) {
    case Type::date:
      m.days = value.integer;
      break;
    case Type::local_time:
    case Type::time:
      m.nanos = value.integer;
      if (m.has_zone) m.offset = value.offset();
      break;
    case Type::local_date_time:
      m.days = floor_div(value.integer, seconds_per_day);
      m.nanos = (value.integer - m.days * seconds_per_day) * nanos_per_second + value.extra;
      break;
    default: {
      const Zoned& zoned = value.zoned();
      const std::int64_t local = zoned.seconds + zoned.offset;
      m.days = floor_div(local, seconds_per_day);
      m.nanos = (local - m.days * seconds_per_day) * nanos_per_second + zoned.nanoseconds;
      m.offset = zoned.offset;
      m.zone = zoned.zone;
    }
  }
  return m;
}

std::int64_t seconds_of(const Moment& m) {
  return m.days * seconds_per_day + m.nanos / nanos_per_second - (m.has_zone ? m.offset : 0);
}

Value value_of(Type type, const Moment& m, Arena& arena) {
  switch (type) {
    case Type::date:
      return Value::make(Type::date, m.days);
    case Type::local_time:
      return Value::make(Type::local_time, m.nanos);
    case Type::time:
      return Value::make(Type::time, m.nanos, static_cast<std::uint32_t>(m.offset));
    case Type::local_date_time:
      return Value::make(type, m.days * seconds_per_day + m.nanos / nanos_per_second,
                         static_cast<std::uint32_t>(m.nanos % nanos_per_second));
    default: {
      Moment zoned = m;
      zoned.has_zone = true;
      return make_zoned(arena,
                        {seconds_of(zoned), static_cast<std::int32_t>(m.nanos % nanos_per_second), m.offset, m.zone});
    }
  }
}

ZoneName zone_of(std::string_view text) {
  if (text == "Z" || text == "z" || text == "UTC") return {};
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    const auto moment = parse_moment(Type::time, "00:00" + std::string(text));
    if (moment) return {moment->offset, {}};
  }
  return {0, find_zone(text)->name()};
}

void settle_offset(Moment& moment) {
  if (moment.zone.empty()) return;
  Moment local = moment;
  local.has_zone = false;
  const date::local_seconds time{std::chrono::seconds(within_years(seconds_of(local)))};
  const auto info = find_zone(moment.zone)->get_info(time);
  moment.offset = static_cast<std::int32_t>(info.first.offset.count());
  if (info.result == date::local_info::nonexistent) {  // skipped: as much later as the clock was put forward
    const auto gap = info.second.offset - info.first.offset;
    moment.nanos += gap.count() * nanos_per_second;
    moment.offset = static_cast<std::int32_t>(info.second.offset.count());
    moment.days += floor_div(moment.nanos, nanos_per_day);
    moment.nanos -= floor_div(moment.nanos, nanos_per_day) * nanos_per_day;
  }
}

Moment moment_at(std::int64_t seconds, std::int64_t nanos, const ZoneName& zone) {
  Moment m;
  m.has_date = m.has_time = m.has_zone = true;
  m.zone = zone.zone;
  m.offset = zone.zone.empty() ? zone.offset : offset_at(zone.zone, seconds);
  const std::int64_t local = seconds + m.offset;
  m.days = floor_div(local, seconds_per_day);
  m.nanos = (local - m.days * seconds_per_day) * nanos_per_second + nanos;
  return m;
}

void move_to(Moment& moment, const ZoneName& zone) {
  const Moment moved = moment_at(seconds_of(moment), moment.nanos % nanos_per_second, zone);
  moment.days = moved.days;
  moment.nanos = moved.nanos;
  moment.offset = moved.offset;
  moment.zone = moved.zone;
}

}  // namespace almanac::graph::cypher
