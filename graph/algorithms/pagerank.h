#pragma once
// PageRank: the share of time that a walker spends at each vertex who follows an edge with probability `damping` and else
// starts anew. A walker at a vertex without edges starts anew too (its mass is redistributed), so the ranks add up to 1.
//
// pagerank() is LDBC Graphalytics' definition (specification 1.0, PR): starts are equally likely, all edges of a vertex are
// equal, a fixed number of iterations from 1/n. Parallel edges are one edge.
//
// personalised_pagerank() starts at given seeds, and chooses first among the relationships that a vertex has (type and
// direction), then among the edges of that relationship. A campaign's four channels then weigh as much as its forty
// thousand users, so what it returns is near for several reasons and not because a hub is near everything.

#include <cstdint>
#include <utility>
#include <vector>

#include "graph/algorithms/view.h"
#include "graph/budget.h"

namespace almanac::graph {

struct PageRankOptions {
  double damping = 0.85;
  std::uint32_t iterations = 20;  // at most
  double tolerance = 0;           // ends when the ranks together change by less; 0: never
};
// By vertex; 0 for vertices not used. O(iterations × edges); 32 bytes a vertex; exact to about 1e-7 of each rank.
std::vector<double> pagerank(const View& view, const PageRankOptions& options, Budget& budget);

struct PersonalOptions {
  double damping = 0.85;
  std::uint32_t iterations = 100;
  double tolerance = 1e-9;
};
struct Seed {
  Vertex vertex = no_vertex;
  double weight = 1;  // > 0; scaled so that all seeds together weigh 1
};
// `seeds` must name used vertices, at least one.
std::vector<double> personalised_pagerank(const View& view, const std::vector<Seed>& seeds,
                                          const PersonalOptions& options, Budget& budget);

}  // namespace almanac::graph
