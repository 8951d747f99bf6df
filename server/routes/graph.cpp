// Exploring the graph.

#include "server/routes/parameters.h"

namespace almanac::server {
namespace {

Parameter relationships() { return several("relationship", {"only these relationships", "只看这些关系"}); }

// Which edges count (graph/explore.h, EdgeRequest).
std::vector<Parameter> edges() {
  return {
      relationships(),
      word("direction", {"from the node, to it, or both", "方向"}, {"out", "in", "both"}),
      as_of(),
      date("from", {"only touchpoints of this day or later", "只计此日及以后的触点"}),
      date("to", {"only touchpoints of this day or earlier", "只计此日及以前的触点"}),
      several(
          "edge",
          {"a condition on edges, name op value: type, channel, product, currency, variant, creative, region, device "
           "choose among the touchpoints; count, value, first, last, refunds, refunded, declared, declared_since are "
           "of "
           "the edge",
           "关系的条件，写作 名称 运算符 值：type、channel、product、currency、variant、creative、region、device "
           "筛选触点；count、value、first、last、refunds、refunded、declared、declared_since 是关系本身的属性"}),
      number("min_weight", {"only edges with at least so many touchpoints", "只看触点数不少于此的关系"}, 0,
             4'000'000'000, 0)};
}

Parameter where() {
  return several("where", {"a condition on a property of the neighbours, name op value, op one of = != < <= > >= ~",
                           "邻居属性的条件，写作 名称 运算符 值，运算符为 = != < <= > >= ~ 之一"});
}

std::vector<Parameter> grouping() {
  return {word("group", {"users: people as groups instead of one by one", "users：把用户归为分组显示"}, {"users"}),
          several("group_by", {"attributes of users, or segment, that make the groups (at most 3)",
                               "分组依据：用户属性或 segment（最多 3 个）"})};
}

std::vector<Parameter> ending() { return {timeout(), wait(), format()}; }

}  // namespace

std::vector<Route> graph_routes() {
  const Parameter kinds = several("kind", {"only neighbours of this kind", "只看此种类的邻居"});
  std::vector<Parameter> neighbors{several("node", {"graph id; several are gone out from together (at most 100)",
                                                    "节点编号；可给出多个，一起展开（最多 100 个）"}),
                                   kinds,
                                   number("hops", {"how far", "跳数"}, 1, 4, 1),
                                   limit(1000, 50),
                                   word("order", {"order", "排序"}, {"weight", "-first", "-last", "label"}),
                                   where()};
  neighbors.front().required = true;
  std::vector<Parameter> paths{
      several("from",
              {"graph id; several are a set, user:* is all of a kind", "起点编号；多个为一组，user:* 为该种类全部"}),
      several("to", {"graph id, likewise", "终点编号，同上"}),
      number("max_hops", {"longest path", "最大跳数"}, 1, 8, 6),
      number("k", {"how many paths", "路径数"}, 1, 20, 3),
      several("relationship", {"only over these relationships", "只经过这些关系"}),
      several("kind", {"only through nodes of this kind", "只经过此种类的节点"}),
      several("avoid", {"not through this node", "不经过此节点"}),
      number("max_degree", {"not through nodes with more edges; 0: through any", "不经过边数超过此值的节点；0 为不限"},
             0, 4'000'000'000, 0),
      as_of()};
  paths[0].required = paths[1].required = true;
  std::vector<Parameter> common{
      several("node", {"graph id, 2 to 20 of them", "节点编号，2 至 20 个"}),
      number("at_least", {"next to at least so many of the nodes; 0: to all", "至少与其中多少个相邻；0 为全部"}, 0, 20,
             0),
      kinds, limit(1000, 50), where()};
  common.front().required = true;
  std::vector<Parameter> subgraph{
      several("node", {"graph id, up to 500 of them", "节点编号，最多 500 个"}),
      text("around", {"also neighbours of this kind that several of the nodes share", "另加这些节点共有的此种类邻居"}),
      number("at_least", {"shared by at least so many", "至少由多少个节点共有"}, 1, 500, 2),
      where(),
      limit(500, 100),
      number("edge_limit", {"edges at most, the heaviest", "最多返回多少条关系（取最强的）"}, 1, 20'000, 2'000),
      word("list", {"what format=csv lists", "format=csv 列出的内容"}, {"edges", "nodes"})};
  subgraph.front().required = true;
  return {
      {"GET",
       "/api/v1/graph/node",
       h::graph_node,
       Permission::read,
       {"A node with its properties and the number of its neighbours", "节点的属性和邻居数量"},
       with({needed("id", {"graph id, for example campaign:D11-2024", "节点编号，例如 campaign:D11-2024"}), as_of()},
            ending()),
       "",
       "graph_node"},
      {"GET",
       "/api/v1/graph/neighbors",
       h::graph_neighbors,
       Permission::read,
       {"Neighbours of a node, the strongest first", "节点的邻居，关系强的在前"},
       with(with(with(neighbors, edges()), grouping()), ending()),
       "",
       "graph_neighbors"},
      {"GET",
       "/api/v1/graph/paths",
       h::graph_paths,
       Permission::read,
       {"Shortest paths between two nodes or two sets, each step with its evidence",
        "两节点（或两组节点）间的最短路径及每步依据"},
       with(paths, ending()),
       "",
       "graph_paths"},
      {"GET",
       "/api/v1/graph/common",
       h::graph_common,
       Permission::read,
       {"What several nodes have in common, each side with its evidence", "多个节点的共同邻居及各方依据"},
       with(with(with(common, edges()), grouping()), ending()),
       "",
       "graph_common"},
      {"GET",
       "/api/v1/graph/subgraph",
       h::graph_subgraph,
       Permission::read,
       {"The part of the graph among given nodes, for drawing", "给定节点之间的子图，可用于绘图"},
       with(with(with(subgraph, edges()), grouping()), ending()),
       "",
       "graph_subgraph"},
      {"POST",
       "/api/v1/graph/subgraph",
       h::graph_subgraph_by_body,
       Permission::read,
       {"The same with its parameters as JSON, for many nodes", "同上，参数以 JSON 提交，适合大量节点"},
       ending(),
       "graph_subgraph_request",
       "graph_subgraph"},
  };
}

}  // namespace almanac::server
