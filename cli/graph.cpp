// almanac graph: the graph asked from the command line, with the questions and parameters of the HTTP API.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>

#include "cli/asked.h"
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

struct Column {
  const char* name;
  Text title;
  std::size_t width;
};

std::string cell(const Json& row, const char* name) {
  const auto value = row.find(name);
  if (value == row.end() || value->is_null()) return {};
  if (value->is_string()) return one_line(value->get<std::string>());
  if (value->is_number_unsigned()) return grouped(value->get<std::uint64_t>());
  if (value->is_number_float()) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value->get<double>());
    return text;
  }
  if (!value->is_array()) return one_line(dump(*value));
  std::string joined;
  for (const auto& one : *value) joined += (joined.empty() ? "" : ", ") + one.get<std::string>();
  return one_line(joined);
}

void print_table(const Json& rows, const std::vector<Column>& columns, const Context& context) {
  std::vector<TableColumn> heads;
  for (const Column& column : columns) heads.push_back({context.say(column.title), column.width});
  std::vector<std::vector<std::string>> cells;
  for (const auto& row : rows) {
    auto& line = cells.emplace_back();
    for (const Column& column : columns) line.push_back(cell(row, column.name));
  }
  print_table(heads, cells);
}

const Column relationship{"relationship", {"relationship", "关系"}, 16};
const Column direction{"direction", {"dir", "方向"}, 4};
const Column weight{"weight", {"weight", "强度"}, 12};
const Column first{"first", {"first", "最早"}, 10};
const Column last{"last", {"last", "最近"}, 10};
const Column types{"types", {"touchpoints", "触点"}, 36};

void print_total(std::uint64_t total, std::uint64_t shown, const Context& context) {
  if (total > shown) std::cout << context.say(filled({"and {} more", "另有 {} 个"}, grouped(total - shown))) << "\n";
}

void print_groups(const std::optional<graph::Groups>& groups, const Json& answer, const Context& context) {
  if (!groups) return;
  std::cout << context.say(filled({"{} users by {}:", "{} 个用户，按 {} 分组："}, grouped(groups->users),
                                  groups->by.empty() ? "-" : groups->by.front()))
            << "\n";
  print_table(answer.at("groups").at("groups"),
              {{"label", {"group", "分组"}, 40}, {"users", {"users", "用户"}, 12}, weight}, context);
  print_total(groups->group_count, groups->groups.size(), context);
}

void print(const graph::NodeAnswer& answer, const Snapshot&, const Context& context) {
  std::cout << strong(one_line(answer.node.label)) << "  " << faint(one_line(answer.node.id)) << "\n";
  for (const auto& [name, value] : answer.properties.items())
    std::cout << "  " << pad(one_line(name), 16) << "  "
              << one_line(value.is_string() ? value.get<std::string>() : dump(value)) << "\n";
  print_table(graph::table_of(answer),
              {relationship, direction, {"kind", {"kind", "种类"}, 12}, {"count", {"count", "数量"}, 14}}, context);
}

void print(const graph::NeighborsAnswer& answer, const Snapshot& snapshot, const Context& context) {
  if (!answer.neighbors.empty() || !answer.groups) {
    print_table(graph::table_of(answer, snapshot.zone()),
                {{"node", {"node", "节点"}, 36},
                 {"node_label", {"name", "名称"}, 28},
                 relationship,
                 direction,
                 weight,
                 first,
                 last,
                 types},
                context);
    print_total(answer.total, answer.neighbors.size(), context);
  }
  print_groups(answer.groups, to_json(answer, snapshot.zone()), context);
}

void print(const graph::PathsAnswer& answer, const Snapshot&, const Context& context) {
  for (const graph::Path& path : answer.paths) {
    std::cout << strong(one_line(path.nodes.front().label)) << "  " << faint(one_line(path.nodes.front().id)) << "\n";
    for (std::size_t i = 0; i < path.steps.size(); ++i) {
      const graph::Step& step = path.steps[i];
      const bool out = step.source == path.nodes[i].id;
      std::cout << "  " << (out ? "-" : "<-") << step.relationship << (out ? "-> " : "- ")
                << one_line(path.nodes[i + 1].label) << "  " << faint(one_line(path.nodes[i + 1].id));
      if (step.evidence.count != 0)
        std::cout << "  " << context.say(filled({"{} touchpoints", "{} 个触点"}, grouped(step.evidence.count)));
      std::cout << "\n";
    }
  }
  if (answer.paths.empty()) std::cerr << context.say({"No path.", "没有路径。"}) << "\n";
  if (!answer.complete)
    std::cerr << context.say({"The search was cut off: there may be more paths. Name relationships or fewer hops.",
                              "搜索已中断，可能还有其他路径。请指定关系或减少跳数。"})
              << "\n";
}

void print(const graph::CommonAnswer& answer, const Snapshot& snapshot, const Context& context) {
  print_table(graph::table_of(answer, snapshot.zone()),
              {{"node", {"node", "节点"}, 36},
               {"node_label", {"name", "名称"}, 24},
               {"of", {"with", "相邻于"}, 30},
               relationship,
               weight,
               types},
              context);
  print_total(answer.total, answer.common.size(), context);
  print_groups(answer.groups, to_json(answer, snapshot.zone()), context);
}

void print(const graph::SubgraphAnswer& answer, const Snapshot& snapshot, const Context& context) {
  print_table(graph::node_table_of(answer),
              {{"node", {"node", "节点"}, 36},
               {"node_label", {"name", "名称"}, 28},
               {"degree", {"edges", "关系数"}, 8},
               {"users", {"users", "用户"}, 10}},
              context);
  print_total(answer.nodes_total, answer.nodes.size(), context);
  print_table(graph::table_of(answer, snapshot.zone()),
              {{"source", {"from", "起点"}, 30}, relationship, {"target", {"to", "终点"}, 30}, weight, types}, context);
  print_total(answer.edges_total, answer.edges.size(), context);
}

void print(const graph::RelatedAnswer& answer, const Snapshot&, const Context& context) {
  print_table(graph::table_of(answer),
              {{"node", {"node", "节点"}, 36},
               {"node_label", {"name", "名称"}, 28},
               {"score", {"score", "得分"}, 12},
               {"grounds", {"by", "依据"}, 40}},
              context);
  print_total(answer.total, answer.related.size(), context);
}

void print(const graph::CentralAnswer& answer, const Snapshot&, const Context& context) {
  print_table(graph::table_of(answer),
              {{"node", {"node", "节点"}, 36},
               {"node_label", {"name", "名称"}, 28},
               {"value", {"value", "数值"}, 14},
               {"error", {"error", "误差"}, 14}},
              context);
  print_total(answer.total, answer.nodes.size(), context);
}

void print(const graph::CommunitiesAnswer& answer, const Snapshot&, const Context& context) {
  print_table(graph::table_of(answer),
              {{"community", {"no.", "序号"}, 4},
               {"size", {"size", "规模"}, 10},
               {"first_member", {"first member", "首要成员"}, 28},
               {"name", {"what", "特征"}, 16},
               {"value", {"value", "取值"}, 24},
               {"n", {"n", "n"}, 8},
               {"of", {"of", "共"}, 8},
               {"lift", {"lift", "提升度"}, 8}},
              context);
  print_total(answer.total, answer.communities.size(), context);
}

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
            {"A condition on the neighbours, e.g. --where 城市=上海; may be given again",
             "邻居的条件，例如 --where 城市=上海；可重复"},
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
