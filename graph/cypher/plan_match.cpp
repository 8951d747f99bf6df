// In which order a pattern is found: from the node (or what is bound already) from which the fewest rows are expected, each
// relationship in whichever direction is at hand, conditions as soon as they can be told.

#include <algorithm>

#include "graph/cypher/match_estimates.h"

namespace almanac::graph::cypher {
namespace {

using Node = MatchPlan::Node;
using Relationship = MatchPlan::Relationship;
using Condition = MatchPlan::Condition;

class Planner {
 public:
  Planner(MatchPlan& match, const Catalog& catalog, Steps& steps)
      : match_(match), graph_(catalog.graph()), estimates_(match, catalog), steps_(&steps) {}

  void plan() {
    find_uniqueness();
    drop_foreign_reads();
    for (Node& node : match_.nodes) {
      if (node.bound) emit_check(node);
    }
    emit_ready();
    while (true) {
      const std::size_t next = estimates_.next_relationship();
      if (next != none) {
        emit_relationship(match_.relationships[next]);
      } else {
        const std::size_t start = estimates_.cheapest_start();
        if (start == none) break;
        if (!emit_join(start)) emit_start(match_.nodes[start]);
      }
      emit_ready();
    }
  }

 private:
  // Conditions may read variables of comprehensions and inner plans, which are theirs alone.
  void drop_foreign_reads() {
    std::set<Slot> ours = match_.bound;
    for (const Node& node : match_.nodes) ours.insert(node.slot);
    for (const Relationship& relationship : match_.relationships) ours.insert(relationship.slot);
    for (const MatchPlan::Path& path : match_.paths) ours.insert(path.slot);
    const auto drop = [&](std::set<Slot>& reads) {
      std::erase_if(reads, [&](Slot slot) { return ours.count(slot) == 0; });
    };
    for (Condition& condition : match_.conditions) drop(condition.reads);
    for (Relationship& relationship : match_.relationships) drop(relationship.reads);
  }

  // The tables that a relationship can be of, given what its ends can be.
  std::vector<bool> possible_tables(const Relationship& r) const {
    std::vector<bool> tables = r.tables;
    if (r.walks && r.most > 1) return tables;
    const auto& from = match_.nodes[r.from].classes;
    const auto& to = match_.nodes[r.to].classes;
    for (std::size_t i = 0; i < tables.size(); ++i) {
      const EdgeTable& table = graph_.tables()[i];
      const bool right = from[table.source] && to[table.target] && r.heading != Heading::left;
      const bool left = from[table.target] && to[table.source] && r.heading != Heading::right;
      tables[i] = tables[i] && (right || left);
    }
    return tables;
  }

  void find_uniqueness() {
    auto& all = match_.relationships;
    avoid_.resize(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::vector<bool> mine = possible_tables(all[i]);
      for (std::size_t j = 0; j < all.size(); ++j) {
        if (i == j || all[i].clause != all[j].clause || all[i].shortest != Shortest::no ||
            all[j].shortest != Shortest::no)
          continue;
        const std::vector<bool> other = possible_tables(all[j]);
        bool overlap = false;
        for (std::size_t t = 0; t < mine.size(); ++t)
          overlap = overlap || (mine[t] && other[t] && graph_.tables()[t].size() != 0);
        if (!overlap) continue;
        avoid_[i].push_back(j);
        all[i].compared = true;
      }
    }
  }

  void add(std::unique_ptr<Step> step) {
    step->rows = rows_;
    steps_->push_back(std::move(step));
  }

  void emit_check(const Node& node) {
    auto step = std::make_unique<CheckNodeStep>();
    step->slot = node.slot;
    step->classes = node.classes;
    add(std::move(step));
  }

  void emit_start(const Node& node) {
    rows_ *= estimates_.start_rows(node, match_.bound);
    std::vector<std::uint32_t> classes;
    for (std::uint32_t i = 0; i < node.classes.size(); ++i) {
      if (node.classes[i] && graph_.classes()[i].size > 0) classes.push_back(i);
    }
    if (const auto key = estimates_.key_of(node, match_.bound); key.value != nullptr) {
      auto step = std::make_unique<LookupStep>();
      step->slot = node.slot;
      step->classes = std::move(classes);
      step->key = key.value;
      step->is_element_id = key.is_element_id;
      step->label = node.text;
      add(std::move(step));
    } else {
      auto step = std::make_unique<ScanStep>();
      step->slot = node.slot;
      step->classes = std::move(classes);
      step->label = node.text;
      add(std::move(step));
    }
    match_.bound.insert(node.slot);
  }

  // What is connected with the node by what is not found yet.
  std::set<Slot> component_of(std::size_t start) const {
    std::set<Slot> slots{match_.nodes[start].slot};
    for (bool grew = true; grew;) {
      grew = false;
      for (const Relationship& r : match_.relationships) {
        const Slot from = match_.nodes[r.from].slot;
        const Slot to = match_.nodes[r.to].slot;
        if (r.done || slots.count(r.slot) != 0 || (slots.count(from) == 0 && slots.count(to) == 0)) continue;
        slots.insert({from, to, r.slot});
        grew = true;
      }
    }
    return slots;
  }

  // A part of the pattern that only a comparison connects with what is found already: found once, and looked up by what is compared.
  bool emit_join(std::size_t start) {
    const std::set<Slot> component = component_of(start);
    const auto inside = [&](const std::set<Slot>& reads) { return !reads.empty() && subset(reads, component); };
    if (match_.bound.empty() ||
        std::any_of(component.begin(), component.end(), [&](Slot slot) { return match_.bound.count(slot) != 0; }))
      return false;
    for (std::size_t i = 0; i < match_.relationships.size(); ++i) {
      const Relationship& r = match_.relationships[i];
      if (component.count(r.slot) == 0) continue;
      const bool meets = std::any_of(avoid_[i].begin(), avoid_[i].end(),
                                     [&](std::size_t other) { return match_.relationships[other].done; });
      if (meets || r.bound || !r.reads.empty() || r.shortest != Shortest::no) return false;
    }
    auto step = std::make_unique<JoinStep>();
    std::vector<Condition*> used;
    for (Condition& condition : match_.conditions) {
      const Expr& e = *condition.expression;
      if (condition.done || e.op != Op::compare || e.chain.size() != 1 || e.chain[0] != Comparison::equal) continue;
      std::set<Slot> sides[2];
      bool plain = true;
      for (const std::size_t side : {0, 1}) plain = plain && find_slots(*e.args[side], sides[side]);
      if (!plain) continue;
      const std::size_t near = inside(sides[1]) && !sides[0].empty() && subset(sides[0], match_.bound) ? 0 : 1;
      if (!inside(sides[1 - near]) || sides[near].empty() || !subset(sides[near], match_.bound)) continue;
      step->keys.emplace_back(e.args[near].get(), e.args[1 - near].get());
      used.push_back(&condition);
    }
    if (used.empty()) return false;
    for (Condition* condition : used) condition->done = true;
    std::set<Slot> outer;
    std::swap(outer, match_.bound);
    Steps* const outer_steps = steps_;
    const double outer_rows = rows_;
    steps_ = &step->inner;
    rows_ = 1;
    emit_start(match_.nodes[start]);
    emit_ready();
    for (std::size_t next = estimates_.next_relationship(); next != none; next = estimates_.next_relationship()) {
      emit_relationship(match_.relationships[next]);
      emit_ready();
    }
    step->slots.assign(match_.bound.begin(), match_.bound.end());
    steps_ = outer_steps;
    rows_ = std::max(1.0, outer_rows * rows_ * 0.1);
    match_.bound.insert(outer.begin(), outer.end());
    add(std::move(step));
    return true;
  }
  // The slots that an expression reads; false: it is not as simple as that.
  static bool find_slots(const Expr& e, std::set<Slot>& slots) {
    if (e.pattern != nullptr || e.query != nullptr || (e.op >= Op::comprehension && e.op <= Op::reduce)) return false;
    if (e.op == Op::variable) slots.insert(e.slot);
    return std::all_of(e.args.begin(), e.args.end(),
                       [&](const ExprPtr& arg) { return arg == nullptr || find_slots(*arg, slots); });
  }

  Arcs arcs_of(const Relationship& r, bool forward, bool checks_far) const {
    const auto& near = match_.nodes[forward ? r.from : r.to].classes;
    const auto& far = match_.nodes[forward ? r.to : r.from].classes;
    Arcs arcs(graph_.classes().size());
    for (std::uint32_t c = 0; c < arcs.size(); ++c) {
      if (!near[c] && checks_far) continue;
      for (const Arc& arc : graph_.arcs(c)) {
        const Heading heading = (arc.direction == Direction::out) == forward ? Heading::right : Heading::left;
        if (r.heading != Heading::both && r.heading != heading) continue;
        if (r.tables[arc.number] && (!checks_far || far[arc.far_class])) arcs[c].push_back(arc);
      }
    }
    return arcs;
  }

  std::vector<Avoid> avoid_of(const Relationship& r) const {
    std::vector<Avoid> avoid;
    for (const std::size_t number : avoid_[static_cast<std::size_t>(&r - match_.relationships.data())]) {
      const Relationship& other = match_.relationships[number];
      if (!other.done) continue;
      if (other.walks)
        avoid.push_back({other.slot, -1, -1});
      else
        avoid.push_back({other.slot, match_.nodes[other.from].slot, match_.nodes[other.to].slot});
    }
    return avoid;
  }

  void emit_relationship(Relationship& r) {
    const bool forward = estimates_.forwards(r, match_.bound);
    const Node& near = match_.nodes[forward ? r.from : r.to];
    const Node& far = match_.nodes[forward ? r.to : r.from];
    if (!r.bound) rows_ *= estimates_.fan_out(r, forward, match_.bound);
    if (r.bound)
      emit_ends(r);
    else if (r.shortest != Shortest::no)
      emit_shortest(r);
    else if (r.walks)
      emit_walk(r, near, far, forward);
    else
      emit_expand(r, near, far, forward);
    r.done = true;
    match_.bound.insert({r.slot, near.slot, far.slot});
  }

  void emit_expand(const Relationship& r, const Node& near, const Node& far, bool forward) {
    auto step = std::make_unique<ExpandStep>();
    step->from = near.slot;
    step->to = far.slot;
    step->relationship = r.needed || r.compared ? r.slot : -1;
    step->is_private = !r.needed;
    step->into = match_.bound.count(far.slot) != 0;
    step->avoid = avoid_of(r);
    step->arcs = arcs_of(r, forward, true);
    step->both = r.heading == Heading::both;
    step->label = near.text + r.text + far.text;
    if (!forward) step->label = far.text + r.text + near.text + ", from the right";
    add(std::move(step));
  }

  void emit_walk(const Relationship& r, const Node& near, const Node& far, bool forward) {
    auto step = std::make_unique<WalkStep>();
    step->from = near.slot;
    step->to = far.slot;
    step->relationships = r.needed || r.compared ? r.slot : -1;
    step->into = match_.bound.count(far.slot) != 0;
    step->backwards = !forward;
    step->avoid = avoid_of(r);
    step->arcs = arcs_of(r, forward, false);
    step->both = r.heading == Heading::both;
    step->to_classes = far.classes;
    step->least = r.least;
    step->most = r.most;
    step->properties = r.properties;
    step->label =
        (forward ? near : far).text + r.text + (forward ? far : near).text + (forward ? "" : ", from the right");
    add(std::move(step));
  }

  void emit_shortest(const Relationship& r) {
    auto step = std::make_unique<ShortestStep>();
    step->from = match_.nodes[r.from].slot;
    step->to = match_.nodes[r.to].slot;
    step->relationships = r.slot;
    step->all = r.shortest == Shortest::all;
    step->arcs = arcs_of(r, true, false);
    step->back = arcs_of(r, false, false);
    step->both = r.heading == Heading::both;
    step->least = r.least;
    step->most = r.most;
    step->properties = r.properties;
    step->label = match_.nodes[r.from].text + r.text + match_.nodes[r.to].text;
    add(std::move(step));
  }

  void emit_ends(const Relationship& r) {
    auto step = std::make_unique<EndsStep>();
    step->from = match_.nodes[r.from].slot;
    step->to = match_.nodes[r.to].slot;
    step->relationship = r.slot;
    step->from_bound = match_.bound.count(step->from) != 0;
    step->to_bound = match_.bound.count(step->to) != 0;
    step->list = r.walks;
    step->heading = r.heading;
    step->tables = r.tables;
    step->from_classes = match_.nodes[r.from].classes;
    step->to_classes = match_.nodes[r.to].classes;
    step->avoid = avoid_of(r);
    step->least = r.least;
    step->most = r.most;
    add(std::move(step));
  }

  void emit_path(MatchPlan::Path& path) {
    auto step = std::make_unique<PathStep>();
    step->slot = path.slot;
    for (const auto& [is_node, number] : path.elements) {
      step->elements.push_back(is_node ? match_.nodes[number].slot : match_.relationships[number].slot);
    }
    add(std::move(step));
    path.done = true;
    match_.bound.insert(path.slot);
  }

  void emit_ready() {
    for (MatchPlan::Path& path : match_.paths) {
      const bool ready =
          !path.done && std::all_of(path.elements.begin(), path.elements.end(), [&](const auto& element) {
            return match_.bound.count(element.first ? match_.nodes[element.second].slot
                                                    : match_.relationships[element.second].slot) != 0;
          });
      if (ready) emit_path(path);
    }
    std::vector<Condition*> ready;
    for (Condition& condition : match_.conditions) {
      if (!condition.done && subset(condition.reads, match_.bound)) ready.push_back(&condition);
    }
    std::stable_sort(ready.begin(), ready.end(), [](const Condition* a, const Condition* b) {
      return cost_of(*a->expression) < cost_of(*b->expression);
    });
    for (Condition* const found : ready) {
      Condition& condition = *found;
      condition.done = true;
      if (excludes_far_end(*condition.expression)) continue;
      auto step = std::make_unique<FilterStep>();
      step->condition = condition.expression;
      step->text = condition.text;
      add(std::move(step));
    }
  }

  // far <> other, both nodes, right after the far end is found, is told by the expansion itself.
  bool excludes_far_end(const Expr& e) {
    auto* expand = steps_->empty() ? nullptr : dynamic_cast<ExpandStep*>(steps_->back().get());
    if (expand == nullptr || expand->into || e.op != Op::compare || e.chain.size() != 1 ||
        e.chain[0] != Comparison::differs)
      return false;
    const auto is_node = [&](const Expr& side) {
      return side.op == Op::variable && std::any_of(match_.nodes.begin(), match_.nodes.end(),
                                                    [&](const Node& node) { return node.slot == side.slot; });
    };
    if (!is_node(*e.args[0]) || !is_node(*e.args[1]) || e.args[0]->slot == e.args[1]->slot) return false;
    for (const std::size_t side : {0, 1}) {
      if (e.args[side]->slot != expand->to) continue;
      expand->different.push_back(e.args[1 - side]->slot);
      return true;
    }
    return false;
  }

  // What has plans of its own comes last.
  static int cost_of(const Expr& e) {
    if (e.pattern != nullptr || e.query != nullptr) return 100;
    int cost = 1;
    for (const ExprPtr& arg : e.args) cost += arg == nullptr ? 0 : cost_of(*arg);
    return std::min(cost, 1000);
  }

  MatchPlan& match_;
  const PropertyGraph& graph_;
  Estimates estimates_;
  Steps* steps_;
  std::vector<std::vector<std::size_t>> avoid_;
  double rows_ = 1;
};

}  // namespace

void plan_match(MatchPlan& match, const Catalog& catalog, Steps& steps) { Planner(match, catalog, steps).plan(); }

}  // namespace almanac::graph::cypher
