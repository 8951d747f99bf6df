#pragma once
// From the text of a query to a plan: parses, resolves names, checks what can be checked without running, and chooses the order of
// work. The plan belongs to the catalog's graph.

#include <memory>
#include <string_view>

#include "graph/cypher/catalog.h"
#include "graph/cypher/plan.h"
#include "graph/cypher/procedures.h"

namespace almanac::graph::cypher {

// Throws QueryError of compile time. `procedures` must outlive the plan.
std::shared_ptr<const Plan> compile(std::string_view text, const Catalog& catalog, const Procedures& procedures);

}  // namespace almanac::graph::cypher
