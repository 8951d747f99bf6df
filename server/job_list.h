#pragma once
// Jobs that wait their turn, are worked on one after the other by a thread of their own, and are kept a while when they have ended: what
// imports (server/jobs.h) and lists of searches (server/search_jobs.h) have in common.
//
// A job has a directory of its own, DIR/ID/, in which `job.json` is what is known of it, replaced whole by rename. A restart goes on with
// what had not ended.

#include <atomic>
#include <charconv>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "archive/error.h"
#include "archive/json.h"
#include "archive/text.h"
#include "archive/time.h"
#include "server/site.h"

namespace almanac::server {

// What every job has.
struct JobState {
  std::string id;     // a letter and a number: "u7"
  std::string state;  // queued | … | done | failed | cancelled
  std::int64_t created_ms = 0, started_ms = 0, finished_ms = 0;
  std::string error_code;
  archive::Text error;
};

bool has_ended(const JobState& job);
void store_state(const JobState& job, archive::Json& json);  // adds it to what is stored of the job
void read_state(const archive::Json& json, JobState& job);

// Written beside, synced, renamed: after a crash the old or the new text stands there, never a half. Error unavailable "spool_failed".
void replace_file(const std::filesystem::path& path, const std::string& text);
std::string read_file(const std::filesystem::path& path);

// The number of an id; 0 if it is none of this letter.
std::uint64_t job_number(char letter, std::string_view id);

struct JobKind {
  char letter = 'u';
  std::size_t most_waiting = 0, most_kept = 0;
  std::string name;  // in the log: "import"
  std::string unknown_code;
  archive::Text unknown, already_ended, queue_full;  // the first with {} for the id
};

// `Job` is a JobState with `archive::Json to_stored(const Job&)` and `void from_stored(const archive::Json&, Job&)` beside it. Whoever
// derives calls load() and start() when it is ready, and stop() before it goes.
template <class Job>
class JobList {
 public:
  JobList(const JobList&) = delete;
  JobList& operator=(const JobList&) = delete;

  std::optional<Job> find(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto found = jobs_.find(job_number(kind_.letter, id));
    if (found == jobs_.end()) return std::nullopt;
    return found->second;
  }

  std::vector<Job> list() const {  // newest first
    const std::lock_guard lock(mutex_);
    std::vector<Job> jobs;
    for (auto job = jobs_.rbegin(); job != jobs_.rend(); ++job) jobs.push_back(job->second);
    return jobs;
  }

  // As find(). Error not_found.
  Job get(const std::string& id) const {
    auto job = find(id);
    if (!job) throw_unknown(id);
    return std::move(*job);
  }

  // A queued one will not run, a running one stops at its next step. Error not_found; conflict "already_ended".
  Job cancel(const std::string& id) {
    const std::lock_guard lock(mutex_);
    const auto found = jobs_.find(job_number(kind_.letter, id));
    if (found == jobs_.end()) throw_unknown(id);
    auto& [number, job] = *found;
    if (has_ended(job)) throw archive::Error(archive::ErrorKind::conflict, "already_ended", kind_.already_ended);
    if (number == running_) {
      cancel_ = true;
      return job;
    }
    std::erase(queue_, number);
    job.state = "cancelled";
    job.finished_ms = archive::now_ms();
    cancelled(job);
    save(job);
    return job;
  }

 protected:
  JobList(Site& site, std::filesystem::path directory, JobKind kind)
      : site_(site), directory_(std::move(directory)), kind_(std::move(kind)) {}
  ~JobList() = default;

  virtual void run(Job job) = 0;  // until it has ended, cancel_ or ending_
  // Of a job that an earlier process left: whether it is to be worked on, else it has ended now.
  virtual bool goes_on(Job&) { return true; }
  virtual void cancelled(const Job&) {}  // one that waited

  // Reads what the directory holds. What cannot be read is left alone, with a line in the log.
  void load() {
    std::error_code failed;
    for (std::filesystem::directory_iterator each(directory_, failed), end; !failed && each != end;
         each.increment(failed)) {
      const std::string id = each->path().filename().string();
      const auto number = job_number(kind_.letter, id);
      if (number == 0 || !std::filesystem::exists(each->path() / "job.json")) continue;
      try {
        from_stored(archive::parse_json(read_file(each->path() / "job.json")), jobs_[number]);
        last_ = std::max(last_, number);
      } catch (const std::exception& error) {
        jobs_.erase(number);
        last_ = std::max(last_, number);
        site_.log()("the " + kind_.name + " " + id + " cannot be read and is left alone: " + error.what());
      }
    }
    for (auto& [number, job] : jobs_) {
      if (has_ended(job)) continue;
      if (!goes_on(job)) {
        save(job);
        continue;
      }
      job.state = "queued";
      queue_.push_back(number);
    }
  }
  void start() {
    thread_ = std::thread([this] { work(); });
  }
  void stop() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = cancel_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  // Gives it its id and its place; `fill` puts its files into its directory. Error unavailable "queue_full".
  Job put(Job job, const std::function<void(const std::filesystem::path& directory)>& fill) {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= kind_.most_waiting)
      throw archive::Error(archive::ErrorKind::unavailable, "queue_full", kind_.queue_full);
    const auto number = ++last_;
    job.id = kind_.letter + std::to_string(number);
    job.state = "queued";
    job.created_ms = archive::now_ms();
    std::filesystem::create_directories(directory_of(job.id));
    fill(directory_of(job.id));
    save(job);
    jobs_[number] = job;
    queue_.push_back(number);
    forget_old();
    changed_.notify_all();
    return job;
  }

  void save(const Job& job) const { replace_file(directory_of(job.id) / "job.json", archive::dump(to_stored(job))); }
  void update(const Job& job) {
    const std::lock_guard lock(mutex_);
    jobs_[job_number(kind_.letter, job.id)] = job;
  }
  std::filesystem::path directory_of(const std::string& id) const { return directory_ / id; }

  Site& site_;
  const std::filesystem::path directory_;
  mutable std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  std::map<std::uint64_t, Job> jobs_;  // by number
  std::deque<std::uint64_t> queue_;
  std::uint64_t running_ = 0, last_ = 0;             // numbers; 0: none
  std::atomic<bool> cancel_{false}, ending_{false};  // the running one is to stop; all are

 private:
  [[noreturn]] void throw_unknown(const std::string& id) const {
    throw archive::Error(archive::ErrorKind::not_found, kind_.unknown_code, filled(kind_.unknown, id));
  }

  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [&] { return ending_ || !queue_.empty(); });
      if (ending_) return;
      running_ = queue_.front();
      queue_.pop_front();
      cancel_ = false;
      Job job = jobs_.at(running_);
      lock.unlock();
      try {
        run(std::move(job));
      } catch (const std::exception& error) {  // the directory cannot be written: nothing more can be kept about it
        site_.log()("the outcome of a job could not be recorded (" + kind_.name + "): " + error.what());
      }
      lock.lock();
      running_ = 0;
      changed_.notify_all();
    }
  }

  // Those that ended first, beyond what is kept.
  void forget_old() {
    std::error_code ignored;
    for (auto job = jobs_.begin(); job != jobs_.end() && jobs_.size() > kind_.most_kept;) {
      if (!has_ended(job->second)) {
        ++job;
        continue;
      }
      std::filesystem::remove_all(directory_of(job->second.id), ignored);
      job = jobs_.erase(job);
    }
  }

  const JobKind kind_;
  std::thread thread_;
};

}  // namespace almanac::server
