#pragma once
// JSON at the product's edge: one alias, one guarded parser, exact numbers.
//
// A number that a double cannot hold exactly (more than about 15 digits) is kept as a string of its characters, on
// reading and on writing, so no reader and no browser alters it; Decimal fields accept either form.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "archive/decimal.h"

namespace almanac::archive {

using Json = nlohmann::ordered_json;

struct JsonLimits {
  std::size_t depth = 64;
  std::size_t values = 1'000'000;
  std::size_t bytes = 16u << 20;
};

// Throws Error invalid_input "bad_json" with the position (line and column) in `where()`; also for bad UTF-8, duplicate
// names in an object, and what passes a limit (the message names the limit and its value).
Json parse_json(std::string_view text, const JsonLimits& limits = {});

Json to_json(const Decimal& value);                           // a number if a double holds it exactly, else a string
std::optional<Decimal> decimal_from_json(const Json& value);  // number or numeric string
std::string dump(const Json& value);                          // compact, UTF-8; never throws

}  // namespace almanac::archive
