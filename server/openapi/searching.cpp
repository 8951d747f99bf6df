// Synonyms, saved searches, batches (routes/searching.cpp).

#include "server/openapi/parts.h"

namespace almanac::server::schema {

void add_searching(Json& schemas) {
  const auto strings = list_of(string_type());
  schemas["synonym"] = object({{"revision", integer_type()},
                               {"word", string_type()},
                               {"words", strings},
                               {"sources", list_of({{"enum", {"own", "shipped", "archive"}}})},
                               {"also_searched", strings},
                               {"own", any_object()},
                               {"joined", integer_type()},
                               {"version", integer_type()},
                               {"actor", string_type()},
                               {"time", string_type()}});
  schemas["synonym_list"] = page_schema("synonym");
  schemas["synonym_words"] = object({{"words", strings}});
  schemas["synonym_words"]["required"] = {"words"};
  schemas["synonym_groups"] = object({{"groups", list_of(strings)}});
  schemas["synonym_groups"]["description"] = "or text/plain, one group a line: a = b = c; # begins a remark";
  schemas["synonym_import"] = object({{"revision", integer_type()},
                                      {"groups", integer_type()},
                                      {"created", integer_type()},
                                      {"updated", integer_type()},
                                      {"unchanged", integer_type()},
                                      {"total", integer_type()}});
  schemas["nothing"] = any_object();
  schemas["nothing"]["description"] = "nothing is needed: an empty object, or no body";
  schemas["saved_search"] = object({{"name", string_type()},
                                    {"title", string_type()},
                                    {"parameters", link("search_request")},
                                    {"version", integer_type()},
                                    {"made", string_type()},
                                    {"made_by", string_type()},
                                    {"changed", string_type()},
                                    {"changed_by", string_type()},
                                    {"seen", string_type()},
                                    {"seen_by", string_type()},
                                    {"seen_total", integer_type()}});
  schemas["saved_search_list"] = page_schema("saved_search");
  schemas["saved_search_request"] = object({{"title", string_type()}, {"parameters", link("search_request")}});
  schemas["saved_search_request"]["required"] = {"parameters"};
  schemas["saved_search_run"] = schemas["search"];
  for (const auto* list : {"new", "gone"}) {
    schemas["saved_search_run"]["properties"][list] = strings;
    schemas["saved_search_run"]["properties"][list]["description"] =
        "graph ids; absent while the search was never marked as seen";
  }
  schemas["saved_search_run"]["properties"]["name"] = string_type();
  schemas["saved_search_run"]["properties"]["since"] = string_type();
  schemas["search_batch_request"] = {
      {"description",
       "a list of texts or parameters; or text/plain, one query a line; or text/csv, a column q and filters"},
      {"type", "array"},
      {"items", {{"anyOf", {string_type(), link("search_request")}}}}};
  schemas["search_batch"] = object({{"id", string_type()},
                                    {"state", {{"enum", {"queued", "running", "done", "failed", "cancelled"}}}},
                                    {"name", string_type()},
                                    {"searches", integer_type()},
                                    {"asked", integer_type()},
                                    {"errors", integer_type()},
                                    {"limit", integer_type()},
                                    {"revision", integer_type()},
                                    {"actor", string_type()},
                                    {"created", string_type()},
                                    {"started", string_type()},
                                    {"finished", string_type()},
                                    {"error", any_object()},
                                    {"results", string_type()}});
  schemas["search_batch_list"] = page_schema("search_batch");
  const auto hit = object({{"kind", string_type()},
                           {"id", string_type()},
                           {"code", string_type()},
                           {"title", string_type()},
                           {"score", {{"type", "number"}}}});
  schemas["search_batch_results"] = object({{"id", string_type()},
                                            {"state", string_type()},
                                            {"searches", integer_type()},
                                            {"asked", integer_type()},
                                            {"items", list_of(object({{"n", integer_type()},
                                                                      {"q", string_type()},
                                                                      {"parameters", link("search_request")},
                                                                      {"total", integer_type()},
                                                                      {"total_exact", boolean_type()},
                                                                      {"match", string_type()},
                                                                      {"suggestion", string_type()},
                                                                      {"hits", list_of(hit)},
                                                                      {"error", any_object()}}))}});
}

}  // namespace almanac::server::schema
