#pragma once
// Functions by name. To add one: a line in the table of its source (functions_scalar, _text, _math, _temporal .cpp).

#include <span>
#include <string_view>
#include <vector>

#include "graph/cypher/execution.h"

namespace almanac::graph::cypher {

// Sets of types, for what can be told before a query runs.
using Types = std::uint32_t;
inline constexpr Types types_of(Type type) { return 1U << static_cast<unsigned>(type); }
inline constexpr Types any_type = 0xffff;
inline constexpr Types null_type = types_of(Type::null);
inline constexpr Types number_types = types_of(Type::integer) | types_of(Type::real);
inline constexpr Types entity_types = types_of(Type::node) | types_of(Type::relationship);
inline constexpr Types moment_types = types_of(Type::date) | types_of(Type::local_time) | types_of(Type::time) |
                                      types_of(Type::local_date_time) | types_of(Type::date_time);

struct Call {
  Execution& execution;
  std::span<const Value> args;
  std::string_view name;
  Arena& arena() const { return execution.scratch; }
  // TypeError InvalidArgumentValue: the argument's type is none that the function takes.
  [[noreturn]] void fail_argument_type(std::size_t index) const;
};

struct Function {
  std::string_view name;  // as in the documentation; looked up without regard to case
  std::uint32_t least, most;
  Value (*run)(const Call& call);
  Types result = any_type;
  Types first = any_type;   // of the first argument; what is none of them is an error before the query runs
  bool takes_null = false;  // otherwise one null makes the result null
};

const Function* find_function(std::string_view name);  // null: there is none
std::vector<std::string_view> function_names();

// What range(first, last, step) with integers goes through; ArgumentErrors.
struct Range {
  Wide from, step, count;
};
Range numbers_of_range(std::span<const Value> args);

// The tables.
std::span<const Function> scalar_functions();
std::span<const Function> list_functions();
std::span<const Function> text_functions();
std::span<const Function> math_functions();
std::span<const Function> temporal_functions();

}  // namespace almanac::graph::cypher
