#pragma once
// Days given on the command line.

#include <optional>
#include <string>

#include "archive/time.h"

namespace almanac::cli {

// Nullopt for an empty text. Error invalid_input "bad_date" naming the option, such as "--as-of".
std::optional<archive::Date> date_of(const std::string& text, const char* option);

}  // namespace almanac::cli
