#include "archive/goal_tree.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "archive/figures.h"
#include "archive/name.h"

namespace almanac::archive {
namespace {

constexpr int deepest_expansion = 3;

std::string key_of(const Dictionary& dictionary, const std::string& metric) {
  return metric_facts(dictionary, metric).key;
}

// The goal that `child` names as its parent: not itself, preferably of its phase, else of the whole campaign; of
// several, one that is no sub-goal of its own metric.
std::size_t parent_of(const std::vector<Goal>& goals, const std::vector<std::string>& keys,
                      const std::vector<std::string>& parents, std::size_t child) {
  std::size_t best = no_goal;
  int best_rank = 4;
  for (std::size_t i = 0; i < goals.size(); ++i) {
    if (i == child || keys[i].empty() || keys[i] != parents[child]) continue;
    const bool same_metric = keys[child] == keys[i];
    if (same_metric && parents[i] == keys[i]) continue;  // a sister, a part of the same whole
    const int rank = !same_metric && goals[i].phase == goals[child].phase ? 0 : goals[i].phase.empty() ? 1 : 2;
    if (rank < best_rank) {
      best = i;
      best_rank = rank;
    }
  }
  return best;
}

void find_circles(GoalTree& tree) {
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    std::size_t above = tree.nodes[i].parent;
    for (std::size_t step = 0; above != no_goal && above != i && step < tree.nodes.size(); ++step)
      above = tree.nodes[above].parent;
    if (above == i) tree.circular.push_back(i);
  }
}

// Half a unit of the last place that the value is written with.
double half_place(const Decimal& value) { return 0.5 * std::pow(10.0, -static_cast<double>(value.scale)); }

void check_sum(const std::vector<Goal>& goals, const std::vector<std::size_t>& parts, std::size_t parent,
               GoalTree& tree) {
  Sum sum;
  double slack = 0;
  for (const std::size_t child : parts) {
    sum.add(goals[child].target);
    if (goals[child].target) slack += half_place(*goals[child].target);
  }
  if (sum.count() != parts.size() || !sum.total()) return;  // a part has no target yet
  const Decimal expected = *goals[parent].target;
  const auto off = subtract(*sum.total(), expected);
  if (!off) return;
  const double allowed = std::max(slack, 0.001 * std::abs(expected.to_double()));
  tree.checks.push_back(
      {GoalCheck::How::sum, parent, parts, expected, *sum.total(), std::abs(off->to_double()) <= allowed * (1 + 1e-9)});
}

// The sets of metrics whose product this metric is: as declared, and with factors replaced by their own.
void expand(const Dictionary& dictionary, const std::vector<std::string>& factors, int depth,
            std::set<std::vector<std::string>>& found) {
  auto sorted = factors;
  std::sort(sorted.begin(), sorted.end());
  if (!found.insert(sorted).second || depth == deepest_expansion) return;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    const Metric* factor = dictionary.find_metric(factors[i]);
    if (!factor || factor->product_of.empty()) continue;
    auto next = factors;
    next.erase(next.begin() + static_cast<std::ptrdiff_t>(i));
    next.insert(next.end(), factor->product_of.begin(), factor->product_of.end());
    expand(dictionary, next, depth + 1, found);
  }
}

std::optional<Decimal> as_factor(const Dictionary& dictionary, const Goal& goal) {
  if (!goal.target) return std::nullopt;
  const MetricFacts metric = metric_facts(dictionary, goal.metric);
  const bool percent =
      goal.unit == "%" || goal.unit == "percent" || goal.unit == "％" || (goal.unit.empty() && metric.is_percent);
  return percent ? multiply(*goal.target, Decimal{1, 2}) : goal.target;
}

void check_product(const std::vector<Goal>& goals, const std::vector<std::string>& keys, const Dictionary& dictionary,
                   const std::vector<std::size_t>& parts, std::size_t parent, GoalTree& tree) {
  const Metric* whole = dictionary.find_metric(keys[parent]);
  if (!whole || whole->product_of.empty()) return;
  std::vector<std::string> names;
  for (const std::size_t child : parts) names.push_back(keys[child]);
  std::sort(names.begin(), names.end());
  std::set<std::vector<std::string>> forms;
  expand(dictionary, whole->product_of, 1, forms);
  if (!forms.contains(names)) return;
  std::optional<Decimal> product = Decimal{1, 0};
  double slack = 0;
  for (const std::size_t child : parts) {
    const auto factor = as_factor(dictionary, goals[child]);
    if (!factor) return;
    product = product ? multiply(*product, *factor) : std::nullopt;
    if (!factor->is_zero()) slack += half_place(*goals[child].target) / std::abs(goals[child].target->to_double());
  }
  if (!product) return;
  const Decimal expected = *goals[parent].target;
  const double off = std::abs(product->to_double() - expected.to_double());
  tree.checks.push_back({GoalCheck::How::product, parent, parts, expected, *product,
                         off <= std::clamp(slack, 0.001, 0.01) * std::abs(expected.to_double()) * (1 + 1e-9)});
}

void check_node(const std::vector<Goal>& goals, const std::vector<std::string>& keys, const Dictionary& dictionary,
                std::size_t parent, GoalTree& tree) {
  if (!goals[parent].target) return;
  std::vector<std::size_t> parts, factors;
  for (const std::size_t child : tree.nodes[parent].children)
    (keys[child] == keys[parent] ? parts : factors).push_back(child);
  if (!parts.empty() && metric_facts(dictionary, keys[parent]).additive) check_sum(goals, parts, parent, tree);
  if (factors.size() > 1) check_product(goals, keys, dictionary, factors, parent, tree);
}

}  // namespace

GoalTree goal_tree(const std::vector<Goal>& goals, const Dictionary& dictionary) {
  GoalTree tree;
  tree.nodes.resize(goals.size());
  std::vector<std::string> keys, parents;
  for (const Goal& goal : goals) {
    keys.push_back(key_of(dictionary, goal.metric));
    parents.push_back(goal.parent.empty() ? std::string() : key_of(dictionary, goal.parent));
  }
  for (std::size_t i = 0; i < goals.size(); ++i) {
    if (parents[i].empty()) continue;
    tree.nodes[i].parent = parent_of(goals, keys, parents, i);
    if (tree.nodes[i].parent != no_goal) tree.nodes[tree.nodes[i].parent].children.push_back(i);
  }
  find_circles(tree);
  const std::set<std::size_t> circular(tree.circular.begin(), tree.circular.end());
  for (std::size_t i = 0; i < goals.size(); ++i) {
    if (circular.contains(i)) continue;
    if (tree.nodes[i].parent == no_goal) {
      tree.roots.push_back(i);
      if (!parents[i].empty()) tree.orphans.push_back(i);
    }
    check_node(goals, keys, dictionary, i, tree);
  }
  return tree;
}

}  // namespace almanac::archive
