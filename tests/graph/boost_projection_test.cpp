// Boost's algorithms on projections, against ours and against the projection made edge by edge.

#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/connected_components.hpp>
#include <boost/graph/core_numbers.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/graph/graph_concepts.hpp>
#include <boost/property_map/function_property_map.hpp>
#include <catch2/catch.hpp>

#include "graph/algorithms/cores.h"
#include "graph/algorithms/flat.h"
#include "graph/boost_adapter.h"
#include "tests/graph/random_graph.h"

using namespace almanac::graph;
using namespace almanac::tests;

BOOST_CONCEPT_ASSERT((boost::VertexListGraphConcept<ProjectionView>));
BOOST_CONCEPT_ASSERT((boost::IncidenceGraphConcept<ProjectionView>));
BOOST_CONCEPT_ASSERT((boost::AdjacencyGraphConcept<ProjectionView>));

TEST_CASE("Boost searches, joins and peels a projection as if it were made") {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    const RandomGraph made(seed, 20, 3);
    // Users by common campaigns; two classes by what lies between them.
    for (const std::uint32_t second : {0U, 1U, 2U, 3U}) {
      const Projection projection(*made.graph,
                                  {0, {{0}, Along::out}, {{second}, second == 0 ? Along::in : Along::out}});
      if (!projection.undirected()) continue;
      ProjectionView view(projection);
      Budget budget;
      const Flat flat = flatten(projection, Weigh::edges, budget);
      const Vertex n = projection.size();
      const auto index = get(boost::vertex_index, view);

      std::vector<std::uint32_t> cores(n), hops(n), expected(n, n);
      const auto cores_map = boost::make_iterator_property_map(cores.begin(), index);
      boost::core_numbers(view, cores_map);
      CHECK(cores == core_numbers(flat, budget));

      std::vector<int> component(n);
      boost::connected_components(view, boost::make_iterator_property_map(component.begin(), index));
      for (Vertex v = 0; v < n; ++v) {
        for (const Vertex far : flat.row(v)) CHECK(component[v] == component[far]);
      }

      const Vertex start = seed % n;
      std::fill(hops.begin(), hops.end(), n);
      hops[start] = expected[start] = 0;
      boost::breadth_first_search(view, start,
                                  boost::visitor(boost::make_bfs_visitor(boost::record_distances(
                                      boost::make_iterator_property_map(hops.begin(), index), boost::on_tree_edge()))));
      for (Vertex round = 0; round < n; ++round) {
        for (Vertex v = 0; v < n; ++v) {
          for (const Vertex far : flat.row(v)) expected[far] = std::min(expected[far], expected[v] + 1);
        }
      }
      CHECK(hops == expected);
      for (Vertex v = 0; v < n; ++v) CHECK((component[v] == component[start]) == (hops[v] < n));

      // The multiplicity as a weight.
      std::vector<std::uint32_t> cost(n), least(n, 1'000'000);
      const auto weight =
          boost::make_function_property_map<ProjectionView::Edge>([](const auto& edge) { return edge.multiplicity; });
      boost::dijkstra_shortest_paths(view, start,
                                     boost::weight_map(weight)
                                         .distance_map(boost::make_iterator_property_map(cost.begin(), index))
                                         .distance_inf(1'000'000U));
      least[start] = 0;
      for (Vertex round = 0; round < n; ++round) {
        for (Vertex v = 0; v < n; ++v) {
          for (std::uint64_t i = flat.begin(v); i < flat.end(v); ++i)
            least[flat.far[i]] = std::min(least[flat.far[i]], least[v] + static_cast<std::uint32_t>(flat.weights[i]));
        }
      }
      CHECK(cost == least);
    }
  }
}
