#pragma once
// One relationship of a merged touchpoint file: which edges are new, which changed, and where they lie in both directions.
// Internal to graph/; see touchpoint_merger.h.

#include <cstdint>
#include <vector>

#include "graph/edge_buffer.h"
#include "graph/merged_column.h"
#include "graph/touchpoint_graph.h"

namespace almanac::graph {

class MergedEdges {
 public:
  MergedEdges(const TouchEdges& old, EdgeBuffer::Form form) : old_(old), typed_(form == EdgeBuffer::Form::typed) {}

  // What the new rows of a user say, in any order; users ascending, each once.
  void add(std::uint32_t user, std::vector<EdgeBuffer::Candidate>& list);
  void write(SchemaWriter& out);  // as read_edges() in touchpoint_graph.cpp expects

 private:
  // Edges put into a list, and edges of it that get another day or weight.
  struct Direction {
    std::vector<std::uint64_t> places;
    std::vector<std::int64_t> ends, days, weights;
    std::vector<std::uint32_t> near;  // to whose list each new edge belongs; ascending
    std::vector<Patch> day_patches, weight_patches;
  };
  // A change on its way into the lists by target, which come in another order.
  struct Incoming {
    std::uint32_t target = 0, source = 0;
    std::uint64_t place = 0;
    std::int64_t day = 0, weight = 0;
    bool is_new = false;
  };

  void add_edge(std::uint32_t user, const EdgeBuffer::Candidate& edge, std::uint64_t first_parallel, std::uint64_t at,
                bool is_old);
  struct Shapes {
    PackShape days, weights;
    bool weighted = false;  // some weight is not 1
  };

  void turn();
  Shapes shapes() const;
  void write_list(SchemaWriter& out, const Adjacency& old, Direction& direction, std::uint32_t nodes,
                  std::uint32_t far_limit, const Shapes& shapes) const;
  PackedColumn weights_of(const Adjacency& list) const;

  const TouchEdges& old_;
  bool typed_;
  Direction out_, in_;
  std::vector<std::int64_t> types_, channels_;
  std::vector<Incoming> incoming_;
};

}  // namespace almanac::graph
