// The k best simple paths between two nodes, or between two sets of them: shortest first, ties by the ids along the way, so the
// answer never depends on the order in which anything was stored. A path between sets has none of their nodes inside: it would only
// lengthen a shorter one.
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
#include <unordered_set>
#include <utility>

#include "graph/exploring.h"
#include "graph/scratch.h"

namespace almanac::graph {
namespace {

constexpr std::uint64_t edge_limit = 60'000'000;
constexpr std::uint64_t step_limit = 40'000'000;  // edges read by the depth-first search

constexpr std::size_t most_ends = 100;
constexpr std::uint32_t side_bit = 8;  // of a mark
constexpr std::uint32_t deepest = 7;

class PathSearch {
 public:
  PathSearch(const CampaignGraph& graph, const PathsRequest& request, Terms& terms)
      : graph_(graph),
        request_(request),
        terms_(terms),
        budget_(terms.budget),
        as_of_(as_of_end(graph, request.as_of)),
        sources_(ends_of(request.from, "from")),
        targets_(ends_of(request.to, "to")),
        walk_(graph, ArcChoice(graph, request.relationships, std::nullopt), as_of_, terms),
        ids_(graph),
        inner_kinds_(graph.graph().classes().size(), request.kinds.empty()),
        scratch_(graph.graph().node_count()),
        marks_(scratch_->from.data()),
        base_(scratch_->epoch << 4) {
    require_limit(request.max_hops, 1, 8, "max_hops");
    require_limit(request.k, 1, 20, "k");
    budget_.hold(std::uint64_t{graph.graph().node_count()} * (3 * sizeof(std::uint32_t) + sizeof(std::uint16_t)));
    for (const archive::Kind kind : request.kinds) {
      if (is_node_kind(kind)) inner_kinds_[class_of_kind(kind)] = true;
    }
    for (const std::string& id : request.avoid) avoided_.push_back(require_node(graph, id, as_of_, terms, "avoid"));
    std::sort(avoided_.begin(), avoided_.end());
    for (auto* ends : {&sources_, &targets_}) std::erase_if(*ends, [this](NodeId node) { return avoids(node); });
  }

  PathsAnswer run() {
    for (const NodeId node : sources_) marks_[node] = base_;
    for (const NodeId node : targets_) {
      if (is_source(node))
        found_.push_back({node});
      else
        marks_[node] = base_ + side_bit;
    }
    const bool same = sources_.size() == 1 && targets_.size() == 1 && !found_.empty();
    if (!found_.empty()) {
      std::sort(found_.begin(), found_.end(),
                [this](const auto& a, const auto& b) { return ids_(a.front(), b.front()); });
      if (found_.size() > request_.k) found_.resize(request_.k);
      if (!same && found_.size() < request_.k) longer(1);
    } else if (const std::size_t least = meet(); least != 0) {
      shortest(least);
      if (found_.size() < request_.k) longer(least + 1);
    }
    PathsAnswer answer;
    answer.complete = complete_;
    answer.hubs_avoided = hubs_.size();
    for (const auto& nodes : found_) {
      budget_.row();
      answer.paths.push_back(described(nodes));
    }
    return answer;
  }

 private:
  struct Side {
    std::vector<NodeId> frontier;
    std::uint64_t cost;  // edges to read for the next level
    std::uint32_t bit;
    std::uint32_t depth = 0;
  };

  // The nodes of a request's end; "user:*" are all of a kind that are known by the day.
  std::vector<NodeId> ends_of(const NodeIds& ids, const char* where) const {
    std::vector<NodeId> nodes;
    std::vector<std::string> single;
    for (const std::string& id : ids) {
      if (!id.ends_with(":*")) {
        single.push_back(id);
        continue;
      }
      const std::uint32_t c = class_of_kind(kind_of_node(id.substr(0, id.size() - 2), where));
      const NodeClass& node_class = graph_.graph().classes()[c];
      for (std::uint32_t i = 0; i < node_class.size; ++i) {
        budget_.step();
        const NodeId node = node_class.first + i;
        if (node_class.keys.at(i).empty() || terms_.withholds(node)) continue;
        if (as_of_.everything() || graph_.known_by(node, as_of_.day)) nodes.push_back(node);
      }
    }
    if (!single.empty() || ids.size() == 0) {
      for (const NodeId node : require_nodes(graph_, single, as_of_, terms_, 1, most_ends, where))
        nodes.push_back(node);
    }
    std::sort(nodes.begin(), nodes.end());
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    return nodes;
  }

  bool is_source(NodeId node) const { return marks_[node] == base_; }
  bool is_target(NodeId node) const { return marks_[node] == base_ + side_bit; }  // and no source
  bool avoids(NodeId node) const { return std::binary_search(avoided_.begin(), avoided_.end(), node); }

  // Whether a path may go through the node, which is of neither end.
  bool may_pass(NodeId node) {
    if (!constrained_) return true;
    if (!inner_kinds_[graph_.graph().class_of(node)] || avoids(node)) return false;
    if (request_.max_degree == 0 || walk_.degree(node) <= request_.max_degree) return true;
    hubs_.insert(node);
    return false;
  }

  std::uint64_t cost_of(const std::vector<NodeId>& frontier) const {
    std::uint64_t sum = 0;
    for (const NodeId node : frontier) sum += walk_.degree(node);
    return sum;
  }

  // The least length, 0 if there is no path within max_hops.
  std::size_t meet() {
    Side from{sources_, cost_of(sources_), 0};
    Side to{targets_, cost_of(targets_), side_bit};
    while (from.depth + to.depth < request_.max_hops && !from.frontier.empty() && !to.frontier.empty()) {
      const bool ahead = to.depth == deepest || (from.depth != deepest && from.cost <= to.cost);
      if (!spend((ahead ? from : to).cost)) return 0;
      if (expand(ahead ? from : to)) {
        from_depth_ = from.depth;
        return from.depth + to.depth;
      }
    }
    return 0;
  }

  // One level, to its end although the sides meet: the first path by id may be its last. Once they have met, only where they do
  // matters.
  bool expand(Side& side) {
    bool met = false;
    const std::uint32_t mine = base_ + side.bit + ++side.depth;
    const std::uint32_t own = (base_ + side.bit) / side_bit;
    std::uint32_t* const meeting = scratch_->to.data();
    auto& next = scratch_->next;
    next.clear();
    budget_.steps(side.cost + 1);
    for (const NodeId node : side.frontier) {
      walk_.each_far(node, [&](NodeId far) {
        std::uint32_t& mark = marks_[far];
        if (mark >> 4 == base_ >> 4) {
          if (mark / side_bit == own) return;
          meeting[far] = base_;
          met = true;
        } else if (!met && may_pass(far)) {
          mark = mine;
          next.push_back(far);
        }
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
    const auto fits = [&](NodeId node, std::size_t place) {
      const auto distance = static_cast<std::uint32_t>(place);
      if (place == from_depth_) return scratch_->to[node] == base_;
      if (place < from_depth_) return marks_[node] == base_ + distance && scratch_->dead[node] != base_;
      return marks_[node] == base_ + side_bit + static_cast<std::uint32_t>(length) - distance;
    };
    const auto leave = [&](NodeId node) { scratch_->dead[node] = base_; };
    std::vector<NodeId> path;
    follow_all(path, length, fits, leave);
  }

  // From every source that fits, in order of id.
  template <class Fits, class Barren>
  void follow_all(std::vector<NodeId>& path, std::size_t length, const Fits& fits, const Barren& barren) {
    std::vector<NodeId> roots;
    for (const NodeId node : sources_) {
      if (fits(node, 0)) roots.push_back(node);
    }
    std::sort(roots.begin(), roots.end(), ids_);
    for (const NodeId root : roots) {
      if (found_.size() >= request_.k || steps_ > step_limit) break;
      path = {root};
      follow(path, length, fits, barren);
    }
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
    const std::uint64_t read = walk_.degree(path.back()) + 1;
    steps_ += read;
    budget_.steps(read);
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
    std::vector<std::vector<NodeId>> reached{targets_};  // by number of steps to a target
    for (const NodeId node : targets_) {
      walks[node] = 1;
      scratch_->walked.push_back(node);
    }
    // A few roots are simply tried; of many, those from which an end can be reached at all.
    const bool many = sources_.size() > most_ends;
    for (std::size_t length = first_length; length <= request_.max_hops && found_.size() < request_.k && complete_;
         ++length) {
      while (reached.size() < length + (many ? 1 : 0) && complete_)
        reached.push_back(step_back(reached.back(), reached.size()));
      if (!complete_) break;
      std::vector<NodeId> path;
      const auto fits = [&](NodeId node, std::size_t place) {
        const bool leads = ((walks[node] >> (length - place)) & 1U) != 0;
        if (place == 0) return leads || !many;
        if (!leads || (place < length && is_source(node))) return false;
        return std::find(path.begin(), path.end(), node) == path.end();
      };
      follow_all(path, length, fits, [](NodeId) {});
    }
  }

  // The nodes from which a target is exactly `steps` steps away. Sources are where a path begins, so none is walked past.
  std::vector<NodeId> step_back(const std::vector<NodeId>& level, std::size_t steps) {
    if (!spend(cost_of(level))) return {};
    const auto bit = static_cast<std::uint16_t>(1U << steps);
    std::vector<NodeId> before;
    for (const NodeId node : level) {
      budget_.steps(walk_.degree(node) + 1);
      walk_.each_far(node, [&](NodeId far) {
        std::uint16_t& walks = scratch_->walks[far];
        if ((walks & bit) != 0) return;
        const bool source = is_source(far);
        if (!source && (is_target(far) || !may_pass(far))) return;
        if (walks == 0) scratch_->walked.push_back(far);
        walks = static_cast<std::uint16_t>(walks | bit);
        if (!source) before.push_back(far);
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
              edge_facts(graph_, arc.number, source, target, test_, budget_).evidence};
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
  const Terms& terms_;
  Budget& budget_;
  AsOf as_of_;
  TouchTest test_{graph_, as_of_};
  std::vector<NodeId> sources_, targets_, avoided_;
  Walk walk_;
  IdOrder ids_;
  std::vector<bool> inner_kinds_;
  bool constrained_ = !request_.kinds.empty() || !request_.avoid.empty() || request_.max_degree != 0;
  std::unordered_set<NodeId> hubs_;
  ScratchLease scratch_;
  std::uint32_t*
      marks_;  // epoch × 16 + side × 8 + distance from that side's ends; one look tells whether a node is new, own or met
  std::uint32_t base_;
  std::uint32_t from_depth_ = 0;
  std::uint64_t spent_ = 0, steps_ = 0;
  bool complete_ = true;
  std::vector<std::vector<NodeId>> found_;
};

}  // namespace

PathsAnswer paths(const CampaignGraph& graph, const PathsRequest& request, Terms& terms) {
  return PathSearch(graph, request, terms).run();
}

PathsAnswer paths(const CampaignGraph& graph, const PathsRequest& request) {
  Terms terms;
  return paths(graph, request, terms);
}

}  // namespace almanac::graph
