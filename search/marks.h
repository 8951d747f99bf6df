#pragma once
// What a query asks to be highlighted. Internal to search/.

#include <string>
#include <vector>

#include "search/grouping.h"
#include "search/language.h"

namespace almanac::search {

// The folded units of all words that may match, for highlighting: single tokens, and runs of glyphs as a whole.
// Words under a negation are left out. Latin words are given as stems.
struct Marks {
  std::vector<std::string> stems;  // of words and numbers
  std::vector<std::string> prefixes;
  std::vector<std::string> runs;  // of glyphs; a run of one is a character
};
Marks marks_of(const Parsed& parsed, const Grouping& grouping);

}  // namespace almanac::search
