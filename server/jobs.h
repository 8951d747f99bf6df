#pragma once
// Imports of uploaded files: queued, run one after the other by one thread, and kept in DIR/spool until they are done,
// so that a restart goes on with what was left.
//
// An upload lies in spool/ID/: `body` (the file), `job.json` (what was asked, and its state), replaced whole by rename.
// When the import has ended, the file goes and job.json stays with the report; the newest 200 ended jobs are kept.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "archive/erase.h"
#include "archive/json.h"
#include "archive/text.h"

namespace almanac::server {

class Site;

struct JobRequest {
  std::string name;     // of the file, as the sender calls it: only for patterns, kinds and reports, never a path
  std::string kind;     // empty: by its header
  std::string mapping;  // TOML text; empty: none
  std::string source;
  std::string encoding;  // empty: found by looking
  std::string on_conflict = "update";
  std::string unknown_campaign = "reject";
  bool dry_run = false;
  bool pseudonymise = false;
  std::string actor;
};

struct Job {
  std::string id;     // "u7"
  std::string state;  // queued | reading | storing | done | failed | cancelled
  JobRequest request;
  std::uint64_t bytes = 0;  // of the file
  std::uint64_t bytes_read = 0;
  std::uint64_t rows_read = 0;
  std::int64_t created_ms = 0, started_ms = 0, finished_ms = 0;
  int starts = 0;               // how often its import was begun; after three that never ended it counts as failed
  std::uint64_t import_id = 0;  // of the archive's import log, once it has ended
  archive::Json report_en, report_zh;  // null until it has ended
  std::string error_code;
  archive::Text error;
};

class Jobs {
 public:
  // Reads what DIR/spool holds and goes on with it.
  Jobs(Site& site, std::filesystem::path spool);
  ~Jobs();  // stops a running import at its next row; it is resumed by the next process

  const std::filesystem::path& spool() const { return spool_; }

  // Takes over the file (moved from `body`). Error unavailable "queue_full" beyond 100 waiting ones.
  Job add(const JobRequest& request, const std::filesystem::path& body, std::uint64_t bytes);
  std::optional<Job> find(const std::string& id) const;
  std::vector<Job> list() const;  // newest first
  // A queued one will not run; a running one stops at its next row. Error not_found; conflict "already_ended".
  Job cancel(const std::string& id);

  // Takes erased people out of the reports that are kept; an upload that waits and names one of them is cancelled and removed. Returns how
  // many jobs that changed. No import may be running.
  std::uint64_t clean(const archive::Erasure& erasure);
  // The same in the spool of a directory that no server works on; leftovers of cut-off requests and trial runs go, too.
  static std::uint64_t clean_stopped(const std::filesystem::path& spool, const archive::Erasure& erasure);

 private:
  void work();
  void run(Job job);
  void load();
  void save(const Job& job) const;
  void update(const Job& job);
  void forget_old();
  std::filesystem::path directory_of(const std::string& id) const;

  Site& site_;
  const std::filesystem::path spool_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::uint64_t, Job> jobs_;  // by number
  std::deque<std::uint64_t> queue_;
  std::uint64_t running_ = 0;  // its number; 0: none
  std::atomic<bool> cancel_{false};
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace almanac::server
