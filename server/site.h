#pragma once
// One archive with all that a server has beside it: index, graph, the threads that keep these up to date, and the jobs.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "archive/idempotency.h"
#include "archive/store.h"
#include "graph/graph.h"
#include "search/index.h"
#include "server/catch_up.h"

namespace almanac::insight {
class GraphQueries;
}
namespace almanac::planning {
class TemplateSearch;
}

namespace almanac::server {

class DailyRetention;
class Jobs;
class QueryTransactions;
class SearchJobs;
class Sites;
struct Request;

class Site {
 public:
  using Log = std::function<void(const std::string& line)>;

  // Opens or makes the archive in `directory`, loads index and graph (catching up if they are behind), resumes jobs
  // that an earlier process left.
  Site(Sites& sites, const std::filesystem::path& directory, const archive::ArchiveOptions& options, Log log);
  ~Site();

  archive::Archive& archive() const { return *archive_; }
  search::Index& index()
      const;  // Error unavailable "index_missing" while there is none and none can be made (a full disk)
  // What `query` asks for: the archive's records by the index, or templates. Errors as both.
  search::Response search(const search::Query& query) const;
  void each_hit(const search::Query& query, const std::function<bool(const search::Hit&)>& visit) const;
  graph::Graph& graph() const { return *graph_; }
  const insight::GraphQueries& queries() const { return *queries_; }
  QueryTransactions& transactions() const { return *transactions_; }
  Jobs& jobs() const { return *jobs_; }
  SearchJobs& search_jobs() const { return *search_jobs_; }
  const std::filesystem::path& spool() const;  // where uploads are written
  archive::KeptAnswers& answers() { return answers_; }
  Sites& sites() const { return sites_; }
  const std::string& local_key() const { return local_key_; }
  std::string name() const;  // the setting "name", else the directory's name
  const Log& log() const { return log_; }

  // Archive::write as the request's actor, and then changed().
  std::uint64_t write(const Request& request, const std::function<void(archive::Transaction&)>& change);
  // The archive has changed: index and graph are to catch up.
  void changed() const;

  // For answers from what is derived: with `wait=1` waits at most 2 s until the archive's revision is reached, else
  // throws unavailable "index_behind" | "graph_behind" with the revision reached.
  void wait_for_index(const Request& request) const;
  void wait_for_graph(const Request& request) const;
  // Both have reached this revision; false if that took longer.
  bool wait_for_all(std::uint64_t revision, std::chrono::milliseconds at_most) const;
  const CatchUp& index_state() const { return *index_catch_up_; }
  const CatchUp& graph_state() const { return *graph_catch_up_; }

  std::mutex& import_turn() { return import_turn_; }  // one import at a time

 private:
  Sites& sites_;
  const Log log_;
  std::unique_ptr<archive::Archive> archive_;
  archive::KeptAnswers answers_;
  std::shared_ptr<const search::Synonyms> synonyms() const;
  void open_index(const std::filesystem::path& directory);
  std::unique_ptr<search::Index> index_;
  std::atomic<search::Index*> usable_index_{nullptr};  // *index_, once it is there; then for good
  std::unique_ptr<planning::TemplateSearch> templates_;
  std::unique_ptr<graph::Graph> graph_;
  std::unique_ptr<insight::GraphQueries> queries_;
  std::unique_ptr<QueryTransactions> transactions_;
  const std::string local_key_;
  std::mutex import_turn_;
  std::unique_ptr<CatchUp> index_catch_up_, graph_catch_up_;
  std::unique_ptr<Jobs> jobs_;
  std::unique_ptr<SearchJobs> search_jobs_;
  std::unique_ptr<DailyRetention> retention_;
};

}  // namespace almanac::server
