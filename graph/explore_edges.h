#pragma once
// Which edges count for a question, and how much each weighs. Internal to graph/.

#include <cstdint>
#include <optional>
#include <vector>

#include "graph/evidence.h"
#include "graph/explore.h"

namespace almanac::graph {

class EdgeFilter {
 public:
  // Errors "unknown_property" and "bad_condition" at `edge`, "bad_window" at `from`.
  EdgeFilter(const CampaignGraph& graph, const EdgeRequest& request);

  // Edges count and weigh as they are stored.
  bool everything() const { return touches_.everything() && tests_.empty() && min_weight_ <= 1; }
  // Every edge counts whose day has come.
  bool only_until() const { return touches_.only_until() && tests_.empty() && min_weight_ <= 1; }
  const TouchTest& touches() const { return touches_; }

  // Of the parallel edges of an arc between two nodes (numbers in their classes), which lie at [first, last) of the arc's list:
  // the touchpoints that count, else 1; 0 if the relation does not count.
  std::uint64_t weight(const Arc& arc, std::uint32_t near, std::uint32_t far, std::uint64_t first, std::uint64_t last,
                       Budget& budget) const;

 private:
  struct Test {
    std::string property;
    ValueTest test;
  };
  std::uint64_t touched(const Arc& arc, std::uint32_t near, std::uint32_t far, std::uint64_t first, std::uint64_t last,
                        Budget& budget) const;
  bool passes(std::uint32_t table, std::uint32_t source, std::uint32_t target, std::uint64_t weight,
              Budget& budget) const;

  const CampaignGraph& graph_;
  TouchTest touches_;
  std::vector<Test> tests_;
  std::uint64_t min_weight_;
};

}  // namespace almanac::graph
