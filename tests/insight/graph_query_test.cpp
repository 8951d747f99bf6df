// The query language over the campaign graph: its engine, full-text procedures, and the schema.

#include "insight/graph_query.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "graph/cypher/aggregates.h"
#include "graph/cypher/functions.h"
#include "graph/cypher/json.h"
#include "insight/function_help.h"
#include "insight/graph_schema.h"
#include "search/index.h"
#include "search/similar.h"
#include "tests/insight/fixture.h"
#include "tests/support/errors.h"

using namespace almanac;
using namespace almanac::tests;
using archive::Json;
using insight::GraphQuery;

namespace {

struct Fixture : InsightFixture {
  std::unique_ptr<search::Index> index;
  std::unique_ptr<insight::GraphQueries> queries;

  explicit Fixture(std::size_t events = 400) {
    fill(7, events, 40);
    index = search::Index::open(directory / "index", *archive);
    queries = std::make_unique<insight::GraphQueries>(access());
  }
  insight::SearchAccess access() {
    return {[this]() -> const search::Index& { return *index; }, archive.get()};
  }
  std::shared_ptr<const GraphQuery> of(std::optional<archive::Date> as_of = {}) const {
    return queries->of(snapshot(), as_of);
  }
};

Json rows_of(const GraphQuery& query, const std::string& statement, const std::vector<std::string>& parameters = {}) {
  graph::cypher::Arena arena;
  graph::Budget budget;
  Json rows = Json::array();
  query.engine().run(statement, insight::parameters_of(parameters, arena), budget,
                     [&](std::span<const graph::cypher::Value> row) {
                       Json cells = Json::array();
                       for (const auto& value : row) cells.push_back(graph::cypher::to_json(value, query.catalog()));
                       rows.push_back(std::move(cells));
                       return true;
                     });
  return rows;
}

Json one_of_rows(const GraphQuery& query, const std::string& statement) {
  const Json rows = rows_of(query, statement);
  REQUIRE(rows.size() == 1);
  return rows[0][0];
}

archive::Date day(const char* text) { return *archive::Date::parse(text); }

std::string quoted(const std::string& name) { return "`" + name + "`"; }

// Every count of the schema, asked of the engine.
void check_schema(const GraphQuery& query) {
  graph::Budget budget;
  const auto schema = query.schema(budget);
  std::set<std::string> labels, types;
  for (const auto& label : schema->labels) {
    CAPTURE(label.label);
    labels.insert(label.label);
    const std::string all = "MATCH (n:" + quoted(label.label) + ") ";
    CHECK(one_of_rows(query, all + "RETURN count(n)") == label.count);
    std::set<std::string> names;
    for (const auto& property : label.properties) {
      CAPTURE(property.name, property.types);
      names.insert(property.name);
      CHECK(property.counted);
      CHECK(one_of_rows(query, all + "WHERE n." + quoted(property.name) + " IS NOT NULL RETURN count(*)") ==
            property.count);
    }
    const Json keys = rows_of(query, all + "UNWIND keys(n) AS key RETURN DISTINCT key");
    std::set<std::string> found;
    for (const auto& row : keys) found.insert(row[0].get<std::string>());
    CHECK(found == names);
  }
  for (const auto& relationship : schema->relationships) {
    CAPTURE(relationship.type);
    types.insert(relationship.type);
    const std::string all = "MATCH ()-[r:" + quoted(relationship.type) + "]->() ";
    CHECK(one_of_rows(query, all + "RETURN count(r)") == relationship.count);
    std::uint64_t ends = 0;
    for (const auto& end : relationship.ends) {
      ends += end.count;
      CHECK(one_of_rows(query, "MATCH (:" + end.source + ")-[r:" + relationship.type + "]->(:" + end.target +
                                   ") RETURN count(r)") == end.count);
    }
    CHECK(ends == relationship.count);
    for (const auto& property : relationship.properties) {
      CAPTURE(property.name);
      REQUIRE(property.counted);
      CHECK(one_of_rows(query, all + "WHERE r." + property.name + " IS NOT NULL RETURN count(*)") == property.count);
    }
  }
  std::set<std::string> of_engine;
  for (const auto& row : rows_of(query, "MATCH (n) UNWIND labels(n) AS label RETURN DISTINCT label"))
    of_engine.insert(row[0].get<std::string>());
  CHECK(labels == of_engine);
  of_engine.clear();
  for (const auto& row : rows_of(query, "MATCH ()-[r]->() RETURN DISTINCT type(r)"))
    of_engine.insert(row[0].get<std::string>());
  CHECK(types == of_engine);
}

}  // namespace

TEST_CASE("the schema counts what the engine counts, today and as of a day", "[graph query]") {
  const Fixture world;
  check_schema(*world.of());
  const auto middle =
      rows_of(*world.of(), "MATCH (c:Campaign) WHERE c.start IS NOT NULL RETURN toString(c.start) AS d ORDER BY d");
  REQUIRE(middle.size() > 3);
  const Json all = one_of_rows(*world.of(), "MATCH (c:Campaign) RETURN count(c)");
  for (const std::string& date : {std::string("2023-12-01"), middle[middle.size() / 2][0].get<std::string>()}) {
    CAPTURE(date);
    const auto query = world.of(day(date.c_str()));
    CHECK((one_of_rows(*query, "MATCH (c:Campaign) RETURN count(c)") < all) == (date < "2024"));
    check_schema(*query);
  }
}

TEST_CASE("the schema names the types that values have", "[graph query]") {
  const Fixture world;
  graph::Budget budget;
  const auto schema = world.of()->schema(budget);
  const auto campaign = std::find_if(schema->labels.begin(), schema->labels.end(),
                                     [](const auto& label) { return label.label == "Campaign"; });
  REQUIRE(campaign != schema->labels.end());
  std::map<std::string, std::vector<std::string>> types;
  for (const auto& property : campaign->properties) types[property.name] = property.types;
  CHECK(types["key"] == std::vector<std::string>{"STRING"});
  CHECK(types["start"] == std::vector<std::string>{"DATE"});
  const auto touched = std::find_if(schema->relationships.begin(), schema->relationships.end(),
                                    [](const auto& one) { return one.type == "TOUCHED"; });
  REQUIRE(touched != schema->relationships.end());
  types.clear();
  for (const auto& property : touched->properties) types[property.name] = property.types;
  CHECK(types["count"] == std::vector<std::string>{"INTEGER"});
  CHECK(types["first"] == std::vector<std::string>{"DATETIME"});
  CHECK(touched->ends.size() == 1);
  CHECK(touched->ends[0].source == "User");
  const Json json = insight::to_json(*schema, world.of()->engine().procedures(), archive::Language::zh);
  for (const char* part : {"labels", "relationships", "functions", "procedures", "keywords"})
    CHECK(json.at(part).size() > 3);
  const auto keywords = json.at("keywords").get<std::set<std::string>>();
  for (const char* word : {"MATCH", "OPTIONAL MATCH", "UNWIND", "WITH", "RETURN", "CALL", "UNION", "EXPLAIN", "all",
                           "any", "none", "single", "reduce"})
    CHECK(keywords.contains(word));
}

TEST_CASE("every function and aggregation has its line of help, and no other has", "[graph query]") {
  std::set<std::string> known, helped;
  for (const auto name : graph::cypher::function_names()) known.emplace(name);
  for (const auto name : graph::cypher::aggregate_names()) known.emplace(name);
  for (const auto& help : insight::function_help()) {
    CAPTURE(help.name);
    CHECK(helped.insert(help.name).second);
    CHECK(help.signature.starts_with(help.name + "("));
    CHECK_FALSE(help.about.en.empty());
    CHECK_FALSE(help.about.zh.empty());
  }
  CHECK(helped == known);
}

TEST_CASE("every procedure says what it does in both languages, and the schema says it in the reader's",
          "[graph query]") {
  Fixture world(50);
  const auto& procedures = world.of()->engine().procedures();
  for (const auto& [name, procedure] : procedures.all()) {
    CAPTURE(name);
    CHECK(procedure.about.en.ends_with("."));
    CHECK(procedure.about.zh.ends_with("。"));
  }
  for (const auto language : {archive::Language::en, archive::Language::zh})
    for (const auto& one : insight::to_json({}, procedures, language).at("procedures"))
      CHECK(one.at("about") == procedures.find(one.at("name").get<std::string>())->about.in(language));
}

TEST_CASE("one engine is kept per snapshot and day", "[graph query]") {
  Fixture world(50);
  const auto first = world.of();
  CHECK(world.of() == first);
  const auto then = world.of(day("2024-06-01"));
  CHECK(then != first);
  CHECK(world.of(day("2024-06-01")) == then);
  for (int i = 1; i <= 9; ++i) CHECK(world.of(day(("2024-07-0" + std::to_string(i)).c_str())) != nullptr);
  CHECK(world.of(day("2024-06-01")) != then);  // out of the few that are kept
  CHECK(world.of() == first);

  std::weak_ptr<const graph::CampaignGraph> old = first->shared_graph();
  world.archive->write("test", [](archive::Transaction& t) {
    archive::Campaign campaign;
    campaign.code = "NEW";
    campaign.name = "新活动";
    t.put(campaign);
  });
  world.graph->refresh(*world.archive);
  CHECK(one_of_rows(*world.of(), "MATCH (c:Campaign {key: 'NEW'}) RETURN c.name") == "新活动");
  CHECK(one_of_rows(*first, "MATCH (c:Campaign {key: 'NEW'}) RETURN count(c)") == 0);
  world.queries->keep_only(*world.snapshot());
  CHECK(world.of() != first);
}

TEST_CASE("element ids are the ids of the graph", "[graph query]") {
  const Fixture world(50);
  const auto rows = rows_of(*world.of(), "MATCH (n) RETURN elementId(n), labels(n)[0], n.key LIMIT 50");
  REQUIRE(rows.size() > 20);
  for (const auto& row : rows) {
    std::string kind = row[1];
    std::transform(kind.begin(), kind.end(), kind.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
    CHECK(row[0] == kind + ":" + row[2].get<std::string>());
  }
}

TEST_CASE("full-text search gives nodes, in the order of the search, within a query", "[graph query]") {
  Fixture world(100);
  world.archive->write("test", [](archive::Transaction& t) {
    for (int i = 1; i <= 3; ++i) {
      archive::Campaign campaign;
      campaign.code = "S" + std::to_string(i);
      campaign.name = i == 3 ? "会员日" : "双十一拉新";
      campaign.summary = "双十一 会员日";
      campaign.start = day(("2024-0" + std::to_string(i) + "-01").c_str());
      campaign.channels = {"短信"};
      t.put(campaign);
    }
  });
  world.graph->refresh(*world.archive);
  world.index->refresh(*world.archive);

  search::Query searched;
  searched.q = "双十一";
  searched.kinds = {archive::Kind::campaign};
  const auto hits = world.index->search(searched).hits;
  const auto rows = rows_of(*world.of(),
                            "CALL search.query('双十一', {kind: 'campaign', limit: 10}) YIELD node, score, snippet "
                            "RETURN node.key, score, snippet");
  REQUIRE(rows.size() == hits.size());
  REQUIRE(rows.size() >= 3);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(rows[i][0] == hits[i].code);
    CHECK(rows[i][1] == Approx(hits[i].score));
    CHECK_FALSE(rows[i][2].get<std::string>().empty());
  }
  CHECK(rows_of(*world.of(), "CALL search.query('双十一', {limit: 2}) YIELD node RETURN node.key").size() == 2);
  CHECK(rows_of(*world.of(),
                "CALL search.query($q, {channel: ['短信', '公众号'], year: 2024}) YIELD node "
                "MATCH (node)-[:USED]->(h:Channel) RETURN DISTINCT h.key",
                {"q=双十一"}) == Json::parse(R"([["短信"]])"));
  CHECK(rows_of(*world.of(), "CALL search.query(null, {}) YIELD node RETURN node").empty());
  // Known by then: S1 and S2 had not both begun.
  const auto known =
      rows_of(*world.of(day("2024-01-31")),
              "CALL search.query('双十一', {kind: 'campaign'}) YIELD node RETURN node.key ORDER BY node.key");
  CHECK(std::count(known.begin(), known.end(), Json::array({"S1"})) == 1);
  CHECK(std::count(known.begin(), known.end(), Json::array({"S2"})) == 0);

  for (const auto& [options, code] : {std::pair("{limit: 0}", "invalid_argument_value"),
                                      {"{limit: 'many'}", "invalid_argument_value"},
                                      {"{as_of: '2024-01-01'}", "invalid_argument_value"},
                                      {"{kind: 'document'}", "invalid_argument_value"},
                                      {"{channel: {a: 1}}", "invalid_argument_value"},
                                      {"{chanel: '短信'}", "unknown_parameter"},
                                      {"{sort: 'price'}", "bad_parameter"}}) {
    CAPTURE(options);
    CHECK(code_of([&] {
            rows_of(*world.of(), std::string("CALL search.query('a', ") + options + ") YIELD node RETURN node");
          }) == code);
  }
}

TEST_CASE("similar campaigns are those of the index, as nodes", "[graph query]") {
  const Fixture world(100);
  const std::string code = rows_of(*world.of(), "MATCH (c:Campaign) RETURN c.key ORDER BY c.key LIMIT 1")[0][0];
  const auto rows =
      rows_of(*world.of(), "CALL search.similar($code, {limit: 5}) YIELD node, score RETURN node.key, score",
              {"code=" + archive::dump(code)});
  REQUIRE(rows.size() == 5);
  for (std::size_t i = 1; i < rows.size(); ++i) CHECK(rows[i - 1][1] >= rows[i][1]);
  for (const auto& row : rows) CHECK(row[0] != code);
  CHECK(code_of([&] { rows_of(*world.of(), "CALL search.similar('none', {}) YIELD node RETURN node"); }) ==
        "invalid_argument_value");
}

TEST_CASE("clients that ask who is there are answered", "[graph query]") {
  const Fixture world(10);
  CHECK(rows_of(*world.of(), "CALL db.ping()") == Json::parse("[[true]]"));
  const auto rows =
      rows_of(*world.of(), "CALL dbms.components() YIELD name, versions, edition RETURN name, size(versions)");
  CHECK(rows == Json::parse(R"([["Almanac", 1]])"));
}

TEST_CASE("parameters are NAME=JSON or NAME=text", "[graph query]") {
  const Fixture world(10);
  CHECK(rows_of(*world.of(), "RETURN $a + 1, $b, $c.x, $d", {"a=41", "b=D11-2024", R"(c={"x":[1,"y"]})", "d=a=b"}) ==
        Json::parse(R"([[42, "D11-2024", [1, "y"], "a=b"]])"));
  CHECK(code_of([&] { rows_of(*world.of(), "RETURN 1", {"=1"}); }) == "bad_parameter");
  CHECK(code_of([&] { rows_of(*world.of(), "RETURN 1", {"a"}); }) == "bad_parameter");
}
