// The answers of explore.h in the shapes of the HTTP API.

#include "graph/explore.h"

namespace almanac::graph {

using archive::Json;

namespace {

Json to_json(const NodeRef& node) {
  return {{"id", node.id}, {"kind", std::string(archive::to_string(node.kind))}, {"label", node.label}};
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
  Json json = {{"node", to_json(answer.node)}, {"total", answer.total}, {"neighbors", Json::array()}};
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
  return json;
}

Json to_json(const PathsAnswer& answer, const archive::Zone& zone) {
  Json json = {{"paths", Json::array()}, {"complete", answer.complete}};
  for (const Path& path : answer.paths) {
    Json entry = {{"length", path.length}, {"nodes", Json::array()}, {"steps", Json::array()}};
    for (const NodeRef& node : path.nodes) entry["nodes"].push_back(to_json(node));
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

}  // namespace almanac::graph
