#pragma once
// Imports of uploaded files: queued, run one after the other by one thread, and kept in DIR/spool until they are done,
// so that a restart goes on with what was left.
//
// An upload lies in spool/ID/: `body` (the file), `job.json` (what was asked, and its state), replaced whole by rename.
// When the import has ended, the file goes and job.json stays with the report; the newest 200 ended jobs are kept.

#include <cstdint>
#include <filesystem>
#include <string>

#include "archive/erase.h"
#include "archive/json.h"
#include "server/job_list.h"

namespace almanac::server {

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

struct Job : JobState {  // id "u7"; states queued | reading | storing | done | failed | cancelled
  JobRequest request;
  std::uint64_t bytes = 0;  // of the file
  std::uint64_t bytes_read = 0;
  std::uint64_t rows_read = 0;
  int starts = 0;               // how often its import was begun; after three that never ended it counts as failed
  std::uint64_t import_id = 0;  // of the archive's import log, once it has ended
  archive::Json report_en, report_zh;  // null until it has ended
};
archive::Json to_stored(const Job& job);
void from_stored(const archive::Json& json, Job& job);

class Jobs final : public JobList<Job> {
 public:
  // Reads what DIR/spool holds and goes on with it.
  Jobs(Site& site, std::filesystem::path spool);
  ~Jobs();  // stops a running import at its next row; it is resumed by the next process

  const std::filesystem::path& spool() const { return directory_; }

  // Takes over the file (moved from `body`). Error unavailable "queue_full" beyond 100 waiting ones.
  Job add(const JobRequest& request, const std::filesystem::path& body, std::uint64_t bytes);
  // Takes erased people out of the reports that are kept; an upload that waits and names one of them is cancelled and removed. Returns how
  // many jobs that changed. No import may be running.
  std::uint64_t clean(const archive::Erasure& erasure);
  // The same in the spool of a directory that no server works on; leftovers of cut-off requests and trial runs go, too.
  static std::uint64_t clean_stopped(const std::filesystem::path& spool, const archive::Erasure& erasure);

 private:
  void run(Job job) override;
  bool goes_on(Job& job) override;
  void cancelled(const Job& job) override;
};

}  // namespace almanac::server
