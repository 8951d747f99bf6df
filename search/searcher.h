#pragma once
// Answers one query on one snapshot.

#include "search/index.h"
#include "search/snapshot.h"
#include "search/synonyms.h"

namespace almanac::search {

// May throw Xapian's errors (the caller translates them) and archive::Error.
Response run(const Query& query, const Snapshot& snapshot, const Synonyms& synonyms);

}  // namespace almanac::search
