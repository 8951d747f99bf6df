#pragma once
// What building touchpoints.graph from nothing and merging into it have in common: the order of rows, and what a row adds to
// edges and sums. Internal to graph/.

#include <cstdint>
#include <vector>

#include "graph/days.h"
#include "graph/edge_buffer.h"
#include "graph/touchpoint_builder.h"
#include "graph/touchpoint_pairs.h"

namespace almanac::graph {

// Total order of rows within a user: two rows that it does not tell apart are equal in every column.
bool before(const Touch& a, const Touch& b);
// By user, then before().
std::vector<Touch> sorted(std::vector<Touch> rows);

// The relationships of a row, by the type's word.
class Roles {
 public:
  explicit Roles(const Vocabulary& vocabulary);
  bool is_purchase(const Touch& touch) const { return of(touch) == Role::purchase; }
  bool is_reach(const Touch& touch) const { return of(touch) == Role::reach; }

 private:
  enum class Role : std::uint8_t { other, purchase, reach };
  Role of(const Touch& touch) const {
    const std::uint32_t type = touch.numbers[3];
    return type < roles_.size() ? roles_[type] : Role::other;
  }
  std::vector<Role> roles_;
};

// What a row makes: TOUCHED, BOUGHT, REACHED_BY, in this order.
using CandidateLists = std::array<std::vector<EdgeBuffer::Candidate>, 3>;
void add_candidates(const Touch& touch, const Roles& roles, std::int32_t day, CandidateLists& lists);

struct Sums {
  PairSums by_channel, by_product;
  void add(const Touch& touch, std::int32_t day);
};

using RowStats = std::array<PackStats, field_count>;
RowStats stats_of(const std::vector<Touch>& rows);
// The zone and the words, as many as rows with these stats use: words met elsewhere since do not change the file.
void write_head(SchemaWriter& out, const archive::Zone& zone, const Vocabulary& vocabulary, const RowStats& stats);

}  // namespace almanac::graph
