#pragma once
// A search as a plain value: build it, print it, compare it, with no index in sight.
//
// Two parts narrow a search. `q` is what a person typed, in the query language of search/language.h (words, "phrases", -not,
// OR, brackets, field:value, ranges, prefix*); nothing in it is ever an error. The rest is what a form or a link says,
// and is checked.

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/decimal.h"
#include "archive/name.h"
#include "archive/records.h"
#include "archive/time.h"

namespace almanac::search {

// all: every word. most: more than half of the words that tell something, more of them first. any: one word is enough, more rank higher.
// automatic: all; when nothing has all of them, most of them, then any. A question of more than four words is asked for any
// of them at once.
enum class Match { automatic, all, most, any };

// Ties are broken by start descending, then code. A hit without the value comes last in both directions.
enum class Sort {
  relevance,
  start,
  start_descending,
  budget,
  budget_descending,
  roi,
  roi_descending,
  attainment,
  attainment_descending,
  name
};

struct Query {
  std::string q;
  Match match = Match::automatic;
  std::vector<archive::Kind> kinds;  // empty: every indexed kind (indexed_kinds())

  // Field → values; several values of one field are OR, fields are AND. A name out of filter_fields(), or "attr.NAME".
  // Values are compared folded; a channel or a category includes what lies below it, a channel is also found by alias.
  std::map<std::string, archive::Strings> filters;

  std::optional<archive::Date> start_from, start_to;       // of the start date, both ends included
  std::optional<archive::Decimal> budget_min, budget_max;  // both ends included

  // Uses nothing that was not known at the end of this day: what began later is not found, text of results, lessons and
  // reviews does not match before they were known, and fields of a hit leave them out.
  std::optional<archive::Date> as_of;

  Sort sort = Sort::relevance;
  std::size_t limit = 20;       // 0–200
  std::string cursor;           // `next_cursor` of the page before; empty: the first page
  archive::Strings facets;      // fields to count, out of filter_fields()
  archive::Strings histograms;  // "start", "budget": how the hits spread over them
  bool significant = false;     // words and values that the hits have more often than the archive
  bool group_by_kind = false;   // the best hits of each kind too
  bool explain = false;         // each hit says what its score is made of

  bool operator==(const Query&) const = default;
};

inline constexpr std::size_t max_query_bytes = 8 * 1024;  // of q; the rest is cut and a note says so
inline constexpr std::size_t max_limit = 200;

// Names of the fields that can filter and be counted: channel, theme, status, type, objective, occasion, mechanic, segment,
// product, tag, owner, year, stage, category … (the table is search/schema.h).
const archive::Strings& filter_fields();
const archive::Strings& histogram_names();  // start, budget
const std::vector<archive::Kind>& indexed_kinds();

std::string_view to_string(Match match);  // "auto", "all", "most", "any"
std::string_view to_string(Sort sort);    // "relevance", "start", "-start", …
std::optional<Match> match_from(std::string_view text);
std::optional<Sort> sort_from(std::string_view text);

// The search as URL parameters and back: q, match, kind, every filter field, attr.NAME, start_from, start_to, budget_min,
// budget_max, as_of, sort, limit, cursor, facets and histograms (comma-separated), significant=1, group=kind, explain=1. Absent and default values are left out, the order is fixed.
using Parameters = std::vector<std::pair<std::string, std::string>>;
Parameters to_parameters(const Query& query);
// Throws Error invalid_input: "unknown_parameter", "bad_parameter" (where() is the parameter's name).
Query from_parameters(const Parameters& parameters);
// Also called by Index::search. Throws Error invalid_input as above.
void check(const Query& query);

// "q=双十一&channel=短信&sort=-start", not percent-encoded: for people and logs.
std::string to_string(const Query& query);

}  // namespace almanac::search
