// Saved searches: kept under a name, run again, with what is new since they were last looked at.

#include <chrono>
#include <cmath>

#include "archive/saved_searches.h"
#include "search/parameters_json.h"
#include "server/handlers/handlers.h"
#include "server/http_head.h"
#include "server/problem.h"
#include "server/saved_run.h"

namespace almanac::server::handlers {
namespace {

using archive::SavedSearch;

std::string time_of(const Site& site, std::int64_t ms) {
  return site.archive().zone().format({ms, archive::Precision::second});
}

Json to_answer(const Site& site, const archive::Reads& reads, const SavedSearch& search) {
  Json body{{"name", search.name}};
  if (!search.title.empty()) body["title"] = search.title;
  body["parameters"] = search.parameters;
  body["version"] = search.revision;
  body["made"] = time_of(site, search.made_ms);
  body["made_by"] = search.made_by;
  body["changed"] = time_of(site, search.changed_ms);
  body["changed_by"] = search.changed_by;
  if (const auto seen = archive::find_seen(reads, search.name)) {
    body["seen"] = time_of(site, seen->at_ms);
    body["seen_by"] = seen->actor;
    body["seen_total"] = seen->total;
  }
  return body;
}

SavedSearch get(const archive::Reads& reads, const std::string& name) {
  auto search = archive::find_saved_search(reads, name);
  if (!search) archive::throw_unknown_search(name);
  return std::move(*search);
}

std::string text_in(const Json& body, const char* name) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) return {};
  if (!found->is_string())
    throw HttpError(400, "bad_" + std::string(name), filled(Text{"{} is a text", "{} 须为文本"}, name),
                    "/" + std::string(name));
  return found->get<std::string>();
}

// What a page shows of an answer is not part of the question.
SavedSearch search_in(const Request& request) {
  const auto body = request.json();
  if (!body.is_object() || !body.contains("parameters"))
    throw HttpError(400, "object_expected",
                    {"the body is {\"title\"?, \"parameters\": {…}}, with the parameters of POST /search",
                     "正文须为 {\"title\"?, \"parameters\": {…}}，参数同 POST /search"},
                    "/parameters");
  SavedSearch search;
  search.name = request.path_value("name");
  search.title = text_in(body, "title");
  search.parameters = body.at("parameters");
  try {
    search::from_parameters(search::parameters_of(search.parameters));
  } catch (const archive::Error& error) {
    const std::string at = error.where().starts_with("/") ? error.where().substr(1) : error.where();
    throw HttpError(400, error.code(), error.message(), at.empty() ? "/parameters" : "/parameters/" + at);
  }
  if (search.parameters.contains("cursor"))
    throw HttpError(
        400, "bad_parameter",
        {"a saved search has no cursor: it begins at its first page", "保存的搜索不含 cursor，总是从第一页开始"},
        "/parameters/cursor");
  return search;
}

}  // namespace

Response list_searches(Site& site, const Request& request) {
  const auto reader = site.archive().read();
  const auto limit = static_cast<std::size_t>(request.number("limit", 100));
  auto searches = archive::saved_searches(reader, request.value("cursor").value_or(""), limit + 1);
  const bool more = searches.size() > limit;
  if (more) searches.pop_back();
  auto items = Json::array();
  for (const auto& search : searches) items.push_back(to_answer(site, reader, search));
  return page_of(request, reader.revision(), archive::saved_search_count(reader), std::move(items),
                 more ? searches.back().name : "", "searches.csv");
}

Response get_search(Site& site, const Request& request) {
  const auto reader = site.archive().read();
  const auto search = get(reader, request.path_value("name"));
  const auto version = static_cast<std::int64_t>(search.revision);
  if (auto unchanged = not_modified(request, version)) return *unchanged;
  auto response = Response::of(to_answer(site, reader, search));
  response.with("ETag", etag_of(version));
  return response;
}

Response put_search(Site& site, const Request& request) {
  const auto search = search_in(request);
  archive::Put put = archive::Put::unchanged;
  conditional_write(site, request, [&](archive::Transaction& transaction) {
    put = archive::put_saved_search(transaction, search, condition_of(request));
  });
  const auto reader = site.archive().read();
  const auto stored = get(reader, search.name);
  auto response = Response::of(to_answer(site, reader, stored), put == archive::Put::created ? 201 : 200);
  response.with("ETag", etag_of(static_cast<std::int64_t>(stored.revision)));
  if (put == archive::Put::created) response.with("Location", "/api/v1/searches/" + percent_encode(stored.name));
  return response;
}

Response delete_search(Site& site, const Request& request) {
  const auto& name = request.path_value("name");
  const auto revision = conditional_write(site, request, [&](archive::Transaction& transaction) {
    archive::remove_saved_search(transaction, name, condition_of(request));
  });
  return Response::of({{"revision", revision}, {"deleted", name}});
}

Response run_search(Site& site, const Request& request) {
  const auto began = std::chrono::steady_clock::now();
  const bool marks = request.flag("seen");
  if (marks && request.granted < Permission::write)
    throw HttpError(403, "not_allowed",
                    {"marking a search as seen needs a token with the role write", "标记为已看需要 write 角色的令牌"},
                    "seen");
  site.wait_for_index(request);
  const auto reader = site.archive().read();
  const auto saved = get(reader, request.path_value("name"));
  const auto seen = archive::find_seen(reader, saved.name);
  auto query = search::from_parameters(search::parameters_of(saved.parameters));
  query.limit = static_cast<std::size_t>(request.number("limit", static_cast<std::int64_t>(query.limit)));
  query.cursor = request.value("cursor").value_or("");
  auto page = site.search(query);
  const EachHit each = [&](const search::Query& asked, const auto& visit) { site.each_hit(asked, visit); };
  const auto run = run_saved(page, each, query, seen);
  auto body = search::to_json(std::move(page), request.language);
  add_run(body, saved, run, seen, site.archive().zone(), request.language);
  if (marks)
    site.archive().write(request.actor, [&](archive::Transaction& transaction) {
      archive::set_seen(transaction, saved.name, run.found);
    });
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
  body["took_ms"] = std::round(took.count() * 1000) / 1000;
  return Response::of(body);
}

}  // namespace almanac::server::handlers
