#include <chrono>
#include <cmath>

#include "search/parameters_json.h"
#include "server/csv.h"
#include "server/handlers/handlers.h"

namespace almanac::server::handlers {
namespace {

// What the route takes beside the search itself.
bool is_ours(std::string_view name) { return name == "wait" || name == "format"; }

Response answer(Site& site, const Request& request, const search::Query& query) {
  const auto began = std::chrono::steady_clock::now();
  site.wait_for_index(request);
  auto body = search::to_json(site.search(query), request.language);
  if (wants_csv(request)) {
    auto rows = Json::array();
    for (const auto& hit : body.at("hits")) {
      Json row{{"kind", hit.at("kind")}, {"code", hit.at("code")}, {"title", hit.at("title")}};
      for (const auto& [name, value] : hit.at("fields").items()) row[name] = value;
      rows.push_back(std::move(row));
    }
    return csv_of(rows, "search.csv");
  }
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
  body["took_ms"] = std::round(took.count() * 1000) / 1000;
  return Response::of(body);
}

}  // namespace

search::Query search_query_of(const Request& request) {
  search::Parameters parameters;
  for (const auto& [name, value] : request.query_values) {
    if (!is_ours(name) && !value.empty()) parameters.emplace_back(name, value);
  }
  return search::from_parameters(parameters);
}

Response search(Site& site, const Request& request) { return answer(site, request, search_query_of(request)); }

Response search_by_body(Site& site, const Request& request) {
  return answer(site, request, search::from_parameters(search::parameters_of(request.json())));
}

Response suggest(Site& site, const Request& request) {
  auto items = Json::array();
  const auto limit = static_cast<std::size_t>(request.number("limit", 10));
  const auto typed = request.value("q").value_or("");
  if (!typed.empty()) {
    for (const auto& suggestion : site.index().suggest(typed, limit)) items.push_back(search::to_json(suggestion));
  }
  return Response::of({{"revision", site.index().revision()}, {"items", std::move(items)}});
}

}  // namespace almanac::server::handlers
