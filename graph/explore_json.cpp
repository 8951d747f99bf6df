// The answers of explore.h in the shapes of the HTTP API.

#include "graph/explore.h"
#include "graph/explore_sets.h"

namespace almanac::graph {

using archive::Json;

namespace {

Json to_json(const NodeRef& node) {
  return {{"id", node.id}, {"kind", std::string(archive::to_string(node.kind))}, {"label", node.label}};
}

Json nodes_json(const std::vector<NodeRef>& nodes) {
  Json json = Json::array();
  for (const NodeRef& node : nodes) json.push_back(to_json(node));
  return json;
}

Json to_json(const Groups& groups) {
  Json json = {{"by", groups.by},
               {"users", groups.users},
               {"total", groups.group_count},
               {"shown", groups.groups.size()},
               {"groups", Json::array()}};
  if (groups.withheld != 0) json["withheld"] = groups.withheld;
  for (const Group& group : groups.groups) {
    Json values = Json::object();
    std::string label;
    for (const auto& [name, value] : group.values) {
      values[name] = value.empty() ? Json() : Json(value);
      label += (label.empty() ? "" : " · ") + (value.empty() ? "–" : value);
    }
    json["groups"].push_back({{"label", label}, {"values", values}, {"users", group.users}, {"weight", group.weight}});
  }
  return json;
}

Json to_json(const Evidence& evidence, const archive::Zone& zone) {
  Json json = {{"count", evidence.count}};
  json["first"] = evidence.first ? Json(zone.format(*evidence.first)) : Json();
  json["last"] = evidence.last ? Json(zone.format(*evidence.last)) : Json();
  json["value"] = evidence.values.empty() ? Json() : archive::to_json(evidence.values.front().second);
  if (!evidence.values.empty() && !evidence.values.front().first.empty())
    json["currency"] = evidence.values.front().first;
  for (std::size_t i = 1; i < evidence.values.size(); ++i) {
    json["other_values"].push_back(
        {{"currency", evidence.values[i].first}, {"value", archive::to_json(evidence.values[i].second)}});
  }
  json["types"] = Json::object();
  for (const auto& [type, count] : evidence.types) json["types"][type] = count;
  json["link"] = evidence.link;
  return json;
}

}  // namespace

Json to_json(const NodeAnswer& answer) {
  Json json = to_json(answer.node);
  json["properties"] = answer.properties;
  json["counts"] = Json::array();
  for (const RelationshipCount& count : answer.counts) {
    json["counts"].push_back({{"relationship", count.relationship},
                              {"direction", std::string(to_string(count.direction))},
                              {"kind", std::string(archive::to_string(count.kind))},
                              {"count", count.count}});
  }
  return json;
}

Json to_json(const NeighborsAnswer& answer, const archive::Zone& zone) {
  Json json;
  if (answer.nodes.size() == 1)
    json["node"] = to_json(answer.nodes.front());
  else
    json["nodes"] = nodes_json(answer.nodes);
  json["total"] = answer.total;
  json["shown"] = answer.neighbors.size();
  json["neighbors"] = Json::array();
  for (const Neighbor& neighbor : answer.neighbors) {
    Json entry = {{"node", to_json(neighbor.node)},
                  {"relationship", neighbor.relationship},
                  {"direction", std::string(to_string(neighbor.direction))},
                  {"weight", neighbor.weight},
                  {"properties", neighbor.properties}};
    if (neighbor.evidence) entry["evidence"] = to_json(*neighbor.evidence, zone);
    if (answer.hops > 1) entry["distance"] = neighbor.distance;
    if (neighbor.via) entry["via"] = to_json(*neighbor.via);
    json["neighbors"].push_back(std::move(entry));
  }
  if (answer.groups) json["groups"] = to_json(*answer.groups);
  return json;
}

Json to_json(const PathsAnswer& answer, const archive::Zone& zone) {
  Json json = {{"paths", Json::array()}, {"complete", answer.complete}};
  if (answer.hubs_avoided != 0) json["hubs_avoided"] = answer.hubs_avoided;
  for (const Path& path : answer.paths) {
    Json entry = {{"length", path.length}, {"nodes", nodes_json(path.nodes)}, {"steps", Json::array()}};
    for (const Step& step : path.steps) {
      entry["steps"].push_back({{"source", step.source},
                                {"target", step.target},
                                {"relationship", step.relationship},
                                {"evidence", to_json(step.evidence, zone)}});
    }
    json["paths"].push_back(std::move(entry));
  }
  return json;
}

Json to_json(const CommonAnswer& answer, const archive::Zone& zone) {
  Json json = {{"nodes", nodes_json(answer.nodes)}, {"at_least", answer.at_least},      {"total", answer.total},
               {"shown", answer.common.size()},     {"by_relationship", Json::array()}, {"common", Json::array()}};
  for (const RelationshipCount& count : answer.by_relationship) {
    json["by_relationship"].push_back({{"relationship", count.relationship},
                                       {"direction", std::string(to_string(count.direction))},
                                       {"kind", std::string(archive::to_string(count.kind))},
                                       {"count", count.count}});
  }
  for (const Common& common : answer.common) {
    Json entry = {{"node", to_json(common.node)},
                  {"shared_by", common.shared_by},
                  {"least", common.least},
                  {"weight", common.weight},
                  {"sides", Json::array()}};
    for (const Side& side : common.sides) {
      entry["sides"].push_back({{"node", side.node},
                                {"relationship", side.relationship},
                                {"direction", std::string(to_string(side.direction))},
                                {"weight", side.weight},
                                {"evidence", to_json(side.evidence, zone)}});
    }
    json["common"].push_back(std::move(entry));
  }
  if (answer.groups) json["groups"] = to_json(*answer.groups);
  return json;
}

Json to_json(const SubgraphAnswer& answer, const archive::Zone& zone) {
  Json json = {{"nodes", Json::array()},
               {"edges", Json::array()},
               {"nodes_total", answer.nodes_total},
               {"nodes_shown", answer.nodes.size()},
               {"edges_total", answer.edges_total},
               {"edges_shown", answer.edges.size()}};
  for (const SubgraphNode& node : answer.nodes) {
    Json entry = to_json(node.node);
    entry["given"] = node.given;
    entry["degree"] = node.degree;
    if (!node.given) entry["shared_by"] = node.shared_by;
    if (node.users) entry["users"] = *node.users;
    json["nodes"].push_back(std::move(entry));
  }
  for (const SubgraphEdge& edge : answer.edges) {
    Json entry = {{"id", edge.source + " " + edge.relationship + " " + edge.target},
                  {"source", edge.source},
                  {"target", edge.target},
                  {"relationship", edge.relationship},
                  {"weight", edge.weight}};
    if (edge.evidence) entry["evidence"] = to_json(*edge.evidence, zone);
    if (edge.users) entry["users"] = *edge.users;
    json["edges"].push_back(std::move(entry));
  }
  if (answer.groups) json["groups"] = to_json(*answer.groups);
  return json;
}

}  // namespace almanac::graph
