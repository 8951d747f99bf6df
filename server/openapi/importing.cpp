// What imports remember: duplicates, unconfirmed values (routes/working.cpp).

#include "server/openapi/parts.h"

namespace almanac::server::schema {

void add_import_memory(Json& schemas) {
  const auto counts = [](std::initializer_list<const char*> names) {
    auto properties = Json::object();
    for (const auto* name : names) properties[name] = integer_type();
    return object(std::move(properties));
  };
  schemas["undo_request"] = any_object();
  schemas["undo_request"]["description"] = "nothing is needed: an empty object, or no body";
  schemas["undo_report"] = object({{"import_id", integer_type()},
                                   {"state", string_type()},
                                   {"undone", integer_type()},
                                   {"revision", integer_type()},
                                   {"records", counts({"deleted", "restored", "created"})},
                                   {"links", integer_type()},
                                   {"documents", integer_type()},
                                   {"synonyms", integer_type()},
                                   {"saved_searches", integer_type()},
                                   {"touchpoints", counts({"removed", "restored", "kept"})},
                                   {"kept_count", integer_type()},
                                   {"kept", list_of(object({{"kind", string_type()},
                                                            {"key", string_type()},
                                                            {"field", string_type()},
                                                            {"restored", Json::object()},
                                                            {"found", Json::object()}}))}});
  schemas["provenance"] =
      object({{"revision", integer_type()},
              {"code", string_type()},
              {"fields", list_of(object({{"field", string_type()},
                                         {"values", list_of(object({{"value", Json::object()},
                                                                    {"leads", boolean_type()},
                                                                    {"import_id", integer_type()},
                                                                    {"file", string_type()},
                                                                    {"sheet", string_type()},
                                                                    {"row", integer_type()},
                                                                    {"mapping", string_type()},
                                                                    {"time", string_type()}}))}}))}});
  schemas["duplicate"] = object({{"id", integer_type()},
                                 {"kind", string_type()},
                                 {"a", string_type()},
                                 {"b", string_type()},
                                 {"code", string_type()},
                                 {"reason", string_type()},
                                 {"state", {{"enum", {"open", "same", "different"}}}},
                                 {"leader", string_type()},
                                 {"import_id", integer_type()},
                                 {"actor", string_type()},
                                 {"decided", string_type()}});
  schemas["duplicate_list"] = page_schema("duplicate");
  schemas["duplicate_decision"] = object({{"state", {{"enum", {"same", "different"}}}}, {"leader", string_type()}});
  schemas["duplicate_decision"]["required"] = {"state"};
  schemas["unconfirmed"] = object({{"id", integer_type()},
                                   {"kind", string_type()},
                                   {"key", string_type()},
                                   {"field", string_type()},
                                   {"value", Json::object()},
                                   {"evidence", string_type()},
                                   {"file", string_type()},
                                   {"row", integer_type()},
                                   {"document", string_type()},
                                   {"import_id", integer_type()},
                                   {"state", {{"enum", {"open", "confirmed", "dismissed"}}}},
                                   {"actor", string_type()},
                                   {"decided", string_type()}});
  schemas["unconfirmed_list"] = page_schema("unconfirmed");
  schemas["unconfirmed_decision"] =
      object({{"state", {{"enum", {"confirmed", "dismissed"}}}}, {"value", Json::object()}});
  schemas["unconfirmed_decision"]["required"] = {"state"};
}

}  // namespace almanac::server::schema
