#include "archive/searching_log.h"

#include <algorithm>

#include "archive/import_undo.h"
#include "archive/store.h"

namespace almanac::archive {

using sqlite::Statement;

namespace {

bool has(const Json& list, const Json& item) { return std::find(list.begin(), list.end(), item) != list.end(); }

Json without(const Json& list, const Json& taken) {
  Json left = Json::array();
  for (const Json& item : list)
    if (!has(taken, item)) left.push_back(item);
  return left;
}

// One step of both, where the second goes on from what the first left.
SearchingStep joined(const SearchingStep& first, const SearchingStep& second) {
  SearchingStep step = first;
  for (const Json& item : without(second.before, first.after)) step.before.push_back(item);
  step.after = without(first.after, second.before);
  for (const Json& item : second.after) step.after.push_back(item);
  return step;
}

bool goes_on(const SearchingStep& first, const SearchingStep& second) {
  return first.is_synonyms == second.is_synonyms &&
         std::any_of(second.before.begin(), second.before.end(),
                     [&](const Json& item) { return has(first.after, item); });
}

}  // namespace

void note_searching(Connection& connection, SearchingTable table, const Json& before, const Json& after) {
  if (connection.import_id == 0) return;
  const std::string was = dump(before), is = dump(after);
  connection.database
      .prepare(
          "INSERT INTO searching_log (import_id, place, is_synonyms, before, after) VALUES "
          "(?1, (SELECT coalesce(max(place),0)+1 FROM searching_log WHERE import_id=?1), ?2, ?3, ?4)")
      .bind_all(connection.import_id, static_cast<std::int64_t>(table), was, is)
      .run();
}

std::vector<SearchingStep> searching_steps(const Reads& reads, std::uint64_t import_id) {
  std::vector<SearchingStep> steps;
  sqlite::Database& database = connection_of(reads).database;
  if (!has_searching_log(database)) return steps;
  Statement row =
      database.prepare("SELECT is_synonyms, before, after FROM searching_log WHERE import_id=?1 ORDER BY place");
  row.bind_all(import_id);
  while (row.step()) {
    SearchingStep step{row.integer(0) != 0, parse_json(row.text(1)), parse_json(row.text(2))};
    // What goes on from several steps (a group that joins two) makes them one.
    for (auto each = steps.begin(); each != steps.end();) {
      if (!goes_on(*each, step)) {
        ++each;
        continue;
      }
      step = joined(*each, step);
      each = steps.erase(each);
    }
    steps.push_back(std::move(step));
  }
  std::reverse(steps.begin(), steps.end());
  std::erase_if(steps, [](const SearchingStep& step) { return step.before == step.after; });
  return steps;
}

}  // namespace almanac::archive
