// In which order a pattern is found: from the node (or what is bound already) from which the fewest rows are expected, each
// relationship in whichever direction is at hand, conditions as soon as they can be told.

#include <algorithm>
#include <cmath>

#include "graph/cypher/match_plan.h"

namespace almanac::graph::cypher {
namespace {

using Node = MatchPlan::Node;
using Relationship = MatchPlan::Relationship;
using Condition = MatchPlan::Condition;

bool subset(const std::set<Slot>& of, const std::set<Slot>& all, Slot also = -1) {
  return std::all_of(of.begin(), of.end(), [&](Slot slot) { return slot == also || all.count(slot) != 0; });
}

class Planner {
 public:
  Planner(MatchPlan& match, const Catalog& catalog, Steps& steps)
      : match_(match), catalog_(catalog), graph_(catalog.graph()), steps_(&steps) {}

  void plan() {
    find_uniqueness();
    drop_foreign_reads();
    for (Node& node : match_.nodes) {
      if (node.bound) emit_check(node);
    }
    emit_ready();
    while (true) {
      const std::size_t next = cheapest_relationship(match_.bound);
      if (next != none) {
        emit_relationship(match_.relationships[next]);
      } else {
        const std::size_t start = cheapest_start();
        if (start == none) break;
        if (!emit_join(start)) emit_start(match_.nodes[start]);
      }
      emit_ready();
    }
  }

 private:
  static constexpr std::size_t none = SIZE_MAX;

  // Conditions may read variables of comprehensions and inner plans, which are theirs alone.
  void drop_foreign_reads() {
    std::set<Slot> ours = match_.bound;
    for (const Node& node : match_.nodes) ours.insert(node.slot);
    for (const Relationship& relationship : match_.relationships) ours.insert(relationship.slot);
    for (const MatchPlan::Path& path : match_.paths) ours.insert(path.slot);
    const auto drop = [&](std::set<Slot>& reads) { std::erase_if(reads, [&](Slot slot) { return ours.count(slot) == 0; }); };
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
        if (i == j || all[i].clause != all[j].clause || all[i].shortest != Shortest::no || all[j].shortest != Shortest::no) continue;
        const std::vector<bool> other = possible_tables(all[j]);
        bool overlap = false;
        for (std::size_t t = 0; t < mine.size(); ++t) overlap = overlap || (mine[t] && other[t] && graph_.tables()[t].size() != 0);
        if (!overlap) continue;
        avoid_[i].push_back(j);
        all[i].needed = true;
      }
    }
  }

  double size_of(const Node& node) const {
    double size = 0;
    for (std::size_t i = 0; i < node.classes.size(); ++i) size += node.classes[i] ? graph_.classes()[i].size : 0;
    return size;
  }

  // How many of the rows are left by the conditions that can be told once `slot` is bound.
  double selectivity(Slot slot, const std::set<Slot>& bound) const {
    double share = 1;
    for (const Condition& condition : match_.conditions) {
      if (condition.done || condition.reads.count(slot) == 0 || !subset(condition.reads, bound, slot)) continue;
      const Expr& e = *condition.expression;
      share *= e.op == Op::compare && e.chain.size() == 1 && e.chain[0] == Comparison::equal ? 0.1 : 0.4;
    }
    return share;
  }

  // The value that the node's key must have, if a condition says so.
  const Expr* key_of(const Node& node, const std::set<Slot>& bound) const {
    if (catalog_.key_property().empty()) return nullptr;
    for (const Condition& condition : match_.conditions) {
      const Expr& e = *condition.expression;
      if (e.op != Op::compare || e.chain.size() != 1 || e.chain[0] != Comparison::equal) continue;
      for (const std::size_t side : {0, 1}) {
        const Expr& property = *e.args[side];
        if (property.op != Op::property || property.text != catalog_.key_property() || property.args[0]->op != Op::variable ||
            property.args[0]->slot != node.slot) {
          continue;
        }
        std::set<Slot> others = condition.reads;
        others.erase(node.slot);
        if (subset(others, bound) && !reads(*e.args[1 - side], node.slot)) return e.args[1 - side].get();
      }
    }
    return nullptr;
  }
  static bool reads(const Expr& e, Slot slot) {
    if (e.op == Op::variable && e.slot == slot) return true;
    if (e.pattern != nullptr || e.query != nullptr) return true;
    return std::any_of(e.args.begin(), e.args.end(), [&](const ExprPtr& arg) { return arg != nullptr && reads(*arg, slot); });
  }

  double start_rows(const Node& node, const std::set<Slot>& bound) const {
    if (key_of(node, bound) != nullptr) return 1;
    return std::max(0.01, size_of(node) * selectivity(node.slot, bound));
  }

  // Rows per row when the relationship is followed from one of its ends.
  double fan_out(const Relationship& r, bool forwards, const std::set<Slot>& bound) const {
    const Node& near = match_.nodes[forwards ? r.from : r.to];
    const Node& far = match_.nodes[forwards ? r.to : r.from];
    double edges = 0;
    for (std::size_t i = 0; i < r.tables.size(); ++i) {
      if (!r.tables[i]) continue;
      const EdgeTable& table = graph_.tables()[i];
      const bool outwards = r.heading == Heading::both || (r.heading == Heading::right) == forwards;
      const bool inwards = r.heading == Heading::both || (r.heading == Heading::left) == forwards;
      const bool any_far = r.walks;
      if (outwards && near.classes[table.source] && (any_far || far.classes[table.target])) edges += static_cast<double>(table.size());
      if (inwards && near.classes[table.target] && (any_far || far.classes[table.source])) edges += static_cast<double>(table.size());
    }
    double rows = edges / std::max(1.0, size_of(near));
    if (r.walks) {
      const auto steps = static_cast<double>(std::min<std::uint64_t>(r.most, std::max<std::uint64_t>(r.least, 4)));
      rows = std::pow(std::max(rows, 1.1), steps) + 1;
    }
    if (bound.count(far.slot) != 0) return rows / std::max(1.0, size_of(far));
    return std::max(0.01, rows * selectivity(far.slot, bound));
  }

  bool can_follow(const Relationship& r, const std::set<Slot>& bound) const {
    if (r.done || !subset(r.reads, bound)) return false;
    const bool from = bound.count(match_.nodes[r.from].slot) != 0;
    const bool to = bound.count(match_.nodes[r.to].slot) != 0;
    if (r.bound) return true;
    return r.shortest == Shortest::no ? from || to : from && to;
  }

  std::size_t cheapest_relationship(const std::set<Slot>& bound, const std::set<std::size_t>* done = nullptr, double* rows = nullptr) const {
    std::size_t best = none;
    double least = INFINITY;
    for (std::size_t i = 0; i < match_.relationships.size(); ++i) {
      const Relationship& r = match_.relationships[i];
      if (!can_follow(r, bound) || (done != nullptr && done->count(i) != 0)) continue;
      const double fan = r.bound ? 0.001 : fan_out(r, forwards(r, bound), bound);
      if (fan < least) {
        least = fan;
        best = i;
      }
    }
    if (rows != nullptr) *rows = least;
    return best;
  }
  bool forwards(const Relationship& r, const std::set<Slot>& bound) const {
    const bool from = bound.count(match_.nodes[r.from].slot) != 0;
    const bool to = bound.count(match_.nodes[r.to].slot) != 0;
    if (from && to) return fan_out(r, true, {}) <= fan_out(r, false, {});
    return from;
  }

  // Of the nodes that are not yet bound, the one from which the rows on the way are fewest in sum.
  std::size_t cheapest_start() const {
    std::size_t best = none;
    double least = INFINITY;
    for (std::size_t i = 0; i < match_.nodes.size(); ++i) {
      if (match_.bound.count(match_.nodes[i].slot) != 0) continue;
      const double cost = cost_from(i);
      if (cost < least) {
        least = cost;
        best = i;
      }
    }
    return best;
  }
  double cost_from(std::size_t start) const {
    std::set<Slot> bound = match_.bound;
    const Node& node = match_.nodes[start];
    double rows = start_rows(node, bound);
    double cost = key_of(node, bound) != nullptr ? 1 : size_of(node) * 0.2 + rows;
    bound.insert(node.slot);
    std::set<std::size_t> done;
    double fan = 0;
    for (std::size_t next = cheapest_relationship(bound, &done, &fan); next != none; next = cheapest_relationship(bound, &done, &fan)) {
      rows *= fan;
      cost += rows;
      const Relationship& r = match_.relationships[next];
      done.insert(next);
      bound.insert({r.slot, match_.nodes[r.from].slot, match_.nodes[r.to].slot});
    }
    return cost;
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
    rows_ *= start_rows(node, match_.bound);
    std::vector<std::uint32_t> classes;
    for (std::uint32_t i = 0; i < node.classes.size(); ++i) {
      if (node.classes[i] && graph_.classes()[i].size > 0) classes.push_back(i);
    }
    if (const Expr* key = key_of(node, match_.bound)) {
      auto step = std::make_unique<LookupStep>();
      step->slot = node.slot;
      step->classes = std::move(classes);
      step->key = key;
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
    if (match_.bound.empty() || std::any_of(component.begin(), component.end(), [&](Slot slot) { return match_.bound.count(slot) != 0; })) return false;
    for (std::size_t i = 0; i < match_.relationships.size(); ++i) {
      const Relationship& r = match_.relationships[i];
      if (component.count(r.slot) == 0) continue;
      const bool meets = std::any_of(avoid_[i].begin(), avoid_[i].end(), [&](std::size_t other) { return match_.relationships[other].done; });
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
    for (std::size_t next = cheapest_relationship(match_.bound); next != none; next = cheapest_relationship(match_.bound)) {
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
    return std::all_of(e.args.begin(), e.args.end(), [&](const ExprPtr& arg) { return arg == nullptr || find_slots(*arg, slots); });
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

  std::vector<Slot> avoid_of(const Relationship& r) const {
    std::vector<Slot> avoid;
    for (const std::size_t other : avoid_[static_cast<std::size_t>(&r - match_.relationships.data())]) {
      if (match_.relationships[other].done) avoid.push_back(match_.relationships[other].slot);
    }
    return avoid;
  }

  void emit_relationship(Relationship& r) {
    const bool forward = forwards(r, match_.bound);
    const Node& near = match_.nodes[forward ? r.from : r.to];
    const Node& far = match_.nodes[forward ? r.to : r.from];
    if (!r.bound) rows_ *= fan_out(r, forward, match_.bound);
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
    step->relationship = r.needed ? r.slot : -1;
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
    step->relationships = r.needed ? r.slot : -1;
    step->into = match_.bound.count(far.slot) != 0;
    step->backwards = !forward;
    step->avoid = avoid_of(r);
    step->arcs = arcs_of(r, forward, false);
    step->both = r.heading == Heading::both;
    step->to_classes = far.classes;
    step->least = r.least;
    step->most = r.most;
    step->properties = r.properties;
    step->label = (forward ? near : far).text + r.text + (forward ? far : near).text + (forward ? "" : ", from the right");
    add(std::move(step));
  }

  void emit_shortest(const Relationship& r) {
    auto step = std::make_unique<ShortestStep>();
    step->from = match_.nodes[r.from].slot;
    step->to = match_.nodes[r.to].slot;
    step->relationships = r.slot;
    step->all = r.shortest == Shortest::all;
    step->arcs = arcs_of(r, true, false);
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
      const bool ready = !path.done && std::all_of(path.elements.begin(), path.elements.end(), [&](const auto& element) {
        return match_.bound.count(element.first ? match_.nodes[element.second].slot : match_.relationships[element.second].slot) != 0;
      });
      if (ready) emit_path(path);
    }
    for (Condition& condition : match_.conditions) {
      if (condition.done || !subset(condition.reads, match_.bound)) continue;
      condition.done = true;
      auto step = std::make_unique<FilterStep>();
      step->condition = condition.expression;
      step->text = condition.text;
      add(std::move(step));
    }
  }

  MatchPlan& match_;
  const Catalog& catalog_;
  const PropertyGraph& graph_;
  Steps* steps_;
  std::vector<std::vector<std::size_t>> avoid_;
  double rows_ = 1;
};

}  // namespace

void plan_match(MatchPlan& match, const Catalog& catalog, Steps& steps) { Planner(match, catalog, steps).plan(); }

}  // namespace almanac::graph::cypher
