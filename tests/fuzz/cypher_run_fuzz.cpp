// Any query on a small graph: rows or an error, within its budget.
#include <cstdint>
#include <string_view>

#include "archive/error.h"
#include "graph/algorithm_procedures.h"
#include "graph/cypher/engine.h"
#include "graph/cypher/typed_json.h"
#include "graph/graph_builder.h"

using namespace almanac::graph;

namespace {

struct World {
  std::shared_ptr<const SectionFile> file;
  LoadedGraph loaded;
  std::unique_ptr<PropertyGraph> graph;
  std::unique_ptr<cypher::Engine> engine;

  World() {
    GraphBuilder builder;
    const auto people = builder.add_class({"A"});
    const auto things = builder.add_class({"A", "B"});
    for (const char* key : {"a", "b", "c"})
      builder.set(people, builder.add_node(people, key), "n", std::string_view(key));
    for (const char* key : {"d", "e"}) builder.set(things, builder.add_node(things, key), "n", std::int64_t{key[0]});
    const auto table = builder.add_table("R", people, things);
    for (std::uint32_t i = 0; i < 6; ++i) {
      builder.add_edge(table, i % 3, i % 2);
      builder.set_edge(table, "w", static_cast<double>(i));
    }
    builder.add_edge(builder.add_table("S", people, people), 0, 0);
    file = SectionFile::from_bytes(builder.finish().to_bytes({1, "fuzz", 1, 0}));
    loaded = load_graph(*file);
    graph = std::make_unique<PropertyGraph>(loaded.classes, loaded.tables,
                                            std::vector<std::shared_ptr<const void>>{file, loaded.texts});
    cypher::Procedures procedures;
    cypher::add_standard_procedures(procedures);
    add_algorithm_procedures(procedures);
    engine = std::make_unique<cypher::Engine>(*graph, cypher::CatalogOptions{"key", {"a", "b"}}, std::move(procedures));
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const World world;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Budget budget(Limits{std::chrono::milliseconds(200), 10'000, 32U << 20U});
  try {
    const auto plan = world.engine->prepare(text);
    cypher::explain(*plan);
    world.engine->run(*plan, {{"p", cypher::Value::of(std::int64_t{1})}}, budget, [&](auto row) {
      for (const cypher::Value& value : row) to_typed_json(value, world.engine->catalog());
      return true;
    });
  } catch (const almanac::archive::Error&) {
    // Of the query, or of its budget.
  }
  return 0;
}
