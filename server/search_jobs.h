#pragma once
// Lists of searches as jobs: queued, asked one after the other by one thread beside the imports' (server/jobs.h), their answers kept as JSON lines
// in DIR/spool/searches/ID/ until newer ones take their place. After a restart a job that had not ended begins again.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "archive/json.h"
#include "archive/text.h"
#include "server/job_list.h"

namespace almanac::server {

struct SearchJob : JobState {  // id "s7"; states queued | running | done | failed | cancelled
  std::string name, actor;
  archive::Language language = archive::Language::en;  // of what is said of a search that failed
  std::size_t limit = 10;                              // hits kept of each
  std::uint64_t searches = 0, asked = 0, errors = 0;
  std::uint64_t revision = 0;  // of the index when it began
};
archive::Json to_stored(const SearchJob& job);
void from_stored(const archive::Json& json, SearchJob& job);

class SearchJobs final : public JobList<SearchJob> {
 public:
  static constexpr std::size_t most_waiting = 20, most_kept = 50;

  // Reads what `directory` holds and goes on with it.
  SearchJobs(Site& site, std::filesystem::path directory);
  ~SearchJobs();

  // Id, counts and times of `job` are set. One that is cancelled while it runs stops behind its search; the answers so far stay. Error unavailable "queue_full".
  SearchJob add(SearchJob job, const std::vector<archive::Json>& searches);
  // JSON lines, complete ones so far. Error not_found.
  std::filesystem::path answers_of(const std::string& id) const;
  // Cancels all and removes them: their answers may name a person whose data was erased.
  void forget();

 private:
  void run(SearchJob job) override;
};

}  // namespace almanac::server
