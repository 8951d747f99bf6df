#pragma once
// Expressions that go through a list, or through the rows of a plan of their own. Internal to evaluate().

#include "graph/cypher/evaluate.h"

namespace almanac::graph::cypher {

Truth truth_of(const Value& value);  // of a condition: TypeError for what is neither a boolean nor null

Value comprehension(const Expr& expression, Execution& execution);
Value quantify(const Expr& expression, Execution& execution);  // all, any, none, single
Value reduce(const Expr& expression, Execution& execution);
bool any_row(const Expr& expression, Execution& execution);  // exists
// Values that the inner plan leaves in the expression's slot, or that its second argument makes of each row.
Value collect_rows(const Expr& expression, Execution& execution, bool only_first);

}  // namespace almanac::graph::cypher
