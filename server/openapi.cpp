#include "server/openapi.h"

#include <map>

#include "archive/records.h"
#include "server/openapi_parts.h"
#include "server/version.h"

namespace almanac::server {
namespace {

using namespace schema;

// What a record's field holds; a name that is not here is a text.
Json field_schema(const std::string& record, const std::string& name) {
  static const std::map<std::string, std::string> named{{"start", "date"},
                                                        {"end", "date"},
                                                        {"planned_start", "date"},
                                                        {"planned_end", "date"},
                                                        {"announced", "date"},
                                                        {"from", "date"},
                                                        {"to", "date"},
                                                        {"date", "date"},
                                                        {"planned", "figure"},
                                                        {"actual", "figure"},
                                                        {"budget", "figure"},
                                                        {"spend", "figure"},
                                                        {"target", "figure"},
                                                        {"low", "figure"},
                                                        {"high", "figure"},
                                                        {"baseline", "figure"},
                                                        {"weight", "figure"},
                                                        {"value", "figure"},
                                                        {"hours", "figure"},
                                                        {"rate", "figure"},
                                                        {"face_value", "figure"},
                                                        {"threshold", "figure"},
                                                        {"issued", "figure"},
                                                        {"claimed", "figure"},
                                                        {"redeemed", "figure"},
                                                        {"cost", "figure"},
                                                        {"price", "figure"},
                                                        {"size", "figure"},
                                                        {"mechanics", "strings"},
                                                        {"based_on", "strings"},
                                                        {"partners", "strings"},
                                                        {"tags", "strings"},
                                                        {"segments", "strings"},
                                                        {"channels", "strings"},
                                                        {"products", "strings"},
                                                        {"aliases", "strings"},
                                                        {"users", "strings"},
                                                        {"attributes", "object"},
                                                        {"applies_when", "object"},
                                                        {"phases", "phase*"},
                                                        {"goals", "goal*"},
                                                        {"results", "result*"},
                                                        {"costs", "cost*"},
                                                        {"benefits", "benefit*"},
                                                        {"experiments", "experiment*"},
                                                        {"lessons", "lesson*"},
                                                        {"review", "review"},
                                                        {"milestones", "object*"},
                                                        {"competitors", "object*"},
                                                        {"variants", "object*"}};
  const auto found = named.find(name);
  if (name == "category") return record == "product" ? list_of(string_type()) : string_type();
  if (found == named.end()) return string_type();
  const auto& what = found->second;
  if (what == "date") return {{"type", "string"}, {"description", "YYYY-MM-DD, YYYY-MM or YYYY"}};
  if (what == "strings") return list_of(string_type());
  if (what == "object") return any_object();
  if (what == "object*") return list_of(any_object());
  if (what.back() == '*') return list_of(link(what.substr(0, what.size() - 1)));
  return link(what);
}

template <class T>
Json record_schema(const std::string& record, const std::vector<std::string>& required = {}) {
  Json properties = Json::object();
  for (const auto& name : archive::field_names<T>()) properties[name] = field_schema(record, name);
  if (record == "campaign" || record == "lesson" || record == "user" || record == "product" || record == "channel" ||
      record == "segment") {
    properties["version"] = {
        {"type", "integer"}, {"description", "the record's own version; its ETag"}, {"readOnly", true}};
    properties["revision"] = {
        {"type", "integer"}, {"description", "the archive's revision of this answer"}, {"readOnly", true}};
  }
  auto schema = object(std::move(properties));
  if (!required.empty()) schema["required"] = required;
  return schema;
}

Json page_schema(const std::string& item) {
  auto schema = object({{"revision", integer_type()},
                        {"total", integer_type()},
                        {"items", list_of(item.empty() ? any_object() : link(item))},
                        {"next_cursor", {{"type", "string"}, {"description", "absent on the last page"}}}});
  schema["required"] = {"revision", "items"};
  return schema;
}

void add_records(Json& schemas) {
  schemas["figure"] = {{"description", "an exact decimal: a number, or a string where a double would alter it"},
                       {"type", {"number", "string"}}};
  schemas["campaign"] = record_schema<archive::Campaign>("campaign", {"name"});
  schemas["campaign"]["properties"]["product_count"] = {{"type", "integer"}, {"readOnly", true}};
  schemas["campaign"]["properties"]["products_link"] = {
      {"type", "string"},
      {"readOnly", true},
      {"description", "where the products are, when they are too many to be here"}};
  schemas["campaign_patch"] = any_object();
  schemas["lesson"] = record_schema<archive::Lesson>("lesson", {"statement"});
  schemas["user"] = record_schema<archive::User>("user", {"user"});
  schemas["product"] = record_schema<archive::Product>("product", {"sku"});
  schemas["channel"] = record_schema<archive::Channel>("channel", {"channel"});
  schemas["segment"] = record_schema<archive::Segment>("segment", {"segment"});
  schemas["goal"] = record_schema<archive::Goal>("goal");
  schemas["result"] = record_schema<archive::Result>("result");
  schemas["cost"] = record_schema<archive::Cost>("cost");
  schemas["phase"] = record_schema<archive::Phase>("phase");
  schemas["benefit"] = record_schema<archive::Benefit>("benefit");
  schemas["experiment"] = record_schema<archive::Experiment>("experiment");
  schemas["review"] = record_schema<archive::Review>("review");
  for (const auto* kind : {"campaign", "lesson", "user", "product", "channel", "segment"})
    schemas[std::string(kind) + "_list"] = page_schema(kind);
  schemas["deleted"] = object({{"revision", integer_type()}, {"deleted", string_type()}});
  schemas["history"] = page_schema("version_of_record");
  schemas["version_of_record"] = object({{"version", integer_type()},
                                         {"revision", integer_type()},
                                         {"time", string_type()},
                                         {"actor", string_type()},
                                         {"action", {{"enum", {"create", "update", "delete"}}}},
                                         {"import_id", integer_type()},
                                         {"fields", list_of(string_type())},
                                         {"record", any_object()}});
  schemas["restored_version"] = object({{"revision", integer_type()},
                                        {"restored", integer_type()},
                                        {"version", integer_type()},
                                        {"changed", boolean_type()},
                                        {"warnings", list_of(link("finding"))}});
  schemas["audit_entry"] = object({{"id", integer_type()},
                                   {"time", string_type()},
                                   {"actor", string_type()},
                                   {"action", string_type()},
                                   {"subject", string_type()},
                                   {"revision", integer_type()},
                                   {"changes", integer_type()}});
  schemas["audit_list"] = page_schema("audit_entry");
  schemas["audit_note"] = object({{"action", string_type()}, {"subject", string_type()}, {"actor", string_type()}});
  schemas["revision_answer"] = object({{"revision", integer_type()}});
  schemas["inspection"] = any_object();
  schemas["document"] = object({{"hash", string_type()},
                                {"title", string_type()},
                                {"format", string_type()},
                                {"file_name", string_type()},
                                {"bytes", integer_type()},
                                {"date", string_type()},
                                {"stored", string_type()},
                                {"campaigns", list_of(string_type())},
                                {"text", string_type()},
                                {"revision", integer_type()}});
  schemas["document_list"] = page_schema("document");
  schemas["touchpoint"] = object({{"user", string_type()},
                                  {"campaign", string_type()},
                                  {"channel", string_type()},
                                  {"product", string_type()},
                                  {"type", string_type()},
                                  {"time", string_type()},
                                  {"value", link("figure")},
                                  {"currency", string_type()},
                                  {"quantity", link("figure")},
                                  {"cost", link("figure")},
                                  {"variant", string_type()},
                                  {"creative", string_type()},
                                  {"region", string_type()},
                                  {"device", string_type()},
                                  {"source", string_type()},
                                  {"event_id", string_type()}});
  schemas["touchpoint_list"] = page_schema("touchpoint");
  schemas["touchpoint_batch"] = {
      {"oneOf", {list_of(link("touchpoint")), object({{"touchpoints", list_of(link("touchpoint"))}})}}};
}

void add_exploring(Json& schemas) {
  schemas["piece"] = object({{"text", string_type()}, {"mark", boolean_type()}});
  schemas["hit"] = object({{"kind", string_type()},
                           {"id", string_type()},
                           {"code", string_type()},
                           {"title", string_type()},
                           {"title_marks", list_of(link("piece"))},
                           {"score", {{"type", "number"}}},
                           {"snippet", list_of(link("piece"))},
                           {"fields", any_object()},
                           {"explain", object({{"parts", list_of(object({{"what", string_type()},
                                                                         {"text", string_type()},
                                                                         {"weight", {{"type", "number"}}},
                                                                         {"detail", string_type()}}))},
                                               {"sum", {{"type", "number"}}}})}});
  schemas["search"] = object(
      {{"revision", integer_type()},
       {"took_ms", {{"type", "number"}}},
       {"total", integer_type()},
       {"total_exact", boolean_type()},
       {"match", {{"enum", {"all", "most", "any"}}}},
       {"parsed", string_type()},
       {"hits", list_of(link("hit"))},
       {"facets",
        {{"type", "object"},
         {"additionalProperties", list_of(object({{"value", string_type()}, {"count", integer_type()}}))}}},
       {"histograms", object({{"start", object({{"unit", {{"enum", {"month", "quarter", "year"}}}},
                                                {"buckets", list_of(object({{"from", string_type()},
                                                                            {"to", string_type()},
                                                                            {"count", integer_type()}}))}})},
                              {"budget", object({{"currency", string_type()},
                                                 {"buckets", list_of(object({{"from", {{"type", "number"}}},
                                                                             {"to", {{"type", {"number", "null"}}}},
                                                                             {"count", integer_type()}}))}})}})},
       {"significant", list_of(object({{"field", string_type()},
                                       {"value", string_type()},
                                       {"count", integer_type()},
                                       {"of", integer_type()},
                                       {"total", integer_type()},
                                       {"of_total", integer_type()},
                                       {"lift", {{"type", "number"}}},
                                       {"p", {{"type", "number"}}}}))},
       {"groups",
        list_of(object({{"kind", string_type()}, {"total", integer_type()}, {"hits", list_of(link("hit"))}}))},
       {"suggestion", string_type()},
       {"next_cursor", string_type()},
       {"changed", boolean_type()},
       {"notes", list_of(string_type())}});
  schemas["search_request"] = {{"type", "object"},
                               {"description", "the parameters of GET /api/v1/search; several values as a list"},
                               {"additionalProperties", true}};
  schemas["similar_request"] = object({{"text", {{"type", "string"}, {"description", "a brief; 64 KB of it are used"}}},
                                       {"campaign", {{"type", "object"}, {"description", "fields of a campaign"}}},
                                       {"limit", integer_type()},
                                       {"as_of", string_type()}});
  schemas["similar"] =
      object({{"revision", integer_type()},
              {"total", integer_type()},
              {"items", list_of(object({{"kind", string_type()},
                                        {"id", string_type()},
                                        {"code", string_type()},
                                        {"title", string_type()},
                                        {"score", {{"type", "number"}}},
                                        {"parts", list_of(object({{"what", string_type()},
                                                                  {"share", {{"type", "number"}}},
                                                                  {"likeness", {{"type", "number"}}},
                                                                  {"detail", string_type()},
                                                                  {"common", list_of(string_type())}}))},
                                        {"fields", any_object()}}))},
              {"understood", any_object()},
              {"notes", list_of(string_type())}});
  schemas["suggestions"] = object(
      {{"revision", integer_type()},
       {"items",
        list_of(object(
            {{"kind", string_type()}, {"id", string_type()}, {"text", string_type()}, {"detail", string_type()}}))}});
  schemas["node"] = object({{"id", string_type()}, {"kind", string_type()}, {"label", string_type()}});
  schemas["evidence"] = object({{"count", integer_type()},
                                {"first", string_type()},
                                {"last", string_type()},
                                {"value", any_object()},
                                {"types", any_object()},
                                {"link", string_type()}});
  const Json direction{{"enum", {"in", "out"}}};
  schemas["graph_node"] = object({{"revision", integer_type()},
                                  {"id", string_type()},
                                  {"kind", string_type()},
                                  {"label", string_type()},
                                  {"properties", any_object()},
                                  {"counts", list_of(object({{"relationship", string_type()},
                                                             {"direction", direction},
                                                             {"kind", string_type()},
                                                             {"count", integer_type()}}))}});
  schemas["graph_groups"] = object({{"by", list_of(string_type())},
                                    {"users", integer_type()},
                                    {"total", integer_type()},
                                    {"shown", integer_type()},
                                    {"withheld", integer_type()},
                                    {"groups", list_of(object({{"label", string_type()},
                                                               {"values", any_object()},
                                                               {"users", integer_type()},
                                                               {"weight", integer_type()}}))}});
  schemas["graph_neighbors"] = object({{"revision", integer_type()},
                                       {"node", link("node")},
                                       {"nodes", list_of(link("node"))},
                                       {"total", integer_type()},
                                       {"shown", integer_type()},
                                       {"groups", link("graph_groups")},
                                       {"neighbors", list_of(object({{"node", link("node")},
                                                                     {"relationship", string_type()},
                                                                     {"direction", direction},
                                                                     {"weight", integer_type()},
                                                                     {"properties", any_object()},
                                                                     {"distance", integer_type()},
                                                                     {"via", link("node")},
                                                                     {"evidence", link("evidence")}}))}});
  schemas["graph_common"] =
      object({{"revision", integer_type()},
              {"nodes", list_of(link("node"))},
              {"at_least", integer_type()},
              {"total", integer_type()},
              {"shown", integer_type()},
              {"groups", link("graph_groups")},
              {"by_relationship", list_of(object({{"relationship", string_type()},
                                                  {"direction", direction},
                                                  {"kind", string_type()},
                                                  {"count", integer_type()}}))},
              {"common", list_of(object({{"node", link("node")},
                                         {"shared_by", integer_type()},
                                         {"least", integer_type()},
                                         {"weight", integer_type()},
                                         {"sides", list_of(object({{"node", string_type()},
                                                                   {"relationship", string_type()},
                                                                   {"direction", direction},
                                                                   {"weight", integer_type()},
                                                                   {"evidence", link("evidence")}}))}}))}});
  schemas["graph_subgraph"] = object({{"revision", integer_type()},
                                      {"nodes_total", integer_type()},
                                      {"nodes_shown", integer_type()},
                                      {"edges_total", integer_type()},
                                      {"edges_shown", integer_type()},
                                      {"groups", link("graph_groups")},
                                      {"nodes", list_of(object({{"id", string_type()},
                                                                {"kind", string_type()},
                                                                {"label", string_type()},
                                                                {"given", boolean_type()},
                                                                {"degree", integer_type()},
                                                                {"shared_by", integer_type()},
                                                                {"users", integer_type()}}))},
                                      {"edges", list_of(object({{"id", string_type()},
                                                                {"source", string_type()},
                                                                {"target", string_type()},
                                                                {"relationship", string_type()},
                                                                {"weight", integer_type()},
                                                                {"users", integer_type()},
                                                                {"evidence", link("evidence")}}))}});
  const Json texts = list_of(string_type());
  schemas["graph_subgraph_request"] = object({{"node", texts},
                                              {"around", string_type()},
                                              {"at_least", integer_type()},
                                              {"where", texts},
                                              {"limit", integer_type()},
                                              {"edge_limit", integer_type()},
                                              {"relationship", texts},
                                              {"as_of", string_type()},
                                              {"from", string_type()},
                                              {"to", string_type()},
                                              {"edge", texts},
                                              {"min_weight", integer_type()},
                                              {"group", string_type()},
                                              {"group_by", texts}});
  schemas["graph_related"] =
      object({{"revision", integer_type()},
              {"node", link("node")},
              {"method", string_type()},
              {"total", integer_type()},
              {"shown", integer_type()},
              {"related", list_of(object({{"node", link("node")},
                                          {"score", number_type()},
                                          {"grounds", list_of(object({{"relationship", string_type()},
                                                                      {"kind", string_type()},
                                                                      {"score", number_type()},
                                                                      {"common", integer_type()}}))}}))}});
  schemas["graph_central"] = object(
      {{"revision", integer_type()},
       {"measure", string_type()},
       {"sources", integer_type()},
       {"total", integer_type()},
       {"shown", integer_type()},
       {"nodes", list_of(object({{"node", link("node")}, {"value", number_type()}, {"error", number_type()}}))}});
  schemas["graph_communities"] = object(
      {{"revision", integer_type()},
       {"modularity", number_type()},
       {"total", integer_type()},
       {"single", integer_type()},
       {"shown", integer_type()},
       {"communities", list_of(object({{"size", integer_type()},
                                       {"kinds", {{"type", "object"}}},
                                       {"members", list_of(object({{"node", link("node")}, {"edges", number_type()}}))},
                                       {"traits", list_of(object({{"kind", string_type()},
                                                                  {"name", string_type()},
                                                                  {"value", string_type()},
                                                                  {"label", string_type()},
                                                                  {"n", integer_type()},
                                                                  {"of", integer_type()},
                                                                  {"everywhere", integer_type()},
                                                                  {"all", integer_type()},
                                                                  {"lift", number_type()}}))}}))}});
  schemas["graph_paths"] =
      object({{"revision", integer_type()},
              {"complete", boolean_type()},
              {"hubs_avoided", integer_type()},
              {"paths", list_of(object({{"length", integer_type()},
                                        {"nodes", list_of(link("node"))},
                                        {"steps", list_of(object({{"source", string_type()},
                                                                  {"target", string_type()},
                                                                  {"relationship", string_type()},
                                                                  {"evidence", link("evidence")}}))}}))}});
}

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

void add_insight(Json& schemas) {
  const Json nullable_figure{{"type", {"number", "string", "null"}}}, nullable_number{{"type", {"number", "null"}}};
  schemas["finding"] = object({{"severity", {{"enum", {"error", "warning"}}}},
                               {"field", string_type()},
                               {"value", string_type()},
                               {"code", string_type()},
                               {"reason", string_type()},
                               {"remedy", string_type()}});
  for (const auto* record : {"campaign", "lesson"}) {
    auto& warnings = schemas[record]["properties"]["warnings"] = list_of(link("finding"));
    warnings["readOnly"] = true;
    warnings["description"] = "what the rules say of it; in the answer of a write";
  }
  const auto card_row = object({{"metric", string_type()},
                                {"name", string_type()},
                                {"unit", string_type()},
                                {"basis", string_type()},
                                {"reported", nullable_figure},
                                {"measured", nullable_figure},
                                {"difference", nullable_figure},
                                {"evidence", any_object()}});
  const auto efficiency = object({{"value", nullable_number},
                                  {"reported", nullable_number},
                                  {"computed", nullable_number},
                                  {"of", string_type()},
                                  {"why", string_type()},
                                  {"evidence", any_object()}});
  schemas["scorecard"] = object({{"revision", integer_type()},
                                 {"code", string_type()},
                                 {"name", string_type()},
                                 {"status", string_type()},
                                 {"currency", string_type()},
                                 {"goals", list_of(any_object())},
                                 {"goal_checks", list_of(any_object())},
                                 {"results", list_of(card_row)},
                                 {"spend", any_object()},
                                 {"roi", efficiency},
                                 {"cost_ratio", efficiency},
                                 {"channels", list_of(any_object())},
                                 {"benefits", list_of(any_object())},
                                 {"milestones", list_of(any_object())},
                                 {"measured", any_object()},
                                 {"rollup", any_object()}});
  const Json score{{"type", {"integer", "null"}}, {"minimum", 0}, {"maximum", 100}};
  const auto scored = object({{"code", string_type()},
                              {"name", string_type()},
                              {"status", string_type()},
                              {"score", score},
                              {"end", string_type()},
                              {"missing", list_of(string_type())}});
  schemas["campaign_quality"] = object({{"revision", integer_type()},
                                        {"day", string_type()},
                                        {"code", string_type()},
                                        {"name", string_type()},
                                        {"status", string_type()},
                                        {"score", score},
                                        {"end", string_type()},
                                        {"over", boolean_type()},
                                        {"missing", list_of(any_object())},
                                        {"analyses", list_of(any_object())}});
  schemas["quality"] = object({{"revision", integer_type()},
                               {"day", string_type()},
                               {"score", nullable_number},
                               {"campaign_count", integer_type()},
                               {"missing", list_of(object({{"field", string_type()},
                                                           {"label", string_type()},
                                                           {"sentence", string_type()},
                                                           {"count", integer_type()},
                                                           {"blocks", integer_type()},
                                                           {"unlocks", integer_type()},
                                                           {"analyses", list_of(string_type())},
                                                           {"campaigns", list_of(string_type())}}))},
                               {"finished_without_review", list_of(scored)},
                               {"campaigns", list_of(scored)}});
  schemas["rate"] =
      object({{"date", string_type()}, {"from", string_type()}, {"to", string_type()}, {"rate", link("figure")}});
  schemas["rate_list"] = page_schema("rate");
}

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

std::string lower(std::string_view method) {
  std::string out(method);
  for (char& c : out) c = static_cast<char>(c - 'A' + 'a');
  return out;
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
