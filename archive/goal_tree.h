#pragma once
// The KPI tree of a campaign's goals, and whether its arithmetic holds.
//
// A goal's `parent` is the metric of the goal above it. Of several goals of that metric the one of the same phase is
// meant, else the one of the whole campaign. Two kinds of arithmetic are checked:
//
//   sum       sub-goals of the parent's own metric (its phases) add up to its target, if the metric is additive
//   product   sub-goals of other metrics whose product the dictionary declares the parent to be: gmv = orders × aov, also
//             through a factor's own factors: gmv = visitors × cvr × aov. A percentage counts as its hundredth.
//
// Sub-goals of other kinds (steps of a funnel, distinct people) stand in the tree and are not computed with.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/decimal.h"
#include "archive/dictionary.h"
#include "archive/records.h"

namespace almanac::archive {

inline constexpr std::size_t no_goal = static_cast<std::size_t>(-1);

struct GoalNode {
  std::size_t parent = no_goal;  // index of a goal
  std::vector<std::size_t> children;
};

struct GoalCheck {
  enum class How { sum, product } how = How::sum;
  std::size_t parent = 0;
  std::vector<std::size_t> children;  // that were computed with
  Decimal expected, computed;         // the parent's target, and what its children come to
  bool agrees = true;                 // within rounding (below)
};

struct GoalTree {
  std::vector<GoalNode> nodes;        // one per goal, same order
  std::vector<std::size_t> roots;     // goals without a parent, and those that name one that is not there
  std::vector<std::size_t> orphans;   // name a parent that is not there
  std::vector<std::size_t> circular;  // their parents lead back to them; they hang on no root
  std::vector<GoalCheck> checks;      // in order of the parent
};

// Rounding: a sum may differ by half a unit of the last decimal place per sub-goal, or by 0.1 % of the target, whichever
// is more. A product may differ by what half a unit in the last place of each factor makes of it, at least 0.1 % and at
// most 1 %. O(goals²).
GoalTree goal_tree(const std::vector<Goal>& goals, const Dictionary& dictionary);

}  // namespace almanac::archive
