// The k best simple paths between two nodes: shortest first, ties by the ids along the way, so the answer never depends on the
// order in which anything was stored.
//
// 1. Breadth-first from both ends, always the side with fewer edges to read, a level at a time, until the sides meet: the
//    least length D. One-sided search would read almost the whole graph once a hub is reached.
// 2. Depth-first along the distances, ends in order of id, yields the shortest paths one by one in their final order; k of
//    them are taken. A node from which none goes on is marked and not entered again.
// 3. If there are fewer than k, lengths D+1 … max_hops follow: for each r, the nodes from which the end is exactly r steps away
//    guide the same depth-first search, which now must also avoid nodes that it stands on.
//
// Every edge read counts against a limit; when it is reached, what was found is returned and said to be incomplete.

#include <algorithm>
#include <functional>
#include <utility>

#include "graph/exploring.h"
#include "graph/scratch.h"

namespace almanac::graph {
namespace {

constexpr std::uint64_t edge_limit = 60'000'000;
constexpr std::uint64_t step_limit = 40'000'000;  // edges read by the depth-first search

class PathSearch {
 public:
  PathSearch(const CampaignGraph& graph, const PathsRequest& request)
      : graph_(graph),
        request_(request),
        as_of_(as_of_end(graph, request.as_of)),
        source_(require_node(graph, request.from, as_of_, "from")),
        target_(require_node(graph, request.to, as_of_, "to")),
        walk_(graph, ArcChoice(graph, request.relationships, std::nullopt), as_of_),
        ids_(graph),
        scratch_(graph.graph().node_count()),
        base_(scratch_->epoch << 4) {
    require_limit(request.max_hops, 1, 8, "max_hops");
    require_limit(request.k, 1, 20, "k");
  }

  PathsAnswer run() {
    if (source_ == target_) {
      found_.push_back({source_});
    } else if (const std::size_t least = meet(); least != 0) {
      shortest(least);
      if (found_.size() < request_.k) longer(least + 1);
    }
    PathsAnswer answer;
    answer.complete = complete_;
    for (const auto& nodes : found_) answer.paths.push_back(described(nodes));
    return answer;
  }

 private:
  struct Side {
    NodeId end;
    std::vector<std::uint32_t>* marks;  // base_ + distance
    std::vector<NodeId> frontier;
    std::uint32_t depth = 0;
    std::uint64_t cost = 0;  // edges to read for the next level
  };

  bool marked(const std::vector<std::uint32_t>& marks, NodeId node, std::uint32_t distance) const {
    return marks[node] == base_ + distance;
  }
  bool marked_at_all(const std::vector<std::uint32_t>& marks, NodeId node) const {
    return (marks[node] & ~15U) == base_;
  }

  std::uint64_t cost_of(const std::vector<NodeId>& frontier) const {
    std::uint64_t sum = 0;
    for (const NodeId node : frontier) sum += walk_.degree(node);
    return sum;
  }

  // The least length, 0 if there is no path within max_hops.
  std::size_t meet() {
    Side from{source_, &scratch_->from, {source_}, 0, walk_.degree(source_)};
    Side to{target_, &scratch_->to, {target_}, 0, walk_.degree(target_)};
    (*from.marks)[source_] = base_;
    (*to.marks)[target_] = base_;
    while (from.depth + to.depth < request_.max_hops && !from.frontier.empty() && !to.frontier.empty()) {
      const bool ahead = from.cost <= to.cost;
      if (!spend(std::min(from.cost, to.cost))) return 0;
      if (expand(ahead ? from : to, ahead ? to : from)) {
        from_depth_ = from.depth;
        return from.depth + to.depth;
      }
    }
    return 0;
  }

  // One level, to its end although the sides meet: the first path by id may be its last.
  bool expand(Side& side, const Side& other) {
    bool met = false;
    ++side.depth;
    auto& next = scratch_->next;
    next.clear();
    for (const NodeId node : side.frontier) {
      walk_.each_far(node, [&](NodeId far) {
        if (marked_at_all(*side.marks, far)) return;
        (*side.marks)[far] = base_ + side.depth;
        next.push_back(far);
        met = met || marked_at_all(*other.marks, far);
      });
    }
    side.frontier.swap(next);
    if (!met) side.cost = cost_of(side.frontier);
    return met;
  }

  bool spend(std::uint64_t edges) {
    spent_ += edges;
    complete_ = complete_ && spent_ <= edge_limit;
    return complete_;
  }

  void shortest(std::size_t length) {
    std::vector<NodeId> path{source_};
    const auto fits = [&](NodeId node, std::size_t place) {
      const auto distance = static_cast<std::uint32_t>(place);
      if (place < from_depth_) return marked(scratch_->from, node, distance) && !marked_at_all(scratch_->dead, node);
      if (place == from_depth_ && !marked(scratch_->from, node, distance)) return false;
      return marked(scratch_->to, node, static_cast<std::uint32_t>(length) - distance);
    };
    const auto leave = [&](NodeId node) { scratch_->dead[node] = base_; };
    follow(path, length, fits, leave);
    complete_ = complete_ && steps_ <= step_limit;
  }

  // Extends `path` by nodes that fit at their place, in order of id; records it at full length. Stops at k paths. `barren` hears of
  // nodes that led nowhere.
  template <class Fits, class Barren>
  void follow(std::vector<NodeId>& path, std::size_t length, const Fits& fits, const Barren& barren) {
    if (path.size() == length + 1) {
      found_.push_back(path);
      return;
    }
    const std::size_t before = found_.size();
    std::vector<std::pair<std::uint64_t, NodeId>> candidates;  // a heap: mostly the first few are enough
    walk_.each_far(path.back(), [&](NodeId far) {
      if (fits(far, path.size())) candidates.emplace_back(ids_.key(far), far);
    });
    steps_ += walk_.degree(path.back()) + 1;
    std::make_heap(candidates.begin(), candidates.end(), std::greater<>());
    NodeId last = no_node;
    while (!candidates.empty()) {
      if (found_.size() >= request_.k || steps_ > step_limit) return;
      std::pop_heap(candidates.begin(), candidates.end(), std::greater<>());
      const NodeId next = candidates.back().second;
      candidates.pop_back();
      if (std::exchange(last, next) == next) continue;  // parallel edges
      path.push_back(next);
      follow(path, length, fits, barren);
      path.pop_back();
    }
    if (found_.size() == before) barren(path.back());
  }

  void longer(std::size_t first_length) {
    auto& walks = scratch_->walks;
    std::vector<std::vector<NodeId>> reached{{target_}};  // by number of steps to the target
    walks[target_] = 1;
    scratch_->walked.push_back(target_);
    for (std::size_t length = first_length; length <= request_.max_hops && found_.size() < request_.k && complete_;
         ++length) {
      while (reached.size() < length && complete_) reached.push_back(step_back(reached.back(), reached.size()));
      if (!complete_) break;
      std::vector<NodeId> path{source_};
      const auto fits = [&](NodeId node, std::size_t place) {
        return ((walks[node] >> (length - place)) & 1U) != 0 && std::find(path.begin(), path.end(), node) == path.end();
      };
      follow(path, length, fits, [](NodeId) {});
      complete_ = complete_ && steps_ <= step_limit;
    }
  }

  std::vector<NodeId> step_back(const std::vector<NodeId>& level, std::size_t steps) {
    if (!spend(cost_of(level))) return {};
    const auto bit = static_cast<std::uint16_t>(1U << steps);
    std::vector<NodeId> before;
    for (const NodeId node : level) {
      walk_.each_far(node, [&](NodeId far) {
        std::uint16_t& walks = scratch_->walks[far];
        if ((walks & bit) != 0) return;
        if (walks == 0) scratch_->walked.push_back(far);
        walks = static_cast<std::uint16_t>(walks | bit);
        before.push_back(far);
      });
    }
    return before;
  }

  Path described(const std::vector<NodeId>& nodes) const {
    Path path;
    path.length = nodes.size() - 1;
    for (const NodeId node : nodes) path.nodes.push_back(reference(graph_, node));
    for (std::size_t i = 0; i + 1 < nodes.size(); ++i) path.steps.push_back(step(nodes[i], nodes[i + 1]));
    return path;
  }

  // Of several relationships between the two, the first in the order of the schema that holds.
  Step step(NodeId near, NodeId far) const {
    const PropertyGraph& all = graph_.graph();
    const std::uint32_t far_class = all.class_of(far);
    const std::uint32_t near_number = all.number_of(near);
    const std::uint32_t far_number = all.number_of(far);
    for (const Arc& arc : walk_.arcs(all.class_of(near))) {
      if (arc.far_class != far_class || !holds(arc, near_number, far_number)) continue;
      const bool out = arc.direction == Direction::out;
      const std::uint32_t source = out ? near_number : far_number;
      const std::uint32_t target = out ? far_number : near_number;
      return {graph_.id_of(out ? near : far), graph_.id_of(out ? far : near), arc.table->type,
              edge_facts(graph_, arc.number, source, target, as_of_).evidence};
    }
    return {};
  }

  bool holds(const Arc& arc, std::uint32_t near, std::uint32_t far) const {
    const Adjacency& list = arc.list();
    const std::uint64_t end = list.end(near);
    for (std::uint64_t i = list.far.lower_bound(list.begin(near), end, far); i < end && list.far.at(i) == far; ++i) {
      if (as_of_.everything() || list.days.empty() || list.days.at(i) <= as_of_.day) return true;
    }
    return false;
  }

  const CampaignGraph& graph_;
  const PathsRequest& request_;
  AsOf as_of_;
  NodeId source_, target_;
  Walk walk_;
  IdOrder ids_;
  ScratchLease scratch_;
  std::uint32_t base_;
  std::uint32_t from_depth_ = 0;
  std::uint64_t spent_ = 0, steps_ = 0;
  bool complete_ = true;
  std::vector<std::vector<NodeId>> found_;
};

}  // namespace

PathsAnswer paths(const CampaignGraph& graph, const PathsRequest& request) { return PathSearch(graph, request).run(); }

}  // namespace almanac::graph
