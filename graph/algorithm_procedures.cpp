// Algorithms over the whole of a projection: one row for each of its nodes, in the order of the graph.

#include "graph/algorithm_procedures.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "graph/algorithm_config.h"
#include "graph/algorithm_pairs.h"
#include "graph/algorithms/betweenness.h"
#include "graph/algorithms/communities.h"
#include "graph/algorithms/components.h"
#include "graph/algorithms/cores.h"
#include "graph/algorithms/distances.h"
#include "graph/algorithms/label_propagation.h"
#include "graph/algorithms/pagerank.h"
#include "graph/algorithms/triangles.h"
#include "graph/cypher/catalog.h"
#include "graph/cypher/query_error.h"

namespace almanac::graph {
namespace {

using cypher::Procedure;
using cypher::ProcedureCall;
using cypher::Type;
using cypher::types_of;
using cypher::Value;

// The simple undirected graph of a config: of a view, or of a projection if `through` is given.
class Joined {
 public:
  Joined(const ProcedureCall& call, const AlgorithmConfig& config, Weigh weigh = Weigh::one) : budget_(call.budget) {
    if (config.has("through")) {
      projection_.emplace(config.projection(config.only_class(), "through"));
      flat_ = flatten(*projection_, weigh, budget_);
    } else {
      view_.emplace(config.view());
      flat_ = flatten(*view_, Sides::either, Weigh::one, budget_);
    }
  }
  ~Joined() { budget_.release(flat_.bytes()); }
  Joined(const Joined&) = delete;
  Joined& operator=(const Joined&) = delete;

  const Flat& flat() const { return flat_; }
  const std::optional<View>& view() const { return view_; }
  void replace(Flat flat) {
    budget_.release(flat_.bytes());
    flat_ = std::move(flat);
  }

  // f(vertex, node) until it returns false; only nodes that are there. With a projection only those of its first class.
  template <class F>
  void each(const cypher::Catalog& catalog, F&& f) const {
    for (Vertex v = 0; v < flat_.size(); ++v) {
      const NodeId node = view_ ? view_->node(v) : projection_->node(v);
      if (catalog.in_use(node) && !f(v, node)) return;
    }
  }

 private:
  Budget& budget_;
  std::optional<View> view_;
  std::optional<Projection> projection_;
  Flat flat_;
};

// The graph weighed by a property of its relationships, in either direction; those without it, or with 0, join nothing.
Flat weighed(const View& view, const Flat& simple, const std::string& property, Budget& budget) {
  const std::uint64_t held = simple.far.size() * 20 + simple.offsets.size() * 8;
  budget.hold(held);
  std::vector<double> weights(simple.far.size());
  const auto add = [&](Vertex from, Vertex to, double weight) {
    const auto row = simple.row(from);
    const auto found = std::lower_bound(row.begin(), row.end(), to);
    weights[simple.begin(from) + static_cast<std::uint64_t>(found - row.begin())] += weight;
  };
  for (const Lane& lane : view.either()) {
    if (lane.direction == Direction::in) continue;
    for (const auto& stored : lane.table->properties) {
      if (stored->name() != property) continue;
      lane.visit([&](auto rows) {
        for (std::uint32_t near = 0; near < lane.near_size; ++near) {
          rows.each_place(near, [&](auto far, std::uint64_t place) {
            budget.step();
            const double weight = length_of(stored->get(place), property);
            const Vertex from = lane.near_first + near;
            const Vertex to = lane.far_first + static_cast<Vertex>(far);
            if (std::isnan(weight) || from == to) return;
            add(from, to, weight);
            add(to, from, weight);
          });
        }
      });
    }
  }
  Flat flat;
  for (Vertex v = 0; v < simple.size(); ++v) {
    for (std::uint64_t i = simple.begin(v); i < simple.end(v); ++i) {
      if (weights[i] == 0) continue;
      flat.far.push_back(simple.far[i]);
      flat.weights.push_back(weights[i]);
    }
    flat.offsets.push_back(flat.far.size());
  }
  budget.release(held - flat.bytes());
  return flat;
}

// Labels of vertices as numbers from 0: the largest group first, ties by the least vertex. `size` of the group of each vertex.
struct Groups {
  std::vector<std::int64_t> number, size;
  Groups(const std::vector<Vertex>& labels, const std::vector<bool>& used)
      : number(labels.size()), size(labels.size()) {
    std::map<Vertex, std::pair<std::int64_t, Vertex>> found;  // size, least vertex
    for (Vertex v = 0; v < labels.size(); ++v) {
      if (used[v]) ++found.try_emplace(labels[v], 0, v).first->second.first;
    }
    std::vector<std::pair<std::int64_t, std::pair<Vertex, Vertex>>> order;  // −size, least vertex, label
    for (const auto& [label, group] : found) order.push_back({-group.first, {group.second, label}});
    std::sort(order.begin(), order.end());
    std::map<Vertex, std::int64_t> numbers;
    for (std::size_t i = 0; i < order.size(); ++i) numbers[order[i].second.second] = static_cast<std::int64_t>(i);
    for (Vertex v = 0; v < labels.size(); ++v) {
      if (!used[v]) continue;
      number[v] = numbers[labels[v]];
      size[v] = found[labels[v]].first;
    }
  }
};

std::vector<bool> used_of(const View& view) {
  std::vector<bool> used;
  for (Vertex v = 0; v < view.size(); ++v) used.push_back(view.used(v));
  return used;
}

void emit_values(const ProcedureCall& call, const View& view, const std::vector<double>& values) {
  for (Vertex v = 0; v < view.size(); ++v) {
    const Value row[] = {Value::node(view.node(v)), Value::of(values[v])};
    if (view.used(v) && !call.emit(row)) return;
  }
}

void emit_groups(const ProcedureCall& call, const View& view, const std::vector<Vertex>& labels) {
  const Groups groups(labels, used_of(view));
  for (Vertex v = 0; v < view.size(); ++v) {
    const Value row[] = {Value::node(view.node(v)), Value::of(groups.number[v]), Value::of(groups.size[v])};
    if (view.used(v) && !call.emit(row)) return;
  }
}

void page_rank(const ProcedureCall& call) {
  const AlgorithmConfig config(call, 0,
                               {"labels", "types", "direction", "damping", "iterations", "tolerance", "start"});
  const View view = config.view();
  const double damping = config.number("damping", 0.85, 0, 0.999);
  const double tolerance = config.number("tolerance", 1e-9, 0, 1);
  std::vector<Seed> seeds;
  for (const NodeId node : config.nodes("start")) {
    if (view.vertex(node) == no_vertex)
      cypher::fail_argument("InvalidArgumentValue",
                            {"start must be among the nodes of the labels", "start 必须属于所选标签的节点"});
    seeds.push_back({view.vertex(node), 1});
  }
  const auto iterations = static_cast<std::uint32_t>(config.whole("iterations", seeds.empty() ? 50 : 100, 1, 10'000));
  emit_values(call, view,
              seeds.empty() ? pagerank(view, {damping, iterations, tolerance}, call.budget)
                            : personalised_pagerank(view, seeds, {damping, iterations, tolerance}, call.budget));
}

void degrees(const ProcedureCall& call) {
  const AlgorithmConfig config(call, 0, {"labels", "types", "direction"});
  const View view = config.view();
  const Flat flat = flatten(view, Sides::forward, Weigh::one, call.budget);
  for (Vertex v = 0; v < view.size(); ++v) {
    const Value row[] = {Value::node(view.node(v)), Value::of(static_cast<std::int64_t>(flat.degree(v)))};
    if (view.used(v) && !call.emit(row)) break;
  }
  call.budget.release(flat.bytes());
}

void betweenness_of_nodes(const ProcedureCall& call) {
  const AlgorithmConfig config(call, 0, {"labels", "types", "direction", "through", "hubLimit", "sources"});
  const auto sources = static_cast<std::uint32_t>(config.whole("sources", 100, 0, 10'000'000));
  const bool directed = !config.has("through") && config.direction().value_or(Along::both) != Along::both;
  Joined joined(call, config);
  if (directed) joined.replace(flatten(*joined.view(), Sides::forward, Weigh::one, call.budget));
  const Pairs pairs = directed ? Pairs::ordered : Pairs::unordered;
  SampledBetweenness found;
  if (sources == 0) {
    found.value = betweenness(joined.flat(), pairs, call.budget);
    found.error.assign(found.value.size(), 0);
  } else {
    found = sampled_betweenness(joined.flat(), pairs, sources, call.budget);
  }
  joined.each(call.catalog, [&](Vertex v, NodeId node) {
    const Value row[] = {Value::node(node), Value::of(found.value[v]),
                         std::isnan(found.error[v]) ? Value{} : Value::of(found.error[v])};
    return call.emit(row);
  });
}

void leiden_communities(const ProcedureCall& call) {
  const AlgorithmConfig config(
      call, 0, {"labels", "types", "through", "direction", "hubLimit", "weight", "resolution", "rounds"});
  LeidenOptions options;
  options.resolution = config.number("resolution", 1, 1e-6, 1e6);
  options.rounds = static_cast<std::uint32_t>(config.whole("rounds", options.rounds, 1, 100));
  const std::string weight = config.text("weight");
  Joined joined(call, config, Weigh::edges);
  if (!weight.empty() && joined.view()) joined.replace(weighed(*joined.view(), joined.flat(), weight, call.budget));
  const Communities found = leiden(joined.flat(), options, call.budget);
  std::vector<std::int64_t> sizes(found.count);
  joined.each(call.catalog, [&](Vertex v, NodeId) {
    ++sizes[found.of[v]];
    return true;
  });
  joined.each(call.catalog, [&](Vertex v, NodeId node) {
    const Value row[] = {Value::node(node), Value::of(std::int64_t{found.of[v]}), Value::of(sizes[found.of[v]])};
    return call.emit(row);
  });
}

void label_propagation(const ProcedureCall& call) {
  const AlgorithmConfig config(call, 0, {"labels", "types", "direction", "iterations"});
  const View view = config.view();
  const auto iterations = static_cast<std::uint32_t>(config.whole("iterations", 10, 1, 10'000));
  emit_groups(call, view, propagate_labels(view, iterations, call.budget));
}

void weak_components(const ProcedureCall& call) {
  const AlgorithmConfig config(call, 0, {"labels", "types"});
  const View view = config.view();
  emit_groups(call, view, components(view, call.budget).label);
}

void k_core(const ProcedureCall& call) {
  const AlgorithmConfig config(call, 0, {"labels", "types", "through", "direction", "hubLimit"});
  const Joined joined(call, config);
  const std::vector<std::uint32_t> cores = core_numbers(joined.flat(), call.budget);
  joined.each(call.catalog, [&](Vertex v, NodeId node) {
    const Value row[] = {Value::node(node), Value::of(std::int64_t{cores[v]})};
    return call.emit(row);
  });
}

void triangles_of_nodes(const ProcedureCall& call) {
  const AlgorithmConfig config(call, 0, {"labels", "types", "through", "direction", "hubLimit"});
  const Joined joined(call, config);
  const Triangles found = triangles(joined.flat(), call.budget);
  joined.each(call.catalog, [&](Vertex v, NodeId node) {
    const auto degree = static_cast<double>(joined.flat().degree(v));
    const double pairs = degree * (degree - 1) / 2;
    const Value row[] = {Value::node(node), Value::of(static_cast<std::int64_t>(found.of[v])),
                         Value::of(pairs == 0 ? 0.0 : static_cast<double>(found.of[v]) / pairs)};
    return call.emit(row);
  });
}

}  // namespace

void add_algorithm_procedures(cypher::Procedures& procedures) {
  const cypher::Field config{"config", types_of(Type::map), "MAP?", true};
  const cypher::Field node{"node", types_of(Type::node), "NODE"};
  const auto real = [](const char* name) { return cypher::Field{name, types_of(Type::real), "FLOAT"}; };
  const auto whole = [](const char* name) { return cypher::Field{name, types_of(Type::integer), "INTEGER"}; };
  const auto add = [&](const char* name, std::vector<cypher::Field> outputs, void (*run)(const ProcedureCall&),
                       archive::Text about) {
    outputs.insert(outputs.begin(), node);
    procedures.add({name, {config}, std::move(outputs), run, std::move(about)});
  };
  add("graph.pageRank", {real("score")}, page_rank,
      {"How often a walker comes by each node; with start, one that begins at those nodes again and again.",
       "沿关系行走的人经过各节点的频率；给出 start 时，总从这些节点重新出发。"});
  add("graph.degree", {whole("degree")}, degrees,
      {"How many distinct nodes each is related to.", "每个节点与多少个不同节点有关系。"});
  add("graph.betweenness", {real("score"), {"error", types_of(Type::real), "FLOAT?"}}, betweenness_of_nodes,
      {"How often each node lies on shortest paths between others, from a sample of sources, with its standard error.",
       "每个节点位于其他节点间最短路径上的频率，由抽样起点估计，附标准误。"});
  add("graph.leiden", {whole("community"), whole("size")}, leiden_communities,
      {"Communities by modularity, the largest first.", "按模块度划分的社区，最大者在前。"});
  add("graph.labelPropagation", {whole("community"), whole("size")}, label_propagation,
      {"Communities by spreading labels, the largest first.", "由标签传播得到的社区，最大者在前。"});
  add("graph.components", {whole("component"), whole("size")}, weak_components,
      {"Parts that no relationship joins, the largest first.", "彼此没有关系相连的各部分，最大者在前。"});
  add("graph.kCore", {whole("core")}, k_core,
      {"The greatest k such that the node is in a part where each has k neighbours.",
       "最大的 k，使节点属于其中每个节点都至少有 k 个邻居的部分。"});
  add("graph.triangles", {whole("triangles"), real("clustering")}, triangles_of_nodes,
      {"Triangles through each node, and which share of its pairs of neighbours is related.",
       "经过每个节点的三角形数，以及其邻居对中彼此有关系的比例。"});
  add_pair_procedures(procedures);
}

}  // namespace almanac::graph
