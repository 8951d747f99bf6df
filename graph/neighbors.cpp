// Neighbours of a node: everything is counted, only the best `limit` are kept while the lists are read (a heap), and only those
// get labels, properties and evidence. A hub with millions of edges costs one pass over its lists.

#include <algorithm>
#include <utility>

#include "graph/explore_groups.h"
#include "graph/exploring.h"
#include "graph/scratch.h"

namespace almanac::graph {
namespace {

using archive::Json;

struct Candidate {
  NodeId node = no_node;
  std::uint64_t weight = 0;
  std::int32_t day = always;  // first or last, as the order asks
  std::uint32_t arc = 0;      // table × 2 + direction
  std::uint32_t distance = 1;
  NodeId via = no_node;
  std::string label;  // only if ordered by it
};

std::uint32_t number_of(const Arc& arc) { return arc.number * 2 + (arc.direction == Direction::in ? 1 : 0); }

class Selection {
 public:
  Selection(const CampaignGraph& graph, const NeighborsRequest& request)
      : graph_(graph), ids_(graph), order_(request.order), limit_(request.limit) {}

  bool wants_label() const { return order_ == Order::label; }

  void offer(Candidate candidate) {
    ++total_;
    if (wants_label()) candidate.label = graph_.label_of(candidate.node);
    const auto better = [this](const Candidate& a, const Candidate& b) { return before(a, b); };
    if (best_.size() < limit_) {
      best_.push_back(std::move(candidate));
      std::push_heap(best_.begin(), best_.end(), better);
    } else if (before(candidate, best_.front())) {
      std::pop_heap(best_.begin(), best_.end(), better);
      best_.back() = std::move(candidate);
      std::push_heap(best_.begin(), best_.end(), better);
    }
  }

  // Whether a candidate at this distance cannot be among the best and need only be counted. Most of a hub's weigh the same, so their
  // ids decide, and that of the worst is remembered.
  bool hopeless(NodeId node, std::uint32_t distance, std::uint64_t weight) {
    if (best_.size() < limit_) return false;
    const Candidate& worst = best_.front();
    if (distance != worst.distance) return distance > worst.distance;
    if (order_ != Order::weight || weight > worst.weight) return false;
    if (weight < worst.weight) return true;
    if (worst_ != worst.node) {
      worst_ = worst.node;
      worst_key_ = ids_.key(worst.node);
    }
    return ids_.key(node) > worst_key_;
  }
  void count(std::uint64_t hopeless) { total_ += hopeless; }

  std::uint64_t total() const { return total_; }
  std::vector<Candidate> take() {
    std::sort(best_.begin(), best_.end(), [this](const Candidate& a, const Candidate& b) { return before(a, b); });
    return std::move(best_);
  }

 private:
  bool before(const Candidate& a, const Candidate& b) const {
    if (a.distance != b.distance) return a.distance < b.distance;
    if (order_ == Order::label && a.label != b.label) return a.label < b.label;
    if ((order_ == Order::first_descending || order_ == Order::last_descending) && a.day != b.day) return a.day > b.day;
    if (order_ != Order::label && a.weight != b.weight) return a.weight > b.weight;
    if (a.node != b.node) return ids_(a.node, b.node);
    return a.arc < b.arc;
  }

  const CampaignGraph& graph_;
  IdOrder ids_;
  Order order_;
  std::size_t limit_;
  std::uint64_t total_ = 0;
  std::vector<Candidate> best_;
  NodeId worst_ = no_node;
  std::uint64_t worst_key_ = 0;
};

constexpr std::size_t most_starts = 100;

class NeighborSearch {
 public:
  NeighborSearch(const CampaignGraph& graph, const NeighborsRequest& request, Terms& terms)
      : graph_(graph),
        request_(request),
        terms_(terms),
        budget_(terms.budget),
        as_of_(as_of_end(graph, request.as_of)),
        starts_(require_nodes(graph, request.node, as_of_, terms, 1, most_starts, "node")),
        filter_(graph, request.edges()),
        walk_(graph, ArcChoice(graph, request.relationships, request.direction), filter_.touches().until(), terms),
        listed_(graph, request.kinds, request.where, as_of_, terms),
        selection_(graph, request),
        wants_days_(request.order == Order::first_descending || request.order == Order::last_descending) {
    require_limit(request.hops, 1, 4, "hops");
    require_limit(request.limit, 1, 1000, "limit");
    if (request.fold) folding_.emplace(graph, *request.fold, terms);
  }

  NeighborsAnswer run() {
    if (lists_edges())
      one_hop();
    else
      several_hops();
    NeighborsAnswer answer;
    for (const NodeId start : starts_) answer.nodes.push_back(reference(graph_, start));
    answer.total = selection_.total();
    answer.hops = request_.hops;
    for (const Candidate& candidate : selection_.take()) {
      budget_.row();
      answer.neighbors.push_back(described(candidate));
    }
    if (folding_) answer.groups = folding_->groups();
    return answer;
  }

 private:
  // One hop from one node lists edges: a far end once for each relationship and direction. All else lists nodes.
  bool lists_edges() const { return request_.hops == 1 && starts_.size() == 1; }
  std::uint32_t number_in_class(NodeId node) const { return graph_.graph().number_of(node); }

  // Numbers of source and target of an arc from `near` to `far`.
  std::pair<std::uint32_t, std::uint32_t> ends(std::uint32_t arc, NodeId near, NodeId far) const {
    const std::uint32_t a = number_in_class(near);
    const std::uint32_t b = number_in_class(far);
    return arc % 2 == 0 ? std::pair(a, b) : std::pair(b, a);
  }

  bool folds(std::uint32_t node_class) const { return folding_ && kind_of_class(node_class) == archive::Kind::user; }

  void one_hop() {
    const std::uint32_t number = number_in_class(starts_.front());
    for (const Arc& arc : walk_.arcs(graph_.graph().class_of(starts_.front()))) {
      if (!listed_.takes_class(arc.far_class)) continue;
      const Adjacency& list = arc.list();
      const bool folded = folds(arc.far_class);
      if (is_touch_table(arc.number) && filter_.only_until() && !filter_.everything() &&
          request_.order == Order::weight && !folded) {
        by_the_day(arc, number);
        continue;
      }
      walk_.each_pair(arc, number, filter_, budget_, [&](NodeId far, std::uint64_t weight, std::uint64_t first) {
        if (listed_.has_conditions() && !listed_(far)) return;
        if (folded) return folding_->add(far, weight);
        if (selection_.hopeless(far, 1, weight)) return selection_.count(1);
        Candidate candidate;
        candidate.node = far;
        candidate.weight = weight;
        candidate.arc = number_of(arc);
        if (wants_days_) candidate.day = day_of(candidate, list, first, list.end(number));
        selection_.offer(std::move(candidate));
      });
    }
  }

  // As of a day: only of those that may be among the best is it counted how many touchpoints they had by then.
  void by_the_day(const Arc& arc, std::uint32_t number) {
    walk_.each_bound(arc, number, filter_, budget_,
                     [&](NodeId far, std::uint64_t bound, std::uint64_t first, std::uint64_t last) {
                       if (listed_.has_conditions() && !listed_(far)) return;
                       if (selection_.hopeless(far, 1, bound)) return selection_.count(1);
                       Candidate candidate;
                       candidate.node = far;
                       candidate.arc = number_of(arc);
                       candidate.weight = filter_.weight(arc, number, far - arc.far_first, first, last, budget_);
                       selection_.offer(std::move(candidate));
                     });
  }

  // The first or last day of a far end, as the order asks; the parallel edges begin at `first`.
  std::int32_t day_of(const Candidate& candidate, const Adjacency& list, std::uint64_t first, std::uint64_t end) const {
    const std::uint32_t table = candidate.arc / 2;
    if (request_.order == Order::last_descending || !filter_.only_until()) {
      if (!shows_touches(table)) return list.days.empty() ? always : static_cast<std::int32_t>(list.days.at(first));
      const auto [source, target] = ends(candidate.arc, starts_.front(), candidate.node);
      const EdgeFacts facts = edge_facts(graph_, table, source, target, filter_.touches(), budget_);
      const auto& instant =
          request_.order == Order::last_descending && facts.evidence.last ? facts.evidence.last : facts.evidence.first;
      return instant ? graph_.zone().date_of(instant->ms).days : always;
    }
    if (list.days.empty()) return always;
    std::int32_t day = INT32_MAX;
    const std::int64_t far = list.far.at(first);
    for (std::uint64_t i = first; i < end && list.far.at(i) == far; ++i)
      day = std::min(day, static_cast<std::int32_t>(list.days.at(i)));
    return day;
  }

  // Nodes are listed at their least distance, and weigh what all edges from the distance before weigh together.
  void several_hops() {
    const std::uint64_t nodes = graph_.graph().node_count();
    budget_.hold(nodes * (sizeof(Scratch::Mark) + sizeof(NodeId) + sizeof(Scratch::Run)));
    const ScratchLease scratch(graph_.graph().node_count());
    if (wants_days_ && scratch->days.size() < scratch->found.size()) scratch->days.resize(scratch->found.size());
    const std::uint32_t base = scratch->epoch << 4;
    for (const NodeId start : starts_) {
      scratch->marks[start] = {base, 0};
      scratch->found[scratch->found_count++] = start;
    }
    scratch->runs.push_back({0, no_node, 0});
    std::size_t level = 0;  // its first run
    for (std::uint32_t distance = 1; distance <= request_.hops; ++distance) {
      const std::size_t end = scratch->runs.size();
      for (std::size_t i = level; i < end; ++i) {
        const Scratch::Run run = scratch->runs[i];
        const std::size_t last = scratch->end_of(i);
        for (std::size_t k = run.begin; k < last; ++k) {
          const NodeId node = scratch->found[k];
          const NodeId via = distance == 1 ? no_node : run.via == no_node ? node : run.via;
          if (filter_.only_until())
            expand(node, via, base + distance, *scratch);
          else
            expand_filtered(node, via, base + distance, *scratch);
        }
      }
      level = end;
      select(level, distance, *scratch);
    }
  }

  // Offers what the runs from `level` on have found.
  void select(std::size_t level, std::uint32_t distance, const Scratch& scratch) {
    std::uint64_t hopeless = 0;
    for (std::size_t i = level; i < scratch.runs.size(); ++i) {
      const Scratch::Run& run = scratch.runs[i];
      const EdgeTable& table = graph_.graph().tables()[run.arc / 2];
      const std::uint32_t far_class = run.arc % 2 == 0 ? table.target : table.source;
      if (!listed_.takes_class(far_class)) continue;
      const bool folded = folds(far_class);
      const std::size_t last = scratch.end_of(i);
      budget_.steps(last - run.begin);
      for (std::size_t k = run.begin; k < last; ++k) {
        const NodeId node = scratch.found[k];
        if (listed_.has_conditions()) {
          budget_.step();
          if (!listed_(node)) continue;
        }
        const std::uint32_t weight = scratch.marks[node].weight;
        if (folded) {
          folding_->add(node, weight);
        } else if (selection_.hopeless(node, distance, weight)) {
          ++hopeless;
        } else {
          const std::int32_t day = wants_days_ ? scratch.days[k] : always;
          selection_.offer({node, weight, day, run.arc, distance, run.via == no_node ? node : run.via, {}});
        }
      }
    }
    selection_.count(hopeless);
  }

  // As expand(), over edges that count by the filter.
  void expand_filtered(NodeId node, NodeId via, std::uint32_t stamp, Scratch& scratch) {
    const std::uint32_t c = graph_.graph().class_of(node);
    const std::uint32_t number = node - graph_.graph().classes()[c].first;
    for (const Arc& arc : walk_.arcs(c)) {
      const PackedColumn& days = arc.list().days;
      const std::size_t begin = scratch.found_count;
      walk_.each_pair(arc, number, filter_, budget_, [&](NodeId far, std::uint64_t weight, std::uint64_t first) {
        Scratch::Mark& mark = scratch.marks[far];
        const auto added = static_cast<std::uint32_t>(std::min<std::uint64_t>(weight, UINT32_MAX / 2));
        if (mark.stamp >> 4 != stamp >> 4) {
          mark = {stamp, added};
          if (wants_days_)
            scratch.days[scratch.found_count] = days.empty() ? always : static_cast<std::int32_t>(days.at(first));
          scratch.found[scratch.found_count++] = far;
        } else if (mark.stamp == stamp) {
          mark.weight += added;
        }
      });
      if (scratch.found_count != begin) scratch.runs.push_back({begin, via, number_of(arc)});
    }
  }

  // Marks the nodes next to `node` with `stamp`; weights add up over all edges from the level before.
  void expand(NodeId node, NodeId via, std::uint32_t stamp, Scratch& scratch) const {
    const std::uint32_t c = graph_.graph().class_of(node);
    const std::uint32_t number = node - graph_.graph().classes()[c].first;
    for (const Arc& arc : walk_.arcs(c)) {
      budget_.steps(arc.list().degree(number) + 1);
      const std::size_t begin = scratch.found_count;
      const PackedColumn& weights = arc.list().weights;
      if (weights.empty() || !as_of_.everything()) {
        expand_arc(arc, number, stamp, scratch, [](std::uint64_t) { return 1U; });
      } else if (weights.shape().width == 1) {
        weights.visit([&](const auto raw) {
          const auto base = static_cast<std::uint32_t>(weights.shape().base);
          expand_arc(arc, number, stamp, scratch,
                     [=](std::uint64_t i) { return base + static_cast<std::uint32_t>(raw[i]); });
        });
      } else {
        expand_arc(arc, number, stamp, scratch,
                   [&](std::uint64_t i) { return static_cast<std::uint32_t>(weights.at(i)); });
      }
      if (scratch.found_count != begin) scratch.runs.push_back({begin, via, number_of(arc)});
    }
  }

  // Whether a node is new is guessed wrong too often for a branch: it is written as found and kept or not.
  template <class Weight>
  struct Marking {
    Scratch::Mark* marks;
    NodeId* found;
    std::size_t count;
    std::uint32_t stamp;
    Weight weight;
    std::int32_t* found_days;  // null: days are not wanted
    const PackedColumn* days;

    [[gnu::always_inline]] void operator()(NodeId far, std::uint64_t position) {
      const Scratch::Mark mark = marks[far];
      const std::uint32_t fresh = mark.stamp >> 4 != stamp >> 4 ? 1 : 0;
      const std::uint32_t counts = fresh | (mark.stamp == stamp ? 1 : 0);
      marks[far] = {mark.stamp + fresh * (stamp - mark.stamp), mark.weight * (1 - fresh) + counts * weight(position)};
      found[count] = far;
      if (found_days != nullptr)
        found_days[count] = days->empty() ? always : static_cast<std::int32_t>(days->at(position));
      count += fresh;
    }
  };
  template <class Weight>
  void expand_arc(const Arc& arc, std::uint32_t number, std::uint32_t stamp, Scratch& scratch, Weight weight) const {
    const Marking<Weight> marking{scratch.marks.data(),
                                  scratch.found.data(),
                                  scratch.found_count,
                                  stamp,
                                  weight,
                                  wants_days_ ? scratch.days.data() : nullptr,
                                  &arc.list().days};
    scratch.found_count = walk_.each(arc, number, marking).count;
  }

  Neighbor described(const Candidate& candidate) const {
    const std::uint32_t arc = candidate.arc;
    Neighbor neighbor;
    neighbor.node = reference(graph_, candidate.node);
    neighbor.relationship = graph_.graph().tables()[arc / 2].type;
    neighbor.direction = arc % 2 == 0 ? Direction::out : Direction::in;
    neighbor.weight = candidate.weight;
    neighbor.distance = candidate.distance;
    neighbor.properties = Json::object();
    if (candidate.distance > 1) {
      neighbor.via = reference(graph_, candidate.via);
      return neighbor;
    }
    const NodeId start = starts_.size() == 1 ? starts_.front() : start_of(candidate);
    if (starts_.size() > 1) neighbor.via = reference(graph_, start);
    const auto [source, target] = ends(arc, start, candidate.node);
    const EdgeFacts facts = edge_facts(graph_, arc / 2, source, target, filter_.touches(), budget_);
    neighbor.properties = properties(arc / 2, source, target, facts);
    neighbor.evidence = facts.evidence;
    return neighbor;
  }

  // The first of several starts that has the candidate's edge to it.
  NodeId start_of(const Candidate& candidate) const {
    const Direction direction = candidate.arc % 2 == 0 ? Direction::out : Direction::in;
    for (const NodeId start : starts_) {
      for (const Arc& arc : walk_.arcs(graph_.graph().class_of(start))) {
        if (arc.number != candidate.arc / 2 || arc.direction != direction) continue;
        const Adjacency& list = arc.list();
        const std::uint32_t near = number_in_class(start);
        const std::uint32_t far = number_in_class(candidate.node);
        const std::uint64_t first = list.far.lower_bound(list.begin(near), list.end(near), far);
        std::uint64_t last = first;
        while (last < list.end(near) && list.far.at(last) == far) ++last;
        if (last > first && filter_.weight(arc, near, far, first, last, budget_) != 0) return start;
      }
    }
    return starts_.front();
  }

  Json properties(std::uint32_t table, std::uint32_t source, std::uint32_t target, const EdgeFacts& facts) const {
    const EdgeTable& edges = graph_.graph().tables()[table];
    Json object = Json::object();
    if (table < touched_table) {
      const std::uint64_t position = edges.out.far.lower_bound(edges.out.begin(source), edges.out.end(source), target);
      for (const auto& property : edges.properties) {
        const PropertyValue value = property->get(position);
        if (!std::holds_alternative<std::monostate>(value))
          object[std::string(property->name())] = json_of(value, graph_.zone());
      }
      return object;
    }
    object["count"] = facts.evidence.count;
    if (facts.evidence.first) object["first"] = graph_.zone().format(*facts.evidence.first);
    if (facts.evidence.last) object["last"] = graph_.zone().format(*facts.evidence.last);
    if (!facts.evidence.values.empty()) object["value"] = archive::to_json(facts.evidence.values.front().second);
    if (facts.refunds != 0) object["refunds"] = facts.refunds;
    if (!facts.refunded.empty()) object["refunded"] = archive::to_json(facts.refunded.front().second);
    return object;
  }

  const CampaignGraph& graph_;
  const NeighborsRequest& request_;
  const Terms& terms_;
  Budget& budget_;
  AsOf as_of_;
  std::vector<NodeId> starts_;
  EdgeFilter filter_;
  Walk walk_;
  NodeTest listed_;
  Selection selection_;
  bool wants_days_;  // as the order does
  std::optional<UserFolding> folding_;
};

}  // namespace

NeighborsAnswer neighbors(const CampaignGraph& graph, const NeighborsRequest& request, Terms& terms) {
  return NeighborSearch(graph, request, terms).run();
}

NeighborsAnswer neighbors(const CampaignGraph& graph, const NeighborsRequest& request) {
  Terms terms;
  return neighbors(graph, request, terms);
}

}  // namespace almanac::graph
