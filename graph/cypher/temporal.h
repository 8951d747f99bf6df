#pragma once
// Dates, times and durations of openCypher 9 (CIP2015-08-06): all functions take a point in time apart into a Moment, work on that,
// and put it together again. The calendar is the proleptic Gregorian of ISO 8601 with years of up to nine digits.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "graph/cypher/value.h"

namespace almanac::graph::cypher {

inline constexpr std::int64_t nanos_per_second = 1'000'000'000;
inline constexpr std::int64_t seconds_per_day = 86'400;
inline constexpr std::int64_t nanos_per_day = seconds_per_day * nanos_per_second;

struct Civil {
  std::int64_t year = 1970;
  int month = 1, day = 1;
};
std::int64_t days_of(const Civil& civil);  // since 1970-01-01; day may be any
Civil civil_of(std::int64_t days);
int days_in(std::int64_t year, int month);
bool is_leap(std::int64_t year);
struct Week {
  std::int64_t year;
  int week, day;  // 1 … 53; Monday is 1
};
Week week_of(std::int64_t days);
std::int64_t days_of(const Week& week);
int weeks_in(std::int64_t year);
inline constexpr std::int64_t largest_year = 999'999'999;

// A point in time, taken apart; what it has depends on its type.
struct Moment {
  bool has_date = false, has_time = false, has_zone = false;
  std::int64_t days = 0;
  std::int64_t nanos = 0;   // of the day, local
  std::int32_t offset = 0;  // seconds east
  std::string_view zone;    // empty: the offset alone
};
bool is_moment(Type type);
Moment moment_of(const Value& value);  // of one for which is_moment() holds
// As a value of that type, leaving out or filling up (midnight, UTC) what differs.
Value value_of(Type type, const Moment& moment, Arena& arena);
std::int64_t seconds_of(const Moment& moment);  // since 1970, UTC if it has a zone

// Zones. Throws ArgumentError "InvalidArgumentValue" for a name that the system does not know.
struct ZoneName {
  std::int32_t offset = 0;
  std::string_view zone;  // lives as long as the process; empty for an offset
};
ZoneName zone_of(std::string_view text);             // "Z", "+01:00", "Europe/Stockholm"
void settle_offset(Moment& moment);                  // of its zone at its local time (the earlier of two)
void move_to(Moment& moment, const ZoneName& zone);  // the same instant elsewhere
Moment moment_at(std::int64_t seconds, std::int64_t nanos, const ZoneName& zone);  // of an instant

// ISO 8601 as far as the language has it. Nullopt: not of that form.
std::optional<std::int64_t> parse_date(std::string_view text);
std::optional<std::int64_t> parse_time_of_day(std::string_view text);
std::optional<Moment> parse_moment(Type type, std::string_view text);
std::optional<Duration> parse_duration(std::string_view text);

std::string text_of(const Value& temporal);  // the shortest form that keeps everything: "12:50"
// As other programs expect to read it: seconds always ("12:50:00"), durations without years ("P14M").
std::string exchanged_text_of(const Value& temporal);
std::string text_of_offset(std::int32_t offset);

// Durations from parts of any size and fraction: fractions of months become days and seconds (30.436875 days each), of days
// seconds. ArgumentError "NumberOutOfRange" beyond 64 bits.
Duration make_duration(long double months, long double days, long double seconds, long double nanos);
Duration add(const Duration& a, const Duration& b, int sign);
Duration scale(const Duration& duration, double factor);
Moment add(Moment moment, const Duration& duration, int sign);

enum class Between : std::uint8_t { all, months, days, seconds };
Duration between(Moment from, Moment to, Between parts);

// A field of a point in time or of a duration ("year", "weekYear", "minutesOfHour", "timezone" …); null if it has none such.
Value field_of(const Value& temporal, std::string_view name, Arena& arena);

// From a map of fields, with {date: …, time: …, datetime: …} as what the others change. ArgumentErrors.
Value build_moment(Type type, const MapObject& fields, const Moment& now, Arena& arena);
Duration build_duration(const MapObject& fields);
// The moment with everything below the unit ("decade", "week", "hour" …) at its first, then changed by `fields` (may be null).
Value truncate(Type type, std::string_view unit, Moment moment, const MapObject* fields, Arena& arena);

}  // namespace almanac::graph::cypher
