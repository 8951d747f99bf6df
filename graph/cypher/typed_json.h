#pragma once
// Values with their types, as Neo4j's Query API has them in the media type application/vnd.neo4j.query (also with .v1.0 or .v1.1 at
// its end): {"$type": "Integer", "_value": "7"}. https://neo4j.com/docs/query-api/current/typed-json
//
//   Null null · Boolean true · Integer "7" · Float "1.5", "NaN", "Infinity", "-Infinity" · String "…" · List […] · Map {…}
//   Date "2015-03-26" · Time "12:50:35.556+01:00" · LocalTime "12:50:35.556" · LocalDateTime "2015-03-26T12:50:35"
//   OffsetDateTime "2015-06-24T12:50:35.556+01:00" · ZonedDateTime "2015-11-21T21:40:32.142Z[Antarctica/Troll]" · Duration "P14DT16H12M"
//   Node {_element_id, _labels, _properties} · Relationship {_element_id, _start_node_element_id, _end_node_element_id, _type,
//   _properties} · Path [node, relationship, node …]
//
// Members of lists, maps and properties are typed in turn. Times are written with their seconds and durations without years, as
// clients of that API read them.

#include <string>

#include "archive/json.h"
#include "graph/cypher/catalog.h"

namespace almanac::graph::cypher {

archive::Json to_typed_json(const Value& value, const Catalog& catalog);

// A parameter given so. What the value points to is in the arena. Error invalid_input "bad_typed_value" at `where` (a JSON pointer,
// continued into lists and maps): no such object, an unknown type (naming the nearest), a value that is not of its type, or a type
// that cannot be a parameter (Node, Relationship, Path) or that the engine does not have (Point, Vector, Base64).
Value value_of_typed(const archive::Json& json, Arena& arena, const std::string& where);

}  // namespace almanac::graph::cypher
