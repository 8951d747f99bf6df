#include "server/jobs.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

#include "archive/error.h"
#include "archive/time.h"
#include "importers/run.h"
#include "server/site.h"
#include "server/spool_file.h"

namespace almanac::server {
namespace {

using archive::Json;
using archive::Text;
namespace fs = std::filesystem;

constexpr std::size_t queue_limit = 100, kept_jobs = 200;
constexpr int start_limit = 3;

bool has_ended(const Job& job) { return job.state == "done" || job.state == "failed" || job.state == "cancelled"; }

std::uint64_t number_of(std::string_view id) {
  std::uint64_t number = 0;
  if (id.size() < 2 || id.front() != 'u') return 0;
  const auto [end, error] = std::from_chars(id.data() + 1, id.data() + id.size(), number);
  return error == std::errc() && end == id.data() + id.size() ? number : 0;
}

Json to_stored(const Job& job) {
  const auto& request = job.request;
  return {{"id", job.id},
          {"state", job.state},
          {"name", request.name},
          {"kind", request.kind},
          {"mapping", request.mapping},
          {"source", request.source},
          {"encoding", request.encoding},
          {"on_conflict", request.on_conflict},
          {"unknown_campaign", request.unknown_campaign},
          {"dry_run", request.dry_run},
          {"pseudonymise", request.pseudonymise},
          {"actor", request.actor},
          {"bytes", job.bytes},
          {"rows_read", job.rows_read},
          {"created_ms", job.created_ms},
          {"started_ms", job.started_ms},
          {"finished_ms", job.finished_ms},
          {"starts", job.starts},
          {"import_id", job.import_id},
          {"report_en", job.report_en},
          {"report_zh", job.report_zh},
          {"error_code", job.error_code},
          {"error_en", job.error.en},
          {"error_zh", job.error.zh}};
}

Job from_stored(const Json& json) {
  Job job;
  auto& request = job.request;
  job.id = json.at("id");
  job.state = json.at("state");
  request = {json.at("name"),
             json.at("kind"),
             json.at("mapping"),
             json.at("source"),
             json.value("encoding", ""),
             json.at("on_conflict"),
             json.at("unknown_campaign"),
             json.at("dry_run"),
             json.value("pseudonymise", false),
             json.at("actor")};
  job.bytes = json.at("bytes");
  job.rows_read = json.at("rows_read");
  job.created_ms = json.at("created_ms");
  job.started_ms = json.at("started_ms");
  job.finished_ms = json.at("finished_ms");
  job.starts = json.at("starts");
  job.import_id = json.at("import_id");
  job.report_en = json.at("report_en");
  job.report_zh = json.at("report_zh");
  job.error_code = json.at("error_code");
  job.error = {json.at("error_en"), json.at("error_zh")};
  return job;
}

// Written beside, synced, renamed: after a crash the old or the new text stands there, never a half.
void replace_file(const fs::path& path, const std::string& text) {
  const auto beside = path.string() + ".new";
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written =
      file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  if (!written || ::rename(beside.c_str(), path.c_str()) != 0) {
    throw archive::Error(archive::ErrorKind::unavailable, "spool_failed",
                         filled(Text{"cannot write {}", "无法写入 {}"}, path.string()));
  }
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// True if the job named one of the people; `body` is removed if it did.
bool clean_job(Job& job, const fs::path& body, const archive::Erasure& erasure) {
  bool changed = archive::scrub_report(erasure, job.report_en);
  changed |= archive::scrub_report(erasure, job.report_zh);
  for (std::string* text : {&job.error.en, &job.error.zh})
    if (erasure.traces.find(*text)) {
      *text = erasure.traces.replaced(*text);
      changed = true;
    }
  if (has_ended(job) || !fs::exists(body) || !erasure.traces.find(read_file(body))) return changed;
  job.state = "cancelled";
  job.finished_ms = archive::now_ms();
  job.error_code = "names_erased_person";
  job.error = {"the file named a person whose data was erased meanwhile; take the person out of it and send it again",
               "该文件涉及期间已被删除数据的人员；请从文件中移除该人员后重新上传"};
  fs::remove(body);
  return true;
}

importers::ImportOptions options_of(const Job& job, const fs::path& body) {
  importers::ImportOptions options;
  options.files.push_back({body, job.request.name});
  options.kind = importers::row_kind_from(job.request.kind);
  options.mapping_text = job.request.mapping;
  options.storing = job.request.dry_run ? importers::Storing::dry_run : importers::Storing::store;
  if (job.request.on_conflict == "skip") options.on_conflict = importers::OnConflict::skip;
  if (job.request.on_conflict == "fail") options.on_conflict = importers::OnConflict::fail;
  if (job.request.unknown_campaign == "create_draft")
    options.unknown_campaign = importers::UnknownCampaign::create_draft;
  options.source = job.request.source;
  options.pseudonymise = job.request.pseudonymise;
  if (!job.request.encoding.empty()) options.encoding = importers::given_encoding(job.request.encoding);
  options.actor = job.request.actor;
  return options;
}

}  // namespace

Jobs::Jobs(Site& site, fs::path spool) : site_(site), spool_(std::move(spool)) {
  fs::create_directories(spool_);
  load();
  thread_ = std::thread([this] { work(); });
}

Jobs::~Jobs() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    cancel_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

fs::path Jobs::directory_of(const std::string& id) const { return spool_ / id; }

void Jobs::load() {
  for (const auto& entry : fs::directory_iterator(spool_)) {
    const auto id = entry.path().filename().string();
    if (id.rfind(SpoolFile::name_prefix, 0) == 0) {  // a body whose request was cut off
      fs::remove(entry.path());
      continue;
    }
    const auto number = number_of(id);
    const auto stored = entry.path() / "job.json";
    if (number == 0 || !fs::exists(stored)) continue;
    try {
      jobs_[number] = from_stored(archive::parse_json(read_file(stored)));
    } catch (const std::exception& error) {
      site_.log()("the job " + id + " cannot be read and is left alone: " + error.what());
    }
  }
  for (auto& [number, job] : jobs_) {
    if (has_ended(job)) continue;
    if (job.starts >= start_limit) {
      job.state = "failed";
      job.error_code = "gave_up";
      job.error = {"the server ended three times during this import; it is not tried again",
                   "服务器在此次导入期间三次中断，不再重试"};
      save(job);
      continue;
    }
    job.state = "queued";
    queue_.push_back(number);
  }
}

void Jobs::save(const Job& job) const {
  replace_file(directory_of(job.id) / "job.json", archive::dump(to_stored(job)));
}

Job Jobs::add(const JobRequest& request, const fs::path& body, std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (queue_.size() >= queue_limit) {
    throw archive::Error(archive::ErrorKind::unavailable, "queue_full",
                         {"100 imports are waiting; try again later", "已有 100 个导入在等待，请稍后再试"});
  }
  Job job;
  const auto number = jobs_.empty() ? 1 : jobs_.rbegin()->first + 1;
  job.id = "u" + std::to_string(number);
  job.state = "queued";
  job.request = request;
  job.bytes = bytes;
  job.created_ms = archive::now_ms();
  fs::create_directories(directory_of(job.id));
  fs::rename(body, directory_of(job.id) / "body");
  save(job);
  jobs_[number] = job;
  queue_.push_back(number);
  forget_old();
  changed_.notify_all();
  return job;
}

std::optional<Job> Jobs::find(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = jobs_.find(number_of(id));
  if (found == jobs_.end()) return std::nullopt;
  return found->second;
}

std::vector<Job> Jobs::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<Job> jobs;
  for (auto job = jobs_.rbegin(); job != jobs_.rend(); ++job) jobs.push_back(job->second);
  return jobs;
}

Job Jobs::cancel(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = jobs_.find(number_of(id));
  if (found == jobs_.end()) {
    throw archive::Error(archive::ErrorKind::not_found, "unknown_import",
                         filled(Text{"no import has the id {}", "没有编号为 {} 的导入"}, id));
  }
  auto& [number, job] = *found;
  if (has_ended(job)) {
    throw archive::Error(archive::ErrorKind::conflict, "already_ended",
                         {"this import has ended already", "该导入已经结束"});
  }
  if (number == running_) {
    cancel_ = true;
  } else {
    queue_.erase(std::remove(queue_.begin(), queue_.end(), number), queue_.end());
    job.state = "cancelled";
    job.finished_ms = archive::now_ms();
    fs::remove(directory_of(id) / "body");
    save(job);
  }
  return job;
}

std::uint64_t Jobs::clean(const archive::Erasure& erasure) {
  const std::lock_guard lock(mutex_);
  std::uint64_t changed = 0;
  for (auto& [number, job] : jobs_) {
    if (number == running_ || !clean_job(job, directory_of(job.id) / "body", erasure)) continue;
    if (has_ended(job)) queue_.erase(std::remove(queue_.begin(), queue_.end(), number), queue_.end());
    save(job);
    ++changed;
  }
  return changed;
}

std::uint64_t Jobs::clean_stopped(const fs::path& spool, const archive::Erasure& erasure) {
  std::uint64_t changed = 0;
  std::error_code failed;
  std::vector<fs::path> entries;
  for (fs::directory_iterator each(spool, failed), end; !failed && each != end; each.increment(failed))
    entries.push_back(each->path());
  for (const fs::path& entry : entries) {
    const fs::path stored = entry / "job.json";
    if (number_of(entry.filename().string()) == 0 || !fs::exists(stored, failed)) {
      fs::remove_all(entry, failed);
      continue;
    }
    Job job = from_stored(archive::parse_json(read_file(stored), {.values = 50'000'000, .bytes = 1u << 30}));
    if (!clean_job(job, entry / "body", erasure)) continue;
    replace_file(stored, archive::dump(to_stored(job)));
    ++changed;
  }
  return changed;
}

void Jobs::update(const Job& job) {
  const std::lock_guard lock(mutex_);
  jobs_[number_of(job.id)] = job;
}

void Jobs::forget_old() {
  for (auto job = jobs_.begin(); job != jobs_.end() && jobs_.size() > kept_jobs;) {
    if (has_ended(job->second)) {
      fs::remove_all(directory_of(job->second.id));
      job = jobs_.erase(job);
    } else {
      ++job;
    }
  }
}

void Jobs::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return ending_ || !queue_.empty(); });
    if (ending_) return;
    running_ = queue_.front();
    queue_.pop_front();
    cancel_ = false;
    auto job = jobs_[running_];
    lock.unlock();
    try {
      run(std::move(job));
    } catch (const std::exception& error) {  // the spool itself cannot be written: nothing more can be kept about it
      site_.log()(std::string("an import job could not be recorded: ") + error.what());
    }
    lock.lock();
    running_ = 0;
  }
}

void Jobs::run(Job job) {
  const std::lock_guard turn(site_.import_turn());
  ++job.starts;
  job.state = "reading";
  job.started_ms = archive::now_ms();
  update(job);
  save(job);
  const auto body = directory_of(job.id) / "body";
  try {
    importers::RunControl control;
    control.cancel = &cancel_;
    control.progress = [&](const importers::ImportProgress& progress) {
      job.state = progress.stage == importers::ImportProgress::Stage::reading ? "reading" : "storing";
      job.rows_read = std::max(job.rows_read, progress.rows);
      job.bytes_read = progress.stage == importers::ImportProgress::Stage::reading ? progress.bytes : job.bytes;
      update(job);
    };
    const auto report = importers::run(site_.archive(), options_of(job, body), control);
    site_.changed();
    job.import_id = report.import_id;
    job.report_en = importers::to_json(report, archive::Language::en);
    job.report_zh = importers::to_json(report, archive::Language::zh);
    job.state = report.state == importers::Report::State::done     ? "done"
                : report.state == importers::Report::State::failed ? "failed"
                                                                   : "cancelled";
    job.error_code = report.error_code;
    job.error = report.error;
    if (!job.request.dry_run) site_.wait_for_all(report.revision, std::chrono::seconds(60));
  } catch (const archive::Error& error) {
    job.state = "failed";
    job.error_code = error.code();
    job.error = error.message();
    site_.changed();
  }
  {
    const std::lock_guard lock(mutex_);
    if (ending_ && job.state == "cancelled") return;  // not the user's wish: the next process goes on with it
  }
  job.finished_ms = archive::now_ms();
  save(job);
  update(job);
  fs::remove(body);
}

}  // namespace almanac::server
