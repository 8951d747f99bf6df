#include "cli/dates.h"

#include "archive/error.h"
#include "archive/text.h"

namespace almanac::cli {

std::optional<archive::Date> date_of(const std::string& text, const char* option) {
  if (text.empty()) return std::nullopt;
  const auto date = archive::Date::parse(text);
  if (!date) {
    throw archive::Error(
        archive::ErrorKind::invalid_input, "bad_date",
        archive::filled({"{} must be a date like 2025-11-01, not \"{}\"", "{} 应为 2025-11-01 这样的日期，而不是“{}”"},
                        std::string(option), text),
        option);
  }
  return date;
}

}  // namespace almanac::cli
