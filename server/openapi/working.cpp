// Imports, plans, templates (routes/working.cpp).

#include "server/openapi/parts.h"

namespace almanac::server::schema {

void add_working(Json& schemas) {
  schemas["import_report"] = any_object();
  schemas["import_report"]["description"] =
      "what `almanac import --json` prints: files with rows, created, updated, unchanged, rejected and the first "
      "rejects";
  schemas["import"] =
      object({{"id", string_type()},
              {"state", {{"enum", {"queued", "reading", "storing", "done", "failed", "cancelled", "undone"}}}},
              {"name", string_type()},
              {"kind", string_type()},
              {"dry_run", boolean_type()},
              {"actor", string_type()},
              {"bytes", integer_type()},
              {"bytes_read", integer_type()},
              {"rows_read", integer_type()},
              {"created", string_type()},
              {"started", string_type()},
              {"finished", string_type()},
              {"import_id", integer_type()},
              {"undoes", {{"type", "integer"}, {"description", "the import that this one took back"}}},
              {"error", object({{"code", string_type()}, {"detail", string_type()}})},
              {"report", {{"oneOf", {link("import_report"), {{"type", "null"}}}}}}});
  schemas["import_list"] = page_schema("import");
  add_import_memory(schemas);
  schemas["template"] = object({{"id", string_type()},
                                {"name", string_type()},
                                {"description", string_type()},
                                {"language", string_type()},
                                {"origin", {{"enum", {"shipped", "own"}}}},
                                {"slots", list_of(any_object())},
                                {"source", string_type()}});
  schemas["template_list"] =
      object({{"revision", integer_type()}, {"items", list_of(link("template"))}, {"broken", list_of(any_object())}});
  schemas["draft_request"] = object({{"template", string_type()},
                                     {"language", {{"enum", {"zh", "en"}}}},
                                     {"campaigns", list_of(string_type())},
                                     {"search", string_type()},
                                     {"lessons", list_of(string_type())},
                                     {"title", string_type()},
                                     {"start", string_type()},
                                     {"end", string_type()},
                                     {"as_of", string_type()},
                                     {"code", string_type()}});
  schemas["draft_request"]["required"] = {"template"};
  schemas["draft"] = object({{"template", string_type()},
                             {"title", string_type()},
                             {"language", string_type()},
                             {"revision", integer_type()},
                             {"campaigns", list_of(any_object())},
                             {"sections", list_of(any_object())},
                             {"campaign", link("campaign")}});
}

}  // namespace almanac::server::schema
