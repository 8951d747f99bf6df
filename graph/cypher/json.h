#pragma once
// Values as plain JSON, in the shapes of Neo4j's Query API: nodes {elementId, labels, properties}, relationships {elementId,
// startNodeElementId, endNodeElementId, type, properties}, paths a list of both in turn, temporal values their ISO text, floats that JSON
// cannot hold "NaN", "Infinity", "-Infinity".

#include "archive/json.h"
#include "graph/cypher/catalog.h"

namespace almanac::graph::cypher {

archive::Json to_json(const Value& value, const Catalog& catalog);
// One line for a terminal: texts as they are, nodes (:Label {key: …}), lists [a, b].
std::string shown_text(const Value& value, const Catalog& catalog);

}  // namespace almanac::graph::cypher
