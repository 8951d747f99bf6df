#pragma once
// Exploring the campaign graph: a node with its counts, its neighbours, the paths between nodes; explore_sets.h has what nodes
// have in common and the subgraph among them. Requests and answers are plain values; to_json() gives the shapes of the HTTP
// API (docs/http-api.md).
//
// Every function is a pure function of the snapshot, the request and what the asker may see: same input, same answer, in the
// same order. They may be called from any number of threads. Errors, all archive::Error:
//   not_found     "unknown_node"          no such node (the message names the nearest key), or not yet known at `as_of`
//   invalid_input "bad_node_id"           not of the form kind:key
//   invalid_input "unknown_kind", "unknown_relationship", "unknown_direction", "unknown_order", "unknown_property"
//                                         naming the nearest
//   invalid_input "bad_condition"         a condition that is not `name op value`, or whose value is not of the property's type
//   invalid_input "limit_out_of_range"    for limit, hops, max_hops, k and the number of nodes
//   what a Budget throws (budget.h)
// `where()` is the parameter's name.
//
// `as_of` means the end of that day: an edge counts if it was true then, and of its touchpoints only those up to then. A window
// `from`–`to` (days, both included) counts an edge by its touchpoints within it; an edge that only a record declares counts if
// the day from which it holds lies in the window, or if it has none.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/decimal.h"
#include "archive/json.h"
#include "archive/name.h"
#include "archive/time.h"
#include "graph/budget.h"
#include "graph/explore_conditions.h"
#include "graph/property_graph.h"

namespace almanac::archive {
class Reads;
}

namespace almanac::graph {

class CampaignGraph;

// Who asks: what the question may cost, and what must not be shown. Belongs to one question.
struct Terms {
  Budget budget;
  std::vector<NodeId> withheld;   // ascending: nodes that are as if they were not there
  std::uint64_t least_group = 0;  // groups of fewer people are not told apart

  bool withholds(NodeId node) const;
};
// Adds what a restricted reader must not see: segments that `reads` (made with ReaderOptions::restricted) does not know, and
// groups of people smaller than the least size of a segment.
void withhold(Terms& terms, const CampaignGraph& graph, const archive::Reads& reads);

// One node or several, by id.
class NodeIds {
 public:
  NodeIds() = default;
  NodeIds(const char* id) : ids_{id} {}
  NodeIds(std::string id) : ids_{std::move(id)} {}
  NodeIds(std::vector<std::string> ids) : ids_(std::move(ids)) {}
  auto begin() const { return ids_.begin(); }
  auto end() const { return ids_.end(); }
  std::size_t size() const { return ids_.size(); }

 private:
  std::vector<std::string> ids_;
};

enum class Order : std::uint8_t { weight, first_descending, last_descending, label };

std::string_view to_string(Direction direction);  // "out", "in"
Direction direction_from(std::string_view text);  // throws "unknown_direction"
Order order_from(std::string_view text);          // "weight", "-first", "-last", "label"; throws "unknown_order"
// "campaign"; throws "unknown_kind" for what is no node of the graph.
archive::Kind kind_of_node(std::string_view text, const char* where = "kind");

struct NodeRef {
  std::string id;  // "campaign:D11-2024"
  archive::Kind kind = archive::Kind::campaign;
  std::string label;  // name, or the key where there is none
};

// Touchpoints (or the record) behind an edge.
struct Evidence {
  std::uint64_t count = 0;  // touchpoints; 0: the relation is declared in a record only
  std::optional<archive::Instant> first, last;
  // Sums of the touchpoints' values, one per currency ("" = the archive's), largest count first. Never added up.
  std::vector<std::pair<std::string, archive::Decimal>> values;
  std::vector<std::pair<std::string, std::uint64_t>> types;  // touchpoints per type, most frequent first
  std::string link;  // the API address that lists them: "/api/v1/touchpoints?user=u1&campaign=D11-2024"
};

// How people are shown instead of one by one.
struct Folding {
  // "segment", or attributes of users whose values make the groups together. Empty: segments if any of the people belongs to
  // one, else the attribute that most of them have, of the fewest values.
  std::vector<std::string> by;
};
struct Group {
  std::vector<std::pair<std::string, std::string>> values;  // of each `by`; empty value: without one
  std::uint64_t users = 0;
  std::uint64_t weight = 0;  // touchpoints behind the edges to them, else edges
};
struct Groups {
  std::vector<std::string> by;
  std::uint64_t users = 0;        // people in all, each once; with segments one may be in several groups
  std::uint64_t group_count = 0;  // of which `groups` lists the largest
  std::uint64_t withheld = 0;     // groups too small to be told to this reader
  std::vector<Group> groups;      // most users first, then most weight, then by value
};

struct RelationshipCount {
  std::string relationship;
  Direction direction = Direction::out;
  archive::Kind kind = archive::Kind::campaign;  // of the far end
  std::uint64_t count = 0;                       // distinct far ends
};

struct NodeRequest {
  std::string node;
  std::optional<archive::Date> as_of;
};
struct NodeAnswer {
  NodeRef node;
  archive::Json properties;  // an object, with the field names of the record
  std::vector<RelationshipCount> counts;
};

// Which edges count, on every step of a question. Conditions are met together. Those on type, channel, product, currency,
// variant, creative, region and device choose among the touchpoints behind an edge, which then counts, weighs and is summed by
// what is left; all others are about the edge: count, value, first, last, refunds, refunded, declared, declared_since.
struct EdgeRequest {
  std::vector<std::string> relationships;  // empty: all
  std::optional<Direction> direction;      // nullopt: both
  std::optional<archive::Date> as_of, from, to;
  std::vector<Condition> edge;
  std::uint64_t min_weight = 0;  // of all parallel edges of one relationship between two nodes
};

struct NeighborsRequest {
  NodeIds node;                            // one, or 2–100 from which to go out together
  std::vector<std::string> relationships;  // as in EdgeRequest
  std::optional<Direction> direction;
  std::vector<archive::Kind> kinds;  // of the neighbours listed; empty: all
  std::size_t hops = 1;              // 1–4
  std::size_t limit = 50;            // 1–1,000
  Order order = Order::weight;       // ties by weight, then id
  std::optional<archive::Date> as_of, from, to;
  std::vector<Condition> edge;
  std::uint64_t min_weight = 0;
  std::vector<Condition> where;  // properties of the neighbours listed
  std::optional<Folding> fold;   // people as groups, not one by one

  EdgeRequest edges() const { return {relationships, direction, as_of, from, to, edge, min_weight}; }
};
struct Neighbor {
  NodeRef node;
  std::string relationship;  // of the edge, or for distance > 1 of the last edge on the way
  Direction direction = Direction::out;
  std::uint64_t weight = 0;  // touchpoints behind the edges, else 1; from several nodes: of all of them together
  archive::Json properties;  // of the edge, an object
  std::optional<Evidence> evidence;  // distance 1 only
  std::size_t distance = 1;
  std::optional<NodeRef>
      via;  // the first hop, for distance > 1; from several nodes at distance 1: the first of them next to it
};
struct NeighborsAnswer {
  std::vector<NodeRef> nodes;  // asked about
  std::uint64_t total =
      0;  // exact, whatever the limit: (far end, relationship, direction) for one hop from one node, else nodes
  std::size_t hops = 1;
  std::vector<Neighbor> neighbors;  // parallel edges of one relationship to one far end are one neighbour
  std::optional<Groups> groups;     // people, who then are not in `neighbors` nor in `total`
};

struct PathsRequest {
  NodeIds from, to;                          // one or up to 100 each; "user:*" is every node of the kind
  std::size_t max_hops = 6;                  // 1–8
  std::size_t k = 3;                         // 1–20
  std::vector<std::string> relationships{};  // empty: all
  std::optional<archive::Date> as_of{};
  std::vector<archive::Kind> kinds{};  // of the nodes between the ends; empty: all
  std::vector<std::string> avoid{};    // nodes that no path may touch
  std::uint64_t max_degree = 0;        // hub guard: no path goes through a node with more edges; 0: no guard
};
struct Step {
  std::string source, target;  // ids, in the direction of the relationship (not of the walk)
  std::string relationship;
  Evidence evidence;
};
struct Path {
  std::size_t length = 0;
  std::vector<NodeRef> nodes;  // from … to, length + 1
  std::vector<Step> steps;
};
struct PathsAnswer {
  // Simple paths, shortest first, ties by the ids along the way. Between sets none goes through another node of either.
  std::vector<Path> paths;
  bool complete = true;            // false: the work limit was reached before k paths were found
  std::uint64_t hubs_avoided = 0;  // nodes that the guard kept out, as far as the search came
};

NodeAnswer node(const CampaignGraph& graph, const NodeRequest& request, const Terms& terms = {});
NeighborsAnswer neighbors(const CampaignGraph& graph, const NeighborsRequest& request, Terms& terms);
// Shortest first. Relationships are walked in either direction. No path within max_hops: an empty answer, no error.
PathsAnswer paths(const CampaignGraph& graph, const PathsRequest& request, Terms& terms);

// Without limits, and with everything shown.
NeighborsAnswer neighbors(const CampaignGraph& graph, const NeighborsRequest& request);
PathsAnswer paths(const CampaignGraph& graph, const PathsRequest& request);

// Times are written in `zone`.
archive::Json to_json(const NodeAnswer& answer);
archive::Json to_json(const NeighborsAnswer& answer, const archive::Zone& zone);
archive::Json to_json(const PathsAnswer& answer, const archive::Zone& zone);

// The same as tables: a list of objects with the same members, one for each count, neighbour, step. People as groups, where there is
// nothing else, are the rows.
archive::Json table_of(const NodeAnswer& answer);
archive::Json table_of(const NeighborsAnswer& answer, const archive::Zone& zone);
archive::Json table_of(const PathsAnswer& answer, const archive::Zone& zone);

}  // namespace almanac::graph
