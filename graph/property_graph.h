#pragma once
// A property graph, immutable: labelled nodes, typed relationships, properties in columns. Nothing here knows campaigns;
// graph/campaign_graph.h is one instance, a test's hand-made graph another (graph/graph_builder.h makes both).
//
// Nodes with the same set of labels form a *class*: numbers 0 … size-1, one key each. A node's id is the class's first id
// plus its number, so ids are dense over the whole graph. Relationships of one type between two classes form a *table*: the
// far ends of each node in one array, ascending, with offsets (compressed sparse rows), once by source (`out`) and once by
// target (`in`), because walks go both ways. An edge is its table and its position in `out`. Parallel edges are allowed: they
// lie side by side, in the same order in both directions, so that the k-th of them in `in` is the k-th in `out`.
//
// Each edge may carry the day from which it holds (for as_of) and a weight, stored in both directions so that no walk has
// to jump; everything else is a property by `out` position, stored or computed.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "archive/decimal.h"
#include "archive/time.h"
#include "graph/packed.h"

namespace almanac::graph {

using NodeId = std::uint32_t;
inline constexpr NodeId no_node = 0xffffffff;
inline constexpr std::int32_t always = INT32_MIN;  // as a day: holds since ever

struct ListValue {
  std::string_view json;  // an array
};
// A value of a type that has no column of its own (a duration, a time of day …): {"type": "text"}. Lists may hold such objects too.
struct OtherValue {
  std::string_view json;
  bool operator==(const OtherValue&) const = default;
};
// Texts stay valid as long as the graph.
using PropertyValue = std::variant<std::monostate, bool, std::int64_t, double, archive::Decimal, archive::Date,
                                   archive::Instant, std::string_view, ListValue, OtherValue>;
enum class PropertyType : std::uint8_t { boolean = 1, integer, real, decimal, date, time, text, list, other };
// Whether the column's values are numbers in its `texts`.
inline bool is_text(PropertyType type) { return type >= PropertyType::text; }

// Texts by number, in one piece of memory.
struct TextPool {
  PackedColumn offsets;  // size + 1
  std::string_view bytes;
  std::uint64_t size() const { return offsets.empty() ? 0 : offsets.size() - 1; }
  std::string_view at(std::uint64_t i) const {
    const auto from = static_cast<std::size_t>(offsets.at(i));
    return bytes.substr(from, static_cast<std::size_t>(offsets.at(i + 1)) - from);
  }
};

// Values of one type under one name. A name whose values have several types has several columns.
class PropertyColumn {
 public:
  std::string name;
  PropertyType type = PropertyType::text;
  PackedColumn rows;    // ascending; empty: every row has a value
  PackedColumn values;  // integer, digits, days, ms, bits of a double, number in `texts`
  PackedColumn extras;  // scale of a decimal, precision of a date or time
  const TextPool* texts = nullptr;

  PropertyValue get(std::uint64_t row) const;      // monostate: absent
  PropertyValue value(std::uint64_t entry) const;  // of the entry-th stored value
};

struct NodeClass {
  std::vector<std::string> labels;  // the first is the primary; only graphs of other sources than the archive have none
  NodeId first = 0;
  std::uint32_t size = 0;
  TextPool keys;                           // by number; "" = the number is not in use
  PackedColumn by_key;                     // numbers in order of their keys
  PackedColumn key_ranks;                  // its inverse: comparing ranks is comparing keys
  std::vector<PropertyColumn> properties;  // by name, then type

  std::optional<std::uint32_t> find(std::string_view key) const;
  PropertyValue property(std::uint32_t number, std::string_view name) const;
};

struct Adjacency {
  PackedColumn offsets;  // nodes + 1; nodes beyond have no edges
  PackedColumn far;      // numbers in the far class, ascending per node; plain_shape
  PackedColumn days;     // since when each edge holds; empty: always
  PackedColumn weights;  // empty: 1 each

  std::uint64_t begin(std::uint32_t node) const { return offset(node); }
  std::uint64_t end(std::uint32_t node) const { return offset(std::uint64_t{node} + 1); }
  std::uint64_t degree(std::uint32_t node) const { return end(node) - begin(node); }

 private:
  std::uint64_t offset(std::uint64_t i) const {
    return i < offsets.size() ? static_cast<std::uint64_t>(offsets.at(i)) : far.size();
  }
};

// A property of edges by `out` position; computed ones derive from it.
class EdgeProperty {
 public:
  virtual ~EdgeProperty() = default;
  virtual std::string_view name() const = 0;
  virtual PropertyValue get(std::uint64_t position) const = 0;
  virtual bool is_everywhere() const { return false; }  // whether it is known that every edge has a value
};

struct EdgeTable {
  std::string type;
  std::uint32_t source = 0, target = 0;  // classes
  Adjacency out, in;
  std::vector<std::shared_ptr<const EdgeProperty>> properties;

  std::uint64_t size() const { return out.far.size(); }
  // The position in `out` of the edge at `position` in the `in` list of `target_number`. O(log degree + parallel edges).
  std::uint64_t out_position(std::uint32_t target_number, std::uint64_t position) const;
  std::uint32_t source_of(std::uint64_t position) const;  // O(log nodes)
};

enum class Direction : std::uint8_t { out, in };

// One way to leave the nodes of a class.
struct Arc {
  const EdgeTable* table = nullptr;
  std::uint32_t number = 0;  // of the table
  Direction direction = Direction::out;
  std::uint32_t far_class = 0;
  NodeId far_first = 0;
  const Adjacency& list() const { return direction == Direction::out ? table->out : table->in; }
};

class PropertyGraph {
 public:
  // Classes get their first ids here, in order; `keep` are the files that the columns point into.
  PropertyGraph(std::vector<NodeClass> classes, std::vector<EdgeTable> tables,
                std::vector<std::shared_ptr<const void>> keep);
  PropertyGraph(const PropertyGraph&) = delete;
  PropertyGraph& operator=(const PropertyGraph&) = delete;

  NodeId node_count() const { return node_count_; }
  std::uint64_t edge_count() const { return edge_count_; }
  const std::vector<NodeClass>& classes() const { return classes_; }
  const std::vector<EdgeTable>& tables() const { return tables_; }
  const std::vector<Arc>& arcs(std::uint32_t node_class) const { return arcs_[node_class]; }

  std::uint32_t class_of(NodeId node) const {  // node < node_count()
    std::uint32_t c = 0;
    for (const NodeId end : ends_) c += end <= node ? 1 : 0;
    return c;
  }
  std::uint32_t number_of(NodeId node) const { return node - classes_[class_of(node)].first; }
  std::string_view key_of(NodeId node) const;

 private:
  std::vector<NodeClass> classes_;
  std::vector<EdgeTable> tables_;
  std::vector<NodeId> ends_;            // of each class, the id after its last
  std::vector<std::vector<Arc>> arcs_;  // by class; tables in order, out before in
  std::vector<std::shared_ptr<const void>> keep_;
  NodeId node_count_ = 0;
  std::uint64_t edge_count_ = 0;
};

}  // namespace almanac::graph
