#include "insight/graph_schema.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>

#include "graph/cypher/value.h"
#include "insight/function_help.h"

namespace almanac::insight {
namespace {

namespace cypher = graph::cypher;
using archive::Json;
using cypher::Catalog;
using cypher::Type;
using Clock = std::chrono::steady_clock;
using graph::EdgeProperty;
using graph::EdgeTable;
using graph::NodeClass;
using graph::PropertyColumn;
using graph::PropertyType;

struct Found {
  std::uint64_t count = 0;
  cypher::Types types = 0;
  bool counted = true;
};
using FoundByName = std::map<std::string, Found, std::less<>>;

std::vector<std::string> names_of(cypher::Types types) {
  std::vector<std::string> names;
  for (unsigned type = 0; type < 32; ++type) {
    if ((types & (1U << type)) != 0) names.emplace_back(cypher::name_of(static_cast<Type>(type)));
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<SchemaProperty> list_of(const FoundByName& found) {
  std::vector<SchemaProperty> properties;
  for (const auto& [name, one] : found) {
    if (one.count == 0 && one.counted) continue;
    properties.push_back({name, names_of(one.types), one.count, one.counted});
  }
  return properties;
}

// What a stored value is in the language; null: it is absent.
struct TypeOf {
  Type operator()(std::monostate) const { return Type::null; }
  Type operator()(bool) const { return Type::boolean; }
  Type operator()(std::int64_t) const { return Type::integer; }
  Type operator()(double) const { return Type::real; }
  Type operator()(archive::Decimal value) const { return value.scale == 0 ? Type::integer : Type::real; }
  Type operator()(archive::Date) const { return Type::date; }
  Type operator()(archive::Instant) const { return Type::date_time; }
  Type operator()(std::string_view) const { return Type::string; }
  Type operator()(graph::ListValue) const { return Type::list; }
  Type operator()(graph::OtherValue value) const {
    cypher::Arena arena;
    return cypher::value_of(graph::PropertyValue{value}, arena).type;
  }
};

// Columns of one such type; the values of others are looked at.
std::optional<Type> type_of(PropertyType type) {
  switch (type) {
    case PropertyType::boolean:
      return Type::boolean;
    case PropertyType::integer:
      return Type::integer;
    case PropertyType::real:
      return Type::real;
    case PropertyType::date:
      return Type::date;
    case PropertyType::time:
      return Type::date_time;
    case PropertyType::text:
      return Type::string;
    case PropertyType::list:
      return Type::list;
    default:
      return std::nullopt;
  }
}

class Counter {
 public:
  Counter(const Catalog& catalog, graph::Budget& budget, std::chrono::milliseconds longest)
      : catalog_(catalog), graph_(catalog.graph()), budget_(budget), end_(Clock::now() + longest) {}

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
    into.types |= one.types;
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
    if (!catalog_.key_property().empty() && !stored_key)
      found[catalog_.key_property()] = {used, cypher::types_of(Type::string), true};
  }

  void count_column(const NodeClass& c, bool all_used, const PropertyColumn& column, Found& found) {
    const std::uint64_t entries = column.rows.empty() ? column.values.size() : column.rows.size();
    const auto type = type_of(column.type);
    if (all_used && type) {
      budget_.step();
      found.count += entries;
      if (entries != 0) found.types |= cypher::types_of(*type);
      return;
    }
    for (std::uint64_t entry = 0; entry < entries; ++entry) {
      budget_.step();
      const auto row =
          static_cast<std::uint32_t>(column.rows.empty() ? static_cast<std::int64_t>(entry) : column.rows.at(entry));
      if (row >= c.size || c.keys.at(row).empty()) continue;
      add(column.value(entry), found);
    }
  }

  static void add(const graph::PropertyValue& stored, Found& found) {
    const Type type = std::visit(TypeOf{}, stored);
    if (type == Type::null) return;
    ++found.count;
    found.types |= cypher::types_of(type);
  }

  // A property of a table, and what a look at some of its values took: the quick ones are counted first.
  struct Task {
    const EdgeTable* table = nullptr;
    const EdgeProperty* property = nullptr;
    Clock::duration cost{};
    Found found{};
  };

  void count_relationships(GraphSchema& schema) {
    std::map<std::string, SchemaRelationship> types;
    std::vector<Task> tasks;
    for (const EdgeTable& table : graph_.tables()) {
      if (table.size() == 0) continue;
      SchemaRelationship& one = types[table.type];
      one.type = table.type;
      one.count += table.size();
      one.ends.push_back(
          {graph_.classes()[table.source].labels.front(), graph_.classes()[table.target].labels.front(), table.size()});
      for (const auto& property : table.properties) tasks.push_back(looked_at(table, *property));
    }
    std::sort(tasks.begin(), tasks.end(), [](const Task& a, const Task& b) { return a.cost < b.cost; });
    std::map<std::string, FoundByName> properties;
    for (Task& task : tasks) {
      count_property(task);
      merge(properties[task.table->type][std::string(task.property->name())], task.found);
    }
    for (auto& [type, one] : types) {
      one.properties = list_of(properties[type]);
      schema.relationships.push_back(std::move(one));
    }
  }

  Task looked_at(const EdgeTable& table, const EdgeProperty& property) {
    constexpr std::uint64_t looks = 256;
    Task task{&table, &property};
    const auto began = Clock::now();
    const std::uint64_t step = std::max<std::uint64_t>(1, table.size() / looks);
    for (std::uint64_t i = 0; i < table.size(); i += step) add(property.get(i), task.found);
    task.cost = (Clock::now() - began) * step;
    return task;
  }

  void count_property(Task& task) {
    constexpr std::uint64_t piece = 1024;  // between two looks at the clock
    const cypher::Types seen = task.found.types;
    if (task.property->is_everywhere()) {
      task.found.count = task.table->size();
      return;
    }
    task.found = {};
    for (std::uint64_t i = 0; i < task.table->size(); ++i) {
      budget_.step();
      if (i % piece == 0) {
        budget_.look();
        if (Clock::now() > end_) {
          task.found = {0, seen | task.found.types, false};
          return;
        }
      }
      add(task.property->get(i), task.found);
    }
  }

  const Catalog& catalog_;
  const graph::PropertyGraph& graph_;
  graph::Budget& budget_;
  Clock::time_point end_;
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
    called.push_back(
        {{"name", name}, {"signature", cypher::signature_of(procedure)}, {"about", procedure.about.in(language)}});
  }
  return {{"labels", std::move(labels)},
          {"relationships", std::move(relationships)},
          {"functions", std::move(functions)},
          {"procedures", std::move(called)},
          {"keywords", keywords}};
}

}  // namespace almanac::insight
