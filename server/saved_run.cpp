#include "server/saved_run.h"

#include <algorithm>
#include <unordered_set>

namespace almanac::server {
namespace {

archive::SeenHits all_hits(const Ask& ask, search::Query query) {
  archive::SeenHits found;
  query.limit = search::max_limit;
  query.cursor.clear();
  query.facets.clear();
  do {
    const search::Response page = ask(query);
    if (query.cursor.empty()) {
      found.revision = page.revision;
      found.total = page.total;
    }
    for (const search::Hit& hit : page.hits) found.ids.push_back(hit.id);
    query.cursor = page.next_cursor;
  } while (!query.cursor.empty() && found.ids.size() < archive::max_seen_ids);
  found.ids.resize(std::min(found.ids.size(), archive::max_seen_ids));
  return found;
}

// Those of `list` that `other` has not.
archive::Strings missing_in(const archive::Strings& list, const archive::Strings& other) {
  const std::unordered_set<std::string_view> there(other.begin(), other.end());
  archive::Strings missing;
  for (const std::string& id : list)
    if (!there.contains(id)) missing.push_back(id);
  return missing;
}

}  // namespace

SavedRun run_saved(const Ask& ask, const search::Query& query, const std::optional<archive::SeenHits>& seen) {
  SavedRun run;
  run.found = all_hits(ask, query);
  run.bounded = run.found.total > run.found.ids.size() || (seen && seen->total > seen->ids.size());
  if (!seen) return run;
  run.fresh = missing_in(run.found.ids, seen->ids);
  run.gone = missing_in(seen->ids, run.found.ids);
  return run;
}

void add_run(archive::Json& answer, const archive::SavedSearch& saved, const SavedRun& run,
             const std::optional<archive::SeenHits>& seen, const archive::Zone& zone, archive::Language language) {
  answer["name"] = saved.name;
  if (seen) answer["since"] = zone.format({seen->at_ms, archive::Precision::second});
  if (run.fresh) answer["new"] = *run.fresh;
  if (run.gone) answer["gone"] = *run.gone;
  if (run.bounded)
    answer["notes"].push_back(
        filled(archive::Text{"only the first {} hits of this search are compared with those seen before",
                             "只比较该搜索的前 {} 条结果与上次所见"},
               std::to_string(archive::max_seen_ids))
            .in(language));
}

}  // namespace almanac::server
