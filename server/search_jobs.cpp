#include "server/search_jobs.h"

#include <fstream>

#include "archive/error.h"
#include "archive/time.h"
#include "server/search_list.h"

namespace almanac::server {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::Json;
using archive::Text;
namespace fs = std::filesystem;

constexpr char letter = 's';

}  // namespace

Json to_stored(const SearchJob& job) {
  Json json{{"name", job.name},
            {"actor", job.actor},
            {"language", job.language == archive::Language::zh ? "zh" : "en"},
            {"limit", job.limit},
            {"searches", job.searches},
            {"asked", job.asked},
            {"errors", job.errors},
            {"revision", job.revision}};
  store_state(job, json);
  return json;
}

void from_stored(const Json& json, SearchJob& job) {
  read_state(json, job);
  job.name = json.at("name");
  job.actor = json.at("actor");
  job.language = json.at("language") == "zh" ? archive::Language::zh : archive::Language::en;
  job.limit = json.at("limit");
  job.searches = json.at("searches");
  job.asked = json.at("asked");
  job.errors = json.at("errors");
  job.revision = json.at("revision");
}

SearchJobs::SearchJobs(Site& site, fs::path directory)
    : JobList(site, std::move(directory),
              {.letter = letter,
               .most_waiting = most_waiting,
               .most_kept = most_kept,
               .name = "list of searches",
               .unknown_code = "unknown_batch",
               .unknown = {"no list of searches has the id {}", "没有编号为 {} 的批量搜索"},
               .already_ended = {"these searches have ended already", "该批量搜索已经结束"},
               .queue_full = filled(
                   Text{"{} lists of searches are waiting; try again later", "已有 {} 个批量搜索在等待，请稍后再试"},
                   std::to_string(most_waiting))}) {
  std::error_code ignored;  // adding a job says what is wrong
  fs::create_directories(directory_, ignored);
  load();
  start();
}

SearchJobs::~SearchJobs() { stop(); }

SearchJob SearchJobs::add(SearchJob job, const std::vector<Json>& searches) {
  std::string lines;
  for (const Json& one : searches) lines += archive::dump(one) + "\n";
  job.searches = searches.size();
  return put(std::move(job), [&](const fs::path& own) { replace_file(own / "searches.jsonl", lines); });
}

fs::path SearchJobs::answers_of(const std::string& id) const { return directory_of(get(id).id) / "answers.jsonl"; }

void SearchJobs::forget() {
  std::unique_lock lock(mutex_);
  queue_.clear();
  cancel_ = running_ != 0;
  changed_.wait(lock, [&] { return running_ == 0; });
  std::error_code ignored;
  for (const auto& [number, job] : jobs_) fs::remove_all(directory_of(job.id), ignored);
  jobs_.clear();
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
    for (std::string line; !cancel_ && std::getline(searches, line);) {
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
