#pragma once
// What node(), neighbors() and paths() share: reading a request, choosing the arcs to walk, the order of ids. Internal to graph/.

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/algorithms/view.h"
#include "graph/campaign_graph.h"
#include "graph/evidence.h"
#include "graph/explore.h"
#include "graph/explore_edges.h"

namespace almanac::graph {

// Throws "unknown_NAME": the parameter is one of the words, not `text`.
[[noreturn]] void refuse_word(const std::vector<std::string_view>& words, std::string_view text, const char* name);
// The node of an id, known at the day; throws as explore.h says, `where` is the parameter.
NodeId require_node(const CampaignGraph& graph, const std::string& id, const AsOf& as_of, const Terms& terms,
                    const char* where);
// The nodes of ids, each once, in their order; between `least` and `most` ids.
std::vector<NodeId> require_nodes(const CampaignGraph& graph, const NodeIds& ids, const AsOf& as_of, const Terms& terms,
                                  std::size_t least, std::size_t most, const char* where);
// Of {word, value} pairs the value of `text`; invalid_input "unknown_NAME" with all the words, NAME being the parameter.
template <class Words>
auto value_from(const Words& words, std::string_view text, const char* name) {
  std::vector<std::string_view> known;
  for (const auto& [word, value] : words) {
    if (text == word) return value;
    known.push_back(word);
  }
  refuse_word(known, text, name);
}
// Fields of a campaign that only its outcome fills, not known before its end; and whether a campaign's outcome is known by the
// day (of other nodes everything is).
bool is_outcome(std::string_view property);
bool outcome_known(const NodeClass& node_class, std::uint32_t node_class_number, std::uint32_t number,
                   const AsOf& as_of);
void require_limit(std::size_t value, std::size_t low, std::size_t high, const char* where);

// Which tables a request walks; throws "unknown_relationship".
class ArcChoice {
 public:
  ArcChoice(const CampaignGraph& graph, const std::vector<std::string>& relationships,
            std::optional<Direction> direction);
  bool takes(const Arc& arc) const { return tables_[arc.number] && (!direction_ || *direction_ == arc.direction); }

 private:
  std::vector<bool> tables_;
  std::optional<Direction> direction_;
};

// The arcs of every class, chosen, and narrowed to edges that hold by the day and lead to what may be shown; what the inner loops
// run over.
class Walk {
 public:
  Walk(const CampaignGraph& graph, const ArcChoice& choice, const AsOf& as_of, const Terms& terms);

  const std::vector<Arc>& arcs(std::uint32_t node_class) const { return arcs_[node_class]; }

  // f(far node, position) for every edge of one arc of a node (its number) that holds by the day; returns f, as its last call left it. It
  // is a copy of their own that the loops call: what it holds can then stay in registers.
  template <class F>
  F each(const Arc& arc, std::uint32_t number, F f) const {
    const Adjacency& list = arc.list();
    const std::uint64_t begin = list.begin(number);
    const std::uint64_t end = list.end(number);
    if (begin == end) return f;
    const std::int32_t day = as_of_.day;
    const bool dated = !as_of_.everything() && !list.days.empty();
    const NodeId first = arc.far_first;
    return list.far.visit_plain([&](const auto* far) {
      F own = std::move(f);
      if (withholding_[arc.far_class]) {
        for (std::uint64_t i = begin; i < end; ++i) {
          const NodeId node = first + static_cast<NodeId>(far[i]);
          if (!(dated && list.days.at(i) > day) && !terms_.withholds(node)) own(node, i);
        }
      } else if (!dated) {
        for (std::uint64_t i = begin; i < end; ++i) own(first + static_cast<NodeId>(far[i]), i);
      } else {
        for (std::uint64_t i = begin; i < end; ++i) {
          if (list.days.at(i) <= day) own(first + static_cast<NodeId>(far[i]), i);
        }
      }
      return own;
    });
  }
  // f(far node) over all chosen arcs of a node; far ends of parallel edges repeat.
  template <class F>
  void each_far(NodeId node, F&& f) const {
    const std::uint32_t c = graph_.graph().class_of(node);
    const std::uint32_t number = node - graph_.graph().classes()[c].first;
    for (const Arc& arc : arcs_[c]) {
      each(arc, number, [&](NodeId far, std::uint64_t) { f(far); });
    }
  }
  // f(far node, weight, position of the first edge) once for each far end of an arc whose edges count by the filter.
  template <class F>
  void each_pair(const Arc& arc, std::uint32_t number, const EdgeFilter& filter, Budget& budget, F&& f) const {
    const Adjacency& list = arc.list();
    const std::uint64_t begin = list.begin(number);
    const std::uint64_t end = list.end(number);
    const bool stored = filter.everything();
    const bool weighs = !list.weights.empty();
    const bool withholding = withholding_[arc.far_class];
    list.far.visit_plain([&](const auto* far) {
      for (std::uint64_t i = begin; i < end;) {
        const auto to = far[i];
        const std::uint64_t first = i;
        std::uint64_t weight = 0;
        do {
          if (stored) weight += weighs ? static_cast<std::uint64_t>(list.weights.quick(i)) : 1;
          ++i;
        } while (i < end && far[i] == to);
        budget.steps(i - first);
        const NodeId node = arc.far_first + static_cast<NodeId>(to);
        if (withholding && terms_.withholds(node)) continue;
        if (!stored) weight = filter.weight(arc, number, static_cast<std::uint32_t>(to), first, i, budget);
        if (weight != 0) f(node, weight, first);
      }
    });
  }
  // f(far node, bound, [first, last)) once for each far end of an arc of touchpoints with one by the filter's last day; it has no more
  // than `bound`, which costs no look at rows. For filters that ask for nothing but that day.
  template <class F>
  void each_bound(const Arc& arc, std::uint32_t number, const EdgeFilter& filter, Budget& budget, F&& f) const {
    const Adjacency& list = arc.list();
    const std::uint64_t end = list.end(number);
    const std::int32_t day = filter.touches().to_day();
    const bool weighs = !list.weights.empty();
    list.far.visit_plain([&](const auto* far) {
      for (std::uint64_t i = list.begin(number); i < end;) {
        const auto to = far[i];
        const std::uint64_t first = i;
        std::uint64_t bound = 0;
        for (; i < end && far[i] == to; ++i) {
          if (list.days.quick(i) <= day) bound += weighs ? static_cast<std::uint64_t>(list.weights.quick(i)) : 1;
        }
        budget.steps(i - first);
        if (bound != 0) f(arc.far_first + static_cast<NodeId>(to), bound, first, i);
      }
    });
  }
  std::uint64_t degree(NodeId node) const;

 private:
  const CampaignGraph& graph_;
  AsOf as_of_;
  const Terms& terms_;
  std::vector<bool> withholding_;  // by class
  std::vector<std::vector<Arc>> arcs_;
  std::vector<std::vector<OffsetReader>> offsets_;  // of arcs_
};

// Which nodes are listed: of a kind, with properties as asked, as they were known at the day.
class NodeTest {
 public:
  // Errors "unknown_property" and "bad_condition" at `where`.
  NodeTest(const CampaignGraph& graph, const std::vector<archive::Kind>& kinds, const std::vector<Condition>& where,
           const AsOf& as_of, const Terms& terms);
  bool takes_class(std::uint32_t node_class) const { return classes_[node_class]; }
  bool has_conditions() const { return conditions_ != 0; }
  bool operator()(NodeId node) const;  // of a class that it takes

 private:
  struct Test {
    std::uint32_t condition;
    const PropertyColumn* column;
    ValueTest test;
  };
  const CampaignGraph& graph_;
  AsOf as_of_;
  const Terms& terms_;
  std::vector<bool> classes_;
  std::size_t conditions_;
  std::vector<std::vector<Test>> tests_;  // by class; of one condition there are as many as types of the property
  std::vector<bool> met_if_absent_;       // by condition
};

// Keys of the segments that a campaign targets and that may be shown, instead of what its record names; as a JSON list.
archive::Json shown_segments(const CampaignGraph& graph, NodeId campaign, const AsOf& as_of, const Terms& terms);

// Compares ids as texts, without making them: kinds by name, keys by rank.
class IdOrder {
 public:
  explicit IdOrder(const CampaignGraph& graph);
  bool operator()(NodeId a, NodeId b) const { return key(a) < key(b); }
  std::uint64_t key(NodeId node) const {
    const std::uint32_t c = graph_.class_of(node);
    const NodeClass& node_class = graph_.classes()[c];
    return (std::uint64_t{kind_ranks_[c]} << 32) | node_class.key_ranks.raw(node - node_class.first);
  }

 private:
  const PropertyGraph& graph_;
  std::vector<std::uint32_t> kind_ranks_;
};

NodeRef reference(const CampaignGraph& graph, NodeId node);
archive::Json json_of(const PropertyValue& value, const archive::Zone& zone);

}  // namespace almanac::graph
