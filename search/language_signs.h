#pragma once
// What parts words in the query language. Internal to search/.

#include <cstddef>
#include <string_view>

namespace almanac::search {

struct Quotes {
  std::string_view open, close;
};
inline constexpr Quotes quote_pairs[] = {{"\"", "\""}, {"“", "”"}, {"「", "」"}, {"『", "』"}};

// Length of the white space at the front of `text`: ASCII controls, NBSP, the ideographic space.
std::size_t space_at(std::string_view text);
// Length of the quotation mark at the front of `text`, opening or closing.
std::size_t quote_at(std::string_view text);

}  // namespace almanac::search
