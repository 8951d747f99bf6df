#include <algorithm>

#include "graph/cypher/functions.h"
#include "graph/cypher/query_error.h"
#include "graph/cypher/unicode.h"

namespace almanac::graph::cypher {
namespace {

constexpr std::int64_t longest_range = 100'000'000;

Value size(const Call& call) {
  const Value& a = call.args[0];
  if (a.type == Type::list) return Value::of(static_cast<std::int64_t>(a.list().size()));
  if (a.type == Type::map) return Value::of(static_cast<std::int64_t>(a.map().size));
  if (a.type == Type::string) return Value::of(static_cast<std::int64_t>(count_characters(a.text())));
  call.fail_argument_type(0);
}

Value is_empty(const Call& call) { return Value::of(size(call).integer == 0); }

std::span<const Value> list_argument(const Call& call) {
  if (call.args[0].type != Type::list) call.fail_argument_type(0);
  return call.args[0].list();
}

Value head(const Call& call) {
  const auto list = list_argument(call);
  return list.empty() ? Value{} : list.front();
}
Value last(const Call& call) {
  const auto list = list_argument(call);
  return list.empty() ? Value{} : list.back();
}
Value tail(const Call& call) {
  const auto list = list_argument(call);
  return make_list(call.arena(), list.empty() ? list : list.subspan(1));
}

Value reverse(const Call& call) {
  const Value& a = call.args[0];
  if (a.type == Type::string) return make_text(call.arena(), reversed(a.text()));
  const auto list = list_argument(call);
  std::vector<Value> items(list.rbegin(), list.rend());
  return make_list(call.arena(), items);
}

Value keys(const Call& call) {
  const Value& a = call.args[0];
  Value map = a;
  if (a.type == Type::node || a.type == Type::relationship)
    map = call.execution.catalog.properties_of(a, call.arena());
  else if (a.type != Type::map)
    call.fail_argument_type(0);
  std::vector<Value> items;
  for (std::uint32_t i = 0; i < map.map().size; ++i) items.push_back(Value::of(map.map().entries()[i].key, a.stable));
  return make_list(call.arena(), items);
}

Value labels(const Call& call) {
  if (call.args[0].type != Type::node) call.fail_argument_type(0);
  return call.execution.catalog.labels_of(call.args[0].node_id(), call.arena());
}

Value every_second(const Call& call, std::uint64_t first) {
  if (call.args[0].type != Type::path) call.fail_argument_type(0);
  const PathObject& path = call.args[0].path();
  std::vector<Value> items;
  for (std::uint64_t i = first; i <= path.length * 2; i += 2) items.push_back(path.items()[i]);
  return make_list(call.arena(), items);
}
Value nodes(const Call& call) { return every_second(call, 0); }
Value relationships(const Call& call) { return every_second(call, 1); }

}  // namespace

Range numbers_of_range(std::span<const Value> args) {
  for (const Value& a : args) {
    if (a.type != Type::integer) {
      fail_argument(
          "InvalidArgumentType",
          archive::filled(Text{"range() wants integers, not a {}", "range() 需要整数，而不是 {}"}, name_of(a.type)));
    }
  }
  const std::int64_t from = args[0].integer;
  const std::int64_t to = args[1].integer;
  const std::int64_t step = args.size() > 2 ? args[2].integer : 1;
  if (step == 0) fail_argument("NumberOutOfRange", {"the step of range() must not be 0", "range() 的步长不能为 0"});
  if (step > 0 ? from > to : from < to) return {from, step, 0};
  return {from, step, (static_cast<Wide>(to) - from) / step + 1};
}

namespace {

Value range(const Call& call) {
  const auto [from, step, count] = numbers_of_range(call.args);
  if (count == 0) return make_list(call.arena(), {});
  if (count > longest_range) {
    fail_argument("NumberOutOfRange", {"range() makes at most 100 million numbers", "range() 最多生成一亿个数"});
  }
  auto* list = static_cast<ListObject*>(
      call.arena().allocate(sizeof(ListObject) + static_cast<std::size_t>(count) * sizeof(Value)));
  list->size = static_cast<std::uint32_t>(count);
  list->depth = 1;
  list->weight = static_cast<std::uint64_t>(count) + 1;
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(count); ++i) {
    call.execution.budget.step();
    list->items()[i] = Value::of(static_cast<std::int64_t>(from + static_cast<Wide>(step) * i));
  }
  return Value::of(Type::list, list);
}

constexpr Types integer_type = types_of(Type::integer);
constexpr Types list_type = types_of(Type::list);
constexpr Types text_type = types_of(Type::string);
constexpr Types map_type = types_of(Type::map);
constexpr Types path_type = types_of(Type::path);

constexpr Function table[] = {
    {"size", 1, 1, size, integer_type, list_type | text_type | map_type},
    {"isEmpty", 1, 1, is_empty, types_of(Type::boolean), list_type | text_type | map_type},
    {"head", 1, 1, head, any_type, list_type},
    {"last", 1, 1, last, any_type, list_type},
    {"tail", 1, 1, tail, list_type, list_type},
    {"reverse", 1, 1, reverse, list_type | text_type, list_type | text_type},
    {"keys", 1, 1, keys, list_type, entity_types | map_type},
    {"labels", 1, 1, labels, list_type, types_of(Type::node)},
    {"nodes", 1, 1, nodes, list_type, path_type},
    {"relationships", 1, 1, relationships, list_type, path_type},
    {"rels", 1, 1, relationships, list_type, path_type},
    {"range", 2, 3, range, list_type},
};

}  // namespace

std::span<const Function> list_functions() { return table; }

}  // namespace almanac::graph::cypher
