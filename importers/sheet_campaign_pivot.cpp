// Figures of channels that stand in columns, rows of totals, and names in columns beside what a table is about.

#include <algorithm>
#include <map>

#include "archive/name.h"
#include "importers/layout.h"
#include "importers/review_tables.h"
#include "importers/review_words.h"
#include "importers/sheet_campaign_tables.h"

namespace almanac::importers {
namespace {

using archive::Json;
using Kind = ColumnHead::Kind;

std::string row_text(const SheetText& sheet, const CampaignTable& table, std::uint32_t row) {
  std::string text;
  for (std::size_t i = 0; i < table.heads.size(); ++i) {
    if (i > 0) text += " | ";
    text += sheet.text(row, table.left + static_cast<std::uint32_t>(i));
  }
  return text;
}

// What a row of a table lying on its side measures.
struct Measured {
  std::string name;  // in the dictionary, else as written; empty: nothing
  const archive::Metric* metric = nullptr;
  Role role = Role::unknown;
  std::optional<Unit> unit;
};

Measured measured_by(std::string_view label, const TableContext& context) {
  Measured found;
  if (label.empty() || is_footnote(label) || compares(label) || is_total_label(label)) return found;
  const ColumnHead head = column_head(label, context.dictionary, context.dates, context.year);
  found.unit = head.unit;
  const HeaderName name = split_header_unit(label);
  found.metric = metric_of(known_metric_name(name.name, context.dictionary), context.dictionary, found.role);
  if (found.metric)
    found.name = found.metric->name == "attainment" ? "" : found.metric->name;
  else if (head.kind == Kind::written)
    found.name = trimmed(name.name);
  return found;
}

// Planned and actual costs by channel, each channel once.
class ChannelCosts {
 public:
  void add(const std::string& channel, const Number& number, Role role, const std::string& evidence) {
    Json& entry = costs_[channel];
    entry["channel"] = channel;
    entry[role == Role::target ? "planned" : "actual"] = archive::to_json(number.value);
    evidence_ = evidence;
  }
  void put(ReviewCollector& out) {
    for (auto& [channel, entry] : costs_) out.certain("costs", std::move(entry), {evidence_});
  }

 private:
  std::map<std::string, Json> costs_;
  std::string evidence_;
};

bool means_all(std::string_view name) {
  return std::ranges::any_of(std::initializer_list<std::string_view>{"全部", "不限", "所有", "通用", "全渠道", "全员",
                                                                     "其他", "其它", "all", "All"},
                             [&](std::string_view word) { return name == word; });
}

bool is_amount(const Number& number) {
  return number.bound == Number::Bound::exact && !number.low && !number.unit.percent && number.unit.word.empty() &&
         !number.value.is_negative();
}

}  // namespace

bool is_grand_total(std::string_view text) {
  for (const std::string_view end : {"（", "(", "：", ":"})
    if (const std::size_t at = text.find(end); at != std::string_view::npos && at > 0) text = text.substr(0, at);
  std::string folded = archive::fold(text);
  std::erase(folded, ' ');
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"合计", "总计", "共计", "总合计", "总和", "累计", "总", "合计值", "汇总",
                                              "全渠道", "全平台", "全部渠道", "总体", "整体", "total", "totals",
                                              "grandtotal", "overall"},
      [&](std::string_view word) { return folded == word; });
}

bool read_pivot_of_sheet(const SheetText& sheet, const CampaignTable& table, const TableContext& context) {
  bool any = false;
  ChannelCosts costs;
  for (const ColumnHead& head : table.heads)
    if (!head.channel.empty() && !head.metric) context.out.certain("channels", head.channel, {head.channel});
  for (std::uint32_t row = table.header + 1; row <= table.last; ++row) {
    const Measured measured = measured_by(sheet.text(row, table.left), context);
    if (measured.name.empty()) continue;
    const auto unit = unit_of_sheet(measured.metric, measured.unit, context.unit, context.count);
    if (!unit) continue;
    const std::string evidence = row_text(sheet, table, row);
    for (std::size_t i = 1; i < table.heads.size(); ++i) {
      const ColumnHead& head = table.heads[i];
      if ((head.channel.empty() && !head.total) || head.kind == Kind::rate || head.kind == Kind::baseline) continue;
      Role role = head.kind == Kind::target || head.kind == Kind::planned    ? Role::target
                  : head.kind == Kind::actual || head.kind == Kind::attained ? Role::actual
                                                                             : measured.role;
      if (role == Role::unknown) role = context.role == TitleRole::planned ? Role::target : Role::actual;
      const auto number = parse_number(sheet.value(row, table.left + static_cast<std::uint32_t>(i)), *unit);
      if (!number || number->value.is_negative()) continue;
      const bool spend = measured.name == "spend";
      if (head.total) {
        if (spend && !is_amount(*number)) continue;
        const FigureReading reading{context.dictionary, context.out, role, true, true};
        if (spend)
          context.out.certain_if_alone(role == Role::target ? "budget" : "spend", archive::to_json(number->value),
                                       {evidence});
        else
          add_figure(measured.name, *number, role, reading, {evidence});
      } else if (spend) {
        if (!is_amount(*number)) continue;
        costs.add(head.channel, *number, role, evidence);
      } else if (role == Role::actual) {
        const FigureReading reading{context.dictionary, context.out, role};
        add_figure(measured.name, *number, role, reading, {evidence}, Json{{"channel", head.channel}});
      }
      any = true;
    }
  }
  costs.put(context.out);
  return any;
}

namespace {

// 合计 over 目标: what the columns were to come to.
bool read_goals_below(const SheetText& sheet, const CampaignTable& table, std::uint32_t grand,
                      const TableContext& context) {
  bool any = false;
  for (std::uint32_t row = grand + 1; row <= std::min(table.last, grand + 2); ++row) {
    const std::string_view label = sheet.text(row, table.left);
    if (label != "目标" && label != "目标值" && label != "活动目标" && label != "总目标" && label != "KPI") continue;
    for (std::size_t i = 0; i < table.heads.size(); ++i) {
      const ColumnHead& head = table.heads[i];
      if (head.kind != Kind::metric || head.role == Role::target || !head.channel.empty() ||
          head.metric->name == "spend")
        continue;
      const auto unit = unit_of_sheet(head.metric, head.unit, context.unit, context.count);
      const std::string_view cell = sheet.value(row, table.left + static_cast<std::uint32_t>(i));
      if (!unit || cell.empty()) continue;
      const auto number = parse_number(cell, *unit);
      if (!number || number->value.is_negative()) continue;
      const FigureReading reading{context.dictionary, context.out, Role::target, true, true};
      any = true;
      add_figure(head.metric->name, *number, Role::target, reading, {row_text(sheet, table, row)});
    }
  }
  return any;
}

}  // namespace

bool read_totals_of_sheet(const SheetText& sheet, const CampaignTable& table, const TableContext& context) {
  // What some people's posts came to is not what the campaign did.
  if (std::ranges::any_of(table.heads, [](const ColumnHead& head) {
        return head.text.find("达人") != std::string::npos || head.text.find("昵称") != std::string::npos ||
               head.text.find("博主") != std::string::npos || head.text.find("KOL") != std::string::npos;
      }))
    return false;
  constexpr std::uint32_t label_columns = 3;
  std::optional<std::uint32_t> grand;
  for (std::uint32_t row = table.header + 1; row <= table.last; ++row)
    for (std::uint32_t column = table.left; column < table.left + label_columns && column <= table.right(); ++column) {
      const std::string_view text = sheet.text(row, column);
      if (!is_grand_total(text)) {
        // 天猫 | 合计: of a part
        if (!text.empty() && !is_empty(text) && !parse_number(text)) break;
        continue;
      }
      if (grand && *grand != row) return false;
      grand = row;
    }
  if (!grand) return false;
  bool any = read_goals_below(sheet, table, *grand, context);
  ChannelCosts costs;
  const std::string evidence = row_text(sheet, table, *grand);
  for (std::size_t i = 0; i < table.heads.size(); ++i) {
    const ColumnHead& head = table.heads[i];
    if (head.kind != Kind::metric && head.kind != Kind::written) continue;
    // Of a plan only what is called a goal is one.
    if (head.role == Role::unknown && context.role == TitleRole::planned) continue;
    const auto unit = unit_of_sheet(head.metric, head.unit, context.unit, context.count);
    const std::string_view cell = sheet.value(*grand, table.left + static_cast<std::uint32_t>(i));
    if (!unit || cell.empty()) continue;
    const auto number = parse_number(cell, *unit);
    if (!number || number->value.is_negative() || number->bound != Number::Bound::exact) continue;
    const std::string name = head.metric ? head.metric->name : std::string(trimmed(split_header_unit(head.text).name));
    if (name == "spend") {
      if (!head.channel.empty() && is_amount(*number)) costs.add(head.channel, *number, Role::actual, evidence);
      continue;
    }
    const Role role = head.role == Role::target ? Role::target : Role::actual;
    const FigureReading reading{context.dictionary, context.out, role, true, true};
    add_figure(name, *number, role, reading, {evidence},
               head.channel.empty() ? Json::object() : Json{{"channel", head.channel}});
    any = true;
  }
  costs.put(context.out);
  return any;
}

bool read_cards_of_sheet(const SheetText& sheet, const CampaignTable& table, const TableContext& context) {
  bool any = false;
  for (std::size_t i = 0; i < table.heads.size(); ++i) {
    const ColumnHead& head = table.heads[i];
    const std::uint32_t column = table.left + static_cast<std::uint32_t>(i);
    const std::string_view cell = sheet.text(table.last, column);
    if (head.kind == Kind::rate || head.kind == Kind::baseline || cell.empty() || !sheet.own(table.last, column))
      continue;
    const bool amount = !head.metric && (head.kind == Kind::amount || head.kind == Kind::planned);
    if (!head.metric && head.kind != Kind::written && !amount) continue;
    const archive::Metric* metric = amount ? context.dictionary.find_metric("spend") : head.metric;
    const auto unit = unit_of_sheet(metric, head.unit, context.unit, context.count);
    if (!unit) continue;
    const auto number = parse_number(cell, *unit);
    if (!number || number->value.is_negative()) continue;
    const bool planned = head.kind == Kind::planned || head.role == Role::target ||
                         (head.role == Role::unknown && context.role == TitleRole::planned);
    const Role role = planned ? Role::target : Role::actual;
    const std::string name = metric ? metric->name : std::string(trimmed(split_header_unit(head.text).name));
    const FigureReading reading{context.dictionary, context.out, role};
    add_figure(name, *number, role, reading, {head.text + " " + std::string(cell)},
               head.channel.empty() ? Json::object() : Json{{"channel", head.channel}});
    any = true;
  }
  return any;
}

namespace {

// "有机米粉、防溢乳垫"
std::vector<std::string> names_in(std::string_view cell) {
  std::vector<std::string> names;
  while (!cell.empty()) {
    const std::size_t at = std::min(cell.find("、"), cell.size());
    if (const std::string_view name = trimmed(cell.substr(0, at)); !name.empty()) names.emplace_back(name);
    cell.remove_prefix(std::min(cell.size(), at + std::string_view("、").size()));
  }
  return names;
}

// Whether the row says how much of anything: a channel without a figure was not used.
bool has_figures(const SheetText& sheet, const CampaignTable& table, std::uint32_t row) {
  for (std::uint32_t column = table.left; column <= table.right(); ++column)
    if (parse_number(sheet.text(row, column))) return true;
  return false;
}

}  // namespace

bool read_columns_of_names(const SheetText& sheet, const CampaignTable& table, const TableContext& context) {
  bool any = false;
  for (std::size_t i = 0; i < table.heads.size(); ++i) {
    const Kind kind = table.heads[i].kind;
    const bool product =
        kind == Kind::product && (table.form == CampaignTable::Form::daily || table.heads[i].text.starts_with("主推"));
    if (kind != Kind::channel && kind != Kind::segment && !product) continue;
    for (std::uint32_t row = table.header + 1; row <= table.last; ++row) {
      const std::uint32_t column = table.left + static_cast<std::uint32_t>(i);
      const std::string_view cell = sheet.text(row, column);
      if (cell.empty() || cell.size() > 90 || is_empty(cell) || is_total_label(cell) || is_footnote(cell) ||
          parse_number(cell) || is_grand_total(sheet.text(row, table.left)) || !has_figures(sheet, table, row))
        continue;
      if (means_all(cell)) continue;
      if (product)
        for (std::string& name : names_in(cell)) context.out.certain("products", std::move(name), {std::string(cell)});
      else if (kind == Kind::channel)
        context.out.certain("channels", channel_name(cell, context.dictionary), {std::string(cell)});
      else
        context.out.certain("segments", std::string(cell), {std::string(cell)});
      any = true;
    }
  }
  return any;
}

}  // namespace almanac::importers
