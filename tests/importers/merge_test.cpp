#include "importers/merge.h"

#include <catch2/catch.hpp>
#include <chrono>

using namespace almanac;
using namespace almanac::importers;
using archive::Json;

namespace {

Json merged(const Json& before, const Json& given, Lists lists, OnConflict policy = OnConflict::update) {
  Merger merger(before);
  merger.apply(given, lists, policy);
  return merger.record();
}

std::size_t conflicts(const Json& before, const Json& given, Lists lists = Lists::add) {
  Merger merger(before);
  std::vector<FieldDifference> found;
  merger.apply(given, lists, OnConflict::update, &found);
  return found.size();
}

}  // namespace

TEST_CASE("a field that is not given stays, and an empty one erases nothing") {
  const Json before{{"name", "a"}, {"owner", "x"}};
  CHECK(merged(before, Json{{"name", "b"}, {"owner", ""}, {"team", nullptr}}, Lists::add) ==
        Json{{"name", "b"}, {"owner", "x"}});
}

TEST_CASE("skip keeps what is there and fills what is missing") {
  CHECK(merged(Json{{"name", "a"}}, Json{{"name", "b"}, {"owner", "x"}}, Lists::add, OnConflict::skip) ==
        Json{{"name", "a"}, {"owner", "x"}});
}

TEST_CASE("a list that is given as a list replaces, a flat row adds") {
  const Json before{{"tags", {"a", "b"}}};
  CHECK(merged(before, Json{{"tags", {"c"}}}, Lists::replace)["tags"] == Json{"c"});
  CHECK(merged(before, Json{{"tags", {"b", "c"}}}, Lists::add)["tags"] == Json{"a", "b", "c"});
}

TEST_CASE("goals meet by metric, parent and phase") {
  const Json before{
      {"goals", {{{"metric", "gmv"}, {"target", 100}}, {{"metric", "gmv"}, {"phase", "预热"}, {"target", 10}}}}};
  const Json after =
      merged(before, Json{{"goals", {{{"metric", "gmv"}, {"target", 200}}, {{"metric", "orders"}, {"target", 5}}}}},
             Lists::add);
  REQUIRE(after["goals"].size() == 3);
  CHECK(after["goals"][0]["target"] == 200);
  CHECK(after["goals"][1]["target"] == 10);
}

TEST_CASE("results of another source survive a replaced list") {
  const Json before{
      {"results", {{{"metric", "gmv"}, {"value", 1}, {"source", "finance"}}, {{"metric", "gmv"}, {"value", 2}}}}};
  const Json after = merged(before, Json{{"results", {{{"metric", "orders"}, {"value", 3}}}}}, Lists::replace);
  REQUIRE(after["results"].size() == 2);
  CHECK(after["results"][0]["source"] == "finance");
  CHECK(after["results"][1]["metric"] == "orders");
}

TEST_CASE("a list that is given empty is emptied") {
  CHECK(merged(Json{{"tags", {"a"}}}, Json{{"tags", Json::array()}}, Lists::replace)["tags"].empty());
}

TEST_CASE("attributes meet one by one") {
  CHECK(merged(Json{{"attributes", {{"a", 1}, {"b", 2}}}}, Json{{"attributes", {{"b", 3}}}}, Lists::add) ==
        Json{{"attributes", {{"a", 1}, {"b", 3}}}});
}

TEST_CASE("a conflict is another value, not a missing one and not another spelling of the same number") {
  CHECK(conflicts(Json{{"name", "a"}}, Json{{"name", "a"}, {"owner", "x"}}) == 0);
  CHECK(conflicts(Json{{"budget", 5}}, Json{{"budget", 5.0}}) == 0);
  CHECK(conflicts(Json{{"name", "a"}}, Json{{"name", "b"}}) == 1);
  CHECK(conflicts(Json{{"goals", {{{"metric", "gmv"}, {"target", 1}}}}},
                  Json{{"goals", {{{"metric", "gmv"}, {"target", 2}}}}}) == 1);
  CHECK(conflicts(Json{{"channels", {"b", "a"}}}, Json{{"channels", {"a", "b"}}}, Lists::replace) == 0);
}

TEST_CASE("collected rows are summed exactly and take the least and the greatest") {
  CombineRules rules;
  rules.fields = {{"start", Expression::Combine::least},
                  {"end", Expression::Combine::greatest},
                  {"results.value", Expression::Combine::sum}};
  Merger merger(Json::object());
  for (const auto& [day, value] :
       {std::pair{"2023-08-05", "0.1"}, {"2023-08-01", "0.2"}, {"2023-08-09", "1.429999948"}})
    merger.apply(
        Json{{"start", day},
             {"end", day},
             {"results", {{{"metric", "spend"}, {"value", archive::to_json(*archive::Decimal::parse(value))}}}}},
        Lists::add, OnConflict::update, nullptr, &rules);
  CHECK(merger.record()["start"] == "2023-08-01");
  CHECK(merger.record()["end"] == "2023-08-09");
  CHECK(archive::decimal_from_json(merger.record()["results"][0]["value"])->to_string() == "1.729999948");
}

TEST_CASE("adding to a long list takes time in what is added") {
  Json many = Json::array();
  for (int i = 0; i < 35'000; ++i) many.push_back("P" + std::to_string(i));
  Merger merger(Json{{"products", std::move(many)}});
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < 20'000; ++i)
    merger.apply(Json{{"products", {"P" + std::to_string(i * 2)}}}, Lists::add, OnConflict::update);
  CHECK(merger.record()["products"].size() == 37'500);
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(20));
}

TEST_CASE("differences name fields and entries") {
  const Json before{{"name", "a"}, {"owner", "x"}, {"goals", {{{"metric", "gmv"}, {"target", 1}}}}};
  const Json after{{"name", "b"}, {"goals", {{{"metric", "gmv"}, {"target", 2}}}}, {"tags", {"t"}}};
  std::vector<std::string> fields;
  for (const FieldDifference& difference : differences(before, after)) fields.push_back(difference.field);
  CHECK(fields == std::vector<std::string>{"name", "goals/gmv", "tags", "owner"});
  CHECK(differences(before, before).empty());
}
