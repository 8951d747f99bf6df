#pragma once
// A walk of two steps presented as one graph, without making it: users joined by common campaigns, products and channels by
// the users who met both. Its edges are found when they are asked for, each with its *multiplicity*, the number of distinct
// middle nodes that join the two ends (parallel edges of a step count once).
//
// Its vertices are the nodes of the class it starts from, then those of the classes it leads to, if others. If it leads back
// to its own class by the same relationships (mirrored()), the projection is undirected; if to others, an edge is walked from
// either end and it is undirected too; else (a campaign's predecessor's predecessor) it is directed. No vertex is joined
// to itself.
//
// A middle node with more edges than `hub_limit` joins nothing: that two users both met a campaign of everyone says nothing
// about them, and walking through it costs its degree for every one of them.
//
// If a step has several relationships between the same two classes, each of them joins by itself.

#include <cstdint>
#include <span>
#include <vector>

#include "graph/algorithms/view.h"
#include "graph/budget.h"

namespace almanac::graph {

struct StepChoice {
  std::vector<std::uint32_t> tables;  // at least one
  Along along = Along::out;
};
struct ProjectionChoice {
  std::uint32_t from_class = 0;
  StepChoice first, second;
  std::int32_t as_of = INT32_MAX;
  std::uint64_t hub_limit = UINT64_MAX;  // edges of a middle node in the lists of both steps; parallel ones count
};

// Working memory of walks over one projection, reused from walk to walk; one thread.
class ProjectionMemory {
 public:
  // Of the last walk: the vertices found, each once; how many middle nodes join each; its score.
  std::span<const Vertex> found() const { return {found_.data(), found_count_}; }
  std::uint32_t multiplicity(Vertex v) const { return counts_[v]; }
  double score(Vertex v) const { return scores_[v]; }

 private:
  friend class Projection;
  std::vector<Vertex> found_;  // one longer than there are vertices
  std::size_t found_count_ = 0;
  std::vector<std::uint32_t> counts_;  // by vertex; all zero between walks
  std::vector<double> scores_;
  std::vector<std::uint32_t> marks_;  // the number of the walk that found the vertex
  std::vector<Vertex> middle_;        // middle nodes of one list
  std::uint32_t epoch_ = 0;
};

class Projection {
 public:
  // Looks only at the schema: cheap.
  Projection(const PropertyGraph& graph, const ProjectionChoice& choice);

  const PropertyGraph& graph() const { return *graph_; }
  Vertex size() const { return size_; }
  bool undirected() const { return undirected_; }
  NodeId node(Vertex v) const;
  Vertex vertex(NodeId node) const;  // no_vertex: of another class

  // The vertices joined to v. Each O(edges of both steps), and O(vertices) the first time that a memory is used.
  void reach(Vertex v, ProjectionMemory& memory, Budget& budget) const;  // found() alone, for when that is enough
  void count(Vertex v, ProjectionMemory& memory, Budget& budget) const;  // and multiplicity()
  // score() is the sum over the joining middle nodes z of weights[z], by middle number (size middle_size()).
  void score(Vertex v, const std::vector<double>& weights, ProjectionMemory& memory, Budget& budget) const;

  // Distinct middle nodes next to each vertex, hubs included; distinct ends of each middle node. O(edges).
  std::vector<std::uint32_t> vertex_degrees(Budget& budget) const;
  std::vector<std::uint32_t> middle_degrees(Budget& budget) const;
  std::uint32_t middle_size() const { return middle_size_; }

 private:
  // One way to take both steps. First lanes lead from vertices to middle nodes, second lanes from middle nodes to vertices; each
  // kind is numbered over its classes.
  struct Way {
    std::vector<Lane> first;
    std::vector<std::vector<Lane>> second;  // by middle class
  };
  Way build(const std::vector<std::uint32_t>& classes, const StepChoice& first, const StepChoice& second,
            std::int32_t as_of);
  const Way& way_of(Vertex v) const { return v < parts_.front().size ? ways_.front() : ways_.back(); }
  bool is_hub(std::uint32_t middle_part, std::uint32_t number) const;
  std::span<const Vertex> middle_of(const Lane& first, Vertex v, std::vector<Vertex>& memory) const;
  static void clear(ProjectionMemory& memory);
  template <class F>
  void walk(Vertex v, ProjectionMemory& memory, Budget& budget, F&& f) const;

  const PropertyGraph* graph_;
  std::vector<View::Part> parts_;                // of vertices: the class it starts from, others it leads to
  std::vector<View::Part> middle_;               // of middle nodes
  std::vector<Way> ways_;                        // from the start; from the other ends, if they are of other classes
  std::vector<std::vector<Lane>> middle_lanes_;  // by middle class: all lists of both steps that it has
  std::uint64_t hub_limit_;
  Vertex size_ = 0;
  std::uint32_t middle_size_ = 0;
  bool undirected_ = false;
};

}  // namespace almanac::graph
