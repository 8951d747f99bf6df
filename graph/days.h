#pragma once
// The day of an instant in the archive's zone, fast for many instants: the beginnings of the days met are remembered, so the
// zone is asked once a day and not once a row.

#include <cstdint>
#include <vector>

#include "archive/time.h"

namespace almanac::graph {

class DayFinder {
 public:
  explicit DayFinder(archive::Zone zone) : zone_(std::move(zone)) {}
  std::int32_t day_of(std::int64_t utc_ms);  // days since 1970-01-01

 private:
  std::int64_t start_of(std::int32_t day);
  archive::Zone zone_;
  std::int32_t first_ = 0;            // day of starts_[0]
  std::vector<std::int64_t> starts_;  // INT64_MIN: not asked yet
};

}  // namespace almanac::graph
