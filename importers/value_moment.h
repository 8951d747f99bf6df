#pragma once
// A cell that says a day or a time, as read before a zone decides what instant that is. Internal to importers.

#include <cstdint>
#include <optional>
#include <string_view>

#include "importers/value.h"
#include "importers/value_cursor.h"

namespace almanac::importers {

// A time of day, since midnight where it was written.
struct Clock {
  std::int64_t ms = 0;
  archive::Precision precision = archive::Precision::second;
  std::optional<std::int64_t> offset_ms;  // east of UTC; absent: not written
};

// "20:00", "8:05:09.250 PM", "下午8:05", "20时30分", "20点", with an offset; nullopt unless that is the whole rest.
std::optional<Clock> read_clock(Cursor cursor);

// A cell as read: a date, perhaps with a time of day; or an epoch.
struct Moment {
  archive::Date date;
  bool year_inferred = false;
  std::optional<Clock> clock;
  std::optional<archive::Instant> instant;
};

// `plain`: the cell in its plain_form(); `cell`: as a reason shows it. Codes as for parse_date and parse_time.
Parsed<Moment> read_moment(std::string_view plain, std::string_view cell, const DateSettings& settings);
archive::Date date_of(const Moment& moment, const archive::Zone& zone);

Reason not_a_date(std::string_view cell);
Reason no_such_date(std::string_view cell);

}  // namespace almanac::importers
