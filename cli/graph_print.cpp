#include "cli/graph_print.h"

#include <cstdio>
#include <iostream>

#include "cli/print.h"

namespace almanac::cli {

using archive::Json;
using archive::Text;

namespace {

enum class Form { plain, day };  // day: of a time the date alone

struct Column {
  const char* name;
  Text title;
  std::size_t width;
  Form form = Form::plain;
};

std::string cell(const Json& row, const Column& column) {
  const auto value = row.find(column.name);
  if (value == row.end() || value->is_null()) return {};
  if (value->is_string()) {
    const std::string text = value->get<std::string>();
    return one_line(column.form == Form::day ? text.substr(0, 10) : text);
  }
  if (value->is_number_unsigned()) return grouped(value->get<std::uint64_t>());
  if (value->is_number_float()) {
    char figure[32];
    std::snprintf(figure, sizeof figure, "%.6g", value->get<double>());
    return figure;
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
    for (const Column& column : columns) line.push_back(cell(row, column));
  }
  print_table(heads, cells);
}

const Column relationship{"relationship", {"relationship", "关系"}, 16};
const Column direction{"direction", {"dir", "方向"}, 4};
const Column weight{"weight", {"weight", "强度"}, 12};
const Column first{"first", {"first", "最早"}, 10, Form::day};
const Column last{"last", {"last", "最近"}, 10, Form::day};
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

}  // namespace

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

}  // namespace almanac::cli
