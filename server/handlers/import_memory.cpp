// What is remembered of imports: undoing one, its events, where values come from, values to confirm, likely
// duplicates.

#include <charconv>
#include <thread>

#include "archive/duplicates.h"
#include "archive/imports.h"
#include "archive/unconfirmed.h"
#include "importers/confirm.h"
#include "importers/decide.h"
#include "importers/provenance.h"
#include "importers/undo.h"
#include "server/handlers/handlers.h"
#include "server/jobs.h"
#include "server/problem.h"
#include "server/sites.h"

namespace almanac::server::handlers {
namespace {

using archive::Kind;
using archive::LikelyDuplicate;
using archive::Unconfirmed;

std::uint64_t number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

// The number in the archive's log of what a path names: a job's id or the number itself.
std::uint64_t import_of(const Site& site, const std::string& id) {
  if (const auto job = site.jobs().find(id)) {
    if (job->import_id != 0) return job->import_id;
    throw archive::Error(
        archive::ErrorKind::conflict, "nothing_stored",
        {"this import has stored nothing, so there is nothing to undo", "该导入没有存入任何内容，无可撤销"});
  }
  if (const auto number = number_in(id); number != 0) return number;
  throw archive::Error(archive::ErrorKind::not_found, "unknown_import",
                       filled(Text{"no import has the id {}", "没有编号为 {} 的导入"}, id));
}

bool has_ended(const Job& job) { return job.state == "done" || job.state == "failed" || job.state == "cancelled"; }

Json progress_of(const Job& job, archive::Language language) {
  Json body{
      {"id", job.id},       {"state", job.state},      {"rows_read", job.rows_read}, {"bytes_read", job.bytes_read},
      {"bytes", job.bytes}, {"name", job.request.name}};
  if (job.import_id != 0) body["import_id"] = job.import_id;
  if (!job.error_code.empty()) body["error"] = {{"code", job.error_code}, {"detail", job.error.in(language)}};
  return body;
}

std::optional<Kind> kind_in(const Request& request) {
  const auto text = request.value("kind");
  return text ? archive::kind_from(*text) : std::nullopt;
}

Json body_of(const Request& request) {
  auto body = request.json();
  if (!body.is_object())
    throw HttpError(400, "object_expected", {"the body is a JSON object", "正文须为 JSON 对象"}, "/");
  return body;
}

std::string text_in(const Json& body, const char* name) {
  const auto found = body.find(name);
  return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

[[noreturn]] void throw_bad_state(const Text& message) { throw HttpError(400, "bad_state", message, "/state"); }

std::string next_of(std::uint64_t last, bool more) { return more ? std::to_string(last) : std::string(); }

}  // namespace

Response undo_import(Site& site, const Request& request) {
  const auto import_id = import_of(site, request.path_value("id"));
  const std::unique_lock turn(site.import_turn(), std::try_to_lock);
  if (!turn.owns_lock()) {
    throw archive::Error(archive::ErrorKind::conflict, "import_running",
                         {"an import is running; undo when it has ended", "有导入正在进行，请在其结束后再撤销"});
  }
  if (request.flag("dry_run")) return Response::of(importers::to_json(importers::try_undo(site.archive(), import_id)));
  const auto report = importers::undo_import(site.archive(), import_id, request.actor);
  site.changed();
  return Response::of(importers::to_json(report));
}

// Server-sent events: "progress" whenever something has changed, "end" when the job has ended. A connection is closed
// after 25 s, and at once when the server stops; clients of this kind come again by themselves.
Response import_events(Site& site, const Request& request) {
  const auto id = request.path_value("id");
  if (!site.jobs().find(id)) {
    throw archive::Error(archive::ErrorKind::not_found, "unknown_import",
                         filled(Text{"no upload has the id {}", "没有编号为 {} 的上传任务"}, id));
  }
  Response response;
  response.content_type = "text/event-stream";
  response.with("Cache-Control", "no-store");
  response.stream = [&site, id, language = request.language](const std::function<bool(std::string_view)>& write) {
    using Clock = std::chrono::steady_clock;
    const auto until = Clock::now() + std::chrono::seconds(25);
    auto written = Clock::now();
    if (!write("retry: 500\n\n")) return;
    std::string last;
    while (Clock::now() < until && !site.sites().is_stopping()) {
      const auto job = site.jobs().find(id);
      if (!job) return;
      const auto now = archive::dump(progress_of(*job, language));
      const bool ended = has_ended(*job);
      if (now != last || ended) {
        if (!write((ended ? "event: end\ndata: " : "event: progress\ndata: ") + now + "\n\n") || ended) return;
        last = now;
        written = Clock::now();
      } else if (Clock::now() - written > std::chrono::seconds(2)) {
        if (!write(": waiting\n\n")) return;  // so that a client that has gone is noticed
        written = Clock::now();
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  };
  return response;
}

Response campaign_provenance(Site& site, const Request& request) {
  const auto reader = site.archive().read();
  const auto& code = request.path_value("code");
  if (!reader.find<archive::Campaign>(code, 0)) throw_unknown(reader, Kind::campaign, code);
  return Response::of({{"revision", reader.revision()},
                       {"code", archive::normalize_key(code)},
                       {"fields", importers::provenance_of(reader, site.archive().zone(), Kind::campaign, code)}});
}

Response list_unconfirmed(Site& site, const Request& request) {
  archive::UnconfirmedQuery query;
  const auto state = request.value("state").value_or("open");
  query.state = archive::unconfirmed_state_from(state);
  query.key = request.value("campaign").value_or("");
  if (!query.key.empty()) query.kind = Kind::campaign;
  query.import_id = static_cast<std::uint64_t>(request.number("import", 0));
  query.after = number_in(request.value("cursor").value_or(""));
  const auto limit = static_cast<std::size_t>(request.number("limit", 50));
  query.limit = limit + 1;
  const auto reader = site.archive().read();
  auto values = archive::find_unconfirmed(reader, query);
  const bool more = values.size() > limit;
  if (more) values.pop_back();
  auto items = Json::array();
  for (const auto& value : values) items.push_back(importers::to_json(value, site.archive().zone()));
  return page_of(request, reader.revision(), std::nullopt, std::move(items),
                 next_of(values.empty() ? 0 : values.back().id, more), "unconfirmed.csv");
}

Response decide_unconfirmed(Site& site, const Request& request) {
  const auto id = number_in(request.path_value("id"));
  const auto body = body_of(request);
  const auto state = text_in(body, "state");
  Unconfirmed value;
  if (state == "confirmed") {
    const auto corrected = body.find("value");
    value = importers::confirm_value(
        site.archive(), id, corrected == body.end() ? std::nullopt : std::optional<Json>(*corrected), request.actor);
  } else if (state == "dismissed") {
    value = importers::dismiss_value(site.archive(), id, request.actor);
  } else {
    throw_bad_state({"state is confirmed (with a corrected value, if need be) or dismissed",
                     "state 须为 confirmed（可附更正后的 value）或 dismissed"});
  }
  site.changed();
  return Response::of(importers::to_json(value, site.archive().zone()));
}

Response list_duplicates(Site& site, const Request& request) {
  archive::DuplicateQuery query;
  const auto state = request.value("state").value_or("open");
  query.state = archive::duplicate_state_from(state);
  query.kind = kind_in(request);
  query.import_id = static_cast<std::uint64_t>(request.number("import", 0));
  query.after = number_in(request.value("cursor").value_or(""));
  const auto limit = static_cast<std::size_t>(request.number("limit", 50));
  query.limit = limit + 1;
  const auto reader = site.archive().read();
  auto pairs = archive::find_duplicates(reader, query);
  const bool more = pairs.size() > limit;
  if (more) pairs.pop_back();
  auto items = Json::array();
  for (const auto& pair : pairs) items.push_back(importers::to_json(pair, site.archive().zone(), request.language));
  return page_of(request, reader.revision(), std::nullopt, std::move(items),
                 next_of(pairs.empty() ? 0 : pairs.back().id, more), "duplicates.csv");
}

Response decide_duplicate(Site& site, const Request& request) {
  const auto id = number_in(request.path_value("id"));
  const auto body = body_of(request);
  const auto state = archive::duplicate_state_from(text_in(body, "state"));
  if (!state || *state == LikelyDuplicate::State::open)
    throw_bad_state({"state is same (with leader, the key that stays) or different",
                     "state 须为 same（并以 leader 注明保留的键）或 different"});
  const auto pair = importers::decide_duplicate(site.archive(), id, *state, text_in(body, "leader"), request.actor);
  site.changed();
  return Response::of(importers::to_json(pair, site.archive().zone(), request.language));
}

}  // namespace almanac::server::handlers
