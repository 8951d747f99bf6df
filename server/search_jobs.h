#pragma once
// Lists of searches as jobs: queued, asked one after the other by one thread beside the imports' (server/jobs.h), their answers kept as JSON lines
// in DIR/spool/searches/ID/ until newer ones take their place. After a restart a job that had not ended begins again.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "archive/json.h"
#include "archive/text.h"

namespace almanac::server {

class Site;

struct SearchJob {
  std::string id;     // "s7"
  std::string state;  // queued | running | done | failed | cancelled
  std::string name, actor;
  archive::Language language = archive::Language::en;  // of what is said of a search that failed
  std::size_t limit = 10;                              // hits kept of each
  std::uint64_t searches = 0, asked = 0, errors = 0;
  std::uint64_t revision = 0;  // of the index when it began
  std::int64_t created_ms = 0, started_ms = 0, finished_ms = 0;
  std::string error_code;
  archive::Text error;
};

class SearchJobs {
 public:
  static constexpr std::size_t most_waiting = 20, most_kept = 50;

  // Reads what `directory` holds and goes on with it.
  SearchJobs(Site& site, std::filesystem::path directory);
  ~SearchJobs();

  // Id, counts and times of `job` are set. Error unavailable "queue_full".
  SearchJob add(SearchJob job, const std::vector<archive::Json>& searches);
  std::optional<SearchJob> find(const std::string& id) const;
  std::vector<SearchJob> list() const;  // newest first
  // A queued one will not run, a running one stops behind its search; the answers so far stay. Error not_found; conflict "already_ended".
  SearchJob cancel(const std::string& id);
  // JSON lines, complete ones so far. Error not_found.
  std::filesystem::path answers_of(const std::string& id) const;
  // Cancels all and removes them: their answers may name a person whose data was erased.
  void forget();

 private:
  void work();
  void run(SearchJob job);
  void load();
  void save(const SearchJob& job) const;
  void update(const SearchJob& job);
  void forget_old();
  std::filesystem::path directory_of(const std::string& id) const { return directory_ / id; }
  [[noreturn]] static void throw_unknown(const std::string& id);

  Site& site_;
  const std::filesystem::path directory_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::uint64_t, SearchJob> jobs_;  // by number
  std::deque<std::uint64_t> queue_;
  std::uint64_t running_ = 0, last_ = 0;  // numbers; 0: none
  std::atomic<bool> cancel_{false}, ending_{false};
  std::thread thread_;
};

}  // namespace almanac::server
