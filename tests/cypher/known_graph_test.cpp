// The campaign graph as of a day and for a reader, as queries see it, against the oracle of the explore tests.

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "graph/cypher/engine.h"
#include "graph/cypher/evaluate.h"
#include "graph/known_graph.h"
#include "tests/cypher/small_graph.h"
#include "tests/graph/explored.h"

using namespace almanac;
using namespace almanac::graph;
using almanac::tests::Oracle;
using almanac::tests::rows_of;

namespace {

struct Made : tests::Explored {
  explicit Made(unsigned seed) { fill(seed, 16, 150); }
};

cypher::CatalogOptions options_of(const CampaignGraph& graph) {
  cypher::CatalogOptions options{"key"};
  for (std::uint32_t c = 0; c < graph.graph().classes().size(); ++c)
    options.id_kinds.emplace_back(archive::to_string(CampaignGraph::kind_of(c)));
  return options;
}

archive::Date day(std::int32_t offset) { return {19723 + offset, archive::Precision::day}; }

using Edge = std::tuple<std::string, std::string, std::string>;

}  // namespace

TEST_CASE("as of a day, queries find the relationships that the oracle knows by then") {
  for (const unsigned seed : {1U, 2U, 3U, 4U}) {
    const Made made(seed);
    const Oracle oracle(made.world, made.snapshot()->zone());
    for (const std::int32_t offset : {-5, 0, 7, 20, 33, 45, 60, 89, 200}) {
      const archive::Date date = day(offset);
      INFO("seed " << seed << ", " << date.to_string());
      const KnownGraph known(made.snapshot(), date);
      const cypher::Engine engine(known.graph(), options_of(*made.snapshot()));
      const auto is_known = [&](const std::string& id) {
        const auto parsed = archive::parse_graph_id(id);
        const auto node = made.snapshot()->find(parsed->first, parsed->second);
        return node && made.snapshot()->known_by(*node, date.days);
      };

      std::map<Edge, std::set<std::string>> expected;  // with what is told of each
      for (const auto& [key, edge] : oracle.edges) {
        const auto& [type, from, to] = key;
        const auto seen = oracle.seen(edge, date);
        if (!seen) continue;
        const bool touches = type == "TOUCHED" || type == "BOUGHT" || type == "REACHED_BY";
        const bool mixed = type == "USED" || type == "PROMOTED";
        const bool declared = edge.declared && *edge.declared <= date.days;
        expected[key].insert(touches ? std::to_string(seen->count) : mixed ? (declared ? "true" : "false") : "null");
      }
      std::map<Edge, std::set<std::string>> found;
      for (const std::string& row :
           rows_of(engine,
                   "MATCH (a)-[r]->(b) RETURN type(r), elementId(a), elementId(b), sum(r.count), "
                   "max(r.declared)")) {
        std::vector<std::string> cells{""};
        for (const char c : row) c == '|' ? (void)cells.emplace_back() : (void)(cells.back() += c);
        const bool touches = cells[0] == "TOUCHED" || cells[0] == "BOUGHT" || cells[0] == "REACHED_BY";
        found[{cells[0], cells[1], cells[2]}].insert(touches ? cells[3] : cells[4]);
      }
      REQUIRE(found == expected);

      // The same from the other end, and counted without walking.
      CHECK(rows_of(engine, "MATCH (b)<-[r]-(a) RETURN count(*)") ==
            rows_of(engine, "MATCH (a)-->(b) RETURN count(*)"));
      std::int64_t nodes = 0;
      for (const std::string& id : oracle.nodes) nodes += is_known(id) ? 1 : 0;
      CHECK(rows_of(engine, "MATCH (n:Campaign) RETURN count(*)") ==
            rows_of(engine, "MATCH (n:Campaign) RETURN count(n.code)"));
      CHECK(std::stoll(rows_of(engine, "MATCH (n) RETURN count(*)")[0]) >= nodes);
    }
  }
}

TEST_CASE("as of a day, first, last and value of a relationship are those of touchpoints until then") {
  const Made made(11);
  const Oracle oracle(made.world, made.snapshot()->zone());
  const archive::Date date = day(40);
  const KnownGraph known(made.snapshot(), date);
  const cypher::Engine engine(known.graph(), options_of(*made.snapshot()));
  std::size_t checked = 0;
  for (const auto& [key, edge] : oracle.edges) {
    const auto& [type, from, to] = key;
    const auto seen = oracle.seen(edge, date);
    if (type != "BOUGHT" || !seen) continue;
    cypher::Arena arena;
    const auto row =
        rows_of(engine,
                "MATCH (a:User {key: $from})-[r:BOUGHT]->(b:Product {key: $to}) RETURN r.first.epochMillis, "
                "r.last.epochMillis, r.count",
                {{"from", cypher::make_text(arena, from.substr(5))}, {"to", cypher::make_text(arena, to.substr(8))}});
    REQUIRE(row.size() == 1);
    CHECK(row[0] ==
          std::to_string(*seen->first) + "|" + std::to_string(*seen->last) + "|" + std::to_string(seen->count));
    ++checked;
  }
  CHECK(checked > 3);
}

TEST_CASE("what only a campaign's outcome fills is not there before its end") {
  Made made(12);
  archive::Campaign campaign;
  campaign.code = "LATE";
  campaign.name = "x";
  campaign.start = day(10);
  campaign.end = day(20);
  campaign.spend = archive::Decimal{5, 0};
  campaign.budget = archive::Decimal{7, 0};
  campaign.summary = "done";
  made.archive->write("test", [&](archive::Transaction& t) { t.put(campaign); });
  made.graph->refresh(*made.archive);
  const auto at = [&](std::int32_t offset) {
    const KnownGraph known(made.snapshot(), day(offset));
    const cypher::Engine engine(known.graph(), options_of(*made.snapshot()));
    const auto plan = engine.prepare("MATCH (c:Campaign {code: 'LATE'}) RETURN c.budget, c.spend, c.summary");
    CHECK(explain(*plan).find("NodeByKey") == 0);  // the code is the key whoever is hidden
    return rows_of(engine, plan->text);
  };
  using Rows = std::vector<std::string>;
  CHECK(at(9) == Rows{});
  CHECK(at(10) == Rows{"7|null|null"});
  CHECK(at(19) == Rows{"7|null|null"});
  CHECK(at(20) == Rows{"7|5|done"});
}

TEST_CASE("withheld nodes are not there, and campaigns do not name them") {
  const Made made(13);
  const auto segment = made.snapshot()->find(archive::Kind::segment, "人群0");
  REQUIRE(segment);
  const KnownGraph known(made.snapshot(), std::nullopt, {*segment});
  const cypher::Engine engine(known.graph(), options_of(*made.snapshot()));
  const cypher::Engine whole(made.snapshot()->graph(), options_of(*made.snapshot()));
  const std::string named = "MATCH (c:Campaign) WHERE '人群0' IN c.segments RETURN count(*)";
  CHECK(rows_of(whole, named) != std::vector<std::string>{"0"});
  CHECK(rows_of(engine, named) == std::vector<std::string>{"0"});
  CHECK(rows_of(engine, "MATCH (s:Segment {key: '人群0'}) RETURN s").empty());
  const std::string others = "MATCH (a)-[r]->(b) WHERE NOT b:Segment OR b.key <> '人群0' RETURN count(*)";
  CHECK(rows_of(engine, "MATCH (a)-[r]->(b) RETURN count(*)") == rows_of(whole, others));
  CHECK(rows_of(engine, "MATCH (a)-[r:TOUCHED]->(b) RETURN sum(r.count)") ==
        rows_of(whole, "MATCH (a)-[r:TOUCHED]->(b) RETURN sum(r.count)"));
  CHECK(&KnownGraph(made.snapshot(), std::nullopt).graph() == &made.snapshot()->graph());
  CHECK(KnownGraph(made.snapshot(), std::nullopt).bytes() == 0);
  CHECK(known.bytes() > 0);
}

TEST_CASE("element ids are made of business keys") {
  const Made made(14);
  const cypher::Engine engine(made.snapshot()->graph(), options_of(*made.snapshot()));
  CHECK(rows_of(engine, "MATCH (c:Campaign {key: 'C3'}) RETURN elementId(c)") ==
        std::vector<std::string>{"campaign:C3"});
  const auto ids = rows_of(engine, "MATCH ()-[r]->() RETURN elementId(r)");
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == ids.size());
  CHECK(std::any_of(ids.begin(), ids.end(),
                    [](const std::string& id) { return id.find("-TOUCHED->campaign:") != std::string::npos; }));
  CHECK(std::any_of(ids.begin(), ids.end(), [](const std::string& id) { return id.find("#2") != std::string::npos; }));
}
