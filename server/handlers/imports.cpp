// Imports: an uploaded file becomes a job (202), whose progress and report are read by its id; imports that the program
// made beside the server are in the same list under their number.

#include <algorithm>
#include <charconv>

#include "archive/imports.h"
#include "importers/run.h"
#include "server/csv.h"
#include "server/handlers/handlers.h"
#include "server/http_head.h"
#include "server/jobs.h"
#include "server/problem.h"

namespace almanac::server::handlers {
namespace {

std::string time_of(const Site& site, std::int64_t ms) {
  return site.archive().zone().format({ms, archive::Precision::second});
}

Json to_answer(const Site& site, const Job& job, archive::Language language) {
  Json body{{"id", job.id},
            {"state", job.state},
            {"name", job.request.name},
            {"kind", job.request.kind.empty() ? "auto" : job.request.kind},
            {"dry_run", job.request.dry_run},
            {"actor", job.request.actor},
            {"bytes", job.bytes},
            {"bytes_read", job.bytes_read},
            {"rows_read", job.rows_read},
            {"created", time_of(site, job.created_ms)}};
  if (job.started_ms != 0) body["started"] = time_of(site, job.started_ms);
  if (job.finished_ms != 0) body["finished"] = time_of(site, job.finished_ms);
  if (job.import_id != 0) body["import_id"] = job.import_id;
  if (!job.error_code.empty()) body["error"] = {{"code", job.error_code}, {"detail", job.error.in(language)}};
  body["report"] = language == archive::Language::zh ? job.report_zh : job.report_en;
  return body;
}

// A job does not know what became of its import since.
Json to_answer(const Site& site, const Job& job, const std::optional<archive::ImportRecord>& record,
               archive::Language language) {
  auto body = to_answer(site, job, language);
  if (record && record->state == "undone") body["state"] = "undone";
  return body;
}

Json to_answer(const Site& site, const archive::ImportRecord& record) {
  Json body{
      {"id", std::to_string(record.id)}, {"import_id", record.id}, {"state", record.state}, {"actor", record.actor}};
  if (!record.mapping.empty()) body["mapping"] = record.mapping;
  if (!record.source.empty()) body["source"] = record.source;
  body["started"] = time_of(site, record.started_ms);
  if (record.finished_ms != 0) body["finished"] = time_of(site, record.finished_ms);
  body["revision"] = record.revision;
  if (record.undoes != 0) body["undoes"] = record.undoes;
  body["report"] = record.report;
  return body;
}

std::uint64_t import_number(std::string_view id) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
  return error == std::errc() && end == id.data() + id.size() ? number : 0;
}

[[noreturn]] void throw_unknown_import(const std::string& id) {
  throw archive::Error(archive::ErrorKind::not_found, "unknown_import",
                       filled(Text{"no import has the id {}", "没有编号为 {} 的导入"}, id));
}

void refuse_form(const Request& request) {
  if (request.header("content-type").value_or("").rfind("multipart/", 0) != 0) return;
  throw HttpError(415, "raw_body_expected",
                  {"send the file itself as the body, not a form: curl --data-binary @FILE",
                   "请直接以文件内容作为正文，不要用表单：curl --data-binary @文件"},
                  "Content-Type");
}

void add_rejects_of(const std::function<bool(std::string_view)>& write, const archive::ImportLog& log,
                    std::uint64_t import_id, archive::Language language) {
  std::string text(csv_mark);
  add_csv_row(text, {"file", "row", "column", "value", "code", "reason", "raw"});
  bool alive = true;
  log.for_each_reject(import_id, [&](const archive::Reject& reject) {
    if (!alive) return;
    add_csv_row(text, {std::to_string(reject.file), std::to_string(reject.row), reject.column, reject.value,
                       reject.code, reject.reason.in(language), reject.raw});
    if (text.size() < (48u << 10)) return;
    alive = write(text);
    text.clear();
  });
  if (alive && !text.empty()) write(text);
}

}  // namespace

Response create_import(Site& site, const Request& request) {
  refuse_form(request);
  JobRequest asked;
  asked.name = clean_upload_name(request.value("name").value_or(""));
  asked.kind = request.value("kind").value_or("");
  if (asked.kind == "auto") asked.kind.clear();
  if (!asked.kind.empty() && !importers::row_kind_from(asked.kind)) {
    throw HttpError(400, "bad_parameter", filled(Text{"{} is no kind of record", "{} 不是记录种类"}, asked.kind),
                    "kind");
  }
  asked.mapping = request.value("map").value_or("");
  asked.source = request.value("source").value_or("");
  asked.encoding = request.value("encoding").value_or("");
  if (!asked.encoding.empty()) importers::given_encoding(asked.encoding);
  asked.on_conflict = request.value("on_conflict").value_or("update");
  asked.unknown_campaign = request.flag("create_missing") ? "create_draft" : "reject";
  asked.dry_run = request.flag("dry_run");
  asked.pseudonymise = request.flag("pseudonymise");
  asked.actor = request.actor;
  if (request.spooled.empty()) {
    throw HttpError(400, "empty_upload",
                    {"the body is empty; send the file as the body", "正文为空；请以文件内容作为正文"});
  }
  const auto job = site.jobs().add(asked, request.spooled, request.body_bytes);
  auto response = Response::of(to_answer(site, job, request.language), 202);
  response.with("Location", "/api/v1/imports/" + job.id).with("Retry-After", "1");
  return response;
}

Response list_imports(Site& site, const Request& request) {
  const auto limit = static_cast<std::size_t>(request.number("limit", 50));
  const auto cursor = request.value("cursor").value_or("");
  const auto before = cursor.empty() ? 0 : import_number(cursor);
  if (!cursor.empty() && before == 0) {
    throw HttpError(400, "bad_cursor",
                    {"cursor is what next_cursor of the page before said", "cursor 须为上一页返回的 next_cursor"},
                    "cursor");
  }
  auto items = Json::array();
  const auto jobs = site.jobs().list();
  if (cursor.empty()) {  // the few that wait or run come first, on the first page
    for (const auto& job : jobs) {
      if (job.import_id == 0) items.push_back(to_answer(site, job, request.language));
    }
  }
  const auto records = archive::ImportLog(site.archive()).list(before, limit + 1);
  for (std::size_t i = 0; i < std::min(limit, records.size()); ++i) {
    const auto job =
        std::find_if(jobs.begin(), jobs.end(), [&](const Job& each) { return each.import_id == records[i].id; });
    items.push_back(job == jobs.end() ? to_answer(site, records[i])
                                      : to_answer(site, *job, records[i], request.language));
  }
  const auto next = records.size() > limit ? std::to_string(records[limit - 1].id) : "";
  return page_of(request, site.archive().revision(), std::nullopt, std::move(items), next, "imports.csv");
}

Response get_import(Site& site, const Request& request) {
  const auto& id = request.path_value("id");
  if (const auto job = site.jobs().find(id)) {
    const auto record = job->import_id == 0 ? std::nullopt : archive::ImportLog(site.archive()).find(job->import_id);
    return Response::of(to_answer(site, *job, record, request.language));
  }
  const auto number = import_number(id);
  const auto record = number == 0 ? std::nullopt : archive::ImportLog(site.archive()).find(number);
  if (!record) throw_unknown_import(id);
  return Response::of(to_answer(site, *record));
}

Response cancel_import(Site& site, const Request& request) {
  return Response::of(to_answer(site, site.jobs().cancel(request.path_value("id")), request.language), 202);
}

Response import_rejects(Site& site, const Request& request) {
  const auto& id = request.path_value("id");
  auto number = import_number(id);
  if (const auto job = site.jobs().find(id)) {
    number = job->import_id;
    if (number == 0) {
      throw archive::Error(archive::ErrorKind::conflict, "no_rejects_yet",
                           {"this import has stored nothing yet; a dry run's first rejects are in its report",
                            "该导入尚未写入；试运行的被拒行见其报告"});
    }
  }
  if (number == 0 || !archive::ImportLog(site.archive()).find(number)) throw_unknown_import(id);
  Response response;
  response.content_type = csv_type;
  response.with("Content-Disposition", "attachment; filename=\"rejects-" + id + ".csv\"");
  response.stream = [&site, number, language = request.language](const std::function<bool(std::string_view)>& write) {
    add_rejects_of(write, archive::ImportLog(site.archive()), number, language);
  };
  return response;
}

}  // namespace almanac::server::handlers
