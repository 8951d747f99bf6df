// Times of day as people write them, with halves of the day and offsets.

#include <cstdint>

#include "importers/value_moment.h"

namespace almanac::importers {

using archive::Precision;

namespace {

std::optional<std::int64_t> read_offset(Cursor& cursor) {
  if (cursor.take_any({"Z", "z"})) return 0;
  const bool named = cursor.take_any({"UTC", "GMT"});
  if (cursor.at_end() && named) return 0;
  const char sign = cursor.peek();
  if (sign != '+' && sign != '-') return std::nullopt;
  cursor.take(std::string_view(&sign, 1));
  const std::size_t digits = cursor.digits();
  if (digits != 1 && digits != 2 && digits != 4) return std::nullopt;
  int value = cursor.number();
  int minutes = digits == 4 ? value / 100 * 60 + value % 100 : value * 60;
  if (digits != 4 && cursor.take(":")) {
    if (cursor.digits() != 2) return std::nullopt;
    minutes += cursor.number();
  }
  if (minutes > 15 * 60) return std::nullopt;
  return (sign == '-' ? -1 : 1) * std::int64_t{minutes} * 60'000;
}

// Seconds behind the minutes, with up to three digits of their fraction.
bool read_seconds(Cursor& cursor, Clock& clock, int& second, int& fraction) {
  if (cursor.digits() != 2 && cursor.digits() != 1) return false;
  second = cursor.number();
  if (!cursor.take(".")) return second < 60;
  if (cursor.digits() == 0) return false;
  int weight = 100;
  for (; is_digit(cursor.peek()); weight /= 10) {
    const char digit[] = {cursor.peek(), '\0'};
    fraction += (digit[0] - '0') * weight;
    cursor.take(digit);
  }
  if (fraction != 0) clock.precision = Precision::millisecond;
  return second < 60;
}

enum class Half { none, am, pm };

Half take_half(Cursor& cursor) {
  if (cursor.take_any({"上午", "早上", "凌晨", "AM", "am", "a.m."})) return Half::am;
  if (cursor.take_any({"下午", "晚上", "中午", "PM", "pm", "p.m."})) return Half::pm;
  return Half::none;
}

}  // namespace

std::optional<Clock> read_clock(Cursor cursor) {
  Clock clock;
  Half half = take_half(cursor);
  cursor.spaces();
  if (cursor.digits() != 1 && cursor.digits() != 2) return std::nullopt;
  int hour = cursor.number();
  int minute = 0;
  int second = 0;
  int fraction = 0;
  if (cursor.take_any({"时", "点"})) {
    if (cursor.take("半")) {
      minute = 30;
    } else if (cursor.digits() > 0) {
      minute = cursor.number();
      cursor.take("分");
      if (cursor.digits() > 0 && (!read_seconds(cursor, clock, second, fraction) || !cursor.take("秒")))
        return std::nullopt;
    }
  } else {
    if (!cursor.take(":") || cursor.digits() != 2) return std::nullopt;
    minute = cursor.number();
    if (cursor.take(":") && !read_seconds(cursor, clock, second, fraction)) return std::nullopt;
  }
  cursor.spaces();
  if (half == Half::none) half = take_half(cursor);
  cursor.spaces();
  if (!cursor.at_end()) {
    clock.offset_ms = read_offset(cursor);
    if (!clock.offset_ms || !cursor.at_end()) return std::nullopt;
  }
  if (half != Half::none && hour > 12) half = hour < 24 && half == Half::pm ? Half::none : half;
  if (half != Half::none) {
    if (hour > 12) return std::nullopt;
    hour = hour % 12 + (half == Half::pm ? 12 : 0);
  }
  if (minute > 59 || hour > 24 || (hour == 24 && (minute | second | fraction) != 0)) return std::nullopt;
  clock.ms = ((std::int64_t{hour} * 60 + minute) * 60 + second) * 1000 + fraction;
  return clock;
}

}  // namespace almanac::importers
