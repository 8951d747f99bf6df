#pragma once
// What one writes by hand for exactly these questions, knowing the arrays: distinct users and campaigns as sorted compressed rows of
// 32-bit numbers, marks that are never cleared. The near-limit that the graph is measured against.

#include <cstdint>
#include <utility>
#include <vector>

#include "bench/graph_data.h"

namespace almanac::bench {

class Hand {
 public:
  Hand(const std::vector<Event>& events, const std::vector<Plan>& plans, const Size& size);

  struct Rows {
    std::vector<std::uint64_t> offsets;
    std::vector<std::uint32_t> far;
    const std::uint32_t* begin(std::uint32_t v) const { return far.data() + offsets.data()[v]; }
    const std::uint32_t* end(std::uint32_t v) const { return far.data() + offsets.data()[v + std::size_t{1}]; }
    std::uint64_t degree(std::uint32_t v) const { return offsets.data()[v + std::size_t{1}] - offsets.data()[v]; }
  };
  const Rows& campaigns_of() const { return campaigns_of_; }
  const Rows& users_of() const { return users_of_; }
  std::uint32_t users() const { return users_; }
  std::uint32_t campaigns() const { return campaigns_; }

  std::size_t neighbours(std::uint32_t user);                     // campaigns, copied
  std::size_t two_hops(std::uint32_t user);                       // products and channels of a user's campaigns
  std::size_t co_users(std::uint32_t user);                       // users of a user's campaigns
  std::size_t distance(std::uint32_t user, std::uint32_t other);  // from both ends; 0: none
  double jaccard(std::uint32_t campaign);                         // sum of the ten best shares
  double pagerank(int iterations);                                // the largest rank
  std::size_t components();
  double louvain();  // modularity

 private:
  Rows campaigns_of_, users_of_, products_of_;  // of users; of campaigns; of campaigns
  std::vector<std::uint16_t> channels_of_;      // of campaigns, a bit each
  std::uint32_t users_ = 0, campaigns_ = 0, epoch_ = 0;
  std::vector<std::uint32_t> mark_, found_, count_, from_, to_, next_;
};

}  // namespace almanac::bench
