#include "graph/cypher/counting.h"

#include <algorithm>
#include <map>
#include <set>

namespace almanac::graph::cypher {
namespace {

// Adds the slots that an expression reads; false: it is not as simple as that.
bool find_slots(const Expr& e, std::set<Slot>& slots) {
  if (e.pattern != nullptr || e.query != nullptr) return false;
  if (e.op == Op::variable) slots.insert(e.slot);
  return std::all_of(e.args.begin(), e.args.end(),
                     [&](const ExprPtr& arg) { return arg == nullptr || find_slots(*arg, slots); });
}

bool is_count(const AggregateStep::Use& use) { return use.aggregate == nullptr || use.aggregate->name == "count"; }
bool counts_rows(const AggregateStep::Use& use) { return is_count(use) && use.arguments.empty(); }

ExpandStep* last_expansion(const Steps& steps) {
  auto* expand = steps.empty() ? nullptr : dynamic_cast<ExpandStep*>(steps.back().get());
  if (expand == nullptr || expand->into || expand->relationship >= 0 || !expand->avoid.empty() ||
      !expand->different.empty())
    return nullptr;
  for (const auto& arcs : expand->arcs) {
    for (const Arc& arc : arcs) {
      if (expand->both && arc.table->source == arc.table->target) return nullptr;  // loops would count twice
    }
  }
  return expand;
}

// At most one list leads to each class, so that equal far ends lie side by side.
bool has_single_lists(const ExpandStep& expand) {
  for (const auto& arcs : expand.arcs) {
    std::set<std::uint32_t> classes;
    for (const Arc& arc : arcs) {
      if (!classes.insert(arc.far_class).second) return false;
    }
  }
  return true;
}

// The classes of the nodes that a row consists of, by slot; empty: rows are made of something else, too.
std::map<Slot, std::set<std::uint32_t>> nodes_of_rows(const Steps& steps) {
  std::map<Slot, std::set<std::uint32_t>> nodes;
  for (const auto& step : steps) {
    if (const auto* scan = dynamic_cast<const ScanStep*>(step.get())) {
      nodes[scan->slot].insert(scan->classes.begin(), scan->classes.end());
    } else if (const auto* lookup = dynamic_cast<const LookupStep*>(step.get())) {
      nodes[lookup->slot].insert(lookup->classes.begin(), lookup->classes.end());
    } else if (const auto* expand = dynamic_cast<const ExpandStep*>(step.get())) {
      if (expand->relationship >= 0 || !expand->avoid.empty() || !has_single_lists(*expand)) return {};
      for (const auto& arcs : expand->arcs) {
        for (const Arc& arc : arcs) nodes[expand->to].insert(arc.far_class);
      }
    } else if (dynamic_cast<const FilterStep*>(step.get()) == nullptr) {
      return {};
    }
  }
  return nodes;
}

void count_rows_for_distinct(Steps& steps, AggregateStep& aggregate, const Catalog& catalog) {
  Slot counted = -1;
  for (const AggregateStep::Use& use : aggregate.uses) {
    if (!is_count(use) || !use.distinct || use.arguments.size() != 1 || use.arguments[0]->op != Op::variable) return;
    if (counted >= 0 && counted != use.arguments[0]->slot) return;
    counted = use.arguments[0]->slot;
  }
  auto nodes = nodes_of_rows(steps);
  if (counted < 0 || nodes.erase(counted) == 0) return;
  for (const auto& [key, slot] : aggregate.keys) {
    if (key->op == Op::variable) nodes.erase(key->slot);
    if (key->op != Op::property || key->args[0]->op != Op::variable) continue;
    const auto found = nodes.find(key->args[0]->slot);
    if (found != nodes.end() && catalog.is_unique(*key->places, {found->second.begin(), found->second.end()}))
      nodes.erase(found);
  }
  if (!nodes.empty()) return;
  for (const auto& step : steps) {
    if (auto* expand = dynamic_cast<ExpandStep*>(step.get())) expand->unique = true;
  }
  for (AggregateStep::Use& use : aggregate.uses) {
    use.distinct = false;
    use.arguments.clear();
  }
}

void count_last_relationship(Steps& steps, AggregateStep& aggregate) {
  ExpandStep* expand = last_expansion(steps);
  if (expand == nullptr || expand->unique) return;
  const auto counts_it = [&](const AggregateStep::Use& use) {
    return is_count(use) && !use.distinct && use.arguments.size() == 1 && use.arguments[0]->op == Op::variable &&
           use.arguments[0]->slot == expand->to;
  };
  std::set<Slot> slots;
  for (const auto& [key, slot] : aggregate.keys) {
    if (!find_slots(*key, slots)) return;
  }
  for (const AggregateStep::Use& use : aggregate.uses) {
    if (counts_it(use)) continue;
    for (const Expr* argument : use.arguments) {
      if (!find_slots(*argument, slots)) return;
    }
  }
  if (slots.count(expand->to) != 0) return;
  for (AggregateStep::Use& use : aggregate.uses) {
    if (counts_it(use)) use.arguments.clear();
  }
  expand->counts = true;
}

// Null if the aggregation cannot be made so.
std::unique_ptr<CountByFarEndStep> count_by_far_end(const Steps& steps, const AggregateStep& aggregate) {
  const ExpandStep* expand = last_expansion(steps);
  if (expand == nullptr || expand->counts || !std::all_of(aggregate.uses.begin(), aggregate.uses.end(), counts_rows))
    return nullptr;
  auto step = std::make_unique<CountByFarEndStep>();
  for (const auto& [key, slot] : aggregate.keys) {
    std::set<Slot> slots;
    if (!find_slots(*key, slots)) return nullptr;
    if (slots.count(expand->to) == 0) {
      step->keys.emplace_back(key, slot);
      continue;
    }
    const bool simple = key->op == Op::variable || (key->op == Op::property && key->args[0]->op == Op::variable);
    if (!simple || step->far_key != nullptr) return nullptr;
    step->far_key = key;
    step->far_slot = slot;
  }
  if (step->far_key == nullptr) return nullptr;
  for (const AggregateStep::Use& use : aggregate.uses) step->counts.push_back(use.slot);
  step->from = expand->from;
  step->to = expand->to;
  step->unique = expand->unique;
  step->arcs = expand->arcs;
  step->text = expand->label + ", by " + aggregate.text;
  return step;
}

}  // namespace

void add_aggregation(Steps& steps, std::unique_ptr<AggregateStep> aggregate, const Catalog& catalog) {
  count_rows_for_distinct(steps, *aggregate, catalog);
  count_last_relationship(steps, *aggregate);
  if (auto step = count_by_far_end(steps, *aggregate)) {
    steps.pop_back();
    steps.push_back(std::move(step));
  } else {
    steps.push_back(std::move(aggregate));
  }
}

}  // namespace almanac::graph::cypher
