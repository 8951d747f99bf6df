// Common neighbours: found and ranked by shared_neighbors(); only the best get labels and evidence.

#include "graph/explore_groups.h"
#include "graph/explore_sets.h"
#include "graph/explore_shared.h"

namespace almanac::graph {

using archive::Kind;

namespace {

constexpr std::size_t most_nodes = 20;
constexpr std::size_t most_listed = 1'000;

Common described(const CampaignGraph& graph, const SharedNode& shared, const std::vector<NodeId>& nodes,
                 const Walk& walk, const EdgeFilter& filter, Budget& budget) {
  Common common{reference(graph, shared.node), shared.shared_by, shared.least, shared.weight, {}};
  for (const NodeId node : nodes) {
    each_relation(
        graph, walk, filter, node, shared.node, budget, [&](const Arc& arc, std::uint64_t, std::uint64_t weight) {
          const std::uint32_t near = graph.graph().number_of(node);
          const std::uint32_t far = graph.graph().number_of(shared.node);
          const bool out = arc.direction == Direction::out;
          EdgeFacts facts = edge_facts(graph, arc.number, out ? near : far, out ? far : near, filter.touches(), budget);
          common.sides.push_back(
              {graph.id_of(node), arc.table->type, arc.direction, weight, std::move(facts.evidence)});
        });
  }
  return common;
}

}  // namespace

CommonAnswer common(const CampaignGraph& graph, const CommonRequest& request, Terms& terms) {
  const AsOf as_of = as_of_end(graph, request.edges.as_of);
  const std::vector<NodeId> nodes = require_nodes(graph, request.node, as_of, terms, 2, most_nodes, "node");
  require_limit(request.limit, 1, most_listed, "limit");
  CommonAnswer answer;
  answer.at_least = request.at_least == 0 ? nodes.size() : request.at_least;
  require_limit(answer.at_least, 1, nodes.size(), "at_least");
  const EdgeFilter filter(graph, request.edges);
  const Walk walk(graph, ArcChoice(graph, request.edges.relationships, request.edges.direction),
                  filter.touches().until(), terms);
  const NodeTest listed(graph, request.kinds, request.where, as_of, terms);
  std::optional<UserFolding> folding;
  if (request.fold) folding.emplace(graph, *request.fold, terms);

  Shared shared = shared_neighbors(graph, nodes, answer.at_least, walk, filter, listed, terms);
  if (folding) {
    std::erase_if(shared.nodes, [&](const SharedNode& one) {
      if (graph.kind_of_node(one.node) != Kind::user) return false;
      folding->add(one.node, one.weight);
      return true;
    });
    answer.groups = folding->groups();
  }
  answer.total = shared.nodes.size();
  for (const auto& [arc, count] : shared.by_arc)
    answer.by_relationship.push_back({arc.table->type, arc.direction, kind_of_class(arc.far_class), count});
  rank(shared.nodes, request.limit, IdOrder(graph));
  for (const NodeId node : nodes) answer.nodes.push_back(reference(graph, node));
  for (const SharedNode& one : shared.nodes) {
    terms.budget.row();
    answer.common.push_back(described(graph, one, nodes, walk, filter, terms.budget));
  }
  return answer;
}

}  // namespace almanac::graph
