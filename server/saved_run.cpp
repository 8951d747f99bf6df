#include "server/saved_run.h"

#include <algorithm>
#include <unordered_set>

namespace almanac::server {
namespace {

// Those of `list` that `other` has not.
archive::Strings missing_in(const archive::Strings& list, const archive::Strings& other) {
  const std::unordered_set<std::string_view> there(other.begin(), other.end());
  archive::Strings missing;
  for (const std::string& id : list)
    if (!there.contains(id)) missing.push_back(id);
  return missing;
}

}  // namespace

SavedRun run_saved(const search::Response& page, const EachHit& each_hit, const search::Query& query,
                   const std::optional<archive::SeenHits>& seen) {
  SavedRun run;
  run.found.revision = page.revision;
  run.found.total = page.total;
  each_hit(query, [&](const search::Hit& hit) {
    run.found.ids.push_back(hit.id);
    return run.found.ids.size() < archive::max_seen_ids;
  });
  run.bounded = run.found.total > archive::max_seen_ids || (seen && seen->total > archive::max_seen_ids);
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
