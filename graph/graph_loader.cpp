// Reads back what GraphBuilder::finish wrote, in the same order, and checks all that later code relies on.

#include "graph/graph_builder.h"
#include "graph/schema_bytes.h"

namespace almanac::graph {
namespace {

class StoredEdgeProperty : public EdgeProperty {
 public:
  explicit StoredEdgeProperty(PropertyColumn column) : column_(std::move(column)) {}
  std::string_view name() const override { return column_.name; }
  PropertyValue get(std::uint64_t position) const override { return column_.get(position); }

 private:
  PropertyColumn column_;
};

PropertyColumn read_column(SchemaReader& in, std::uint64_t row_count) {
  PropertyColumn column;
  column.name = in.text();
  const std::uint64_t type = in.number();
  require(type >= 1 && type <= static_cast<std::uint64_t>(PropertyType::other), "bad property type");
  column.type = static_cast<PropertyType>(type);
  column.rows = in.column();
  column.values = in.column(column.rows.empty() ? row_count : column.rows.size());
  column.extras = in.optional_column(column.values.size());
  require_below(column.rows, row_count);
  require_ascending(column.rows);
  if (column.type == PropertyType::decimal) {
    require(column.extras.size() == column.values.size(), "decimals without scale");
    require_below(column.extras, 10);
  }
  if (column.type == PropertyType::date || column.type == PropertyType::time) {
    require(column.extras.size() == column.values.size(), "times without precision");
    require_below(column.extras, static_cast<std::uint64_t>(archive::Precision::millisecond) + 1);
  }
  return column;
}

std::vector<PropertyColumn> read_columns(SchemaReader& in, std::uint64_t row_count) {
  std::vector<PropertyColumn> columns;
  const std::uint64_t count = in.number_below(1 << 20);
  for (std::uint64_t i = 0; i < count; ++i) columns.push_back(read_column(in, row_count));
  return columns;
}

NodeClass read_class(SchemaReader& in) {
  NodeClass c;
  const std::uint64_t labels = in.number_below(1 << 10);
  for (std::uint64_t i = 0; i < labels; ++i) c.labels.push_back(in.text());
  c.size = static_cast<std::uint32_t>(in.number_below(no_node));
  c.keys = in.texts();
  require(c.keys.size() == c.size, "keys and nodes differ in number");
  c.by_key = in.column(c.size);
  c.key_ranks = in.column(c.size);
  require_below(c.by_key, c.size);
  require_below(c.key_ranks, c.size);
  c.properties = read_columns(in, c.size);
  return c;
}

Adjacency read_direction(SchemaReader& in, std::uint64_t near_size, std::uint64_t far_size) {
  Adjacency list;
  list.offsets = in.column(near_size + 1);
  list.far = in.column();
  list.days = in.optional_column(list.far.size());
  list.weights = in.optional_column(list.far.size());
  require_offsets(list.offsets, near_size, list.far.size());
  require_plain(list.far);
  require_below(list.far, far_size);
  return list;
}

}  // namespace

LoadedGraph load_graph(const SectionFile& file) {
  SchemaReader in(file);
  LoadedGraph graph;
  const std::uint64_t classes = in.number_below(1 << 20);
  for (std::uint64_t i = 0; i < classes; ++i) graph.classes.push_back(read_class(in));
  const std::uint64_t tables = in.number_below(1 << 20);
  std::vector<std::vector<PropertyColumn>> edge_columns;
  for (std::uint64_t i = 0; i < tables; ++i) {
    EdgeTable table;
    table.type = in.text();
    table.source = static_cast<std::uint32_t>(in.number_below(classes));
    table.target = static_cast<std::uint32_t>(in.number_below(classes));
    table.out = read_direction(in, graph.classes[table.source].size, graph.classes[table.target].size);
    table.in = read_direction(in, graph.classes[table.target].size, graph.classes[table.source].size);
    require(table.out.far.size() == table.in.far.size(), "directions differ in number");
    edge_columns.push_back(read_columns(in, table.out.far.size()));
    graph.tables.push_back(std::move(table));
  }
  graph.texts = std::make_shared<const TextPool>(in.texts());
  const auto finish = [&](PropertyColumn& column) {
    if (!is_text(column.type)) return;
    require_below(column.values, graph.texts->size());
    column.texts = graph.texts.get();
  };
  for (NodeClass& c : graph.classes) {
    for (PropertyColumn& column : c.properties) finish(column);
  }
  for (std::size_t i = 0; i < graph.tables.size(); ++i) {
    for (PropertyColumn& column : edge_columns[i]) {
      finish(column);
      graph.tables[i].properties.push_back(std::make_shared<const StoredEdgeProperty>(std::move(column)));
    }
  }
  return graph;
}

}  // namespace almanac::graph
