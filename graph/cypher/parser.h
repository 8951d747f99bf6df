#pragma once
// From text to tree, by recursive descent after the grammar of openCypher 9. Errors are QueryErrors of compile time that say where,
// what was expected and what is there. Nesting is limited, so no query exhausts the stack.

#include <string_view>

#include "graph/cypher/ast.h"

namespace almanac::graph::cypher {

inline constexpr std::uint32_t deepest_expression = 1000;  // of the tree
inline constexpr std::uint32_t deepest_brackets = 400;     // of the text
inline constexpr std::uint32_t most_clauses = 500;         // clauses and steps of patterns

Query parse(std::string_view text);

}  // namespace almanac::graph::cypher
