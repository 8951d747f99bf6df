// Two dates in one cell. Every mark that can part them is tried; what one side leaves out, the other says.

#include <algorithm>

#include "importers/value.h"
#include "importers/value_moment.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::Date;
using archive::filled;
using archive::Precision;
using archive::Zone;

struct Side {
  std::optional<Date> date;
  bool without_year = false;
  Reason reason;
};

Side read_side(std::string_view text, std::string_view cell, const DateSettings& settings, const Zone& zone) {
  Side side;
  const auto moment = read_moment(trim_spaces(text), cell, settings);
  if (!moment) {
    side.reason = moment.reason();
    return side;
  }
  side.date = date_of(*moment, zone);
  side.without_year = moment->year_inferred;
  return side;
}

// The end of a range as far as its start says it: "11.11" takes the year, "11" or "11日" the month too.
Side read_end(std::string_view text, std::string_view cell, Date start, const DateSettings& settings, bool year_first,
              const Zone& zone) {
  text = trim_spaces(text);
  Cursor cursor(text);
  if (cursor.digits() == 1 || cursor.digits() == 2) {
    const auto number = static_cast<unsigned>(cursor.number());
    const bool month_word = start.precision == Precision::month && (cursor.at_end() || cursor.rest() == "月");
    const bool day_word =
        start.precision == Precision::day && (cursor.at_end() || cursor.rest() == "日" || cursor.rest() == "号");
    Side side;
    if (month_word || day_word) {
      side.date = Date::from_ymd(start.year(), month_word ? number : start.month(), month_word ? 1 : number);
      if (side.date && month_word) side.date->precision = Precision::month;
      if (!side.date) side.reason = no_such_date(cell);
      return side;
    }
  }
  DateSettings in_year = settings;
  in_year.default_year = start.year();
  in_year.month_before_day = in_year.month_before_day || year_first;
  return read_side(text, cell, in_year, zone);
}

int weight(const std::string& code) {
  constexpr std::string_view by_weight[] = {"empty_value",  "not_a_date",     "not_a_time",      "no_such_date",
                                            "missing_year", "ambiguous_date", "end_before_start"};
  return static_cast<int>(std::find(std::begin(by_weight), std::end(by_weight), code) - std::begin(by_weight));
}

// Both sides of a cut, or the reason of the side that says most.
Parsed<DateRange> read_cut(std::string_view left, std::string_view right, std::string_view cell,
                           const DateSettings& settings, const Zone& zone) {
  Side start = read_side(left, cell, settings, zone);
  if (!start.date && start.reason.code == "missing_year") {
    // "11月1日-2024年11月11日": the year stands at the end only.
    const Side end = read_side(right, cell, settings, zone);
    if (!end.date) return start.reason;
    DateSettings in_year = settings;
    in_year.default_year = end.date->year();
    start = read_side(left, cell, in_year, zone);
    start.without_year = false;
    if (start.date && start.date->days > end.date->days) {
      in_year.default_year = end.date->year() - 1;
      start = read_side(left, cell, in_year, zone);
      start.without_year = false;
    }
  }
  if (!start.date) return start.reason;
  // "2024/7/5-7/6": who begins with the year writes the month next.
  const bool year_first = left.size() > 4 && std::all_of(left.begin(), left.begin() + 4, is_digit);
  Side end = read_end(right, cell, *start.date, settings, year_first, zone);
  if (!end.date) return end.reason;
  if (end.date->last_day() < start.date->days && end.without_year) {
    if (const auto later = Date::from_ymd(end.date->year() + 1, end.date->month(), end.date->day())) {
      end.date->days = later->days;
    }
  }
  if (end.date->last_day() < start.date->days)
    return Reason{"end_before_start",
                  filled({"in \"{}\" the end lies before the start", "“{}”的结束早于开始"}, shown(cell))};
  return DateRange{*start.date, end.date, start.without_year};
}

}  // namespace

Parsed<DateRange> parse_date_range(std::string_view cell, const DateSettings& settings, const Zone& zone) {
  if (cell.size() > longest_value) return not_a_date(cell);
  const std::string plain = plain_form(cell);
  const auto single = read_moment(plain, cell, settings);
  if (single) return DateRange{date_of(*single, zone), std::nullopt, single->year_inferred};
  Reason reason = single.reason();
  constexpr std::string_view marks[] = {"至", "到", "~~", "~", " to ", " - ", "--", "-"};
  for (const auto mark : marks) {
    for (std::size_t at = plain.find(mark, 1); at != std::string::npos && at + mark.size() < plain.size();
         at = plain.find(mark, at + 1)) {
      const std::string_view text = plain;
      const auto range = read_cut(text.substr(0, at), text.substr(at + mark.size()), cell, settings, zone);
      if (range) return range;
      if (weight(range.reason().code) > weight(reason.code)) reason = range.reason();
    }
  }
  return reason;
}

}  // namespace almanac::importers
