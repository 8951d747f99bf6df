#pragma once
// The simple graph of a view or a projection, in working memory: for algorithms that must merge lists (all relationships of a
// vertex, both directions) and then read them many times. It is counted against the budget while it lives.
//
// Rows are ascending, without repeats and without the vertex itself.

#include <cstdint>
#include <span>
#include <vector>

#include "graph/algorithms/projection.h"
#include "graph/algorithms/view.h"
#include "graph/budget.h"

namespace almanac::graph {

struct Flat {
  std::vector<std::uint64_t> offsets{0};  // size() + 1
  std::vector<std::uint32_t> far;
  std::vector<double> weights;  // empty: 1 each

  std::uint32_t size() const { return static_cast<std::uint32_t>(offsets.size() - 1); }
  std::uint64_t begin(std::uint32_t v) const { return offsets[v]; }
  std::uint64_t end(std::uint32_t v) const { return offsets[std::size_t{v} + 1]; }
  std::uint64_t degree(std::uint32_t v) const { return end(v) - begin(v); }
  std::span<const std::uint32_t> row(std::uint32_t v) const { return {far.data() + begin(v), far.data() + end(v)}; }
  std::uint64_t bytes() const { return offsets.size() * 8 + far.size() * 4 + weights.size() * 8; }
};

// one: joined or not. stored: the sum of the stored weights of all edges between the two. edges: how many there are.
enum class Weigh : std::uint8_t { one, stored, edges };
enum class Sides : std::uint8_t { forward, backward, either };

// O(edges), with a sort of each row that several lists contribute to. The caller releases bytes() from the budget.
Flat flatten(const View& view, Sides sides, Weigh weigh, Budget& budget);
// Weighed by multiplicity, or by 1. O(sum over middle nodes of the products of their degrees).
Flat flatten(const Projection& projection, Weigh weigh, Budget& budget);

}  // namespace almanac::graph
