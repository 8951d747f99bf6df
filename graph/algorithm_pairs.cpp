#include "graph/algorithm_pairs.h"

#include <algorithm>

#include "graph/algorithm_config.h"
#include "graph/algorithms/similar.h"
#include "graph/algorithms/weighted_paths.h"
#include "graph/cypher/catalog.h"
#include "graph/cypher/query_error.h"

namespace almanac::graph {
namespace {

using cypher::ProcedureCall;
using cypher::Type;
using cypher::types_of;
using cypher::Value;

// The argument as a vertex of the view; no_vertex if it is null.
Vertex vertex_at(const ProcedureCall& call, std::size_t argument, const View& view) {
  const Value& value = call.arguments[argument];
  if (value.is_null()) return no_vertex;
  const Vertex vertex = view.vertex(value.node_id());
  if (vertex == no_vertex)
    cypher::fail_argument("InvalidArgumentValue",
                          {"the nodes must be of the labels of the config", "节点必须属于配置中 labels 所列的标签"});
  return vertex;
}

void emit_paths(const ProcedureCall& call, const AlgorithmConfig& config, std::size_t k) {
  const View view = config.view();
  const Vertex from = vertex_at(call, 0, view);
  const Vertex to = vertex_at(call, 1, view);
  if (from == no_vertex || to == no_vertex) return;
  for (const WeightedPath& path : weighted_paths(view, from, to, k, config.text("weight"), call.budget)) {
    std::vector<Value> items;
    for (std::size_t i = 0; i < path.vertices.size(); ++i) {
      items.push_back(Value::node(view.node(path.vertices[i])));
      if (i < path.edges.size()) items.push_back(Value::relationship(path.edges[i].table, path.edges[i].position));
    }
    const Value row[] = {cypher::make_path(call.arena, items), Value::of(path.length)};
    if (!call.emit(row)) return;
  }
}

void shortest_path(const ProcedureCall& call) {
  emit_paths(call, AlgorithmConfig(call, 2, {"labels", "types", "direction", "weight"}), 1);
}

void k_paths(const ProcedureCall& call) {
  const AlgorithmConfig config(call, 2, {"labels", "types", "direction", "weight", "k"});
  emit_paths(call, config, static_cast<std::size_t>(config.whole("k", 3, 1, 1000)));
}

void emit_alike(const ProcedureCall& call,
                std::vector<Similar> (Similarity::*measure)(Vertex v, std::size_t k, Budget& budget), bool counts) {
  const AlgorithmConfig config(call, 1, {"types", "direction", "hubLimit", "limit"});
  const std::uint64_t limit = config.whole("limit", 20, 1, 1'000'000);
  if (call.arguments[0].is_null()) return;
  const NodeId start = call.arguments[0].node_id();
  const Projection projection = config.projection(call.catalog.graph().class_of(start), "types");
  Similarity similarity(projection, call.budget);
  for (const Similar& found : (similarity.*measure)(projection.vertex(start), limit, call.budget)) {
    std::vector<Value> row{Value::node(projection.node(found.vertex)), Value::of(found.score)};
    if (counts) row.push_back(Value::of(std::int64_t{found.common}));
    if (found.score > 0 && !call.emit(row)) return;
  }
}

void jaccard(const ProcedureCall& call) { emit_alike(call, &Similarity::jaccard, true); }
void adamic_adar(const ProcedureCall& call) { emit_alike(call, &Similarity::adamic_adar, false); }

std::vector<Vertex> neighbors_of(const View& view, Vertex v, Budget& budget) {
  std::vector<Vertex> all;
  view.each(v, [&](Vertex far) {
    budget.step();
    all.push_back(far);
  });
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

void common_neighbors(const ProcedureCall& call) {
  const AlgorithmConfig config(call, 2, {"labels", "types", "direction"});
  const View view = config.view();
  const Vertex first = vertex_at(call, 0, view);
  const Vertex second = vertex_at(call, 1, view);
  if (first == no_vertex || second == no_vertex) return;
  const std::vector<Vertex> a = neighbors_of(view, first, call.budget);
  const std::vector<Vertex> b = neighbors_of(view, second, call.budget);
  std::vector<Vertex> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  for (const Vertex v : both) {
    const Value node = Value::node(view.node(v));
    if (!call.emit({&node, 1})) return;
  }
}

}  // namespace

void add_pair_procedures(cypher::Procedures& procedures) {
  const cypher::Field config{"config", types_of(Type::map), "MAP?", true};
  const auto given = [](const char* name) { return cypher::Field{name, types_of(Type::node), "NODE"}; };
  const cypher::Field path{"path", types_of(Type::path), "PATH"};
  const cypher::Field length{"length", types_of(Type::real), "FLOAT"};
  const cypher::Field score{"score", types_of(Type::real), "FLOAT"};
  procedures.add({"graph.shortestPath",
                  {given("from"), given("to"), config},
                  {path, length},
                  shortest_path,
                  {"The path of least length between two nodes; the length of a relationship is the property that "
                   "weight names, else 1.",
                   "两个节点间长度最小的路径；关系的长度为 weight 所指的属性，否则为 1。"}});
  procedures.add({"graph.kPaths",
                  {given("from"), given("to"), config},
                  {path, length},
                  k_paths,
                  {"The k shortest paths between two nodes, none of which meets a node twice.",
                   "两个节点间最短的 k 条路径，每条路径不重复经过节点。"}});
  procedures.add({"graph.jaccard",
                  {given("node"), {"config", types_of(Type::map), "MAP"}},
                  {given("node"), score, {"common", types_of(Type::integer), "INTEGER"}},
                  jaccard,
                  {"The nodes most alike to one: the share of what either is related to that both are.",
                   "与一个节点最相似的节点：共同的邻居占双方全部邻居的比例。"}});
  procedures.add(
      {"graph.adamicAdar",
       {given("node"), {"config", types_of(Type::map), "MAP"}},
       {given("node"), score},
       adamic_adar,
       {"The nodes most alike to one by what both are related to, each weighing 1/ln of how many it is related to.",
        "按共同的邻居找出与一个节点最相似的节点；每个共同邻居的权重为 1/ln(其邻居数)。"}});
  procedures.add({"graph.commonNeighbors",
                  {given("first"), given("second"), config},
                  {given("node")},
                  common_neighbors,
                  {"What two nodes are both related to.", "两个节点的共同邻居。"}});
}

}  // namespace almanac::graph
