#pragma once
// Internal to search/: shows Xapian, and is included by no other folder.
//
// From the tree of the query language to what the Matcher evaluates.
//
// A stretch of words becomes units that must each be found: Latin words and numbers that punctuation alone separates are a
// phrase (D11-2024, 11.11), another Latin word is its stem, a run of glyphs is a phrase of pairs (an exact substring), a single
// glyph is its character term. Under Match::any a run longer than four glyphs is a unit per pair, so that a pasted
// sentence finds what shares words with it. Where synonyms know a unit or a sequence of words, the others are OR-ed to it.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "search/columns.h"
#include "search/expression.h"
#include "search/language.h"
#include "search/postings.h"
#include "search/query.h"
#include "search/synonyms.h"

namespace almanac::search {

inline constexpr std::size_t most_units = 64;        // of a query; the most selective are kept
inline constexpr std::size_t most_expansions = 200;  // terms of a prefix, in order of the alphabet

struct Compiled {
  Expression query;
  std::size_t units = 0;    // words that can be required or not
  bool has_words = false;   // q asked for words, and the query is about them; false: filters alone
  std::size_t dropped = 0;  // units beyond most_units
};

struct CompileOptions {
  bool any = false;    // one unit is enough
  bool as_of = false;  // the outcome text of what was not over on the matcher's day does not match
};

// The part that `q` says. Filters and ranges of the form are added by restrict().
Compiled compile(const Parsed& parsed, const CompileOptions& options, Postings& postings, const Columns& columns,
                 const Synonyms& synonyms);

// A filter on one field: any of its values. `field` is of field_table, "kind" or "attr.NAME". As of a day a field of the outcome
// passes only what was known then.
Expression filter(std::string_view field, const archive::Strings& values, const Columns& columns);

// The folded units of all words that may match, for highlighting: single tokens, and runs of glyphs as a whole.
// Words under a negation are left out. Latin words are given as stems.
struct Marks {
  std::vector<std::string> stems;  // of words and numbers
  std::vector<std::string> prefixes;
  std::vector<std::string> runs;  // of glyphs; a run of one is a character
};
Marks marks_of(const Parsed& parsed, bool any, const Synonyms& synonyms);

}  // namespace almanac::search
