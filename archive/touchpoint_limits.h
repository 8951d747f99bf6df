#pragma once
// Whether the numbers in a block name something. Internal to archive/.

#include <array>
#include <cstdint>
#include <vector>

#include "archive/touchpoints.h"

namespace almanac::archive {

class Reads;

// How many numbers of each vocabulary exist, learned when a block has a higher one than any before it.
class TouchpointLimits {
 public:
  // Looks at the `select`ed columns (TouchpointSelect). `reads` outlives this.
  TouchpointLimits(const Reads& reads, std::uint32_t select) : reads_(reads), select_(select) {}

  // Throws Error corrupt "damaged_touchpoints" if a row of the block names a node or word that does not exist.
  void check(const TouchpointColumns& columns, std::uint64_t block);

 private:
  template <class Count>
  void check_column(std::size_t index, std::uint32_t bit, const std::vector<std::uint32_t>& numbers,
                    std::uint64_t block, Count count);

  const Reads& reads_;
  std::uint32_t select_;
  std::array<std::uint32_t, 11> limits_{};  // four kinds of nodes, seven of words
};

}  // namespace almanac::archive
