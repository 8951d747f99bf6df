#include "graph/cypher/match_estimates.h"

#include <algorithm>
#include <cmath>

namespace almanac::graph::cypher {
namespace {

constexpr double most_rows = 1e100;       // estimates stay finite
constexpr std::size_t long_pattern = 30;  // with more relationships, which must not take long to plan

bool reads(const Expr& e, Slot slot) {
  if (e.op == Op::variable && e.slot == slot) return true;
  if (e.pattern != nullptr || e.query != nullptr) return true;
  return std::any_of(e.args.begin(), e.args.end(),
                     [&](const ExprPtr& arg) { return arg != nullptr && reads(*arg, slot); });
}

}  // namespace

bool subset(const std::set<Slot>& slots, const std::set<Slot>& all, Slot also) {
  return std::all_of(slots.begin(), slots.end(), [&](Slot slot) { return slot == also || all.count(slot) != 0; });
}

double Estimates::size_of(const Node& node) const {
  double size = 0;
  for (std::size_t i = 0; i < node.classes.size(); ++i) size += node.classes[i] ? graph_.classes()[i].size : 0;
  return size;
}

// How many of the rows are left by the conditions that can be told once `slot` is bound.
double Estimates::selectivity(Slot slot, const std::set<Slot>& bound) const {
  double share = 1;
  for (const Condition& condition : match_.conditions) {
    if (condition.done || condition.reads.count(slot) == 0 || !subset(condition.reads, bound, slot)) continue;
    const Expr& e = *condition.expression;
    share *= e.op == Op::compare && e.chain.size() == 1 && e.chain[0] == Comparison::equal ? 0.1 : 0.4;
  }
  return share;
}

Estimates::Key Estimates::key_of(const Node& node, const std::set<Slot>& bound) const {
  const auto is_of_node = [&](const Expr& e) {
    return e.args.size() == 1 && e.args[0]->op == Op::variable && e.args[0]->slot == node.slot;
  };
  for (const Condition& condition : match_.conditions) {
    const Expr& e = *condition.expression;
    if (e.op != Op::compare || e.chain.size() != 1 || e.chain[0] != Comparison::equal) continue;
    for (const std::size_t side : {0, 1}) {
      const Expr& property = *e.args[side];
      if ((property.op != Op::property && property.op != Op::call) || !is_of_node(property)) continue;
      const bool is_element_id = property.op == Op::call;
      if (is_element_id && property.function->name != "elementId") continue;
      bool is_key = true;
      for (std::uint32_t c = 0; c < node.classes.size() && is_key && !is_element_id; ++c) {
        is_key = !node.classes[c] || graph_.classes()[c].size == 0 || catalog_.is_key(property.text, c);
      }
      if (!is_key) continue;
      std::set<Slot> others = condition.reads;
      others.erase(node.slot);
      if (subset(others, bound) && !reads(*e.args[1 - side], node.slot)) return {e.args[1 - side].get(), is_element_id};
    }
  }
  return {};
}

double Estimates::start_rows(const Node& node, const std::set<Slot>& bound) const {
  if (key_of(node, bound).value != nullptr) return 1;
  return std::max(0.01, size_of(node) * selectivity(node.slot, bound));
}

// Rows per row when the relationship is followed from one of its ends.
double Estimates::fan_out(const Relationship& r, bool forwards, const std::set<Slot>& bound) const {
  const Node& near = match_.nodes[forwards ? r.from : r.to];
  const Node& far = match_.nodes[forwards ? r.to : r.from];
  double edges = 0;
  for (std::size_t i = 0; i < r.tables.size(); ++i) {
    if (!r.tables[i]) continue;
    const EdgeTable& table = graph_.tables()[i];
    const bool outwards = r.heading == Heading::both || (r.heading == Heading::right) == forwards;
    const bool inwards = r.heading == Heading::both || (r.heading == Heading::left) == forwards;
    const bool any_far = r.walks;
    if (outwards && near.classes[table.source] && (any_far || far.classes[table.target]))
      edges += static_cast<double>(table.size());
    if (inwards && near.classes[table.target] && (any_far || far.classes[table.source]))
      edges += static_cast<double>(table.size());
  }
  double rows = edges / std::max(1.0, size_of(near));
  if (r.walks) {
    const auto steps = static_cast<double>(std::min<std::uint64_t>(r.most, std::max<std::uint64_t>(r.least, 4)));
    rows = std::pow(std::max(rows, 1.1), steps) + 1;
  }
  if (bound.count(far.slot) != 0) return rows / std::max(1.0, size_of(far));
  return std::clamp(rows * selectivity(far.slot, bound), 0.01, most_rows);
}

bool Estimates::can_follow(const Relationship& r, const std::set<Slot>& bound) const {
  if (r.done || !subset(r.reads, bound)) return false;
  const bool from = bound.count(match_.nodes[r.from].slot) != 0;
  const bool to = bound.count(match_.nodes[r.to].slot) != 0;
  if (r.bound) return true;
  return r.shortest == Shortest::no ? from || to : from && to;
}

bool Estimates::forwards(const Relationship& r, const std::set<Slot>& bound) const {
  const bool from = bound.count(match_.nodes[r.from].slot) != 0;
  const bool to = bound.count(match_.nodes[r.to].slot) != 0;
  if (from && to) return fan_out(r, true, {}) <= fan_out(r, false, {});
  return from;
}

// Of the nodes that are not yet bound, the one from which the rows on the way are fewest in sum.
std::size_t Estimates::cheapest_start() const {
  std::size_t best = none;
  double least = INFINITY;
  for (std::size_t i = 0; i < match_.nodes.size(); ++i) {
    if (match_.bound.count(match_.nodes[i].slot) != 0) continue;
    const double cost = cost_from(i);
    if (cost < least) {
      least = cost;
      best = i;
    }
  }
  return best;
}
double Estimates::cost_from(std::size_t start) const {
  const Node& node = match_.nodes[start];
  const double rows = start_rows(node, match_.bound);
  const double cost = key_of(node, match_.bound).value != nullptr ? 1 : size_of(node) * 0.2 + rows;
  if (match_.relationships.size() > long_pattern) return cost;
  Search search = begin_search();
  search.bound = match_.bound;
  search.bound.insert(node.slot);
  look_ahead(search, rows, cost, none);
  return search.best;
}

Estimates::Search Estimates::begin_search() const {
  const std::size_t size = match_.relationships.size();
  Search search;
  search.done.resize(size);
  search.depth = size > long_pattern ? 1 : 8;
  search.left = 4000 / (size + 9);
  return search;
}

// All orders in which relationships can be followed, until so many have been looked at: the fewest rows in sum, and the first of that
// order.
void Estimates::look_ahead(Search& search, double rows, double cost, std::size_t first) const {
  if (cost >= search.best) return;
  std::vector<std::pair<double, std::size_t>> ways;
  for (std::size_t i = 0; i < match_.relationships.size(); ++i) {
    const Relationship& r = match_.relationships[i];
    if (search.done[i] || !can_follow(r, search.bound)) continue;
    ways.emplace_back(r.bound ? 0.001 : fan_out(r, forwards(r, search.bound), search.bound), i);
  }
  if (ways.empty() || (search.depth == 0 && first != none)) {
    search.best = cost;
    search.first = first;
    return;
  }
  std::sort(ways.begin(), ways.end());
  for (const auto& [fan, number] : ways) {
    const Relationship& r = match_.relationships[number];
    std::vector<Slot> added;
    for (const Slot slot : {r.slot, match_.nodes[r.from].slot, match_.nodes[r.to].slot}) {
      if (search.bound.insert(slot).second) added.push_back(slot);
    }
    search.done[number] = true;
    --search.depth;
    const double next = std::min(rows * fan, most_rows);
    look_ahead(search, next, cost + next, first == none ? number : first);
    search.done[number] = false;
    ++search.depth;
    for (const Slot slot : added) search.bound.erase(slot);
    if (search.left == 0 || --search.left == 0) return;  // the cheapest way was tried first
  }
}
std::size_t Estimates::next_relationship() const {
  Search search = begin_search();
  search.bound = match_.bound;
  for (std::size_t i = 0; i < search.done.size(); ++i) search.done[i] = match_.relationships[i].done;
  look_ahead(search, 1, 0, none);
  return search.first;
}

}  // namespace almanac::graph::cypher
