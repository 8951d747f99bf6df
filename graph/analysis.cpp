#include "graph/analysis.h"

#include <algorithm>
#include <map>

#include "archive/error.h"
#include "graph/algorithms/betweenness.h"
#include "graph/algorithms/cores.h"
#include "graph/algorithms/flat.h"
#include "graph/algorithms/pagerank.h"
#include "graph/algorithms/similar.h"
#include "graph/analysing.h"

namespace almanac::graph {

using archive::Error;
using archive::ErrorKind;
using archive::Kind;
using archive::Text;

View view_of(const CampaignGraph& graph, const std::vector<Kind>& kinds, const std::vector<std::string>& relationships,
             const AsOf& as_of, const Terms& terms) {
  const PropertyGraph& all = graph.graph();
  const ArcChoice choice(graph, relationships, std::nullopt);
  std::vector<bool> left_out(all.classes().size());
  for (const NodeId node : terms.withheld) left_out[all.class_of(node)] = true;
  ViewChoice chosen;
  chosen.as_of = as_of.day;
  for (std::uint32_t c = 0; c < all.classes().size(); ++c) {
    const bool asked = kinds.empty() || std::find(kinds.begin(), kinds.end(), kind_of_class(c)) != kinds.end();
    if (asked && !left_out[c] && all.classes()[c].size != 0) chosen.classes.push_back(c);
  }
  for (std::uint32_t t = 0; t < all.tables().size(); ++t) {
    Arc arc;
    arc.number = t;
    if (choice.takes(arc)) chosen.tables.push_back(t);
  }
  if (chosen.classes.empty()) {
    throw Error(ErrorKind::invalid_input, "nothing_to_analyse",
                {"the archive has no node of the chosen kinds", "档案中没有所选种类的节点"}, "kind");
  }
  return View(all, chosen);
}

bool is_there(const CampaignGraph& graph, NodeId node, const AsOf& as_of) {
  return !graph.graph().key_of(node).empty() && (as_of.everything() || graph.known_by(node, as_of.day));
}

bool may_list(const CampaignGraph& graph, NodeId node, const std::vector<Kind>& kinds, const AsOf& as_of,
              const Terms& terms) {
  const Kind kind = kind_of_class(graph.graph().class_of(node));
  if (!kinds.empty() && std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) return false;
  return !terms.withholds(node) && is_there(graph, node, as_of);
}

std::vector<Scored> best_of(std::vector<Scored> scored, std::size_t limit) {
  const auto end = scored.begin() + static_cast<std::ptrdiff_t>(std::min(limit, scored.size()));
  std::partial_sort(scored.begin(), end, scored.end());
  scored.erase(end, scored.end());
  return scored;
}

namespace {

constexpr std::pair<const char*, RelatedRequest::Method> methods[] = {
    {"pagerank", RelatedRequest::Method::pagerank},
    {"adamic_adar", RelatedRequest::Method::adamic_adar},
    {"jaccard", RelatedRequest::Method::jaccard}};
constexpr std::pair<const char*, CentralRequest::Measure> measures[] = {
    {"pagerank", CentralRequest::Measure::pagerank},
    {"degree", CentralRequest::Measure::degree},
    {"core", CentralRequest::Measure::core},
    {"betweenness", CentralRequest::Measure::betweenness}};

template <class Named>
std::string name_of(const Named& names, decltype(names[0].second) value) {
  return std::find_if(std::begin(names), std::end(names), [&](const auto& one) { return one.second == value; })->first;
}

bool has_some(const Adjacency& list, std::uint32_t number, const AsOf& as_of) {
  if (as_of.everything() || list.days.empty()) return list.degree(number) != 0;
  for (std::uint64_t i = list.begin(number); i < list.end(number); ++i) {
    if (list.days.at(i) <= as_of.day) return true;
  }
  return false;
}

// The walker of the view never meets a node that is not there yet but by starting anew, which he does equally often everywhere.
void share_among_known(const CampaignGraph& graph, const View& view, const AsOf& as_of, std::vector<double>& ranks) {
  if (as_of.everything()) return;
  double sum = 0;
  for (Vertex v = 0; v < view.size(); ++v) sum += is_there(graph, view.node(v), as_of) ? ranks[v] : 0;
  for (double& rank : ranks) rank /= sum == 0 ? 1 : sum;
}

[[noreturn]] void throw_left_out(Kind kind) {
  throw Error(ErrorKind::invalid_input, "nothing_to_analyse",
              archive::filled(Text{"nodes of the kind {} are not looked at for this reader; ask for its neighbours",
                                   "对此读者不分析 {} 类节点；可查询其邻居"},
                              archive::to_string(kind)),
              "node");
}

void require_own_kind(const std::vector<Kind>& kinds, Kind own, const std::string& method) {
  if (kinds.empty() || std::find(kinds.begin(), kinds.end(), own) != kinds.end()) return;
  throw Error(ErrorKind::invalid_input, "kind_not_compared",
              archive::filled(Text{"{} compares a {} with others of its kind only; leave kind out, or use pagerank",
                                   "{} 只把 {} 与同类节点比较；请去掉 kind，或改用 pagerank"},
                              method, archive::to_string(own)),
              "kind");
}

// What of the node's relationships is shared with others of its kind, one relationship and direction after the other.
void add_grounds(const CampaignGraph& graph, const RelatedRequest& request, NodeId start, const AsOf& as_of,
                 Terms& terms, std::map<NodeId, Related>& found) {
  const PropertyGraph& all = graph.graph();
  const ArcChoice choice(graph, request.relationships, std::nullopt);
  const std::uint32_t own = all.class_of(start);
  const bool jaccard = request.method == RelatedRequest::Method::jaccard;
  std::size_t relationships = 0;
  for (const Arc& arc : all.arcs(own)) {
    const bool hidden = std::any_of(terms.withheld.begin(), terms.withheld.end(),
                                    [&](NodeId node) { return all.class_of(node) == arc.far_class; });
    if (hidden || !choice.takes(arc) || !has_some(arc.list(), start - all.classes()[own].first, as_of)) continue;
    ++relationships;
    const Along along = arc.direction == Direction::out ? Along::out : Along::in;
    const Along back = along == Along::out ? Along::in : Along::out;
    const Projection projection(all, {own,
                                      {{arc.number}, along},
                                      {{arc.number}, back},
                                      as_of.day,
                                      request.max_degree == 0 ? UINT64_MAX : request.max_degree});
    Similarity similarity(projection, terms.budget);
    const Vertex v = projection.vertex(start);
    for (const Similar& similar :
         jaccard ? similarity.jaccard(v, SIZE_MAX, terms.budget) : similarity.adamic_adar(v, SIZE_MAX, terms.budget)) {
      if (similar.score == 0) continue;
      Related& entry = found[projection.node(similar.vertex)];
      entry.score += similar.score;
      entry.grounds.push_back({arc.table->type, kind_of_class(arc.far_class), similar.score, similar.common});
    }
  }
  if (jaccard) {
    for (auto& [node, entry] : found) entry.score /= static_cast<double>(relationships);
  }
}

}  // namespace

RelatedRequest::Method method_from(const std::string& text) { return value_from(methods, text, "method"); }
CentralRequest::Measure measure_from(const std::string& text) { return value_from(measures, text, "measure"); }

RelatedAnswer related(const CampaignGraph& graph, const RelatedRequest& request, Terms& terms) {
  require_limit(request.limit, 1, 1000, "limit");
  const AsOf as_of = as_of_end(graph, request.as_of);
  const NodeId start = require_node(graph, request.node, as_of, terms, "node");
  RelatedAnswer answer;
  answer.node = reference(graph, start);
  answer.method = name_of(methods, request.method);
  std::map<NodeId, Related> found;
  std::vector<Scored> scored;
  std::vector<Kind> kinds = request.kinds;
  if (kinds.empty()) kinds.push_back(kind_of_class(graph.graph().class_of(start)));
  const auto offer = [&](NodeId node, double score) {
    if (node != start && score > 0 && may_list(graph, node, kinds, as_of, terms)) scored.push_back({score, node});
  };
  if (request.method == RelatedRequest::Method::pagerank) {
    const View view = view_of(graph, {}, request.relationships, as_of, terms);
    if (view.vertex(start) == no_vertex) throw_left_out(answer.node.kind);
    const auto ranks = personalised_pagerank(view, {{view.vertex(start), 1}}, {}, terms.budget);
    for (Vertex v = 0; v < view.size(); ++v) offer(view.node(v), ranks[v]);
  } else {
    require_own_kind(request.kinds, answer.node.kind, answer.method);
    add_grounds(graph, request, start, as_of, terms, found);
    for (const auto& [node, entry] : found) offer(node, entry.score);
  }
  answer.total = scored.size();
  for (const Scored& entry : best_of(std::move(scored), request.limit)) {
    terms.budget.row();
    Related related = std::move(found[entry.node]);
    related.node = reference(graph, entry.node);
    related.score = entry.score;
    answer.related.push_back(std::move(related));
  }
  return answer;
}

CentralAnswer central(const CampaignGraph& graph, const CentralRequest& request, Terms& terms) {
  require_limit(request.limit, 1, 1000, "limit");
  require_limit(request.sources, 1, 100'000, "sources");
  const AsOf as_of = as_of_end(graph, request.as_of);
  const View view = view_of(graph, request.among, request.relationships, as_of, terms);
  CentralAnswer answer;
  answer.measure = name_of(measures, request.measure);
  std::vector<double> values(view.size()), errors;
  if (request.measure == CentralRequest::Measure::pagerank) {
    values = pagerank(view, {0.85, 50, 1e-9}, terms.budget);
    share_among_known(graph, view, as_of, values);
  } else {
    const Flat flat = flatten(view, Sides::either, Weigh::one, terms.budget);
    if (request.measure == CentralRequest::Measure::degree) {
      for (Vertex v = 0; v < view.size(); ++v) values[v] = static_cast<double>(flat.degree(v));
    } else if (request.measure == CentralRequest::Measure::core) {
      const auto cores = core_numbers(flat, terms.budget);
      values.assign(cores.begin(), cores.end());
    } else {
      SampledBetweenness found = sampled_betweenness(flat, Pairs::unordered, request.sources, terms.budget);
      values = std::move(found.value);
      errors = std::move(found.error);
      answer.sources = found.sources;
    }
    terms.budget.release(flat.bytes());
  }
  std::vector<Scored> scored;
  for (Vertex v = 0; v < view.size(); ++v) {
    if (may_list(graph, view.node(v), request.kinds, as_of, terms)) scored.push_back({values[v], view.node(v)});
  }
  answer.total = scored.size();
  for (const Scored& entry : best_of(std::move(scored), request.limit)) {
    terms.budget.row();
    Central central{reference(graph, entry.node), entry.score, std::nullopt};
    if (!errors.empty()) central.error = errors[view.vertex(entry.node)];
    answer.nodes.push_back(std::move(central));
  }
  return answer;
}

}  // namespace almanac::graph
