#pragma once
// The edges of one node, arc by arc. Internal to the engine.

#include "graph/cypher/operators.h"

namespace almanac::graph::cypher {

class Edges {
 public:
  Edges(const Arcs& arcs, bool both, NodeId node, const PropertyGraph& graph) : both_(both) {
    const std::uint32_t node_class = graph.class_of(node);
    number_ = node - graph.classes()[node_class].first;
    near_ = node;
    arcs_ = &arcs[node_class];
  }
  bool next() {
    while (true) {
      if (arc_ == 0 || position_ == end_) {
        if (arc_ == arcs_->size()) return false;
        const Adjacency& list = (*arcs_)[arc_++].list();
        position_ = list.begin(number_);
        end_ = list.end(number_);
        continue;
      }
      const Arc& found = arc();
      far_ = static_cast<std::uint32_t>(found.list().far.raw(position_++));
      const bool second_loop =
          both_ && found.direction == Direction::in && far_ == number_ && found.table->source == found.table->target;
      if (!second_loop) return true;
    }
  }
  NodeId near() const { return near_; }
  NodeId far() const { return arc().far_first + far_; }
  Value relationship() const { return relationship_at(arc(), number_, position_ - 1); }

 private:
  const Arc& arc() const { return (*arcs_)[arc_ - 1]; }
  const std::vector<Arc>* arcs_ = nullptr;
  std::size_t arc_ = 0;
  std::uint64_t position_ = 0, end_ = 0;
  std::uint32_t number_ = 0, far_ = 0;
  NodeId near_ = no_node;
  bool both_;
};

}  // namespace almanac::graph::cypher
