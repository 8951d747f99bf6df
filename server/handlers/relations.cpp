// How things go together: associations, what was never tried, what was reported, and the named questions made of these.

#include "graph/campaign_graph.h"
#include "insight/answer_table.h"
#include "insight/questions.h"
#include "insight/relation_parameters.h"
#include "server/csv.h"
#include "server/handlers/handlers.h"

namespace almanac::server::handlers {
namespace {

Response answered(Json body, const Request& request, std::uint64_t revision, const std::string& file) {
  if (wants_csv(request)) return csv_of(insight::flat_rows(body), file, insight::flat_columns(body));
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
  const auto asked = insight::association_request(request.query_values);
  const auto snapshot = site.graph().snapshot();
  graph::Budget budget = budget_of(request);
  Json body = to_json(associations(*snapshot, asked, budget), asked);
  body["columns"] = insight::columns_of(asked, {}, request.language);
  return answered(std::move(body), request, snapshot->revision(), "relations.csv");
}

Response relation_gaps(Site& site, const Request& request) {
  site.wait_for_graph(request);
  const auto asked = insight::never_tried_request(request.query_values);
  const auto snapshot = site.graph().snapshot();
  graph::Budget budget = budget_of(request);
  Json body = to_json(never_tried(*snapshot, asked, budget));
  body["columns"] = insight::columns_of(asked, request.language);
  return answered(std::move(body), request, snapshot->revision(), "never-tried.csv");
}

Response relation_results(Site& site, const Request& request) {
  site.wait_for_graph(request);
  const auto asked = insight::reported_request(request.query_values);
  const auto snapshot = site.graph().snapshot();
  graph::Budget budget = budget_of(request);
  const auto reader = site.archive().read();
  Json body = to_json(reported(reader, *snapshot, asked, budget));
  body["columns"] = insight::columns_of(asked, request.language);
  return answered(std::move(body), request, snapshot->revision(), "reported.csv");
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
  Json unread = Json::array();
  for (const auto& one : book.unread()) unread.push_back(insight::to_json(one, request.language));
  return Response::of(
      {{"revision", site.graph().revision()}, {"items", std::move(items)}, {"unread", std::move(unread)}});
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
  asked.limit = static_cast<std::size_t>(request.number("limit", 50));
  const auto snapshot = site.graph().snapshot();
  graph::Budget budget = budget_of(request);
  const auto reader = site.archive().read();
  return answered(insight::ask(question, asked, {reader, snapshot, site.queries()}, budget, request.language), request,
                  snapshot->revision(), question.id + ".csv");
}

}  // namespace almanac::server::handlers
