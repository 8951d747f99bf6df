#pragma once
// Values in one normal form, so that what the kit expects and what the engine gives can be compared as texts: keys and labels sorted,
// no spaces, floats to 13 digits, temporal values as their text.

#include <string>

#include "graph/cypher/engine.h"

namespace almanac::tests::tck {

enum class Lists { in_order, in_any_order };

std::string shown(const graph::cypher::Value& value, const graph::cypher::Catalog& catalog, Lists lists);
// A cell of a table: null, true, 1, 1.5, NaN, 'text', [1], {a: 1}, (:Label {a: 1}), [:TYPE {a: 1}], <(…)-[…]->(…)>.
// Throws std::runtime_error if it is none of these.
std::string shown_cell(const std::string& cell, Lists lists);

}  // namespace almanac::tests::tck
