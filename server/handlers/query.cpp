// The query language by links: a query with its answer, and what there is to ask about.

#include "graph/cypher/json.h"
#include "insight/graph_query.h"
#include "insight/graph_schema.h"
#include "server/csv.h"
#include "server/handlers/handlers.h"
#include "server/query_api.h"

namespace almanac::server::handlers {
namespace {

namespace cypher = graph::cypher;
using Clock = std::chrono::steady_clock;
using query_api::Pieces;

std::shared_ptr<const insight::GraphQuery> graph_of(const Site& site, const Request& request) {
  site.wait_for_graph(request);
  return site.queries().of(site.graph().snapshot(), date_of(request, "as_of"));
}

double milliseconds_since(Clock::time_point began) {
  const std::chrono::duration<double, std::milli> took = Clock::now() - began;
  return static_cast<double>(static_cast<std::int64_t>(took.count() * 1000)) / 1000;
}

Json notes_of(const cypher::Plan& plan, archive::Language language) {
  Json notes = Json::array();
  for (const cypher::Note& note : plan.notes) {
    Json item{{"code", note.code},
              {"message", note.message.in(language)},
              {"line", note.position.line},
              {"column", note.position.column}};
    if (!note.suggestion.empty()) item["suggestion"] = note.suggestion;
    notes.push_back(std::move(item));
  }
  return notes;
}

struct Asked {
  std::shared_ptr<const insight::GraphQuery> graph;
  std::shared_ptr<const cypher::Plan> plan;
  cypher::Parameters parameters;
  std::uint64_t limit = 1000;
};

// Up to `limit` rows; true if there are more.
template <class F>
bool each_row(const Asked& asked, graph::Budget& budget, F&& f) {
  std::uint64_t rows = 0;
  bool more = false;
  if (asked.plan->query.explain) return false;
  asked.graph->engine().run(*asked.plan, asked.parameters, budget, [&](std::span<const cypher::Value> row) {
    more = rows++ == asked.limit;
    if (!more) f(row);
    return !more;
  });
  return more;
}

Response table_of(const Asked& asked, graph::Budget& budget) {
  Pieces pieces(budget);
  std::string text(csv_mark);
  add_csv_row(text, asked.plan->columns);
  pieces.add(text);
  const bool more = each_row(asked, budget, [&](std::span<const cypher::Value> row) {
    std::vector<std::string> cells;
    for (const cypher::Value& value : row) cells.push_back(cypher::shown_text(value, asked.graph->catalog()));
    text.clear();
    add_csv_row(text, cells);
    pieces.add(text);
  });
  auto response = std::move(pieces).response(200, std::string(csv_type));
  response.with("Content-Disposition", "attachment; filename=\"query.csv\"");
  if (more) response.with("Almanac-More", "1");
  return response;
}

Response rows_of(const Asked& asked, graph::Budget& budget, archive::Language language, Clock::time_point began) {
  Pieces pieces(budget);
  pieces.add("{\"revision\":" + std::to_string(asked.graph->revision()) +
             ",\"fields\":" + archive::dump(asked.plan->columns) + ",\"values\":[");
  bool first = true;
  const bool more = each_row(asked, budget, [&](std::span<const cypher::Value> row) {
    Json cells = Json::array();
    for (const cypher::Value& value : row) cells.push_back(cypher::to_json(value, asked.graph->catalog()));
    pieces.add((first ? "" : ",") + archive::dump(cells));
    first = false;
  });
  Json rest{{"more", more}, {"notes", notes_of(*asked.plan, language)}};
  rest["took_ms"] = milliseconds_since(began);
  pieces.add("]," + archive::dump(rest).substr(1));
  return std::move(pieces).response(200, "application/json");
}

Response plan_of(const Asked& asked, archive::Language language, Clock::time_point began) {
  Json plan = Json::array();
  for (const cypher::Explained& step : cypher::explained(*asked.plan)) {
    Json item{{"depth", step.depth}, {"text", step.text}};
    if (step.rows) item["rows"] = *step.rows;
    plan.push_back(std::move(item));
  }
  return Response::of({{"revision", asked.graph->revision()},
                       {"took_ms", milliseconds_since(began)},
                       {"fields", asked.plan->columns},
                       {"values", Json::array()},
                       {"more", false},
                       {"notes", notes_of(*asked.plan, language)},
                       {"plan", std::move(plan)}});
}

}  // namespace

Response graph_query(Site& site, const Request& request) {
  const auto began = Clock::now();
  cypher::Arena arena;
  Asked asked;
  asked.graph = graph_of(site, request);
  asked.parameters = insight::parameters_of(request.values("parameter"), arena);
  asked.limit = static_cast<std::uint64_t>(request.number("limit", 1000));
  asked.plan = asked.graph->engine().prepare(request.value("statement").value_or(""));
  if (request.flag("explain") || asked.plan->query.explain) return plan_of(asked, request.language, began);
  graph::Budget budget = budget_of(request);
  return wants_csv(request) ? table_of(asked, budget) : rows_of(asked, budget, request.language, began);
}

Response graph_schema(Site& site, const Request& request) {
  const auto graph = graph_of(site, request);
  graph::Budget budget = budget_of(request);
  Json body = insight::to_json(*graph->schema(budget), graph->engine().procedures(), request.language);
  body["revision"] = graph->revision();
  return Response::of(body);
}

}  // namespace almanac::server::handlers
