// What can be asked of a temporal value by a dot.

#include <algorithm>

#include "graph/cypher/temporal.h"

namespace almanac::graph::cypher {
namespace {

struct Field {
  std::string_view name;
  std::int64_t (*get)(const Moment& moment);
};
std::int64_t quarter_of(const Moment& m) { return (civil_of(m.days).month + 2) / 3; }
std::int64_t second_of(const Moment& m) { return m.nanos / nanos_per_second; }
std::int64_t sub_second(const Moment& m) { return m.nanos % nanos_per_second; }

constexpr Field date_fields[] = {
    {"year", [](const Moment& m) { return civil_of(m.days).year; }},
    {"quarter", quarter_of},
    {"month", [](const Moment& m) { return std::int64_t{civil_of(m.days).month}; }},
    {"week", [](const Moment& m) { return std::int64_t{week_of(m.days).week}; }},
    {"weekYear", [](const Moment& m) { return week_of(m.days).year; }},
    {"dayOfQuarter",
     [](const Moment& m) {
       return m.days - days_of(Civil{civil_of(m.days).year, static_cast<int>(quarter_of(m)) * 3 - 2, 1}) + 1;
     }},
    {"day", [](const Moment& m) { return std::int64_t{civil_of(m.days).day}; }},
    {"ordinalDay",
     [](const Moment& m) {
       return m.days - days_of(Civil{civil_of(m.days).year, 1, 1}) + 1;
     }},
    {"dayOfWeek", [](const Moment& m) { return std::int64_t{week_of(m.days).day}; }},
    {"weekDay", [](const Moment& m) { return std::int64_t{week_of(m.days).day}; }}};
constexpr Field time_fields[] = {{"hour", [](const Moment& m) { return second_of(m) / 3600; }},
                                 {"minute", [](const Moment& m) { return second_of(m) / 60 % 60; }},
                                 {"second", [](const Moment& m) { return second_of(m) % 60; }},
                                 {"millisecond", [](const Moment& m) { return sub_second(m) / 1'000'000; }},
                                 {"microsecond", [](const Moment& m) { return sub_second(m) / 1'000; }},
                                 {"nanosecond", sub_second}};
constexpr Field zone_fields[] = {{"offsetMinutes", [](const Moment& m) { return std::int64_t{m.offset / 60}; }},
                                 {"offsetSeconds", [](const Moment& m) { return std::int64_t{m.offset}; }}};
constexpr Field epoch_fields[] = {
    {"epochSeconds", seconds_of},
    {"epochMillis", [](const Moment& m) { return seconds_of(m) * 1000 + sub_second(m) / 1'000'000; }}};

template <std::size_t size>
std::optional<Value> among(const Field (&fields)[size], const Moment& moment, std::string_view name) {
  const auto* found =
      std::find_if(std::begin(fields), std::end(fields), [&](const Field& f) { return f.name == name; });
  if (found == std::end(fields)) return std::nullopt;
  return Value::of(found->get(moment));
}

struct DurationField {
  std::string_view name;
  std::int64_t (*get)(const Duration& duration);
};
constexpr DurationField duration_fields[] = {
    {"years", [](const Duration& d) { return d.months / 12; }},
    {"quarters", [](const Duration& d) { return d.months / 3; }},
    {"months", [](const Duration& d) { return d.months; }},
    {"weeks", [](const Duration& d) { return d.days / 7; }},
    {"days", [](const Duration& d) { return d.days; }},
    {"hours", [](const Duration& d) { return d.seconds / 3600; }},
    {"minutes", [](const Duration& d) { return d.seconds / 60; }},
    {"seconds", [](const Duration& d) { return d.seconds; }},
    {"milliseconds", [](const Duration& d) { return d.seconds * 1'000 + d.nanoseconds / 1'000'000; }},
    {"microseconds", [](const Duration& d) { return d.seconds * 1'000'000 + d.nanoseconds / 1'000; }},
    {"nanoseconds", [](const Duration& d) { return d.seconds * nanos_per_second + d.nanoseconds; }},
    {"quartersOfYear", [](const Duration& d) { return d.months / 3 % 4; }},
    {"monthsOfQuarter", [](const Duration& d) { return d.months % 3; }},
    {"monthsOfYear", [](const Duration& d) { return d.months % 12; }},
    {"daysOfWeek", [](const Duration& d) { return d.days % 7; }},
    {"minutesOfHour", [](const Duration& d) { return d.seconds / 60 % 60; }},
    {"secondsOfMinute", [](const Duration& d) { return d.seconds % 60; }},
    {"millisecondsOfSecond", [](const Duration& d) { return d.nanoseconds / 1'000'000; }},
    {"microsecondsOfSecond", [](const Duration& d) { return d.nanoseconds / 1'000; }},
    {"nanosecondsOfSecond", [](const Duration& d) { return d.nanoseconds; }}};

}  // namespace

Value field_of(const Value& temporal, std::string_view name, Arena& arena) {
  if (temporal.type == Type::duration) {
    const auto* found = std::find_if(std::begin(duration_fields), std::end(duration_fields),
                                     [&](const DurationField& f) { return f.name == name; });
    return found == std::end(duration_fields) ? Value{} : Value::of(found->get(temporal.duration()));
  }
  const Moment m = moment_of(temporal);
  if (m.has_date) {
    if (const auto value = among(date_fields, m, name)) return *value;
  }
  if (m.has_time) {
    if (const auto value = among(time_fields, m, name)) return *value;
  }
  if (m.has_zone) {
    if (name == "timezone") return m.zone.empty() ? make_text(arena, text_of_offset(m.offset)) : Value::of(m.zone);
    if (name == "offset") return make_text(arena, text_of_offset(m.offset));
    if (const auto value = among(zone_fields, m, name)) return *value;
  }
  if (m.has_date && m.has_zone) {
    if (const auto value = among(epoch_fields, m, name)) return *value;
  }
  return {};
}

}  // namespace almanac::graph::cypher
