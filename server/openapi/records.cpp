// The records of the archive, their lists and histories (routes/records.cpp, campaigns.cpp, history.cpp).

#include <map>

#include "archive/records.h"
#include "server/openapi/parts.h"

namespace almanac::server::schema {
namespace {

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

}  // namespace

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

}  // namespace almanac::server::schema
