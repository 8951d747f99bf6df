#include "server/jobs.h"

#include <algorithm>

#include "archive/error.h"
#include "archive/time.h"
#include "importers/run.h"
#include "server/spool_file.h"

namespace almanac::server {
namespace {

using archive::Json;
namespace fs = std::filesystem;

constexpr std::size_t queue_limit = 100, kept_jobs = 200;
constexpr int start_limit = 3;
constexpr char letter = 'u';

}  // namespace

Json to_stored(const Job& job) {
  const auto& request = job.request;
  Json json{{"name", request.name},
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
            {"starts", job.starts},
            {"import_id", job.import_id},
            {"report_en", job.report_en},
            {"report_zh", job.report_zh}};
  store_state(job, json);
  return json;
}

void from_stored(const Json& json, Job& job) {
  read_state(json, job);
  auto& request = job.request;
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
  job.starts = json.at("starts");
  job.import_id = json.at("import_id");
  job.report_en = json.at("report_en");
  job.report_zh = json.at("report_zh");
}

namespace {

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

Jobs::Jobs(Site& site, fs::path spool)
    : JobList(site, std::move(spool),
              {.letter = letter,
               .most_waiting = queue_limit,
               .most_kept = kept_jobs,
               .name = "import",
               .unknown_code = "unknown_import",
               .unknown = {"no import has the id {}", "没有编号为 {} 的导入"},
               .already_ended = {"this import has ended already", "该导入已经结束"},
               .queue_full = {"100 imports are waiting; try again later", "已有 100 个导入在等待，请稍后再试"}}) {
  fs::create_directories(directory_);
  std::vector<fs::path> cut_off;  // bodies whose request was
  for (const auto& entry : fs::directory_iterator(directory_))
    if (entry.path().filename().string().starts_with(SpoolFile::name_prefix)) cut_off.push_back(entry.path());
  for (const fs::path& body : cut_off) fs::remove(body);
  load();
  start();
}

Jobs::~Jobs() { stop(); }

bool Jobs::goes_on(Job& job) {
  if (job.starts < start_limit) return true;
  job.state = "failed";
  job.error_code = "gave_up";
  job.error = {"the server ended three times during this import; it is not tried again",
               "服务器在此次导入期间三次中断，不再重试"};
  return false;
}

void Jobs::cancelled(const Job& job) { fs::remove(directory_of(job.id) / "body"); }

Job Jobs::add(const JobRequest& request, const fs::path& body, std::uint64_t bytes) {
  Job job;
  job.request = request;
  job.bytes = bytes;
  return put(std::move(job), [&](const fs::path& directory) { fs::rename(body, directory / "body"); });
}

std::uint64_t Jobs::clean(const archive::Erasure& erasure) {
  const std::lock_guard lock(mutex_);
  std::uint64_t changed = 0;
  for (auto& [number, job] : jobs_) {
    if (number == running_ || !clean_job(job, directory_of(job.id) / "body", erasure)) continue;
    if (has_ended(job)) std::erase(queue_, number);
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
    if (job_number(letter, entry.filename().string()) == 0 || !fs::exists(stored, failed)) {
      fs::remove_all(entry, failed);
      continue;
    }
    Job job;
    from_stored(archive::parse_json(read_file(stored), {.values = 50'000'000, .bytes = 1u << 30}), job);
    if (!clean_job(job, entry / "body", erasure)) continue;
    replace_file(stored, archive::dump(to_stored(job)));
    ++changed;
  }
  return changed;
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
  if (ending_ && job.state == "cancelled") return;  // not the user's wish: the next process goes on with it
  job.finished_ms = archive::now_ms();
  save(job);
  update(job);
  fs::remove(body);
}

}  // namespace almanac::server
