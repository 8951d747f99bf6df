#pragma once
// Property graphs from lists of edges, for the tests of algorithms: one class of vertices with the given ids as keys, in ascending
// order (so that the order of vertices is that of ids), and one table of edges.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "graph/graph_builder.h"
#include "graph/property_graph.h"

namespace almanac::tests {

struct EdgeList {
  struct Edge {
    std::int64_t from = 0, to = 0;
    double length = 1;
  };
  std::vector<std::int64_t> vertices;  // ends of edges are added
  std::vector<Edge> edges;
};

// "from to [length]" a line, separated by blanks or commas; lines beginning with # are left out. `vertices`: one id a line.
EdgeList read_edges(const std::filesystem::path& edges, const std::filesystem::path& vertices = {});
// "vertex neighbour neighbour …" a line. Undirected files have each edge in both lines; `undirected` keeps one.
EdgeList read_neighbours(const std::filesystem::path& path, bool undirected);
// The edges of a file in GML.
EdgeList read_gml(const std::filesystem::path& path);

struct ListedGraph {
  std::unique_ptr<graph::PropertyGraph> graph;
  std::vector<std::int64_t> ids;  // by vertex
  std::uint32_t vertex(std::int64_t id) const;
};
// Self-loops and repeated edges stay; `length` is a property of edges.
ListedGraph make_graph(const EdgeList& list);

std::unique_ptr<graph::PropertyGraph> load(graph::GraphBuilder& builder);

}  // namespace almanac::tests
