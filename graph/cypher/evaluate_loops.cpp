#include "graph/cypher/evaluate_loops.h"

#include "graph/cypher/query_error.h"

namespace almanac::graph::cypher {
namespace {

// The list that a comprehension or quantifier goes through; false: null.
bool loop_list(const Expr& e, Execution& x, std::span<const Value>& items) {
  const Value value = evaluate(*e.args[0], x);
  if (value.is_null()) return false;
  if (value.type != Type::list) {
    fail_type("InvalidArgumentType",
              archive::filled(Text{"a list is wanted here, not a {}", "此处应为列表，而不是 {}"}, name_of(value.type)));
  }
  items = value.list();
  return true;
}

}  // namespace

Value comprehension(const Expr& e, Execution& x) {
  std::span<const Value> items;
  if (!loop_list(e, x, items)) return {};
  Value* made = x.scratch.array<Value>(items.size());
  std::size_t count = 0;
  for (const Value& item : items) {
    x.budget.step();
    x.slots[static_cast<std::size_t>(e.slot)] = item;
    if (e.args[1] != nullptr && !is_true(*e.args[1], x)) continue;
    made[count++] = e.args[2] == nullptr ? item : evaluate(*e.args[2], x);
  }
  return make_list(x.scratch, {made, count});
}

Value quantify(const Expr& e, Execution& x) {
  std::span<const Value> items;
  if (!loop_list(e, x, items)) return {};
  std::size_t yes = 0;
  std::size_t unknown = 0;
  std::size_t no = 0;
  for (const Value& item : items) {
    x.budget.step();
    x.slots[static_cast<std::size_t>(e.slot)] = item;
    const Truth one = e.args[1] == nullptr ? Truth::yes : truth_of(evaluate(*e.args[1], x));
    ++(one == Truth::yes ? yes : one == Truth::no ? no : unknown);
  }
  switch (e.op) {
    case Op::all:
      return no > 0 ? Value::of(false) : unknown > 0 ? Value{} : Value::of(true);
    case Op::any:
      return yes > 0 ? Value::of(true) : unknown > 0 ? Value{} : Value::of(false);
    case Op::none:
      return yes > 0 ? Value::of(false) : unknown > 0 ? Value{} : Value::of(true);
    default:
      return yes > 1 ? Value::of(false) : unknown > 0 ? Value{} : Value::of(yes == 1);
  }
}

Value reduce(const Expr& e, Execution& x) {
  std::span<const Value> items;
  if (!loop_list(e, x, items)) return {};
  Value sum = evaluate(*e.args[1], x);
  for (const Value& item : items) {
    x.budget.step();
    x.slots[static_cast<std::size_t>(e.slot)] = item;
    x.slots[static_cast<std::size_t>(e.second_slot)] = sum;
    sum = evaluate(*e.args[2], x);
  }
  return sum;
}

bool any_row(const Expr& e, Execution& x) {
  bool found = false;
  x.inners[static_cast<std::size_t>(e.inner)]->run(x, [&](Execution&) {
    found = true;
    return false;
  });
  return found;
}

// Values that the inner plan leaves in e.slot, or that args[1] makes of its rows.
Value collect_rows(const Expr& e, Execution& x, bool only_first) {
  constexpr std::size_t piece = 4096;
  Inner& inner = *x.inners[static_cast<std::size_t>(e.inner)];
  Held held(x.budget);
  std::vector<Value> items;
  inner.run(x, [&](Execution& running) {
    const Value item =
        e.op == Op::pattern_list ? evaluate(*e.args[1], running) : running.slots[static_cast<std::size_t>(e.slot)];
    if (items.size() % piece == 0) held.add(piece * sizeof(Value) * 2);
    items.push_back(keep(item, inner.collected));
    return !only_first;
  });
  for (Value& item : items) item = keep(item, x.scratch);
  inner.collected.clear();
  if (only_first) return items.empty() ? Value{} : items.front();
  return make_list(x.scratch, items);
}

}  // namespace almanac::graph::cypher
