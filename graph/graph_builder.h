#pragma once
// Makes a property graph, in any order of edges and properties, as a snapshot file or in memory. The same content gives
// the same bytes: edges are sorted by source, target and order of adding; columns by name and type; texts are numbered
// by first use in that order.
//
// What did not change can be taken over from an older graph without decoding it (adopt_…), which is how a commit that
// touches one record costs no rebuild from the archive. The older graph must live until finish().

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graph/property_graph.h"
#include "graph/section_file.h"

namespace almanac::graph {

class GraphBuilder {
 public:
  explicit GraphBuilder(const TextPool* old_texts = nullptr);  // of the graph that adopt_… take from

  std::uint32_t add_class(std::vector<std::string> labels);
  std::uint32_t add_node(std::uint32_t node_class, std::string_view key);  // its number; "" leaves the number unused
  void set_key(std::uint32_t node_class, std::uint32_t number, std::string_view key);
  void set(std::uint32_t node_class, std::uint32_t number, std::string_view name, const PropertyValue& value);

  std::uint32_t add_table(std::string type, std::uint32_t source, std::uint32_t target);
  void add_edge(std::uint32_t table, std::uint32_t source, std::uint32_t target, std::int32_t day = always,
                std::uint64_t weight = 1);
  // Of the edge added last to the table.
  void set_edge(std::uint32_t table, std::string_view name, const PropertyValue& value);

  // Of `old`, a class of the same meaning: the order of its keys, and the properties of the numbers that `keep` accepts.
  void adopt_keys(std::uint32_t node_class,
                  const NodeClass& old);  // with their order, for a class that has no nodes yet
  void adopt_order(std::uint32_t node_class, const NodeClass& old);
  void adopt_properties(std::uint32_t node_class, const NodeClass& old, const std::function<bool(std::uint32_t)>& keep);

  // The sections of a file, to be written or loaded from memory. The builder is spent. Error corrupt "damaged_archive" if an edge ends
  // at a number that no node has.
  SectionWriter finish();

 private:
  struct Column {
    std::string name;
    PropertyType type{};
    std::vector<std::uint64_t> rows;
    std::vector<std::int64_t> values;
    std::vector<std::uint8_t> extras;
  };
  using Columns = std::map<std::pair<std::string, PropertyType>, Column, std::less<>>;
  struct Class {
    std::vector<std::string> labels;
    std::vector<std::string_view> keys;
    std::vector<std::uint32_t> old_order;
    Columns columns;
  };
  struct Edge {
    std::uint32_t source, target;
    std::int32_t day;
    std::uint64_t weight;
  };
  struct Table {
    std::string type;
    std::uint32_t source, target;
    std::vector<Edge> edges;
    Columns columns;
  };
  struct Writing;

  static void take_order(Class& c, const NodeClass& old);
  Column& column(Columns& columns, std::string_view name, PropertyType type);
  void put(Columns& columns, std::uint64_t row, std::string_view name, const PropertyValue& value);
  std::uint64_t intern(std::string_view text);
  std::string_view keep_text(std::string_view text);

  const TextPool* old_texts_;
  std::unordered_map<std::string_view, std::uint64_t> text_numbers_;
  std::vector<std::string_view> texts_;
  std::deque<std::string> arena_;
  std::vector<Class> classes_;
  std::vector<Table> tables_;
};

// What a file made by a builder holds. `texts` must live as long as the columns; it belongs into PropertyGraph's keep.
struct LoadedGraph {
  std::vector<NodeClass> classes;
  std::vector<EdgeTable> tables;
  std::shared_ptr<const TextPool> texts;
};
// Throws BadFile (schema_bytes.h) if anything in it points outside.
LoadedGraph load_graph(const SectionFile& file);

}  // namespace almanac::graph
