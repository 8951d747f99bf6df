// The query language (routes/query.cpp): by links, and as Neo4j's Query API, whose documentation has the details.

#include "server/openapi/parts.h"

namespace almanac::server::schema {
namespace {

Json properties() {
  return list_of(object({{"name", string_type()},
                         {"types", list_of(string_type())},
                         {"count", told(integer_type(), "how many have it; absent where counting takes too long")}}));
}

Json described() {
  return list_of(object({{"name", string_type()}, {"signature", string_type()}, {"about", string_type()}}));
}

Json rows() { return list_of(list_of(Json::object())); }

}  // namespace

void add_query(Json& schemas) {
  schemas["graph_query"] = object(
      {{"revision", integer_type()},
       {"took_ms", number_type()},
       {"fields", list_of(string_type())},
       {"values", told(rows(), "a row each; nodes, relationships and paths as in the Query API's plain JSON")},
       {"more", told(boolean_type(), "there are more rows than `limit`")},
       {"notes", told(list_of(object({{"code", string_type()},
                                      {"message", string_type()},
                                      {"suggestion", told(string_type(), "the nearest that there is")},
                                      {"line", integer_type()},
                                      {"column", integer_type()}})),
                      "labels, types and properties that the graph does not have")},
       {"plan",
        told(list_of(object(
                 {{"depth", integer_type()}, {"text", string_type()}, {"rows", told(number_type(), "expected")}})),
             "with explain=1: steps in their order")}});
  schemas["graph_query"]["required"] = {"revision", "took_ms", "fields", "values", "more", "notes"};
  schemas["graph_schema"] = object(
      {{"revision", integer_type()},
       {"labels", list_of(object({{"label", string_type()}, {"count", integer_type()}, {"properties", properties()}}))},
       {"relationships", list_of(object({{"type", string_type()},
                                         {"count", integer_type()},
                                         {"ends", list_of(object({{"source", told(string_type(), "label")},
                                                                  {"target", told(string_type(), "label")},
                                                                  {"count", integer_type()}}))},
                                         {"properties", properties()}}))},
       {"functions", described()},
       {"procedures", described()},
       {"keywords", list_of(string_type())}});
  schemas["graph_schema"]["required"] = {"revision", "labels", "relationships", "functions", "procedures", "keywords"};
  schemas["query_statement"] =
      object({{"statement", string_type()},
              {"parameters", told(any_object(), "by name; as application/vnd.neo4j.query each {$type, _value}")},
              {"bookmarks", told(list_of(string_type()), "waits for the revisions that they name")},
              {"includeCounters", boolean_type()},
              {"maxExecutionTime", told(integer_type(), "seconds; at most 60, 10 if not given")},
              {"accessMode", {{"enum", {"READ", "WRITE"}}}}});
  schemas["query_statement"]["additionalProperties"] = true;
  schemas["query_answer"] =
      object({{"data", object({{"fields", list_of(string_type())}, {"values", rows()}})},
              {"bookmarks", list_of(string_type())},
              {"notifications", list_of(any_object())},
              {"counters", any_object()},
              {"queryPlan", told(any_object(), "of EXPLAIN")},
              {"queryType", string_type()},
              {"transaction", object({{"id", string_type()}, {"expires", string_type()}})},
              {"errors", told(list_of(object({{"code", string_type()}, {"message", string_type()}})),
                              "instead of all else, with a status that is not 202")}});
}

}  // namespace almanac::server::schema
