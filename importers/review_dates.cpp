// Dates of a review: the whole of a cell, or pieces of a sentence that read as dates.

#include <algorithm>

#include "importers/review_values.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::Date;
using archive::Precision;

constexpr int other_year = 2000;  // a leap year, to try a date without one

std::size_t take_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words)
    if (text.starts_with(word)) return word.size();
  return 0;
}

// How many bytes at the front can belong to a date.
std::size_t date_character(std::string_view text) {
  if (is_digit(text[0]) || text[0] == '.' || text[0] == '/' || text[0] == '-' || text[0] == '~' || text[0] == ':' ||
      text[0] == ' ')
    return 1;
  return take_one_of(text, {"年",   "月",   "日",   "号",   "时",   "点",   "分",   "至",   "到",   "星期",
                            "周一", "周二", "周三", "周四", "周五", "周六", "周日", "上午", "下午", "晚上"});
}

std::size_t month_word(std::string_view text) {
  constexpr std::string_view months[] = {"january", "february", "march",     "april",   "may",      "june",
                                         "july",    "august",   "september", "october", "november", "december",
                                         "jan",     "feb",      "mar",       "apr",     "jun",      "jul",
                                         "aug",     "sept",     "sep",       "oct",     "nov",      "dec"};
  const std::string lower = lower_ascii(text.substr(0, 10));
  for (const std::string_view month : months) {
    if (!lower.starts_with(month)) continue;
    const char next = lower.size() > month.size() ? lower[month.size()] : ' ';
    if (next < 'a' || next > 'z') return month.size();
  }
  return 0;
}

// The piece from `at` on that may be a date with English month names: words of months, days, years, dashes.
std::size_t english_length(std::string_view text) {
  std::size_t at = 0;
  std::size_t months = 0;
  std::size_t end = 0;
  while (at < text.size() && at < 60) {
    if (const std::size_t month = month_word(text.substr(at))) {
      at += month;
      ++months;
      end = at;
    } else if (is_digit(text[at])) {
      ++at;
      end = at;
    } else if (const std::size_t sign = take_one_of(
                   text.substr(at), {" ", ",", ".", "~", "-", "to ", "through ", "until ", "st", "nd", "rd", "th"})) {
      at += sign;
    } else {
      break;
    }
  }
  return months > 0 ? end : 0;
}

// "12 May ~ 8 June 2025" and "3rd ~ 20th March 2025" with month and year on both sides; empty: another form.
std::string expanded_day_first(std::string_view text) {
  const std::size_t dash = text.find_first_of("~-");
  if (dash == std::string_view::npos || text.empty() || !is_digit(text[0])) return {};
  struct Side {
    std::string day, month, year;
  };
  const auto side_of = [](std::string_view all) -> std::optional<Side> {
    Side side;
    all = trim_spaces(all);
    while (!all.empty() && is_digit(all[0]) && side.day.size() < 3) side.day += all[0], all.remove_prefix(1);
    for (const std::string_view ordinal : {"st", "nd", "rd", "th"})
      if (all.starts_with(ordinal)) all.remove_prefix(2);
    all = trim_spaces(all);
    if (const std::size_t month = month_word(all)) {
      side.month = all.substr(0, month);
      all = trim_spaces(all.substr(month));
    }
    while (!all.empty() && (all[0] == ',' || all[0] == ' ' || all[0] == '.')) all.remove_prefix(1);
    while (!all.empty() && is_digit(all[0])) side.year += all[0], all.remove_prefix(1);
    const bool fits = !side.day.empty() && side.day.size() <= 2 && (side.year.empty() || side.year.size() == 4);
    return fits && trim_spaces(all).empty() ? std::optional(side) : std::nullopt;
  };
  auto left = side_of(text.substr(0, dash));
  const auto right = side_of(text.substr(dash + 1));
  if (!left || !right || right->month.empty()) return {};
  if (left->month.empty()) left->month = right->month;
  if (left->year.empty()) left->year = right->year;
  const auto written = [](const Side& side) {
    return side.day + " " + side.month + (side.year.empty() ? "" : " " + side.year);
  };
  return written(*left) + " ~ " + written(*right);
}

// "June 1~15, 2023" as the range reader knows it, "June 1, 2023 ~ June 15, 2023".
std::string expanded_english(std::string_view text) {
  std::string plain(text);
  for (const std::string_view word : {" through ", " until ", " to "})
    if (const std::size_t at = plain.find(word); at != std::string::npos) plain.replace(at, word.size(), " ~ ");
  if (const std::string days = expanded_day_first(plain); !days.empty()) return days;
  const std::size_t month = month_word(plain);
  const std::size_t dash = plain.find_first_of("~-");
  if (month == 0 || dash == std::string::npos) return plain;
  std::string_view right = trim_spaces(std::string_view(plain).substr(dash + 1));
  const std::string_view left = trim_spaces(std::string_view(plain).substr(0, dash));
  const std::size_t comma = right.rfind(' ');
  if (right.empty() || !is_digit(right[0]) || comma == std::string_view::npos) return plain;
  const std::string year(trim_spaces(right.substr(comma)));
  if (year.size() != 4) return plain;
  return std::string(left) + ", " + year + " ~ " + plain.substr(0, month) + " " + std::string(right);
}

std::string_view without_brackets(std::string_view text) {
  for (const std::string_view open : {"（", "("})
    if (const std::size_t at = text.find(open); at != std::string_view::npos && at > 0) {
      // Only a remark at the end: "（周五）20:00 至 …" goes on.
      const std::size_t close = std::min(text.find("）", at), text.find(")", at));
      if (close == std::string_view::npos || std::ranges::none_of(text.substr(close), is_digit))
        text = trimmed(text.substr(0, at));
    }
  for (const std::string_view word : {"，共", ",共", "，为期", "，历时", "。", "；", ";"})
    if (const std::size_t at = text.find(word); at != std::string_view::npos && at > 0)
      text = trimmed(text.substr(0, at));
  return text;
}

// "11月1日（周五）20:00" → "11月1日 20:00"; what ends at 24:00 ends that day, not the next.
std::string without_weekdays(std::string_view text) {
  std::string all(text);
  for (const std::string_view midnight : {"24:00", "24：00"})
    for (std::size_t at = all.find(midnight); at != std::string::npos; at = all.find(midnight))
      all.replace(at, midnight.size(), "23:59");
  for (const std::string_view open : {"（", "("})
    for (std::size_t at = all.find(open); at != std::string::npos; at = all.find(open, at + 1)) {
      const std::size_t close = std::min(all.find("）", at), all.find(")", at));
      if (close == std::string::npos) break;
      const std::string_view inside = std::string_view(all).substr(at + open.size(), close - at - open.size());
      const bool weekday = inside.size() <= 9 && (inside.starts_with("周") || inside.starts_with("星期"));
      if (weekday) all.replace(at, close + (all[close] == ')' ? 1 : 3) - at, " ");
    }
  return all;
}

constexpr std::string_view same_day = "当天";

// Without the hours of a day: "3月1日晚8点开启" → "3月1日开启", "3月21日20:00~24:00" → "3月21日当天". Plain form.
std::string without_hours(std::string_view text) {
  const auto clock = [](std::string_view all) -> std::size_t {
    std::size_t at = take_one_of(all, {"上午", "下午", "晚上", "凌晨", "中午", "晚间", "晚", "早"});
    const std::size_t digits = at;
    while (at < all.size() && at < digits + 3 && is_digit(all[at])) ++at;
    if (at == digits || at > digits + 2) return 0;
    const std::string_view rest = all.substr(at);
    if (rest.size() >= 3 && rest[0] == ':' && is_digit(rest[1]) && is_digit(rest[2]) &&
        (rest.size() == 3 || (!is_digit(rest[3]) && rest[3] != '.')))
      return at + 3;
    const std::size_t unit = take_one_of(rest, {"点整", "点半", "点", "时"});
    return unit > 0 && !rest.starts_with("时间") && !rest.starts_with("点击") ? at + unit : 0;
  };
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {
    const bool begins = at == 0 || !is_digit(text[at - 1]);
    std::size_t size = begins ? clock(text.substr(at)) : 0;
    if (size == 0) {
      size = first_character(text.substr(at));
      plain += text.substr(at, size);
      at += size;
      continue;
    }
    // A span of hours keeps its day.
    std::string_view rest = trim_spaces(text.substr(at + size));
    const std::size_t link = take_one_of(rest, {"~", "-", "至", "到"});
    rest = trim_spaces(rest.substr(link));
    const std::size_t second = link > 0 ? clock(rest) : 0;
    if (second > 0) {
      while (plain.ends_with(' ')) plain.pop_back();
      plain += same_day;
      at = static_cast<std::size_t>(rest.data() - text.data()) + second;
    } else {
      at += size;
    }
  }
  return plain;
}

DateRange moved(DateRange range, int from, int to) {
  const auto move = [&](Date& date) {
    const auto moved_date = Date::from_ymd(date.year() - from + to, date.month(), date.day());
    if (moved_date) date.days = moved_date->days;
  };
  move(range.start);
  if (range.end) move(*range.end);
  return range;
}

}  // namespace

std::vector<int> years_in(std::string_view text) {
  std::vector<int> years;
  for (std::size_t at = 0; at + 4 <= text.size(); ++at) {
    if (text[at] != '2' || text[at + 1] != '0' || !is_digit(text[at + 2]) || !is_digit(text[at + 3]) ||
        (at > 0 && is_digit(text[at - 1])))
      continue;
    std::size_t digits = 4;
    while (at + digits < text.size() && is_digit(text[at + digits])) ++digits;
    const bool amount = text.substr(at + digits).starts_with("万") || text.substr(at + digits).starts_with("元") ||
                        text.substr(at + digits).starts_with("人");
    const int year = 2000 + (text[at + 2] - '0') * 10 + (text[at + 3] - '0');
    if ((digits == 4 || digits == 8 || digits == 6) && !amount && std::ranges::find(years, year) == years.end())
      years.push_back(year);
  }
  return years;
}

std::optional<FoundRange> ReviewDates::read_whole(std::string_view text) const {
  DateSettings settings;
  settings.order = context_->date_order;
  const std::string plain = plain_form(text);
  settings.month_before_day = years_.chinese;
  const std::string expanded = month_word(plain) > 0 || english_length(plain) > 0 ? expanded_english(plain) : plain;
  if (const auto range = parse_date_range(expanded, settings, *context_->zone))
    return FoundRange{*range, false, false, true};
  settings.default_year = other_year;
  const auto range = parse_date_range(expanded, settings, *context_->zone);
  if (!range || !range->year_inferred) return std::nullopt;
  if (years_.year) return FoundRange{moved(*range, other_year, *years_.year), true, false, true};
  if (!years_.written) return std::nullopt;
  DateRange found = moved(*range, other_year, years_.written->year());
  if (found.start.days > years_.written->last_day())
    found = moved(found, years_.written->year(), years_.written->year() - 1);
  return FoundRange{found, true, years_.weak, true};
}

std::optional<FoundRange> ReviewDates::read(std::string_view written) const {
  const std::string without = without_weekdays(written.substr(0, 4'000));
  const std::string_view text = without;
  if (auto whole = read_whole(trimmed(text))) return whole;
  if (auto whole = read_whole(without_brackets(trimmed(text)))) return whole;
  const auto all = find_all(text);
  // Digits beside it may be the half of a range that did not read.
  if (all.size() != 1 || !all.front().alone) return std::nullopt;
  FoundRange found = all.front();
  // The hours of one day may be those of a meeting.
  if (found.range.end == found.range.start) found.range.end.reset();
  found.whole = false;
  return found;
}

std::vector<FoundRange> ReviewDates::find_all(std::string_view text) const {
  std::vector<FoundRange> found;
  const std::string plain = without_hours(plain_form(without_weekdays(text.substr(0, 4'000))));
  const std::string_view all = plain;
  for (std::size_t at = 0; at < all.size();) {
    std::size_t length = 0;
    const bool word_before = at > 0 && ((all[at - 1] >= 'a' && all[at - 1] <= 'z') ||
                                        (all[at - 1] >= 'A' && all[at - 1] <= 'Z') || is_digit(all[at - 1]));
    const bool month = month_word(all.substr(at)) > 0;
    if (!word_before && month) {
      length = english_length(all.substr(at));
    } else if (!word_before && is_digit(all[at])) {
      length = english_length(all.substr(at));
      if (length == 0)
        while (at + length < all.size() && length < 80) {
          const std::size_t size = date_character(all.substr(at + length));
          if (size == 0) break;
          length += size;
        }
    }
    std::string_view piece = trim_spaces(all.substr(at, length));
    while (!piece.empty() && (piece.back() == '.' || piece.back() == '-' || piece.back() == '~' ||
                              piece.back() == ':' || piece.back() == ',' || piece.back() == '/'))
      piece.remove_suffix(1);
    for (const std::string_view tail : {"至", "到"})
      if (piece.ends_with(tail)) piece.remove_suffix(tail.size());
    // A number alone is no date: at least a sign between two numbers, a month's name, 年, or eight digits.
    const bool dated = piece.find_first_of("./-") != std::string_view::npos ||
                       piece.find("年") != std::string_view::npos || piece.find("月") != std::string_view::npos ||
                       english_length(piece) > 0 || (piece.size() == 8 && years_in(piece).size() == 1) ||
                       piece.find('~') == 8;
    if (piece.size() >= 3 && dated) {
      // "3.5" before a unit is a number.
      const std::string_view behind = all.substr(std::min(at + length, all.size()));
      const bool amount =
          take_one_of(behind, {"万", "亿", "元", "%", "倍", "折", "人", "k", "w", "K", "W", "千", "百"}) > 0;
      if (!amount)
        if (auto range = read_whole(piece)) {
          range->whole = false;
          const std::size_t end = static_cast<std::size_t>(piece.data() - all.data()) + piece.size();
          const auto has_digit = [](std::string_view rest) { return std::ranges::any_of(rest, is_digit); };
          range->alone = !has_digit(all.substr(0, at)) && !has_digit(all.substr(end));
          range->before = trim_spaces(all.substr(0, static_cast<std::size_t>(piece.data() - all.data())));
          range->before.erase(0, range->before.size() - std::min<std::size_t>(range->before.size(), 24));
          range->behind = trim_spaces(all.substr(end, 24));
          std::string_view behind_it = range->behind;
          if (!range->range.end && range->range.start.precision == Precision::day && take_front(behind_it, same_day)) {
            range->range.end = range->range.start;
            range->behind = std::string(behind_it);
          }
          found.push_back(*range);
        }
    }
    at += std::max<std::size_t>(length, first_character(all.substr(at)));
  }
  return found;
}

}  // namespace almanac::importers
