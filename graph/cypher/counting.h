#pragma once
// Aggregations that only count need less than all rows. Internal to the compiler.

#include <memory>

#include "graph/cypher/steps.h"

namespace almanac::graph::cypher {

// Appends the aggregation to the steps before it, after making of them
//   count(DISTINCT x)  → count(*), where the other variables of a row follow from the keys, so that no x comes twice;
//   the last relationship → its number, where nothing reads its far end;
//   the last relationship and the aggregation → one step that counts by far end, where that end is a key.
void add_aggregation(Steps& steps, std::unique_ptr<AggregateStep> aggregate, const Catalog& catalog);

}  // namespace almanac::graph::cypher
