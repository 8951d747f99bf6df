#pragma once
// Requests from named texts, as the HTTP API and the program take them (docs/http-api.md, "Graph"). A name may occur more than once
// where several are meant; names that the request does not know are left to the caller.
//
// Errors besides those of explore.h: invalid_input "bad_parameter" for a number or a date that is none.

#include "graph/analysis.h"
#include "graph/explore.h"
#include "graph/explore_sets.h"
#include "graph/named_parameters.h"

namespace almanac::graph {

NodeRequest node_request(const Parameters& parameters);  // id, as_of
NeighborsRequest neighbors_request(
    const Parameters& parameters);  // node, hops, kind, where, limit, order, group, edges
PathsRequest paths_request(
    const Parameters& parameters);  // from, to, max_hops, k, relationship, as_of, kind, avoid, max_degree
CommonRequest common_request(const Parameters& parameters);  // node, at_least, kind, where, limit, group, edges
SubgraphRequest subgraph_request(
    const Parameters& parameters);  // node, around, at_least, where, limit, edge_limit, group, edges
RelatedRequest related_request(
    const Parameters& parameters);  // node, kind, relationship, method, as_of, max_degree, limit
CentralRequest central_request(
    const Parameters& parameters);  // measure, among, kind, relationship, as_of, sources, limit
CommunitiesRequest communities_request(
    const Parameters& parameters);  // kind, relationship, as_of, resolution, limit, members
// edges: relationship, direction (out, in, both), as_of, from, to, edge, min_weight. group: "users", with group_by.

}  // namespace almanac::graph
