#include "graph/cypher/evaluate_loops.h"

#include <algorithm>

#include "graph/cypher/functions.h"
#include "graph/cypher/operators.h"
#include "graph/cypher/query_error.h"
#include "graph/cypher/temporal.h"

namespace almanac::graph::cypher {
namespace {

// All of the arguments (`until` no), or any (`until` yes).
Value connect(const Expr& e, Execution& x, Truth until) {
  Truth result = until == Truth::no ? Truth::yes : Truth::no;
  for (const ExprPtr& arg : e.args) {
    const Truth one = truth_of(evaluate(*arg, x));
    if (one == until) return value_of(until);
    if (one == Truth::unknown) result = Truth::unknown;
  }
  return value_of(result);
}

Truth compared(Comparison comparison, const Value& a, const Value& b) {
  if (comparison == Comparison::equal) return equals(a, b);
  if (comparison == Comparison::differs) {
    const Truth same = equals(a, b);
    return same == Truth::unknown ? same : truth(same == Truth::no);
  }
  const auto order = compare(a, b);
  if (!order) return Truth::unknown;
  switch (comparison) {
    case Comparison::less:
      return truth(*order < 0);
    case Comparison::at_most:
      return truth(*order <= 0);
    case Comparison::greater:
      return truth(*order > 0);
    default:
      return truth(*order >= 0);
  }
}

// Before something goes through the whole of it.
void charge(const Value& value, Execution& x) {
  if (may_be_heavy(value)) x.budget.steps(weight_of(value));
}

Value compare_chain(const Expr& e, Execution& x) {
  Value left = evaluate(*e.args[0], x);
  charge(left, x);
  if (e.chain.size() == 1) return value_of(compared(e.chain[0], left, evaluate(*e.args[1], x)));
  Truth all = Truth::yes;
  for (std::size_t i = 0; i < e.chain.size(); ++i) {
    const Value right = evaluate(*e.args[i + 1], x);
    const Truth one = compared(e.chain[i], left, right);
    if (one == Truth::no) return Value::of(false);
    if (one == Truth::unknown) all = Truth::unknown;
    left = right;
  }
  return value_of(all);
}

[[noreturn]] void fail_access(const char* detail, const Value& value, const Value& by) {
  fail_type(detail, archive::filled(Text{"a {} has no element by {}", "{} 没有以 {} 表示的元素"}, name_of(value.type),
                                    name_of(by.type)));
}

Value property(const Expr& e, Execution& x) {
  const Value entity = evaluate(*e.args[0], x);
  switch (entity.type) {
    case Type::node:
    case Type::relationship:
      return x.catalog.property(*e.places, entity, x.scratch);
    case Type::null:
      return {};
    case Type::map: {
      const Value* found = find_key(entity.map(), e.text);
      return found == nullptr ? Value{} : *found;
    }
    default:
      if (is_moment(entity.type) || entity.type == Type::duration) return field_of(entity, e.text, x.scratch);
      fail_type("InvalidArgumentType", archive::filled(Text{"a {} has no properties (.{})", "{} 没有属性（.{}）"},
                                                       name_of(entity.type), e.text));
  }
}

Value index(const Expr& e, Execution& x) {
  const Value from = evaluate(*e.args[0], x);
  const Value by = evaluate(*e.args[1], x);
  switch (from.type) {
    case Type::null:
      return {};
    case Type::list: {
      if (by.is_null()) return {};
      if (by.type != Type::integer) fail_access("ListElementAccessByNonInteger", from, by);
      const auto list = from.list();
      const auto size = static_cast<std::int64_t>(list.size());
      const std::int64_t at = by.integer < 0 ? by.integer + size : by.integer;
      return at < 0 || at >= size ? Value{} : list[static_cast<std::size_t>(at)];
    }
    case Type::map:
    case Type::node:
    case Type::relationship: {
      if (by.is_null()) return {};
      if (by.type != Type::string) fail_access("MapElementAccessByNonString", from, by);
      if (from.type != Type::map) return x.catalog.property(by.text(), from, x.scratch);
      const Value* found = find_key(from.map(), by.text());
      return found == nullptr ? Value{} : *found;
    }
    default:
      fail_access("InvalidArgumentType", from, by);
  }
}

Value slice(const Expr& e, Execution& x) {
  const Value from = evaluate(*e.args[0], x);
  if (from.is_null()) return {};
  if (from.type != Type::list) fail_access("InvalidArgumentType", from, from);
  const auto list = from.list();
  const auto size = static_cast<std::int64_t>(list.size());
  bool unknown = false;
  const auto bound = [&](const ExprPtr& arg, std::int64_t otherwise) {
    if (arg == nullptr) return otherwise;
    const Value value = evaluate(*arg, x);
    if (value.is_null()) {
      unknown = true;
      return otherwise;
    }
    if (value.type != Type::integer) fail_access("ListElementAccessByNonInteger", from, value);
    const std::int64_t at = value.integer < 0 ? value.integer + size : value.integer;
    return std::clamp(at, std::int64_t{0}, size);
  };
  const std::int64_t begin = bound(e.args[1], 0);
  const std::int64_t end = bound(e.args[2], size);
  if (unknown) return {};
  if (begin >= end) return make_list(x.scratch, {});
  return make_list(x.scratch, list.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)));
}

Value list(const Expr& e, Execution& x) {
  Value* items = x.scratch.array<Value>(e.args.size());
  for (std::size_t i = 0; i < e.args.size(); ++i) items[i] = evaluate(*e.args[i], x);
  return make_list(x.scratch, {items, e.args.size()});
}

Value map(const Expr& e, Execution& x) {
  auto* entries = x.scratch.array<MapEntry>(e.args.size());
  for (std::size_t i = 0; i < e.args.size(); ++i) entries[i] = {e.names[i], evaluate(*e.args[i], x)};
  return make_map(x.scratch, {entries, e.args.size()});
}

Value text_test(const Expr& e, Execution& x) {
  const Value a = evaluate(*e.args[0], x);
  const Value b = evaluate(*e.args[1], x);
  if (a.type != Type::string || b.type != Type::string) return {};
  charge(a, x);
  switch (e.op) {
    case Op::starts_with:
      return Value::of(a.text().starts_with(b.text()));
    case Op::ends_with:
      return Value::of(a.text().ends_with(b.text()));
    case Op::matches:
      x.budget.steps(256 + a.text().size());
      return Value::of(matches(a.text(), b.text(), x.budget));
    default:
      return Value::of(a.text().find(b.text()) != std::string_view::npos);
  }
}

Value has_labels(const Expr& e, Execution& x) {
  const Value entity = evaluate(*e.args[0], x);
  if (entity.is_null()) return {};
  if (entity.type == Type::node) return Value::of(bool{e.label_classes[x.graph.class_of(entity.node_id())]});
  if (entity.type == Type::relationship) {
    const std::string& type = x.graph.tables()[entity.extra].type;
    return Value::of(
        std::all_of(e.names.begin(), e.names.end(), [&](const std::string& name) { return name == type; }));
  }
  fail_type("InvalidArgumentType", archive::filled(Text{"a {} has no labels", "{} 没有标签"}, name_of(entity.type)));
}

Value choose(const Expr& e, Execution& x) {
  const bool has_subject = e.args[0] != nullptr;
  const Value subject = has_subject ? evaluate(*e.args[0], x) : Value{};
  for (std::size_t i = 1; i + 1 < e.args.size(); i += 2) {
    const bool chosen = has_subject ? equals(subject, evaluate(*e.args[i], x)) == Truth::yes : is_true(*e.args[i], x);
    if (chosen) return evaluate(*e.args[i + 1], x);
  }
  return e.args.back() == nullptr ? Value{} : evaluate(*e.args.back(), x);
}

Value call(const Expr& e, Execution& x) {
  constexpr std::uint32_t long_text = 1U << 20U;
  Value* args = x.scratch.array<Value>(e.args.size());
  Held held(x.budget);
  for (std::size_t i = 0; i < e.args.size(); ++i) {
    args[i] = evaluate(*e.args[i], x);
    if (args[i].is_null() && !e.function->takes_null) return {};
    charge(args[i], x);
    if (args[i].type == Type::string && args[i].extra > long_text)
      held.add(std::uint64_t{args[i].extra} * 5);  // as UTF-16, before and after
  }
  return e.function->run({x, {args, e.args.size()}, e.function->name});
}

}  // namespace

Truth truth_of(const Value& value) {
  if (value.is_null()) return Truth::unknown;
  if (value.type == Type::boolean) return truth(value.integer != 0);
  fail_type("InvalidArgumentType",
            archive::filled(Text{"a condition must be true or false, not a {}", "条件必须为真或假，而不是 {}"},
                            name_of(value.type)));
}

bool is_true(const Expr& expression, Execution& execution) {
  return truth_of(evaluate(expression, execution)) == Truth::yes;
}

Value evaluate(const Expr& e, Execution& x) {
  const auto arg = [&](std::size_t i) { return evaluate(*e.args[i], x); };
  switch (e.op) {
    case Op::literal:
      return e.value;
    case Op::parameter:
      return x.parameters[static_cast<std::size_t>(e.inner)];
    case Op::variable:
      return x.slots[static_cast<std::size_t>(e.slot)];
    case Op::property:
      return property(e, x);
    case Op::index:
      return index(e, x);
    case Op::slice:
      return slice(e, x);
    case Op::list:
      return list(e, x);
    case Op::map:
      return map(e, x);
    case Op::not_: {
      const Truth one = truth_of(arg(0));
      return one == Truth::unknown ? Value{} : Value::of(one == Truth::no);
    }
    case Op::negate:
      return negate(arg(0), x.scratch);
    case Op::identity:
      return arg(0);
    case Op::and_:
      return connect(e, x, Truth::no);
    case Op::or_:
      return connect(e, x, Truth::yes);
    case Op::xor_: {
      const Truth a = truth_of(arg(0));
      const Truth b = truth_of(arg(1));
      return a == Truth::unknown || b == Truth::unknown ? Value{} : Value::of(a != b);
    }
    case Op::compare:
      return compare_chain(e, x);
    case Op::add: {
      const Value a = arg(0);
      return add(a, arg(1), x.scratch);
    }
    case Op::subtract: {
      const Value a = arg(0);
      return subtract(a, arg(1), x.scratch);
    }
    case Op::multiply: {
      const Value a = arg(0);
      return multiply(a, arg(1), x.scratch);
    }
    case Op::divide: {
      const Value a = arg(0);
      return divide(a, arg(1), x.scratch);
    }
    case Op::modulo: {
      const Value a = arg(0);
      return modulo(a, arg(1));
    }
    case Op::power: {
      const Value a = arg(0);
      return power(a, arg(1));
    }
    case Op::starts_with:
    case Op::ends_with:
    case Op::contains:
    case Op::matches:
      return text_test(e, x);
    case Op::in: {
      const Value item = arg(0);
      const Value list = arg(1);
      charge(list, x);
      return value_of(contains_item(list, item));
    }
    case Op::is_null:
      return Value::of(arg(0).is_null());
    case Op::is_not_null:
      return Value::of(!arg(0).is_null());
    case Op::has_labels:
      return has_labels(e, x);
    case Op::case_:
      return choose(e, x);
    case Op::call:
      return call(e, x);
    case Op::comprehension:
      return comprehension(e, x);
    case Op::all:
    case Op::any:
    case Op::none:
    case Op::single:
      return quantify(e, x);
    case Op::reduce:
      return reduce(e, x);
    case Op::pattern:
    case Op::exists:
      return Value::of(e.edge != nullptr ? has_edge(*e.edge, x) : any_row(e, x));
    case Op::pattern_list:
      return collect_rows(e, x, false);
    case Op::shortest_path:
      return collect_rows(e, x, e.pattern->shortest == Shortest::one);
    case Op::count_all:
      break;  // replaced by the compiler
  }
  return {};
}

}  // namespace almanac::graph::cypher
