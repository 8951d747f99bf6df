#include "graph/budget.h"

#include <string>
#include <utility>

#include "archive/error.h"

namespace almanac::graph {

using archive::Error;
using archive::ErrorKind;
using archive::Text;

Budget::Budget(const Limits& limits, std::function<bool()> gone)
    : limits_(limits), end_(Clock::now() + limits.time), gone_(std::move(gone)) {}

void Budget::look() {
  steps_ = look_every;
  if (gone_ && gone_()) {
    throw Error(ErrorKind::unavailable, "cancelled",
                Text{"the question was given up because whoever asked has left", "提问者已离开，查询已中止"});
  }
  if (end_ != Clock::time_point::max() && Clock::now() > end_) {
    throw Error(ErrorKind::invalid_input, "out_of_time",
                archive::filled(
                    Text{"the question took longer than the {} ms it may take; narrow it: fewer hops, one "
                         "relationship or kind, a shorter period, or a smaller limit",
                         "查询超过了允许的 {} 毫秒；请缩小范围：减少跳数、只选一种关系或类别、缩短时间段或减小 limit"},
                    std::to_string(limits_.time.count())));
  }
}

void Budget::too_many_rows() const {
  throw Error(
      ErrorKind::invalid_input, "too_many_rows",
      archive::filled(Text{"the question makes more than {} rows; narrow it: add a filter, aggregate earlier, or set "
                           "a limit",
                           "查询产生的行数超过 {}；请缩小范围：增加筛选、提前汇总或设置 limit"},
                      std::to_string(limits_.rows)));
}

void Budget::out_of_memory() const {
  throw Error(
      ErrorKind::invalid_input, "out_of_memory",
      archive::filled(Text{"the question needs more than the {} MB of memory it may take; narrow it: add a filter, "
                           "fewer hops, or a smaller limit",
                           "查询需要的内存超过允许的 {} MB；请缩小范围：增加筛选、减少跳数或减小 limit"},
                      std::to_string(limits_.bytes >> 20U)));
}

}  // namespace almanac::graph
