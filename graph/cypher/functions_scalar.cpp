#include <charconv>
#include <chrono>
#include <cmath>

#include "graph/cypher/evaluate.h"
#include "graph/cypher/functions.h"
#include "graph/cypher/query_error.h"

namespace almanac::graph::cypher {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '\n')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\n')) text.remove_suffix(1);
  return text;
}

// NaN if it is no number.
std::optional<double> real_of(std::string_view text) {
  text = trimmed(text);
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  double real = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), real);
  if (text.empty() || end != text.data() + text.size() ||
      (error != std::errc() && error != std::errc::result_out_of_range)) {
    return std::nullopt;
  }
  return real;
}

Value integer_of(double real) {
  if (std::isnan(real)) return {};
  if (real >= 9223372036854775807.0) return Value::of(std::int64_t{INT64_MAX});
  if (real <= -9223372036854775808.0) return Value::of(std::int64_t{INT64_MIN});
  return Value::of(static_cast<std::int64_t>(real));
}

Value to_integer(const Call& call) {
  const Value& a = call.args[0];
  switch (a.type) {
    case Type::integer:
      return a;
    case Type::boolean:
      return Value::of(a.integer);
    case Type::real:
      return integer_of(a.real);
    case Type::string: {
      std::string_view text = trimmed(a.text());
      if (!text.empty() && text.front() == '+') text.remove_prefix(1);
      std::int64_t integer = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), integer);
      if (!text.empty() && end == text.data() + text.size() && error == std::errc()) return Value::of(integer);
      const auto real = real_of(text);
      return real ? integer_of(*real) : Value{};
    }
    default:
      call.fail_argument_type(0);
  }
}

Value to_float(const Call& call) {
  const Value& a = call.args[0];
  if (a.is_number()) return Value::of(a.as_real());
  if (a.type != Type::string) call.fail_argument_type(0);
  const auto real = real_of(a.text());
  return real ? Value::of(*real) : Value{};
}

bool same_word(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() &&
         std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) { return (a | 0x20) == b; });
}

Value to_boolean(const Call& call) {
  const Value& a = call.args[0];
  if (a.type == Type::boolean) return a;
  if (a.type == Type::integer) return Value::of(a.integer != 0);
  if (a.type != Type::string) call.fail_argument_type(0);
  const std::string_view text = trimmed(a.text());
  if (same_word(text, "true")) return Value::of(true);
  if (same_word(text, "false")) return Value::of(false);
  return {};
}

Value to_text(const Call& call) {
  const Value& a = call.args[0];
  if (a.type == Type::string) return a;
  if (a.type == Type::list || a.type == Type::map || a.type == Type::node || a.type == Type::relationship ||
      a.type == Type::path) {
    call.fail_argument_type(0);
  }
  return make_text(call.arena(), plain_text(a));
}

Value coalesce(const Call& call) {
  for (const Value& a : call.args) {
    if (!a.is_null()) return a;
  }
  return {};
}

Value id(const Call& call) {
  const Value& a = call.args[0];
  if (a.type != Type::node && a.type != Type::relationship) call.fail_argument_type(0);
  return Value::of(call.execution.catalog.id_of(a));
}
Value element_id(const Call& call) {
  const Value& a = call.args[0];
  if (a.type != Type::node && a.type != Type::relationship) call.fail_argument_type(0);
  return make_text(call.arena(), call.execution.catalog.element_id(a));
}

Value start_node(const Call& call) {
  if (call.args[0].type != Type::relationship) call.fail_argument_type(0);
  return Value::node(call.execution.catalog.source_of(call.args[0]));
}
Value end_node(const Call& call) {
  if (call.args[0].type != Type::relationship) call.fail_argument_type(0);
  return Value::node(call.execution.catalog.target_of(call.args[0]));
}

Value type(const Call& call) {
  if (call.args[0].type != Type::relationship) call.fail_argument_type(0);
  return Value::of(std::string_view(call.execution.graph.tables()[call.args[0].extra].type), true);
}

Value length(const Call& call) {
  if (call.args[0].type != Type::path) call.fail_argument_type(0);
  return Value::of(static_cast<std::int64_t>(call.args[0].path().length));
}

Value properties(const Call& call) {
  const Value& a = call.args[0];
  if (a.type == Type::map) return a;
  if (a.type != Type::node && a.type != Type::relationship) call.fail_argument_type(0);
  return call.execution.catalog.properties_of(a, call.arena());
}

Value exists(const Call& call) { return Value::of(!call.args[0].is_null()); }

Value timestamp(const Call& call) {
  return Value::of(call.execution.now_seconds * 1000 + call.execution.now_nanos / 1'000'000);
}

Value null_if(const Call& call) { return equals(call.args[0], call.args[1]) == Truth::yes ? Value{} : call.args[0]; }

constexpr Types integer_type = types_of(Type::integer);
constexpr Types text_type = types_of(Type::string);
constexpr Types node_type = types_of(Type::node);
constexpr Types relationship_type = types_of(Type::relationship);
constexpr Types path_type = types_of(Type::path);
constexpr Types boolean_type = types_of(Type::boolean);

constexpr Function table[] = {
    {"toInteger", 1, 1, to_integer, integer_type},
    {"toFloat", 1, 1, to_float, types_of(Type::real)},
    {"toBoolean", 1, 1, to_boolean, boolean_type},
    {"toString", 1, 1, to_text, text_type},
    {"coalesce", 1, UINT32_MAX, coalesce, any_type, any_type, true},
    {"nullIf", 2, 2, null_if, any_type, any_type, true},
    {"id", 1, 1, id, integer_type, entity_types},
    {"elementId", 1, 1, element_id, text_type, entity_types},
    {"startNode", 1, 1, start_node, node_type, relationship_type},
    {"endNode", 1, 1, end_node, node_type, relationship_type},
    {"type", 1, 1, type, text_type, relationship_type},
    {"length", 1, 1, length, integer_type, path_type},
    {"properties", 1, 1, properties, types_of(Type::map), entity_types | types_of(Type::map)},
    {"exists", 1, 1, exists, boolean_type, any_type, true},
    {"timestamp", 0, 0, timestamp, integer_type},
};

}  // namespace

std::span<const Function> scalar_functions() { return table; }

}  // namespace almanac::graph::cypher
