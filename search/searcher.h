#pragma once
// Internal to search/: shows Xapian, and is included by no other folder.
//
// Answers one query on one snapshot.

#include "search/collector.h"
#include "search/index.h"
#include "search/snapshot.h"
#include "search/synonyms.h"

namespace almanac::search {

// May throw Xapian's errors (the caller translates them) and archive::Error.
Response run(const Query& query, const Snapshot& snapshot, const Synonyms& synonyms);

// Every hit in order, whatever limit and cursor say.
std::vector<Ranked> all_hits(const Query& query, const Snapshot& snapshot, const Synonyms& synonyms);

// What a document is as a hit, without marks, snippet and score; with as_of_day only what was known.
Hit bare_hit(const Xapian::Database& database, const Columns& columns, DocumentId id,
             std::optional<std::int32_t> as_of_day);

}  // namespace almanac::search
