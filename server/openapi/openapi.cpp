#include "server/openapi/openapi.h"

#include <string>

#include "server/http_head.h"
#include "server/openapi/parts.h"
#include "server/route.h"
#include "server/version.h"

namespace almanac::server {
namespace {

using namespace schema;
const Json& schemas() {
  static const Json all = [] {
    Json made = Json::object();
    add_records(made);
    add_exploring(made);
    add_searching(made);
    add_insight(made);
    add_relations(made);
    add_query(made);
    add_working(made);
    add_system(made);
    return made;
  }();
  return all;
}

Json parameter_schema(const Parameter& parameter) {
  Json schema;
  switch (parameter.type) {
    case Parameter::Type::integer:
      schema["type"] = "integer";
      if (parameter.minimum != parameter.maximum) {
        schema["minimum"] = parameter.minimum;
        schema["maximum"] = parameter.maximum;
      }
      schema["default"] = parameter.otherwise;
      break;
    case Parameter::Type::boolean:
      schema["type"] = "boolean";
      break;
    case Parameter::Type::date:
      schema = {{"type", "string"}, {"format", "date"}};
      break;
    case Parameter::Type::string:
      schema["type"] = "string";
      break;
  }
  if (!parameter.one_of.empty()) schema["enum"] = parameter.one_of;
  return parameter.repeated ? list_of(std::move(schema)) : schema;
}

Json to_openapi(const Parameter& parameter, archive::Language language) {
  const char* in = parameter.in == Parameter::In::path     ? "path"
                   : parameter.in == Parameter::In::header ? "header"
                                                           : "query";
  Json made{{"name", parameter.prefix ? std::string(parameter.name) + "NAME" : std::string(parameter.name)},
            {"in", in},
            {"description", parameter.summary.in(language)},
            {"required", parameter.required},
            {"schema", parameter_schema(parameter)}};
  if (parameter.repeated) made["explode"] = true;
  return made;
}

Json to_openapi(const Route& route, archive::Language language) {
  Json operation{{"summary", route.summary.in(language)}};
  auto id = std::string(route.method) + " " + std::string(route.pattern);
  operation["operationId"] = id;
  auto& parameters = operation["parameters"] = Json::array();
  for (const auto& parameter : route.parameters) parameters.push_back(to_openapi(parameter, language));
  parameters.push_back({{"name", "lang"},
                        {"in", "query"},
                        {"description", Text{"language of messages", "消息语言"}.in(language)},
                        {"required", false},
                        {"schema", {{"type", "string"}, {"enum", {"zh", "en"}}}}});
  if (route.request_schema == "upload") {
    operation["requestBody"] = {{"required", true}, {"content", {{"application/octet-stream", Json::object()}}}};
  } else if (!route.request_schema.empty()) {
    operation["requestBody"] = {
        {"required", true}, {"content", {{"application/json", {{"schema", link(std::string(route.request_schema))}}}}}};
  }
  Json success{{"description", "done"}};
  if (!route.response_schema.empty())
    success["content"] = {{"application/json", {{"schema", link(std::string(route.response_schema))}}}};
  operation["responses"] = {{std::to_string(route.success), std::move(success)},
                            {"default",
                             {{"description", "a problem (RFC 9457)"},
                              {"content", {{"application/problem+json", {{"schema", link("problem")}}}}}}}};
  operation["x-permission"] = std::string(to_string(route.permission));
  if (route.permission != Permission::open) operation["security"] = {{{"token", Json::array()}}};
  return operation;
}

}  // namespace

bool has_schema(std::string_view name) { return schemas().contains(std::string(name)); }

Json openapi_document(archive::Language language) {
  Json document{
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "Almanac"},
        {"version", version_text},
        {"description", Text{"Campaign knowledge graph and archive", "营销活动知识图谱与档案"}.in(language)}}}};
  auto& paths = document["paths"] = Json::object();
  for (const auto& route : routes())
    paths[std::string(route.pattern)][lower(route.method)] = to_openapi(route, language);
  document["components"] = {{"schemas", schemas()},
                            {"securitySchemes", {{"token", {{"type", "http"}, {"scheme", "bearer"}}}}}};
  return document;
}

}  // namespace almanac::server
