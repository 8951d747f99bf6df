// Neighbours of a node: everything is counted, only the best `limit` are kept while the lists are read (a heap), and only those
// get labels, properties and evidence. A hub with millions of edges costs one pass over its lists.

#include <algorithm>
#include <span>
#include <utility>

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

  // A candidate at this distance that weighs less cannot be among the best; it need only be counted.
  std::uint64_t floor(std::uint32_t distance) const {
    if (best_.size() < limit_) return 0;
    const Candidate& worst = best_.front();
    if (distance > worst.distance) return UINT64_MAX;
    return order_ == Order::weight && distance == worst.distance ? worst.weight : 0;
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
};

class NeighborSearch {
 public:
  NeighborSearch(const CampaignGraph& graph, const NeighborsRequest& request)
      : graph_(graph),
        request_(request),
        as_of_(as_of_end(graph, request.as_of)),
        start_(require_node(graph, request.node, as_of_, "node")),
        walk_(graph, ArcChoice(graph, request.relationships, request.direction), as_of_),
        wanted_(graph.graph().classes().size(), request.kinds.empty()),
        selection_(graph, request) {
    require_limit(request.hops, 1, 4, "hops");
    require_limit(request.limit, 1, 1000, "limit");
    for (const archive::Kind kind : request.kinds) {
      if (is_node_kind(kind)) wanted_[class_of_kind(kind)] = true;
    }
  }

  NeighborsAnswer run() {
    if (request_.hops == 1)
      one_hop();
    else
      several_hops();
    NeighborsAnswer answer;
    answer.node = reference(graph_, start_);
    answer.total = selection_.total();
    answer.hops = request_.hops;
    for (const Candidate& candidate : selection_.take()) answer.neighbors.push_back(described(candidate));
    return answer;
  }

 private:
  std::uint32_t number_in_class(NodeId node) const { return graph_.graph().number_of(node); }

  // Numbers of source and target of an arc from `near` to `far`.
  std::pair<std::uint32_t, std::uint32_t> ends(std::uint32_t arc, NodeId near, NodeId far) const {
    const std::uint32_t a = number_in_class(near);
    const std::uint32_t b = number_in_class(far);
    return arc % 2 == 0 ? std::pair(a, b) : std::pair(b, a);
  }

  void one_hop() {
    const std::uint32_t number = number_in_class(start_);
    for (const Arc& arc : walk_.arcs(graph_.graph().class_of(start_))) {
      if (!wanted_[arc.far_class]) continue;
      const Adjacency& list = arc.list();
      Candidate open;  // gathers parallel edges, which lie side by side
      walk_.each(arc, number, [&](NodeId far, std::uint64_t position) {
        if (far != open.node) {
          close(std::move(open));
          open = {};
          open.node = far;
          open.arc = number_of(arc);
          open.day = INT32_MAX;
        }
        open.weight += list.weights.empty() ? 1 : static_cast<std::uint64_t>(list.weights.at(position));
        open.day = std::min(open.day, list.days.empty() ? always : static_cast<std::int32_t>(list.days.at(position)));
        ++edges_;
      });
      close(std::move(open));
    }
  }

  void close(Candidate candidate) {
    const std::uint64_t edges = std::exchange(edges_, 0);
    if (candidate.node == no_node) return;
    const bool stored = as_of_.everything() && request_.order != Order::last_descending;
    if (!stored && (candidate.weight > edges || edges > 1)) refine(candidate);
    if (candidate.weight < selection_.floor(1))
      selection_.count(1);
    else
      selection_.offer(std::move(candidate));
  }

  // Several touchpoints: how many by the day, and when the last was, is in the rows.
  void refine(Candidate& candidate) const {
    const auto [source, target] = ends(candidate.arc, start_, candidate.node);
    if (!as_of_.everything()) candidate.weight = edge_count_as_of(graph_, candidate.arc / 2, source, target, as_of_);
    if (request_.order != Order::last_descending) return;
    const EdgeFacts facts = edge_facts(graph_, candidate.arc / 2, source, target, as_of_);
    if (facts.evidence.last) candidate.day = graph_.zone().date_of(facts.evidence.last->ms).days;
  }

  void several_hops() {
    const ScratchLease scratch(graph_.graph().node_count());
    const std::uint32_t base = scratch->epoch << 4;
    auto& found = scratch->found;
    scratch->marks[start_] = {base, 0};
    found[scratch->found_count++] = {start_, no_node, always, 0};
    std::vector<std::size_t> ends{1};  // of the levels in `found`
    for (std::uint32_t distance = 1; distance <= request_.hops; ++distance) {
      const std::size_t begin = distance == 1 ? 0 : ends[distance - 2];
      for (std::size_t i = begin; i < ends[distance - 1]; ++i) expand(found[i], base + distance, *scratch);
      ends.push_back(scratch->found_count);
    }
    for (std::uint32_t distance = 1; distance < ends.size(); ++distance) {
      select({found.data() + ends[distance - 1], found.data() + ends[distance]}, distance, scratch->marks.data());
    }
  }

  void select(std::span<const Scratch::Found> level, std::uint32_t distance, const Scratch::Mark* marks) {
    std::vector<char> wanted;  // by arc
    for (const EdgeTable& table : graph_.graph().tables()) {
      wanted.push_back(wanted_[table.target] ? 1 : 0);
      wanted.push_back(wanted_[table.source] ? 1 : 0);
    }
    std::uint64_t floor = selection_.floor(distance);
    std::uint64_t hopeless = 0;
    for (const Scratch::Found& entry : level) {
      if (wanted[entry.arc] == 0) continue;
      const std::uint32_t weight = marks[entry.node].weight;
      if (weight < floor) {
        ++hopeless;
        continue;
      }
      selection_.offer({entry.node, weight, entry.day, entry.arc, distance, entry.via, {}});
      floor = selection_.floor(distance);
    }
    selection_.count(hopeless);
  }

  // Marks the nodes next to `entry` with `stamp`; weights add up over all edges from the level before.
  void expand(const Scratch::Found entry, std::uint32_t stamp, Scratch& scratch) const {
    const std::uint32_t c = graph_.graph().class_of(entry.node);
    const std::uint32_t number = entry.node - graph_.graph().classes()[c].first;
    for (const Arc& arc : walk_.arcs(c)) {
      const PackedColumn& weights = arc.list().weights;
      if (weights.empty() || !as_of_.everything()) {
        expand_arc(arc, number, entry.via, stamp, scratch, [](std::uint64_t) { return 1U; });
      } else if (weights.shape().width == 1) {
        weights.visit([&](const auto raw) {
          const auto base = static_cast<std::uint32_t>(weights.shape().base);
          expand_arc(arc, number, entry.via, stamp, scratch,
                     [=](std::uint64_t i) { return base + static_cast<std::uint32_t>(raw[i]); });
        });
      } else {
        expand_arc(arc, number, entry.via, stamp, scratch,
                   [&](std::uint64_t i) { return static_cast<std::uint32_t>(weights.at(i)); });
      }
    }
  }

  template <class Weight>
  void expand_arc(const Arc& arc, std::uint32_t number, NodeId via, std::uint32_t stamp, Scratch& scratch,
                  const Weight& weight) const {
    const PackedColumn& days = arc.list().days;
    const bool dated =
        !days.empty() && (request_.order == Order::first_descending || request_.order == Order::last_descending);
    const std::uint32_t label = number_of(arc);
    const std::uint32_t epoch = stamp >> 4;
    Scratch::Mark* marks = scratch.marks.data();
    Scratch::Found* next = scratch.found.data() + scratch.found_count;
    walk_.each(arc, number, [&](NodeId far, std::uint64_t position) {
      Scratch::Mark& mark = marks[far];
      if (mark.stamp >> 4 != epoch) {
        mark = {stamp, weight(position)};
        *next++ = {far, via == no_node ? far : via, dated ? static_cast<std::int32_t>(days.at(position)) : always,
                   label};
      } else if (mark.stamp == stamp) {
        mark.weight += weight(position);
      }
    });
    scratch.found_count = static_cast<std::size_t>(next - scratch.found.data());
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
    const auto [source, target] = ends(arc, start_, candidate.node);
    const EdgeFacts facts = edge_facts(graph_, arc / 2, source, target, as_of_);
    neighbor.properties = properties(arc / 2, source, target, facts);
    neighbor.evidence = facts.evidence;
    return neighbor;
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
  AsOf as_of_;
  NodeId start_;
  Walk walk_;
  std::vector<bool> wanted_;  // by class
  Selection selection_;
  std::uint64_t edges_ = 0;  // parallel edges of the open candidate
};

}  // namespace

NeighborsAnswer neighbors(const CampaignGraph& graph, const NeighborsRequest& request) {
  return NeighborSearch(graph, request).run();
}

}  // namespace almanac::graph
