// Tables of costs: items with what was planned and spent, "费用项 | 预算 | 实际". The total row is the campaign's budget and spend.

#include <algorithm>

#include "archive/name.h"
#include "importers/heading_form.h"
#include "importers/review_table_heads.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::Json;

std::string folded_name(std::string_view cell) {
  std::string name = archive::fold(split_header_unit(cell).name);
  std::erase(name, ' ');
  return name;
}

// Heads that name items of cost, and heads that may name anything.
bool names_costs(std::string_view head) {
  return contains_any(
      head, {"费用项", "费用科目", "费用类", "费用名", "费用明细", "支出项", "支出类", "支出科目", "成本项", "预算项",
             "预算科目", "科目", "花费项", "投入项", "用途", "lineitem", "costitem", "expense", "budgetitem"});
}
bool names_anything(std::string_view head) {
  return head.empty() || is_one_of(head, {"项目", "类别", "类型", "明细", "分项", "名称", "内容", "条目", "大类",
                                          "模块", "费用", "item", "items", "category", "description", "what"});
}

struct CostColumns {
  std::size_t label = 0;
  std::optional<std::size_t> planned, actual;
  std::optional<Unit> planned_unit, actual_unit;
};

std::optional<CostColumns> cost_columns(const std::vector<std::string>& header, const TableReading& reading) {
  CostColumns columns;
  std::optional<std::size_t> label;
  bool sure = contains_any(archive::fold(reading.heading), {"费用", "预算", "成本", "花费", "投入", "支出", "开支",
                                                            "决算", "money", "cost", "budget", "spend", "expense"});
  for (std::size_t i = 0; i < header.size(); ++i) {
    const std::string head = folded_name(header[i]);
    if (is_one_of(head, {"序号", "no", "no.", "#", "编号"})) continue;
    const auto unit = split_header_unit(header[i]).unit;
    if (!label && (names_costs(head) || names_anything(head))) {
      sure = sure || names_costs(head);
      label = i;
      continue;
    }
    if (!columns.planned &&
        (head == "预算" || head == "计划" || head == "预估" || head == "预算金额" || head == "计划金额" ||
         head == "预算费用" || head == "计划费用" || head == "批复" || head == "批复预算" || head == "预算数" ||
         head == "planned" || head == "budget" || head == "plan" || head == "budgeted" || head == "approved")) {
      columns.planned = i;
      columns.planned_unit = unit;
    } else if (!columns.actual &&
               is_one_of(head, {"实际",     "实际花费", "实际金额", "实际支出",   "实际费用",   "实际使用",
                                "实际发生", "决算",     "决算金额", "结算",       "结算金额",   "花费",
                                "支出",     "费用",     "金额",     "实付",       "实付金额",   "实支",
                                "执行",     "执行金额", "使用",     "actual",     "spent",      "cost",
                                "amount",   "spend",    "actuals",  "actualcost", "actualspend"})) {
      columns.actual = i;
      columns.actual_unit = unit;
    }
  }
  if (!label || !sure || (!columns.planned && !columns.actual)) return std::nullopt;
  columns.label = *label;
  // "费用（元）" under 预算 of a plan is what is planned.
  const bool plan = contains_any(archive::fold(reading.heading), {"预算", "budget"}) && !columns.planned;
  if (plan && !contains_any(archive::fold(header[*columns.actual]), {"实际", "决算", "结算", "actual", "spent"})) {
    std::swap(columns.planned, columns.actual);
    std::swap(columns.planned_unit, columns.actual_unit);
  }
  // "Item (RMB)"
  if (const auto unit = split_header_unit(header[*label]).unit) {
    if (!columns.planned_unit) columns.planned_unit = unit;
    if (!columns.actual_unit) columns.actual_unit = unit;
  }
  return columns;
}

bool is_cost_total(std::string_view label) {
  const std::string text = folded_name(label);
  return is_one_of(text, {"合计", "总计", "共计", "总和", "总额", "费用合计", "总费用", "总预算", "total", "grandtotal",
                          "sum"}) ||
         text.starts_with("合计") || text.starts_with("总计");
}

std::string row_text(const std::vector<std::string>& row) {
  std::string text;
  for (const std::string& cell : row) text += (text.empty() ? "" : " | ") + cell;
  return text;
}

}  // namespace

bool read_cost_table(const TableRows& rows, const TableReading& reading, std::size_t block) {
  if (rows.size() < 2 || reading.section == Section::comparison || reading.section == Section::next) return false;
  const auto columns = cost_columns(rows.front(), reading);
  if (!columns) return false;
  // Rows that are metrics: a table of goals and results.
  std::size_t metrics = 0;
  for (std::size_t r = 1; r < rows.size(); ++r) {
    Role role = Role::unknown;
    const auto* metric =
        columns->label < rows[r].size() ? metric_of(rows[r][columns->label], reading.dictionary, role) : nullptr;
    metrics += metric && metric->name != "spend";
  }
  if (metrics * 3 > rows.size() - 1) return false;
  bool any = false;
  for (std::size_t r = 1; r < rows.size(); ++r) {
    const auto& row = rows[r];
    if (columns->label >= row.size()) continue;
    const std::string label{trimmed(row[columns->label])};
    // A total may stand in the first column, left of its items.
    const bool total = is_cost_total(label) || is_cost_total(row[0]);
    if ((label.empty() && !total) || label.find("小计") != std::string::npos || display_width(label) > 60) continue;
    const Place place{row_text(row), block};
    const auto* channel = reading.dictionary.find_channel(label);
    Json entry{{channel ? "channel" : "kind", channel ? channel->channel : label}};
    const auto take = [&](const std::optional<std::size_t>& column, const std::optional<Unit>& unit, const char* name,
                          std::string_view field) {
      if (!column || *column >= row.size() || is_empty(row[*column])) return;
      const auto number = parse_number(row[*column], unit.value_or(reading.unit));
      if (!number || number->value.is_negative() || number->unit.percent || !number->unit.word.empty() || number->low ||
          number->bound != Number::Bound::exact)
        return;
      if (total)
        reading.out.certain_if_alone(field, archive::to_json(number->value), place);
      else
        entry[name] = archive::to_json(number->value);
      if (!number->unit.currency.empty()) reading.out.certain("currency", number->unit.currency, place);
      any = true;
    };
    take(columns->planned, columns->planned_unit, "planned", "budget");
    take(columns->actual, columns->actual_unit, "actual", "spend");
    if (entry.size() > 1) reading.out.certain("costs", std::move(entry), place);
  }
  return any;
}

}  // namespace almanac::importers
