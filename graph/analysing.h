#pragma once
// What related(), central() and communities() share. Internal to graph/.

#include <vector>

#include "graph/algorithms/view.h"
#include "graph/analysis.h"
#include "graph/exploring.h"

namespace almanac::graph {

// The view of a question. Throws "unknown_relationship", "nothing_to_analyse".
View view_of(const CampaignGraph& graph, const std::vector<archive::Kind>& kinds,
             const std::vector<std::string>& relationships, const AsOf& as_of, const Terms& terms);

// Whether a node is in use and known by the day. One that is not has no edges in a view of the day.
bool is_there(const CampaignGraph& graph, NodeId node, const AsOf& as_of);

// Whether a node may be listed: there, of one of the kinds (none: any), not withheld.
bool may_list(const CampaignGraph& graph, NodeId node, const std::vector<archive::Kind>& kinds, const AsOf& as_of,
              const Terms& terms);

struct Scored {
  double score = 0;
  NodeId node = no_node;
  bool operator<(const Scored& other) const {  // better
    return score != other.score ? score > other.score : node < other.node;
  }
};
// The best `limit`, in order.
std::vector<Scored> best_of(std::vector<Scored> scored, std::size_t limit);

}  // namespace almanac::graph
