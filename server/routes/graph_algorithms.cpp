// The graph as a whole.

#include "server/routes/parameters.h"

namespace almanac::server {

std::vector<Route> graph_algorithm_routes() {
  const Parameter relationships = several("relationship", {"only over these relationships", "只经过这些关系"});
  const Parameter listed = several("kind", {"only nodes of this kind are listed", "只列出此种类的节点"});
  const std::vector<Parameter> ending{timeout(), wait(), format()};
  return {
      {"GET",
       "/api/v1/graph/related",
       h::graph_related,
       Permission::read,
       {"What is related to a node, through chosen relationships so that hubs do not decide",
        "与节点相关的节点；可选定关系，避免枢纽节点主导"},
       with(
           {needed("node", {"graph id", "节点编号"}),
            word("method",
                 {"pagerank: a walker from the node who chooses a relationship, then an edge; adamic_adar, jaccard: by "
                  "far ends that both have",
                  "pagerank：从该节点出发，先选关系再选边；adamic_adar、jaccard：按共同的邻居"},
                 {"pagerank", "adamic_adar", "jaccard"}),
            listed, relationships, as_of(),
            number("max_degree",
                   {"adamic_adar, jaccard: what has more edges joins nothing; 0: everything joins",
                    "adamic_adar、jaccard：边数超过此值的节点不起连接作用；0 为不限"},
                   0, 4'000'000'000, 0),
            limit(1000, 20)},
           ending),
       "",
       "graph_related"},
      {"GET",
       "/api/v1/graph/central",
       h::graph_central,
       Permission::read,
       {"The most central nodes by PageRank, degree, core number or sampled betweenness with its error",
        "最中心的节点：PageRank、度、核数，或带误差的抽样介数"},
       with({word("measure", {"what counts", "度量"}, {"pagerank", "degree", "core", "betweenness"}),
             several("among", {"only nodes of this kind are looked at", "只考虑此种类的节点"}), listed, relationships,
             as_of(), number("sources", {"betweenness: from how many nodes", "介数：抽样的起点数"}, 1, 100'000, 256),
             limit(1000, 20)},
            ending),
       "",
       "graph_central"},
      {"GET",
       "/api/v1/graph/communities",
       h::graph_communities,
       Permission::read,
       {"Communities (Leiden), each with what its members have more often than others",
        "社区（Leiden），以及各社区成员比其他节点更常见的特征"},
       with({several("kind",
                     {"nodes of this kind; without any: campaigns and users", "参与的节点种类；不给时为活动与用户"}),
             relationships, as_of(),
             text("resolution",
                  {"0.01 to 100, default 1; more: smaller communities", "0.01 至 100，默认 1；越大社区越小"}),
             number("members", {"members listed of each", "每个社区列出的成员数"}, 0, 100, 10), limit(100, 10)},
            ending),
       "",
       "graph_communities"},
  };
}

}  // namespace almanac::server
