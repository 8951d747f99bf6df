// WITH and RETURN with aggregations. Items without one are the keys of the groups; in the others, every aggregation becomes a slot
// that the aggregating step fills, and what stands around it may only use what the groups are made by.

#include <algorithm>

#include "graph/cypher/compiler_base.h"
#include "graph/cypher/counting.h"

namespace almanac::graph::cypher {
namespace {

bool is_simple(const Expr& e) {
  return e.op == Op::variable || (e.op == Op::property && e.args[0]->op == Op::variable);
}

void find_names(const Expr& e, std::set<std::string>& names) {
  if (e.op == Op::variable) names.insert(e.text);
  for (const ExprPtr& arg : e.args) {
    if (arg != nullptr) find_names(*arg, names);
  }
}

bool calls_random(const Expr& e) {
  if (e.op == Op::call && find_function(e.text) != nullptr && find_function(e.text)->name == "rand") return true;
  return std::any_of(e.args.begin(), e.args.end(),
                     [](const ExprPtr& arg) { return arg != nullptr && calls_random(*arg); });
}

}  // namespace

// Equal for expressions that are written the same, but for spaces and brackets.
std::string Compiler::shape_of(const Expr& e) {
  std::string shape = std::to_string(static_cast<int>(e.op)) + "'" + e.text + "'";
  if (e.op == Op::literal) {
    shape += name_of(e.value.type);
    if (e.value.type != Type::string) shape += std::to_string(e.value.integer);
  }
  if (e.distinct) shape += "!";
  if (e.slot >= 0) shape += "#" + std::to_string(e.slot);
  for (const Comparison comparison : e.chain) shape += "c" + std::to_string(static_cast<int>(comparison));
  for (const std::string& name : e.names) shape += ":" + name;
  if (e.pattern != nullptr || e.query != nullptr) shape += "@" + std::to_string(e.extent.begin);
  shape += "(";
  for (const ExprPtr& arg : e.args) shape += (arg == nullptr ? "-" : shape_of(*arg)) + ",";
  return shape + ")";
}

void Compiler::become_variable(ExprPtr& e, Slot slot) const {
  auto variable = std::make_unique<Expr>(Op::variable, e->extent);
  variable->text = e->text;
  variable->slot = slot;
  e = std::move(variable);
}

void Compiler::extract_aggregate(Expr& e, Groups& groups) {
  AggregateStep::Use use;
  use.slot = new_slot();
  if (e.op == Op::call) {
    use.aggregate = find_aggregate(e.text);
    use.distinct = e.distinct;
    if (e.args.size() != use.aggregate->arguments) {
      fail("InvalidNumberOfArguments",
           archive::filled(Text{"{}() takes {} arguments", "{}() 需要 {} 个参数"}, use.aggregate->name,
                           std::to_string(use.aggregate->arguments)),
           e.extent);
    }
    for (const ExprPtr& arg : e.args) {
      if (has_aggregate(*arg)) {
        fail("NestedAggregation",
             {"an aggregation cannot stand inside of another; use WITH between", "聚合不能嵌套；请在中间使用 WITH"},
             arg->extent);
      }
      if (calls_random(*arg)) {
        fail("NonConstantExpression", {"rand() cannot be aggregated", "rand() 不能用于聚合"}, arg->extent);
      }
      const Kinds kinds = bind(*arg, *groups.before);
      if (use.arguments.empty()) {
        want_types(*arg, kinds, use.aggregate->first,
                   archive::filled(Text{"{}() cannot take this", "{}() 不能接受此参数"}, use.aggregate->name));
      }
      use.arguments.push_back(arg.get());
    }
  }
  const Slot slot = use.slot;
  groups.step->uses.push_back(std::move(use));
  ExprPtr kept = std::make_unique<Expr>(e.op, e.extent);  // the arguments stay alive
  kept->args = std::move(e.args);
  keep(std::move(kept));
  e.args.clear();
  e.op = Op::variable;
  e.slot = slot;
}

// What an expression reads after grouping: its aggregations and the keys. `whole`: it has no aggregation, so it may be any of the items.
void Compiler::regroup(ExprPtr& e, Groups& groups, bool whole, std::set<std::string>& locals) {
  if (e == nullptr || e->op == Op::literal || e->op == Op::parameter) return;
  if (e->op == Op::count_all || (e->op == Op::call && find_aggregate(e->text) != nullptr))
    return extract_aggregate(*e, groups);
  const std::string shape = shape_of(*e);
  for (const auto& [item, slot] : whole ? groups.shapes : groups.simple_shapes) {
    if (item == shape) return become_variable(e, slot);
  }
  if (e->op == Op::variable) {
    if (e->slot >= 0 || locals.count(e->text) != 0) return;
    const auto found = groups.after.find(e->text);
    if (found != groups.after.end()) return become_variable(e, found->second.slot);
    const bool used = groups.grouping_names.count(e->text) != 0;
    const bool known = groups.before != nullptr && groups.before->count(e->text) != 0;
    if ((groups.in_sort && !used) || (!groups.in_sort && !known)) {
      fail_undefined(e->text, e->extent, groups.in_sort ? groups.after : *groups.before);
    }
    fail(
        "AmbiguousAggregationExpression",
        archive::filled(
            Text{"beside an aggregation, only what is grouped by can be used; make {} a column of its own first (WITH)",
                 "聚合之外只能使用分组键；请先用 WITH 将 {} 作为单独的列"},
            e->text),
        e->extent);
  }
  const bool loops = e->op == Op::comprehension || (e->op >= Op::all && e->op <= Op::reduce);
  const bool inserted = loops && locals.insert(e->text).second;
  for (ExprPtr& arg : e->args) {
    if (loops && &arg != &e->args[0] && arg != nullptr && has_aggregate(*arg)) {
      fail("InvalidAggregation",
           {"what is done with each element of a list cannot aggregate", "对列表元素的运算不能使用聚合"}, arg->extent);
    }
    regroup(arg, groups, whole, locals);
  }
  if (inserted) locals.erase(e->text);
}

Scope Compiler::project_groups(Clause& clause, const Scope& scope, Steps& steps) {
  auto aggregate = std::make_unique<AggregateStep>();
  auto project = std::make_unique<ProjectStep>();
  Groups groups;
  groups.before = &scope;
  groups.step = aggregate.get();
  Scope result;
  for (Item& item : clause.items) {  // the keys
    Expr& e = *item.expression;
    if (has_aggregate(e)) continue;
    const std::string shape = shape_of(e);
    const bool simple = is_simple(e);
    find_names(e, groups.grouping_names);
    const Kinds kinds = bind(e, scope);
    const Slot slot = new_slot();
    aggregate->keys.emplace_back(&e, slot);
    aggregate->text += (aggregate->text.empty() ? "" : ", ") + item.name;
    groups.shapes.emplace_back(shape, slot);
    if (simple) groups.simple_shapes.emplace_back(shape, slot);
    declare(result, item.name, slot, kinds);
  }
  std::vector<std::pair<std::string, Slot>> aggregated;
  for (Item& item : clause.items) {
    if (!has_aggregate(*item.expression)) continue;
    const std::string shape = shape_of(*item.expression);
    std::set<std::string> locals;
    regroup(item.expression, groups, false, locals);
    Expr& e = *item.expression;
    const Kinds kinds = bind(e, result);
    Slot slot = e.slot;
    if (e.op != Op::variable) {
      slot = new_slot();
      project->values.emplace_back(&e, slot);
      project->text += (project->text.empty() ? "" : ", ") + item.name;
    }
    aggregated.emplace_back(shape, slot);
    declare(result, item.name, slot, kinds);
  }
  groups.shapes.insert(groups.shapes.end(), aggregated.begin(), aggregated.end());
  groups.simple_shapes.insert(groups.simple_shapes.end(), aggregated.begin(), aggregated.end());
  groups.after = result;
  groups.in_sort = true;
  for (SortItem& item : clause.sort) {
    std::set<std::string> locals;
    // An aggregation that is a column already is not made twice.
    const std::string shape = shape_of(*item.expression);
    const auto same =
        std::find_if(groups.shapes.begin(), groups.shapes.end(), [&](const auto& s) { return s.first == shape; });
    if (same != groups.shapes.end())
      become_variable(item.expression, same->second);
    else
      regroup(item.expression, groups, !has_aggregate(*item.expression), locals);
  }
  add_aggregation(steps, std::move(aggregate), catalog_);
  if (!project->values.empty()) steps.push_back(std::move(project));
  if (clause.distinct) {
    auto distinct = std::make_unique<DistinctStep>();
    for (const auto& [name, variable] : result) distinct->slots.push_back(variable.slot);
    steps.push_back(std::move(distinct));
  }
  compile_sort(clause, result, result, steps);
  return result;
}

}  // namespace almanac::graph::cypher
