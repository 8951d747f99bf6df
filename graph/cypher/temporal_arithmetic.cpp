// Sums, differences and multiples.

#include <algorithm>
#include <cmath>

#include "graph/cypher/query_error.h"
#include "graph/cypher/temporal.h"

namespace almanac::graph::cypher {
namespace {

constexpr long double seconds_per_month = 2629746;  // 30.436875 days

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

[[noreturn]] void fail_range() {
  fail_argument("NumberOutOfRange", {"a duration or date is out of range", "时长或日期超出范围"});
}

std::int64_t whole(long double number) {
  if (!(std::abs(number) < 9.2e18L)) fail_range();
  return static_cast<std::int64_t>(number);
}

// Decimal fractions are not exact; what differs from a whole number by less than this is one.
long double settled(long double number) {
  const long double near = std::round(number);
  return std::abs(number - near) < 1e-7L ? near : number;
}

Duration normal(std::int64_t months, std::int64_t days, std::int64_t seconds, std::int64_t nanos) {
  seconds += floor_div(nanos, nanos_per_second);
  nanos -= floor_div(nanos, nanos_per_second) * nanos_per_second;
  return {months, days, seconds, nanos};
}

std::int64_t checked(Wide number) {
  if (number > INT64_MAX || number < INT64_MIN) fail_range();
  return static_cast<std::int64_t>(number);
}

void add_months(Moment& m, std::int64_t months) {
  if (months == 0) return;
  const Civil c = civil_of(m.days);
  const Wide all = static_cast<Wide>(c.year) * 12 + c.month - 1 + months;
  if (all > static_cast<Wide>(largest_year) * 12 + 11 || all < -static_cast<Wide>(largest_year) * 12) fail_range();
  const auto index = static_cast<std::int64_t>(all);
  Civil to{floor_div(index, 12), 0, 0};
  to.month = static_cast<int>(index - to.year * 12) + 1;
  to.day = std::min(c.day, days_in(to.year, to.month));
  m.days = days_of(to);
}

// What a missing part is taken to be: the other's date, midnight, the other's zone.
void attach(Moment& moment, const Moment& other) {
  if (!moment.has_date && other.has_date) moment.days = other.days;
  if (!moment.has_zone && other.has_zone) {
    moment.zone = other.zone;
    moment.offset = other.offset;
    moment.has_zone = true;
    settle_offset(moment);
  }
}

std::int64_t months_between(const Moment& from, const Moment& to) {
  std::int64_t end = to.days;
  if (end > from.days && to.nanos < from.nanos)
    --end;
  else if (end < from.days && to.nanos > from.nanos)
    ++end;
  const auto packed = [](std::int64_t days) {
    const Civil c = civil_of(days);
    return (c.year * 12 + c.month - 1) * 32 + c.day;
  };
  return (packed(end) - packed(from.days)) / 32;
}

std::int64_t days_between(const Moment& from, const Moment& to) {
  const std::int64_t days = to.days - from.days;
  if (days > 0 && to.nanos < from.nanos) return days - 1;
  if (days < 0 && to.nanos > from.nanos) return days + 1;
  return days;
}

}  // namespace

Duration make_duration(long double months, long double days, long double seconds, long double nanos) {
  const std::int64_t whole_months = whole(settled(months));
  long double rest = settled(months) - static_cast<long double>(whole_months);
  const long double month_seconds = rest * seconds_per_month;
  const long double month_days = std::trunc(settled(month_seconds / seconds_per_day));
  const std::int64_t whole_days = whole(settled(days));
  rest = settled(days) - static_cast<long double>(whole_days);
  const long double all_seconds =
      seconds + (month_seconds - month_days * seconds_per_day) + rest * static_cast<long double>(seconds_per_day);
  const std::int64_t whole_seconds = whole(settled(all_seconds));
  const long double sub = (all_seconds - static_cast<long double>(whole_seconds)) * 1e9L + nanos;
  const long double near = std::round(sub);
  const std::int64_t whole_nanos = whole(std::abs(sub - near) < 0.01L ? near : sub);
  return normal(whole_months, checked(static_cast<Wide>(whole_days) + whole(month_days)), whole_seconds, whole_nanos);
}

Duration add(const Duration& a, const Duration& b, int sign) {
  const auto sum = [&](std::int64_t x, std::int64_t y) {
    return checked(static_cast<Wide>(x) + static_cast<Wide>(y) * sign);
  };
  return normal(sum(a.months, b.months), sum(a.days, b.days), sum(a.seconds, b.seconds),
                sum(a.nanoseconds, b.nanoseconds));
}

Duration scale(const Duration& d, double factor) {
  const auto part = [&](std::int64_t number) {
    return static_cast<long double>(number) * static_cast<long double>(factor);
  };
  return make_duration(part(d.months), part(d.days), part(d.seconds), part(d.nanoseconds));
}

Moment add(Moment m, const Duration& duration, int sign) {
  const Duration d = add(Duration{}, duration, sign);
  if (m.has_date) {
    add_months(m, d.months);
    m.days = checked(static_cast<Wide>(m.days) + d.days);
    if (std::abs(m.days) > 366'000'000'000) fail_range();
  }
  if (!m.has_time) {
    std::int64_t seconds = d.seconds;
    if (seconds < 0 && d.nanoseconds > 0) ++seconds;
    m.days = checked(static_cast<Wide>(m.days) + seconds / seconds_per_day);
    return m;
  }
  if (!m.zone.empty()) {
    settle_offset(m);
    const std::int64_t nanos = m.nanos % nanos_per_second + d.nanoseconds;
    const std::int64_t seconds = checked(static_cast<Wide>(seconds_of(m)) + d.seconds + nanos / nanos_per_second);
    return moment_at(seconds, nanos % nanos_per_second, {0, m.zone});
  }
  const std::int64_t nanos = m.nanos + (d.seconds % seconds_per_day) * nanos_per_second + d.nanoseconds;
  if (m.has_date)
    m.days = checked(static_cast<Wide>(m.days) + d.seconds / seconds_per_day + floor_div(nanos, nanos_per_day));
  m.nanos = nanos - floor_div(nanos, nanos_per_day) * nanos_per_day;
  return m;
}

Duration between(Moment from, Moment to, Between parts) {
  const bool dates = from.has_date && to.has_date;
  attach(from, to);
  attach(to, from);
  Moment local = to;  // dates are compared where `from` is
  if (from.has_zone && to.has_zone && dates) move_to(local, {from.offset, from.zone});
  if (parts == Between::months) return {dates ? months_between(from, local) : 0, 0, 0, 0};
  if (parts == Between::days) return {0, dates ? days_between(from, local) : 0, 0, 0};
  Duration d{0, 0, 0, 0};
  if (dates && parts == Between::all) {
    d.months = months_between(from, local);
    from = add(from, {d.months, 0, 0, 0}, 1);
    d.days = days_between(from, local);
    from = add(from, {0, d.days, 0, 0}, 1);
  }
  return normal(d.months, d.days, seconds_of(to) - seconds_of(from),
                to.nanos % nanos_per_second - from.nanos % nanos_per_second);
}

}  // namespace almanac::graph::cypher
