// Typed values of the Query API; shapes and texts are those of its documentation (neo4j.com/docs/query-api/current/typed-json).

#include <catch2/catch.hpp>

#include "archive/error.h"
#include "graph/cypher/evaluate.h"
#include "graph/cypher/typed_json.h"
#include "tests/cypher/small_graph.h"

using namespace almanac;
using namespace almanac::graph;
using namespace almanac::graph::cypher;
using almanac::tests::four_people;

namespace {

archive::Json typed_cells(const Engine& engine, const std::string& query, const Parameters& parameters = {}) {
  archive::Json cells = archive::Json::array();
  Budget budget;
  engine.run(query, parameters, budget, [&](std::span<const Value> row) {
    for (const Value& value : row) cells.push_back(to_typed_json(value, engine.catalog()));
    return true;
  });
  return cells;
}

std::string wrong(const std::string& json) {
  Arena arena;
  try {
    value_of_typed(archive::parse_json(json), arena, "/parameters/p");
  } catch (const archive::Error& error) {
    CHECK(error.code() == "bad_typed_value");
    return error.where() + ": " + error.message().en;
  }
  return "accepted";
}

}  // namespace

TEST_CASE("values are written with their types") {
  const auto world = four_people();
  const Engine engine(*world.graph);
  const auto one = [&](const std::string& expression) {
    return archive::dump(typed_cells(engine, "RETURN " + expression)[0]);
  };
  CHECK(one("null") == R"({"$type":"Null","_value":null})");
  CHECK(one("true") == R"({"$type":"Boolean","_value":true})");
  CHECK(one("123") == R"({"$type":"Integer","_value":"123"})");
  CHECK(one("9223372036854775807") == R"({"$type":"Integer","_value":"9223372036854775807"})");
  CHECK(one("4.56") == R"({"$type":"Float","_value":"4.56"})");
  CHECK(one("0.0 / 0.0") == R"({"$type":"Float","_value":"NaN"})");
  CHECK(one("-1.0 / 0.0") == R"({"$type":"Float","_value":"-Infinity"})");
  CHECK(one("'你好'") == R"({"$type":"String","_value":"你好"})");
  CHECK(one("[1, null]") ==
        R"({"$type":"List","_value":[{"$type":"Integer","_value":"1"},{"$type":"Null","_value":null}]})");
  CHECK(one("{a: 1.0}") == R"({"$type":"Map","_value":{"a":{"$type":"Float","_value":"1.0"}}})");
  CHECK(one("date('2015-03-26')") == R"({"$type":"Date","_value":"2015-03-26"})");
  CHECK(one("time('12:50:35.556+01:00')") == R"({"$type":"Time","_value":"12:50:35.556+01:00"})");
  CHECK(one("localtime('12:50')") == R"({"$type":"LocalTime","_value":"12:50:00"})");
  CHECK(one("localdatetime('2015-03-26T12:50:35.556')") ==
        R"({"$type":"LocalDateTime","_value":"2015-03-26T12:50:35.556"})");
  CHECK(one("datetime('2024-01-01T21:40:32-01:00')") ==
        R"({"$type":"OffsetDateTime","_value":"2024-01-01T21:40:32-01:00"})");
  CHECK(one("datetime('2015-11-21T21:40:32.142[Europe/Stockholm]')") ==
        R"({"$type":"ZonedDateTime","_value":"2015-11-21T21:40:32.142+01:00[Europe/Stockholm]"})");
  CHECK(one("duration('P14DT16H12M')") == R"({"$type":"Duration","_value":"P14DT16H12M"})");
  CHECK(one("duration('P1Y2M')") == R"({"$type":"Duration","_value":"P14M"})");
}

TEST_CASE("nodes, relationships and paths are written with typed properties") {
  const auto world = four_people();
  const Engine engine(*world.graph, {{}, {"person", "boss"}});
  const auto cells = typed_cells(engine, "MATCH p = (b:Boss)-[r]->({name: 'a'}) RETURN b, r, p");
  CHECK(archive::dump(cells[0]) ==
        R"({"$type":"Node","_value":{"_element_id":"boss:c","_labels":["Person","Boss"],"_properties":{)"
        R"("age":{"$type":"Integer","_value":"50"},"name":{"$type":"String","_value":"c"}}}})");
  CHECK(archive::dump(cells[1]) ==
        R"({"$type":"Relationship","_value":{"_element_id":"boss:c-KNOWS->person:a","_start_node_element_id":"boss:c",)"
        R"("_end_node_element_id":"person:a","_type":"KNOWS","_properties":{}}})");
  CHECK(cells[2]["$type"] == "Path");
  REQUIRE(cells[2]["_value"].size() == 3);
  CHECK(cells[2]["_value"][0] == cells[0]);
  CHECK(cells[2]["_value"][1] == cells[1]);
}

TEST_CASE("what is written is read again as the same value") {
  const auto world = four_people();
  const Engine engine(*world.graph);
  for (const std::string expression :
       {"null", "false", "-9223372036854775807 - 1", "1.0E-300", "1.0/0.0", "''", "[1, [2.5, 'x'], {}]",
        "{a: {b: null}}", "date('-0044-03-15')", "time('00:00Z')", "localtime('23:59:59.999999999')",
        "localdatetime('2015-03-26T12:00')", "datetime('2024-10-27T02:30:00+01:00[Europe/Stockholm]')",
        "datetime('2024-01-01T00:00Z')", "duration('P14M-3DT-0.5S')"}) {
    const archive::Json written = typed_cells(engine, "RETURN " + expression)[0];
    Arena arena;
    const Value read = value_of_typed(written, arena, "");
    INFO(expression << " " << archive::dump(written));
    CHECK(typed_cells(engine, "RETURN $p", {{"p", read}})[0] == written);
    if (expression != "null")
      CHECK(typed_cells(engine, "RETURN $p = " + expression, {{"p", read}})[0]["_value"] ==
            archive::Json(expression != "{a: {b: null}}" ? archive::Json(true) : archive::Json(nullptr)));
  }
}

TEST_CASE("typed parameters that are wrong say where and why") {
  CHECK(wrong(R"("x")") == R"(/parameters/p: expected a typed value, as {"$type": "Integer", "_value": "7"})");
  CHECK(wrong(R"({"$type":"Integer"})").find("expected a typed value") != std::string::npos);
  CHECK(wrong(R"({"$type":"Integer","_value":7})") == "/parameters/p: 7 is no Integer as the Query API writes it");
  CHECK(wrong(R"({"$type":"Integer","_value":"9223372036854775808"})").find("is no Integer") != std::string::npos);
  CHECK(wrong(R"({"$type":"Date","_value":"2024-13-01"})").find("is no Date") != std::string::npos);
  CHECK(wrong(R"({"$type":"Intger","_value":"7"})").find("did you mean \"Integer\"") != std::string::npos);
  CHECK(wrong(R"({"$type":"Point","_value":"SRID=7203;POINT (1 2"})").find("no values of type Point") !=
        std::string::npos);
  CHECK(wrong(R"({"$type":"Node","_value":{}})").find("cannot be a parameter") != std::string::npos);
  CHECK(wrong(R"({"$type":"Map","_value":{"a/b":{"$type":"List","_value":[{"$type":"Null","_value":1}]}}})") ==
        "/parameters/p/a~1b/0: 1 is no Null as the Query API writes it");
}
