#pragma once
// What stands behind an edge: its touchpoints counted, dated, summed and listed by type, in a window of days if asked.

#include <cstdint>
#include <optional>
#include <string>

#include "graph/campaign_graph.h"
#include "graph/explore.h"
#include "graph/explore_touches.h"

namespace almanac::graph {

// Of all parallel edges of one table between two nodes (numbers of their classes).
struct EdgeFacts {
  Evidence evidence;
  std::uint64_t refunds = 0;  // BOUGHT: refund touchpoints of the pair
  std::vector<std::pair<std::string, archive::Decimal>> refunded;
};
// By the touchpoints that count. O(rows of the user), or for USED and PROMOTED O(rows of the campaign's users) where the stored sums
// do not tell: a window that cuts through them, or conditions on words that they do not keep apart.
EdgeFacts edge_facts(const CampaignGraph& graph, std::uint32_t table, std::uint32_t source, std::uint32_t target,
                     const TouchTest& test, Budget& budget);

// The day from which a record declares the edge; `always` if it has no date, nullopt if no record declares it.
std::optional<std::int32_t> declared_day(const CampaignGraph& graph, std::uint32_t table, std::uint32_t source,
                                         std::uint32_t target);

// Only the number of touchpoints that count: what ranks neighbours.
std::uint64_t touch_count(const CampaignGraph& graph, std::uint32_t table, std::uint32_t source, std::uint32_t target,
                          const TouchTest& test, Budget& budget);

// Where the evidence can be read: touchpoints, or the record that declares the edge.
std::string evidence_link(const CampaignGraph& graph, std::uint32_t table, std::uint32_t source, std::uint32_t target,
                          bool touchpoints, const TouchTest& test);

}  // namespace almanac::graph
