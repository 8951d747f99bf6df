// What a query may cost, and how soon it ends when it costs more or nobody waits for it.

#include <algorithm>
#include <catch2/catch.hpp>
#include <ctime>

#include "archive/error.h"
#include "graph/cypher/query_error.h"
#include "tests/cypher/small_graph.h"

using namespace almanac;
using namespace almanac::graph;
using almanac::tests::four_people;
using almanac::tests::rows_of;
using almanac::tests::SmallGraph;
using cypher::Engine;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double slowness = 20;
#else
constexpr double slowness = 1;
#endif

// Of this thread, so that what else the machine does does not count.
double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

std::string code_of(const Engine& engine, const std::string& query, Budget& budget) {
  try {
    rows_of(engine, query, budget);
  } catch (const archive::Error& error) {
    return error.code();
  }
  return "done";
}

// Everyone knows everyone: walks without end.
SmallGraph everyone(std::uint32_t people) {
  GraphBuilder builder;
  const auto person = builder.add_class({"P"});
  for (std::uint32_t i = 0; i < people; ++i) builder.add_node(person, "p" + std::to_string(i));
  const auto knows = builder.add_table("KNOWS", person, person);
  for (std::uint32_t i = 0; i < people; ++i) {
    for (std::uint32_t j = 0; j < people; ++j) {
      if (i != j) builder.add_edge(knows, i, j);
    }
  }
  return SmallGraph(builder);
}

const char* const endless[] = {
    "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN sum(a * b)",
    "MATCH (a), (b), (c), (d), (e) RETURN count(*)",
    "MATCH (a), (b), (c), (d), (e) WHERE a.x + b.x + c.x > d.x + e.x RETURN count(*)",
    "MATCH (a)-[*]-(b) RETURN count(*)",
    "MATCH p = (a)-[*]->(b) WHERE length(p) > 100000 RETURN p",
    "MATCH (a)--(b)--(c)--(d)--(e)--(f)--(g) RETURN count(DISTINCT g)",
    "MATCH (a) WHERE all(x IN range(1, 1000000) WHERE any(y IN range(1, 1000000) WHERE x + y < 0)) RETURN a",
    "RETURN reduce(s = 0, x IN range(1, 10000000) | s + size([y IN range(1, 1000) WHERE y = x]))",
    "MATCH (a) RETURN [(a)-[*]-(b) | 1]",
    "MATCH (a), (b), (c), (d) WITH a.x AS x, b AS b, c AS c, d AS d ORDER BY x, b, c, d RETURN count(*)",
    "WITH range(1, 100000) AS l UNWIND range(1, 1000000) AS i WITH l, i WHERE l = l AND i < 0 RETURN i",
    "WITH range(1, 100000) AS l UNWIND range(1, 1000000) AS i WITH l, i WHERE -1 IN l RETURN i",
    "WITH reduce(s = 'a', i IN range(1, 20) | s + s) AS s UNWIND range(1, 1000000) AS i WITH s, i WHERE toUpper(s) + "
    "'x' "
    "= s RETURN i",
    "WITH reduce(s = 'a', i IN range(1, 20) | s + s) AS s UNWIND range(1, 1000000) AS i WITH s, i WHERE s CONTAINS "
    "'ab' "
    "RETURN i",
    "RETURN 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' =~ '(a|aa)+b'",
    "UNWIND range(1, 1000000000000) AS i WITH DISTINCT i % 3 AS k, [i % 5] AS l RETURN count(*)",
    "MATCH (a), (b) MATCH p = allShortestPaths((a)-[*]-(b)) MATCH (c), (d), (e), (f) RETURN count(DISTINCT [p, c, d, "
    "e])",
};

}  // namespace

TEST_CASE("a query that would not end asks for its time, and for who waits, at least every 50 ms") {
  const SmallGraph world = everyone(60);
  const Engine engine(*world.graph, {"x"});
  for (const char* query : endless) {
    const auto plan = engine.prepare(query);
    double last = cpu_ms();
    const double leaves = last + 120;
    double longest = 0;  // between two questions
    Budget budget(Limits{std::chrono::seconds(60), UINT64_MAX, 1U << 30U}, [&] {
      const double now = cpu_ms();
      longest = std::max(longest, now - last);
      last = now;
      return now > leaves;
    });
    INFO(query);
    CHECK(code_of(engine, query, budget) == "cancelled");
    CHECK(longest < 50 * slowness);
    CHECK(cpu_ms() - last < 50 * slowness);  // to clean up
  }
}

TEST_CASE("a query that runs out of time says so") {
  const SmallGraph world = everyone(60);
  const Engine engine(*world.graph, {"x"});
  Budget budget(Limits{std::chrono::milliseconds(30), UINT64_MAX, 1U << 30U});
  CHECK(code_of(engine, endless[0], budget) == "out_of_time");
}

TEST_CASE("what a query keeps is within its memory") {
  const SmallGraph world = everyone(60);
  const Engine engine(*world.graph, {"x"});
  for (const char* query :
       {"RETURN size(range(1, 90000000))", "RETURN size(reduce(s = 'x', i IN range(1, 60) | s + s))",
        "UNWIND range(1, 10000000) AS i RETURN size(collect(i))",
        "UNWIND range(1, 10000000) AS i RETURN size(collect(DISTINCT toString(i)))",
        "UNWIND range(1, 10000000) AS i WITH i ORDER BY i DESC RETURN sum(i)",
        "UNWIND range(1, 10000000) AS i WITH i, count(*) AS n RETURN sum(n)",
        "UNWIND range(1, 10000000) AS i RETURN percentileCont(i, 0.5)",
        "MATCH (a), (b), (c), (d), (e) RETURN collect([a, b, c, d, e])",
        "MATCH (a) RETURN [(a)--(b)--(c)--(d)--(e)--(f) | 1]",
        "MATCH (a)--(b)--(c)--(d)--(e) RETURN DISTINCT a, b, c, d, e",
        "MATCH p = (a)--(b)--(c)--(d)--(e) WITH collect(p) AS all RETURN size(all)",
        "WITH reduce(s = 'ab', i IN range(1, 21) | s + s) AS s RETURN size(split(s, ''))",
        "WITH reduce(s = 'ab', i IN range(1, 22) | s + s) AS s RETURN size(toUpper(s))"}) {
    Budget budget(Limits{std::chrono::seconds(20), UINT64_MAX, 16U << 20U});
    INFO(query);
    CHECK(code_of(engine, query, budget) == "out_of_memory");
  }
}

TEST_CASE("values that share their parts are weighed by what they would be") {
  const auto world = four_people();
  const Engine engine(*world.graph);
  Budget budget(Limits{std::chrono::seconds(10), 1'000'000, 64U << 20U});
  CHECK(code_of(engine, "RETURN reduce(l = [1], i IN range(1, 60) | [l, l])", budget) == "value_too_large");
  CHECK(code_of(engine, "RETURN reduce(m = {a: 1}, i IN range(1, 60) | {a: m, b: m})", budget) == "value_too_large");
  CHECK(code_of(engine, "WITH reduce(l = [1], i IN range(1, 23) | [l, l]) AS l RETURN l = l", budget) == "done");
  Budget rows(Limits{std::chrono::seconds(10), 1000, 64U << 20U});
  CHECK(code_of(engine, "UNWIND range(1, 10) AS i RETURN range(1, 10000)", rows) == "too_many_rows");
}

TEST_CASE("huge numbers of anything in the text of a query are errors or done at once") {
  const auto world = four_people();
  const Engine engine(*world.graph);
  const auto many = [](const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
  };
  const std::string queries[] = {
      "RETURN range(1, 1000000000000)",
      "RETURN " + many("9", 500'000),
      "RETURN 1e" + many("9", 1000),
      "RETURN '" + many("\\u4e00", 100'000) + "'",
      "RETURN [" + many("[1,2,3],", 50'000) + "1]",
      "RETURN {" + many("a: 1, ", 100'000) + "b: 1}",
      "MATCH (" + many(":A", 200'000) + ") RETURN 1",
      "MATCH ()-[:" + many("A|", 200'000) + "B]->() RETURN 1",
      "RETURN CASE " + many("WHEN false THEN 1 ", 50'000) + "END",
      "RETURN " + many("coalesce(", 300) + "1" + many(")", 300),
      "RETURN " + many("{a: ", 150) + "1" + many("}", 150),
      "UNWIND [1] AS x RETURN " + many("x + ", 50'000) + "x",
      "MATCH (a) WHERE " + many("exists { (a)--() } AND ", 400) + "true RETURN a",
      "MATCH " + many("(a)--(b), ", 200) + "(c) RETURN count(*)",
      "RETURN 1 " + many("UNION RETURN 1 ", 400),
      many("(", 300'000),
      many("/*", 300'000),
      many("`", 300'001),
      many("{", 300'000),
  };
  for (const std::string& query : queries) {
    Budget budget(Limits{std::chrono::seconds(1), 1'000'000, 64U << 20U});
    const double begin = cpu_ms();
    INFO(query.substr(0, 60));
    CHECK_FALSE(code_of(engine, query, budget).empty());
    CHECK(cpu_ms() - begin < 1000 * slowness);
  }
}
