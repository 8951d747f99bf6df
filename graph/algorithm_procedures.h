#pragma once
// The algorithms of graph/algorithms as procedures of the query language, over any property graph (docs/cypher.md lists them):
//
//   CALL graph.pageRank({labels: 'Campaign', types: ['SUCCEEDS']}) YIELD node, score
//   CALL graph.leiden({labels: 'User', through: 'TOUCHED'}) YIELD node, community, size
//   MATCH (u:User {key: $key}) CALL graph.jaccard(u, {types: 'TOUCHED', limit: 10}) YIELD node, score …
//
// Each runs on a typed projection that its config chooses: labels, types, direction; or nodes of one label joined by what they have
// in common (`through`). Unknown members of a config, labels and types are ArgumentErrors that name the nearest.

#include "graph/cypher/procedures.h"

namespace almanac::graph {

void add_algorithm_procedures(cypher::Procedures& procedures);

}  // namespace almanac::graph
