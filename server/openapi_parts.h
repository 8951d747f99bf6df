#pragma once
// What the schemas of the OpenAPI document are written with, and its parts: each a source of its own (openapi_NAME.cpp) with one
// function that adds the schemas of some routes, called by openapi.cpp. Further parts of openapi.cpp move out the same way.

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

// The parts.
void add_relations(Json& schemas);
void add_query(Json& schemas);

}  // namespace almanac::server::schema
