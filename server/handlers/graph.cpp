#include "graph/explore.h"
#include "server/handlers/handlers.h"

namespace almanac::server::handlers {
namespace {

std::size_t size_of(const Request& request, std::string_view name, std::size_t otherwise) {
  return static_cast<std::size_t>(request.number(name, static_cast<std::int64_t>(otherwise)));
}

Response with_revision(Json body, const Site& site) {
  body["revision"] = site.graph().revision();
  return Response::of(body);
}

}  // namespace

Response graph_node(Site& site, const Request& request) {
  site.wait_for_graph(request);
  const graph::NodeRequest asked{request.value("id").value_or(""), date_of(request, "as_of")};
  const auto snapshot = site.graph().snapshot();
  return with_revision(graph::to_json(graph::node(*snapshot, asked)), site);
}

Response graph_neighbors(Site& site, const Request& request) {
  site.wait_for_graph(request);
  graph::NeighborsRequest asked;
  asked.node = request.value("node").value_or("");
  asked.relationships = request.values("relationship");
  if (const auto direction = request.value("direction"); direction && *direction != "both") {
    asked.direction = graph::direction_from(*direction);
  }
  for (const auto& kind : request.values("kind")) asked.kinds.push_back(graph::kind_of_node(kind));
  asked.hops = size_of(request, "hops", asked.hops);
  asked.limit = size_of(request, "limit", asked.limit);
  if (const auto order = request.value("order")) asked.order = graph::order_from(*order);
  asked.as_of = date_of(request, "as_of");
  const auto snapshot = site.graph().snapshot();
  return with_revision(graph::to_json(graph::neighbors(*snapshot, asked), site.archive().zone()), site);
}

Response graph_paths(Site& site, const Request& request) {
  site.wait_for_graph(request);
  graph::PathsRequest asked;
  asked.from = request.value("from").value_or("");
  asked.to = request.value("to").value_or("");
  asked.max_hops = size_of(request, "max_hops", asked.max_hops);
  asked.k = size_of(request, "k", asked.k);
  asked.relationships = request.values("relationship");
  asked.as_of = date_of(request, "as_of");
  const auto snapshot = site.graph().snapshot();
  return with_revision(graph::to_json(graph::paths(*snapshot, asked), site.archive().zone()), site);
}

}  // namespace almanac::server::handlers
