#pragma once
// What the number of a cell stands for: spreadsheets store dates and times as numbers of days, and only the cell's number
// format tells them from other numbers. Internal to the workbook readers. Rules: ECMA-376 part 1, 18.8.30 (formats), 18.17.4
// (date systems).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "importers/sheet.h"

namespace almanac::importers {

enum class NumberFormat : std::uint8_t {
  number,
  date,       // year, month, day only
  date_time,  // and hours, minutes, seconds
  time,       // only these
  elapsed,    // [h]:mm, a duration
  calendar    // date or time depending on language: its value decides
};

NumberFormat number_format(unsigned builtin_id);    // 14–22, 27–36, 45–47, 50–58 are dates or times
NumberFormat number_format(std::string_view code);  // "yyyy\"年\"m\"月\"d\"日\";@"

enum class DateSystem : std::uint8_t { from_1900, from_1904 };

// Plain decimal digits, as SheetCell::Type::number says. nullopt: not a number, or of more than 400 digits.
std::optional<std::string> plain_number(std::string_view stored);
std::string plain_number(double value);  // "" of infinity and NaN

// The cell of a stored number. A number no date can have stays a number, text that is no number is text. The day
// 1900-02-29, which Excel believes in, is 1900-02-28; day 0 of 1900 is the number 0 unless it has a time.
SheetCell number_cell(std::string_view stored, NumberFormat format, DateSystem system);

// The cell of a date in ISO 8601: "2024-11-11", "2024-11-11T09:30:00.250Z", "09:30:00". Its offset is dropped. Other text
// is text. A midnight is a date unless the format shows the time.
SheetCell iso_date_cell(std::string_view stored, NumberFormat format);
// Of a duration in ISO 8601 ("PT09H30M00S"); "09:30:00", "36:05:00".
SheetCell iso_duration_cell(std::string_view stored);

}  // namespace almanac::importers
