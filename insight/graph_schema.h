#pragma once
// What a graph consists of, counted: labels, relationship types with their ends, properties with their types; and what the query language
// offers over it. The counts are what a query that counts answers, as of the same day.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/json.h"
#include "archive/text.h"
#include "graph/budget.h"
#include "insight/graph_query.h"

namespace almanac::insight {

struct SchemaProperty {
  std::string name;
  std::vector<std::string> types;  // as the language names them, ascending: "DATE", "FLOAT", "INTEGER"
  std::uint64_t count = 0;         // how many have it
  bool counted = true;  // of a relationship: false if counting would have taken too long; `types` are then of some
};
struct SchemaLabel {
  std::string label;
  std::uint64_t count = 0;
  std::vector<SchemaProperty> properties;  // by name
};
struct SchemaEnds {
  std::string source, target;  // labels
  std::uint64_t count = 0;
};
struct SchemaRelationship {
  std::string type;
  std::uint64_t count = 0;
  std::vector<SchemaEnds> ends;
  std::vector<SchemaProperty> properties;
};
struct GraphSchema {
  std::vector<SchemaLabel> labels;                // by name; those of which there is at least one node
  std::vector<SchemaRelationship> relationships;  // by type, likewise
};

// One pass over the columns. Properties of relationships that are computed from touchpoints (first, last, value) have to be computed for
// each; `longest` bounds that part. Errors: those of the budget.
GraphSchema schema_of(const GraphQuery& query, graph::Budget& budget,
                      std::chrono::milliseconds longest = std::chrono::seconds(5));

// {labels, relationships, functions, procedures, keywords}
archive::Json to_json(const GraphSchema& schema, const graph::cypher::Procedures& procedures,
                      archive::Language language);

}  // namespace almanac::insight
