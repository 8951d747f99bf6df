// Quality, scorecards, rates.

#include "server/openapi/parts.h"

namespace almanac::server::schema {

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

}  // namespace almanac::server::schema
