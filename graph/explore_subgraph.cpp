// The part of the graph among given nodes: every relationship between two of them, the heaviest first. People may be folded into
// groups, which then are nodes themselves.

#include <algorithm>
#include <map>
#include <unordered_map>

#include "graph/explore_groups.h"
#include "graph/explore_sets.h"
#include "graph/explore_shared.h"

namespace almanac::graph {

using archive::Kind;

namespace {

constexpr std::size_t most_given = 500;
constexpr std::size_t most_around = 500;
constexpr std::size_t most_edges = 20'000;

struct Found {
  NodeId source, target;
  std::uint32_t table;
  std::uint64_t weight;
};

class SubgraphSearch {
 public:
  SubgraphSearch(const CampaignGraph& graph, const SubgraphRequest& request, Terms& terms)
      : graph_(graph),
        request_(request),
        terms_(terms),
        budget_(terms.budget),
        as_of_(as_of_end(graph, request.edges.as_of)),
        nodes_(require_nodes(graph, request.node, as_of_, terms, 1, most_given, "node")),
        given_(nodes_.size()),
        filter_(graph, request.edges),
        walk_(graph, ArcChoice(graph, request.edges.relationships, std::nullopt), filter_.touches().until(), terms),
        ids_(graph) {
    require_limit(request.limit, 1, most_around, "limit");
    require_limit(request.edge_limit, 1, most_edges, "edge_limit");
    if (request.fold) folding_.emplace(graph, *request.fold, terms);
  }

  SubgraphAnswer run() {
    answer_.nodes_total = nodes_.size();
    if (request_.around) add_around();
    for (std::size_t i = 0; i < nodes_.size(); ++i) places_.emplace(nodes_[i], i);
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      SubgraphNode node{reference(graph_, nodes_[i]), i < given_, 0, 0, std::nullopt};
      if (i >= given_) node.shared_by = shared_by_[i - given_];
      answer_.nodes.push_back(std::move(node));
    }
    find_edges();
    if (folding_)
      fold();
    else
      keep_heaviest();
    return std::move(answer_);
  }

 private:
  void add_around() {
    const NodeTest listed(graph_, {*request_.around}, request_.where, as_of_, terms_);
    require_limit(request_.at_least, 1, most_given, "at_least");
    if (request_.at_least > nodes_.size()) return;
    Shared shared = shared_neighbors(graph_, nodes_, request_.at_least, walk_, filter_, listed, terms_);
    answer_.nodes_total += shared.nodes.size();
    rank(shared.nodes, request_.limit, ids_);
    for (const SharedNode& one : shared.nodes) {
      nodes_.push_back(one.node);
      shared_by_.push_back(one.shared_by);
    }
  }

  // By each node's outgoing lists: read through where they are short, else looked up for each other node.
  void find_edges() {
    const PropertyGraph& all = graph_.graph();
    std::vector<std::vector<std::uint32_t>> by_class(all.classes().size());  // numbers, ascending
    for (const NodeId node : nodes_) by_class[all.class_of(node)].push_back(all.number_of(node));
    for (auto& numbers : by_class) std::sort(numbers.begin(), numbers.end());
    for (const NodeId node : nodes_) {
      const std::uint32_t c = all.class_of(node);
      const std::uint32_t number = all.number_of(node);
      for (const Arc& arc : walk_.arcs(c)) {
        if (arc.direction != Direction::out) continue;
        const Adjacency& list = arc.list();
        const std::uint64_t end = list.end(number);
        std::uint64_t from = list.begin(number);
        for (const std::uint32_t far : by_class[arc.far_class]) {
          if (from == end) break;
          budget_.steps(8);
          from = list.far.lower_bound(from, end, far);
          const std::uint64_t first = from;
          while (from < end && list.far.at(from) == far) ++from;
          if (from == first) continue;
          const std::uint64_t weight = filter_.weight(arc, number, far, first, from, budget_);
          if (weight == 0) continue;
          budget_.hold(sizeof(Found));
          found_.push_back({node, all.classes()[arc.far_class].first + far, arc.number, weight});
        }
      }
    }
    for (const Found& edge : found_) {
      ++answer_.nodes[places_.at(edge.source)].degree;
      if (edge.source != edge.target) ++answer_.nodes[places_.at(edge.target)].degree;
    }
    answer_.edges_total = found_.size();
  }

  void keep_heaviest() {
    const auto heavier = [this](const Found& a, const Found& b) {
      if (a.weight != b.weight) return a.weight > b.weight;
      if (a.source != b.source) return ids_(a.source, b.source);
      if (a.target != b.target) return ids_(a.target, b.target);
      return a.table < b.table;
    };
    const std::size_t count = std::min(request_.edge_limit, found_.size());
    std::partial_sort(found_.begin(), found_.begin() + static_cast<std::ptrdiff_t>(count), found_.end(), heavier);
    found_.resize(count);
    for (const Found& edge : found_) {
      budget_.row();
      EdgeFacts facts = edge_facts(graph_, edge.table, graph_.graph().number_of(edge.source),
                                   graph_.graph().number_of(edge.target), filter_.touches(), budget_);
      answer_.edges.push_back({graph_.id_of(edge.source), graph_.id_of(edge.target),
                               graph_.graph().tables()[edge.table].type, edge.weight, std::move(facts.evidence),
                               std::nullopt});
    }
  }

  bool is_user(NodeId node) const { return graph_.kind_of_node(node) == Kind::user; }
  static std::string group_id(std::size_t place) { return "group:" + std::to_string(place + 1); }

  // Groups take the places of people; what a group's people are joined to, the group is.
  void fold() {
    std::unordered_map<NodeId, std::uint64_t> weights;
    for (const NodeId node : nodes_) {
      if (is_user(node)) weights[node] = 0;
    }
    for (const Found& edge : found_) {
      if (is_user(edge.source)) weights[edge.source] += edge.weight;
      if (is_user(edge.target)) weights[edge.target] += edge.weight;
    }
    for (const auto& [node, weight] : weights) folding_->add(node, weight);
    const Groups groups = folding_->groups();
    std::erase_if(answer_.nodes, [](const SubgraphNode& node) { return node.node.kind == Kind::user; });
    answer_.nodes_total -= weights.size();
    answer_.nodes_total += groups.groups.size();
    add_folded_edges(groups);
    for (std::size_t i = 0; i < groups.groups.size(); ++i) {
      std::string label;
      for (const auto& [name, value] : groups.groups[i].values)
        label += (label.empty() ? "" : " · ") + (value.empty() ? std::string("–") : value);
      SubgraphNode node{{group_id(i), Kind::user, label}, false, 0, 0, groups.groups[i].users};
      for (const SubgraphEdge& edge : answer_.edges) node.degree += edge.source == node.node.id ? 1 : 0;
      answer_.nodes.push_back(std::move(node));
    }
    answer_.groups = groups;
  }

  void add_folded_edges(const Groups& groups) {
    struct Sum {
      std::uint64_t weight = 0, users = 0;
    };
    std::map<std::tuple<std::string, std::string, std::string>, Sum> sums;  // source, relationship, target
    std::vector<Found> others;
    for (const Found& edge : found_) {
      const bool from = is_user(edge.source);
      if (!from && !is_user(edge.target)) {
        others.push_back(edge);
        continue;
      }
      for (const std::size_t place : folding_->places_of(from ? edge.source : edge.target, groups)) {
        const std::string id = graph_.id_of(from ? edge.target : edge.source);
        Sum& sum =
            sums[{from ? group_id(place) : id, graph_.graph().tables()[edge.table].type, from ? id : group_id(place)}];
        sum.weight += edge.weight;
        ++sum.users;
      }
    }
    found_ = std::move(others);
    std::erase_if(sums, [this](const auto& one) { return one.second.users < terms_.least_group; });
    answer_.edges_total = found_.size() + sums.size();
    keep_heaviest();
    for (const auto& [key, sum] : sums) {
      budget_.row();
      const auto& [source, relationship, target] = key;
      answer_.edges.push_back({source, target, relationship, sum.weight, std::nullopt, sum.users});
    }
    std::stable_sort(answer_.edges.begin(), answer_.edges.end(),
                     [](const SubgraphEdge& a, const SubgraphEdge& b) { return a.weight > b.weight; });
    if (answer_.edges.size() > request_.edge_limit) answer_.edges.resize(request_.edge_limit);
  }

  const CampaignGraph& graph_;
  const SubgraphRequest& request_;
  Terms& terms_;
  Budget& budget_;
  AsOf as_of_;
  std::vector<NodeId> nodes_;  // given, then around them
  std::size_t given_;
  EdgeFilter filter_;
  Walk walk_;
  IdOrder ids_;
  std::optional<UserFolding> folding_;
  std::vector<std::size_t> shared_by_;  // of those around
  std::unordered_map<NodeId, std::size_t> places_;
  std::vector<Found> found_;
  SubgraphAnswer answer_;
};

}  // namespace

SubgraphAnswer subgraph(const CampaignGraph& graph, const SubgraphRequest& request, Terms& terms) {
  return SubgraphSearch(graph, request, terms).run();
}

}  // namespace almanac::graph
