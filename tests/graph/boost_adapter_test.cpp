#include "graph/boost_adapter.h"

#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/connected_components.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/graph/graph_concepts.hpp>
#include <boost/property_map/function_property_map.hpp>
#include <catch2/catch.hpp>
#include <deque>
#include <limits>
#include <numeric>

#include "graph/graph_builder.h"
#include "tests/graph/dice.h"

using namespace almanac;
using namespace almanac::graph;

// The concepts hold at compile time.
BOOST_CONCEPT_ASSERT((boost::VertexListGraphConcept<DirectedView>));
BOOST_CONCEPT_ASSERT((boost::EdgeListGraphConcept<DirectedView>));
BOOST_CONCEPT_ASSERT((boost::IncidenceGraphConcept<DirectedView>));
BOOST_CONCEPT_ASSERT((boost::BidirectionalGraphConcept<DirectedView>));
BOOST_CONCEPT_ASSERT((boost::AdjacencyGraphConcept<DirectedView>));
BOOST_CONCEPT_ASSERT((boost::VertexListGraphConcept<UndirectedView>));
BOOST_CONCEPT_ASSERT((boost::EdgeListGraphConcept<UndirectedView>));
BOOST_CONCEPT_ASSERT((boost::IncidenceGraphConcept<UndirectedView>));
BOOST_CONCEPT_ASSERT((boost::BidirectionalGraphConcept<UndirectedView>));
BOOST_CONCEPT_ASSERT((boost::AdjacencyGraphConcept<UndirectedView>));

namespace {

struct Random {
  std::shared_ptr<const SectionFile> file;
  LoadedGraph loaded;
  std::unique_ptr<PropertyGraph> graph;
  struct Edge {
    NodeId from, to;
    std::uint64_t weight;
    std::uint32_t table;
  };
  std::vector<Edge> edges;
};

Random random_graph(unsigned seed) {
  tests::Dice random(seed);
  GraphBuilder builder;
  std::uint32_t sizes[3];
  std::uint32_t first[3];
  NodeId next = 0;
  for (int c = 0; c < 3; ++c) {
    builder.add_class({"C" + std::to_string(c)});
    sizes[c] = 1 + random() % 30;
    first[c] = next;
    next += sizes[c];
    for (std::uint32_t i = 0; i < sizes[c]; ++i)
      builder.add_node(static_cast<std::uint32_t>(c), "k" + std::to_string(i));
  }
  Random made;
  for (std::uint32_t table = 0; table < 4; ++table) {
    const std::uint32_t a = random() % 3;
    const std::uint32_t b = random() % 3;
    builder.add_table("T" + std::to_string(table), a, b);
    for (std::size_t i = random() % 40; i > 0; --i) {
      const std::uint32_t s = random() % sizes[a];
      const std::uint32_t t = random() % sizes[b];
      const std::uint64_t weight = 1 + random() % 9;
      builder.add_edge(table, s, t, always, weight);
      made.edges.push_back({first[a] + s, first[b] + t, weight, table});
    }
  }
  made.file = SectionFile::from_bytes(builder.finish().to_bytes({1, "t", 1, 0}));
  made.loaded = load_graph(*made.file);
  made.graph = std::make_unique<PropertyGraph>(made.loaded.classes, made.loaded.tables,
                                               std::vector<std::shared_ptr<const void>>{made.file, made.loaded.texts});
  return made;
}

constexpr std::uint64_t far_away = std::numeric_limits<std::uint64_t>::max() / 4;

// Bellman and Ford, over the list of edges: slow and obvious.
std::vector<std::uint64_t> oracle_distances(const Random& made, NodeId start, bool weighted) {
  std::vector<std::uint64_t> distance(made.graph->node_count(), far_away);
  distance[start] = 0;
  for (NodeId round = 0; round < made.graph->node_count(); ++round) {
    for (const auto& edge : made.edges) {
      distance[edge.to] = std::min(distance[edge.to], distance[edge.from] + (weighted ? edge.weight : 1));
    }
  }
  for (std::uint64_t& d : distance) d = std::min(d, far_away);
  return distance;
}

}  // namespace

TEST_CASE("Boost's breadth-first search and Dijkstra agree with an oracle") {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    const Random made = random_graph(seed);
    const DirectedView view(*made.graph);
    const NodeId start = seed % made.graph->node_count();
    std::vector<std::uint64_t> hops(made.graph->node_count(), far_away);
    hops[start] = 0;
    const auto index = get(boost::vertex_index, view);
    const auto hop_map = boost::make_iterator_property_map(hops.begin(), index);
    boost::breadth_first_search(
        view, start, boost::visitor(boost::make_bfs_visitor(boost::record_distances(hop_map, boost::on_tree_edge()))));
    CHECK(hops == oracle_distances(made, start, false));

    std::vector<std::uint64_t> costs(made.graph->node_count());
    const auto weight = boost::make_function_property_map<ViewEdge>([](const ViewEdge& edge) { return edge.weight(); });
    boost::dijkstra_shortest_paths(view, start,
                                   boost::weight_map(weight)
                                       .distance_map(boost::make_iterator_property_map(costs.begin(), index))
                                       .distance_inf(far_away));
    CHECK(costs == oracle_distances(made, start, true));
  }
}

TEST_CASE("Boost's connected components agree with union-find, on the whole graph and on one table") {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    const Random made = random_graph(seed);
    for (const bool one : {false, true}) {
      const UndirectedView view(*made.graph, [&](std::uint32_t table) { return !one || table == 1; });
      std::vector<NodeId> parent(made.graph->node_count());
      std::iota(parent.begin(), parent.end(), 0U);
      const auto root = [&](NodeId node) {
        while (parent[node] != node) node = parent[node];
        return node;
      };
      for (const auto& edge : made.edges) {
        if (!one || edge.table == 1) parent[root(edge.from)] = root(edge.to);
      }
      std::vector<int> component(made.graph->node_count());
      boost::connected_components(view,
                                  boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, view)));
      for (NodeId a = 0; a < component.size(); ++a) {
        for (NodeId b = 0; b < a; ++b) REQUIRE((component[a] == component[b]) == (root(a) == root(b)));
      }
    }
  }
}

TEST_CASE("edges are listed once, degrees add up, and an edge is the same from both its ends") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const Random made = random_graph(seed);
    const DirectedView directed(*made.graph);
    const UndirectedView undirected(*made.graph);
    CHECK(num_edges(directed) == made.edges.size());
    const auto count = [](auto range) { return static_cast<std::uint64_t>(std::distance(range.first, range.second)); };
    CHECK(count(edges(directed)) == made.edges.size());
    CHECK(count(edges(undirected)) == made.edges.size());
    std::uint64_t out = 0, in = 0, both = 0;
    for (auto [v, end] = vertices(directed); v != end; ++v) {
      out += out_degree(*v, directed);
      in += in_degree(*v, directed);
      both += out_degree(*v, undirected);
      REQUIRE(count(adjacent_vertices(*v, directed)) == out_degree(*v, directed));
      for (auto [e, e_end] = in_edges(*v, directed); e != e_end; ++e) {
        REQUIRE(target(*e, directed) == *v);
        const NodeId from = source(*e, directed);
        const auto [f, f_end] = out_edges(from, directed);
        REQUIRE(std::count_if(f, f_end, [&](const ViewEdge& other) { return other == *e; }) == 1);
      }
    }
    CHECK(out == made.edges.size());
    CHECK(in == made.edges.size());
    CHECK(both == 2 * made.edges.size());
  }
}
