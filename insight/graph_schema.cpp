#include "insight/graph_schema.h"

#include <map>
#include <set>

#include "graph/cypher/value.h"
#include "insight/function_help.h"

namespace almanac::insight {
namespace {

namespace cypher = graph::cypher;
using archive::Json;
using cypher::Catalog;
using graph::EdgeProperty;
using graph::EdgeTable;
using graph::NodeClass;
using graph::PropertyColumn;
using graph::PropertyType;

struct Found {
  std::uint64_t count = 0;
  std::set<std::string> types;
  bool counted = true;
};
using FoundByName = std::map<std::string, Found, std::less<>>;

std::vector<SchemaProperty> list_of(const FoundByName& found) {
  std::vector<SchemaProperty> properties;
  for (const auto& [name, one] : found) {
    if (one.count == 0 && one.counted) continue;
    properties.push_back({name, {one.types.begin(), one.types.end()}, one.count, one.counted});
  }
  return properties;
}

// Columns whose values all have one type in the language; decimals are integers or floats, others what they are.
const char* type_of(PropertyType type) {
  switch (type) {
    case PropertyType::boolean:
      return "BOOLEAN";
    case PropertyType::integer:
      return "INTEGER";
    case PropertyType::real:
      return "FLOAT";
    case PropertyType::date:
      return "DATE";
    case PropertyType::time:
      return "ZONED DATETIME";
    case PropertyType::text:
      return "STRING";
    case PropertyType::list:
      return "LIST";
    default:
      return nullptr;
  }
}

class Counter {
 public:
  Counter(const Catalog& catalog, graph::Budget& budget, std::chrono::milliseconds longest)
      : catalog_(catalog), graph_(catalog.graph()), budget_(budget), end_(std::chrono::steady_clock::now() + longest) {}

  GraphSchema count() {
    GraphSchema schema;
    std::map<std::string, std::uint64_t> nodes;
    std::map<std::string, FoundByName> properties;
    for (const NodeClass& c : graph_.classes()) {
      const std::uint64_t used = used_of(c);
      if (used == 0) continue;
      FoundByName found;
      count_columns(c, used, found);
      for (const std::string& label : c.labels) {
        nodes[label] += used;
        for (const auto& [name, one] : found) merge(properties[label][name], one);
      }
    }
    for (const auto& [label, count] : nodes) schema.labels.push_back({label, count, list_of(properties[label])});
    count_relationships(schema);
    return schema;
  }

 private:
  static void merge(Found& into, const Found& one) {
    into.count += one.count;
    into.types.insert(one.types.begin(), one.types.end());
    into.counted = into.counted && one.counted;
  }

  std::uint64_t used_of(const NodeClass& c) {
    std::uint64_t used = 0;
    for (std::uint32_t n = 0; n < c.size; ++n) {
      budget_.step();
      used += c.keys.at(n).empty() ? 0 : 1;
    }
    return used;
  }

  void count_columns(const NodeClass& c, std::uint64_t used, FoundByName& found) {
    bool stored_key = false;
    for (const PropertyColumn& column : c.properties) {
      stored_key = stored_key || column.name == catalog_.key_property();
      count_column(c, used == c.size, column, found[column.name]);
    }
    if (!catalog_.key_property().empty() && !stored_key) found[catalog_.key_property()] = {used, {"STRING"}, true};
  }

  void count_column(const NodeClass& c, bool all_used, const PropertyColumn& column, Found& found) {
    const std::uint64_t entries = column.rows.empty() ? column.values.size() : column.rows.size();
    const char* type = type_of(column.type);
    if (all_used && type != nullptr) {
      budget_.step();
      found.count += entries;
      if (entries != 0) found.types.insert(type);
      return;
    }
    cypher::Arena arena;
    for (std::uint64_t entry = 0; entry < entries; ++entry) {
      budget_.step();
      const auto row =
          static_cast<std::uint32_t>(column.rows.empty() ? static_cast<std::int64_t>(entry) : column.rows.at(entry));
      if (row >= c.size || c.keys.at(row).empty()) continue;
      add(column.value(entry), arena, found);
    }
  }

  static void add(const graph::PropertyValue& stored, cypher::Arena& arena, Found& found) {
    if (std::holds_alternative<std::monostate>(stored)) return;
    ++found.count;
    const auto mark = arena.mark();
    found.types.insert(cypher::name_of(cypher::value_of(stored, arena).type));
    arena.release(mark);
  }

  void count_relationships(GraphSchema& schema) {
    std::map<std::string, SchemaRelationship> types;
    std::map<std::string, FoundByName> properties;
    for (const EdgeTable& table : graph_.tables()) {
      if (table.size() == 0) continue;
      SchemaRelationship& one = types[table.type];
      one.type = table.type;
      one.count += table.size();
      one.ends.push_back(
          {graph_.classes()[table.source].labels.front(), graph_.classes()[table.target].labels.front(), table.size()});
      for (const auto& property : table.properties) {
        Found found;
        count_property(table, *property, found);
        merge(properties[table.type][std::string(property->name())], found);
      }
    }
    for (auto& [type, one] : types) {
      one.properties = list_of(properties[type]);
      schema.relationships.push_back(std::move(one));
    }
  }

  void count_property(const EdgeTable& table, const EdgeProperty& property, Found& found) {
    constexpr std::uint64_t looks = 1024;  // between two at the clock
    cypher::Arena arena;
    for (std::uint64_t i = 0; i < table.size(); ++i) {
      budget_.step();
      if (i % looks == 0) {
        if (i != 0 && std::chrono::steady_clock::now() > end_) {
          found = {0, found.types, false};
          return;
        }
        budget_.look();
      }
      add(property.get(i), arena, found);
    }
  }

  const Catalog& catalog_;
  const graph::PropertyGraph& graph_;
  graph::Budget& budget_;
  std::chrono::steady_clock::time_point end_;
};

Json to_json(const std::vector<SchemaProperty>& properties) {
  Json items = Json::array();
  for (const SchemaProperty& property : properties) {
    Json item{{"name", property.name}, {"types", property.types}};
    if (property.counted) item["count"] = property.count;
    items.push_back(std::move(item));
  }
  return items;
}

// Words that a query may be written with, besides functions.
constexpr const char* keywords[] = {"MATCH",
                                    "OPTIONAL MATCH",
                                    "WHERE",
                                    "RETURN",
                                    "WITH",
                                    "UNWIND",
                                    "UNION",
                                    "UNION ALL",
                                    "ORDER BY",
                                    "SKIP",
                                    "LIMIT",
                                    "DISTINCT",
                                    "CALL",
                                    "YIELD",
                                    "EXPLAIN",
                                    "AS",
                                    "ASC",
                                    "DESC",
                                    "AND",
                                    "OR",
                                    "XOR",
                                    "NOT",
                                    "IN",
                                    "STARTS WITH",
                                    "ENDS WITH",
                                    "CONTAINS",
                                    "IS NULL",
                                    "IS NOT NULL",
                                    "CASE",
                                    "WHEN",
                                    "THEN",
                                    "ELSE",
                                    "END",
                                    "EXISTS",
                                    "all",
                                    "any",
                                    "none",
                                    "single",
                                    "reduce",
                                    "shortestPath",
                                    "allShortestPaths",
                                    "true",
                                    "false",
                                    "null"};

}  // namespace

GraphSchema schema_of(const GraphQuery& query, graph::Budget& budget, std::chrono::milliseconds longest) {
  return Counter(query.catalog(), budget, longest).count();
}

std::shared_ptr<const GraphSchema> GraphQuery::schema(graph::Budget& budget) const {
  if (auto made = schema_.load()) return made;
  auto made = std::make_shared<const GraphSchema>(schema_of(*this, budget));
  schema_.store(made);
  return made;
}

Json to_json(const GraphSchema& schema, const cypher::Procedures& procedures, archive::Language language) {
  Json labels = Json::array(), relationships = Json::array(), functions = Json::array(), called = Json::array();
  for (const SchemaLabel& one : schema.labels)
    labels.push_back({{"label", one.label}, {"count", one.count}, {"properties", to_json(one.properties)}});
  for (const SchemaRelationship& one : schema.relationships) {
    Json ends = Json::array();
    for (const SchemaEnds& end : one.ends)
      ends.push_back({{"source", end.source}, {"target", end.target}, {"count", end.count}});
    relationships.push_back(
        {{"type", one.type}, {"count", one.count}, {"ends", std::move(ends)}, {"properties", to_json(one.properties)}});
  }
  for (const FunctionHelp& help : function_help())
    functions.push_back({{"name", help.name}, {"signature", help.signature}, {"about", help.about.in(language)}});
  for (const auto& [name, procedure] : procedures.all()) {
    called.push_back({{"name", name}, {"signature", cypher::signature_of(procedure)}, {"about", procedure.about}});
  }
  return {{"labels", std::move(labels)},
          {"relationships", std::move(relationships)},
          {"functions", std::move(functions)},
          {"procedures", std::move(called)},
          {"keywords", keywords}};
}

}  // namespace almanac::insight
