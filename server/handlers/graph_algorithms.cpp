// The graph as a whole: what is related, central, together. Under budgets, as exploring is (graph.cpp).

#include "graph/campaign_graph.h"
#include "graph/explore_parameters.h"
#include "server/csv.h"
#include "server/handlers/handlers.h"

namespace almanac::server::handlers {
namespace {

using Snapshot = std::shared_ptr<const graph::CampaignGraph>;

template <class Asked, class Answer>
Response answer_of(Site& site, const Request& request, Asked (*read)(const graph::Parameters&),
                   Answer (*ask)(const graph::CampaignGraph&, const Asked&, graph::Terms&), std::string_view file) {
  site.wait_for_graph(request);
  const Snapshot snapshot = site.graph().snapshot();
  graph::Terms terms{budget_of(request), {}, 0};
  const Answer answer = ask(*snapshot, read(request.query_values), terms);
  if (wants_csv(request)) return csv_of(graph::table_of(answer), file);
  Json body = graph::to_json(answer);
  body["revision"] = snapshot->revision();
  return Response::of(body);
}

}  // namespace

Response graph_related(Site& site, const Request& request) {
  return answer_of(site, request, graph::related_request, graph::related, "graph-related.csv");
}
Response graph_central(Site& site, const Request& request) {
  return answer_of(site, request, graph::central_request, graph::central, "graph-central.csv");
}
Response graph_communities(Site& site, const Request& request) {
  return answer_of(site, request, graph::communities_request, graph::communities, "graph-communities.csv");
}

}  // namespace almanac::server::handlers
