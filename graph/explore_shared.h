#pragma once
// The nodes next to at least so many of given ones. Internal to graph/.

#include <cstdint>
#include <vector>

#include "graph/exploring.h"

namespace almanac::graph {

struct SharedNode {
  NodeId node = no_node;
  std::uint32_t shared_by = 0;  // given nodes
  std::uint64_t least = 0;      // weight of the one that is joined most weakly
  std::uint64_t weight = 0;     // all together
};

struct Shared {
  std::vector<SharedNode> nodes;                      // in no particular order
  std::vector<std::pair<Arc, std::uint64_t>> by_arc;  // nodes that enough of the given ones have by this very arc
};

// Finds candidates by the lists alone, from the given nodes of fewest edges; only of those that enough nodes are next to are edges
// weighed. O(edges of the nodes), and the rows behind the edges of what is found where the filter asks for them.
// `at_least` is 1 … nodes.size(). None of `nodes` is among the answer.
Shared shared_neighbors(const CampaignGraph& graph, const std::vector<NodeId>& nodes, std::size_t at_least,
                        const Walk& walk, const EdgeFilter& filter, const NodeTest& listed, Terms& terms);

// The best `limit` first, in their order: by shared_by, least, weight, each descending, then id.
void rank(std::vector<SharedNode>& nodes, std::size_t limit, const IdOrder& ids);

// f(arc, position of the first parallel edge, weight) for each arc of `near` that has edges to `far` which count.
template <class F>
void each_relation(const CampaignGraph& graph, const Walk& walk, const EdgeFilter& filter, NodeId near, NodeId far,
                   Budget& budget, F&& f) {
  const PropertyGraph& all = graph.graph();
  const std::uint32_t far_class = all.class_of(far);
  const std::uint32_t near_number = all.number_of(near);
  const std::uint32_t far_number = all.number_of(far);
  for (const Arc& arc : walk.arcs(all.class_of(near))) {
    if (arc.far_class != far_class) continue;
    const Adjacency& list = arc.list();
    const std::uint64_t end = list.end(near_number);
    const std::uint64_t first = list.far.lower_bound(list.begin(near_number), end, far_number);
    std::uint64_t last = first;
    while (last < end && list.far.at(last) == far_number) ++last;
    budget.steps(last - first + 16);
    if (last == first) continue;
    const std::uint64_t weight = filter.weight(arc, near_number, far_number, first, last, budget);
    if (weight != 0) f(arc, first, weight);
  }
}

}  // namespace almanac::graph
