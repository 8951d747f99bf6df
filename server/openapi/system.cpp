// The archive itself, its upkeep, and problems (routes/system.cpp).

#include "server/openapi/parts.h"

namespace almanac::server::schema {

void add_system(Json& schemas) {
  schemas["archive"] = object({{"id", string_type()},
                               {"name", string_type()},
                               {"zone", string_type()},
                               {"currency", string_type()},
                               {"sample", boolean_type()},
                               {"shown", {{"enum", {"home", "own"}}}},
                               {"can_start_empty", boolean_type()},
                               {"has_own", boolean_type()},
                               {"has_samples", boolean_type()},
                               {"revision", integer_type()},
                               {"index_revision", integer_type()},
                               {"graph_revision", integer_type()},
                               {"languages", list_of(string_type())},
                               {"counts", {{"type", "object"}, {"additionalProperties", integer_type()}}},
                               {"version", string_type()}});
  schemas["session"] = object({{"token_needed", boolean_type()},
                               {"signed_in", boolean_type()},
                               {"name", string_type()},
                               {"role", string_type()}});
  schemas["session_request"] = object({{"token", string_type()}});
  schemas["session_request"]["required"] = {"token"};
  schemas["health"] = object({{"status", string_type()}});
  const auto derived = object({{"ready", boolean_type()},
                               {"revision", integer_type()},
                               {"behind", integer_type()},
                               {"failure", string_type()}});
  schemas["ready"] =
      object({{"ready", boolean_type()}, {"revision", integer_type()}, {"index", derived}, {"graph", derived}});
  schemas["version"] = object({{"name", string_type()}, {"version", string_type()}});
  schemas["openapi"] = any_object();
  schemas["local_import"] = any_object();
  schemas["local_reindex"] = any_object();
  schemas["local_erase_user"] = object({{"user", string_type()}, {"actor", string_type()}});
  schemas["local_erase_user"]["required"] = {"user"};
  schemas["local_retention"] = object({{"dry_run", boolean_type()}, {"actor", string_type()}});
  schemas["retention"] = object({{"dry_run", boolean_type()},
                                 {"touchpoints", integer_type()},
                                 {"touchpoints_by_rule", list_of(integer_type())},
                                 {"users", integer_type()},
                                 {"revision", integer_type()},
                                 {"left", list_of(string_type())}});
  schemas["erasure"] = object({{"revision", integer_type()},
                               {"users", list_of(integer_type())},
                               {"touchpoints", integer_type()},
                               {"versions", integer_type()},
                               {"segments", integer_type()},
                               {"rejects", integer_type()},
                               {"backups", integer_type()},
                               {"uploads", integer_type()},
                               {"left", list_of(string_type())}});
  schemas["user_export"] = object({{"user", string_type()},
                                   {"number", integer_type()},
                                   {"record", link("user")},
                                   {"versions", list_of(any_object())},
                                   {"provenance", list_of(any_object())},
                                   {"memberships", list_of(string_type())},
                                   {"touchpoints", list_of(any_object())},
                                   {"unconfirmed", list_of(any_object())},
                                   {"duplicates", list_of(any_object())},
                                   {"rejected_rows", list_of(any_object())},
                                   {"other_keys", list_of(string_type())}});
  schemas["token_id"] = object({{"id", string_type()}});
  schemas["token_request"] = object(
      {{"name", string_type()}, {"role", {{"enum", {"read", "write", "admin"}}}}, {"expires_ms", integer_type()}});
  schemas["token"] = object({{"id", string_type()},
                             {"name", string_type()},
                             {"role", string_type()},
                             {"created", string_type()},
                             {"expires", string_type()},
                             {"revoked", string_type()},
                             {"token", string_type()}});
  schemas["token_list"] = object({{"items", list_of(link("token"))}});
  schemas["revoked"] = object({{"revoked", string_type()}});
  schemas["problem"] =
      object({{"type", string_type()},
              {"title", string_type()},
              {"status", integer_type()},
              {"detail", string_type()},
              {"code", string_type()},
              {"pointer", string_type()},
              {"where", string_type()},
              {"position", object({{"line", integer_type()}, {"column", integer_type()}, {"offset", integer_type()}})},
              {"expected", string_type()},
              {"suggestion", string_type()},
              {"errors", list_of(object({{"pointer", string_type()},
                                         {"severity", string_type()},
                                         {"code", string_type()},
                                         {"value", string_type()},
                                         {"reason", string_type()},
                                         {"remedy", string_type()},
                                         {"message", string_type()}}))},
              {"warnings", list_of(link("finding"))},
              {"retryable", boolean_type()},
              {"request_id", string_type()}});
  schemas["problem"]["required"] = {"type", "title", "status", "detail", "code", "request_id"};
}

}  // namespace almanac::server::schema
