// Names to slots and functions; kinds of values, and the errors that follow from them before anything runs.

#include "graph/cypher/compiler_base.h"
#include "graph/cypher/match_plan.h"

namespace almanac::graph::cypher {
namespace {

constexpr Types boolean_type = types_of(Type::boolean);
constexpr Types list_type = types_of(Type::list);
constexpr Types map_type = types_of(Type::map);
constexpr Types text_type = types_of(Type::string);

Kinds scalar(Types types) { return {types, any_type}; }

Kinds either(Kinds a, Kinds b) {
  Kinds both;
  both.types = a.types | b.types;
  const bool lists_a = (a.types & list_type) != 0;
  const bool lists_b = (b.types & list_type) != 0;
  both.items = lists_a && lists_b ? a.items | b.items : lists_a ? a.items : b.items;
  return both;
}

}  // namespace

void Compiler::fail_undefined(const std::string& name, Extent extent, const Scope& scope) const {
  std::vector<std::string_view> known;
  for (const auto& [key, variable] : scope) known.push_back(key);
  fail("UndefinedVariable", archive::filled(Text{"the variable {} is not defined", "变量 {} 未定义"}, name), extent,
       {{}, nearest(name, known)});
}

void Compiler::want_types(const Expr& e, Kinds kinds, Types wanted, const Text& what) const {
  if ((kinds.types & (wanted | null_type)) != 0) return;
  fail("InvalidArgumentType", archive::filled(Text{what.en + ": {}", what.zh + "：{}"}, source(e.extent)), e.extent);
}

Slot Compiler::parameter_number(const std::string& name) {
  for (std::size_t i = 0; i < plan_.parameters.size(); ++i) {
    if (plan_.parameters[i] == name) return static_cast<Slot>(i);
  }
  plan_.parameters.push_back(name);
  return static_cast<Slot>(plan_.parameters.size() - 1);
}

Kinds Compiler::bind_variable(Expr& e, const Scope& scope) {
  if (e.slot >= 0) {  // made by the compiler
    if (reads_ != nullptr) reads_->insert(e.slot);
    return {};
  }
  const auto found = scope.find(e.text);
  if (found == scope.end()) fail_undefined(e.text, e.extent, scope);
  e.slot = found->second.slot;
  if (reads_ != nullptr) reads_->insert(e.slot);
  return found->second.kinds;
}

Kinds Compiler::bind_property(Expr& e, const Scope& scope) {
  const Kinds kinds = bind(*e.args[0], scope);
  constexpr Types with_properties = entity_types | map_type | moment_types | types_of(Type::duration);
  e.places = catalog_.places_of(e.text);
  if (kinds.types != 0 && (kinds.types & ~(entity_types | null_type)) == 0) {
    note_property(e.text, e.extent);
  }
  if ((kinds.types & (with_properties | null_type)) != 0) return {};
  const Position at = position(e.extent);
  // A path is told by the syntax alone.
  const bool path = kinds.types == types_of(Type::path);
  throw QueryError(Phase::compile, path ? "SyntaxError" : "TypeError", "InvalidArgumentType",
                   archive::filled(Text{"this has no properties: {}", "此处没有属性：{}"}, source(e.args[0]->extent)),
                   &at);
}

Kinds Compiler::bind_index(Expr& e, const Scope& scope) {
  const Kinds from = bind(*e.args[0], scope);
  for (std::size_t i = 1; i < e.args.size(); ++i) {
    if (e.args[i] != nullptr) bind(*e.args[i], scope);
  }
  if (e.op == Op::slice) return {from.types | null_type, from.items};
  return from.types == list_type ? scalar(from.items | null_type) : Kinds{};
}

Kinds Compiler::bind_call(Expr& e, const Scope& scope) {
  if (find_aggregate(e.text) != nullptr) {
    fail("InvalidAggregation",
         archive::filled(Text{"{}() is not possible here; aggregate in WITH or RETURN first",
                              "此处不能使用 {}()；请先在 WITH 或 RETURN 中聚合"},
                         e.text),
         e.extent);
  }
  e.function = find_function(e.text);
  if (e.function == nullptr) {
    std::vector<std::string_view> known = function_names();
    for (const std::string_view name : aggregate_names()) known.push_back(name);
    fail("UnknownFunction", archive::filled(Text{"there is no function {}()", "没有函数 {}()"}, e.text), e.extent,
         {{}, nearest(e.text, known)});
  }
  const Function& f = *e.function;
  if (e.args.size() < f.least || e.args.size() > f.most) {
    const std::string wanted =
        f.least == f.most ? std::to_string(f.least) : std::to_string(f.least) + "–" + std::to_string(f.most);
    fail("InvalidNumberOfArguments",
         archive::filled(Text{"{}() takes {} arguments, not {}", "{}() 需要 {} 个参数，而不是 {} 个"}, f.name, wanted,
                         std::to_string(e.args.size())),
         e.extent);
  }
  const bool exists = f.name == "exists";
  Kinds first;
  for (std::size_t i = 0; i < e.args.size(); ++i) {
    const Kinds kinds = bind(*e.args[i], scope, exists ? Patterns::allowed : Patterns::forbidden);
    if (i == 0) first = kinds;
  }
  if (!e.args.empty() && f.first != any_type) {
    want_types(*e.args[0], first, f.first,
               archive::filled(Text{"{}() cannot take this", "{}() 不能接受此参数"}, f.name));
  }
  if (exists && e.args[0]->op == Op::pattern) {  // the pattern is the answer
    e.op = Op::and_;
    return scalar(boolean_type);
  }
  if (f.name == "coalesce") {
    Kinds all = scalar(0);
    all.items = 0;
    for (const ExprPtr& arg : e.args) all.types |= arg->op == Op::literal ? types_of(arg->value.type) : any_type;
    return {all.types, any_type};
  }
  if (f.name == "head" || f.name == "last") return scalar(first.items | null_type);
  if (f.name == "tail" || f.name == "reverse") return {f.result | null_type, first.items};
  if (f.name == "nodes") return {list_type | null_type, types_of(Type::node)};
  if (f.name == "relationships" || f.name == "rels") return {list_type | null_type, types_of(Type::relationship)};
  if (f.name == "range") return {list_type, types_of(Type::integer)};
  if (f.name == "keys" || f.name == "labels") return {list_type | null_type, text_type};
  return scalar(f.result | null_type);
}

// Comprehensions, quantifiers, reduce: the variable is seen by all but the list.
Kinds Compiler::bind_loop(Expr& e, const Scope& scope) {
  const Kinds list = bind(*e.args[0], scope);
  want_types(*e.args[0], list, list_type, {"a list is wanted here", "此处应为列表"});
  Scope inner = scope;
  e.slot = new_slot();
  const Types items = (list.types & ~null_type) == list_type ? list.items : any_type;
  declare(inner, e.text, e.slot, scalar(items == 0 ? null_type : items));
  if (e.op == Op::reduce) {
    const Kinds start = bind(*e.args[1], scope);
    e.second_slot = new_slot();
    declare(inner, e.names[0], e.second_slot, {});
    bind(*e.args[2], inner);
    return either(start, Kinds{});
  }
  if (e.args[1] != nullptr) {
    const Kinds condition = bind(*e.args[1], inner, Patterns::allowed);
    want_types(*e.args[1], condition, boolean_type, {"a condition must be true or false", "条件必须为真或假"});
  }
  if (e.op != Op::comprehension) return scalar(boolean_type | null_type);
  const Kinds made = e.args[2] == nullptr ? scalar(items) : bind(*e.args[2], inner);
  return {list_type | null_type, made.types};
}

Kinds Compiler::bind_arithmetic(Expr& e, const Scope& scope) {
  const Kinds a = bind(*e.args[0], scope);
  const Kinds b = e.args.size() > 1 ? bind(*e.args[1], scope) : a;
  constexpr Types duration_type = types_of(Type::duration);
  if (e.op == Op::add) {
    if (a.types == list_type || b.types == list_type) {
      Types items = any_type;
      if (a.types == list_type && b.types == list_type) items = a.items | b.items;
      return {list_type, items};
    }
    if ((a.types | b.types) == types_of(Type::integer)) return scalar(types_of(Type::integer));
    if (((a.types | b.types) & ~number_types) == 0) return scalar(number_types);
    return {};
  }
  const Types wanted = e.op == Op::modulo || e.op == Op::power ? number_types
                       : e.op == Op::subtract                  ? number_types | duration_type | moment_types
                                                               : number_types | duration_type;
  for (const auto& [arg, kinds] : {std::pair(e.args[0].get(), a), std::pair(e.args.back().get(), b)}) {
    want_types(*arg, kinds, wanted, {"a number is wanted here", "此处应为数字"});
  }
  if (e.op == Op::power) return scalar(types_of(Type::real) | null_type);
  if ((a.types | b.types) == types_of(Type::integer)) return scalar(types_of(Type::integer));
  if (((a.types | b.types) & ~number_types) == 0) return scalar(number_types);
  return scalar(wanted | null_type);
}

Kinds Compiler::bind_case(Expr& e, const Scope& scope, Patterns patterns) {
  Kinds result = scalar(e.args.back() == nullptr ? null_type : 0);
  result.items = 0;
  if (e.args[0] != nullptr) bind(*e.args[0], scope);
  for (std::size_t i = 1; i + 1 < e.args.size(); i += 2) {
    bind(*e.args[i], scope, e.args[0] == nullptr ? Patterns::allowed : Patterns::forbidden);
    result = either(result, bind(*e.args[i + 1], scope, patterns));
  }
  if (e.args.back() != nullptr) result = either(result, bind(*e.args.back(), scope, patterns));
  if (result.items == 0) result.items = any_type;
  return result;
}

// id(a) = id(b) is a = b, if both are nodes for certain.
void Compiler::compare_entities(Expr& e, const Scope& scope) const {
  if (e.chain.size() != 1 || (e.chain[0] != Comparison::equal && e.chain[0] != Comparison::differs)) return;
  for (const ExprPtr& arg : e.args) {
    if (arg->op != Op::call || arg->function->name != "id" || arg->args[0]->op != Op::variable) return;
    const auto found = scope.find(arg->args[0]->text);
    if (found == scope.end() || found->second.kinds.types != types_of(Type::node)) return;
  }
  for (ExprPtr& arg : e.args) {
    ExprPtr entity = std::move(arg->args[0]);
    arg = std::move(entity);
  }
}

void Compiler::bind_condition(Expr& e, const Scope& scope) {
  const Kinds kinds = bind(e, scope, Patterns::allowed);
  want_types(e, kinds, boolean_type, {"a condition must be true or false", "条件必须为真或假"});
}

Kinds Compiler::bind(Expr& e, const Scope& scope, Patterns patterns) {
  switch (e.op) {
    case Op::literal:
      return scalar(types_of(e.value.type));
    case Op::parameter:
      e.inner = parameter_number(e.text);
      return {};
    case Op::variable:
      return bind_variable(e, scope);
    case Op::property:
      return bind_property(e, scope);
    case Op::index:
    case Op::slice:
      return bind_index(e, scope);
    case Op::list: {
      Types items = 0;
      for (const ExprPtr& arg : e.args) items |= bind(*arg, scope).types;
      return {list_type, items};
    }
    case Op::map:
      for (const ExprPtr& arg : e.args) bind(*arg, scope);
      return scalar(map_type);
    case Op::not_:
    case Op::and_:
    case Op::or_:
    case Op::xor_:
      for (const ExprPtr& arg : e.args) {
        const Kinds kinds = bind(*arg, scope, patterns);
        want_types(*arg, kinds, boolean_type, {"true or false is wanted here", "此处应为真或假"});
      }
      return scalar(boolean_type | null_type);
    case Op::negate:
    case Op::identity:
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide:
    case Op::modulo:
    case Op::power:
      return bind_arithmetic(e, scope);
    case Op::in: {
      bind(*e.args[0], scope);
      const Kinds list = bind(*e.args[1], scope);
      want_types(*e.args[1], list, list_type, {"IN wants a list", "IN 之后应为列表"});
      return scalar(boolean_type | null_type);
    }
    case Op::compare: {
      for (const ExprPtr& arg : e.args) bind(*arg, scope);
      compare_entities(e, scope);
      return scalar(boolean_type | null_type);
    }
    case Op::starts_with:
    case Op::ends_with:
    case Op::contains:
    case Op::matches:
      for (const ExprPtr& arg : e.args) bind(*arg, scope);
      return scalar(boolean_type | null_type);
    case Op::is_null:
    case Op::is_not_null:
      bind(*e.args[0], scope);
      return scalar(boolean_type);
    case Op::has_labels: {
      const Kinds kinds = bind(*e.args[0], scope);
      want_types(*e.args[0], kinds, entity_types,
                 {"only nodes and relationships have labels", "只有节点和关系才有标签"});
      if (kinds.types == types_of(Type::node)) note_labels(e.names, e.extent);
      e.label_classes = catalog_.classes_with(e.names);
      return scalar(boolean_type | null_type);
    }
    case Op::case_:
      return bind_case(e, scope, patterns);
    case Op::call:
      return bind_call(e, scope);
    case Op::count_all:
      fail("InvalidAggregation",
           {"count(*) is not possible here; aggregate in WITH or RETURN first",
            "此处不能使用 count(*)；请先在 WITH 或 RETURN 中聚合"},
           e.extent);
    case Op::comprehension:
    case Op::all:
    case Op::any:
    case Op::none:
    case Op::single:
    case Op::reduce:
      return bind_loop(e, scope);
    case Op::pattern:
      if (patterns == Patterns::forbidden) {
        fail("UnexpectedSyntax",
             {"a pattern is possible here only inside of exists() or a list [ … | … ]",
              "此处的模式只能写在 exists() 或列表 [ … | … ] 之内"},
             e.extent);
      }
      bind_pattern_predicate(e, scope);
      return scalar(boolean_type);
    case Op::pattern_list:
      return bind_pattern_list(e, scope);
    case Op::shortest_path:
      return bind_shortest(e, scope);
    case Op::exists:
      compile_exists(e, scope);
      return scalar(boolean_type);
  }
  return {};
}

}  // namespace almanac::graph::cypher
