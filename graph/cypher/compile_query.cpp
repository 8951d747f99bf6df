#include <algorithm>

#include "archive/nearest.h"
#include "graph/cypher/compiler_base.h"
#include "graph/cypher/parser.h"

namespace almanac::graph::cypher {

std::shared_ptr<const Plan> compile(std::string_view text, const Catalog& catalog, const Procedures& procedures) {
  auto plan = std::make_shared<Plan>();
  plan->text = std::string(text);
  plan->query = parse(plan->text);
  Compiler(*plan, catalog, procedures).compile();
  plan->returned = plan->columns;
  if (plan->query.explain) plan->columns = {"plan"};
  return plan;
}

void Compiler::note_unknown(const char* code, const Text& message, std::string_view name,
                            const std::vector<std::string_view>& known, Extent extent) {
  if (std::binary_search(known.begin(), known.end(), name)) return;
  std::string near = nearest(name, known);
  plan_.notes.push_back({code, archive::did_you_mean(archive::filled(message, name), near), position(extent), near});
}

void Compiler::note_property(const std::string& name, Extent extent) {
  note_unknown("unknown_property", {"nothing has the property {}", "没有任何对象具有属性 {}"}, name,
               catalog_.properties(), extent);
}

void Compiler::note_labels(const std::vector<std::string>& labels, Extent extent) {
  for (const std::string& label : labels) {
    note_unknown("unknown_label", {"no node has the label {}", "没有节点带标签 {}"}, label, catalog_.labels(), extent);
  }
}

void Compiler::find_mentions(const Pattern& pattern) {
  const auto see = [&](const std::string& name) {
    if (!name.empty() && !in_patterns_.insert(name).second) mentioned_.insert(name);
  };
  see(pattern.name);
  for (const NodePattern& node : pattern.nodes) {
    see(node.name);
    if (node.properties != nullptr) find_mentions(*node.properties);
  }
  for (const RelationshipPattern& relationship : pattern.relationships) {
    see(relationship.name);
    if (relationship.properties != nullptr) find_mentions(*relationship.properties);
  }
}

void Compiler::find_mentions(const Expr& e) {
  if (e.op == Op::variable) mentioned_.insert(e.text);
  for (const ExprPtr& arg : e.args) {
    if (arg != nullptr) find_mentions(*arg);
  }
  if (e.pattern != nullptr) find_mentions(*e.pattern);
  if (e.query != nullptr) find_mentions(*e.query);
}

void Compiler::find_mentions(const Query& query) {
  for (const Part& part : query.parts) {
    for (const Clause& clause : part.clauses) {
      star_ = star_ || clause.star;
      for (const Pattern& pattern : clause.patterns) find_mentions(pattern);
      for (const Item& item : clause.items) find_mentions(*item.expression);
      for (const SortItem& item : clause.sort) find_mentions(*item.expression);
      for (const ExprPtr& arg : clause.arguments) find_mentions(*arg);
      for (const ExprPtr* e : {&clause.where, &clause.skip, &clause.limit}) {
        if (*e != nullptr) find_mentions(**e);
      }
    }
  }
}

void Compiler::compile() {
  find_mentions(plan_.query);
  compile_parts(plan_.query, plan_.steps);
}

void Compiler::compile_parts(Query& query, Steps& steps) {
  for (std::size_t i = 1; i < query.all.size(); ++i) {
    if (query.all[i] != query.all[0]) {
      fail("InvalidClauseComposition", {"UNION and UNION ALL cannot be mixed", "UNION 与 UNION ALL 不能混用"},
           query.unions[i]);
    }
  }
  if (query.parts.size() == 1) {
    const Scope scope = compile_part(query.parts[0], {}, steps, Place::top, &plan_.columns);
    for (const std::string& name : plan_.columns) plan_.column_slots.push_back(scope.at(name).slot);
    return;
  }
  auto step = std::make_unique<UnionStep>();
  for (std::size_t i = 0; i < query.parts.size(); ++i) {
    std::vector<std::string> columns;
    UnionStep::Part part;
    const Scope scope = compile_part(query.parts[i], {}, part.steps, Place::top, &columns);
    if (i == 0) {
      plan_.columns = columns;
      for (std::size_t c = 0; c < columns.size(); ++c) step->to.push_back(new_slot());
    } else if (columns != plan_.columns) {
      fail("DifferentColumnsInUnion",
           {"the parts of a UNION must return the same columns", "UNION 的各部分必须返回相同的列"},
           query.unions[i - 1]);
    }
    for (const std::string& name : plan_.columns) part.from.push_back(scope.at(name).slot);
    step->parts.push_back(std::move(part));
  }
  plan_.column_slots = step->to;
  steps.push_back(std::move(step));
  if (!query.all[0]) {
    auto distinct = std::make_unique<DistinctStep>();
    distinct->slots = plan_.column_slots;
    steps.push_back(std::move(distinct));
  }
}

void Compiler::check_order_of_clauses(const Part& part, Place place) const {
  for (std::size_t i = 0; i < part.clauses.size(); ++i) {
    const Clause& clause = part.clauses[i];
    if (is_writing(clause.kind)) {
      if (place == Place::inside) {
        fail("InvalidClauseComposition", {"a subquery cannot change the graph", "子查询不能修改图"}, clause.extent);
      }
      const Position at = position(clause.extent);
      throw QueryError(
          Phase::compile, "SemanticError", "ReadOnly",
          {"queries only read: this graph is made from the archive; change records there (import, edit pages, API)",
           "查询只能读取：图由档案生成；请在档案中修改（导入、编辑页面或 API）"},
          &at);
    }
    if (clause.kind == ClauseKind::return_ && i + 1 < part.clauses.size()) {
      fail("InvalidClauseComposition", {"nothing can follow RETURN but UNION", "RETURN 之后只能是 UNION"},
           part.clauses[i + 1].extent);
    }
  }
  const ClauseKind last = part.clauses.back().kind;
  const bool standalone = part.clauses.size() == 1 && last == ClauseKind::call;
  if (place == Place::top && last != ClauseKind::return_ && !standalone) {
    fail("InvalidClauseComposition", {"a query must end with RETURN", "查询必须以 RETURN 结尾"},
         part.clauses.back().extent);
  }
}

Scope Compiler::compile_part(Part& part, Scope scope, Steps& steps, Place place, std::vector<std::string>* returned) {
  check_order_of_clauses(part, place);
  for (std::size_t i = 0; i < part.clauses.size(); ++i) {
    Clause& clause = part.clauses[i];
    switch (clause.kind) {
      case ClauseKind::match:
        i += compile_matches(part, i, scope, steps) - 1;
        break;
      case ClauseKind::unwind:
        compile_unwind(clause, scope, steps);
        break;
      case ClauseKind::with:
        scope = compile_projection(clause, scope, steps, nullptr);
        break;
      case ClauseKind::return_:
        scope = compile_projection(clause, scope, steps, returned);
        break;
      case ClauseKind::call:
        compile_call(clause, scope, steps, part.clauses.size() == 1 && place == Place::top, returned);
        break;
      default:
        break;
    }
  }
  return scope;
}

void Compiler::compile_unwind(Clause& clause, Scope& scope, Steps& steps) {
  Item& item = clause.items[0];
  const Kinds kinds = bind(*item.expression, scope);
  if (scope.count(item.name) != 0) {
    fail("VariableAlreadyBound",
         archive::filled(Text{"the variable {} is defined already", "变量 {} 已定义"}, item.name), clause.extent);
  }
  auto step = std::make_unique<UnwindStep>();
  step->list = item.expression.get();
  step->slot = new_slot();
  Kinds member;
  if (kinds.types == types_of(Type::list) && kinds.items != 0) member.types = kinds.items;
  declare(scope, item.name, step->slot, member);
  steps.push_back(std::move(step));
}

void Compiler::compile_call(Clause& clause, Scope& scope, Steps& steps, bool standalone,
                            std::vector<std::string>* returned) {
  const Procedure* procedure = procedures_.find(clause.procedure);
  if (procedure == nullptr) {
    const Position at = position(clause.procedure_extent);
    throw QueryError(Phase::compile, "ProcedureError", "ProcedureNotFound",
                     archive::filled(Text{"there is no procedure {}", "没有过程 {}"}, clause.procedure), &at,
                     {{}, nearest(clause.procedure, procedures_.names())});
  }
  auto step = std::make_unique<CallStep>();
  step->procedure = procedure;
  step->place = position(clause.procedure_extent);
  if (!clause.explicit_arguments) {
    if (!standalone && !procedure->inputs.empty()) {
      fail("InvalidArgumentPassingMode",
           {"inside of a query, the arguments of a procedure are written in brackets",
            "查询中调用过程时，参数须写在括号内"},
           clause.procedure_extent);
    }
    for (const Field& input : procedure->inputs) {  // from the parameters of the same names
      if (input.optional) break;
      auto argument = std::make_unique<Expr>(Op::parameter, clause.procedure_extent);
      argument->text = input.name;
      clause.arguments.push_back(std::move(argument));
    }
  } else {
    const std::size_t most = procedure->inputs.size();
    const auto least = static_cast<std::size_t>(std::count_if(procedure->inputs.begin(), procedure->inputs.end(),
                                                              [](const Field& input) { return !input.optional; }));
    if (clause.arguments.size() < least || clause.arguments.size() > most) {
      const std::string wanted =
          least == most ? std::to_string(most) : std::to_string(least) + "–" + std::to_string(most);
      fail("InvalidNumberOfArguments",
           archive::filled(Text{"{} takes {} arguments, not {}", "{} 需要 {} 个参数，而不是 {} 个"}, procedure->name,
                           wanted, std::to_string(clause.arguments.size())),
           clause.procedure_extent, {{signature_of(*procedure), signature_of(*procedure)}, {}});
    }
  }
  for (std::size_t i = 0; i < clause.arguments.size(); ++i) {
    Expr& argument = *clause.arguments[i];
    const Kinds kinds = bind(argument, scope);
    want_types(argument, kinds, procedure->inputs[i].types,
               archive::filled(Text{"the argument {} wants a {}", "参数 {} 应为 {}"}, procedure->inputs[i].name,
                               procedure->inputs[i].type_name));
    step->arguments.push_back(&argument);
  }
  add_yields(clause, *procedure, scope, *step, standalone, returned);
  steps.push_back(std::move(step));
  if (clause.where != nullptr) {
    bind_condition(*clause.where, scope);
    auto filter = std::make_unique<FilterStep>();
    filter->condition = clause.where.get();
    filter->text = source(clause.where->extent);
    steps.push_back(std::move(filter));
  }
}

void Compiler::add_yields(Clause& clause, const Procedure& procedure, Scope& scope, CallStep& step, bool standalone,
                          std::vector<std::string>* returned) {
  if (clause.yield_star && !standalone) {
    fail("UnexpectedSyntax",
         {"YIELD * is possible only where CALL is the whole query", "只有单独的 CALL 才能使用 YIELD *"}, clause.extent);
  }
  const bool all = standalone && (!clause.yields || clause.yield_star);
  std::vector<Yield> yields;
  if (all) {
    for (const Field& field : procedure.outputs) yields.push_back({field.name, field.name, clause.extent});
  } else if (clause.yields) {
    yields = *clause.yields;
  }
  for (const Yield& yield : yields) {
    std::vector<std::string_view> known;
    std::uint32_t number = 0;
    while (number < procedure.outputs.size() && procedure.outputs[number].name != yield.field) {
      known.push_back(procedure.outputs[number++].name);
    }
    if (number == procedure.outputs.size()) {
      fail("UndefinedVariable",
           archive::filled(Text{"{} does not yield {}", "{} 不产生 {}"}, procedure.name, yield.field), yield.extent,
           {{}, nearest(yield.field, known)});
    }
    if (scope.count(yield.name) != 0) {
      fail("VariableAlreadyBound",
           archive::filled(Text{"the variable {} is defined already", "变量 {} 已定义"}, yield.name), yield.extent);
    }
    const Slot slot = new_slot();
    declare(scope, yield.name, slot, {procedure.outputs[number].types | null_type, any_type});
    step.outputs.emplace_back(number, slot);
    if (standalone && returned != nullptr) returned->push_back(yield.name);
  }
}

void Compiler::compile_exists(Expr& e, const Scope& scope) {
  Steps steps;
  if (e.query->parts.size() == 1) {
    compile_part(e.query->parts[0], scope, steps, Place::inside, nullptr);
  } else {
    auto step = std::make_unique<UnionStep>();
    for (Part& part : e.query->parts) {
      UnionStep::Part compiled;
      compile_part(part, scope, compiled.steps, Place::inside, nullptr);
      step->parts.push_back(std::move(compiled));
    }
    steps.push_back(std::move(step));
  }
  add_inner(e, std::move(steps));
}

}  // namespace almanac::graph::cypher
