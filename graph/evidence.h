#pragma once
// What stands behind an edge: its touchpoints counted, dated, summed and listed by type, up to a day if asked.

#include <cstdint>
#include <optional>
#include <string>

#include "graph/campaign_graph.h"
#include "graph/explore.h"

namespace almanac::graph {

// The end of a day: as the edges' first days see it, and as the rows' times see it.
struct AsOf {
  std::int32_t day = INT32_MAX;
  std::int64_t end_ms = INT64_MAX;
  bool everything() const { return day == INT32_MAX; }
};
AsOf as_of_end(const CampaignGraph& graph, const std::optional<archive::Date>& date);

// Of all parallel edges of one table between two nodes (numbers of their classes).
struct EdgeFacts {
  Evidence evidence;
  std::uint64_t refunds = 0;  // BOUGHT: refund touchpoints of the pair
  std::vector<std::pair<std::string, archive::Decimal>> refunded;
};
// O(rows of the user), or for USED and PROMOTED before a day in the middle of the campaign O(rows of its users).
EdgeFacts edge_facts(const CampaignGraph& graph, std::uint32_t table, std::uint32_t source, std::uint32_t target,
                     const AsOf& as_of);

// Only the number of touchpoints up to the day: what ranks neighbours.
std::uint64_t edge_count_as_of(const CampaignGraph& graph, std::uint32_t table, std::uint32_t source,
                               std::uint32_t target, const AsOf& as_of);

// Where the evidence can be read: touchpoints, or the record that declares the edge.
std::string evidence_link(const CampaignGraph& graph, std::uint32_t table, std::uint32_t source, std::uint32_t target,
                          bool touchpoints, const AsOf& as_of);

// Properties of the TOUCHED, BOUGHT and REACHED_BY edges, computed from the rows.
std::vector<std::shared_ptr<const EdgeProperty>> touch_properties(std::shared_ptr<const TouchpointGraph> touchpoints,
                                                                  std::shared_ptr<const TextPool> channel_keys,
                                                                  std::uint32_t table);

}  // namespace almanac::graph
