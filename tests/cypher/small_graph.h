#pragma once
// Graphs made in a test, and the rows of a query as texts.

#include <string>
#include <vector>

#include "graph/cypher/engine.h"
#include "graph/graph_builder.h"

namespace almanac::tests {

struct SmallGraph {
  explicit SmallGraph(graph::GraphBuilder& builder);
  std::shared_ptr<const graph::SectionFile> file;
  graph::LoadedGraph loaded;
  std::unique_ptr<graph::PropertyGraph> graph;
};

// Cells joined by "|", rows in the order they came.
std::vector<std::string> rows_of(const graph::cypher::Engine& engine, const std::string& query,
                                 const graph::cypher::Parameters& parameters = {});
std::vector<std::string> rows_of(const graph::cypher::Engine& engine, const std::string& query, graph::Budget& budget,
                                 const graph::cypher::Parameters& parameters = {});

// People who know each other: a → b → c → a, a → d; each :Person with name and age; c also :Boss.
SmallGraph four_people();

}  // namespace almanac::tests
