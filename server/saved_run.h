#pragma once
// A saved search run again: its answer, and what has come and gone since it was last marked as seen.

#include <optional>

#include "archive/saved_searches.h"
#include "server/export/hits.h"

namespace almanac::server {

struct SavedRun {
  archive::SeenHits found;  // what this run found: to be marked as seen
  // Against what was seen; absent if that was never marked. In the order of the answer, and of the earlier one.
  std::optional<archive::Strings> fresh, gone;
  // More hits than are remembered (archive::max_seen_ids), now or when it was last seen: of what lies beyond them nothing can be said,
  // so a hit that came up from there counts as new and one that sank there as gone.
  bool bounded = false;
};

// `page`: the search's answer, for its total and revision; `each_hit` is read to max_seen_ids at most.
SavedRun run_saved(const search::Response& page, const EachHit& each_hit, const search::Query& query,
                   const std::optional<archive::SeenHits>& seen);

// Adds to the answer of the search: name, since, new, gone, and a note if the run is bounded.
void add_run(archive::Json& answer, const archive::SavedSearch& saved, const SavedRun& run,
             const std::optional<archive::SeenHits>& seen, const archive::Zone& zone, archive::Language language);

}  // namespace almanac::server
