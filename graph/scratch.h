#pragma once
// Working memory of searches, lent from a pool: arrays over all nodes that are never cleared. A mark counts only if it bears
// the number of the search that reads it (an epoch), so starting a search costs nothing, whatever the size of the graph.

#include <cstdint>
#include <memory>
#include <vector>

#include "graph/property_graph.h"

namespace almanac::graph {

struct Scratch {
  // For walks from one node: what every edge touches is 12 bytes, the rest is written once for each list that leads to new nodes.
  struct Mark {
    std::uint32_t stamp = 0;  // epoch × 16 + distance
    std::uint32_t weight = 0;
  };
  // Nodes found one after another by one list of one node.
  struct Run {
    std::size_t begin = 0;  // in `found`; the next run begins where it ends
    NodeId via = no_node;   // first node on the way to them; no_node: each is that itself
    std::uint32_t arc = 0;  // table × 2 + direction of the list
  };
  std::vector<Mark> marks;
  std::vector<NodeId>
      found;  // in order of discovery, found_count of them; has room for all nodes and one that is not kept
  std::vector<std::int32_t>
      days;  // as long as `found`: first days of the edges that found them; only of who asks for days
  std::vector<Run> runs;
  std::size_t end_of(std::size_t run) const { return run + 1 < runs.size() ? runs[run + 1].begin : found_count; }
  std::size_t found_count = 0;
  // Of paths: marks of both sides, epoch × 16 + side × 8 + distance; where the sides met; and nodes from which no shortest path goes on.
  std::vector<std::uint32_t> from, to, dead;
  std::vector<std::uint16_t> walks;  // bit r: the end is reached in exactly r steps; cleared by begin() where `walked`
  std::vector<NodeId> walked, next;

  std::uint32_t begin(NodeId node_count);  // a new epoch; arrays cover node_count
  std::uint32_t epoch = 0;
};

class ScratchLease {
 public:
  explicit ScratchLease(NodeId node_count);
  ~ScratchLease();
  ScratchLease(const ScratchLease&) = delete;
  ScratchLease& operator=(const ScratchLease&) = delete;
  Scratch& operator*() const { return *scratch_; }
  Scratch* operator->() const { return scratch_.get(); }

 private:
  std::unique_ptr<Scratch> scratch_;
};

}  // namespace almanac::graph
