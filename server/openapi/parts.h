#pragma once
// What the schemas of the OpenAPI document are written with, and its parts: each a source of its own with one function that adds the
// schemas of some routes, called by openapi.cpp.

#include <string>

#include "archive/json.h"

namespace almanac::server::schema {

using archive::Json;

Json link(const std::string& name);  // to components/schemas/NAME
Json list_of(Json items);
Json object(Json properties);
Json string_type();
Json integer_type();  // not negative
Json number_type();
Json boolean_type();
Json any_object();
Json told(Json type, const char* description);  // the type with a description
Json page_schema(const std::string& item);      // of a list; items are any objects if `item` is empty

// The parts.
void add_records(Json& schemas);
void add_exploring(Json& schemas);
void add_searching(Json& schemas);
void add_import_memory(Json& schemas);
void add_insight(Json& schemas);
void add_relations(Json& schemas);
void add_query(Json& schemas);
void add_working(Json& schemas);
void add_system(Json& schemas);

}  // namespace almanac::server::schema
