// Lists of searches as jobs (server/search_jobs.h).

#include <fstream>
#include <sstream>

#include "server/csv.h"
#include "server/handlers/handlers.h"
#include "server/problem.h"
#include "server/search_jobs.h"
#include "server/search_list.h"

namespace almanac::server::handlers {
namespace {

Json to_answer(const Site& site, const SearchJob& job, archive::Language language) {
  const auto time = [&](std::int64_t ms) { return site.archive().zone().format({ms, archive::Precision::second}); };
  Json body{
      {"id", job.id},         {"state", job.state}, {"searches", job.searches}, {"asked", job.asked},
      {"errors", job.errors}, {"limit", job.limit}, {"actor", job.actor},       {"created", time(job.created_ms)}};
  if (!job.name.empty()) body["name"] = job.name;
  if (job.started_ms != 0) body["started"] = time(job.started_ms);
  if (job.finished_ms != 0) body["finished"] = time(job.finished_ms);
  if (job.revision != 0) body["revision"] = job.revision;
  if (!job.error_code.empty()) body["error"] = {{"code", job.error_code}, {"detail", job.error.in(language)}};
  body["results"] = "/api/v1/searches/batch/" + job.id + "/results";
  return body;
}

SearchListFormat format_of(const Request& request) {
  const auto type = request.header("content-type").value_or("");
  if (type.starts_with("text/csv")) return SearchListFormat::csv;
  if (type.starts_with("text/plain")) return SearchListFormat::lines;
  if (type.starts_with("application/json")) return SearchListFormat::json;
  throw HttpError(415, "list_expected",
                  {"send the list as application/json (an array), text/plain (one query a line) or text/csv (a column "
                   "q and filters)",
                   "请以 application/json（数组）、text/plain（每行一条）或 text/csv（q 列及筛选列）发送列表"},
                  "Content-Type");
}

}  // namespace

Response list_batches(Site& site, const Request& request) {
  auto items = Json::array();
  for (const auto& job : site.search_jobs().list()) items.push_back(to_answer(site, job, request.language));
  const auto total = items.size();
  return page_of(request, site.archive().revision(), total, std::move(items), "", "batches.csv");
}

Response create_batch(Site& site, const Request& request) {
  const auto searches = read_searches(request.body, format_of(request));
  site.wait_for_index(request);
  SearchJob job;
  job.actor = request.actor;
  job.language = request.language;
  job.limit = static_cast<std::size_t>(request.number("limit", 10));
  if (const auto name = request.value("name"); name && !name->empty()) job.name = clean_upload_name(*name);
  auto response =
      Response::of(to_answer(site, site.search_jobs().add(std::move(job), searches), request.language), 202);
  return response;
}

Response get_batch(Site& site, const Request& request) {
  return Response::of(to_answer(site, site.search_jobs().get(request.path_value("id")), request.language));
}

Response cancel_batch(Site& site, const Request& request) {
  if (request.granted < Permission::write && site.search_jobs().get(request.path_value("id")).actor != request.actor)
    throw HttpError(403, "not_allowed",
                    {"another one's list is cancelled with the role write", "取消他人的批量搜索需要 write 角色"});
  return Response::of(to_answer(site, site.search_jobs().cancel(request.path_value("id")), request.language), 202);
}

// What is answered so far, a line at a time.
Response batch_results(Site& site, const Request& request) {
  const auto job = site.search_jobs().get(request.path_value("id"));
  const auto path = site.search_jobs().answers_of(job.id);
  const auto format = request.value("format").value_or("json");
  Response response;
  response.content_type = format == "csv"     ? std::string(csv_type)
                          : format == "jsonl" ? "application/x-ndjson"
                                              : "application/json";
  if (format != "json")
    response.with("Content-Disposition",
                  attachment(job.id + "." + format, (job.name.empty() ? job.id : job.name) + "." + format));
  const auto asked = job.asked;
  Json head{{"id", job.id}, {"state", job.state}, {"searches", job.searches}, {"asked", asked}};
  response.stream = [path, format, asked, head](const std::function<bool(std::string_view)>& write) {
    std::ifstream answers(path, std::ios::binary);
    std::string piece;
    if (format == "csv") piece = std::string(csv_mark) + search_rows_header();
    if (format == "json") {
      piece = archive::dump(head);
      piece.back() = ',';
      piece += "\"items\":[";
    }
    std::string line;
    for (std::uint64_t i = 0; i < asked && std::getline(answers, line); ++i) {
      if (format == "csv")
        piece += search_rows(archive::parse_json(line));
      else if (format == "json")
        piece += (i > 0 ? "," : "") + line;
      else
        piece += line + "\n";
      if (piece.size() < 64 * 1024) continue;
      if (!write(piece)) return;
      piece.clear();
    }
    if (format == "json") piece += "]}";
    if (!piece.empty()) write(piece);
  };
  return response;
}

}  // namespace almanac::server::handlers
