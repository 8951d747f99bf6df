// Relationships of variable length, and shortest paths.

#include <algorithm>
#include <unordered_map>

#include "graph/cypher/operators.h"

namespace almanac::graph::cypher {
namespace {

// Goes through the edges of one node, arc by arc.
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

// Depth first, with a stack of its own: a walk may be as long as the graph has relationships.
class Walk : public Operator {
 public:
  explicit Walk(const WalkStep& step) : step_(step) {}

  bool push(Execution& x) override {
    const Value near = at(x, step_.from);
    if (near.type != Type::node) return true;
    // What follows may push into this operator's slots again (never into this operator), so the state is local to the row.
    stack_.clear();
    walked_.clear();
    goal_ = step_.into ? at(x, step_.to) : Value{};
    if (step_.least == 0 && !emit(near.node_id(), x)) return false;
    if (step_.most == 0) return true;
    stack_.emplace_back(step_.arcs, step_.both, near.node_id(), x.graph);
    while (!stack_.empty()) {
      x.budget.step();
      if (!stack_.back().next()) {
        stack_.pop_back();
        if (!walked_.empty()) walked_.pop_back();
        continue;
      }
      const Value relationship = stack_.back().relationship();
      if (was_walked(relationship)) continue;
      if (!step_.avoid.empty() && is_taken(relationship, stack_.back().near(), stack_.back().far(), step_.avoid, x))
        continue;
      if (!step_.properties.empty() && !has_properties(relationship, step_.properties, x)) continue;
      const NodeId far = stack_.back().far();
      walked_.push_back(relationship);
      if (walked_.size() >= step_.least && !emit(far, x)) return false;
      if (walked_.size() < step_.most) {
        if (stack_.size() % 1024 == 0) x.budget.hold(1024 * (sizeof(Edges) + sizeof(Value)));
        stack_.emplace_back(step_.arcs, step_.both, far, x.graph);
      } else {
        walked_.pop_back();
      }
    }
    return true;
  }

 private:
  bool was_walked(const Value& relationship) const {
    return std::any_of(walked_.begin(), walked_.end(),
                       [&](const Value& other) { return same_relationship(other, relationship); });
  }

  bool emit(NodeId far, Execution& x) {
    if (step_.into ? goal_.type != Type::node || goal_.node_id() != far : !step_.to_classes[x.graph.class_of(far)])
      return true;
    const ScratchMark mark(x);
    if (!step_.into) at(x, step_.to) = Value::node(far);
    if (step_.relationships >= 0) {
      Value& list = at(x, step_.relationships);
      list = make_list(x.scratch, walked_);
      if (step_.backwards) {
        auto* items = x.scratch.array<Value>(walked_.size());
        std::reverse_copy(walked_.begin(), walked_.end(), items);
        list = make_list(x.scratch, {items, walked_.size()});
      }
    }
    return next->push(x);
  }

  const WalkStep& step_;
  std::vector<Edges> stack_;
  std::vector<Value> walked_;
  Value goal_;
};

// Breadth first from one end; remembers from where each node was reached at its distance.
class ShortestWalk : public Operator {
 public:
  explicit ShortestWalk(const ShortestStep& step) : step_(step) {}

  bool push(Execution& x) override {
    const Value from = at(x, step_.from);
    const Value to = at(x, step_.to);
    if (from.type != Type::node || to.type != Type::node) return true;
    walk_.clear();
    if (from.node_id() == to.node_id()) return step_.least > 0 || emit(x);
    reached_.clear();
    reached_[from.node_id()] = {};
    std::vector<NodeId> level{from.node_id()};
    for (std::uint64_t distance = 1; distance <= step_.most && !level.empty(); ++distance) {
      level = next_level(level, distance, to.node_id(), x);
      if (reached_.count(to.node_id()) == 0) continue;
      return distance < step_.least || trace(to.node_id(), from.node_id(), distance, x);
    }
    return true;
  }

 private:
  struct Reached {
    std::uint64_t distance = 0;
    std::vector<std::pair<NodeId, Value>> ways;  // the node before, and the relationship
  };

  std::vector<NodeId> next_level(const std::vector<NodeId>& level, std::uint64_t distance, NodeId to, Execution& x) {
    std::vector<NodeId> next_nodes;
    for (const NodeId node : level) {
      Edges edges(step_.arcs, step_.both, node, x.graph);
      while (edges.next()) {
        x.budget.step();
        const NodeId far = edges.far();
        const auto found = reached_.find(far);
        if (found != reached_.end() && (found->second.distance != distance || !step_.all)) continue;
        const Value relationship = edges.relationship();
        if (!step_.properties.empty() && !has_properties(relationship, step_.properties, x)) continue;
        if (found == reached_.end()) {
          x.budget.row();
          next_nodes.push_back(far);
        }
        Reached& reached = reached_[far];
        reached.distance = distance;
        reached.ways.emplace_back(node, relationship);
        if (far == to && !step_.all) return next_nodes;
      }
    }
    return next_nodes;
  }

  // Every way back; `walk_` is filled from its end.
  bool trace(NodeId node, NodeId from, std::uint64_t left, Execution& x) {
    walk_.assign(static_cast<std::size_t>(left), Value{});
    struct Frame {
      NodeId node;
      std::size_t next;
    };
    std::vector<Frame> stack{{node, 0}};
    while (!stack.empty()) {
      x.budget.step();
      Frame& frame = stack.back();
      if (frame.node == from) {
        if (!emit(x)) return false;
        stack.pop_back();
        continue;
      }
      const Reached& reached = reached_[frame.node];
      if (frame.next == reached.ways.size()) {
        stack.pop_back();
        continue;
      }
      const auto& [before, relationship] = reached.ways[frame.next++];
      walk_[walk_.size() - stack.size()] = relationship;
      stack.push_back({before, 0});
    }
    return true;
  }

  bool emit(Execution& x) {
    const ScratchMark mark(x);
    at(x, step_.relationships) = make_list(x.scratch, walk_);
    return next->push(x);
  }

  const ShortestStep& step_;
  std::unordered_map<NodeId, Reached> reached_;
  std::vector<Value> walk_;
};

}  // namespace

std::unique_ptr<Operator> WalkStep::make(Execution&) const { return std::make_unique<Walk>(*this); }
PlanLine WalkStep::line() const { return {into ? "WalkInto" : "Walk", label, -1, {}}; }
std::unique_ptr<Operator> ShortestStep::make(Execution&) const { return std::make_unique<ShortestWalk>(*this); }
PlanLine ShortestStep::line() const { return {all ? "AllShortestPaths" : "ShortestPath", label, -1, {}}; }

}  // namespace almanac::graph::cypher
