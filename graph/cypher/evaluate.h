#pragma once
// Expressions by walking their tree. Results lie in the scratch arena, in slots or in what outlives the query.

#include "graph/cypher/compare.h"
#include "graph/cypher/execution.h"

namespace almanac::graph::cypher {

Value evaluate(const Expr& expression, Execution& execution);
// As a condition: null is no. TypeError InvalidArgumentType for anything but a boolean.
bool is_true(const Expr& expression, Execution& execution);

// Of evaluate's parts. Arithmetic of numbers, texts, lists, temporal values; TypeErrors and ArithmeticErrors.
Value add(const Value& a, const Value& b, Arena& arena);
Value subtract(const Value& a, const Value& b, Arena& arena);
Value multiply(const Value& a, const Value& b, Arena& arena);
Value divide(const Value& a, const Value& b, Arena& arena);
Value modulo(const Value& a, const Value& b);
Value power(const Value& a, const Value& b);
Value negate(const Value& a, Arena& arena);
Truth contains_item(const Value& list, const Value& item);  // IN
// The whole text; ArgumentError for a bad pattern.
bool matches(std::string_view text, std::string_view pattern, Budget& budget);
// The text of a value as toString() gives it; for numbers, texts, booleans and temporal values.
std::string plain_text(const Value& value);
std::string text_of_real(double real);  // "1.0", "1.0E10", "NaN"

}  // namespace almanac::graph::cypher
