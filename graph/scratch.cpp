#include "graph/scratch.h"

#include <mutex>

namespace almanac::graph {
namespace {

constexpr std::size_t pooled_at_most = 16;
constexpr std::uint32_t last_epoch = (1U << 28) - 1;  // epochs are shifted by 4

struct Pool {
  std::mutex mutex;
  std::vector<std::unique_ptr<Scratch>> free;
};
Pool& pool() {
  static Pool one;
  return one;
}

}  // namespace

std::uint32_t Scratch::begin(NodeId node_count) {
  if (epoch == last_epoch) {
    marks.clear();
    from.clear();
    to.clear();
    dead.clear();
    epoch = 0;
  }
  if (marks.size() < node_count) {
    marks.resize(node_count);
    found.resize(node_count + std::size_t{1});
    from.resize(node_count);
    to.resize(node_count);
    dead.resize(node_count);
    walks.resize(node_count);
  }
  for (const NodeId node : walked) walks[node] = 0;
  walked.clear();
  found_count = 0;
  runs.clear();
  next.clear();
  return ++epoch;
}

ScratchLease::ScratchLease(NodeId node_count) {
  {
    const std::lock_guard lock(pool().mutex);
    if (!pool().free.empty()) {
      scratch_ = std::move(pool().free.back());
      pool().free.pop_back();
    }
  }
  if (scratch_ == nullptr) scratch_ = std::make_unique<Scratch>();
  scratch_->begin(node_count);
}

ScratchLease::~ScratchLease() {
  const std::lock_guard lock(pool().mutex);
  if (pool().free.size() < pooled_at_most) pool().free.push_back(std::move(scratch_));
}

}  // namespace almanac::graph
