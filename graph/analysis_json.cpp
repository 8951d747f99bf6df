// The answers of analysis.h in the shapes of the HTTP API.

#include <cmath>

#include "graph/analysis.h"

namespace almanac::graph {

using archive::Json;

namespace {

Json ref(const NodeRef& node) {
  return {{"id", node.id}, {"kind", std::string(archive::to_string(node.kind))}, {"label", node.label}};
}
Json error_of(const Central& node) { return node.error && std::isfinite(*node.error) ? Json(*node.error) : Json(); }

}  // namespace

Json to_json(const RelatedAnswer& answer) {
  Json json = {{"node", ref(answer.node)},
               {"method", answer.method},
               {"total", answer.total},
               {"shown", answer.related.size()},
               {"related", Json::array()}};
  for (const Related& related : answer.related) {
    Json entry = {{"node", ref(related.node)}, {"score", related.score}};
    for (const auto& ground : related.grounds) {
      Json one = {{"relationship", ground.relationship},
                  {"kind", std::string(archive::to_string(ground.kind))},
                  {"score", ground.score}};
      if (ground.common != 0) one["common"] = ground.common;
      entry["grounds"].push_back(std::move(one));
    }
    json["related"].push_back(std::move(entry));
  }
  return json;
}

Json to_json(const CentralAnswer& answer) {
  Json json = {
      {"measure", answer.measure}, {"total", answer.total}, {"shown", answer.nodes.size()}, {"nodes", Json::array()}};
  if (answer.sources != 0) json["sources"] = answer.sources;
  for (const Central& node : answer.nodes) {
    Json entry = {{"node", ref(node.node)}, {"value", node.value}};
    if (node.error) entry["error"] = error_of(node);
    json["nodes"].push_back(std::move(entry));
  }
  return json;
}

Json to_json(const CommunitiesAnswer& answer) {
  Json json = {{"modularity", answer.modularity},
               {"total", answer.total},
               {"single", answer.single},
               {"shown", answer.communities.size()},
               {"communities", Json::array()}};
  for (const Community& community : answer.communities) {
    Json entry = {
        {"size", community.size}, {"kinds", Json::object()}, {"members", Json::array()}, {"traits", Json::array()}};
    for (const auto& [kind, count] : community.kinds) entry["kinds"][std::string(archive::to_string(kind))] = count;
    for (const Central& member : community.members)
      entry["members"].push_back({{"node", ref(member.node)}, {"edges", member.value}});
    for (const Trait& trait : community.traits) {
      entry["traits"].push_back({{"kind", std::string(archive::to_string(trait.kind))},
                                 {"name", trait.name},
                                 {"value", trait.value},
                                 {"label", trait.label},
                                 {"n", trait.members},
                                 {"of", trait.kind_size},
                                 {"everywhere", trait.everywhere},
                                 {"all", trait.all},
                                 {"lift", trait.lift()}});
    }
    json["communities"].push_back(std::move(entry));
  }
  return json;
}

Json table_of(const RelatedAnswer& answer) {
  Json rows = Json::array();
  for (const Related& related : answer.related) {
    std::string grounds;
    for (const auto& ground : related.grounds) grounds += (grounds.empty() ? "" : " ") + ground.relationship;
    rows.push_back({{"node", related.node.id},
                    {"node_label", related.node.label},
                    {"score", related.score},
                    {"grounds", grounds}});
  }
  return rows;
}

Json table_of(const CentralAnswer& answer) {
  Json rows = Json::array();
  for (const Central& node : answer.nodes)
    rows.push_back(
        {{"node", node.node.id}, {"node_label", node.node.label}, {"value", node.value}, {"error", error_of(node)}});
  return rows;
}

Json table_of(const CommunitiesAnswer& answer) {
  Json rows = Json::array();
  for (std::size_t i = 0; i < answer.communities.size(); ++i) {
    const Community& community = answer.communities[i];
    const auto row = [&](const Trait* trait) {
      Json one = {{"community", i + 1}, {"size", community.size}};
      one["first_member"] = community.members.empty() ? Json() : Json(community.members.front().node.id);
      one["kind"] = trait != nullptr ? Json(std::string(archive::to_string(trait->kind))) : Json();
      one["name"] = trait != nullptr ? Json(trait->name) : Json();
      one["value"] = trait != nullptr ? Json(trait->label) : Json();
      one["n"] = trait != nullptr ? Json(trait->members) : Json();
      one["of"] = trait != nullptr ? Json(trait->kind_size) : Json();
      one["lift"] = trait != nullptr ? Json(trait->lift()) : Json();
      rows.push_back(std::move(one));
    };
    for (const Trait& trait : community.traits) row(&trait);
    if (community.traits.empty()) row(nullptr);
  }
  return rows;
}

}  // namespace almanac::graph
