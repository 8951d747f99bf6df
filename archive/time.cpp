#include "archive/time.h"

#include <date/tz.h>

#include <charconv>
#include <chrono>

#include "archive/error.h"

namespace almanac::archive {
namespace {

using Days = date::days;
using Milliseconds = std::chrono::milliseconds;
constexpr std::int64_t ms_per_day = 86'400'000;

// Exactly `count` digits at `position`; -1 if they are not there.
int digits_at(std::string_view text, std::size_t position, std::size_t count) {
  if (position + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = position; i < position + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

std::string two(unsigned value) {
  return {static_cast<char>('0' + value / 10 % 10), static_cast<char>('0' + value % 10)};
}

date::year_month_day ymd_of(std::int32_t days) { return date::year_month_day{date::sys_days{Days{days}}}; }

std::string year_text(int year) {
  std::string text = std::to_string(year);
  return text.size() < 4 ? std::string(4 - text.size(), '0') + text : text;
}

}  // namespace

std::optional<Date> Date::from_ymd(int year, unsigned month, unsigned day) {
  const date::year_month_day ymd{date::year{year}, date::month{month}, date::day{day}};
  if (year < 1 || year > 9999 || !ymd.ok()) return std::nullopt;
  return Date{static_cast<std::int32_t>(date::sys_days{ymd}.time_since_epoch().count()), Precision::day};
}

std::optional<Date> Date::parse(std::string_view iso) {
  const int year = digits_at(iso, 0, 4);
  const int month = iso.size() >= 7 && iso[4] == '-' ? digits_at(iso, 5, 2) : -1;
  const int day = iso.size() == 10 && iso[7] == '-' ? digits_at(iso, 8, 2) : -1;
  if (year < 1) return std::nullopt;
  std::optional<Date> date;
  if (iso.size() == 4) {
    date = from_ymd(year, 1, 1);
    if (date) date->precision = Precision::year;
  } else if (iso.size() == 7 && month > 0) {
    date = from_ymd(year, static_cast<unsigned>(month), 1);
    if (date) date->precision = Precision::month;
  } else if (month > 0 && day > 0) {
    date = from_ymd(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
  }
  return date;
}

int Date::year() const { return static_cast<int>(ymd_of(days).year()); }
unsigned Date::month() const { return static_cast<unsigned>(ymd_of(days).month()); }
unsigned Date::day() const { return static_cast<unsigned>(ymd_of(days).day()); }

std::string Date::to_string() const {
  std::string text = year_text(year());
  if (precision != Precision::year) text += "-" + two(month());
  if (precision != Precision::year && precision != Precision::month) text += "-" + two(day());
  return text;
}

std::int32_t Date::last_day() const {
  if (precision == Precision::year) return from_ymd(year(), 12, 31)->days;
  if (precision == Precision::month) {
    const auto last = date::year{year()} / date::month{month()} / date::last;
    return static_cast<std::int32_t>(date::sys_days{last}.time_since_epoch().count());
  }
  return days;
}

struct Zone::Cache {
  const date::time_zone* zone;
  std::string name;
};

Zone::Zone(std::string_view name) : cache_(std::make_shared<Cache>()) {
  try {
    cache_->zone = date::locate_zone(std::string(name));
    cache_->name = name;
  } catch (const std::exception&) {
    throw Error(ErrorKind::invalid_input, "unknown_zone",
                filled({"\"{}\" is not a time zone of this system; write one like Asia/Shanghai (package tzdata)",
                        "“{}”不是本机已知的时区；请写成 Asia/Shanghai 这样的名称（需要 tzdata 软件包）"},
                       name));
  }
}

const std::string& Zone::name() const { return cache_->name; }

std::optional<std::int64_t> Zone::to_utc(std::int64_t local_ms) const {
  const date::local_time<Milliseconds> local{Milliseconds{local_ms}};
  const date::local_info info = cache_->zone->get_info(date::floor<std::chrono::seconds>(local));
  if (info.result == date::local_info::nonexistent) return std::nullopt;
  return local_ms - std::chrono::duration_cast<Milliseconds>(info.first.offset).count();
}

std::int64_t Zone::to_local(std::int64_t utc_ms) const {
  const date::sys_time<Milliseconds> at{Milliseconds{utc_ms}};
  const date::sys_info info = cache_->zone->get_info(date::floor<std::chrono::seconds>(at));
  return utc_ms + std::chrono::duration_cast<Milliseconds>(info.offset).count();
}

std::int64_t Zone::start_of(Date date) const {
  const std::int64_t midnight = date.days * ms_per_day;
  if (const auto utc = to_utc(midnight)) return *utc;
  // Midnight was skipped: the day starts at the moment of the change.
  const date::local_time<Milliseconds> local{Milliseconds{midnight}};
  return std::chrono::duration_cast<Milliseconds>(
             cache_->zone->get_info(date::floor<std::chrono::seconds>(local)).first.end.time_since_epoch())
      .count();
}

std::int64_t Zone::end_of(Date date) const { return start_of(Date{date.last_day() + 1, Precision::day}) - 1; }

Date Zone::date_of(std::int64_t utc_ms) const {
  const date::local_days day = date::floor<Days>(date::local_time<Milliseconds>{Milliseconds{to_local(utc_ms)}});
  return Date{static_cast<std::int32_t>(day.time_since_epoch().count()), Precision::day};
}

std::string Zone::format(Instant instant) const {
  const std::int64_t local = to_local(instant.ms);
  Date date = date_of(instant.ms);
  if (instant.precision <= Precision::day) {
    date.precision = instant.precision;
    return date.to_string();
  }
  const auto in_day = static_cast<unsigned>(local - std::int64_t{date.days} * ms_per_day);
  std::string text = date.to_string() + "T" + two(in_day / 3'600'000) + ":" + two(in_day / 60'000 % 60) + ":" +
                     two(in_day / 1000 % 60);
  if (const unsigned ms = in_day % 1000; ms != 0) text += "." + std::to_string(1000 + ms).substr(1);
  const std::int64_t offset = (local - instant.ms) / 60'000;
  const auto magnitude = static_cast<unsigned>(offset < 0 ? -offset : offset);
  return text + (offset < 0 ? "-" : "+") + two(magnitude / 60) + ":" + two(magnitude % 60);
}

namespace {

struct Clock {
  std::int64_t ms = 0;  // since midnight
  Precision precision = Precision::second;
  std::optional<std::int64_t> offset_ms;  // of the zone written behind it
};

std::optional<std::int64_t> parse_offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const int hours = digits_at(text, 1, 2);
  const std::size_t minutes_at = text.size() == 6 && text[3] == ':' ? 4 : 3;
  const int minutes = text.size() == 3 ? 0 : digits_at(text, minutes_at, 2);
  if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59 || (text.size() != 3 && minutes_at + 2 != text.size()))
    return std::nullopt;
  const std::int64_t offset = (hours * 60 + minutes) * 60'000;
  return text[0] == '-' ? -offset : offset;
}

std::optional<Clock> parse_clock(std::string_view text) {
  Clock clock;
  const int hour = digits_at(text, 0, 2);
  const int minute = text.size() > 2 && text[2] == ':' ? digits_at(text, 3, 2) : -1;
  if (hour < 0 || minute < 0 || minute > 59) return std::nullopt;
  std::size_t at = 5;
  int second = 0;
  int fraction = 0;
  if (at < text.size() && text[at] == ':') {
    second = digits_at(text, at + 1, 2);
    if (second < 0 || second > 59) return std::nullopt;
    at += 3;
    if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
      int weight = 100;
      for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, weight /= 10)
        fraction += (text[at] - '0') * weight;
      if (fraction != 0) clock.precision = Precision::millisecond;
    }
  }
  if (hour > 24 || (hour == 24 && (minute != 0 || second != 0 || fraction != 0))) return std::nullopt;
  clock.ms = ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
  if (at < text.size()) {
    std::string_view rest = text.substr(at);
    while (!rest.empty() && rest[0] == ' ') rest.remove_prefix(1);
    clock.offset_ms = parse_offset(rest);
    if (!clock.offset_ms) return std::nullopt;
  }
  return clock;
}

std::optional<Instant> parse_epoch(std::string_view text) {
  if (text.size() != 10 && text.size() != 13) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return text.size() == 10 ? Instant{value * 1000, Precision::second} : Instant{value, Precision::millisecond};
}

}  // namespace

std::optional<Instant> Zone::parse(std::string_view text, const char** why) const {
  const auto refuse = [&](const char* reason) -> std::optional<Instant> {
    if (why) *why = reason;
    return std::nullopt;
  };
  if (const auto epoch = parse_epoch(text)) return epoch;
  const std::size_t split = text.find_first_of("T ");
  const auto date = Date::parse(text.substr(0, split));
  if (!date) return refuse("not_a_time");
  if (split == std::string_view::npos) return Instant{start_of(*date), date->precision};
  if (date->precision != Precision::day) return refuse("not_a_time");
  const auto clock = parse_clock(text.substr(split + 1));
  if (!clock) return refuse("not_a_time");
  const std::int64_t local = date->days * ms_per_day + clock->ms;
  if (clock->offset_ms) return Instant{local - *clock->offset_ms, clock->precision};
  const auto utc = to_utc(local);
  if (!utc) return refuse("skipped_by_daylight_saving");
  return Instant{*utc, clock->precision};
}

std::int64_t now_ms() {
  return std::chrono::duration_cast<Milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace almanac::archive
