#pragma once
// What the query language knows of a property graph: labels, types and properties by name, and how their values are read. Made once
// per snapshot; immutable.

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/json.h"
#include "graph/cypher/ast.h"
#include "graph/cypher/value.h"
#include "graph/property_graph.h"

namespace almanac::graph::cypher {

struct CatalogOptions {
  std::string key_property{};  // under which a node's key can be read and looked up; empty: keys are not shown
  // By class: what element ids begin with, "campaign" for "campaign:D11-2024". Empty: element ids are numbers, "n12" and "r7".
  std::vector<std::string> id_kinds{};
};

class Catalog {
 public:
  // The graph must outlive the catalog.
  explicit Catalog(const PropertyGraph& graph, CatalogOptions options = {});

  const PropertyGraph& graph() const { return graph_; }
  const std::string& key_property() const { return options_.key_property; }

  // Which classes have all of the labels; which tables are of one of the types (none: all).
  std::vector<bool> classes_with(const std::vector<std::string>& labels) const;
  std::vector<bool> tables_of(const std::vector<std::string>& types) const;
  bool has_label(std::string_view label) const;
  bool has_type(std::string_view type) const;

  // In order of names, each once.
  const std::vector<std::string_view>& labels() const { return labels_; }
  const std::vector<std::string_view>& types() const { return types_; }
  const std::vector<std::string_view>& properties() const { return properties_; }

  std::unique_ptr<PropertyPlaces> places_of(std::string_view property) const;
  // Of a node or a relationship; null if it has none.
  Value property(const PropertyPlaces& places, const Value& entity, Arena& arena) const;
  Value property(std::string_view name, const Value& entity, Arena& arena) const;  // slower
  Value properties_of(const Value& entity, Arena& arena) const;                    // a map
  Value labels_of(NodeId node, Arena& arena) const;                                // a list

  // Whether the property of every node of the class is its key. O(nodes) the first time it is asked of a property.
  bool is_key(std::string_view property, std::uint32_t node_class) const;
  // Whether every node of the classes has a value of its own; false also where that would take long to tell.
  bool is_unique(const PropertyPlaces& places, const std::vector<std::uint32_t>& classes) const;

  NodeId source_of(const Value& relationship) const;  // O(log nodes)
  NodeId target_of(const Value& relationship) const;
  std::int64_t id_of(const Value& entity) const;  // relationships are numbered over all tables
  // A text that stays the same as long as the graph's source does: "campaign:D11-2024"; of a relationship its ends and type,
  // "user:U1-TOUCHED->campaign:D11-2024", with "#2" for the second of several in parallel. Without `id_kinds`, id_of().
  std::string element_id(const Value& entity) const;
  std::optional<NodeId> find_node(std::string_view element_id) const;
  bool in_use(NodeId node) const;  // numbers of nodes may be unused

 private:
  Value key_of(NodeId node) const;

  const PropertyGraph& graph_;
  CatalogOptions options_;
  std::vector<std::string_view> labels_, types_, properties_;
  std::vector<std::int64_t> first_ids_;  // by table
  mutable std::mutex mutex_;
  mutable std::map<std::pair<std::string, std::uint32_t>, bool> keys_;  // what is_key found
};

// JSON as a value, for parameters: numbers, texts, lists, maps; objects of one key such as {"duration": "P1D"} are temporal values.
// What the value points to is in the arena.
Value value_of(const archive::Json& json, Arena& arena);

// A stored property as a value. Decimals become integers or floats, times date-times in UTC, dates of a month or a year their first
// day.
Value value_of(const PropertyValue& stored, Arena& arena);
// The other way, for what a test's graph is made of; `json` keeps what the result points to. Maps, nodes, relationships and paths, and
// lists with those, are a TypeError "InvalidPropertyType".
PropertyValue stored_of(const Value& value, std::string& json);

}  // namespace almanac::graph::cypher
