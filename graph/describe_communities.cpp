// Communities, and what sets each apart: values of text properties and far ends of other relationships that its members have more
// often than the nodes of their kind at large. Both are counted in one pass over the column or the lists for all communities.

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "archive/error.h"
#include "graph/algorithms/communities.h"
#include "graph/algorithms/flat.h"
#include "graph/analysing.h"

namespace almanac::graph {

using archive::Kind;

double Trait::lift() const {
  return static_cast<double>(members) / static_cast<double>(kind_size) /
         (static_cast<double>(everywhere) / static_cast<double>(all));
}

namespace {

constexpr std::size_t traits_listed = 8;
constexpr std::uint64_t least_members = 3;
constexpr std::uint64_t most_values = 1'000;  // of a property; more are names, not groups

// How much more often, weighed by how many: the share less the share at large, times their ratio.
double weight_of(const Trait& trait) {
  const double share = static_cast<double>(trait.members) / static_cast<double>(trait.kind_size);
  const double at_large = static_cast<double>(trait.everywhere) / static_cast<double>(trait.all);
  return (share - at_large) * (share / at_large);
}

class Describing {
 public:
  // `there`: which vertices the archive has by the day.
  Describing(const CampaignGraph& graph, const View& view, const std::vector<bool>& there,
             const std::vector<std::uint32_t>& community, std::size_t described, const AsOf& as_of, Terms& terms)
      : graph_(graph),
        view_(view),
        there_(there),
        community_(community),
        described_(described),
        as_of_(as_of),
        terms_(terms),
        traits_(described) {}

  std::vector<std::vector<Trait>> run() {
    for (const View::Part& part : view_.parts()) {
      count_members(part);
      properties(part);
      relationships(part);
    }
    for (auto& list : traits_) {
      std::sort(list.begin(), list.end(), [](const Trait& a, const Trait& b) {
        const double x = weight_of(a), y = weight_of(b);
        if (x != y) return x > y;
        return a.name != b.name ? a.name < b.name : a.value < b.value;
      });
      if (list.size() > traits_listed) list.resize(traits_listed);
    }
    return std::move(traits_);
  }

 private:
  void count_members(const View::Part& part) {
    members_.assign(described_, 0);
    all_ = 0;
    for (Vertex v = part.first; v - part.first < part.size; ++v) {
      if (!there_[v]) continue;
      ++all_;
      if (community_[v] < described_) ++members_[community_[v]];
    }
  }
  // Of one value: all that have it, and how many of each community described.
  struct Counts {
    std::uint64_t all = 0;
    std::map<std::uint32_t, std::uint64_t> inside;
  };
  void count(Counts& counts, Vertex v) const {
    terms_.budget.step();
    ++counts.all;
    if (community_[v] < described_) ++counts.inside[community_[v]];
  }
  void offer(const View::Part& part, const Counts& counts, const std::string& name, const std::string& value,
             const std::string& label) {
    const std::uint64_t least = std::max(least_members, terms_.least_group);
    for (const auto& [community, members] : counts.inside) {
      const Trait trait{
          kind_of_class(part.node_class), name, value, label, members, members_[community], counts.all, all_};
      if (members >= least && trait.lift() > 1) traits_[community].push_back(trait);
    }
  }

  void properties(const View::Part& part) {
    const NodeClass& nodes = graph_.graph().classes()[part.node_class];
    for (const PropertyColumn& column : nodes.properties) {
      if (column.type != PropertyType::text || column.name == "name") continue;
      const bool outcome = is_outcome(column.name);
      std::map<std::int64_t, Counts> values;
      for (std::uint64_t entry = 0; entry < column.values.size() && values.size() <= most_values; ++entry) {
        const auto row = column.rows.empty() ? entry : static_cast<std::uint64_t>(column.rows.at(entry));
        if (row >= part.size) break;
        const auto number = static_cast<std::uint32_t>(row);
        if (!there_[part.first + number]) continue;
        if (outcome && !outcome_known(nodes, part.node_class, number, as_of_)) continue;
        count(values[column.values.at(entry)], part.first + number);
      }
      if (values.size() > most_values) continue;
      for (const auto& [number, counts] : values) {
        const std::string text(column.texts->at(static_cast<std::uint64_t>(number)));
        offer(part, counts, column.name, text, text);
      }
    }
  }

  // By the far end, so that each is counted at once; tables that made the communities would only repeat them.
  void relationships(const View::Part& part) {
    std::set<std::pair<std::uint32_t, Direction>> walked;
    for (const Lane& lane : view_.either()) walked.emplace(lane.number, lane.direction);
    for (const Arc& arc : graph_.graph().arcs(part.node_class)) {
      const bool hidden = std::any_of(terms_.withheld.begin(), terms_.withheld.end(),
                                      [&](NodeId node) { return graph_.graph().class_of(node) == arc.far_class; });
      if (hidden || walked.count({arc.number, arc.direction}) != 0) continue;
      const Adjacency& back = arc.direction == Direction::out ? arc.table->in : arc.table->out;
      for (std::uint32_t far = 0; far < graph_.graph().classes()[arc.far_class].size; ++far) {
        Counts counts;
        std::int64_t last = -1;
        for (std::uint64_t i = back.begin(far); i < back.end(far); ++i) {
          const std::int64_t near = back.far.at(i);
          if (near == last || (!back.days.empty() && back.days.at(i) > as_of_.day)) continue;
          last = near;
          count(counts, part.first + static_cast<Vertex>(near));
        }
        if (counts.inside.empty()) continue;
        const NodeRef node = reference(graph_, arc.far_first + far);
        offer(part, counts, arc.table->type, node.id, node.label);
      }
    }
  }

  const CampaignGraph& graph_;
  const View& view_;
  const std::vector<bool>& there_;
  const std::vector<std::uint32_t>& community_;
  std::size_t described_;
  AsOf as_of_;
  Terms& terms_;
  std::vector<std::vector<Trait>> traits_;
  std::vector<std::uint64_t> members_;  // of the kind at hand, by community
  std::uint64_t all_ = 0;
};

std::vector<Kind> default_kinds(const CampaignGraph& graph) {
  if (graph.graph().tables()[touched_table].size() != 0) return {Kind::campaign, Kind::user};
  return {Kind::campaign, Kind::product, Kind::segment, Kind::theme, Kind::occasion};
}

}  // namespace

CommunitiesAnswer communities(const CampaignGraph& graph, const CommunitiesRequest& request, Terms& terms) {
  require_limit(request.limit, 1, 100, "limit");
  require_limit(request.members, 0, 100, "members");
  if (!(request.resolution >= 0.01 && request.resolution <= 100)) {
    throw archive::Error(archive::ErrorKind::invalid_input, "limit_out_of_range",
                         {"resolution is between 0.01 and 100", "resolution 须在 0.01 与 100 之间"}, "resolution");
  }
  const AsOf as_of = as_of_end(graph, request.as_of);
  const View view =
      view_of(graph, request.kinds.empty() ? default_kinds(graph) : request.kinds, request.relationships, as_of, terms);
  const Flat flat = flatten(view, Sides::either, Weigh::one, terms.budget);
  const Communities found = leiden(flat, {request.resolution, 2}, terms.budget);
  CommunitiesAnswer answer;
  answer.modularity = found.modularity;
  std::vector<bool> there(view.size());
  for (Vertex v = 0; v < view.size(); ++v) there[v] = is_there(graph, view.node(v), as_of);
  std::vector<std::uint64_t> sizes(found.count);
  for (Vertex v = 0; v < view.size(); ++v) sizes[found.of[v]] += there[v] ? 1 : 0;
  for (const std::uint64_t size : sizes) {
    answer.total += size > 1 ? 1 : 0;
    answer.single += size == 1 ? 1 : 0;
  }
  const std::size_t described = std::min<std::size_t>(request.limit, answer.total);
  auto traits = Describing(graph, view, there, found.of, described, as_of, terms).run();
  std::vector<std::vector<Scored>> members(described);
  answer.communities.resize(described);
  for (const View::Part& part : view.parts()) {
    for (Vertex v = part.first; v - part.first < part.size; ++v) {
      const std::uint32_t c = found.of[v];
      if (c >= described || !there[v]) continue;
      auto& kinds = answer.communities[c].kinds;
      const Kind kind = kind_of_class(part.node_class);
      if (kinds.empty() || kinds.back().first != kind) kinds.emplace_back(kind, 0);
      ++kinds.back().second;
      std::uint64_t inside = 0;
      for (const Vertex far : flat.row(v)) inside += found.of[far] == c ? 1 : 0;
      if (!terms.withholds(view.node(v))) members[c].push_back({static_cast<double>(inside), view.node(v)});
    }
  }
  for (std::size_t c = 0; c < described; ++c) {
    terms.budget.row();
    Community& community = answer.communities[c];
    community.size = sizes[c];
    community.traits = std::move(traits[c]);
    for (const Scored& entry : best_of(std::move(members[c]), request.members))
      community.members.push_back({reference(graph, entry.node), entry.score, std::nullopt});
  }
  terms.budget.release(flat.bytes());
  return answer;
}

}  // namespace almanac::graph
