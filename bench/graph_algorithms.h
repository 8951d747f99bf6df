#pragma once
// The walks and algorithms of graph/algorithms/ against hand-written ones, Boost's stock search and igraph.

#include "bench/graph_data.h"
#include "bench/graph_hand.h"
#include "graph/campaign_graph.h"

namespace almanac::bench {

// Prints a line for each question: times, ratio, limit. `peers`: also Boost and igraph, which take longer.
void measure_algorithms(const graph::CampaignGraph& snapshot, Hand& hand, const std::vector<Event>& events, bool peers);

struct PeerTimes {  // CPU seconds, 0: not built in
  double path = 0;  // each
  double leiden = 0, modularity = 0;
};
PeerTimes boost_times(const Hand& hand, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& pairs,
                      std::vector<std::size_t>& hops);
PeerTimes igraph_times(const Hand& hand, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& pairs,
                       std::vector<std::size_t>& hops);

}  // namespace almanac::bench
