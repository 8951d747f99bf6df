// Patterns to nodes, relationships and conditions that the planner can order.

#include <algorithm>

#include "graph/cypher/compiler_base.h"
#include "graph/cypher/match_plan.h"

namespace almanac::graph::cypher {
namespace {

constexpr Types node_type = types_of(Type::node);
constexpr Types relationship_type = types_of(Type::relationship);
constexpr Types list_type = types_of(Type::list);
constexpr Types path_type = types_of(Type::path);

void split_conjunction(Expr* e, std::vector<Expr*>& parts) {
  if (e == nullptr) return;
  if (e->op != Op::and_) {
    parts.push_back(e);
    return;
  }
  for (const ExprPtr& arg : e->args) split_conjunction(arg.get(), parts);
}

}  // namespace

// A relationship or path that is bound before cannot be found anew.
bool Compiler::can_join(const Clause& clause, const Scope& scope) const {
  const auto fresh = [&](const std::string& name) { return name.empty() || scope.count(name) == 0; };
  return clause.kind == ClauseKind::match && !clause.optional &&
         std::all_of(clause.patterns.begin(), clause.patterns.end(), [&](const Pattern& pattern) {
           return fresh(pattern.name) && pattern.shortest == Shortest::no &&
                  std::all_of(pattern.relationships.begin(), pattern.relationships.end(),
                              [&](const auto& r) { return fresh(r.name); });
         });
}

std::size_t Compiler::compile_matches(Part& part, std::size_t first, Scope& scope, Steps& steps) {
  const auto patterns_of = [](Clause& clause) {
    std::vector<Pattern*> patterns;
    for (Pattern& pattern : clause.patterns) patterns.push_back(&pattern);
    return patterns;
  };
  Clause& clause = part.clauses[first];
  if (clause.optional) {
    compile_patterns(patterns_of(clause), std::move(clause.where), scope, steps, true);
    return 1;
  }
  MatchPlan match;
  for (const auto& [name, variable] : scope) match.bound.insert(variable.slot);
  std::size_t count = 0;
  do {
    Clause& next = part.clauses[first + count];
    add_clause(patterns_of(next), std::move(next.where), scope, match);
    ++match.clause;
    ++count;
  } while (first + count < part.clauses.size() && can_join(part.clauses[first + count], scope));
  plan_match(match, catalog_, steps);
  return count;
}

void Compiler::add_clause(std::vector<Pattern*> patterns, ExprPtr where, Scope& scope, MatchPlan& match) {
  const std::size_t first_condition = match.conditions.size();
  const std::size_t first_relationship = match.relationships.size();
  for (Pattern* pattern : patterns) add_pattern(*pattern, scope, match);
  if (where != nullptr) {
    std::vector<Expr*> parts;
    split_conjunction(keep(std::move(where)), parts);
    for (Expr* part : parts) match.conditions.push_back({part, {}, std::string(source(part->extent)), false});
  }
  bind_conditions(scope, match, first_condition, first_relationship);
}

void Compiler::compile_patterns(std::vector<Pattern*> patterns, ExprPtr where, Scope& scope, Steps& steps,
                                bool optional) {
  MatchPlan match;
  for (const auto& [name, variable] : scope) match.bound.insert(variable.slot);
  const std::set<Slot> before = match.bound;
  add_clause(std::move(patterns), std::move(where), scope, match);
  if (!optional) return plan_match(match, catalog_, steps);
  auto step = std::make_unique<OptionalStep>();
  plan_match(match, catalog_, step->inner);
  for (auto& [name, variable] : scope) {
    if (before.count(variable.slot) != 0) continue;
    step->slots.push_back(variable.slot);
    variable.kinds.types |= null_type;
  }
  steps.push_back(std::move(step));
}

void Compiler::add_pattern(Pattern& pattern, Scope& scope, MatchPlan& match) {
  const std::size_t first_relationship = match.relationships.size();
  std::vector<std::size_t> nodes;
  for (std::size_t i = 0; i < pattern.nodes.size(); ++i) {
    nodes.push_back(add_node(pattern.nodes[i], scope, match));
    if (i > 0) add_relationship(pattern.relationships[i - 1], nodes[i - 1], nodes[i], scope, match, pattern.shortest);
  }
  if (!pattern.name.empty()) add_path(pattern, scope, match, nodes, first_relationship);
}

void Compiler::add_path(Pattern& pattern, Scope& scope, MatchPlan& match, const std::vector<std::size_t>& nodes,
                        std::size_t first) {
  if (scope.count(pattern.name) != 0) {
    fail("VariableAlreadyBound",
         archive::filled(Text{"the variable {} is defined already", "变量 {} 已定义"}, pattern.name), pattern.extent);
  }
  MatchPlan::Path path;
  path.slot = new_slot();
  declare(scope, pattern.name, path.slot, {path_type, any_type});
  if (!is_mentioned(pattern.name)) return;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    path.elements.emplace_back(true, nodes[i]);
    if (i + 1 == nodes.size()) break;
    path.elements.emplace_back(false, first + i);
    match.relationships[first + i].needed = true;
  }
  match.paths.push_back(std::move(path));
}

std::size_t Compiler::add_node(NodePattern& pattern, Scope& scope, MatchPlan& match) {
  note_labels(pattern.labels, pattern.extent);
  const std::vector<bool> classes = catalog_.classes_with(pattern.labels);
  const auto found = pattern.name.empty() ? scope.end() : scope.find(pattern.name);
  std::size_t number = match.nodes.size();
  if (found != scope.end()) {
    if ((found->second.kinds.types & (node_type | null_type)) == 0) {
      fail("VariableTypeConflict", archive::filled(Text{"{} is not a node", "{} 不是节点"}, pattern.name),
           pattern.extent);
    }
    const Slot slot = found->second.slot;
    if (reads_ != nullptr) reads_->insert(slot);
    const auto same =
        std::find_if(match.nodes.begin(), match.nodes.end(), [&](const auto& node) { return node.slot == slot; });
    number = static_cast<std::size_t>(same - match.nodes.begin());
  }
  if (number == match.nodes.size()) {
    MatchPlan::Node node;
    node.bound = found != scope.end();
    node.slot = node.bound ? found->second.slot : new_slot();
    node.classes = catalog_.classes_with({});
    node.text = source(pattern.extent);
    match.nodes.push_back(std::move(node));
    if (!pattern.name.empty() && found == scope.end())
      declare(scope, pattern.name, match.nodes[number].slot, {node_type, any_type});
  }
  MatchPlan::Node& node = match.nodes[number];
  for (std::size_t i = 0; i < classes.size(); ++i) node.classes[i] = node.classes[i] && classes[i];
  if (!pattern.labels.empty()) {
    node.has_labels = true;
    node.text = source(pattern.extent);
  }
  add_conditions(std::move(pattern.properties), node.slot, match);
  return number;
}

// {name: value, …} as conditions.
void Compiler::add_conditions(ExprPtr properties, Slot slot, MatchPlan& match) {
  if (properties == nullptr) return;
  for (std::size_t i = 0; i < properties->args.size(); ++i) {
    const Extent extent = properties->args[i]->extent;
    note_property(properties->names[i], extent);
    auto entity = std::make_unique<Expr>(Op::variable, extent);
    entity->slot = slot;
    auto property = std::make_unique<Expr>(Op::property, extent);
    property->text = properties->names[i];
    property->args.push_back(std::move(entity));
    auto equal = std::make_unique<Expr>(Op::compare, extent);
    equal->chain.push_back(Comparison::equal);
    equal->args.push_back(std::move(property));
    equal->args.push_back(std::move(properties->args[i]));
    match.conditions.push_back(
        {keep(std::move(equal)), {}, properties->names[i] + ": " + std::string(source(extent)), false});
  }
}

void Compiler::add_relationship(RelationshipPattern& pattern, std::size_t from, std::size_t to, Scope& scope,
                                MatchPlan& match, Shortest shortest) {
  MatchPlan::Relationship made;
  made.from = from;
  made.to = to;
  made.heading = pattern.heading;
  made.tables = catalog_.tables_of(pattern.types);
  for (const std::string& type : pattern.types) {
    note_unknown("unknown_type", {"no relationship is of the type {}", "没有类型为 {} 的关系"}, type, catalog_.types(),
                 pattern.extent);
  }
  made.walks = pattern.variable_length || shortest != Shortest::no;
  made.shortest = shortest;
  made.text = source(pattern.extent);
  made.clause = match.clause;
  if (pattern.variable_length) {
    made.least = pattern.least.value_or(1);
    made.most = pattern.most.value_or(UINT64_MAX);
  }
  const Types wanted = made.walks ? list_type : relationship_type;
  const auto found = pattern.name.empty() ? scope.end() : scope.find(pattern.name);
  if (found != scope.end()) {
    const Kinds kinds = found->second.kinds;
    const bool fits = (kinds.types & (wanted | null_type)) != 0 &&
                      (!made.walks || kinds.items == 0 || (kinds.items & (relationship_type | null_type)) != 0);
    if (!fits) {
      fail("VariableTypeConflict", archive::filled(Text{"{} is not a relationship", "{} 不是关系"}, pattern.name),
           pattern.extent);
    }
    for (const auto& other : match.relationships) {
      if (other.slot != found->second.slot) continue;
      fail("RelationshipUniquenessViolation",
           archive::filled(Text{"{} stands for two relationships of one pattern, which always differ",
                                "{} 在同一模式中表示两个关系，而它们必须不同"},
                           pattern.name),
           pattern.extent);
    }
    made.bound = match.bound.count(found->second.slot) != 0;
    made.slot = found->second.slot;
    if (reads_ != nullptr) reads_->insert(made.slot);
  } else {
    made.slot = new_slot();
    if (!pattern.name.empty()) {
      declare(scope, pattern.name, made.slot, {wanted, made.walks ? relationship_type : any_type});
      made.needed = is_mentioned(pattern.name);
    }
  }
  if (pattern.properties != nullptr && made.walks) {
    for (std::size_t i = 0; i < pattern.properties->args.size(); ++i) {
      made.properties.emplace_back(pattern.properties->names[i], pattern.properties->args[i].get());
      made.values.push_back(std::move(pattern.properties->args[i]));
    }
  } else {
    made.needed = made.needed || pattern.properties != nullptr;
    add_conditions(std::move(pattern.properties), made.slot, match);
  }
  match.relationships.push_back(std::move(made));
}

void Compiler::bind_conditions(const Scope& scope, MatchPlan& match, std::size_t first_condition,
                               std::size_t first_relationship) {
  std::set<Slot>* const outer = reads_;
  const auto collect = [&](std::set<Slot>& reads, auto&& action) {
    reads_ = &reads;
    action();
    reads_ = outer;
    if (outer != nullptr) outer->insert(reads.begin(), reads.end());
  };
  for (std::size_t i = first_condition; i < match.conditions.size(); ++i) {
    MatchPlan::Condition& condition = match.conditions[i];
    collect(condition.reads, [&] { bind_condition(*condition.expression, scope); });
  }
  for (std::size_t i = first_relationship; i < match.relationships.size(); ++i) {
    MatchPlan::Relationship& relationship = match.relationships[i];
    for (ExprPtr& value : relationship.values) {
      collect(relationship.reads, [&] { bind(*value, scope); });
      keep(std::move(value));
    }
  }
}

void Compiler::bind_pattern_predicate(Expr& e, const Scope& scope) {
  const auto want_bound = [&](const std::string& name, Extent extent) {
    if (!name.empty() && scope.count(name) == 0) fail_undefined(name, extent, scope);
  };
  for (const NodePattern& node : e.pattern->nodes) want_bound(node.name, node.extent);
  for (const RelationshipPattern& relationship : e.pattern->relationships)
    want_bound(relationship.name, relationship.extent);
  Scope inner = scope;
  Steps steps;
  compile_patterns({e.pattern.get()}, nullptr, inner, steps, false);
  add_inner(e, std::move(steps));
}

// Where the steps only ask whether two nodes that are bound have a relationship, no plan has to be run for it.
void Compiler::add_inner(Expr& e, Steps steps) {
  bool simple = !steps.empty();
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
    const auto* check = dynamic_cast<const CheckNodeStep*>(steps[i].get());
    simple = simple && check != nullptr &&
             std::find(check->classes.begin(), check->classes.end(), false) == check->classes.end();
  }
  const auto* expand = simple ? dynamic_cast<const ExpandStep*>(steps.back().get()) : nullptr;
  if (expand != nullptr && expand->into && expand->relationship < 0 && expand->avoid.empty()) e.edge = expand;
  e.inner = static_cast<std::int32_t>(plan_.inners.size());
  plan_.inners.push_back(std::move(steps));
}

Kinds Compiler::bind_pattern_list(Expr& e, const Scope& scope) {
  Scope inner = scope;
  Steps steps;
  compile_patterns({e.pattern.get()}, std::move(e.args[0]), inner, steps, false);
  const Kinds item = bind(*e.args[1], inner);
  e.inner = static_cast<std::int32_t>(plan_.inners.size());
  plan_.inners.push_back(std::move(steps));
  return {list_type, item.types};
}

Kinds Compiler::bind_shortest(Expr& e, const Scope& scope) {
  for (const NodePattern& node : e.pattern->nodes) {
    if (node.name.empty() || scope.count(node.name) == 0) {
      fail("InvalidShortestPath", {"the ends of a shortest path must be defined before", "最短路径的两端必须已定义"},
           node.extent);
    }
  }
  Scope inner = scope;
  Steps steps;
  e.pattern->name = "\x01path";  // no name of a query
  mentioned_.insert(e.pattern->name);
  compile_patterns({e.pattern.get()}, nullptr, inner, steps, false);
  e.slot = inner.at(e.pattern->name).slot;
  e.inner = static_cast<std::int32_t>(plan_.inners.size());
  plan_.inners.push_back(std::move(steps));
  if (e.pattern->shortest == Shortest::one) return {path_type | null_type, any_type};
  return {list_type, path_type};
}

}  // namespace almanac::graph::cypher
