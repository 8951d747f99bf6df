// The answers of explore.h and explore_sets.h as tables: objects of the same members, for a spreadsheet or a terminal.

#include "graph/explore.h"
#include "graph/explore_sets.h"

namespace almanac::graph {

using archive::Json;

namespace {

void put_node(Json& row, const std::string& prefix, const NodeRef& node) {
  row[prefix] = node.id;
  row[prefix + "_kind"] = std::string(archive::to_string(node.kind));
  row[prefix + "_label"] = node.label;
}

void put_evidence(Json& row, const Evidence* evidence, const archive::Zone& zone) {
  for (const char* name : {"touchpoints", "first", "last", "value", "currency", "types", "link"}) row[name] = Json();
  if (evidence == nullptr) return;
  row["touchpoints"] = evidence->count;
  if (evidence->first) row["first"] = zone.format(*evidence->first);
  if (evidence->last) row["last"] = zone.format(*evidence->last);
  if (!evidence->values.empty()) {
    row["value"] = archive::to_json(evidence->values.front().second);
    row["currency"] = evidence->values.front().first;
  }
  Json types = Json::array();
  for (const auto& [type, count] : evidence->types) types.push_back(type + " " + std::to_string(count));
  row["types"] = types;
  row["link"] = evidence->link;
}

Json group_rows(const Groups& groups) {
  Json rows = Json::array();
  for (const Group& group : groups.groups) {
    Json row = Json::object();
    for (const auto& [name, value] : group.values) row[name] = value;
    row["users"] = group.users;
    row["weight"] = group.weight;
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

Json table_of(const NodeAnswer& answer) {
  Json rows = Json::array();
  for (const RelationshipCount& count : answer.counts) {
    rows.push_back({{"node", answer.node.id},
                    {"relationship", count.relationship},
                    {"direction", std::string(to_string(count.direction))},
                    {"kind", std::string(archive::to_string(count.kind))},
                    {"count", count.count}});
  }
  return rows;
}

Json table_of(const NeighborsAnswer& answer, const archive::Zone& zone) {
  if (answer.groups && answer.neighbors.empty()) return group_rows(*answer.groups);
  Json rows = Json::array();
  for (const Neighbor& neighbor : answer.neighbors) {
    Json row = Json::object();
    put_node(row, "node", neighbor.node);
    row["relationship"] = neighbor.relationship;
    row["direction"] = std::string(to_string(neighbor.direction));
    row["weight"] = neighbor.weight;
    row["distance"] = neighbor.distance;
    row["via"] = neighbor.via ? neighbor.via->id : "";
    put_evidence(row, neighbor.evidence ? &*neighbor.evidence : nullptr, zone);
    rows.push_back(std::move(row));
  }
  return rows;
}

Json table_of(const PathsAnswer& answer, const archive::Zone& zone) {
  Json rows = Json::array();
  for (std::size_t i = 0; i < answer.paths.size(); ++i) {
    const Path& path = answer.paths[i];
    for (std::size_t j = 0; j < path.steps.size(); ++j) {
      Json row = {{"path", i + 1}, {"step", j + 1}};
      put_node(row, "from", path.nodes[j]);
      put_node(row, "to", path.nodes[j + 1]);
      row["relationship"] = path.steps[j].relationship;
      row["direction"] = path.steps[j].source == path.nodes[j].id ? "out" : "in";
      put_evidence(row, &path.steps[j].evidence, zone);
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

Json table_of(const CommonAnswer& answer, const archive::Zone& zone) {
  if (answer.groups && answer.common.empty()) return group_rows(*answer.groups);
  Json rows = Json::array();
  for (const Common& common : answer.common) {
    for (const Side& side : common.sides) {
      Json row = Json::object();
      put_node(row, "node", common.node);
      row["shared_by"] = common.shared_by;
      row["of"] = side.node;
      row["relationship"] = side.relationship;
      row["direction"] = std::string(to_string(side.direction));
      row["weight"] = side.weight;
      put_evidence(row, &side.evidence, zone);
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

Json table_of(const SubgraphAnswer& answer, const archive::Zone& zone) {
  Json rows = Json::array();
  for (const SubgraphEdge& edge : answer.edges) {
    Json row = {{"source", edge.source},
                {"relationship", edge.relationship},
                {"target", edge.target},
                {"weight", edge.weight},
                {"users", edge.users ? Json(*edge.users) : Json()}};
    put_evidence(row, edge.evidence ? &*edge.evidence : nullptr, zone);
    rows.push_back(std::move(row));
  }
  return rows;
}

Json node_table_of(const SubgraphAnswer& answer) {
  Json rows = Json::array();
  for (const SubgraphNode& node : answer.nodes) {
    Json row = Json::object();
    put_node(row, "node", node.node);
    row["given"] = node.given;
    row["degree"] = node.degree;
    row["shared_by"] = node.shared_by;
    row["users"] = node.users ? Json(*node.users) : Json();
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace almanac::graph
