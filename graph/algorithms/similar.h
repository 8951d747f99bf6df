#pragma once
// What is like a node, by what both are next to: through a typed projection, so that a relationship that joins everything does
// not decide.

#include <cstdint>
#include <vector>

#include "graph/algorithms/projection.h"
#include "graph/budget.h"

namespace almanac::graph {

struct Similar {
  Vertex vertex = no_vertex;
  double score = 0;
  std::uint32_t common = 0;  // middle nodes that join the two
};

// Many questions over one projection; keeps what they share. One thread. The projection must outlive it.
class Similarity {
 public:
  // O(edges) once.
  Similarity(const Projection& projection, Budget& budget);

  // The `k` most alike to v, best first, ties by vertex. O(edges of both steps).
  //
  // Jaccard: common / (middle nodes of either), from 0 to 1. For projections of one relationship a step.
  std::vector<Similar> jaccard(Vertex v, std::size_t k, Budget& budget);
  // Adamic and Adar (2003): the sum over common middle nodes z of 1/ln(distinct ends of z); those with one end join nothing.
  // `common` is 0.
  std::vector<Similar> adamic_adar(Vertex v, std::size_t k, Budget& budget);

 private:
  std::vector<Similar> best(std::size_t k);

  const Projection& projection_;
  std::vector<std::uint32_t> degrees_;  // of vertices
  std::vector<double> weights_;         // of middle nodes: 1/ln(ends)
  ProjectionMemory memory_;
  std::vector<Similar> scored_;
};

}  // namespace almanac::graph
