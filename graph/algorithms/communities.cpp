// A round, on ever coarser graphs:
//   1. Move: each vertex to the community next to it that gains most; its neighbours elsewhere are looked at again, until
//      nothing moves (a queue, not passes over everything).
//   2. Refine: within each community, start from single vertices and merge those that are well connected to the rest of it.
//      What is merged is connected, because a merger needs an edge.
//   3. Aggregate: the refined parts become the vertices of the next graph, the communities of step 1 its first partition.
// When nothing merges any more, every community is one part and therefore connected.

#include "graph/algorithms/communities.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace almanac::graph {
namespace {

using Partition = std::vector<std::uint32_t>;

constexpr double least_gain = 1e-9;

// A graph of one level: what aggregation makes has weights inside a vertex too.
struct Level {
  const Flat* graph = nullptr;
  Flat owned;
  std::vector<double> inner;     // twice the weight inside each vertex; empty: none
  std::vector<double> strength;  // k
};

void weigh(Level& level) {
  const Flat& graph = *level.graph;
  level.strength.resize(graph.size());
  for (std::uint32_t v = 0; v < graph.size(); ++v) {
    double sum = level.inner.empty() ? 0 : level.inner[v];
    if (graph.weights.empty())
      sum += static_cast<double>(graph.degree(v));
    else
      for (std::uint64_t i = graph.begin(v); i < graph.end(v); ++i) sum += graph.weights[i];
    level.strength[v] = sum;
  }
}

// The same permutation for the same number, on every machine.
std::vector<std::uint32_t> shuffled(std::uint32_t count) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  std::uint64_t state = 0x9e3779b97f4a7c15;
  for (std::uint32_t i = count; i > 1; --i) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    std::swap(order[i - 1], order[static_cast<std::uint32_t>(state % i)]);
  }
  return order;
}

class Leiden {
 public:
  Leiden(const Flat& graph, double resolution, Budget& budget) : base_(graph), budget_(budget) {
    const std::uint64_t n = graph.size();
    budget_.hold(held_ = n * 60);
    links_.assign(n, 0);
    touched_.resize(n);
    Level level;
    level.graph = &graph;
    weigh(level);
    double all = 0;
    for (const double k : level.strength) all += k;
    scale_ = all == 0 ? 0 : resolution / all;
    strength_ = std::move(level.strength);
  }
  ~Leiden() { budget_.release(held_); }
  Leiden(const Leiden&) = delete;
  Leiden& operator=(const Leiden&) = delete;

  // One round from `community`, numbers below the number of vertices. Whether anything changed.
  bool round(Partition& community) {
    Level level;
    level.graph = &base_;
    level.strength = strength_;
    Partition inside = community;  // of the level's vertices
    Partition vertex(base_.size());    // of the level, by vertex of the base
    std::iota(vertex.begin(), vertex.end(), 0U);
    bool changed = false;
    for (;;) {
      changed = move(level, inside) || changed;
      Partition refined = refine(level, inside);
      const std::uint32_t count = renumber(refined);
      if (count == level.graph->size()) break;
      Level next = aggregate(level, refined, count);
      renumber(inside);  // there are at least as many parts as communities
      Partition next_inside(count);
      for (std::uint32_t v = 0; v < refined.size(); ++v) next_inside[refined[v]] = inside[v];
      for (std::uint32_t& v : vertex) v = refined[v];
      inside = std::move(next_inside);
      level = std::move(next);
      level.graph = &level.owned;
    }
    for (std::uint32_t v = 0; v < community.size(); ++v) community[v] = inside[vertex[v]];
    return changed;
  }

 private:
  // Numbers from 0 by first appearance; how many.
  static std::uint32_t renumber(Partition& partition) {
    std::vector<std::uint32_t> number(partition.size(), no_vertex);
    std::uint32_t next = 0;
    for (std::uint32_t& c : partition) {
      if (number[c] == no_vertex) number[c] = next++;
      c = number[c];
    }
    return next;
  }

  // Adds up v's weights by `group` of the neighbours that `take` accepts: links_, touched_. No group is met before it has weight.
  template <class Take>
  std::uint32_t* link(const Flat& graph, std::uint32_t v, const std::uint32_t* group, const Take& take) {
    std::uint32_t* end = touched_.data();
    double* const links = links_.data();
    const std::uint32_t* const far = graph.far.data();
    const std::uint64_t from = graph.begin(v);
    const std::uint64_t to = graph.end(v);
    budget_.steps(to - from + 1);
    if (graph.weights.empty()) {
      for (std::uint64_t i = from; i < to; ++i) {
        if (!take(far[i])) continue;
        const std::uint32_t g = group[far[i]];
        if (links[g] == 0) *end++ = g;
        links[g] += 1;
      }
    } else {
      const double* const weights = graph.weights.data();
      for (std::uint64_t i = from; i < to; ++i) {
        if (!take(far[i])) continue;
        const std::uint32_t g = group[far[i]];
        if (links[g] == 0) *end++ = g;
        links[g] += weights[i];
      }
    }
    return end;
  }
  void unlink(const std::uint32_t* end) {
    for (const std::uint32_t* g = touched_.data(); g != end; ++g) links_[*g] = 0;
  }

  bool move(const Level& level, Partition& community) {
    const Flat& graph = *level.graph;
    const std::uint32_t n = graph.size();
    std::vector<double> total(n);
    std::vector<std::uint32_t> members(n), empty;
    for (std::uint32_t v = 0; v < n; ++v) {
      total[community[v]] += level.strength[v];
      ++members[community[v]];
    }
    for (std::uint32_t c = n; c-- > 0;) {
      if (members[c] == 0) empty.push_back(c);
    }
    std::vector<std::uint32_t> queue(n);
    std::iota(queue.begin(), queue.end(), 0U);
    std::vector<char> queued(n, 1);
    std::size_t head = 0, waiting = n;
    bool changed = false;
    std::uint32_t* const of = community.data();
    while (waiting != 0) {
      const std::uint32_t v = queue[head];
      head = head + 1 == n ? 0 : head + 1;
      --waiting;
      queued[v] = 0;
      const std::uint32_t old = of[v];
      const double k = level.strength[v];
      const std::uint32_t* const end = link(graph, v, of, [](std::uint32_t) { return true; });
      total[old] -= k;
      const double pull = scale_ * k;
      double best_gain = links_[old] - pull * total[old];
      std::uint32_t best = old;
      for (const std::uint32_t* c = touched_.data(); c != end; ++c) {
        const double gain = links_[*c] - pull * total[*c];
        if (gain > best_gain + least_gain || (gain > best_gain - least_gain && best != old && *c < best)) {
          best_gain = std::max(gain, best_gain);
          best = *c;
        }
      }
      if (best_gain < -least_gain && members[old] > 1) best = empty.back();
      unlink(end);
      total[best] += k;
      if (best == old) continue;
      changed = true;
      if (members[best]++ == 0) empty.pop_back();
      if (--members[old] == 0) empty.push_back(old);
      of[v] = best;
      for (std::uint64_t i = graph.begin(v); i < graph.end(v); ++i) {
        const std::uint32_t far = graph.far[i];
        if (queued[far] != 0 || of[far] == best) continue;
        queued[far] = 1;
        std::size_t tail = head + waiting;
        if (tail >= n) tail -= n;
        queue[tail] = far;
        ++waiting;
      }
    }
    return changed;
  }

  // The parts within communities, each named by one of its vertices.
  Partition refine(const Level& level, const Partition& community) {
    const Flat& graph = *level.graph;
    const std::uint32_t n = graph.size();
    std::vector<double> total(n);  // of communities
    for (std::uint32_t v = 0; v < n; ++v) total[community[v]] += level.strength[v];
    Partition part(n);
    std::iota(part.begin(), part.end(), 0U);
    std::vector<double> weight = level.strength;  // of parts
    std::vector<double> cut(n);                   // between a part and the rest of its community
    std::vector<char> alone(n, 1);
    for (std::uint32_t v = 0; v < n; ++v) {
      double sum = 0;
      for (std::uint64_t i = graph.begin(v); i < graph.end(v); ++i) {
        const bool same = community[graph.far[i]] == community[v];
        sum += same ? (graph.weights.empty() ? 1.0 : graph.weights[i]) : 0.0;
      }
      cut[v] = sum;
    }
    const auto well_connected = [&](std::uint32_t p, double all) {
      return cut[p] + least_gain >= scale_ * weight[p] * (all - weight[p]);
    };
    for (std::uint32_t v = 0; v < n; ++v) {
      const std::uint32_t c = community[v];
      if (alone[v] == 0 || !well_connected(v, total[c])) continue;
      const std::uint32_t* const end =
          link(graph, v, part.data(), [&](std::uint32_t far) { return community[far] == c; });
      double best_gain = least_gain;
      std::uint32_t best = v;
      for (const std::uint32_t* p = touched_.data(); p != end; ++p) {
        const double gain = links_[*p] - scale_ * level.strength[v] * weight[*p];
        if (gain < best_gain || (gain == best_gain && *p > best) || !well_connected(*p, total[c])) continue;
        best_gain = gain;
        best = *p;
      }
      if (best != v) {
        part[v] = best;
        cut[best] += cut[v] - 2 * links_[best];
        weight[best] += level.strength[v];
        alone[best] = 0;
      }
      unlink(end);
    }
    return part;
  }

  Level aggregate(const Level& level, const Partition& part, std::uint32_t count) {
    const Flat& graph = *level.graph;
    std::vector<std::uint32_t> begins(count + std::size_t{1}), members(part.size());
    for (const std::uint32_t p : part) ++begins[p + std::size_t{1}];
    std::partial_sum(begins.begin(), begins.end(), begins.begin());
    std::vector<std::uint32_t> at(begins.begin(), begins.end() - 1);
    for (std::uint32_t v = 0; v < part.size(); ++v) members[at[part[v]]++] = v;
    Level next;
    next.inner.resize(count);
    next.strength.resize(count);
    for (std::uint32_t p = 0; p < count; ++p) {
      std::uint32_t* end = touched_.data();
      for (std::uint32_t i = begins[p]; i < begins[p + std::size_t{1}]; ++i) {
        const std::uint32_t v = members[i];
        next.inner[p] += level.inner.empty() ? 0 : level.inner[v];
        next.strength[p] += level.strength[v];
        budget_.steps(graph.degree(v) + 1);
        for (std::uint64_t e = graph.begin(v); e < graph.end(v); ++e) {
          const std::uint32_t far = part[graph.far[e]];
          if (links_[far] == 0) *end++ = far;
          links_[far] += graph.weights.empty() ? 1.0 : graph.weights[e];
        }
      }
      for (const std::uint32_t* far = touched_.data(); far != end; ++far) {
        if (*far == p) {
          next.inner[p] += links_[p];
        } else {
          next.owned.far.push_back(*far);
          next.owned.weights.push_back(links_[*far]);
        }
        links_[*far] = 0;
      }
      next.owned.offsets.push_back(next.owned.far.size());
    }
    return next;
  }

  const Flat& base_;
  Budget& budget_;
  std::uint64_t held_ = 0;
  double scale_ = 0;              // resolution / 2m
  std::vector<double> strength_;  // of the base
  std::vector<double> links_;     // by group; zero between uses
  std::vector<std::uint32_t> touched_;
};

// Numbers by size, largest first, ties by least vertex.
std::uint32_t order_by_size(Partition& community) {
  std::vector<std::uint32_t> size(community.size()), first(community.size(), no_vertex), used;
  for (std::uint32_t v = 0; v < community.size(); ++v) {
    if (size[community[v]]++ == 0) {
      first[community[v]] = v;
      used.push_back(community[v]);
    }
  }
  std::sort(used.begin(), used.end(), [&](std::uint32_t a, std::uint32_t b) {
    return size[a] != size[b] ? size[a] > size[b] : first[a] < first[b];
  });
  std::vector<std::uint32_t> number(community.size());
  for (std::uint32_t i = 0; i < used.size(); ++i) number[used[i]] = i;
  for (std::uint32_t& c : community) c = number[c];
  return static_cast<std::uint32_t>(used.size());
}

}  // namespace

Communities leiden(const Flat& graph, const LeidenOptions& options, Budget& budget) {
  Communities found;
  found.of.resize(graph.size());
  std::iota(found.of.begin(), found.of.end(), 0U);
  {
    Leiden search(graph, options.resolution, budget);
    for (std::uint32_t i = 0; i < options.rounds && search.round(found.of); ++i) {
    }
  }
  found.count = order_by_size(found.of);
  found.modularity = modularity(graph, found.of, options.resolution);
  return found;
}

double modularity(const Flat& graph, const std::vector<std::uint32_t>& community, double resolution) {
  std::vector<double> total(graph.size());
  double inside = 0, all = 0;
  for (std::uint32_t v = 0; v < graph.size(); ++v) {
    double sum = 0;
    for (std::uint64_t i = graph.begin(v); i < graph.end(v); ++i) {
      const double weight = graph.weights.empty() ? 1 : graph.weights[i];
      sum += weight;
      if (community[graph.far[i]] == community[v]) inside += weight;
    }
    total[community[v]] += sum;
    all += sum;
  }
  if (all == 0) return 0;
  double q = inside / all;
  for (const double k : total) q -= resolution * (k / all) * (k / all);
  return q;
}

}  // namespace almanac::graph
