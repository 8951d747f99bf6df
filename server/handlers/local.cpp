// For commands of the program beside this server, which own no archive while the server runs: import of local paths,
// reindex, tokens. Each shows the key in DIR/LOCK, so it can read what its user can; the answer to a long one is a line
// of JSON per step, the last with the outcome.

#include <atomic>

#include "importers/run.h"
#include "server/access.h"
#include "server/handlers/handlers.h"
#include "server/problem.h"
#include "server/sites.h"

namespace almanac::server::handlers {
namespace {

using Write = std::function<bool(std::string_view)>;
constexpr std::string_view lines_type = "application/x-ndjson";

std::string line(const Json& value) { return archive::dump(value) + "\n"; }

// One line {"problem": {…}} for what went wrong after the first line was sent.
std::string problem_line(const archive::Error& error, const Request& request) {
  return line({{"problem", archive::parse_json(problem(error, request).body)}});
}

std::string text_at(const Json& body, const char* name, const char* otherwise = "") {
  return body.contains(name) ? body.at(name).get<std::string>() : std::string(otherwise);
}

importers::ImportOptions options_of(const Json& body) {
  importers::ImportOptions options;
  for (const auto& file : body.at("files"))
    options.files.push_back({file.at("path").get<std::string>(), text_at(file, "name")});
  options.kind = importers::row_kind_from(text_at(body, "kind"));
  if (const auto mapping = text_at(body, "map"); !mapping.empty()) options.mapping_file = mapping;
  if (body.value("dry_run", false)) options.storing = importers::Storing::dry_run;
  if (const auto encoding = text_at(body, "encoding", ""); !encoding.empty())
    options.encoding = importers::given_encoding(encoding);
  const auto on_conflict = text_at(body, "on_conflict", "update");
  options.on_conflict = on_conflict == "skip"   ? importers::OnConflict::skip
                        : on_conflict == "fail" ? importers::OnConflict::fail
                                                : importers::OnConflict::update;
  if (body.value("create_missing", false)) options.unknown_campaign = importers::UnknownCampaign::create_draft;
  options.source = text_at(body, "source");
  options.pseudonymise = body.value("pseudonymise", false);
  if (const auto rejects = text_at(body, "rejects"); !rejects.empty()) options.rejects_file = rejects;
  options.actor = text_at(body, "actor", "local");
  return options;
}

Json progress_line(const importers::ImportProgress& progress) {
  using Stage = importers::ImportProgress::Stage;
  const char* stage = progress.stage == Stage::reading   ? "reading"
                      : progress.stage == Stage::storing ? "storing"
                                                         : "done";
  return {{"progress",
           {{"stage", stage},
            {"path", progress.path},
            {"kind", progress.kind},
            {"file", progress.file},
            {"files", progress.files},
            {"rows", progress.rows},
            {"bytes", progress.bytes},
            {"total_bytes", progress.total_bytes}}}};
}

// A client that goes away (Ctrl-C at the program) stops the import; the same command resumes it.
void import_and_tell(Site& site, const importers::ImportOptions& options, const Request& request, const Write& write) {
  std::atomic<bool> cancel{false};
  importers::RunControl control;
  control.cancel = &cancel;
  control.progress = [&](const importers::ImportProgress& progress) {
    if (!write(line(progress_line(progress)))) cancel = true;
  };
  try {
    importers::Report report;
    {
      const std::lock_guard turn(site.import_turn());
      report = importers::run(site.archive(), options, control);
    }
    site.changed();
    if (!report.dry_run) site.wait_for_all(report.revision, std::chrono::minutes(10));
    write(
        line({{"report", importers::to_json(report, request.language)}, {"exit_code", importers::exit_code(report)}}));
  } catch (const archive::Error& error) {
    site.changed();
    write(problem_line(error, request));
  }
}

Response lines(std::function<void(const Write&)> stream) {
  Response response;
  response.content_type = lines_type;
  response.stream = std::move(stream);
  return response;
}

Json to_json(const archive::Token& token, const archive::Zone& zone) {
  const auto time = [&](std::int64_t ms) { return zone.format({ms, archive::Precision::second}); };
  Json body{{"id", token.id},
            {"name", token.name},
            {"role", archive::to_string(token.role)},
            {"created", time(token.created_ms)}};
  if (token.expires_ms != 0) body["expires"] = time(token.expires_ms);
  if (token.revoked_ms != 0) body["revoked"] = time(token.revoked_ms);
  return body;
}

}  // namespace

Response local_import(Site& site, const Request& request) {
  const auto body = request.json();
  if (!body.is_object() || !body.contains("files") || !body.at("files").is_array()) {
    throw HttpError(400, "missing_field", {"files lists what to import", "files 列出要导入的文件"}, "/files");
  }
  importers::ImportOptions options;
  try {
    options = options_of(body);
  } catch (const Json::exception& error) {
    throw HttpError(400, "bad_field",
                    filled(Text{"the request has a field of a wrong shape: {}", "请求中有字段类型错误：{}"},
                           std::string(error.what())));
  }
  return lines([&site, options, request](const Write& write) { import_and_tell(site, options, request, write); });
}

Response local_reindex(Site& site, const Request& request) {
  return lines([&site, request](const Write& write) {
    try {
      write(line({{"progress", {{"stage", "index"}}}}));
      const auto index = site.index().rebuild(site.archive());
      write(line({{"progress", {{"stage", "graph"}}}}));
      site.graph().rebuild(site.archive());
      site.changed();
      write(line({{"report",
                   {{"revision", site.archive().revision()},
                    {"index_revision", index},
                    {"graph_revision", site.graph().revision()},
                    {"documents", site.index().documents()}}},
                  {"exit_code", 0}}));
    } catch (const archive::Error& error) {
      write(problem_line(error, request));
    }
  });
}

// Tokens are the server's, so they are kept in the archive that it was started on.
Response list_tokens(Site& site, const Request&) {
  auto& home = site.sites().home().archive();
  auto items = Json::array();
  for (const auto& token : archive::Tokens(home).list()) items.push_back(to_json(token, home.zone()));
  return Response::of({{"items", std::move(items)}});
}

Response create_token(Site& site, const Request& request) {
  auto& home = site.sites().home().archive();
  const auto body = request.json();
  std::string name;
  std::optional<archive::Role> role;
  std::int64_t expires_ms = 0;
  try {
    name = body.at("name").get<std::string>();
    role = archive::role_from(text_at(body, "role", "read"));
    expires_ms = body.value("expires_ms", std::int64_t{0});
  } catch (const Json::exception&) {
    throw HttpError(
        400, "bad_field",
        {"the body is {\"name\", \"role\"?, \"expires_ms\"?}", "正文须为 {\"name\", \"role\"?, \"expires_ms\"?}"}, "/");
  }
  if (!role)
    throw HttpError(400, "bad_role", {"role is read, write or admin", "role 须为 read、write 或 admin"}, "/role");
  const auto made = archive::Tokens(home).create(name, *role, expires_ms, body.value("actor", request.actor));
  auto answer = to_json(made.token, home.zone());
  answer["token"] = made.text;
  return Response::of(answer, 201);
}

Response revoke_token(Site& site, const Request& request) {
  const auto body = request.json();
  if (!body.is_object() || !body.contains("id") || !body.at("id").is_string()) {
    throw HttpError(400, "missing_field", {"the body is {\"id\"}", "正文须为 {\"id\"}"}, "/id");
  }
  const auto id = body.at("id").get<std::string>();
  archive::Tokens(site.sites().home().archive()).revoke(id, request.actor);
  return Response::of({{"revoked", id}});
}

}  // namespace almanac::server::handlers
