#pragma once
// Internal to search/: finds similar campaigns on one snapshot (what likeness is: search/similar.h).

#include "search/similar.h"
#include "search/snapshot.h"
#include "search/synonyms.h"

namespace almanac::search {

// May throw Xapian's errors (the caller translates them) and archive::Error. Time: the posting lists of the subject's most
// telling words, and one pass over the columns.
SimilarResponse find_similar(const SimilarQuery& query, const Snapshot& snapshot, const Synonyms& synonyms);

}  // namespace almanac::search
