#pragma once
// Dates with their precision, instants, and the archive's time zone.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace almanac::archive {

enum class Precision : std::uint8_t { year, month, day, second, millisecond };

// A calendar date, year, month or year alone. Text form: "2024-11-11", "2024-11", "2024". Years 1–9999.
struct Date {
  std::int32_t days = 0;  // of its first day, since 1970-01-01
  Precision precision = Precision::day;

  bool operator==(const Date&) const = default;
  auto operator<=>(const Date&) const = default;

  static std::optional<Date> parse(std::string_view iso);  // the three text forms only
  static std::optional<Date> from_ymd(int year, unsigned month, unsigned day);
  std::string to_string() const;
  std::int32_t last_day() const;  // of the day, month or year
  int year() const;
  unsigned month() const;
  unsigned day() const;
};

struct Instant {
  std::int64_t ms = 0;  // UTC milliseconds since 1970
  Precision precision = Precision::second;
  bool operator==(const Instant&) const = default;
};

// A named zone of the system's tz database ("Asia/Shanghai"). Cheap to copy. Thread-safe.
class Zone {
 public:
  explicit Zone(std::string_view name);  // throws Error invalid_input "unknown_zone"
  const std::string& name() const;

  // A wall-clock time here. nullopt: skipped by daylight saving. A doubled one takes the first.
  std::optional<std::int64_t> to_utc(std::int64_t local_ms) const;
  std::int64_t to_local(std::int64_t utc_ms) const;
  std::int64_t start_of(Date date) const;  // UTC ms of its midnight (or the first instant after a skipped one)
  std::int64_t end_of(Date date) const;    // UTC ms of the last millisecond of its last day: what `as_of` means
  Date date_of(std::int64_t utc_ms) const;

  // ISO 8601 with this zone's offset; day precision and coarser give the date alone.
  std::string format(Instant instant) const;

  // "2024-11-11", "2024-11-11T20:00", "2024-11-11 20:00:00.250", with "Z", "+08:00" or no zone (then this one),
  // "24:00" as the next midnight, 10 digits epoch seconds, 13 digits epoch milliseconds. Everything else is nullopt
  // with the reason in `*why` ("not_a_time", "skipped_by_daylight_saving").
  std::optional<Instant> parse(std::string_view text, const char** why = nullptr) const;

 private:
  struct Cache;
  std::shared_ptr<Cache> cache_;
};

std::int64_t now_ms();

}  // namespace almanac::archive
