#include <charconv>
#include <cmath>

#include "graph/cypher/evaluate.h"
#include "graph/cypher/query_error.h"
#include "graph/cypher/temporal.h"

namespace almanac::graph::cypher {
namespace {

constexpr std::size_t longest_text = 1U << 28U;

[[noreturn]] void fail_operands(const char* what, const Value& a, const Value& b) {
  fail_type("InvalidArgumentType", archive::filled(Text{"{} is not possible with {} and {}", "{} 不能用于 {} 和 {}"},
                                                   what, name_of(a.type), name_of(b.type)));
}

[[noreturn]] void fail_overflow() {
  throw QueryError(Phase::run, "ArithmeticError", "IntegerOverflow",
                   {"the result does not fit a 64-bit integer", "结果超出 64 位整数"});
}

Value concatenated(std::string_view a, std::string_view b, Arena& arena) {
  if (a.size() + b.size() > longest_text) {
    fail_argument("TextTooLong", {"a text may not be longer than 256 MB", "文本不能超过 256 MB"});
  }
  char* to = arena.array<char>(a.size() + b.size());
  std::copy(a.begin(), a.end(), to);
  std::copy(b.begin(), b.end(), to + a.size());
  return Value::of(std::string_view(to, a.size() + b.size()));
}

Value join_lists(std::span<const Value> a, std::span<const Value> b, Arena& arena) {
  Value* items = arena.array<Value>(a.size() + b.size());
  std::copy(a.begin(), a.end(), items);
  std::copy(b.begin(), b.end(), items + a.size());
  return make_list(arena, {items, a.size() + b.size()});
}

Value shift(const Value& moment, const Value& duration, int sign, Arena& arena) {
  return value_of(moment.type, add(moment_of(moment), duration.duration(), sign), arena);
}

}  // namespace

std::string text_of_real(double real) {
  if (std::isnan(real)) return "NaN";
  if (std::isinf(real)) return real > 0 ? "Infinity" : "-Infinity";
  char digits[40];
  const double size = std::abs(real);
  if (size != 0 && (size < 1e-3 || size >= 1e7)) {
    const auto end = std::to_chars(digits, digits + sizeof digits, real, std::chars_format::scientific).ptr;
    std::string text(digits, end);  // 1e+10, 1.5e-07
    const std::size_t e = text.find('e');
    std::string mantissa = text.substr(0, e);
    if (mantissa.find('.') == std::string::npos) mantissa += ".0";
    return mantissa + "E" + std::to_string(std::stoi(text.substr(e + 1)));
  }
  const auto end = std::to_chars(digits, digits + sizeof digits, real, std::chars_format::fixed).ptr;
  std::string text(digits, end);
  if (text.find('.') == std::string::npos) text += ".0";
  return text;
}

std::string plain_text(const Value& value) {
  switch (value.type) {
    case Type::boolean:
      return value.integer != 0 ? "true" : "false";
    case Type::integer:
      return std::to_string(value.integer);
    case Type::real:
      return text_of_real(value.real);
    case Type::string:
      return std::string(value.text());
    default:
      return text_of(value);
  }
}

Value add(const Value& a, const Value& b, Arena& arena) {
  if (a.type == Type::integer && b.type == Type::integer) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a.integer, b.integer, &sum)) fail_overflow();
    return Value::of(sum);
  }
  if (a.is_number() && b.is_number()) return Value::of(a.as_real() + b.as_real());
  if (a.type == Type::list && b.type == Type::list) return join_lists(a.list(), b.list(), arena);
  if (a.type == Type::list) return join_lists(a.list(), {&b, 1}, arena);
  if (b.type == Type::list) return join_lists({&a, 1}, b.list(), arena);
  if (a.is_null() || b.is_null()) return {};
  if (a.type == Type::string && b.type == Type::string) return concatenated(a.text(), b.text(), arena);
  if (a.type == Type::string && b.is_number()) return concatenated(a.text(), plain_text(b), arena);
  if (a.is_number() && b.type == Type::string) return concatenated(plain_text(a), b.text(), arena);
  if (is_moment(a.type) && b.type == Type::duration) return shift(a, b, 1, arena);
  if (a.type == Type::duration && is_moment(b.type)) return shift(b, a, 1, arena);
  if (a.type == Type::duration && b.type == Type::duration) {
    return make_duration(arena, add(a.duration(), b.duration(), 1));
  }
  fail_operands("+", a, b);
}

Value subtract(const Value& a, const Value& b, Arena& arena) {
  if (a.type == Type::integer && b.type == Type::integer) {
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(a.integer, b.integer, &difference)) fail_overflow();
    return Value::of(difference);
  }
  if (a.is_number() && b.is_number()) return Value::of(a.as_real() - b.as_real());
  if (a.is_null() || b.is_null()) return {};
  if (is_moment(a.type) && b.type == Type::duration) return shift(a, b, -1, arena);
  if (a.type == Type::duration && b.type == Type::duration) {
    return make_duration(arena, add(a.duration(), b.duration(), -1));
  }
  fail_operands("-", a, b);
}

Value multiply(const Value& a, const Value& b, Arena& arena) {
  if (a.type == Type::integer && b.type == Type::integer) {
    std::int64_t product = 0;
    if (__builtin_mul_overflow(a.integer, b.integer, &product)) fail_overflow();
    return Value::of(product);
  }
  if (a.is_number() && b.is_number()) return Value::of(a.as_real() * b.as_real());
  if (a.is_null() || b.is_null()) return {};
  if (a.type == Type::duration && b.is_number()) return make_duration(arena, scale(a.duration(), b.as_real()));
  if (a.is_number() && b.type == Type::duration) return make_duration(arena, scale(b.duration(), a.as_real()));
  fail_operands("*", a, b);
}

Value divide(const Value& a, const Value& b, Arena& arena) {
  if (a.is_null() || b.is_null()) return {};
  if (a.type == Type::integer && b.type == Type::integer) {
    if (b.integer == 0) {
      throw QueryError(Phase::run, "ArithmeticError", "DivisionByZero", {"division by zero", "除数为零"});
    }
    if (a.integer == INT64_MIN && b.integer == -1) fail_overflow();
    return Value::of(a.integer / b.integer);
  }
  if (a.is_number() && b.is_number()) return Value::of(a.as_real() / b.as_real());
  if (a.type == Type::duration && b.is_number()) return make_duration(arena, scale(a.duration(), 1 / b.as_real()));
  fail_operands("/", a, b);
}

Value modulo(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return {};
  if (a.type == Type::integer && b.type == Type::integer) {
    if (b.integer == 0) {
      throw QueryError(Phase::run, "ArithmeticError", "DivisionByZero", {"division by zero", "除数为零"});
    }
    return Value::of(b.integer == -1 ? std::int64_t{0} : a.integer % b.integer);
  }
  if (a.is_number() && b.is_number()) return Value::of(std::fmod(a.as_real(), b.as_real()));
  fail_operands("%", a, b);
}

Value power(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return {};
  if (a.is_number() && b.is_number()) return Value::of(std::pow(a.as_real(), b.as_real()));
  fail_operands("^", a, b);
}

Value negate(const Value& a, Arena& arena) {
  if (a.is_null()) return {};
  if (a.type == Type::integer) {
    if (a.integer == INT64_MIN) fail_overflow();
    return Value::of(-a.integer);
  }
  if (a.type == Type::real) return Value::of(-a.real);
  if (a.type == Type::duration) return make_duration(arena, add(Duration{}, a.duration(), -1));
  fail_operands("-", a, a);
}

Truth contains_item(const Value& list, const Value& item) {
  if (list.is_null()) return Truth::unknown;
  if (list.type != Type::list) {
    fail_type("InvalidArgumentType",
              archive::filled(Text{"IN wants a list, not a {}", "IN 之后应为列表，而不是 {}"}, name_of(list.type)));
  }
  Truth found = Truth::no;
  for (const Value& candidate : list.list()) {
    const Truth same = equals(item, candidate);
    if (same == Truth::yes) return Truth::yes;
    if (same == Truth::unknown) found = Truth::unknown;
  }
  return found;
}

}  // namespace almanac::graph::cypher
