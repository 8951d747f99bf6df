#include <catch2/catch.hpp>
#include <thread>

#include "graph/cypher/aggregates.h"
#include "graph/cypher/json.h"
#include "graph/cypher/query_error.h"
#include "tests/cypher/small_graph.h"

using namespace almanac;
using namespace almanac::graph;
using namespace almanac::graph::cypher;
using almanac::tests::four_people;
using almanac::tests::rows_of;
using Rows = std::vector<std::string>;

namespace {

QueryError error_of(const Engine& engine, const std::string& query) {
  try {
    rows_of(engine, query);
  } catch (const QueryError& error) {
    return error;
  }
  FAIL("no error: " << query);
  throw;
}

std::string archive_code(const Engine& engine, const std::string& query, Budget& budget) {
  try {
    rows_of(engine, query, budget);
  } catch (const archive::Error& error) {
    return error.code();
  }
  return {};
}

}  // namespace

TEST_CASE("a query finds nodes, follows relationships both ways and counts") {
  const auto world = four_people();
  const Engine engine(*world.graph);
  CHECK(rows_of(engine, "MATCH (p:Person) RETURN count(*) AS n") == Rows{"4"});
  CHECK(rows_of(engine, "MATCH (p:Boss) RETURN p.name") == Rows{"c"});
  CHECK(rows_of(engine, "MATCH (:Boss)<-[:KNOWS]-(p) RETURN p.name") == Rows{"b"});
  CHECK(rows_of(engine, "MATCH (p {name: 'a'})-[:KNOWS]->(q) RETURN q.name ORDER BY q.name") == Rows{"b", "d"});
  CHECK(rows_of(engine, "MATCH (p)-[:KNOWS*]->(q) WHERE p.name = 'b' RETURN DISTINCT q.name ORDER BY q.name") ==
        Rows{"a", "b", "c", "d"});
}

TEST_CASE("a node is looked up by its key where the engine shows keys") {
  const auto world = four_people();
  const Engine engine(*world.graph, {"key"});
  const auto plan = engine.prepare("MATCH (p:Person {key: $key})-->(q) RETURN q.key ORDER BY q.key");
  CHECK(explain(*plan).find("NodeByKey") == 0);
  const std::string key = "a";
  CHECK(rows_of(engine, plan->text, {{"key", Value::of(std::string_view(key))}}) == Rows{"b", "d"});
  CHECK(rows_of(engine, plan->text, {{"key", Value{}}}).empty());
}

TEST_CASE("a node is looked up by its element id") {
  const auto world = four_people();
  for (const CatalogOptions& options : {CatalogOptions{"key"}, CatalogOptions{"key", {"person", "boss"}}}) {
    const Engine engine(*world.graph, options);
    for (const auto& [key, name] : {std::pair{"b", "Person"}, {"c", "Boss"}}) {
      const std::string id = rows_of(engine, "MATCH (p {key: '" + std::string(key) + "'}) RETURN elementId(p)")[0];
      const auto plan = engine.prepare("MATCH (p:" + std::string(name) + ") WHERE elementId(p) = $id RETURN p.key");
      CHECK(explain(*plan).find("NodeByElementId") == 0);
      CHECK(rows_of(engine, plan->text, {{"id", Value::of(std::string_view(id))}}) == Rows{key});
      CHECK(rows_of(engine, "MATCH (p) WHERE '" + id + "' = elementId(p) RETURN p.key") == Rows{key});
    }
    for (const char* none : {"", "n", "n9", "n1x", "person:", "person:c", "boss:a", "x:a", ":", "person"})
      CHECK(rows_of(engine, "MATCH (p:Boss) WHERE elementId(p) = $id RETURN p.key",
                    {{"id", Value::of(std::string_view(none))}})
                .empty());
    CHECK(rows_of(engine, "MATCH (p) WHERE elementId(p) = 1 RETURN p").empty());
  }
}

TEST_CASE("parts of a pattern that only a comparison connects are joined by hash") {
  const auto world = four_people();
  const Engine engine(*world.graph);
  const std::string query =
      "MATCH (p:Person), (q:Person) WHERE p.age + 10 = q.age RETURN p.name, q.name ORDER BY p.name";
  CHECK(explain(*engine.prepare(query)).find("HashJoin") != std::string::npos);
  CHECK(rows_of(engine, query) == Rows{"a|b", "b|c"});
}

TEST_CASE("the last relationship of an aggregate is counted, not walked") {
  const auto world = four_people();
  const Engine engine(*world.graph);
  const std::string query = "MATCH (p:Person)-->(q) RETURN p.name AS name, count(*) AS n ORDER BY name";
  CHECK(explain(*engine.prepare(query)).find("CountRelationships") != std::string::npos);
  CHECK(rows_of(engine, query) == Rows{"a|2", "b|1", "c|1"});
  CHECK(rows_of(engine, "MATCH (p)-->(q) RETURN count(q)") == Rows{"4"});
  CHECK(rows_of(engine, "MATCH (p)-->(q) RETURN count(DISTINCT q)") == Rows{"4"});
}

TEST_CASE("shortest paths, one and all") {
  const auto world = four_people();
  const Engine engine(*world.graph);
  CHECK(rows_of(engine,
                "MATCH (a {name: 'b'}), (d {name: 'd'}) MATCH p = shortestPath((a)-[:KNOWS*]->(d)) RETURN length(p)") ==
        Rows{"3"});
  CHECK(rows_of(engine,
                "MATCH (a {name: 'b'}), (d {name: 'c'}) MATCH p = allShortestPaths((a)-[*]-(d)) RETURN length(p)") ==
        Rows{"1"});
  CHECK(
      rows_of(engine, "MATCH (a {name: 'd'}), (d {name: 'a'}) MATCH p = shortestPath((a)-[*]->(d)) RETURN p").empty());
  CHECK(rows_of(engine, "MATCH (a {name: 'b'}), (d {name: 'd'}) RETURN length(shortestPath((a)-[*]-(d)))") ==
        Rows{"2"});
}

TEST_CASE("EXPLAIN shows the plan and runs nothing") {
  const auto world = four_people();
  const Engine engine(*world.graph);
  const Rows rows = rows_of(engine, "EXPLAIN MATCH (p:Boss)-->(q) WHERE q.age > $least RETURN q.name");
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].find("NodeScan  (p:Boss)") == 0);
  CHECK(rows[1].find("Expand  (p:Boss)-->(q)") == 0);
  CHECK(rows[2].find("Filter  q.age > $least") == 0);
  CHECK(rows[3].find("Projection  q.name") == 0);
}

TEST_CASE("what would write is refused") {
  const auto world = four_people();
  const Engine engine(*world.graph);
  for (const char* query : {"CREATE (n:Person)", "MATCH (n) SET n.age = 1", "MATCH (n) DETACH DELETE n",
                            "MERGE (n:Person {name: 'x'}) RETURN n", "MATCH (n) REMOVE n.age RETURN n"}) {
    CHECK(error_of(engine, query).detail() == "ReadOnly");
  }
}

TEST_CASE("errors say where, what was expected and which name is meant") {
  const auto world = four_people();
  const Engine engine(*world.graph);
  const QueryError word = error_of(engine, "MATHC (n) RETURN n");
  CHECK(word.where() == "line 1, column 1");
  CHECK(word.message().en.find("MATCH") != std::string::npos);
  const QueryError variable = error_of(engine, "MATCH (person:Person)\nRETURN persn.name");
  CHECK(variable.where() == "line 2, column 8");
  CHECK(variable.message().en.find("did you mean \"person\"") != std::string::npos);
  CHECK(error_of(engine, "RETURN toUper('a')").message().en.find("did you mean \"toUpper\"") != std::string::npos);
  CHECK(error_of(engine, "RETURN toInt('1')").message().en.find("did you mean \"toInteger\"") != std::string::npos);
  CHECK(error_of(engine, "MATCH (n RETURN n").message().en.find("did you mean") ==
        std::string::npos);  // it is a clause's word
  CHECK(error_of(engine, "MATCH (n) RETURN （n").detail() == "InvalidUnicodeCharacter");
  CHECK(error_of(engine, "RETURN $nothing").detail() == "MissingParameter");
}

TEST_CASE("names that the graph does not have are no error, but noted with the nearest that it has") {
  const auto world = four_people();
  const Engine engine(*world.graph);
  const auto plan = engine.prepare("MATCH (p:Persn)-[:KNOWZ]->(q:Boss) RETURN q.nam, q.age");
  REQUIRE(plan->notes.size() == 3);
  CHECK(plan->notes[0].code == "unknown_label");
  CHECK(plan->notes[0].message.en.find("did you mean \"Person\"") != std::string::npos);
  CHECK(plan->notes[1].message.en.find("did you mean \"KNOWS\"") != std::string::npos);
  CHECK(plan->notes[2].message.en.find("did you mean \"name\"") != std::string::npos);
  CHECK(engine.prepare("MATCH (p:Person)-[:KNOWS]->(q) RETURN q.name")->notes.empty());
}

TEST_CASE("deep nesting and long chains are errors, never a stack that overflows") {
  const auto world = four_people();
  const Engine engine(*world.graph);
  const auto repeated = [](const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
  };
  CHECK(error_of(engine, "RETURN " + repeated("[", 100'000)).detail() == "NestingTooDeep");
  CHECK(error_of(engine, "RETURN " + repeated("(", 100'000) + "1").detail() == "NestingTooDeep");
  CHECK(error_of(engine, "RETURN " + repeated("NOT ", 100'000) + "true").detail() == "NestingTooDeep");
  CHECK(error_of(engine, "RETURN " + repeated("- ", 100'000) + "1").detail() == "NestingTooDeep");
  CHECK(error_of(engine, "RETURN 1" + repeated(" + 1", 100'000)).detail() == "NestingTooDeep");
  CHECK(error_of(engine, "RETURN a" + repeated(".b", 100'000)).detail() == "NestingTooDeep");
  CHECK(error_of(engine, "MATCH (a)" + repeated("-->()", 100'000) + " RETURN a").detail() == "QueryTooLarge");
  CHECK(error_of(engine, repeated("MATCH (a) ", 100'000) + " RETURN a").detail() == "QueryTooLarge");
  CHECK(error_of(engine, "RETURN reduce(l = [], i IN range(1, 100000) | [l])").detail() == "NestingTooDeep");
  CHECK(error_of(engine, "RETURN '" + repeated("x", 2'000'000) + "'").detail() == "QueryTooLong");
  CHECK(rows_of(engine, "RETURN true" + repeated(" AND true", 10'000)) == Rows{"true"});
  CHECK(rows_of(engine, "RETURN size([" + repeated("1, ", 50'000) + "1])") == Rows{"50001"});
}

TEST_CASE("patterns of hundreds of steps are planned at once") {
  const auto world = four_people();
  const Engine engine(*world.graph);
  std::string chain = "MATCH (v0)";
  for (int i = 1; i <= 240; ++i) chain += "-[:KNOWS]-(v" + std::to_string(i) + ")";
  const auto begin = std::chrono::steady_clock::now();
  CHECK(rows_of(engine, chain + " RETURN v0.name").empty());  // there are but four relationships
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
}

TEST_CASE("patterns of hundreds of parts are planned at once") {
  const auto world = four_people();
  const Engine engine(*world.graph);
  std::string parts = "MATCH (a)";
  for (int i = 0; i < 240; ++i) parts += ", (a" + std::to_string(i) + ":Boss)-->(b" + std::to_string(i) + ")";
  const auto begin = std::chrono::steady_clock::now();
  engine.prepare(parts + " RETURN a");
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
}

TEST_CASE("a query ends where its budget ends") {
  const auto world = four_people();
  const Engine engine(*world.graph);
  Budget time(Limits{std::chrono::milliseconds(50)});
  CHECK(archive_code(engine, "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN count(*)", time) ==
        "out_of_time");
  Budget rows(Limits{std::chrono::seconds(10), 1000});
  CHECK(archive_code(engine, "UNWIND range(1, 100000) AS a RETURN a", rows) == "too_many_rows");
  Budget memory(Limits{std::chrono::seconds(10), UINT64_MAX, 4U << 20U});
  CHECK(archive_code(engine,
                     "UNWIND range(1, 50000) AS a WITH collect(toString(a) + 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx') "
                     "AS l RETURN size(l)",
                     memory) == "out_of_memory");
  Budget doubling(Limits{std::chrono::seconds(10), UINT64_MAX, 16U << 20U});
  CHECK(archive_code(engine, "RETURN size(reduce(s = 'x', i IN range(1, 60) | s + s))", doubling) == "out_of_memory");
  bool gone = false;
  Budget cancelled(Limits{std::chrono::seconds(10)}, [&] { return gone; });
  std::thread leaving([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    gone = true;
  });
  const auto begin = std::chrono::steady_clock::now();
  CHECK(archive_code(engine, "MATCH (a), (b), (c), (d), (e), (f), (g), (h), (i), (j), (k), (l), (m) RETURN count(*)",
                     cancelled) == "cancelled");
  leaving.join();
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(500));
}

TEST_CASE("a limit stops what is before it") {
  const auto world = four_people();
  const Engine engine(*world.graph);
  CHECK(rows_of(engine, "UNWIND range(1, 1000000000000) AS x RETURN x LIMIT 2") == Rows{"1", "2"});
  CHECK(rows_of(engine, "UNWIND range(9, 1, -4) AS x RETURN x") == Rows{"9", "5", "1"});
  CHECK(rows_of(engine, "UNWIND range(9223372036854775806, 9223372036854775807) AS x RETURN x").size() == 2);
  CHECK(rows_of(engine, "UNWIND range(2, 1) AS x RETURN x").empty());
  CHECK(rows_of(engine, "UNWIND range(1, null) AS x RETURN x").empty());
  CHECK(rows_of(engine,
                "MATCH (a), (b), (c), (d), (e), (f), (g), (h), (i), (j), (k), (l), (m), (n), (o) RETURN 1 LIMIT 1") ==
        Rows{"1"});
  CHECK(rows_of(engine, "UNWIND range(1, 100000) AS x RETURN x ORDER BY x DESC SKIP 1 LIMIT 2") ==
        Rows{"99999", "99998"});
}

TEST_CASE("engines are used by several threads, plans once made") {
  const auto world = four_people();
  const Engine engine(*world.graph);
  const std::string query = "MATCH (p:Person)-->(q) RETURN count(*)";
  CHECK(engine.prepare(query) == engine.prepare(query));
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 200; ++j) right += rows_of(engine, query) == Rows{"4"} ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(right == 800);
}

TEST_CASE("values as JSON have the shapes that clients of the query API know") {
  const auto world = four_people();
  const Engine engine(*world.graph);
  archive::Json cells = archive::Json::array();
  Budget budget;
  engine.run(
      "MATCH p = (b:Boss)-[r]->(q {name: 'a'}) RETURN b, r, p, 1.0 AS f, 0.0/0.0 AS n, date('2024-11-11') AS d, {x: "
      "[null, true]} AS m",
      {}, budget, [&](std::span<const Value> row) {
        for (const Value& value : row) cells.push_back(to_json(value, engine.catalog()));
        return true;
      });
  REQUIRE(cells.size() == 7);
  CHECK(cells[0]["labels"] == archive::Json({"Person", "Boss"}));
  CHECK(cells[0]["properties"]["name"] == "c");
  CHECK(cells[1]["type"] == "KNOWS");
  CHECK(cells[1]["startNodeElementId"] == cells[0]["elementId"]);
  CHECK(cells[2].size() == 3);
  CHECK(cells[2][1] == cells[1]);
  CHECK(cells[3] == 1.0);
  CHECK(cells[4] == "NaN");
  CHECK(cells[5] == "2024-11-11");
  CHECK(cells[6].dump() == R"({"x":[null,true]})");
  Arena arena;
  const Value read = value_of(archive::parse_json(R"({"a": [1, 2.5, "x"], "d": {"duration": "P1D"}})"), arena);
  CHECK(find_key(read.map(), "a")->list().size() == 3);
  CHECK(find_key(read.map(), "d")->type == Type::duration);
}

TEST_CASE("the plan is told line by line with its depth and the rows that are expected") {
  const auto world = four_people();
  const Engine engine(*world.graph);
  const auto lines = explained(*engine.prepare("MATCH (p:Boss) OPTIONAL MATCH (p)-->(q) RETURN q.name"));
  REQUIRE(lines.size() == 5);
  CHECK(lines[0].depth == 0);
  CHECK(lines[0].text == "NodeScan  (p:Boss)");
  CHECK(lines[0].rows == 1);
  CHECK(lines[1].text == "Optional");
  CHECK(lines[3].depth == 1);
  CHECK(lines[3].text == "Expand  (p)-->(q)");
  CHECK(lines[4].depth == 0);
  CHECK_FALSE(lines[4].rows);
}

TEST_CASE("errors carry what was expected and what may have been meant") {
  const auto world = four_people();
  const Engine engine(*world.graph);
  const QueryError clause = error_of(engine, "MATCH (n) RETRUN n");
  CHECK(clause.help().suggestion == "RETURN");
  CHECK(clause.help().expected.en.find("clause") != std::string::npos);
  CHECK(clause.position().offset == 10);
  CHECK(error_of(engine, "MATCH (n) RETURN toUper('a')").help().suggestion == "toUpper");
  CHECK(error_of(engine, "MATCH (person) RETURN persn").help().suggestion == "person");
  CHECK(error_of(engine, "CALL db.label() YIELD label RETURN label").help().suggestion == "db.labels");
  CHECK(engine.prepare("MATCH (p:Persn) RETURN p")->notes[0].suggestion == "Person");
}
