// almanac graph: the graph asked from the command line, with the questions and parameters of the HTTP API.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

#include "cli/asked.h"
#include "cli/graph_print.h"
#include "cli/print.h"
#include "cli/program.h"
#include "cli/snapshot.h"
#include "graph/analysis.h"
#include "graph/explore_parameters.h"
#include "server/csv.h"

namespace almanac::cli {

using archive::Json;
using archive::Text;

namespace {

template <class Answer>
int show(const Answer& answer, const Json& table, const Json& json, const Snapshot& snapshot, const Asked& asked,
         const Context& context) {
  if (asked.csv)
    std::cout << server::csv_of(table, "").body;
  else if (context.output == Output::json)
    std::cout << dump(json) << "\n";
  else
    print(answer, snapshot, context);
  return done;
}

template <class Answer>
int show(const Answer& answer, const Snapshot& snapshot, const Asked& asked, const Context& context) {
  return show(answer, graph::table_of(answer, snapshot.zone()), graph::to_json(answer, snapshot.zone()), snapshot,
              asked, context);
}

int run_node(const Context& context, const Asked& asked) {
  const Snapshot snapshot(context);
  const auto answer = graph::node(*snapshot, graph::node_request(asked.parameters()));
  return show(answer, graph::table_of(answer), graph::to_json(answer), snapshot, asked, context);
}
int run_neighbors(const Context& context, const Asked& asked) {
  const auto request = graph::neighbors_request(asked.parameters());
  const Snapshot snapshot(context);
  return show(graph::neighbors(*snapshot, request), snapshot, asked, context);
}
int run_paths(const Context& context, const Asked& asked) {
  const auto request = graph::paths_request(asked.parameters());
  const Snapshot snapshot(context);
  return show(graph::paths(*snapshot, request), snapshot, asked, context);
}
int run_common(const Context& context, const Asked& asked) {
  const auto request = graph::common_request(asked.parameters());
  const Snapshot snapshot(context);
  graph::Terms terms;
  return show(graph::common(*snapshot, request, terms), snapshot, asked, context);
}
int run_subgraph(const Context& context, const Asked& asked) {
  const auto request = graph::subgraph_request(asked.parameters());
  const Snapshot snapshot(context);
  graph::Terms terms;
  return show(graph::subgraph(*snapshot, request, terms), snapshot, asked, context);
}

template <class Asking, class Answer>
int run_analysis(const Context& context, const Asked& asked, Asking (*read)(const graph::Parameters&),
                 Answer (*ask)(const graph::CampaignGraph&, const Asking&, graph::Terms&)) {
  const auto request = read(asked.parameters());
  const Snapshot snapshot(context);
  graph::Terms terms;
  const Answer answer = ask(*snapshot, request, terms);
  return show(answer, graph::table_of(answer), graph::to_json(answer), snapshot, asked, context);
}
int run_related(const Context& context, const Asked& asked) {
  return run_analysis(context, asked, graph::related_request, graph::related);
}
int run_central(const Context& context, const Asked& asked) {
  return run_analysis(context, asked, graph::central_request, graph::central);
}
int run_communities(const Context& context, const Asked& asked) {
  return run_analysis(context, asked, graph::communities_request, graph::communities);
}

const Option as_of{
    "--as-of",
    "as_of",
    {"Only what was known that day, e.g. --as-of 2024-10-01", "只使用当日已知的内容，例如 --as-of 2024-10-01"},
    "DATE"};
const Option relationships{
    "-r,--relationship",
    "relationship",
    {"Only this relationship, e.g. -r TOUCHED; may be given again", "只看此关系，例如 -r TOUCHED；可重复"},
    "NAME",
    -1};
const Option kind{
    "--kind",
    "kind",
    {"Only nodes of this kind, e.g. --kind user; may be given again", "只看此种类的节点，例如 --kind user；可重复"},
    "KIND",
    -1};

void add_edges(CLI::App* app, const std::shared_ptr<Asked>& asked, archive::Language language) {
  for (const Option& option : std::initializer_list<Option>{
           relationships,
           {"--direction", "direction", {"out, in or both", "方向：out、in 或 both"}, "WORD"},
           as_of,
           {"--from", "from", {"Only touchpoints of this day or later", "只计此日及以后的触点"}, "DATE"},
           {"--to", "to", {"Only touchpoints of this day or earlier", "只计此日及以前的触点"}, "DATE"},
           {"--edge",
            "edge",
            {"A condition on edges, e.g. --edge type=purchase, --edge 'count>=3'; may be given again",
             "关系的条件，例如 --edge type=purchase、--edge 'count>=3'；可重复"},
            "CONDITION",
            -1},
           {"--min-weight",
            "min_weight",
            {"Only edges of at least so many touchpoints", "只看触点数不少于此的关系"},
            "N"}})
    add(app, asked, option, language);
}

void add_listing(CLI::App* app, const std::shared_ptr<Asked>& asked, archive::Language language) {
  for (const Option& option : std::initializer_list<Option>{
           {"--where",
            "where",
            {"A condition on the neighbours, e.g. --where city=上海; may be given again",
             "邻居的条件，例如 --where city=上海；可重复"},
            "CONDITION",
            -1},
           {"--limit", "limit", {"How many at most", "最多显示多少个"}, "N"},
           {"--group", "group", {"users: people as groups", "users：把用户归为分组"}, "users"},
           {"--group-by",
            "group_by",
            {"Attribute of users, or segment, that makes the groups; may be given again",
             "分组依据：用户属性或 segment；可重复"},
            "NAME",
            -1}})
    add(app, asked, option, language);
}

}  // namespace

std::vector<Command> add_graph(CLI::App& program, archive::Language language) {
  const auto say = [&](const Text& text) { return text.in(language); };
  CLI::App* app = program.add_subcommand(
      "graph", say({"Explore the graph: node, neighbors, paths, common, subgraph, related, central, communities",
                    "探索图谱：node、neighbors、paths、common、subgraph、related、central、communities"}));
  app->require_subcommand(1);
  std::vector<Command> commands;
  const auto command = [&](const char* name, const Text& help, int (*run)(const Context&, const Asked&)) {
    CLI::App* made = app->add_subcommand(name, say(help));
    const auto asked = std::make_shared<Asked>();
    made->add_flag("--csv", asked->csv, say({"Print a table for a spreadsheet", "输出用于电子表格的 CSV"}));
    commands.push_back({made, [asked, run](const Context& context) { return run(context, *asked); }});
    return std::pair(made, asked);
  };
  const Text an_id{"A node's id, e.g. campaign:D11-2024", "节点编号，例如 campaign:D11-2024"};
  const Text some_ids{"Ids of nodes, e.g. campaign:D11-2024 campaign:D11-2023",
                      "节点编号，例如 campaign:D11-2024 campaign:D11-2023"};

  auto [node, node_asked] = command(
      "node", {"One node with its properties and the number of its neighbours", "一个节点的属性和邻居数量"}, run_node);
  add(node, node_asked, {"id", "id", an_id, "ID"}, language)->required();
  add(node, node_asked, as_of, language);

  auto [neighbors, neighbors_asked] =
      command("neighbors", {"The neighbours of a node, or of several together", "节点的邻居；可同时给出多个节点"},
              run_neighbors);
  neighbors->alias("neighbours");
  add(neighbors, neighbors_asked, {"id", "node", some_ids, "ID", -1}, language)->required();
  add(neighbors, neighbors_asked, kind, language);
  add(neighbors, neighbors_asked, {"--hops", "hops", {"How far, 1 to 4", "跳数，1 至 4"}, "N"}, language);
  add(neighbors, neighbors_asked,
      {"--order", "order", {"weight, -first, -last or label", "排序：weight、-first、-last 或 label"}, "WORD"},
      language);
  add_edges(neighbors, neighbors_asked, language);
  add_listing(neighbors, neighbors_asked, language);

  auto [paths, paths_asked] =
      command("paths", {"The best paths between two nodes or two sets", "两节点（或两组节点）间的最佳路径"}, run_paths);
  add(paths, paths_asked, {"from", "from", an_id, "FROM"}, language)->required();
  add(paths, paths_asked, {"to", "to", an_id, "TO"}, language)->required();
  add(paths, paths_asked,
      {"--also-from",
       "from",
       {"Another beginning; user:* is every user; may be given again", "另一个起点；user:* 为全部用户；可重复"},
       "ID",
       -1},
      language);
  add(paths, paths_asked, {"--also-to", "to", {"Another end; may be given again", "另一个终点；可重复"}, "ID", -1},
      language);
  add(paths, paths_asked, {"-k", "k", {"How many, 1 to 20", "路径数，1 至 20"}, "N"}, language);
  add(paths, paths_asked, {"--max-hops", "max_hops", {"The longest, 1 to 8", "最大跳数，1 至 8"}, "N"}, language);
  add(paths, paths_asked, relationships, language);
  add(paths, paths_asked, kind, language);
  add(paths, paths_asked,
      {"--avoid", "avoid", {"Not through this node; may be given again", "不经过此节点；可重复"}, "ID", -1}, language);
  add(paths, paths_asked,
      {"--max-degree", "max_degree", {"Not through nodes with more edges", "不经过边数超过此值的节点"}, "N"}, language);
  add(paths, paths_asked, as_of, language);

  auto [common, common_asked] =
      command("common", {"What 2 to 20 nodes have in common", "2 至 20 个节点的共同邻居"}, run_common);
  add(common, common_asked, {"id", "node", some_ids, "ID", -1}, language)->required();
  add(common, common_asked,
      {"--at-least",
       "at_least",
       {"Next to at least so many of them (default: all)", "至少与其中多少个相邻（默认全部）"},
       "N"},
      language);
  add(common, common_asked, kind, language);
  add_edges(common, common_asked, language);
  add_listing(common, common_asked, language);

  auto [subgraph, subgraph_asked] =
      command("subgraph", {"What joins up to 500 nodes to each other", "最多 500 个节点之间的关系"}, run_subgraph);
  add(subgraph, subgraph_asked, {"id", "node", some_ids, "ID", -1}, language)->required();
  add(subgraph, subgraph_asked,
      {"--around",
       "around",
       {"Also neighbours of this kind that several share, e.g. --around user",
        "另加共有的此种类邻居，例如 --around user"},
       "KIND"},
      language);
  add(subgraph, subgraph_asked,
      {"--at-least", "at_least", {"Shared by at least so many (default 2)", "至少由多少个节点共有（默认 2）"}, "N"},
      language);
  add(subgraph, subgraph_asked,
      {"--edge-limit", "edge_limit", {"Edges at most, the heaviest", "最多返回多少条关系"}, "N"}, language);
  add_edges(subgraph, subgraph_asked, language);
  add_listing(subgraph, subgraph_asked, language);

  const Option limit{"--limit", "limit", {"How many at most", "最多显示多少个"}, "N"};
  auto [related, related_asked] =
      command("related", {"What is related to a node, hubs not deciding", "与节点相关的节点"}, run_related);
  add(related, related_asked, {"id", "node", an_id, "ID"}, language)->required();
  add(related, related_asked,
      {"--method", "method", {"pagerank, adamic_adar or jaccard", "方法：pagerank、adamic_adar 或 jaccard"}, "WORD"},
      language);
  add(related, related_asked,
      {"--max-degree",
       "max_degree",
       {"For adamic_adar and jaccard: what has more edges joins nothing",
        "adamic_adar、jaccard：边数更多的节点不起连接作用"},
       "N"},
      language);
  auto [central, central_asked] = command("central", {"The most central nodes", "最中心的节点"}, run_central);
  add(central, central_asked,
      {"--measure",
       "measure",
       {"pagerank, degree, core or betweenness", "度量：pagerank、degree、core 或 betweenness"},
       "WORD"},
      language);
  add(central, central_asked,
      {"--among",
       "among",
       {"Look only at nodes of this kind, e.g. --among campaign --among user; may be given again",
        "只考虑此种类的节点，例如 --among campaign --among user；可重复"},
       "KIND",
       -1},
      language);
  add(central, central_asked,
      {"--sources", "sources", {"For betweenness: from how many nodes", "介数：抽样的起点数"}, "N"}, language);
  auto [communities, communities_asked] =
      command("communities", {"Communities, and what sets each apart", "社区及各自的特征"}, run_communities);
  add(communities, communities_asked,
      {"--resolution", "resolution", {"0.01 to 100; more: smaller ones", "0.01 至 100；越大社区越小"}, "NUMBER"},
      language);
  add(communities, communities_asked, {"--members", "members", {"Members listed of each", "每个社区列出的成员数"}, "N"},
      language);
  for (const auto& [made, asked] : {std::pair(related, related_asked), std::pair(central, central_asked),
                                    std::pair(communities, communities_asked)}) {
    add(made, asked, kind, language);
    add(made, asked, relationships, language);
    add(made, asked, as_of, language);
    add(made, asked, limit, language);
  }
  return commands;
}

}  // namespace almanac::cli
