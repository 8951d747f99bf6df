#pragma once
// What node(), neighbors() and paths() share: reading a request, choosing the arcs to walk, the order of ids. Internal to graph/.

#include <algorithm>
#include <string>
#include <vector>

#include "graph/campaign_graph.h"
#include "graph/evidence.h"
#include "graph/explore.h"

namespace almanac::graph {

// The node of an id, known at the day; throws as explore.h says, `where` is the parameter.
NodeId require_node(const CampaignGraph& graph, const std::string& id, const AsOf& as_of, const char* where);
void require_limit(std::size_t value, std::size_t low, std::size_t high, const char* where);

// Which tables a request walks; throws "unknown_relationship".
class ArcChoice {
 public:
  ArcChoice(const CampaignGraph& graph, const std::vector<std::string>& relationships,
            std::optional<Direction> direction);
  bool takes(const Arc& arc) const { return tables_[arc.number] && (!direction_ || *direction_ == arc.direction); }

 private:
  std::vector<bool> tables_;
  std::optional<Direction> direction_;
};

// The arcs of every class, chosen, and narrowed to edges that hold by the day; what the inner loops run over.
class Walk {
 public:
  Walk(const CampaignGraph& graph, const ArcChoice& choice, const AsOf& as_of);

  const std::vector<Arc>& arcs(std::uint32_t node_class) const { return arcs_[node_class]; }

  // f(far node, position) for every edge of one arc of a node (its number) that holds by the day.
  template <class F>
  void each(const Arc& arc, std::uint32_t number, F&& f) const {
    const Adjacency& list = arc.list();
    const std::uint64_t begin = list.begin(number);
    const std::uint64_t end = list.end(number);
    if (begin == end) return;
    const std::int32_t day = as_of_.day;
    const bool dated = !as_of_.everything() && !list.days.empty();
    list.far.visit_plain([&](const auto* far) {
      if (!dated) {
        for (std::uint64_t i = begin; i < end; ++i) f(arc.far_first + static_cast<NodeId>(far[i]), i);
      } else {
        for (std::uint64_t i = begin; i < end; ++i) {
          if (list.days.at(i) <= day) f(arc.far_first + static_cast<NodeId>(far[i]), i);
        }
      }
    });
  }
  // f(far node) over all chosen arcs of a node; far ends of parallel edges repeat.
  template <class F>
  void each_far(NodeId node, F&& f) const {
    const std::uint32_t c = graph_.graph().class_of(node);
    const std::uint32_t number = node - graph_.graph().classes()[c].first;
    for (const Arc& arc : arcs_[c]) {
      each(arc, number, [&](NodeId far, std::uint64_t) { f(far); });
    }
  }
  std::uint64_t degree(NodeId node) const;

 private:
  const CampaignGraph& graph_;
  AsOf as_of_;
  std::vector<std::vector<Arc>> arcs_;
};

// Compares ids as texts, without making them: kinds by name, keys by rank.
class IdOrder {
 public:
  explicit IdOrder(const CampaignGraph& graph);
  bool operator()(NodeId a, NodeId b) const { return key(a) < key(b); }
  std::uint64_t key(NodeId node) const {
    const std::uint32_t c = graph_.class_of(node);
    const NodeClass& node_class = graph_.classes()[c];
    return (std::uint64_t{kind_ranks_[c]} << 32) | node_class.key_ranks.raw(node - node_class.first);
  }

 private:
  const PropertyGraph& graph_;
  std::vector<std::uint32_t> kind_ranks_;
};

NodeRef reference(const CampaignGraph& graph, NodeId node);
archive::Json json_of(const PropertyValue& value, const archive::Zone& zone);

}  // namespace almanac::graph
