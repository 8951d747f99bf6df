// Points in time and durations from maps of fields, and truncation.
//
// A map names fields of one kind of date (month and day, week, day of the year, quarter) and of the time of day; what it does not
// name comes from `date`, `time` or `datetime` in it, or is the first possible.

#include <algorithm>
#include <array>

#include "graph/cypher/query_error.h"
#include "graph/cypher/temporal.h"

namespace almanac::graph::cypher {
namespace {

[[noreturn]] void fail_field(std::string_view name) {
  fail_argument("InvalidArgumentValue",
                archive::filled(Text{"the field \"{}\" is not possible here", "此处不能使用字段“{}”"}, name));
}

class Fields {
 public:
  explicit Fields(const MapObject* map) : map_(map) {}

  const Value* find(std::string_view name) const {
    const Value* value = map_ == nullptr ? nullptr : find_key(*map_, name);
    return value == nullptr || value->is_null() ? nullptr : value;
  }
  std::optional<std::int64_t> number(std::string_view name, std::int64_t least, std::int64_t most) const {
    const Value* value = find(name);
    if (value == nullptr) return std::nullopt;
    if (value->type != Type::integer) {
      fail_argument("InvalidArgumentValue",
                    archive::filled(Text{"the field \"{}\" must be an integer", "字段“{}”必须是整数"}, name));
    }
    if (value->integer < least || value->integer > most) {
      fail_argument("InvalidArgumentValue",
                    archive::filled(Text{"the field \"{}\" is out of range: {}", "字段“{}”超出范围：{}"}, name,
                                    std::to_string(value->integer)));
    }
    return value->integer;
  }
  const Value* moment(std::string_view name) const {
    const Value* value = find(name);
    if (value != nullptr && !is_moment(value->type)) {
      fail_argument("InvalidArgumentValue",
                    archive::filled(Text{"\"{}\" must be a date or a time", "“{}”必须是日期或时间"}, name));
    }
    return value;
  }
  // A misspelt field must not be taken for an absent one.
  void check_names(const Moment& wanted) const {
    static constexpr std::array<std::string_view, 10> dates = {
        "date", "year", "month", "day", "week", "dayOfWeek", "weekYear", "ordinalDay", "quarter", "dayOfQuarter"};
    static constexpr std::array<std::string_view, 7> times = {"time",        "hour",        "minute",    "second",
                                                              "millisecond", "microsecond", "nanosecond"};
    for (std::uint32_t i = 0; map_ != nullptr && i < map_->size; ++i) {
      const std::string_view name = map_->entries()[i].key;
      const auto among = [&](const auto& names) { return std::find(names.begin(), names.end(), name) != names.end(); };
      const bool epoch = name == "epochSeconds" || name == "epochMillis";
      if ((wanted.has_date && among(dates)) || (wanted.has_time && among(times)) ||
          (wanted.has_zone && name == "timezone") || name == "datetime" ||
          (epoch && wanted.has_date && wanted.has_time)) {
        continue;
      }
      if (name == "timezone" || name == "date" || name == "time") continue;
      fail_field(name);
    }
  }

 private:
  const MapObject* map_;
};

std::int64_t first_day(std::int64_t year, int month) { return days_of(Civil{year, month, 1}); }

[[noreturn]] void fail_date() { fail_argument("InvalidArgumentValue", {"there is no such day", "没有这一天"}); }

std::int64_t choose_quarter(const Fields& fields, const Moment* base, std::int64_t year,
                            std::optional<std::int64_t> quarter, std::optional<std::int64_t> day) {
  const Civil c = base == nullptr ? Civil{} : civil_of(base->days);
  const std::int64_t chosen = quarter ? *quarter : base == nullptr ? 1 : (c.month + 2) / 3;
  const auto first_month = static_cast<int>(chosen * 3 - 2);
  if (!day && base != nullptr) {  // the same month and day of another quarter
    const int month = first_month + (c.month - 1) % 3;
    const auto wanted = fields.number("day", 1, 31);
    return days_of(Civil{year, month, std::min(wanted ? static_cast<int>(*wanted) : c.day, days_in(year, month))});
  }
  const std::int64_t result = first_day(year, first_month) + day.value_or(1) - 1;
  const Civil got = civil_of(result);
  if (got.year != year || (got.month + 2) / 3 != chosen) fail_date();
  return result;
}

// The day that the fields name; `base` may be null.
std::int64_t choose_date(const Fields& fields, const Moment* base) {
  const auto year = fields.number("year", -largest_year, largest_year);
  const auto week = fields.number("week", 1, 53);
  const auto weekday = fields.number("dayOfWeek", 1, 7);
  const auto ordinal = fields.number("ordinalDay", 1, 366);
  const auto quarter = fields.number("quarter", 1, 4);
  const auto quarter_day = fields.number("dayOfQuarter", 1, 92);
  const auto month = fields.number("month", 1, 12);
  const auto day = fields.number("day", 1, 31);
  const Civil c = base == nullptr ? Civil{} : civil_of(base->days);
  if (base == nullptr && !year && !fields.find("weekYear")) {
    fail_argument("InvalidArgumentValue", {"a date needs a year", "日期需要年份"});
  }
  if (week || weekday) {
    const Week w = base == nullptr ? Week{0, 1, 1} : week_of(base->days);
    const auto week_year = fields.number("weekYear", -largest_year, largest_year);
    const Week chosen{week_year.value_or(year.value_or(w.year)), static_cast<int>(week.value_or(w.week)),
                      static_cast<int>(weekday.value_or(w.day))};
    if (chosen.week > weeks_in(chosen.year)) fail_date();
    return days_of(chosen);
  }
  const std::int64_t chosen_year = year.value_or(c.year);
  if (ordinal) {
    if (*ordinal == 366 && !is_leap(chosen_year)) fail_date();
    return first_day(chosen_year, 1) + *ordinal - 1;
  }
  if (quarter || quarter_day) return choose_quarter(fields, base, chosen_year, quarter, quarter_day);
  const auto chosen_month = static_cast<int>(month.value_or(base == nullptr ? 1 : c.month));
  const auto chosen_day = static_cast<int>(day.value_or(base == nullptr ? 1 : c.day));
  if (day && base == nullptr && !month) fail_field("day");
  if (chosen_day > days_in(chosen_year, chosen_month)) fail_date();
  return days_of(Civil{chosen_year, chosen_month, chosen_day});
}

bool names_time(const Fields& fields) {
  for (const char* name : {"hour", "minute", "second", "millisecond", "microsecond", "nanosecond"}) {
    if (fields.find(name) != nullptr) return true;
  }
  return false;
}

std::int64_t choose_time(const Fields& fields, const Moment* base) {
  const std::int64_t from = base == nullptr ? 0 : base->nanos;
  const auto hour = fields.number("hour", 0, 23);
  const auto minute = fields.number("minute", 0, 59);
  const auto second = fields.number("second", 0, 59);
  if (base == nullptr && ((minute && !hour) || (second && !minute))) fail_field(minute ? "minute" : "second");
  const std::int64_t seconds = from / nanos_per_second;
  const std::int64_t chosen =
      hour.value_or(seconds / 3600) * 3600 + minute.value_or(seconds / 60 % 60) * 60 + second.value_or(seconds % 60);
  // Milli-, micro- and nanoseconds are three digits each, unless a smaller unit is named without the larger ones.
  const bool has_milli = fields.find("millisecond") != nullptr;
  const bool has_micro = fields.find("microsecond") != nullptr;
  const auto milli = fields.number("millisecond", 0, 999);
  const auto micro = fields.number("microsecond", 0, has_milli ? 999 : 999'999);
  const auto nano = fields.number("nanosecond", 0, has_micro ? 999 : has_milli ? 999'999 : 999'999'999);
  std::int64_t sub = from % nanos_per_second;
  if (milli) sub = *milli * 1'000'000 + sub % 1'000'000;
  if (micro)
    sub = *micro >= 1000 ? *micro * 1000 + sub % 1000 : sub / 1'000'000 * 1'000'000 + *micro * 1000 + sub % 1000;
  if (nano) {
    if (*nano >= 1'000'000)
      sub = *nano;
    else if (*nano >= 1000)
      sub = sub / 1'000'000 * 1'000'000 + *nano;
    else
      sub = sub / 1000 * 1000 + *nano;
  }
  return chosen * nanos_per_second + sub;
}

std::optional<ZoneName> zone_field(const Fields& fields) {
  const Value* zone = fields.find("timezone");
  if (zone == nullptr) return std::nullopt;
  if (zone->type != Type::string) fail_field("timezone");
  return zone_of(zone->text());
}

void set_zone(Moment& moment, const ZoneName& zone) {
  moment.has_zone = true;
  moment.offset = zone.offset;
  moment.zone = zone.zone;
  settle_offset(moment);
}

std::optional<Moment> from_epoch(const Fields& fields, const std::optional<ZoneName>& zone) {
  constexpr std::int64_t most = INT64_MAX / 1000;
  const auto seconds = fields.number("epochSeconds", -most, most);
  const auto millis = fields.number("epochMillis", INT64_MIN, INT64_MAX);
  if (!seconds && !millis) return std::nullopt;
  std::int64_t second = seconds.value_or(0);
  std::int64_t nanos = 0;
  if (millis) {
    second = *millis / 1000 - (*millis % 1000 < 0 ? 1 : 0);
    nanos = (*millis - second * 1000) * 1'000'000;
  }
  nanos += fields.number("millisecond", 0, 999).value_or(0) * 1'000'000 +
           fields.number("microsecond", 0, 999'999).value_or(0) * 1000 +
           fields.number("nanosecond", 0, 999'999'999).value_or(0);
  second += nanos / nanos_per_second;
  return moment_at(second, nanos % nanos_per_second, zone.value_or(ZoneName{}));
}

Moment shape_of(Type type) {
  Moment m;
  m.has_date = type == Type::date || type >= Type::local_date_time;
  m.has_time = type != Type::date;
  m.has_zone = type == Type::time || type == Type::date_time;
  return m;
}

}  // namespace

Value build_moment(Type type, const MapObject& map, const Moment& now, Arena& arena) {
  const Fields fields(&map);
  Moment made = shape_of(type);
  fields.check_names(made);
  const auto zone = zone_field(fields);
  if (made.has_date && made.has_time) {
    if (const auto epoch = from_epoch(fields, zone)) return value_of(type, *epoch, arena);
  }
  if (map.size == 1 && zone) {  // the current time elsewhere
    Moment there = now;
    move_to(there, *zone);
    return value_of(type, there, arena);
  }
  const Value* both = fields.moment("datetime");
  const Value* date = both != nullptr ? both : fields.moment("date");
  const Value* time = both != nullptr ? both : fields.moment("time");
  const std::optional<Moment> date_base = date == nullptr ? std::nullopt : std::optional(moment_of(*date));
  const std::optional<Moment> time_base = time == nullptr ? std::nullopt : std::optional(moment_of(*time));
  if (date_base && !date_base->has_date) fail_field("date");
  if (time_base && !time_base->has_time && both == nullptr) fail_field("time");
  if (made.has_date) made.days = choose_date(fields, date_base ? &*date_base : nullptr);
  if (!made.has_time) return value_of(type, made, arena);
  if (!time_base && !names_time(fields) && !made.has_date) {
    fail_argument("InvalidArgumentValue", {"a time needs an hour", "时间需要小时"});
  }
  made.nanos = time_base ? time_base->nanos : 0;
  if (made.has_zone) {
    if (time_base && time_base->has_zone) {
      set_zone(made, {time_base->offset, time_base->zone});
      if (type == Type::time && !made.zone.empty()) made.offset = time_base->offset;
      if (zone) move_to(made, *zone);
    } else {
      set_zone(made, zone.value_or(ZoneName{}));
    }
  }
  made.nanos = choose_time(fields, time_base ? &made : nullptr);
  if (made.has_zone && type == Type::date_time) settle_offset(made);
  return value_of(type, made, arena);
}

Duration build_duration(const MapObject& map) {
  static constexpr struct {
    std::string_view name;
    int part;  // 0 months, 1 days, 2 seconds, 3 nanoseconds
    long double factor;
  } units[] = {{"years", 0, 12},          {"quarters", 0, 3},   {"months", 0, 1},
               {"weeks", 1, 7},           {"days", 1, 1},       {"hours", 2, 3600},
               {"minutes", 2, 60},        {"seconds", 2, 1},    {"milliseconds", 3, 1e6L},
               {"microseconds", 3, 1e3L}, {"nanoseconds", 3, 1}};
  std::array<long double, 4> sums{};
  for (std::uint32_t i = 0; i < map.size; ++i) {
    const MapEntry& entry = map.entries()[i];
    const auto* unit =
        std::find_if(std::begin(units), std::end(units), [&](const auto& u) { return u.name == entry.key; });
    if (unit == std::end(units)) fail_field(entry.key);
    if (entry.value.is_null()) continue;
    if (!entry.value.is_number()) fail_field(entry.key);
    const long double amount = entry.value.type == Type::integer ? static_cast<long double>(entry.value.integer)
                                                                 : static_cast<long double>(entry.value.real);
    sums[static_cast<std::size_t>(unit->part)] += amount * unit->factor;
  }
  return make_duration(sums[0], sums[1], sums[2], sums[3]);
}

Value truncate(Type type, std::string_view unit, Moment m, const MapObject* map, Arena& arena) {
  const Fields fields(map);
  const Moment shape = shape_of(type);
  const auto floor_to = [](std::int64_t year, std::int64_t step) { return year - ((year % step) + step) % step; };
  const Civil c = civil_of(m.days);
  static constexpr std::array<std::string_view, 9> date_units = {"millennium", "century", "decade", "year", "weekYear",
                                                                 "quarter",    "month",   "week",   "day"};
  const bool date_unit = std::find(date_units.begin(), date_units.end(), unit) != date_units.end();
  if ((shape.has_date || date_unit) && !m.has_date && unit != "day") fail_field(unit);
  std::int64_t step = 0;
  if (unit == "millennium")
    m.days = first_day(floor_to(c.year, 1000), 1);
  else if (unit == "century")
    m.days = first_day(floor_to(c.year, 100), 1);
  else if (unit == "decade")
    m.days = first_day(floor_to(c.year, 10), 1);
  else if (unit == "year")
    m.days = first_day(c.year, 1);
  else if (unit == "weekYear")
    m.days = days_of(Week{week_of(m.days).year, 1, 1});
  else if (unit == "quarter")
    m.days = first_day(c.year, (c.month + 2) / 3 * 3 - 2);
  else if (unit == "month")
    m.days = first_day(c.year, c.month);
  else if (unit == "week")
    m.days -= week_of(m.days).day - 1;
  else if (unit == "hour")
    step = 3600 * nanos_per_second;
  else if (unit == "minute")
    step = 60 * nanos_per_second;
  else if (unit == "second")
    step = nanos_per_second;
  else if (unit == "millisecond")
    step = 1'000'000;
  else if (unit == "microsecond")
    step = 1'000;
  else if (unit != "day")
    fail_argument("InvalidArgumentValue", archive::filled(Text{"\"{}\" is no unit of time", "“{}”不是时间单位"}, unit));
  if (date_unit)
    m.nanos = 0;
  else if (!m.has_time || !shape.has_time)
    fail_field(unit);
  else
    m.nanos -= m.nanos % step;
  if (shape.has_date && map != nullptr) m.days = choose_date(fields, &m);
  if (shape.has_time && map != nullptr) m.nanos = choose_time(fields, &m);
  if (shape.has_zone) {
    const auto zone = zone_field(fields);
    if (zone || !m.has_zone)
      set_zone(m, zone.value_or(ZoneName{}));
    else
      settle_offset(m);
  }
  return value_of(type, m, arena);
}

}  // namespace almanac::graph::cypher
