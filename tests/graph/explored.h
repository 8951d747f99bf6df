#pragma once
// A random world with its graph and the oracle of both, and what a filter leaves of the oracle's edges: by going through all of them.

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "graph/campaign_graph.h"
#include "graph/explore.h"
#include "graph/graph.h"
#include "tests/graph/world.h"

namespace almanac::tests {

struct Explored {
  TemporaryDirectory directory;
  std::unique_ptr<archive::Archive> archive = archive::Archive::open(directory.path(), archive::Access::read_write);
  World world;
  std::unique_ptr<graph::Graph> graph;

  void fill(unsigned seed, std::size_t campaigns, std::size_t events) {
    Dice dice(seed);
    world.grow(dice, campaigns, events);
    store();
  }
  void store() {
    world.store(*archive);
    world.import_events(*archive);
    graph = graph::Graph::open(directory / "graph", *archive);
  }
  std::shared_ptr<const graph::CampaignGraph> snapshot() const { return graph->snapshot(); }
};

// What a question leaves of an edge.
struct OracleFilter {
  std::optional<archive::Date> as_of, from, to;
  std::function<bool(const Event&)> keeps;  // empty: every touchpoint
  std::uint64_t min_weight = 0;
  std::set<std::string> relationships;  // empty: all

  std::uint64_t weight(const Oracle& oracle, const archive::Zone& zone,
                       const std::tuple<std::string, std::string, std::string>& key) const {
    if (!relationships.empty() && !relationships.contains(std::get<0>(key))) return 0;
    const OracleEdge& edge = oracle.edges.at(key);
    std::int64_t begin = INT64_MIN, end = INT64_MAX;
    if (from) begin = zone.start_of(*from);
    for (const auto& day : {as_of, to}) {
      if (day) end = std::min(end, zone.end_of(*day));
    }
    std::uint64_t count = 0;
    for (const Event* e : edge.events) count += e->ms >= begin && e->ms <= end && (!keeps || keeps(*e)) ? 1 : 0;
    if (count == 0 && edge.declared && !keeps) {
      const bool early = from && *edge.declared != INT32_MIN && *edge.declared < from->days;
      bool late = false;
      for (const auto& day : {as_of, to}) late = late || (day && *edge.declared > day->last_day());
      if (!early && !late) count = 1;
    }
    return count >= min_weight ? count : 0;
  }

  // (node, relationship, direction "out"/"in", far node) → weight, for every edge that counts.
  using Near = std::map<std::tuple<std::string, std::string, std::string>, std::uint64_t>;
  std::map<std::string, Near> all(const Oracle& oracle, const archive::Zone& zone) const {
    std::map<std::string, Near> near;
    for (const auto& [key, edge] : oracle.edges) {
      const std::uint64_t w = weight(oracle, zone, key);
      if (w == 0) continue;
      const auto& [type, source, target] = key;
      near[source][{type, "out", target}] = w;
      near[target][{type, "in", source}] = w;
    }
    return near;
  }
};

inline std::string kind_in(const std::string& id) { return id.substr(0, id.find(':')); }

}  // namespace almanac::tests
