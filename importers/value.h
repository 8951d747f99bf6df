#pragma once
// Cells to values. Each parser answers with a value or with the reason why there is none; nothing is guessed: what has
// two readings is refused with the name of the setting that decides it.
//
// Parsers ignore case, width (full-width digits and signs are read) and white space around and inside where it cannot
// matter. They do not treat empty cells: ask is_empty() first.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/decimal.h"
#include "archive/dictionary.h"
#include "archive/text.h"
#include "archive/time.h"

namespace almanac::importers {

struct Reason {
  std::string code;  // stable: "not_a_number", "ambiguous_date"
  archive::Text text;
};

// A value or the reason for its absence.
template <class T>
class Parsed {
 public:
  Parsed(T value) : value_(std::move(value)) {}
  Parsed(Reason reason) : reason_(std::move(reason)) {}
  explicit operator bool() const { return value_.has_value(); }
  const T& operator*() const { return *value_; }
  const T* operator->() const { return &*value_; }
  const Reason& reason() const { return reason_; }

 private:
  std::optional<T> value_;
  Reason reason_;
};

// Blank, or a word for "nothing here": - — / 待定 暂无 无 N/A #N/A null NaN TBD …
bool is_empty(std::string_view cell);
std::string_view trimmed(std::string_view cell);  // without white space (full-width too) at both ends

// --- numbers -------------------------------------------------------------------------------------------------------

// What a number is counted in, from the header (预算（万）), a "单位：万元" line, or the cell.
struct Unit {
  archive::Decimal factor{1, 0};  // what the written number is multiplied by: 万 10,000
  std::string currency;           // "CNY" for 元 ￥ ¥, "USD" for $ …; empty: none named
  bool percent = false;
  std::string word;  // 人, 单, 天 …, as written; empty: none
  bool operator==(const Unit&) const = default;
};

// "预算（万）" → {"预算", 万}, "Amount spent (INR)" → {"Amount spent", INR}, "点击率(%)" → {"点击率", percent}.
// Brackets that hold no unit stay part of the name: "预算（含税）".
struct HeaderName {
  std::string name;
  std::optional<Unit> unit;
};
HeaderName split_header_unit(std::string_view header);
std::optional<Unit> parse_unit(std::string_view text);  // "万元", "单位：万元", "千", "USD", "%", "人"

struct Number {
  enum class Bound { exact, about, at_least, at_most };  // 约20万, 200万+, 不超过5万
  archive::Decimal value;                                // of a range, its middle
  std::optional<archive::Decimal> low, high;             // of a range: 20–30万
  Bound bound = Bound::exact;
  bool rounded = false;  // more than 9 fraction digits were given
  Unit unit;             // as used; percent: `value` is as written, 12.5 for "12.5%"
};

// "1,234.5" "12.5万" "3亿" "1亿2000万" "￥1,200" "$5" "CAD 12.34" "12.5%" "50w" "5k" "(1,234)" "约20万" "200万+"
// "20–30万" "2.5e6". A unit in the cell wins over the column's. Codes: not_a_number, number_too_large, empty_value.
Parsed<Number> parse_number(std::string_view cell, const Unit& column = {});

// --- dates and times -----------------------------------------------------------------------------------------------

enum class DateOrder { unknown, day_first, month_first };

struct DateSettings {
  DateOrder order = DateOrder::unknown;  // the mapping's `date_order`
  std::optional<int> default_year = {};  // the mapping's `year`, for 11.1-11.11
  bool month_before_day = false;         // of 7/5 without a year, as in Chinese
};

// "2024-11-11" "2024/11/11" "2024.11.11" "2024年11月11日" "20241111" "Nov 11, 2024" "11 Nov 2024" "31-08-2023", a month
// or a year alone, and the date of any form that parse_time reads (in `zone`). Codes: not_a_date, ambiguous_date (names
// date_order), missing_year (names year), no_such_date, spreadsheet_serial, empty_value.
Parsed<archive::Date> parse_date(std::string_view cell, const DateSettings& settings, const archive::Zone& zone);

// All of those, with a time of day ("20:00", "8:05:09.250 PM", "20时30分", "下午8:05", "24:00"), with an offset or none
// (then `zone`), and 10 or 13 digits of epoch seconds or milliseconds. A date alone has its precision. Codes as above
// and not_a_time, skipped_by_daylight_saving.
Parsed<archive::Instant> parse_time(std::string_view cell, const DateSettings& settings, const archive::Zone& zone);

struct DateRange {
  archive::Date start;
  std::optional<archive::Date> end;  // absent: the cell holds one date
  bool year_inferred = false;        // taken from settings.default_year
};

// "2024.11.1-2024.11.11" "2024.11.1-11.11" "2024年11月1日-11日" "2024/11/1~2024/11/11" "2024-11-01 至 2024-11-11"
// "11.1-11.11" (with default_year) "Aug 1, 2026 - Aug 2, 2026", or one date. An end without a year that lies before the
// start is in the next year. Codes as for parse_date, and end_before_start.
Parsed<DateRange> parse_date_range(std::string_view cell, const DateSettings& settings, const archive::Zone& zone);

// 是 否 有 无 yes no true false y n 1 0 √ × ✓ ✗. Code: not_a_boolean.
Parsed<bool> parse_boolean(std::string_view cell);

// --- lists and figures ---------------------------------------------------------------------------------------------

using KnownName = std::function<bool(std::string_view)>;

// Names of a cell: numbering ("1、" "1." "（1）" "①" "一、") starts an item; else split at ; ； 、 | ， and line
// breaks, not inside brackets; an item is split again at / or + where `known` knows every part. Trimmed, empty items
// and repeats dropped.
std::vector<std::string> split_list(std::string_view cell, const KnownName& known = {});

// Sentences of a cell: split at line breaks and numbering only; the numbering is dropped, the words are kept.
std::vector<std::string> split_prose(std::string_view cell);

// A metric with its value, as goals and results are written in one cell. Prose has no metric and no number, only text.
struct Figure {
  std::string metric;  // name in the dictionary, or as written before "=" if the dictionary has no such metric
  std::optional<Number> number;
  std::string text;  // the words it came from, always
};

// "拉新5000人，GMV 200万" → new_users 5000, gmv 2,000,000; "revenue=2000000; new_users=5000"; "ROI 1:5" → 5. A sentence
// in which some part is no figure stays one prose entry, and so do changes ("GMV提升20%"): they are no level.
std::vector<Figure> parse_figures(std::string_view cell, const archive::Dictionary& dictionary);

}  // namespace almanac::importers
