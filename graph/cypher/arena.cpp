#include "graph/cypher/arena.h"

#include <algorithm>

namespace almanac::graph::cypher {

void* Arena::allocate_elsewhere(std::size_t bytes) {
  // Blocks behind the current one are free; one that is too small is left out until the next release.
  for (std::size_t next = blocks_.empty() ? 0 : block_ + 1; next < blocks_.size(); ++next) {
    if (blocks_[next].size < bytes) continue;
    block_ = next;
    used_ = bytes;
    return blocks_[next].data.get();
  }
  const std::size_t usual = std::min(largest_block, first_block << std::min<std::size_t>(blocks_.size(), 8));
  const std::size_t size = std::max(bytes, usual);
  if (budget_ != nullptr) budget_->hold(size);
  held_ += size;
  blocks_.push_back({std::unique_ptr<std::byte[]>(new std::byte[size]), size});
  block_ = blocks_.size() - 1;
  used_ = bytes;
  return blocks_.back().data.get();
}

}  // namespace almanac::graph::cypher
