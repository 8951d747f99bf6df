// Other libraries on the same user-campaign graph.

#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <ctime>

#include "bench/graph_algorithms.h"
#ifdef ALMANAC_BENCH_IGRAPH
#include <igraph.h>
#endif

namespace almanac::bench {
namespace {

double cpu_now() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

using BoostGraph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                                      boost::no_property, std::uint32_t, std::uint32_t>;
struct Arrived {};
struct UntilThere : boost::default_bfs_visitor {
  std::uint32_t to;
  std::vector<std::uint32_t>* hops;
  void tree_edge(BoostGraph::edge_descriptor edge, const BoostGraph& graph) const {
    const auto far = target(edge, graph);
    (*hops)[far] = (*hops)[source(edge, graph)] + 1;
    if (far == to) throw Arrived();
  }
};

}  // namespace

PeerTimes boost_times(const Hand& hand, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& pairs,
                      std::vector<std::size_t>& hops) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
  for (std::uint32_t u = 0; u < hand.users(); ++u) {
    for (const auto* c = hand.campaigns_of().begin(u); c != hand.campaigns_of().end(u); ++c) {
      edges.emplace_back(u, *c + hand.users());
      edges.emplace_back(*c + hand.users(), u);
    }
  }
  const std::uint32_t vertices = hand.users() + hand.campaigns();
  const BoostGraph graph(boost::edges_are_unsorted, edges.begin(), edges.end(), vertices);
  std::vector<std::uint32_t> found(vertices);
  hops.clear();
  const double start = cpu_now();
  for (const auto& [a, b] : pairs) {
    UntilThere visitor;
    visitor.to = b;
    visitor.hops = &found;
    found[a] = 0;
    try {
      if (a != b) boost::breadth_first_search(graph, a, boost::visitor(visitor));
    } catch (const Arrived&) {
    }
    hops.push_back(a == b ? 0 : found[b]);
  }
  return {(cpu_now() - start) / static_cast<double>(pairs.size())};
}

#ifdef ALMANAC_BENCH_IGRAPH
PeerTimes igraph_times(const Hand& hand, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& pairs,
                       std::vector<std::size_t>& hops) {
  igraph_vector_int_t edges, path, membership;
  igraph_vector_int_init(&edges, static_cast<igraph_integer_t>(hand.campaigns_of().far.size() * 2));
  igraph_integer_t at = 0;
  for (std::uint32_t u = 0; u < hand.users(); ++u) {
    for (const auto* c = hand.campaigns_of().begin(u); c != hand.campaigns_of().end(u); ++c) {
      VECTOR(edges)[at++] = u;
      VECTOR(edges)[at++] = *c + hand.users();
    }
  }
  igraph_t graph;
  igraph_create(&graph, &edges, hand.users() + hand.campaigns(), IGRAPH_UNDIRECTED);
  igraph_vector_int_destroy(&edges);
  igraph_vector_int_init(&path, 0);
  hops.clear();
  PeerTimes times;
  double start = cpu_now();
  for (const auto& [a, b] : pairs) {
    igraph_get_shortest_path(&graph, nullptr, &path, a, b, IGRAPH_ALL);
    hops.push_back(static_cast<std::size_t>(igraph_vector_int_size(&path)));
  }
  times.path = (cpu_now() - start) / static_cast<double>(pairs.size());
  igraph_vector_int_destroy(&path);

  igraph_vector_t strength;
  igraph_vector_init(&strength, 0);
  igraph_vector_int_init(&membership, 0);
  start = cpu_now();
  igraph_strength(&graph, &strength, igraph_vss_all(), IGRAPH_ALL, true, nullptr);
  igraph_integer_t count = 0;
  igraph_real_t quality = 0;
  igraph_community_leiden(&graph, nullptr, &strength, 1.0 / (2.0 * static_cast<double>(igraph_ecount(&graph))), 0.01,
                          false, 1, &membership, &count, &quality);
  times.leiden = cpu_now() - start;
  igraph_modularity(&graph, &membership, nullptr, 1, false, &times.modularity);
  igraph_vector_destroy(&strength);
  igraph_vector_int_destroy(&membership);
  igraph_destroy(&graph);
  return times;
}
#else
PeerTimes igraph_times(const Hand&, const std::vector<std::pair<std::uint32_t, std::uint32_t>>&,
                       std::vector<std::size_t>&) {
  return {};
}
#endif

}  // namespace almanac::bench
