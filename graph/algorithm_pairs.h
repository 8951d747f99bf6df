#pragma once
// Procedures that start from given nodes: paths, what is alike, what is in common. Internal to the algorithm procedures.

#include "graph/cypher/procedures.h"

namespace almanac::graph {

void add_pair_procedures(cypher::Procedures& procedures);

}  // namespace almanac::graph
