#pragma once
// The functions and keywords of the language, for completion and for the page that lists them.

#include <span>
#include <string_view>

namespace almanac::graph::cypher {

struct ManualEntry {
  std::string_view name;       // "substring"
  std::string_view signature;  // "substring(text, start, length?)"
  std::string_view en, zh;     // one line
};
// Of every function and aggregation that there is, by name.
std::span<const ManualEntry> function_manual();
// In upper case, by name: "CALL", "MATCH", "OPTIONAL" …
std::span<const std::string_view> keywords();

}  // namespace almanac::graph::cypher
