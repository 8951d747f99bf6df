// How things go together: associations, what was never tried, what was reported, and the named questions made of these.

#include "graph/campaign_graph.h"
#include "insight/never_tried.h"
#include "insight/questions.h"
#include "insight/reported.h"
#include "server/csv.h"
#include "server/handlers/handlers.h"

namespace almanac::server::handlers {
namespace {

constexpr std::string_view scope_prefix = "only.";

insight::Filters scope_of(const Request& request) {
  insight::Filters filters;
  for (const auto& [name, value] : request.query_values) {
    if (name.starts_with(scope_prefix)) filters[name.substr(scope_prefix.size())].push_back(value);
  }
  return filters;
}

insight::Filters events_of(const Request& request, std::string_view name) {
  const auto events = request.values(name);
  return events.empty() ? insight::Filters{} : insight::Filters{{"event", events}};
}

std::size_t limit_of(const Request& request) { return static_cast<std::size_t>(request.number("limit", 50)); }

Response answered(Json body, const Request& request, std::uint64_t revision, const char* file) {
  if (wants_csv(request)) return csv_of(body.contains("columns") ? insight::flat_rows(body) : body.at("rows"), file);
  body["revision"] = revision;
  return Response::of(body);
}

insight::QuestionBook book_of(const Site& site) {
  return insight::QuestionBook::load(site.archive().directory() / "questions");
}

// A parameter that the question itself names, not one of the route's.
bool is_own_parameter(const Request& request, std::string_view name) {
  for (const Parameter& parameter : request.route->parameters) {
    if (parameter.name == name) return false;
  }
  return name != "lang";
}

}  // namespace

Response relations(Site& site, const Request& request) {
  site.wait_for_graph(request);
  insight::AssociationRequest asked;
  asked.rows = {request.value("rows").value_or("channel"), request.values("row"), events_of(request, "row_event")};
  asked.columns = {request.value("columns").value_or("product"), request.values("column"), events_of(request, "event")};
  asked.scope = scope_of(request);
  asked.unit = insight::unit_from(request.value("unit").value_or("person"));
  asked.then = request.flag("then");
  const auto measure = request.value("measure").value_or("lift");
  asked.order = measure == "both"       ? insight::AssociationOrder::both
                : measure == "jaccard"  ? insight::AssociationOrder::jaccard
                : measure == "low_lift" ? insight::AssociationOrder::low_lift
                                        : insight::AssociationOrder::lift;
  asked.from = date_of(request, "from");
  asked.to = date_of(request, "to");
  asked.as_of = date_of(request, "as_of");
  asked.least = static_cast<std::uint64_t>(request.number("least", 5));
  asked.limit = limit_of(request);
  const auto snapshot = site.graph().snapshot();
  graph::Budget budget = budget_of(request);
  return answered(to_json(associations(*snapshot, asked, budget), asked), request, snapshot->revision(),
                  "relations.csv");
}

Response relation_gaps(Site& site, const Request& request) {
  site.wait_for_graph(request);
  insight::NeverTriedRequest asked;
  asked.rows = request.value("rows").value_or(asked.rows);
  asked.columns = request.value("columns").value_or(asked.columns);
  asked.row_values = request.values("row");
  asked.column_values = request.values("column");
  asked.campaigns = scope_of(request);
  asked.as_of = date_of(request, "as_of");
  asked.limit = limit_of(request);
  const auto snapshot = site.graph().snapshot();
  graph::Budget budget = budget_of(request);
  return answered(to_json(never_tried(*snapshot, asked, budget)), request, snapshot->revision(), "never-tried.csv");
}

Response relation_results(Site& site, const Request& request) {
  site.wait_for_graph(request);
  insight::ReportedRequest asked;
  asked.group = request.value("group").value_or(asked.group);
  asked.values = request.values("value");
  asked.metric = request.value("metric").value_or("");
  asked.campaigns = scope_of(request);
  asked.as_of = date_of(request, "as_of");
  asked.limit = limit_of(request);
  const auto snapshot = site.graph().snapshot();
  graph::Budget budget = budget_of(request);
  const auto reader = site.archive().read();
  return answered(to_json(reported(reader, *snapshot, asked, budget)), request, snapshot->revision(), "reported.csv");
}

Response relation_values(Site& site, const Request& request) {
  site.wait_for_graph(request);
  const auto snapshot = site.graph().snapshot();
  const auto of =
      request.flag("of_campaigns") ? insight::Dimension::Of::campaigns : insight::Dimension::Of::touchpoints;
  const insight::Dimension dimension(*snapshot, request.value("dimension").value_or(""),
                                     graph::as_of_end(*snapshot, date_of(request, "as_of")), "dimension", of);
  Json items = Json::array();
  for (const std::uint32_t value :
       dimension.containing(request.value("q").value_or(""), static_cast<std::size_t>(request.number("limit", 20))))
    items.push_back(
        insight::to_json(insight::Value{dimension.key(value), dimension.label(value), dimension.node(value)}));
  return Response::of({{"revision", snapshot->revision()}, {"items", std::move(items)}});
}

Response list_questions(Site& site, const Request& request) {
  Json items = Json::array();
  const auto book = book_of(site);
  for (const auto& question : book.all()) items.push_back(insight::to_json(question, request.language));
  return Response::of({{"revision", site.graph().revision()}, {"items", std::move(items)}});
}

Response ask_question(Site& site, const Request& request) {
  site.wait_for_graph(request);
  const auto book = book_of(site);
  const auto& question = book.require(request.path_value("id"));
  insight::QuestionRequest asked;
  for (const auto& [name, value] : request.query_values) {
    if (is_own_parameter(request, name)) asked.values[name].push_back(value);
  }
  asked.from = date_of(request, "from");
  asked.to = date_of(request, "to");
  asked.as_of = date_of(request, "as_of");
  asked.limit = limit_of(request);
  const auto snapshot = site.graph().snapshot();
  graph::Budget budget = budget_of(request);
  const auto reader = site.archive().read();
  return answered(insight::ask(question, asked, reader, *snapshot, budget, request.language), request,
                  snapshot->revision(), (question.id + ".csv").c_str());
}

}  // namespace almanac::server::handlers
