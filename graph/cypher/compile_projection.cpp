// WITH and RETURN without aggregations; DISTINCT, ORDER BY, SKIP, LIMIT, WHERE of both.

#include <algorithm>

#include "graph/cypher/compiler_base.h"

namespace almanac::graph::cypher {
namespace {

std::string text_of(const std::vector<Item>& items) {
  std::string text;
  for (const Item& item : items) text += (text.empty() ? "" : ", ") + item.name;
  return text;
}

}  // namespace

bool Compiler::has_aggregate(const Expr& e) const {
  if (e.op == Op::count_all || (e.op == Op::call && find_aggregate(e.text) != nullptr)) return true;
  return std::any_of(e.args.begin(), e.args.end(),
                     [&](const ExprPtr& arg) { return arg != nullptr && has_aggregate(*arg); });
}

void Compiler::expand_star(Clause& clause, const Scope& scope) const {
  if (!clause.star) return;
  if (scope.empty() && clause.items.empty() && clause.kind == ClauseKind::return_) {
    fail("NoVariablesInScope", {"RETURN * needs a variable, and there is none", "RETURN * 需要至少一个变量"},
         clause.extent);
  }
  std::vector<Item> all;
  for (const auto& [name, variable] : scope) {
    Item item;
    item.expression = std::make_unique<Expr>(Op::variable, clause.extent);
    item.expression->text = name;
    item.name = name;
    item.aliased = true;
    all.push_back(std::move(item));
  }
  for (Item& item : clause.items) all.push_back(std::move(item));
  clause.items = std::move(all);
}

void Compiler::check_items(Clause& clause, const Scope& scope) const {
  expand_star(clause, scope);
  std::set<std::string_view> names;
  for (const Item& item : clause.items) {
    if (clause.kind == ClauseKind::with && !item.aliased && item.expression->op != Op::variable) {
      fail("NoExpressionAlias", {"an expression in WITH needs a name: … AS name", "WITH 中的表达式需要名称：… AS 名称"},
           item.expression->extent);
    }
    if (!names.insert(item.name).second) {
      fail("ColumnNameConflict", archive::filled(Text{"there are two columns {}", "有两个列 {}"}, item.name),
           item.expression->extent);
    }
  }
}

Scope Compiler::compile_projection(Clause& clause, const Scope& scope, Steps& steps,
                                   std::vector<std::string>* returned) {
  check_items(clause, scope);
  const bool groups = std::any_of(clause.items.begin(), clause.items.end(),
                                  [&](const Item& item) { return has_aggregate(*item.expression); });
  if (!groups) {
    for (const SortItem& item : clause.sort) {
      if (has_aggregate(*item.expression)) {
        fail("InvalidAggregation",
             {"ORDER BY can aggregate only where the projection does", "只有投影中使用聚合时，ORDER BY 才能使用聚合"},
             item.expression->extent);
      }
    }
  }
  const Scope result = groups ? project_groups(clause, scope, steps) : project_plain(clause, scope, steps);
  if (returned != nullptr) {
    for (const Item& item : clause.items) returned->push_back(item.name);
  }
  compile_skip_and_limit(clause, steps);
  if (clause.where != nullptr) {
    Scope visible = groups || clause.distinct ? Scope{} : scope;
    for (const auto& [name, variable] : result) visible[name] = variable;
    bind_condition(*clause.where, visible);
    auto filter = std::make_unique<FilterStep>();
    filter->condition = clause.where.get();
    filter->text = source(clause.where->extent);
    steps.push_back(std::move(filter));
  }
  return result;
}

Scope Compiler::project_plain(Clause& clause, const Scope& scope, Steps& steps) {
  Groups groups;  // after DISTINCT, ORDER BY sees what it projects
  groups.in_sort = true;
  Scope result;
  auto project = std::make_unique<ProjectStep>();
  project->text = text_of(clause.items);
  for (Item& item : clause.items) {
    Expr& e = *item.expression;
    const std::string shape = clause.distinct ? shape_of(e) : std::string();
    const Kinds kinds = bind(e, scope);
    Slot slot = e.slot;
    if (e.op != Op::variable) {
      slot = new_slot();
      project->values.emplace_back(&e, slot);
    }
    declare(result, item.name, slot, kinds);
    if (clause.distinct) groups.shapes.emplace_back(shape, slot);
  }
  if (!project->values.empty()) steps.push_back(std::move(project));
  if (clause.distinct) {
    auto distinct = std::make_unique<DistinctStep>();
    for (const auto& [name, variable] : result) distinct->slots.push_back(variable.slot);
    steps.push_back(std::move(distinct));
    groups.after = result;
    for (SortItem& item : clause.sort) {
      std::set<std::string> locals;
      regroup(item.expression, groups, true, locals);
    }
    compile_sort(clause, result, result, steps);
    return result;
  }
  Scope visible = scope;
  for (const auto& [name, variable] : result) visible[name] = variable;
  compile_sort(clause, visible, result, steps);
  return result;
}

void Compiler::compile_sort(Clause& clause, const Scope& visible, const Scope& result, Steps& steps) {
  if (clause.sort.empty()) return;
  auto sort = std::make_unique<SortStep>();
  auto project = std::make_unique<ProjectStep>();
  for (SortItem& item : clause.sort) {
    Expr& e = *item.expression;
    sort->text += (sort->text.empty() ? "" : ", ") + std::string(source(e.extent)) + (item.descending ? " DESC" : "");
    bind(e, visible);
    Slot slot = e.slot;
    if (e.op != Op::variable) {
      slot = new_slot();
      project->values.emplace_back(&e, slot);
    }
    sort->keys.push_back({slot, item.descending});
  }
  project->text = "the keys to sort by";
  if (!project->values.empty()) steps.push_back(std::move(project));
  std::set<Slot> live;
  for (const auto& [name, variable] : result) live.insert(variable.slot);
  if (clause.where != nullptr) {  // which sees what was before
    for (const auto& [name, variable] : visible) live.insert(variable.slot);
  }
  sort->live.assign(live.begin(), live.end());
  sort->limit = clause.limit.get();
  sort->skip = clause.skip.get();
  steps.push_back(std::move(sort));
}

void Compiler::check_count(Expr& e) {
  std::set<Slot> reads;
  std::set<Slot>* const outer = reads_;
  reads_ = &reads;
  Kinds kinds;
  try {
    kinds = bind(e, {});
  } catch (const QueryError& error) {
    if (error.detail() != "UndefinedVariable") throw;
    fail("NonConstantExpression", {"SKIP and LIMIT cannot depend on variables", "SKIP 与 LIMIT 不能依赖变量"},
         e.extent);
  }
  reads_ = outer;
  if (e.op == Op::literal && e.value.type == Type::integer && e.value.integer < 0) {
    fail("NegativeIntegerArgument", {"SKIP and LIMIT cannot be negative", "SKIP 与 LIMIT 不能为负数"}, e.extent);
  }
  if ((kinds.types & types_of(Type::integer)) == 0) {
    fail("InvalidArgumentType", {"SKIP and LIMIT want an integer", "SKIP 与 LIMIT 需要整数"}, e.extent);
  }
}

void Compiler::compile_skip_and_limit(Clause& clause, Steps& steps) {
  if (clause.skip != nullptr) {
    check_count(*clause.skip);
    auto step = std::make_unique<SkipStep>();
    step->count = clause.skip.get();
    steps.push_back(std::move(step));
  }
  if (clause.limit != nullptr) {
    check_count(*clause.limit);
    auto step = std::make_unique<LimitStep>();
    step->count = clause.limit.get();
    steps.push_back(std::move(step));
  }
}

}  // namespace almanac::graph::cypher
