#include "graph/explore_shared.h"

#include <algorithm>
#include <map>

#include "graph/scratch.h"

namespace almanac::graph {
namespace {

constexpr std::uint32_t nobody = UINT32_MAX;

class SharedSearch {
 public:
  SharedSearch(const CampaignGraph& graph, const std::vector<NodeId>& nodes, std::size_t at_least, const Walk& walk,
               const EdgeFilter& filter, const NodeTest& listed, Terms& terms)
      : graph_(graph),
        nodes_(nodes),
        at_least_(at_least),
        walk_(walk),
        filter_(filter),
        listed_(listed),
        budget_(terms.budget),
        scratch_(graph.graph().node_count()),
        stamp_(scratch_->epoch << 4) {
    budget_.hold(std::uint64_t{graph.graph().node_count()} * sizeof(Scratch::Mark));
  }

  Shared run() {
    for (const NodeId node : nodes_) scratch_->marks[node] = {stamp_, nobody};
    find();
    keep_enough();
    weigh();
    return finished();
  }

 private:
  struct Candidate {
    NodeId node;
    std::uint32_t last = nobody;  // given node that counted it last
    std::uint32_t count = 0;
    std::uint64_t current = 0;  // weight of the given node `last`
    SharedNode sum;
  };

  template <class F>
  void each_arc(NodeId node, F&& f) {
    const std::uint32_t c = graph_.graph().class_of(node);
    const std::uint32_t number = node - graph_.graph().classes()[c].first;
    for (const Arc& arc : walk_.arcs(c)) {
      if (listed_.takes_class(arc.far_class)) f(arc, number);
    }
  }

  // Whoever is next to so many is next to one of any (nodes − at_least + 1): the ones with the fewest edges make candidates.
  void find() {
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < nodes_.size(); ++i) order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) {
      return walk_.degree(nodes_[a]) < walk_.degree(nodes_[b]);
    });
    const std::size_t makers = nodes_.size() - at_least_ + 1;
    for (std::size_t place = 0; place < order.size(); ++place) {
      const std::uint32_t i = order[place];
      each_arc(nodes_[i], [&](const Arc& arc, std::uint32_t number) {
        budget_.steps(arc.list().degree(number) + 1);
        walk_.each(arc, number, [&](NodeId far, std::uint64_t) { count(far, i, place < makers); });
      });
    }
  }

  void count(NodeId far, std::uint32_t given, bool makes) {
    Scratch::Mark& mark = scratch_->marks[far];
    if (mark.stamp != stamp_) {
      if (!makes) return;
      budget_.hold(sizeof(Candidate));
      mark = {stamp_, static_cast<std::uint32_t>(candidates_.size())};
      candidates_.push_back({far, nobody, 0, 0, {}});
    }
    if (mark.weight == nobody) return;  // one of the given
    Candidate& candidate = candidates_[mark.weight];
    if (candidate.last == given) return;
    candidate.last = given;
    ++candidate.count;
  }

  void keep_enough() {
    std::vector<Candidate> kept;
    for (const Candidate& candidate : candidates_) {
      budget_.step();
      const bool keeps = candidate.count >= at_least_ && listed_(candidate.node);
      scratch_->marks[candidate.node].weight = keeps ? static_cast<std::uint32_t>(kept.size()) : nobody;
      if (keeps) kept.push_back({candidate.node, nobody, 0, 0, {candidate.node, 0, 0, 0}});
    }
    candidates_ = std::move(kept);
  }

  void weigh() {
    for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
      each_arc(nodes_[i], [&](const Arc& arc, std::uint32_t number) {
        auto& counts = arc_counts_[{arc.number, arc.direction}];
        if (counts.second.empty()) {
          counts.first = arc;
          counts.second.resize(candidates_.size());
          budget_.hold(candidates_.size() * sizeof(std::uint16_t));
        }
        weigh(arc, number, i, counts.second);
      });
    }
  }

  void weigh(const Arc& arc, std::uint32_t number, std::uint32_t given, std::vector<std::uint16_t>& counts) {
    const Adjacency& list = arc.list();
    const std::uint64_t end = list.end(number);
    for (std::uint64_t i = list.begin(number); i < end;) {
      const std::int64_t far = list.far.at(i);
      const std::uint64_t first = i;
      do ++i;
      while (i < end && list.far.at(i) == far);
      budget_.steps(i - first);
      const Scratch::Mark& mark = scratch_->marks[arc.far_first + static_cast<NodeId>(far)];
      if (mark.stamp != stamp_ || mark.weight == nobody) continue;
      const std::uint64_t weight = filter_.weight(arc, number, static_cast<std::uint32_t>(far), first, i, budget_);
      if (weight == 0) continue;
      Candidate& candidate = candidates_[mark.weight];
      if (candidate.last != given) close(candidate);
      candidate.last = given;
      candidate.current += weight;
      ++counts[mark.weight];
    }
  }

  static void close(Candidate& candidate) {
    if (candidate.current == 0) return;
    SharedNode& sum = candidate.sum;
    sum.least = sum.shared_by == 0 ? candidate.current : std::min(sum.least, candidate.current);
    sum.weight += candidate.current;
    ++sum.shared_by;
    candidate.current = 0;
  }

  Shared finished() {
    Shared shared;
    for (Candidate& candidate : candidates_) {
      close(candidate);
      if (candidate.sum.shared_by >= at_least_) shared.nodes.push_back(candidate.sum);
    }
    for (const auto& [key, counts] : arc_counts_) {
      const auto enough = std::count_if(counts.second.begin(), counts.second.end(),
                                        [this](std::uint16_t count) { return count >= at_least_; });
      if (enough != 0) shared.by_arc.emplace_back(counts.first, static_cast<std::uint64_t>(enough));
    }
    return shared;
  }

  const CampaignGraph& graph_;
  const std::vector<NodeId>& nodes_;
  std::size_t at_least_;
  const Walk& walk_;
  const EdgeFilter& filter_;
  const NodeTest& listed_;
  Budget& budget_;
  ScratchLease scratch_;
  std::uint32_t stamp_;
  std::vector<Candidate> candidates_;
  std::map<std::pair<std::uint32_t, Direction>, std::pair<Arc, std::vector<std::uint16_t>>> arc_counts_;
};

}  // namespace

Shared shared_neighbors(const CampaignGraph& graph, const std::vector<NodeId>& nodes, std::size_t at_least,
                        const Walk& walk, const EdgeFilter& filter, const NodeTest& listed, Terms& terms) {
  return SharedSearch(graph, nodes, at_least, walk, filter, listed, terms).run();
}

void rank(std::vector<SharedNode>& nodes, std::size_t limit, const IdOrder& ids) {
  const auto better = [&](const SharedNode& a, const SharedNode& b) {
    if (a.shared_by != b.shared_by) return a.shared_by > b.shared_by;
    if (a.least != b.least) return a.least > b.least;
    if (a.weight != b.weight) return a.weight > b.weight;
    return ids(a.node, b.node);
  };
  limit = std::min(limit, nodes.size());
  std::partial_sort(nodes.begin(), nodes.begin() + static_cast<std::ptrdiff_t>(limit), nodes.end(), better);
  nodes.resize(limit);
}

}  // namespace almanac::graph
