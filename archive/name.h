#pragma once
// Keys and names: what is stored, what is compared, and how a graph id is written.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "archive/time.h"

namespace almanac::archive {

// What the archive knows. The numeric values are stored: never renumber, only append.
enum class Kind : std::uint8_t {
  campaign = 1,
  user = 2,
  channel = 3,
  product = 4,
  theme = 5,
  occasion = 6,
  mechanic = 7,
  segment = 8,
  lesson = 9,
  tag = 10,
  category = 11,
  document = 12,
  plan = 13,
  template_ = 14
};

std::string_view to_string(Kind kind);  // "campaign", "template"
std::optional<Kind> kind_from(std::string_view text);

// A graph id is the lower-case kind, a colon, the key; it splits at its first colon. "campaign:D11-2024".
std::string graph_id(Kind kind, std::string_view key);
std::optional<std::pair<Kind, std::string>> parse_graph_id(std::string_view id);

bool is_utf8(std::string_view text);
// NFKC, trimmed; what every key goes through. Case is kept and keys are compared exactly.
std::string normalize_key(std::string_view text);
// For matching names: NFKC casefold, traditional → simplified, white space collapsed to single spaces and trimmed.
std::string fold(std::string_view text);

// The code of a campaign that has none: name in NFKC with spaces, / ? # % and control characters as "-", cut to 64
// characters, then "-YYYYMMDD".
std::string derive_code(std::string_view name, Date date);
// The code of a lesson: campaign code, "-L", and 8 hex digits of a hash of the folded statement.
std::string derive_lesson_code(std::string_view campaign, std::string_view statement);

// Levenshtein distance in characters after folding, for "did you mean"; gives up (returns limit + 1) past `limit`.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

}  // namespace almanac::archive
