#pragma once
// Pieces of a sentence that hold one figure each. Internal to importers.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "importers/value.h"

namespace almanac::importers {

// Sentences, else clauses; a comma inside a number stays.
std::vector<std::string_view> figure_clauses(std::string_view text, bool sentences);
bool has_digit(std::string_view text);
// "Revenue of $200k" → "Revenue: $200k"; `*verb` when the word tells of an event ("reached"), as sentences do.
std::string with_colon(std::string_view clause, bool* verb);
// The longest number at the front, and what stands behind it.
std::optional<std::pair<Number, std::string_view>> number_in_front(std::string_view text);

}  // namespace almanac::importers
