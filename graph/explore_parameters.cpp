#include "graph/explore_parameters.h"

namespace almanac::graph {

namespace {

class Named : public NamedParameters {
 public:
  using NamedParameters::NamedParameters;

  std::vector<archive::Kind> kinds() const {
    std::vector<archive::Kind> kinds;
    for (const std::string& kind : all("kind")) kinds.push_back(kind_of_node(kind));
    return kinds;
  }
  std::vector<Condition> conditions(const char* name) const {
    std::vector<Condition> conditions;
    for (const std::string& text : all(name)) conditions.push_back(condition_from(text, name));
    return conditions;
  }
  std::optional<Direction> direction() const {
    const std::string text = one("direction");
    if (text.empty() || text == "both") return std::nullopt;
    return direction_from(text);
  }
  EdgeRequest edges() const {
    return {all("relationship"),
            direction(),
            date("as_of"),
            date("from"),
            date("to"),
            conditions("edge"),
            number<std::uint64_t>("min_weight", 0)};
  }
  std::optional<Folding> folding() const {
    const std::string group = one("group");
    const auto by = all("group_by");
    if (!group.empty() && group != "users")
      throw_bad("group", {"{} is \"users\", not \"{}\"", "{} 只能是 users，而不是“{}”"}, group);
    if (group.empty() && by.empty()) return std::nullopt;
    return Folding{by};
  }
};

}  // namespace

NodeRequest node_request(const Parameters& parameters) {
  const Named named(parameters);
  return {named.one("id"), named.date("as_of")};
}

NeighborsRequest neighbors_request(const Parameters& parameters) {
  const Named named(parameters);
  EdgeRequest edges = named.edges();
  NeighborsRequest request;
  request.node = named.all("node");
  request.relationships = std::move(edges.relationships);
  request.direction = edges.direction;
  request.kinds = named.kinds();
  request.hops = named.number("hops", request.hops);
  request.limit = named.number("limit", request.limit);
  if (const std::string order = named.one("order"); !order.empty()) request.order = order_from(order);
  request.as_of = edges.as_of;
  request.from = edges.from;
  request.to = edges.to;
  request.edge = std::move(edges.edge);
  request.min_weight = edges.min_weight;
  request.where = named.conditions("where");
  request.fold = named.folding();
  return request;
}

PathsRequest paths_request(const Parameters& parameters) {
  const Named named(parameters);
  PathsRequest request;
  request.from = named.all("from");
  request.to = named.all("to");
  request.max_hops = named.number("max_hops", request.max_hops);
  request.k = named.number("k", request.k);
  request.relationships = named.all("relationship");
  request.as_of = named.date("as_of");
  request.kinds = named.kinds();
  request.avoid = named.all("avoid");
  request.max_degree = named.number("max_degree", request.max_degree);
  return request;
}

CommonRequest common_request(const Parameters& parameters) {
  const Named named(parameters);
  CommonRequest request;
  request.node = named.all("node");
  request.edges = named.edges();
  request.at_least = named.number("at_least", request.at_least);
  request.kinds = named.kinds();
  request.where = named.conditions("where");
  request.limit = named.number("limit", request.limit);
  request.fold = named.folding();
  return request;
}

SubgraphRequest subgraph_request(const Parameters& parameters) {
  const Named named(parameters);
  SubgraphRequest request;
  request.node = named.all("node");
  request.edges = named.edges();
  if (const std::string around = named.one("around"); !around.empty()) request.around = kind_of_node(around, "around");
  request.at_least = named.number("at_least", request.at_least);
  request.where = named.conditions("where");
  request.limit = named.number("limit", request.limit);
  request.edge_limit = named.number("edge_limit", request.edge_limit);
  request.fold = named.folding();
  return request;
}

RelatedRequest related_request(const Parameters& parameters) {
  const Named named(parameters);
  RelatedRequest request;
  if (const std::string method = named.one("method"); !method.empty()) request.method = method_from(method);
  request.node = named.one("node");
  request.kinds = named.kinds();
  request.relationships = named.all("relationship");
  request.as_of = named.date("as_of");
  request.max_degree = named.number("max_degree", request.max_degree);
  request.limit = named.number("limit", request.limit);
  return request;
}

CentralRequest central_request(const Parameters& parameters) {
  const Named named(parameters);
  CentralRequest request;
  if (const std::string measure = named.one("measure"); !measure.empty()) request.measure = measure_from(measure);
  for (const std::string& kind : named.all("among")) request.among.push_back(kind_of_node(kind, "among"));
  request.kinds = named.kinds();
  request.relationships = named.all("relationship");
  request.as_of = named.date("as_of");
  request.sources = named.number("sources", request.sources);
  request.limit = named.number("limit", request.limit);
  return request;
}

CommunitiesRequest communities_request(const Parameters& parameters) {
  const Named named(parameters);
  CommunitiesRequest request;
  request.kinds = named.kinds();
  request.relationships = named.all("relationship");
  request.as_of = named.date("as_of");
  request.resolution = named.number("resolution", request.resolution);
  request.limit = named.number("limit", request.limit);
  request.members = named.number("members", request.members);
  return request;
}

}  // namespace almanac::graph
