// Dates and times as people write them. A cursor reads the date from the front of the cell, then a weekday, a time of
// day and an offset (value_clock.cpp); what is left over makes it "not a date". A form with two readings is refused unless the
// settings decide.

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "importers/value.h"
#include "importers/value_cursor.h"
#include "importers/value_moment.h"
#include "importers/value_text.h"

namespace almanac::importers {

using archive::Date;
using archive::filled;
using archive::Instant;
using archive::Precision;
using archive::Zone;

Reason not_a_date(std::string_view cell) {
  return {"not_a_date",
          filled({"\"{}\" is not a date; write it like 2024-11-11", "“{}”不是日期；请写成 2024-11-11"}, shown(cell))};
}
Reason no_such_date(std::string_view cell) {
  return {"no_such_date", filled({"there is no such date as \"{}\"", "不存在“{}”这个日期"}, shown(cell))};
}

namespace {

constexpr std::int64_t ms_per_day = 86'400'000;

Reason ambiguous(std::string_view cell) {
  return {"ambiguous_date",
          filled({"\"{}\" can be read in two ways; set date_order to \"day_first\" or \"month_first\" in the mapping",
                  "“{}”有两种读法；请在映射中把 date_order 设为 \"day_first\"（日在前）或 \"month_first\"（月在前）"},
                 shown(cell))};
}
Reason missing_year(std::string_view cell) {
  return {"missing_year", filled({"\"{}\" has no year; set year in the mapping, or write the year",
                                  "“{}”没有年份；请在映射中设置 year，或写上年份"},
                                 shown(cell))};
}
Reason serial(std::string_view cell) {
  return {"spreadsheet_serial",
          filled({"\"{}\" looks like a spreadsheet's day number; save the column as text dates like 2024-11-11",
                  "“{}”像是电子表格的日期序号；请把该列存为 2024-11-11 这样的文本日期"},
                 shown(cell))};
}

struct Parts {
  int year = 0;  // 0: not written
  unsigned month = 0, day = 0;
};

enum class Fault { none, not_a_date, ambiguous, missing_year, no_such_date };

// Two numbers of which one is the day and one the month, with a year.
Fault order_parts(int first, int second, int year, DateOrder order, Parts& parts) {
  if (order == DateOrder::unknown && first <= 12 && second <= 12 && first != second) return Fault::ambiguous;
  bool day_first = order == DateOrder::day_first;
  if (order == DateOrder::unknown) day_first = first > 12;
  parts = {year, static_cast<unsigned>(day_first ? second : first), static_cast<unsigned>(day_first ? first : second)};
  return Fault::none;
}

// A part of a month is written as the month: no day is known.
bool take_part_of_month(Cursor& cursor) { return cursor.take_any({"上旬", "中旬", "下旬", "初", "底", "末"}); }

bool take_day_word(Cursor& cursor) { return cursor.take_any({"日", "号"}); }

// Behind a year of four digits.
Fault read_after_year(Cursor& cursor, int year, Parts& parts) {
  parts.year = year;
  if (cursor.take("年")) {
    cursor.spaces();
    if (cursor.digits() == 0) return Fault::none;
    parts.month = static_cast<unsigned>(cursor.number());
    if (parts.month == 0) return Fault::no_such_date;
    cursor.spaces();
    if (!cursor.take("月")) return Fault::not_a_date;
    cursor.spaces();
    if (take_part_of_month(cursor) || cursor.digits() == 0) return Fault::none;
    if (cursor.digits() > 2) return Fault::not_a_date;
    parts.day = static_cast<unsigned>(cursor.number());
    if (parts.day == 0) return Fault::no_such_date;
    cursor.spaces();
    take_day_word(cursor);
    return Fault::none;
  }
  const char sign = cursor.peek();
  if (sign != '-' && sign != '/' && sign != '.') return Fault::none;
  Cursor ahead = cursor;
  ahead.take(std::string_view(&sign, 1));
  if (ahead.digits() == 0 || ahead.digits() > 2) return Fault::not_a_date;
  parts.month = static_cast<unsigned>(ahead.number());
  if (parts.month == 0) return Fault::no_such_date;
  cursor = ahead;
  if (!ahead.take(std::string_view(&sign, 1)) || ahead.digits() == 0 || ahead.digits() > 2) return Fault::none;
  parts.day = static_cast<unsigned>(ahead.number());
  if (parts.day == 0) return Fault::no_such_date;
  cursor = ahead;
  return Fault::none;
}

// Behind a number of one or two digits.
Fault read_after_small(Cursor& cursor, int first, const DateSettings& settings, Parts& parts) {
  if (cursor.take("月")) {
    cursor.spaces();
    parts.month = static_cast<unsigned>(first);
    if (take_part_of_month(cursor)) return Fault::missing_year;
    if (cursor.digits() == 1 || cursor.digits() == 2) {
      parts.day = static_cast<unsigned>(cursor.number());
      if (parts.day == 0) return Fault::no_such_date;
      take_day_word(cursor);
    }
    return Fault::missing_year;
  }
  const char sign = cursor.peek();
  if (sign == ' ' || sign == '-') {  // 11 Nov 2024, 11-Nov-2024
    Cursor ahead = cursor;
    ahead.take(std::string_view(&sign, 1));
    if (const unsigned month = ahead.month_name()) {
      ahead.take(",");
      ahead.take(std::string_view(&sign, 1));
      if (ahead.digits() != 4) return Fault::missing_year;
      parts = {ahead.number(), month, static_cast<unsigned>(first)};
      cursor = ahead;
      return Fault::none;
    }
  }
  if (sign != '-' && sign != '/' && sign != '.') return Fault::not_a_date;
  cursor.take(std::string_view(&sign, 1));
  if (cursor.digits() == 0 || cursor.digits() > 2) return Fault::not_a_date;
  const int second = cursor.number();
  if (!cursor.take(std::string_view(&sign, 1))) {
    // 11.11 without a year: month first, as in Chinese; a slash is written both ways.
    if (settings.order == DateOrder::unknown && !settings.month_before_day && sign == '/' && first <= 12 &&
        second <= 12 && first != second)
      return Fault::ambiguous;
    const bool day_first = settings.order == DateOrder::day_first;
    parts = {0, static_cast<unsigned>(day_first ? second : first), static_cast<unsigned>(day_first ? first : second)};
    return parts.month == 0 || parts.day == 0 ? Fault::no_such_date : Fault::missing_year;
  }
  if (cursor.digits() == 4) return order_parts(first, second, cursor.number(), settings.order, parts);
  if (cursor.digits() != 2) return Fault::not_a_date;
  if (settings.order == DateOrder::unknown) return Fault::ambiguous;  // 24/11/11
  return order_parts(first, second, 2000 + cursor.number(), settings.order, parts);
}

Fault read_parts(Cursor& cursor, const DateSettings& settings, Parts& parts) {
  const std::size_t digits = cursor.digits();
  if (digits == 8) {
    const int number = cursor.number();
    parts = {number / 10'000, static_cast<unsigned>(number / 100 % 100), static_cast<unsigned>(number % 100)};
    if (parts.year < 1900 || parts.year > 2199) return Fault::not_a_date;
    return parts.month == 0 || parts.day == 0 ? Fault::no_such_date : Fault::none;
  }
  if (digits == 4) {
    const int year = cursor.number();
    return year < 1 ? Fault::not_a_date : read_after_year(cursor, year, parts);
  }
  if (digits == 2 && cursor.rest().substr(2).starts_with("年"))  // 24年11月
    return read_after_year(cursor, 2000 + cursor.number(), parts);
  if (digits == 1 || digits == 2) return read_after_small(cursor, cursor.number(), settings, parts);
  const unsigned month = cursor.month_name();  // Nov 11, 2024; Nov 2024
  if (month == 0) return Fault::not_a_date;
  cursor.spaces();
  unsigned day = 0;
  if (cursor.digits() == 1 || cursor.digits() == 2) {
    day = static_cast<unsigned>(cursor.number());
    cursor.take_any({"st", "nd", "rd", "th"});
    cursor.take(",");
    cursor.spaces();
  }
  parts = {0, month, day};
  if (cursor.digits() != 4) return Fault::missing_year;
  parts.year = cursor.number();
  return Fault::none;
}

struct ReadDate {
  Date date;
  bool year_inferred = false;
  Fault fault = Fault::none;
};

// The date at the front, with its weekday if one is written.
ReadDate read_date(Cursor& cursor, const DateSettings& settings) {
  ReadDate read;
  Parts parts;
  read.fault = read_parts(cursor, settings, parts);
  if (read.fault == Fault::missing_year && settings.default_year && parts.month != 0) {
    parts.year = *settings.default_year;
    read.year_inferred = true;
    read.fault = Fault::none;
  }
  if (read.fault != Fault::none) return read;
  const auto date = Date::from_ymd(parts.year, parts.month == 0 ? 1 : parts.month, parts.day == 0 ? 1 : parts.day);
  if (!date) {
    read.fault = Fault::no_such_date;
    return read;
  }
  read.date = *date;
  read.date.precision = parts.month == 0 ? Precision::year : parts.day == 0 ? Precision::month : Precision::day;
  Cursor ahead = cursor;
  ahead.spaces();
  const bool bracket = ahead.take("(");
  if (ahead.take_any({"星期", "周", "礼拜"}) && ahead.take_any({"一", "二", "三", "四", "五", "六", "日", "天"}) &&
      (!bracket || ahead.take(")")))
    cursor = ahead;
  return read;
}

Reason reason_of(Fault fault, std::string_view cell) {
  switch (fault) {
    case Fault::ambiguous:
      return ambiguous(cell);
    case Fault::missing_year:
      return missing_year(cell);
    case Fault::no_such_date:
      return no_such_date(cell);
    default:
      return not_a_date(cell);
  }
}

bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

std::optional<Instant> read_epoch(std::string_view text) {
  if ((text.size() != 10 && text.size() != 13) || !all_digits(text)) return std::nullopt;
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return text.size() == 10 ? Instant{value * 1000, Precision::second} : Instant{value, Precision::millisecond};
}

std::int64_t local_ms(const Moment& moment) { return moment.date.days * ms_per_day + moment.clock->ms; }

}  // namespace

Parsed<Moment> read_moment(std::string_view plain, std::string_view cell, const DateSettings& settings) {
  if (plain.empty()) return Reason{"empty_value", {"the cell is empty", "单元格是空的"}};
  Moment moment;
  if ((moment.instant = read_epoch(plain))) return moment;
  const std::string_view whole_part = plain.substr(0, plain.find('.'));
  if (whole_part.size() == 5 && all_digits(whole_part) && (plain.size() == 5 || all_digits(plain.substr(6))))
    return serial(cell);
  Cursor cursor(plain);
  const ReadDate read = read_date(cursor, settings);
  if (read.fault != Fault::none) return reason_of(read.fault, cell);
  moment.date = read.date;
  moment.year_inferred = read.year_inferred;
  if (cursor.at_end()) return moment;
  if (moment.date.precision != Precision::day) return not_a_date(cell);
  const bool apart = cursor.take("T") || cursor.take("t") || cursor.take(",") || cursor.peek() == ' ';
  cursor.spaces();
  const bool behind_word = plain.size() > cursor.rest().size() &&
                           static_cast<unsigned char>(plain[plain.size() - cursor.rest().size() - 1]) >= 0x80;
  if (!apart && !behind_word) return not_a_date(cell);  // "2024-11-1120:00"
  moment.clock = read_clock(cursor);
  if (!moment.clock)
    return Reason{"not_a_time", filled({"\"{}\" has a time of day that cannot be read; write it like 2024-11-11 20:00",
                                        "“{}”中的时刻无法读取；请写成 2024-11-11 20:00"},
                                       shown(cell))};
  return moment;
}

Date date_of(const Moment& moment, const Zone& zone) {
  if (moment.instant) return zone.date_of(moment.instant->ms);
  if (!moment.clock) return moment.date;
  if (moment.clock->offset_ms) return zone.date_of(local_ms(moment) - *moment.clock->offset_ms);
  return Date{static_cast<std::int32_t>(local_ms(moment) / ms_per_day - (local_ms(moment) % ms_per_day < 0 ? 1 : 0)),
              Precision::day};
}

Parsed<Date> parse_date(std::string_view cell, const DateSettings& settings, const Zone& zone) {
  if (const auto iso = cell.size() == 10 ? Date::parse(cell) : std::nullopt) return *iso;
  if (cell.size() > longest_value) return not_a_date(cell);
  const auto moment = read_moment(plain_form(cell), cell, settings);
  if (!moment) return moment.reason();
  return date_of(*moment, zone);
}

Parsed<Instant> parse_time(std::string_view cell, const DateSettings& settings, const Zone& zone) {
  const char* why = "";
  if (cell.size() >= 10 && is_digit(cell[0])) {
    if (const auto iso = zone.parse(cell, &why)) return *iso;
  }
  const Reason skipped{"skipped_by_daylight_saving",
                       filled({"\"{}\" does not exist in the zone {}: daylight saving skips it",
                               "“{}”在时区 {} 中不存在：夏令时跳过了它"},
                              shown(cell), zone.name())};
  if (cell.size() > longest_value) return not_a_date(cell);
  const auto moment = read_moment(plain_form(cell), cell, settings);
  if (!moment) return moment.reason();
  if (moment->instant) return *moment->instant;
  if (!moment->clock) return Instant{zone.start_of(moment->date), moment->date.precision};
  if (moment->clock->offset_ms) return Instant{local_ms(*moment) - *moment->clock->offset_ms, moment->clock->precision};
  const auto utc = zone.to_utc(local_ms(*moment));
  if (!utc) return skipped;
  return Instant{*utc, moment->clock->precision};
}

}  // namespace almanac::importers
