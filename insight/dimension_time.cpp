// Dimensions of time: of a touchpoint in the archive's zone, of a campaign by its start.

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "insight/dimension.h"

namespace almanac::insight {

using archive::Kind;
using graph::Field;

namespace {

constexpr int first_year = 1970;
constexpr int years = 200;
constexpr std::int64_t quarter_hour_ms = 15 * 60 * 1000;

std::string digits(int value, int width) {
  char text[16];
  std::snprintf(text, sizeof text, "%0*d", width, value);
  return text;
}

}  // namespace

void Dimension::be_time(std::string_view unit) {
  by_ = By::time;
  unit_ = unit;
  if (unit == "year") {
    for (int y = 0; y < years; ++y) keys_.push_back(digits(first_year + y, 4));
  } else if (unit == "quarter") {
    for (int q = 0; q < years * 4; ++q) keys_.push_back(digits(first_year + q / 4, 4) + "-Q" + digits(q % 4 + 1, 1));
  } else if (unit == "month") {
    for (int m = 1; m <= 12; ++m) keys_.push_back(digits(m, 2));
  } else if (unit == "weekday") {
    for (int d = 1; d <= 7; ++d) keys_.push_back(digits(d, 1));
  } else {
    for (int h = 0; h < 24; ++h) keys_.push_back(digits(h, 2));
  }
}

std::uint32_t Dimension::value_of_day(std::int64_t day, int hour) const {
  const std::chrono::sys_days date{std::chrono::days{day}};
  if (unit_ == "weekday") return std::chrono::weekday{date}.iso_encoding() - 1;
  if (unit_ == "hour") return static_cast<std::uint32_t>(hour);
  const std::chrono::year_month_day parts{date};
  const unsigned month = static_cast<unsigned>(parts.month());
  if (unit_ == "month") return month - 1;
  const int year = std::clamp(static_cast<int>(parts.year()) - first_year, 0, years - 1);
  if (unit_ == "year") return static_cast<std::uint32_t>(year);
  return static_cast<std::uint32_t>(year) * 4 + (month - 1) / 3;
}

// Zones change only at whole quarters of an hour, so each is asked once.
std::uint32_t Dimension::value_of_time(std::int64_t ms) const {
  constexpr std::int32_t not_asked = INT32_MIN;
  constexpr std::int64_t most_kept = std::int64_t{1} << 22;  // 119 years
  constexpr std::int64_t day_ms = 86'400'000;
  const std::int64_t quarter = ms / quarter_hour_ms - (ms % quarter_hour_ms < 0 ? 1 : 0);
  std::int64_t local = 0;
  if (quarter < 0 || quarter >= most_kept) {
    local = graph_.zone().to_local(ms);
  } else {
    if (static_cast<std::size_t>(quarter) >= zone_offsets_.size())
      zone_offsets_.resize(static_cast<std::size_t>(quarter) + 1, not_asked);
    std::int32_t& offset = zone_offsets_[static_cast<std::size_t>(quarter)];
    if (offset == not_asked) {
      const std::int64_t start = quarter * quarter_hour_ms;
      offset = static_cast<std::int32_t>((graph_.zone().to_local(start) - start) / 1000);
    }
    local = ms + std::int64_t{offset} * 1000;
  }
  std::int64_t day = local / day_ms;
  if (local % day_ms < 0) --day;
  return value_of_day(day, static_cast<int>((local - day * day_ms) / 3'600'000));
}

void Dimension::of_start(std::string_view unit) {
  be_time(unit);
  by_ = By::campaign;
  field_ = Field::campaign;
  const graph::NodeClass& nodes = graph_.graph().classes()[graph::class_of_kind(Kind::campaign)];
  Pairs pairs;
  for (const graph::PropertyColumn& column : nodes.properties) {
    if (column.name != "start" || column.type != graph::PropertyType::date) continue;
    for (std::uint64_t i = 0; i < column.values.size(); ++i) {
      const auto row = column.rows.empty() ? i : static_cast<std::uint64_t>(column.rows.at(i));
      pairs.add(static_cast<std::uint32_t>(row), value_of_day(column.values.at(i), 0));
    }
  }
  keep(std::move(pairs), nodes.size);
}

}  // namespace almanac::insight
