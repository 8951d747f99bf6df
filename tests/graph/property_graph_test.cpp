#include <catch2/catch.hpp>
#include <map>

#include "graph/graph_builder.h"
#include "graph/schema_bytes.h"
#include "tests/graph/dice.h"

using namespace almanac;
using namespace almanac::graph;

namespace {

std::shared_ptr<const SectionFile> file_of(GraphBuilder& builder) {
  return SectionFile::from_bytes(builder.finish().to_bytes({1, "test", 1, 0}));
}

struct Made {
  std::shared_ptr<const SectionFile> file;
  LoadedGraph loaded;
  std::unique_ptr<PropertyGraph> graph;
};
Made make(GraphBuilder& builder) {
  Made made;
  made.file = file_of(builder);
  REQUIRE(made.file);
  made.loaded = load_graph(*made.file);
  made.graph = std::make_unique<PropertyGraph>(made.loaded.classes, made.loaded.tables,
                                               std::vector<std::shared_ptr<const void>>{made.file, made.loaded.texts});
  return made;
}

}  // namespace

TEST_CASE("an empty graph, and one of a single node") {
  GraphBuilder nothing;
  CHECK(make(nothing).graph->node_count() == 0);
  GraphBuilder one;
  one.add_node(one.add_class({"Only"}), "a");
  const Made made = make(one);
  CHECK(made.graph->node_count() == 1);
  CHECK(made.graph->key_of(0) == "a");
  CHECK(made.graph->classes()[0].find("a") == std::optional<std::uint32_t>(0));
  CHECK_FALSE(made.graph->classes()[0].find("b"));
}

TEST_CASE("nodes may have several labels and properties of every type") {
  GraphBuilder builder;
  const auto c = builder.add_class({"Person", "Customer"});
  for (const char* key : {"c", "a", "b"}) builder.add_node(c, key);
  builder.set(c, 0, "flag", true);
  builder.set(c, 0, "n", std::int64_t{-5});
  builder.set(c, 1, "n", 2.5);  // another type under the same name
  builder.set(c, 2, "n", std::string_view("many"));
  builder.set(c, 0, "price", archive::Decimal{1999, 2});
  builder.set(c, 1, "born", archive::Date{19'000, archive::Precision::month});
  builder.set(c, 1, "seen", archive::Instant{1'700'000'000'000, archive::Precision::second});
  builder.set(c, 2, "tags", ListValue{R"(["x","y"])"});
  builder.set(c, 2, "lasts", OtherValue{R"({"duration":"P1D"})"});
  const Made made = make(builder);
  const NodeClass& people = made.graph->classes()[0];
  CHECK(people.labels == std::vector<std::string>{"Person", "Customer"});
  CHECK(std::get<bool>(people.property(0, "flag")));
  CHECK(std::holds_alternative<std::monostate>(people.property(1, "flag")));
  CHECK(std::get<std::int64_t>(people.property(0, "n")) == -5);
  CHECK(std::get<double>(people.property(1, "n")) == 2.5);
  CHECK(std::get<std::string_view>(people.property(2, "n")) == "many");
  CHECK(std::get<archive::Decimal>(people.property(0, "price")) == archive::Decimal{1999, 2});
  CHECK(std::get<archive::Date>(people.property(1, "born")) == archive::Date{19'000, archive::Precision::month});
  CHECK(std::get<archive::Instant>(people.property(1, "seen")).ms == 1'700'000'000'000);
  CHECK(std::get<ListValue>(people.property(2, "tags")).json == R"(["x","y"])");
  CHECK(std::get<OtherValue>(people.property(2, "lasts")).json == R"({"duration":"P1D"})");
  CHECK(std::holds_alternative<std::monostate>(people.property(0, "unknown")));
  CHECK(people.find("b") == std::optional<std::uint32_t>(2));
}

TEST_CASE("nodes may have no label") {
  GraphBuilder builder;
  builder.add_node(builder.add_class({}), "a");
  const Made made = make(builder);
  CHECK(made.graph->classes()[0].labels.empty());
  CHECK(made.graph->key_of(0) == "a");
}

TEST_CASE("adjacency in both directions equals a map of edges, parallel ones included") {
  tests::Dice random(5);
  for (int round = 0; round < 30; ++round) {
    const std::uint32_t sources = 1 + random() % 20;
    const std::uint32_t targets = 1 + random() % 300;
    GraphBuilder builder;
    const auto a = builder.add_class({"A"});
    const auto b = builder.add_class({"B"});
    for (std::uint32_t i = 0; i < sources; ++i) builder.add_node(a, "a" + std::to_string(i));
    for (std::uint32_t i = 0; i < targets; ++i) builder.add_node(b, "b" + std::to_string(i));
    const auto table = builder.add_table("TO", a, b);
    std::multimap<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> oracle;
    const std::size_t count = random() % 400;
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t s = random() % sources;
      const std::uint32_t t = random() % std::min(targets, 1 + random() % targets);
      builder.add_edge(table, s, t, static_cast<std::int32_t>(random() % 100), 1 + random() % 1000);
      builder.set_edge(table, "id", static_cast<std::int64_t>(i));
      oracle.insert({{s, t}, static_cast<std::int64_t>(i)});
    }
    const Made made = make(builder);
    if (count == 0) continue;
    const EdgeTable& edges = made.graph->tables()[0];
    REQUIRE(edges.size() == count);
    std::multimap<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> out, in;
    const auto id_at = [&](std::uint64_t position) {
      return std::get<std::int64_t>(edges.properties.at(0)->get(position));
    };
    for (std::uint32_t s = 0; s < sources; ++s) {
      for (auto i = edges.out.begin(s); i < edges.out.end(s); ++i) {
        out.insert({{s, static_cast<std::uint32_t>(edges.out.far.at(i))}, id_at(i)});
        REQUIRE(edges.source_of(i) == s);
      }
    }
    for (std::uint32_t t = 0; t < targets; ++t) {
      for (auto i = edges.in.begin(t); i < edges.in.end(t); ++i) {
        const std::uint64_t position = edges.out_position(t, i);
        in.insert({{static_cast<std::uint32_t>(edges.in.far.at(i)), t}, id_at(position)});
        REQUIRE(edges.in.days.at(i) == edges.out.days.at(position));
        REQUIRE(edges.in.weights.at(i) == edges.out.weights.at(position));
      }
    }
    CHECK(out == oracle);
    CHECK(in == oracle);
  }
}

TEST_CASE("the bytes do not depend on the order of adding") {
  const auto build = [](bool backwards) {
    GraphBuilder builder;
    const auto c = builder.add_class({"C"});
    for (int i = 0; i < 50; ++i) builder.add_node(c, "k" + std::to_string((i * 37) % 50));
    const auto table = builder.add_table("T", c, c);
    for (std::uint32_t j = 0; j < 50; ++j) {
      const std::uint32_t i = backwards ? 49 - j : j;
      builder.set(c, i, i % 2 == 0 ? "even" : "odd", std::string_view(i % 3 == 0 ? "three" : "other"));
      builder.add_edge(table, i, (i * 7) % 50);
    }
    return builder.finish().to_bytes({1, "test", 1, 0});
  };
  CHECK(build(false) == build(true));
}

TEST_CASE("what is adopted from an older graph gives the bytes of a graph built anew") {
  const auto fill = [](GraphBuilder& builder, std::uint32_t from, std::uint32_t to) {
    for (std::uint32_t i = from; i < to; ++i) {
      if (i % 3 != 0) builder.set(0, i, "name", std::string_view(i % 2 == 0 ? "even" : "odd"));
      builder.set(0, i, "n", static_cast<std::int64_t>(i));
      builder.set(0, i, "price", archive::Decimal{static_cast<std::int64_t>(i), static_cast<std::uint8_t>(i % 4)});
    }
  };
  const auto key = [](std::uint32_t i) { return std::to_string((i * 7919) % 1000) + "k" + std::to_string(i); };
  GraphBuilder first;
  first.add_class({"C"});
  for (std::uint32_t i = 0; i < 40; ++i) first.add_node(0, key(i));
  fill(first, 0, 40);
  const Made old = make(first);

  GraphBuilder adopting(old.loaded.texts.get());
  adopting.add_class({"C"});
  adopting.adopt_properties(0, old.loaded.classes[0], [](std::uint32_t number) { return number != 5; });
  fill(adopting, 5, 6);
  fill(adopting, 40, 60);
  for (std::uint32_t i = 0; i < 60; ++i) adopting.add_node(0, key(i));
  adopting.adopt_order(0, old.loaded.classes[0]);

  GraphBuilder anew;
  anew.add_class({"C"});
  for (std::uint32_t i = 0; i < 60; ++i) anew.add_node(0, key(i));
  fill(anew, 0, 60);
  CHECK(adopting.finish().to_bytes({1, "t", 1, 0}) == anew.finish().to_bytes({1, "t", 1, 0}));
}

TEST_CASE("a well-formed file with impossible content is refused") {
  SectionWriter sections;
  SchemaWriter out(sections);
  out.number(1'000);  // a thousand classes, none of which follows
  out.finish();
  const auto file = SectionFile::from_bytes(sections.to_bytes({1, "t", 1, 0}));
  REQUIRE(file);
  CHECK_THROWS_AS(load_graph(*file), BadFile);
}
