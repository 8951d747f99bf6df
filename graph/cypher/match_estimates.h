#pragma once
// How many rows the ways to find a pattern make, from the sizes of classes and tables, and which way makes the fewest. Internal to the
// planner.

#include <limits>
#include <set>
#include <vector>

#include "graph/cypher/match_plan.h"

namespace almanac::graph::cypher {

inline constexpr std::size_t none = SIZE_MAX;

// Whether all of the slots are among `all`, or are `also`.
bool subset(const std::set<Slot>& slots, const std::set<Slot>& all, Slot also = -1);

class Estimates {
 public:
  // Both must outlive it; it sees the match as it is when it is asked.
  Estimates(const MatchPlan& match, const Catalog& catalog)
      : match_(match), catalog_(catalog), graph_(catalog.graph()) {}

  // Rows per row when a scan or lookup of the node begins.
  double start_rows(const MatchPlan::Node& node, const std::set<Slot>& bound) const;
  // The value that the node's key, or its element id, must have, if a condition says so; null if none does.
  struct Key {
    const Expr* value = nullptr;
    bool is_element_id = false;
  };
  Key key_of(const MatchPlan::Node& node, const std::set<Slot>& bound) const;
  // Rows per row when the relationship is followed from one of its ends.
  double fan_out(const MatchPlan::Relationship& r, bool forwards, const std::set<Slot>& bound) const;
  bool forwards(const MatchPlan::Relationship& r, const std::set<Slot>& bound) const;  // from which of its ends
  // Of the nodes that are not yet bound, the one from which the rows on the way are fewest in sum; `none` if all are bound.
  std::size_t cheapest_start() const;
  // The relationship to be followed next; `none` if none can be.
  std::size_t next_relationship() const;

 private:
  using Node = MatchPlan::Node;
  using Relationship = MatchPlan::Relationship;
  using Condition = MatchPlan::Condition;
  struct Search {
    std::set<Slot> bound;
    std::vector<bool> done;
    double best = std::numeric_limits<double>::infinity();
    std::size_t first = none;
    std::size_t left = 0;   // ways to look at
    std::size_t depth = 0;  // how far ahead
  };
  Search begin_search() const;
  void look_ahead(Search& search, double rows, double cost, std::size_t first) const;
  double size_of(const Node& node) const;
  double selectivity(Slot slot, const std::set<Slot>& bound) const;
  bool can_follow(const Relationship& r, const std::set<Slot>& bound) const;
  double cost_from(std::size_t start) const;

  const MatchPlan& match_;
  const Catalog& catalog_;
  const PropertyGraph& graph_;
};

}  // namespace almanac::graph::cypher
