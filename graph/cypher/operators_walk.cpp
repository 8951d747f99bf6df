// Relationships of variable length.

#include <algorithm>

#include "graph/cypher/edges.h"

namespace almanac::graph::cypher {
namespace {

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
      x.budget.steps(1 + walked_.size() / 16);
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

}  // namespace

std::unique_ptr<Operator> WalkStep::make(Execution&) const { return std::make_unique<Walk>(*this); }
PlanLine WalkStep::line() const { return {into ? "WalkInto" : "Walk", label, -1, {}}; }

}  // namespace almanac::graph::cypher
