#include "tests/cypher/small_graph.h"

#include "graph/cypher/evaluate.h"

namespace almanac::tests {

using namespace graph::cypher;

SmallGraph::SmallGraph(graph::GraphBuilder& builder)
    : file(graph::SectionFile::from_bytes(builder.finish().to_bytes({1, "test", 1, 0}))),
      loaded(graph::load_graph(*file)),
      graph(std::make_unique<graph::PropertyGraph>(loaded.classes, loaded.tables,
                                                   std::vector<std::shared_ptr<const void>>{file, loaded.texts})) {}

namespace {

std::string shown(const Value& value) {
  switch (value.type) {
    case Type::null:
      return "null";
    case Type::node:
      return "n" + std::to_string(value.integer);
    case Type::relationship:
      return "r" + std::to_string(value.extra) + "." + std::to_string(value.integer);
    case Type::list: {
      std::string text;
      for (const Value& item : value.list()) text += (text.empty() ? "" : ",") + shown(item);
      return "[" + text + "]";
    }
    case Type::path: {
      std::string text;
      for (std::uint64_t i = 0; i <= value.path().length * 2; i += 2)
        text += (text.empty() ? "" : "-") + shown(value.path().items()[i]);
      return "<" + text + ">";
    }
    case Type::map:
      return "{" + std::to_string(value.map().size) + "}";
    default:
      return plain_text(value);
  }
}

}  // namespace

std::vector<std::string> rows_of(const Engine& engine, const std::string& query, graph::Budget& budget,
                                 const Parameters& parameters) {
  std::vector<std::string> rows;
  engine.run(query, parameters, budget, [&](std::span<const Value> row) {
    std::string text;
    for (const Value& value : row) text += (text.empty() ? "" : "|") + shown(value);
    rows.push_back(text);
    return true;
  });
  return rows;
}
std::vector<std::string> rows_of(const Engine& engine, const std::string& query, const Parameters& parameters) {
  graph::Budget budget;
  return rows_of(engine, query, budget, parameters);
}

SmallGraph four_people() {
  graph::GraphBuilder builder;
  const auto people = builder.add_class({"Person"});
  const auto bosses = builder.add_class({"Person", "Boss"});
  for (const char* key : {"a", "b", "d"})
    builder.set(people, builder.add_node(people, key), "name", std::string_view(key));
  builder.set(bosses, builder.add_node(bosses, "c"), "name", std::string_view("c"));
  builder.set(people, 0, "age", std::int64_t{30});
  builder.set(people, 1, "age", std::int64_t{40});
  builder.set(bosses, 0, "age", std::int64_t{50});
  const auto among = builder.add_table("KNOWS", people, people);
  builder.add_edge(among, 0, 1);
  builder.add_edge(among, 0, 2);
  const auto up = builder.add_table("KNOWS", people, bosses);
  builder.add_edge(up, 1, 0);
  const auto down = builder.add_table("KNOWS", bosses, people);
  builder.add_edge(down, 0, 0);
  return SmallGraph(builder);
}

}  // namespace almanac::tests
