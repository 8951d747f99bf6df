#include "graph/days.h"

namespace almanac::graph {
namespace {
constexpr std::int64_t unknown = INT64_MIN;
constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int32_t margin = 400;
constexpr std::size_t longest = 200'000;  // days remembered (547 years); beyond, the zone is asked each time
}  // namespace

std::int64_t DayFinder::start_of(std::int32_t day) {
  const auto ask = [&] { return zone_.start_of({day, archive::Precision::day}); };
  if (starts_.empty()) first_ = day - margin;
  if (day < first_) {
    const std::int64_t more = std::int64_t{first_} - day + margin;
    if (starts_.size() + static_cast<std::size_t>(more) > longest) return ask();
    starts_.insert(starts_.begin(), static_cast<std::size_t>(more), unknown);
    first_ -= static_cast<std::int32_t>(more);
  }
  const auto place = static_cast<std::size_t>(std::int64_t{day} - first_);
  if (place >= longest) return ask();
  if (place >= starts_.size()) starts_.resize(place + margin, unknown);
  if (starts_[place] == unknown) starts_[place] = ask();
  return starts_[place];
}

std::int32_t DayFinder::day_of(std::int64_t utc_ms) {
  // A zone is less than a day off UTC, so the guess is at most one day off.
  auto day = static_cast<std::int32_t>(utc_ms >= 0 ? utc_ms / day_ms : -((-utc_ms + day_ms - 1) / day_ms));
  while (utc_ms < start_of(day)) --day;
  while (utc_ms >= start_of(day + 1)) ++day;
  return day;
}

}  // namespace almanac::graph
