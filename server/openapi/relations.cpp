// How things go together, and the named questions (routes/relations.cpp). What the figures mean: docs/relations.md.

#include "server/openapi/parts.h"

namespace almanac::server::schema {
namespace {

// Of a pair of values, counted in units (people, visits, moments).
Json pair_properties() {
  return {{"row", link("relation_value")},
          {"column", link("relation_value")},
          {"both", told(integer_type(), "units with both")},
          {"n", told(integer_type(), "units with the row")},
          {"with", told(integer_type(), "units with the column")},
          {"all", told(integer_type(), "units in scope")},
          {"share", told(number_type(), "both / n")},
          {"base", told(number_type(), "with / all")},
          {"expected", told(number_type(), "of both, if the two were independent")},
          {"jaccard", told(number_type(), "both / units with either")},
          {"too_few", told(boolean_type(), "then there is no lift, tgi, interval, p or q")},
          {"lift", told(number_type(), "share / base")},
          {"tgi", told(number_type(), "100 × lift")},
          {"low", told(number_type(), "lower end of the 95 % interval of lift")},
          {"high", told(number_type(), "its upper end")},
          {"p", told(number_type(), "that chance alone makes a difference so large, two-sided")},
          {"q", told(number_type(), "false discovery rate among the pairs tested (Benjamini–Hochberg)")},
          {"campaigns",
           told(list_of(object({{"code", string_type()}, {"people", integer_type()}})), "behind it, most units first")},
          {"campaign_total", integer_type()}};
}

Json never_properties() {
  return {{"row", link("relation_value")},
          {"column", link("relation_value")},
          {"n", told(integer_type(), "campaigns that used the row")},
          {"with", told(integer_type(), "campaigns that used the column")},
          {"all", told(integer_type(), "campaigns that count")},
          {"expected", told(number_type(), "of both, had they been chosen independently")},
          {"p", told(number_type(), "that none used both by chance, one-sided")},
          {"with_row", told(list_of(string_type()), "codes, latest first")},
          {"with_column", list_of(string_type())}};
}

Json reported_properties() {
  return {{"row", link("relation_value")},
          {"metric", string_type()},
          {"unit", string_type()},
          {"basis", string_type()},
          {"n", told(integer_type(), "campaigns")},
          {"median", number_type()},
          {"base", told(number_type(), "the median of all groups together")},
          {"ratio", told(number_type(), "median / base; absent for a base of 0")},
          {"too_few", told(boolean_type(), "fewer than 6 campaigns: no interval")},
          {"low", told(number_type(), "of the median, 95 %, distribution-free")},
          {"high", number_type()},
          {"total", told(link("figure"), "exact; of metrics that add up")},
          {"campaigns",
           told(list_of(object({{"code", string_type()}, {"value", link("figure")}})), "behind it, largest first")},
          {"campaign_total", integer_type()}};
}

// What the three answers hold besides their rows.
Json association_totals() {
  return {{"unit", {{"enum", {"person", "visit", "moment"}}}},
          {"units", told(integer_type(), "in scope")},
          {"touchpoints", told(integer_type(), "in scope")},
          {"pairs", told(integer_type(), "of values in use")},
          {"tested", told(integer_type(), "pairs that are not too few")}};
}
Json never_totals() {
  return {{"campaigns", told(integer_type(), "that count and have a value on either side")},
          {"tried", integer_type()},
          {"never", integer_type()}};
}
Json reported_totals() {
  return {{"metric", told(string_type(), "asked, or that of which most was reported")},
          {"metrics", told(list_of(object({{"metric", string_type()}, {"values", integer_type()}})), "to choose from")},
          {"campaigns", integer_type()},
          {"total", told(integer_type(), "rows before the limit")}};
}

Json answer(Json totals, const std::string& row) {
  totals["revision"] = integer_type();
  totals["columns"] = list_of(link("answer_column"));
  totals["rows"] = list_of(link(row));
  auto made = object(std::move(totals));
  made["required"] = {"revision", "columns", "rows"};
  return made;
}

void add_questions(Json& schemas) {
  schemas["question"] =
      object({{"id", string_type()},
              {"title", string_type()},
              {"about", string_type()},
              {"own", told(boolean_type(), "of the team, from DIR/questions")},
              {"parameters",
               list_of(object({{"name", string_type()},
                               {"type", {{"enum", {"values", "date", "metric", "choice"}}}},
                               {"label", string_type()},
                               {"required", boolean_type()},
                               {"several", boolean_type()},
                               {"dimension", told(string_type(), "of values: see relations/values")},
                               {"of_campaigns", boolean_type()},
                               {"usual", told(list_of(string_type()), "taken if none is given")},
                               {"choices", list_of(object({{"value", string_type()}, {"label", string_type()}}))}}))}});
  schemas["questions"] =
      object({{"revision", integer_type()},
              {"items", list_of(link("question"))},
              {"unread",
               told(list_of(object({{"file", string_type()}, {"pointer", string_type()}, {"message", string_type()}})),
                    "questions of the team that cannot be read, and why")}});
  schemas["questions"]["required"] = {"revision", "items", "unread"};
  Json properties = association_totals();
  properties.update(never_totals());
  properties.update(reported_totals());
  properties.update(
      Json{{"revision", integer_type()},
           {"question", link("question")},
           {"parameters", told({{"type", "object"}, {"additionalProperties", list_of(string_type())}}, "as asked")},
           {"basis", {{"enum", {"touchpoints", "campaigns", "reported", "graph"}}}},
           {"statement", told(string_type(), "of a question in the query language (basis graph)")},
           {"note", told(string_type(), "why it is not answered from touchpoints")},
           {"columns", list_of(link("answer_column"))},
           {"rows", list_of({{"anyOf", {link("association"), link("never_tried"), link("reported")}}})},
           {"graph", object({{"nodes", list_of(object({{"id", string_type()},
                                                       {"label", string_type()},
                                                       {"side", {{"enum", {"row", "column"}}}}}))},
                             {"edges", list_of(object({{"source", string_type()},
                                                       {"target", string_type()},
                                                       {"weight", number_type()},
                                                       {"lift", number_type()}}))}})}});
  schemas["question_answer"] = object(std::move(properties));
  schemas["question_answer"]["required"] = {"revision", "question", "parameters", "basis", "columns", "rows", "graph"};
}

}  // namespace

void add_relations(Json& schemas) {
  schemas["relation_value"] = object({{"key", string_type()},
                                      {"label", string_type()},
                                      {"id", told(string_type(), "of its node; absent where it is none")}});
  schemas["answer_column"] = object(
      {{"name", told(string_type(), "of the member of each row")},
       {"label", string_type()},
       {"type",
        {{"enum",
          {"value", "count", "share", "number", "chance", "lift", "median", "metric", "text", "campaigns", "codes"}}}},
       {"dimension", told(string_type(), "of a value")}});
  schemas["association"] = object(pair_properties());
  schemas["never_tried"] = object(never_properties());
  schemas["reported"] = object(reported_properties());
  schemas["relations"] = answer(association_totals(), "association");
  schemas["relation_gaps"] = answer(never_totals(), "never_tried");
  schemas["relation_results"] = answer(reported_totals(), "reported");
  schemas["relation_values"] = object({{"revision", integer_type()}, {"items", list_of(link("relation_value"))}});
  add_questions(schemas);
}

}  // namespace almanac::server::schema
