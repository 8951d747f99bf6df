#pragma once
// Full-text search as procedures of the query language, so that one query can find by words and walk from what was found:
//
//   CALL search.query('双十一 拉新', {kind: 'campaign', limit: 20}) YIELD node, score, snippet
//   MATCH (node)-[:USED]->(h:Channel) RETURN h.name, count(*)
//
// search.query(query STRING [, options MAP]) gives what a search finds that is a node of the graph, the best first. Options are the
// parameters of a search (search/query.h): kind, match, sort, start_from, budget_min, every filter, attr.NAME; a list means any of them;
// and limit, 20 unless given, at most 10,000. search.similar(code STRING [, options MAP]) gives the campaigns most like one, with limit
// (10, at most 100). An engine as of a day searches as of that day.

#include "insight/graph_query.h"

namespace almanac::insight {

// `graph` must outlive the procedures.
void add_search_procedures(graph::cypher::Procedures& procedures, const graph::CampaignGraph& graph,
                           const std::optional<archive::Date>& as_of, const SearchAccess& search);

}  // namespace almanac::insight
