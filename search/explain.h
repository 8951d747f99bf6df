#pragma once
// Internal to search/: shows Xapian, and is included by no other folder.
//
// What the scores of hits are made of, for explain=1.

#include <vector>

#include "search/columns.h"
#include "search/compile.h"
#include "search/index.h"
#include "search/matcher.h"

namespace almanac::search {

// For each of `ids` the summands of its score, in the order of the query; they add up to what matching `compiled.query` gave.
// Asks each part of the query once of these documents alone, so the cost is that of the parts, not of the matches.
std::vector<std::vector<ScoreShare>> explain(const Compiled& compiled, Postings& postings, const Columns& columns,
                                             const MatcherOptions& options, const std::vector<DocumentId>& ids);

}  // namespace almanac::search
