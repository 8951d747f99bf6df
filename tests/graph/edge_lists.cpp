#include "tests/graph/edge_lists.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace almanac::tests {
namespace {

// f(line) for each line with something in it; commas become blanks.
template <class F>
void each_line(const std::filesystem::path& path, F&& f) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  for (std::string line; std::getline(in, line);) {
    std::replace(line.begin(), line.end(), ',', ' ');
    if (line.empty() || line.front() == '#') continue;
    std::istringstream fields(line);
    f(fields);
  }
}

}  // namespace

EdgeList read_edges(const std::filesystem::path& edges, const std::filesystem::path& vertices) {
  EdgeList list;
  each_line(edges, [&](std::istringstream& line) {
    EdgeList::Edge edge;
    if (!(line >> edge.from >> edge.to)) return;
    if (!(line >> edge.length)) edge.length = 1;
    list.edges.push_back(edge);
  });
  if (!vertices.empty()) {
    each_line(vertices, [&](std::istringstream& line) {
      if (std::int64_t id = 0; line >> id) list.vertices.push_back(id);
    });
  }
  return list;
}

EdgeList read_neighbours(const std::filesystem::path& path, bool undirected) {
  EdgeList list;
  each_line(path, [&](std::istringstream& line) {
    std::int64_t from = 0;
    if (!(line >> from)) return;
    list.vertices.push_back(from);
    for (std::int64_t to = 0; line >> to;) {
      if (!undirected || from <= to) list.edges.push_back({from, to, 1});
    }
  });
  return list;
}

EdgeList read_gml(const std::filesystem::path& path) {
  EdgeList list;
  EdgeList::Edge edge;
  each_line(path, [&](std::istringstream& line) {
    std::string name;
    std::int64_t value = 0;
    if (!(line >> name >> value)) return;
    if (name == "id") list.vertices.push_back(value);
    if (name == "source") edge.from = value;
    if (name == "target") {
      edge.to = value;
      list.edges.push_back(edge);
    }
  });
  return list;
}

std::uint32_t ListedGraph::vertex(std::int64_t id) const {
  return static_cast<std::uint32_t>(std::lower_bound(ids.begin(), ids.end(), id) - ids.begin());
}

ListedGraph make_graph(const EdgeList& list) {
  ListedGraph made;
  made.ids = list.vertices;
  for (const auto& edge : list.edges) {
    made.ids.push_back(edge.from);
    made.ids.push_back(edge.to);
  }
  std::sort(made.ids.begin(), made.ids.end());
  made.ids.erase(std::unique(made.ids.begin(), made.ids.end()), made.ids.end());
  graph::GraphBuilder builder;
  builder.add_class({"Vertex"});
  for (const std::int64_t id : made.ids) builder.add_node(0, std::to_string(id));
  builder.add_table("EDGE", 0, 0);
  for (const auto& edge : list.edges) {
    builder.add_edge(0, made.vertex(edge.from), made.vertex(edge.to));
    builder.set_edge(0, "length", edge.length);
  }
  made.graph = load(builder);
  return made;
}

std::unique_ptr<graph::PropertyGraph> load(graph::GraphBuilder& builder) {
  auto file = graph::SectionFile::from_bytes(builder.finish().to_bytes({1, "t", 1, 0}));
  graph::LoadedGraph loaded = graph::load_graph(*file);
  return std::make_unique<graph::PropertyGraph>(loaded.classes, loaded.tables,
                                                std::vector<std::shared_ptr<const void>>{file, loaded.texts});
}

}  // namespace almanac::tests
