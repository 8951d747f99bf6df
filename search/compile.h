#pragma once
// Internal to search/: shows Xapian, and is included by no other folder.
//
// From the tree of the query language to what the Matcher evaluates. What a stretch of words asks for is search/grouping.h; here it becomes
// posting lists, one for each word: a word in the title counts title_weight times in the index itself, so that ranking costs no
// list of its own (search/schema.h). Of several ways to say a word the first that is there counts, and another way less than
// the word that was typed.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "search/columns.h"
#include "search/expression.h"
#include "search/grouping.h"
#include "search/language.h"
#include "search/postings.h"
#include "search/query.h"
#include "search/synonyms.h"

namespace almanac::search {

inline constexpr std::size_t most_units = 64;        // of a query; the most selective are kept
inline constexpr std::size_t most_expansions = 200;  // terms of a prefix, in order of the alphabet
// Under Match::most each word that is there adds this to the score, more than all words together can earn.
inline constexpr double coverage_weight = 1024;

// One summand of a hit's score: the weight of the first of its choices that matches the document, 0 where none does.
struct ScorePart {
  enum class What : std::uint8_t { word, phrase, prefix, title, code, group, character } what = What::word;
  std::string text;
  std::vector<Alternative> alternatives;  // of a word: what each of `choices` looks for
  std::vector<Expression> choices;        // the first that matches counts
};

struct Compiled {
  Expression query;
  std::size_t units = 0;         // words side by side that can be required or not
  std::size_t required = 0;      // of them, under Match::most; else 0
  bool has_words = false;        // q asked for words, and the query is about them; false: filters alone
  bool has_pairs = false;        // some of the units are pairs out of unknown Chinese text, no words
  std::size_t dropped = 0;       // units beyond most_units
  std::vector<ScorePart> parts;  // their weights add up to the score
};

struct CompileOptions {
  Match match = Match::all;  // all, most or any
  Reading reading = Reading::whole;
  const Lexicon* lexicon = nullptr;  // names that cut a run; not needed to read it whole
  bool as_of = false;                // the outcome text of what was not over on the matcher's day does not match
};

// The part that `q` says. Filters and ranges of the form are added by the searcher. What is negated is read whole.
Compiled compile(const Parsed& parsed, const CompileOptions& options, Postings& postings, const Columns& columns,
                 const Synonyms& synonyms);

// How many of `units` words are most of them: more than half. 0 if that says no more than all or any.
std::size_t majority(std::size_t units);

// A filter on one field: any of its values. `field` is of field_table, "kind" or "attr.NAME". As of a day a field of the outcome
// passes only what was known then.
Expression filter(std::string_view field, const archive::Strings& values, const Columns& columns);
// The term of a document that has this value of a field.
std::string term_of(const FieldRow& row, std::string_view value, const Columns& columns);

}  // namespace almanac::search
