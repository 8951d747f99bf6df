#pragma once
// Questions about several nodes at once: what they have in common, and the part of the graph that they make. Errors and rules as in
// explore.h.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "graph/explore.h"

namespace almanac::graph {

struct CommonRequest {
  NodeIds node;                      // 2–20
  EdgeRequest edges;                 // which edges count
  std::size_t at_least = 0;          // of the nodes a common neighbour is next to; 0: all of them
  std::vector<archive::Kind> kinds;  // of the neighbours; empty: all
  std::vector<Condition> where;      // their properties
  std::size_t limit = 50;            // 1–1,000
  std::optional<Folding> fold;
};
// What joins one of the given nodes to a common neighbour: one relationship in one direction, seen from the given node.
struct Side {
  std::string node;  // id
  std::string relationship;
  Direction direction = Direction::out;
  std::uint64_t weight = 0;
  Evidence evidence;
};
struct Common {
  NodeRef node;
  std::size_t shared_by = 0;  // how many of the given nodes
  std::uint64_t least = 0;    // of these, the weight of the one that is joined most weakly
  std::uint64_t weight = 0;   // all together
  std::vector<Side> sides;    // in the order of the given nodes, then of the schema
};
struct CommonAnswer {
  std::vector<NodeRef> nodes;
  std::size_t at_least = 0;
  std::uint64_t total = 0;  // exact, whatever the limit
  // How many neighbours at least so many of the nodes have by one and the same relationship and direction.
  std::vector<RelationshipCount> by_relationship;
  std::vector<Common> common;  // by shared_by, least, weight, each descending, then id
  std::optional<Groups> groups;
};
// O(edges of the nodes).
CommonAnswer common(const CampaignGraph& graph, const CommonRequest& request, Terms& terms);

struct SubgraphRequest {
  NodeIds node;                         // 1–500
  EdgeRequest edges;                    // direction does not matter
  std::optional<archive::Kind> around;  // also neighbours of this kind …
  std::size_t at_least = 2;             // … of at least so many of the nodes
  std::vector<Condition> where;         // … with these properties
  std::size_t limit = 100;              // … at most so many: those of most nodes first, then of most weight; 1–500
  std::size_t edge_limit = 2'000;       // 1–20,000; the heaviest are kept
  std::optional<Folding> fold;          // people as nodes "group:N", whose edges are added up
};
struct SubgraphNode {
  NodeRef node;
  bool given = true;
  std::uint64_t degree = 0;            // edges to the others, as listed or not
  std::size_t shared_by = 0;           // of a node around them: given nodes that it is next to
  std::optional<std::uint64_t> users;  // of a group of people
};
struct SubgraphEdge {
  std::string source, target;  // ids
  std::string relationship;
  std::uint64_t weight = 0;
  std::optional<Evidence> evidence;    // absent for edges of groups
  std::optional<std::uint64_t> users;  // who have it, of an edge of a group
};
struct SubgraphAnswer {
  std::vector<SubgraphNode> nodes;  // as given, then those around
  std::uint64_t nodes_total = 0;    // with neighbours that the limit left out
  std::vector<SubgraphEdge> edges;  // by weight descending, then ids
  std::uint64_t edges_total = 0;
  std::optional<Groups> groups;
};
SubgraphAnswer subgraph(const CampaignGraph& graph, const SubgraphRequest& request, Terms& terms);

archive::Json to_json(const CommonAnswer& answer, const archive::Zone& zone);
archive::Json to_json(const SubgraphAnswer& answer, const archive::Zone& zone);
archive::Json table_of(const CommonAnswer& answer, const archive::Zone& zone);    // a row for each side
archive::Json table_of(const SubgraphAnswer& answer, const archive::Zone& zone);  // a row for each edge
archive::Json node_table_of(const SubgraphAnswer& answer);

}  // namespace almanac::graph
