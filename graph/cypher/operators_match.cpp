// Nodes and single relationships of patterns.

#include <algorithm>

#include "graph/cypher/operators.h"

namespace almanac::graph::cypher {
namespace {

class Scan : public Operator {
 public:
  explicit Scan(const ScanStep& step) : step_(step) {}
  bool push(Execution& x) override {
    for (const std::uint32_t c : step_.classes) {
      const NodeClass& nodes = x.graph.classes()[c];
      for (std::uint32_t number = 0; number < nodes.size; ++number) {
        x.budget.step();
        if (nodes.keys.at(number).empty()) continue;
        const ScratchMark mark(x);
        at(x, step_.slot) = Value::node(nodes.first + number);
        if (!next->push(x)) return false;
      }
    }
    return true;
  }

 private:
  const ScanStep& step_;
};

class Lookup : public Operator {
 public:
  explicit Lookup(const LookupStep& step) : step_(step) {}
  bool push(Execution& x) override {
    const Value key = evaluate(*step_.key, x);
    if (key.type != Type::string) return true;
    if (step_.is_element_id) {
      const auto node = x.catalog.find_node(key.text());
      if (!node ||
          std::find(step_.classes.begin(), step_.classes.end(), x.graph.class_of(*node)) == step_.classes.end())
        return true;
      at(x, step_.slot) = Value::node(*node);
      return next->push(x);
    }
    for (const std::uint32_t c : step_.classes) {
      const NodeClass& nodes = x.graph.classes()[c];
      const auto number = nodes.find(key.text());
      if (!number) continue;
      at(x, step_.slot) = Value::node(nodes.first + *number);
      if (!next->push(x)) return false;
    }
    return true;
  }

 private:
  const LookupStep& step_;
};

class CheckNode : public Operator {
 public:
  explicit CheckNode(const CheckNodeStep& step) : step_(step) {}
  bool push(Execution& x) override {
    const Value& node = at(x, step_.slot);
    return node.type != Type::node || !step_.classes[x.graph.class_of(node.node_id())] || next->push(x);
  }

 private:
  const CheckNodeStep& step_;
};

// Whether it is the edge of a node to itself as the list of its target has it, where both directions are followed.
bool is_second_loop(const Arc& arc, std::uint32_t number, std::uint64_t far, bool both) {
  return both && arc.direction == Direction::in && far == number && arc.table->source == arc.table->target;
}

// The places of the edges from the node to `far` in its list.
std::pair<std::uint64_t, std::uint64_t> edges_to(const Arc& arc, std::uint32_t number, NodeId far, bool both,
                                                 const PropertyGraph& graph) {
  const NodeClass& far_class = graph.classes()[arc.far_class];
  if (far < far_class.first || far - far_class.first >= far_class.size) return {0, 0};
  const std::uint32_t wanted = far - far_class.first;
  if (is_second_loop(arc, number, wanted, both)) return {0, 0};
  const Adjacency& list = arc.list();
  const std::uint64_t begin = list.begin(number);
  const std::uint64_t end = list.end(number);
  return list.far.visit_plain([&](const auto far_ends) -> std::pair<std::uint64_t, std::uint64_t> {
    const auto* first = std::lower_bound(far_ends + begin, far_ends + end, wanted);
    const auto* last = first;
    while (last != far_ends + end && *last == wanted) ++last;
    return {static_cast<std::uint64_t>(first - far_ends), static_cast<std::uint64_t>(last - far_ends)};
  });
}

class Expand : public Operator {
 public:
  explicit Expand(const ExpandStep& step) : step_(step) {}
  bool push(Execution& x) override {
    const Value near = at(x, step_.from);
    if (near.type != Type::node) return true;
    const std::uint32_t node_class = x.graph.class_of(near.node_id());
    const std::uint32_t number = near.node_id() - x.graph.classes()[node_class].first;
    if (step_.counts) return count(number, node_class, x);
    for (const Arc& arc : step_.arcs[node_class]) {
      if (!(step_.into ? follow_into(arc, number, near.node_id(), x) : follow(arc, number, near.node_id(), x)))
        return false;
    }
    return true;
  }

 private:
  bool count(std::uint32_t number, std::uint32_t node_class, Execution& x) {
    std::uint64_t edges = 0;
    for (const Arc& arc : step_.arcs[node_class]) edges += arc.list().degree(number);
    if (edges == 0) return true;
    x.weight = edges;
    const bool wanted = next->push(x);
    x.weight = 1;
    return wanted;
  }

  bool follow(const Arc& arc, std::uint32_t number, NodeId near, Execution& x) {
    const Adjacency& list = arc.list();
    const std::uint64_t begin = list.begin(number);
    const std::uint64_t end = list.end(number);
    Value& to = at(x, step_.to);
    x.budget.steps(end - begin);
    return list.far.visit_plain([&](const auto far_ends) {
      for (std::uint64_t i = begin; i < end; ++i) {
        const auto far = static_cast<std::uint32_t>(far_ends[i]);
        if (step_.unique && i > begin && far_ends[i] == far_ends[i - 1]) continue;
        const NodeId far_id = arc.far_first + far;
        if (is_excluded(far_id, x) || is_second_loop(arc, number, far, step_.both) ||
            !take(arc, number, i, near, far_id, x))
          continue;
        const ScratchMark mark(x);
        to = Value::node(far_id);
        if (!next->push(x)) return false;
      }
      return true;
    });
  }

  bool is_excluded(NodeId far, Execution& x) const {
    for (const Slot slot : step_.different) {
      const Value& other = at(x, slot);
      if (other.type != Type::node || other.node_id() == far) return true;
    }
    return false;
  }

  // The far end is given: its edges lie side by side, to be found by bisection.
  bool follow_into(const Arc& arc, std::uint32_t number, NodeId near, Execution& x) {
    const Value& far_node = at(x, step_.to);
    if (far_node.type != Type::node) return true;
    const auto [begin, end] = edges_to(arc, number, far_node.node_id(), step_.both, x.graph);
    for (std::uint64_t i = begin; i < end; ++i) {
      x.budget.step();
      if (!take(arc, number, i, near, far_node.node_id(), x)) continue;
      const ScratchMark mark(x);
      if (!next->push(x)) return false;
      if (step_.unique) break;
    }
    return true;
  }

  bool take(const Arc& arc, std::uint32_t number, std::uint64_t position, NodeId near, NodeId far, Execution& x) const {
    if (step_.relationship < 0) return true;
    const Value relationship =
        step_.is_private ? private_relationship(arc, position) : relationship_at(arc, number, position);
    if (!step_.avoid.empty() && is_taken(relationship, near, far, step_.avoid, x)) return false;
    at(x, step_.relationship) = relationship;
    return true;
  }

  const ExpandStep& step_;
};

// The far end of a relationship, or no_node if it does not begin or end there.
NodeId other_end(const Value& relationship, NodeId near, Heading heading, const Catalog& catalog) {
  const NodeId source = catalog.source_of(relationship);
  const NodeId target = catalog.target_of(relationship);
  if (source == near && heading != Heading::left) return target;
  if (target == near && heading != Heading::right) return source;
  return no_node;
}

class Ends : public Operator {
 public:
  explicit Ends(const EndsStep& step) : step_(step) {}
  bool push(Execution& x) override {
    const Value bound = at(x, step_.relationship);
    if (step_.list) {
      if (bound.type != Type::list) return true;
      const auto list = bound.list();
      relationships_.assign(list.begin(), list.end());
      if (list.size() < step_.least || list.size() > step_.most) return true;
    } else {
      relationships_.assign(1, bound);
    }
    for (const Value& relationship : relationships_) {
      if (relationship.type != Type::relationship || !step_.tables[relationship.extra]) return true;
      if (!step_.avoid.empty() && is_taken(relationship, x.catalog.source_of(relationship),
                                           x.catalog.target_of(relationship), step_.avoid, x)) {
        return true;
      }
    }
    if (step_.from_bound) return from(at(x, step_.from), x);
    if (relationships_.empty()) return !step_.to_bound || from(at(x, step_.to), x);
    const NodeId source = x.catalog.source_of(relationships_.front());
    const NodeId target = x.catalog.target_of(relationships_.front());
    if (step_.heading != Heading::left && !from(Value::node(source), x)) return false;
    if (step_.heading != Heading::right && (step_.heading == Heading::left || source != target))
      return from(Value::node(target), x);
    return true;
  }

 private:
  bool from(const Value& start, Execution& x) {
    if (start.type != Type::node || !step_.from_classes[x.graph.class_of(start.node_id())]) return true;
    NodeId node = start.node_id();
    for (const Value& relationship : relationships_) {
      node = other_end(relationship, node, step_.heading, x.catalog);
      if (node == no_node) return true;
    }
    if (!step_.to_classes[x.graph.class_of(node)]) return true;
    if (step_.to_bound || step_.to == step_.from) {
      const Value& to = step_.to == step_.from ? start : at(x, step_.to);
      if (to.type != Type::node || to.node_id() != node) return true;
    }
    at(x, step_.from) = start;
    at(x, step_.to) = Value::node(node);
    return next->push(x);
  }

  const EndsStep& step_;
  std::vector<Value> relationships_;
};

class Path : public Operator {
 public:
  explicit Path(const PathStep& step) : step_(step) {}
  bool push(Execution& x) override {
    std::vector<Value> items;
    for (const Slot slot : step_.elements) {
      const Value& element = at(x, slot);
      if (element.type == Type::node) {
        if (items.empty() || items.back().type != Type::node) items.push_back(element);
      } else if (element.type == Type::relationship) {
        items.push_back(element);
      } else if (element.type == Type::list) {
        for (const Value& relationship : element.list()) {
          const NodeId near = items.back().node_id();
          items.push_back(relationship);
          items.push_back(Value::node(other_end(relationship, near, Heading::both, x.catalog)));
        }
      }
    }
    at(x, step_.slot) = make_path(x.scratch, items);
    return next->push(x);
  }

 private:
  const PathStep& step_;
};

}  // namespace

bool has_edge(const ExpandStep& step, Execution& x) {
  const Value& near = at(x, step.from);
  const Value& far = at(x, step.to);
  if (near.type != Type::node || far.type != Type::node) return false;
  x.budget.step();
  const std::uint32_t node_class = x.graph.class_of(near.node_id());
  const std::uint32_t number = near.node_id() - x.graph.classes()[node_class].first;
  return std::any_of(step.arcs[node_class].begin(), step.arcs[node_class].end(), [&](const Arc& arc) {
    const auto [begin, end] = edges_to(arc, number, far.node_id(), step.both, x.graph);
    return begin != end;
  });
}

std::unique_ptr<Operator> ScanStep::make(Execution&) const { return std::make_unique<Scan>(*this); }
PlanLine ScanStep::line() const { return {"NodeScan", label, -1, {}}; }
std::unique_ptr<Operator> LookupStep::make(Execution&) const { return std::make_unique<Lookup>(*this); }
PlanLine LookupStep::line() const { return {is_element_id ? "NodeByElementId" : "NodeByKey", label, -1, {}}; }
std::unique_ptr<Operator> CheckNodeStep::make(Execution&) const { return std::make_unique<CheckNode>(*this); }
PlanLine CheckNodeStep::line() const { return {"NodeCheck", {}, -1, {}}; }
std::unique_ptr<Operator> ExpandStep::make(Execution&) const { return std::make_unique<Expand>(*this); }
PlanLine ExpandStep::line() const {
  return {counts ? "CountRelationships" : into ? "ExpandInto" : "Expand", label, -1, {}};
}
std::unique_ptr<Operator> EndsStep::make(Execution&) const { return std::make_unique<Ends>(*this); }
PlanLine EndsStep::line() const { return {"RelationshipEnds", {}, -1, {}}; }
std::unique_ptr<Operator> PathStep::make(Execution&) const { return std::make_unique<Path>(*this); }
PlanLine PathStep::line() const { return {"Path", {}, -1, {}}; }

}  // namespace almanac::graph::cypher
