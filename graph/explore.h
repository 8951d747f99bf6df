#pragma once
// Exploring the campaign graph: a node with its counts, its neighbours, the paths between two nodes. Requests and answers
// are plain values; to_json() gives the shapes of the HTTP API (docs/http-api.md).
//
// Every function is a pure function of the snapshot and the request: same input, same answer, in the same order. They may
// be called from any number of threads. Errors, all archive::Error:
//   not_found     "unknown_node"          no such node (the message names the nearest key), or not yet known at `as_of`
//   invalid_input "bad_node_id"           not of the form kind:key
//   invalid_input "unknown_kind", "unknown_relationship", "unknown_direction", "unknown_order"   naming the nearest
//   invalid_input "limit_out_of_range"    for limit, hops, max_hops, k
// `where()` is the parameter's name.
//
// `as_of` means the end of that day: an edge counts if it was true then, and of its touchpoints only those up to then.

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
#include "graph/property_graph.h"

namespace almanac::graph {

class CampaignGraph;

enum class Order : std::uint8_t { weight, first_descending, last_descending, label };

std::string_view to_string(Direction direction);  // "out", "in"
Direction direction_from(std::string_view text);  // throws "unknown_direction"
Order order_from(std::string_view text);          // "weight", "-first", "-last", "label"; throws "unknown_order"
archive::Kind kind_of_node(
    std::string_view text);  // "campaign"; throws "unknown_kind" for what is no node of the graph

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

struct NeighborsRequest {
  std::string node;
  std::vector<std::string> relationships;  // empty: all
  std::optional<Direction> direction;      // nullopt: both
  std::vector<archive::Kind> kinds;        // of the neighbours listed; empty: all
  std::size_t hops = 1;                    // 1–4
  std::size_t limit = 50;                  // 1–1,000
  Order order = Order::weight;             // ties by weight, then id
  std::optional<archive::Date> as_of;
};
struct Neighbor {
  NodeRef node;
  std::string relationship;  // of the edge, or for distance > 1 of the last edge on the way
  Direction direction = Direction::out;
  std::uint64_t weight = 0;          // touchpoints behind the edges, else 1
  archive::Json properties;          // of the edge, an object
  std::optional<Evidence> evidence;  // distance 1 only
  std::size_t distance = 1;
  std::optional<NodeRef> via;  // the first hop, for distance > 1
};
struct NeighborsAnswer {
  NodeRef node;
  std::uint64_t total = 0;  // exact, whatever the limit: (far end, relationship, direction) for one hop, else nodes
  std::size_t hops = 1;
  std::vector<Neighbor> neighbors;  // parallel edges of one relationship to one far end are one neighbour
};

struct PathsRequest {
  std::string from, to;
  std::size_t max_hops = 6;                // 1–8
  std::size_t k = 3;                       // 1–20
  std::vector<std::string> relationships;  // empty: all
  std::optional<archive::Date> as_of;
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
  std::vector<Path> paths;  // simple paths, shortest first, ties by the ids along the way
  bool complete = true;     // false: the work limit was reached before k paths were found
};

NodeAnswer node(const CampaignGraph& graph, const NodeRequest& request);
NeighborsAnswer neighbors(const CampaignGraph& graph, const NeighborsRequest& request);
// Shortest first. Relationships are walked in either direction. No path within max_hops: an empty answer, no error.
PathsAnswer paths(const CampaignGraph& graph, const PathsRequest& request);

// Times are written in `zone`.
archive::Json to_json(const NodeAnswer& answer);
archive::Json to_json(const NeighborsAnswer& answer, const archive::Zone& zone);
archive::Json to_json(const PathsAnswer& answer, const archive::Zone& zone);

}  // namespace almanac::graph
