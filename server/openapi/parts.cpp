#include "server/openapi/parts.h"

#include <utility>

namespace almanac::server::schema {

Json link(const std::string& name) { return {{"$ref", "#/components/schemas/" + name}}; }
Json list_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }
Json object(Json properties) { return {{"type", "object"}, {"properties", std::move(properties)}}; }
Json string_type() { return {{"type", "string"}}; }
Json integer_type() { return {{"type", "integer"}, {"minimum", 0}}; }
Json number_type() { return {{"type", "number"}}; }
Json boolean_type() { return {{"type", "boolean"}}; }
Json told(Json type, const char* description) {
  type["description"] = description;
  return type;
}

Json any_object() { return {{"type", "object"}, {"additionalProperties", true}}; }

Json page_schema(const std::string& item) {
  auto schema = object({{"revision", integer_type()},
                        {"total", integer_type()},
                        {"items", list_of(item.empty() ? any_object() : link(item))},
                        {"next_cursor", {{"type", "string"}, {"description", "absent on the last page"}}}});
  schema["required"] = {"revision", "items"};
  return schema;
}

}  // namespace almanac::server::schema
