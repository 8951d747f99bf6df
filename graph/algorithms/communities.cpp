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

// A graph of one level. What aggregation makes has weights inside its vertices too: they are in `strength` alone.
struct Level {
  const Flat* graph = nullptr;
  Flat owned;
  std::vector<double> strength;  // k
};

void weigh(Level& level) {
  const Flat& graph = *level.graph;
  level.strength.resize(graph.size());
  for (std::uint32_t v = 0; v < graph.size(); ++v) {
    double sum = 0;
    if (graph.weights.empty())
      sum = static_cast<double>(graph.degree(v));
    else
      for (std::uint64_t i = graph.begin(v); i < graph.end(v); ++i) sum += graph.weights[i];
    level.strength[v] = sum;
  }
}

// Vertices are first taken in steps of this, which visits all of them: neighbours in number, often alike, are met far apart, and
// fewer moves are taken back.
std::uint64_t stride_of(std::uint32_t count) {
  std::uint64_t stride = std::uint64_t{count} * 618 / 1000 + 1;
  while (std::gcd(stride, std::uint64_t{count}) != 1) ++stride;
  return stride;
}

class Leiden {
  struct Part {
    double weight = 0;
    double cut = 0;  // weight between it and the rest of its community
    std::uint32_t community = 0;
  };

 public:
  Leiden(const Flat& graph, double resolution, Budget& budget) : base_(graph), budget_(budget) {
    const std::uint64_t n = graph.size();
    budget_.hold(held_ = n * 60);
    links_.assign(n, 0);
    touched_.resize(n + 1);
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
    Partition inside = community;    // of the level's vertices
    Partition vertex(base_.size());  // of the level, by vertex of the base
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

  // The row of v in `graph`: f(far, weight). The loop knows whether there are weights.
  template <class F>
  static void each(const Flat& graph, std::uint32_t v, F&& f) {
    const std::uint32_t* const far = graph.far.data();
    const std::uint64_t end = graph.offsets.data()[std::size_t{v} + 1];
    std::uint64_t i = graph.offsets.data()[v];
    if (graph.weights.empty()) {
      for (; i < end; ++i) f(far[i], 1.0);
    } else {
      const double* const weights = graph.weights.data();
      for (; i < end; ++i) f(far[i], weights[i]);
    }
  }

  // Adds up the weights of v's edges by group of the far end, in links_, and writes groups not met before at `end` in touched_; where
  // these end. A group is written before it is known to be new: a branch would be guessed wrong too often.
  std::uint32_t* link(const Flat& graph, std::uint32_t v, const std::uint32_t* group, std::uint32_t* end) {
    double* const links = links_.data();
    budget_.steps(graph.degree(v) + 1);
    each(graph, v, [&](std::uint32_t far, double weight) {
      const std::uint32_t g = group[far];
      const double before = links[g];
      *end = g;
      end += before == 0 ? 1 : 0;
      links[g] = before + weight;
    });
    return end;
  }
  void unlink(const std::uint32_t* end) {
    double* const links = links_.data();
    for (const std::uint32_t* g = touched_.data(); g != end; ++g) links[*g] = 0;
  }

  bool move(const Level& level, Partition& community) {
    const Flat& graph = *level.graph;
    const std::uint32_t n = graph.size();
    std::vector<double> totals(n);
    std::vector<std::uint32_t> members(n), empty;
    for (std::uint32_t v = 0; v < n; ++v) {
      totals[community[v]] += level.strength[v];
      ++members[community[v]];
    }
    for (std::uint32_t c = n; c-- > 0;) {
      if (members[c] == 0) empty.push_back(c);
    }
    std::vector<std::uint32_t> waiting_list(n);
    const std::uint64_t stride = stride_of(n);
    for (std::uint32_t i = 0; i < n; ++i) waiting_list[i] = static_cast<std::uint32_t>(i * stride % n);
    std::vector<char> is_waiting(n, 1);
    std::uint32_t* const queue = waiting_list.data();
    char* const queued = is_waiting.data();
    double* const total = totals.data();
    std::uint32_t* const of = community.data();
    const double* const links = links_.data();
    std::size_t head = 0, waiting = n;
    bool changed = false;
    while (waiting != 0) {
      const std::uint32_t v = queue[head];
      head = head + 1 == n ? 0 : head + 1;
      --waiting;
      queued[v] = 0;
      const std::uint32_t old = of[v];
      const double k = level.strength.data()[v];
      const std::uint32_t* const end = link(graph, v, of, touched_.data());
      total[old] -= k;
      const double pull = scale_ * k;
      const double stay = links[old] - pull * total[old];
      double best_gain = stay + least_gain;  // what another must exceed
      std::uint32_t best = old;
      for (const std::uint32_t* c = touched_.data(); c != end; ++c) {
        const double gain = links[*c] - pull * total[*c];
        if (gain < best_gain || (gain == best_gain && *c > best)) continue;
        best_gain = gain;
        best = *c;
      }
      if (best == old && stay < -least_gain && members[old] > 1) best = empty.back();
      unlink(end);
      total[best] += k;
      if (best == old) continue;
      changed = true;
      if (members[best]++ == 0) empty.pop_back();
      if (--members[old] == 0) empty.push_back(old);
      of[v] = best;
      each(graph, v, [&](std::uint32_t far, double) {
        const bool add = queued[far] == 0 && of[far] != best;
        std::size_t tail = head + waiting;
        tail -= tail >= n ? n : 0;
        if (!add) return;
        queued[far] = 1;
        queue[tail] = far;
        ++waiting;
      });
    }
    return changed;
  }

  // The parts within communities, each named by one of its vertices.
  Partition refine(const Level& level, const Partition& community) {
    const Flat& graph = *level.graph;
    const std::uint32_t n = graph.size();
    const std::uint32_t* const of = community.data();
    const double* const strength = level.strength.data();
    std::vector<double> totals(n);  // of communities
    for (std::uint32_t v = 0; v < n; ++v) totals[of[v]] += strength[v];
    Partition part(n);
    std::iota(part.begin(), part.end(), 0U);
    std::vector<Part> parts(n);
    std::vector<char> alone(n, 1);
    for (std::uint32_t v = 0; v < n; ++v) {
      const std::uint32_t c = of[v];
      double cut = 0;
      if (graph.weights.empty()) {
        std::uint64_t same = 0;  // sooner added up than numbers with a point
        for (const std::uint32_t far : graph.row(v)) same += of[far] == c ? 1 : 0;
        cut = static_cast<double>(same);
      } else {
        each(graph, v, [&](std::uint32_t far, double weight) { cut += of[far] == c ? weight : 0.0; });
      }
      parts[v] = {strength[v], cut, c};
    }
    for (std::uint32_t v = 0; v < n; ++v) {
      const std::uint32_t c = of[v];
      const double all = totals[c];
      const auto well_connected = [&](const Part& p) {
        return p.cut + least_gain >= scale_ * p.weight * (all - p.weight);
      };
      if (alone[v] == 0 || !well_connected(parts[v])) continue;
      const std::uint32_t* const end = link(graph, v, part.data(), touched_.data());
      const double pull = scale_ * strength[v];
      double best_gain = least_gain;
      std::uint32_t best = v;
      for (const std::uint32_t* p = touched_.data(); p != end; ++p) {
        const Part& other = parts.data()[*p];
        const double gain = links_.data()[*p] - pull * other.weight;
        if (gain < best_gain || other.community != c || !well_connected(other)) continue;
        if (gain == best_gain && *p > best) continue;
        best_gain = gain;
        best = *p;
      }
      if (best != v) {
        part[v] = best;
        parts[best].cut += parts[v].cut - 2 * links_[best];
        parts[best].weight += strength[v];
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
    next.strength.resize(count);
    next.owned.offsets.reserve(count + std::size_t{1});
    next.owned.far.reserve(graph.far.size());  // at most; what is not written costs nothing
    next.owned.weights.reserve(graph.far.size());
    double* const links = links_.data();
    const std::uint32_t* const group = part.data();
    for (std::uint32_t p = 0; p < count; ++p) {
      std::uint32_t* end = touched_.data();
      for (std::uint32_t i = begins[p]; i < begins[p + std::size_t{1}]; ++i) {
        const std::uint32_t v = members[i];
        next.strength[p] += level.strength[v];
        end = link(graph, v, group, end);
      }
      links[p] = 0;
      end = std::remove(touched_.data(), end, p);
      next.owned.far.insert(next.owned.far.end(), touched_.data(), end);
      const std::size_t before = next.owned.weights.size();
      next.owned.weights.resize(next.owned.far.size());
      double* to = next.owned.weights.data() + before;
      for (const std::uint32_t* far = touched_.data(); far != end; ++far) *to++ = std::exchange(links[*far], 0);
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
  const std::uint32_t* const of = community.data();
  double inside = 0, all = 0;
  for (std::uint32_t v = 0; v < graph.size(); ++v) {
    const std::uint32_t c = of[v];
    double sum = 0;
    if (graph.weights.empty()) {
      std::uint64_t same = 0;
      for (const std::uint32_t far : graph.row(v)) same += of[far] == c ? 1 : 0;
      sum = static_cast<double>(graph.degree(v));
      inside += static_cast<double>(same);
    } else {
      for (std::uint64_t i = graph.begin(v); i < graph.end(v); ++i) {
        sum += graph.weights[i];
        inside += of[graph.far[i]] == c ? graph.weights[i] : 0.0;
      }
    }
    total[c] += sum;
    all += sum;
  }
  if (all == 0) return 0;
  double q = inside / all;
  for (const double k : total) q -= resolution * (k / all) * (k / all);
  return q;
}

}  // namespace almanac::graph
