#include "server/search_jobs.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

#include "archive/error.h"
#include "archive/time.h"
#include "server/search_list.h"
#include "server/site.h"

namespace almanac::server {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::Json;
using archive::Text;
namespace fs = std::filesystem;

bool has_ended(const SearchJob& job) {
  return job.state == "done" || job.state == "failed" || job.state == "cancelled";
}

std::uint64_t number_of(std::string_view id) {
  std::uint64_t number = 0;
  if (id.size() < 2 || id.front() != 's') return 0;
  const auto [end, error] = std::from_chars(id.data() + 1, id.data() + id.size(), number);
  return error == std::errc() && end == id.data() + id.size() ? number : 0;
}

Json to_stored(const SearchJob& job) {
  return {{"id", job.id},
          {"state", job.state},
          {"name", job.name},
          {"actor", job.actor},
          {"language", job.language == archive::Language::zh ? "zh" : "en"},
          {"limit", job.limit},
          {"searches", job.searches},
          {"asked", job.asked},
          {"errors", job.errors},
          {"revision", job.revision},
          {"created_ms", job.created_ms},
          {"started_ms", job.started_ms},
          {"finished_ms", job.finished_ms},
          {"error_code", job.error_code},
          {"error_en", job.error.en},
          {"error_zh", job.error.zh}};
}

SearchJob from_stored(const Json& json) {
  SearchJob job;
  job.id = json.at("id");
  job.state = json.at("state");
  job.name = json.at("name");
  job.actor = json.at("actor");
  job.language = json.at("language") == "zh" ? archive::Language::zh : archive::Language::en;
  job.limit = json.at("limit");
  job.searches = json.at("searches");
  job.asked = json.at("asked");
  job.errors = json.at("errors");
  job.revision = json.at("revision");
  job.created_ms = json.at("created_ms");
  job.started_ms = json.at("started_ms");
  job.finished_ms = json.at("finished_ms");
  job.error_code = json.at("error_code");
  job.error = {json.at("error_en"), json.at("error_zh")};
  return job;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Beside, then renamed: a job lost in a power cut can be asked again, a half one could not be read.
void replace_file(const fs::path& path, const std::string& text) {
  const fs::path beside = path.string() + ".new";
  std::ofstream file(beside, std::ios::binary);
  file << text;
  file.close();
  std::error_code failed;
  if (file) fs::rename(beside, path, failed);
  if (!file || failed)
    throw Error(ErrorKind::unavailable, "spool_failed", filled(Text{"cannot write {}", "无法写入 {}"}, path.string()));
}

}  // namespace

SearchJobs::SearchJobs(Site& site, fs::path directory) : site_(site), directory_(std::move(directory)) {
  std::error_code ignored;  // adding a job says what is wrong
  fs::create_directories(directory_, ignored);
  load();
  thread_ = std::thread([this] { work(); });
}

SearchJobs::~SearchJobs() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void SearchJobs::throw_unknown(const std::string& id) {
  throw Error(ErrorKind::not_found, "unknown_batch",
              filled(Text{"no list of searches has the id {}", "没有编号为 {} 的批量搜索"}, id));
}

void SearchJobs::load() {
  std::error_code failed;
  for (fs::directory_iterator each(directory_, failed), end; !failed && each != end; each.increment(failed)) {
    const auto number = number_of(each->path().filename().string());
    if (number == 0) continue;
    try {
      SearchJob job = from_stored(archive::parse_json(read_file(each->path() / "job.json")));
      last_ = std::max(last_, number);
      if (!has_ended(job)) job.state = "queued";
      jobs_[number] = std::move(job);
    } catch (const std::exception&) {
      site_.log()("the list of searches in " + each->path().string() + " cannot be read and is left out");
    }
  }
  for (const auto& [number, job] : jobs_)
    if (!has_ended(job)) queue_.push_back(number);
}

void SearchJobs::save(const SearchJob& job) const {
  replace_file(directory_of(job.id) / "job.json", archive::dump(to_stored(job)));
}

SearchJob SearchJobs::add(SearchJob job, const std::vector<Json>& searches) {
  std::string lines;
  for (const Json& one : searches) lines += archive::dump(one) + "\n";
  const std::lock_guard lock(mutex_);
  if (queue_.size() >= most_waiting)
    throw Error(
        ErrorKind::unavailable, "queue_full",
        filled(Text{"{} lists of searches are waiting; try again later", "已有 {} 个批量搜索在等待，请稍后再试"},
               std::to_string(most_waiting)));
  const auto number = ++last_;
  job.id = "s" + std::to_string(number);
  job.state = "queued";
  job.searches = searches.size();
  job.created_ms = archive::now_ms();
  fs::create_directories(directory_of(job.id));
  replace_file(directory_of(job.id) / "searches.jsonl", lines);
  save(job);
  jobs_[number] = job;
  queue_.push_back(number);
  forget_old();
  changed_.notify_all();
  return job;
}

void SearchJobs::forget_old() {
  std::error_code ignored;
  for (auto job = jobs_.begin(); job != jobs_.end() && jobs_.size() > most_kept;) {
    if (!has_ended(job->second)) {
      ++job;
      continue;
    }
    fs::remove_all(directory_of(job->second.id), ignored);
    job = jobs_.erase(job);
  }
}

std::optional<SearchJob> SearchJobs::find(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = jobs_.find(number_of(id));
  if (found == jobs_.end()) return std::nullopt;
  return found->second;
}

std::vector<SearchJob> SearchJobs::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<SearchJob> jobs;
  for (auto job = jobs_.rbegin(); job != jobs_.rend(); ++job) jobs.push_back(job->second);
  return jobs;
}

SearchJob SearchJobs::cancel(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = jobs_.find(number_of(id));
  if (found == jobs_.end()) throw_unknown(id);
  auto& [number, job] = *found;
  if (has_ended(job))
    throw Error(ErrorKind::conflict, "already_ended", {"these searches have ended already", "该批量搜索已经结束"});
  if (number == running_) {
    cancel_ = true;
    return job;
  }
  std::erase(queue_, number);
  job.state = "cancelled";
  job.finished_ms = archive::now_ms();
  save(job);
  return job;
}

fs::path SearchJobs::answers_of(const std::string& id) const {
  if (!find(id)) throw_unknown(id);
  return directory_of(id) / "answers.jsonl";
}

void SearchJobs::forget() {
  std::unique_lock lock(mutex_);
  queue_.clear();
  cancel_ = running_ != 0;
  changed_.wait(lock, [&] { return running_ == 0; });
  std::error_code ignored;
  for (const auto& [number, job] : jobs_) fs::remove_all(directory_of(job.id), ignored);
  jobs_.clear();
}

void SearchJobs::update(const SearchJob& job) {
  const std::lock_guard lock(mutex_);
  jobs_[number_of(job.id)] = job;
}

void SearchJobs::work() {
  while (true) {
    SearchJob job;
    {
      std::unique_lock lock(mutex_);
      running_ = 0;
      changed_.notify_all();
      changed_.wait(lock, [&] { return ending_ || !queue_.empty(); });
      if (ending_) return;
      running_ = queue_.front();
      queue_.pop_front();
      cancel_ = false;
      job = jobs_.at(running_);
    }
    try {
      run(std::move(job));
    } catch (const std::exception& error) {
      site_.log()(std::string("a list of searches could not be worked on: ") + error.what());
    }
  }
}

void SearchJobs::run(SearchJob job) {
  job.state = "running";
  job.started_ms = archive::now_ms();
  job.asked = job.errors = 0;
  try {
    std::ifstream searches(directory_of(job.id) / "searches.jsonl", std::ios::binary);
    std::ofstream answers(directory_of(job.id) / "answers.jsonl", std::ios::binary);
    job.revision = site_.index().revision();
    const Ask ask = [&](const search::Query& query) { return site_.search(query); };
    update(job);
    for (std::string line; !cancel_ && !ending_ && std::getline(searches, line);) {
      const Json answer = run_search(ask, archive::parse_json(line), job.asked + 1, job.limit, job.language);
      ++job.asked;
      job.errors += answer.contains("error");
      answers << archive::dump(answer) + "\n";
      answers.flush();
      if (!answers)
        throw Error(ErrorKind::unavailable, "spool_failed",
                    {"the answers cannot be written; is the disk full?", "无法写入结果；磁盘是否已满？"});
      update(job);
    }
    if (ending_ && job.asked < job.searches) return;  // the next process begins it again
    job.state = job.asked < job.searches ? "cancelled" : "done";
  } catch (const Error& error) {
    job.state = "failed";
    job.error_code = error.code();
    job.error = error.message();
  }
  job.finished_ms = archive::now_ms();
  update(job);
  save(job);
}

}  // namespace almanac::server
