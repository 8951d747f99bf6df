// Exploring the graph. A question runs under a budget (graph/budget.h) and is given up when its client leaves.

#include "graph/campaign_graph.h"
#include "graph/explore_parameters.h"
#include "server/api.h"
#include "server/csv.h"
#include "server/handlers/handlers.h"
#include "server/http_head.h"
#include "server/problem.h"

namespace almanac::server::handlers {
namespace {

using Snapshot = std::shared_ptr<const graph::CampaignGraph>;

Snapshot snapshot_of(const Site& site, const Request& request) {
  site.wait_for_graph(request);
  return site.graph().snapshot();
}

graph::Terms terms_of(const Request& request) { return {budget_of(request), {}, 0}; }

Response with_revision(Json body, const Snapshot& snapshot) {
  body["revision"] = snapshot->revision();
  return Response::of(body);
}

// The answer as it was asked for: JSON for drawing and reading, or a table.
template <class Answer>
Response answer_of(const Answer& answer, const Request& request, const Snapshot& snapshot, std::string_view file) {
  const auto& zone = snapshot->zone();
  if (wants_csv(request)) return csv_of(graph::table_of(answer, zone), file);
  return with_revision(graph::to_json(answer, zone), snapshot);
}

Response subgraph_answer(const Request& request, const Snapshot& snapshot) {
  auto terms = terms_of(request);
  const auto answer = graph::subgraph(*snapshot, graph::subgraph_request(request.query_values), terms);
  if (wants_csv(request) && request.value("list") == "nodes")
    return csv_of(graph::node_table_of(answer), "graph-nodes.csv");
  return answer_of(answer, request, snapshot, "graph-edges.csv");
}

// Members of a body as the parameters of the same question asked by GET; lists are repetitions.
std::string query_of(const Json& body) {
  if (!body.is_object())
    throw HttpError(
        400, "bad_body",
        {"the body is an object, {\"node\": [\"campaign:…\", …]}", "正文须为对象，{\"node\": [\"campaign:…\", …]}"},
        "/");
  std::string query;
  const auto add = [&](const std::string& name, const Json& value) {
    if (value.is_null()) return;
    if (value.is_structured())
      throw HttpError(400, "bad_body", {"a value is a text, a number or a list of them", "取值须为文本、数值或其列表"},
                      "/" + name);
    query += (query.empty() ? "" : "&") + percent_encode(name) + "=" +
             percent_encode(value.is_string() ? value.get<std::string>() : archive::dump(value));
  };
  for (const auto& [name, value] : body.items()) {
    if (!value.is_array()) {
      add(name, value);
      continue;
    }
    for (const auto& one : value) add(name, one);
  }
  return query;
}

}  // namespace

Response graph_node(Site& site, const Request& request) {
  const auto snapshot = snapshot_of(site, request);
  const auto answer = graph::node(*snapshot, graph::node_request(request.query_values), terms_of(request));
  if (wants_csv(request)) return csv_of(graph::table_of(answer), "graph-node.csv");
  return with_revision(graph::to_json(answer), snapshot);
}

Response graph_neighbors(Site& site, const Request& request) {
  const auto snapshot = snapshot_of(site, request);
  auto terms = terms_of(request);
  return answer_of(graph::neighbors(*snapshot, graph::neighbors_request(request.query_values), terms), request,
                   snapshot, "graph-neighbors.csv");
}

Response graph_paths(Site& site, const Request& request) {
  const auto snapshot = snapshot_of(site, request);
  auto terms = terms_of(request);
  return answer_of(graph::paths(*snapshot, graph::paths_request(request.query_values), terms), request, snapshot,
                   "graph-paths.csv");
}

Response graph_common(Site& site, const Request& request) {
  const auto snapshot = snapshot_of(site, request);
  auto terms = terms_of(request);
  return answer_of(graph::common(*snapshot, graph::common_request(request.query_values), terms), request, snapshot,
                   "graph-common.csv");
}

Response graph_subgraph(Site& site, const Request& request) {
  return subgraph_answer(request, snapshot_of(site, request));
}

Response graph_subgraph_by_body(Site& site, const Request& request) {
  Request asked = request;
  asked.query = query_of(request.json());
  read_parameters(asked, *find_route("GET", request.path).route);
  for (const auto& one : request.query_values) asked.query_values.push_back(one);
  return subgraph_answer(asked, snapshot_of(site, request));
}

}  // namespace almanac::server::handlers
