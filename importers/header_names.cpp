#include "importers/header_names.h"

#include <algorithm>
#include <set>

#include "archive/name.h"
#include "importers/header_words.h"

namespace almanac::importers {
namespace {

// Heads of columns that are no field.
bool is_other_head(const std::string& folded) {
  static const std::set<std::string, std::less<>> heads = [] {
    std::set<std::string, std::less<>> built;
    for (const std::string_view name : {"序号",
                                        "备注",
                                        "指标",
                                        "指标名称",
                                        "核心指标",
                                        "数据指标",
                                        "考核指标",
                                        "项目",
                                        "目标",
                                        "目标值",
                                        "实际",
                                        "实际值",
                                        "完成值",
                                        "完成率",
                                        "达成率",
                                        "完成情况",
                                        "同比",
                                        "环比",
                                        "占比",
                                        "增长率",
                                        "日期",
                                        "时间",
                                        "账户",
                                        "推广账户",
                                        "推广计划",
                                        "推广单元",
                                        "推广组",
                                        "计划名称",
                                        "计划名字",
                                        "关键词",
                                        "搜索词",
                                        "省",
                                        "市",
                                        "省级地域",
                                        "市级地域",
                                        "小时",
                                        "年龄",
                                        "性别",
                                        "创意",
                                        "店铺",
                                        "单价",
                                        "金额",
                                        "数量",
                                        "小计",
                                        "阶段",
                                        "内容",
                                        "结果",
                                        "数据",
                                        "no",
                                        "no.",
                                        "remark",
                                        "remarks",
                                        "notes",
                                        "metric",
                                        "kpi",
                                        "target",
                                        "actual",
                                        "goal",
                                        "day",
                                        "month",
                                        "week",
                                        "account",
                                        "ad set name",
                                        "ad name",
                                        "ad group",
                                        "keyword",
                                        "reporting starts",
                                        "reporting ends"})
      built.insert(folded_name(name));
    return built;
  }();
  return heads.contains(folded);
}

}  // namespace

bool heads_column(std::string_view name, const archive::Dictionary& dictionary) {
  const std::string bare = split_header_unit(without_numbering(name)).name;
  const std::string folded = folded_name(bare);
  if (folded.empty()) return false;
  for (const RowKind kind : {RowKind::campaigns, RowKind::touchpoints, RowKind::users, RowKind::products,
                             RowKind::channels, RowKind::segments, RowKind::lessons})
    if (header_table(kind).contains(folded)) return true;
  return is_other_head(folded) || !metric_field(folded, dictionary).empty() ||
         !metric_field(archive::fold(bare), dictionary).empty();
}

bool is_field_name(std::string_view name) {
  const std::string folded = folded_name(split_header_unit(without_numbering(name)).name);
  return header_table(RowKind::campaigns).contains(folded) || header_table(RowKind::lessons).contains(folded);
}

bool names_record(std::string_view name) {
  const auto& table = header_table(RowKind::campaigns);
  const auto found = table.find(folded_name(without_numbering(name)));
  return found != table.end() && (found->second == "name" || found->second == "code");
}

bool heads_numbers(std::string_view name) {
  return heads_one_of(name, {"序号", "编号", "行号", "no", "no.", "#", "nr"});
}

std::string_view figure_prefix(std::string_view name) {
  if (heads_one_of(name,
                   {"渠道", "渠道名称", "投放渠道", "推广渠道", "媒体", "平台", "channel", "channel name", "platform"}))
    return channel_prefix;
  if (heads_one_of(name, {"费用项", "费用项目", "费用类别", "费用科目", "费用明细", "预算项", "预算项目", "预算科目",
                          "预算明细", "支出项目", "成本项", "成本项目", "cost item", "budget item", "expense"}))
    return cost_prefix;
  if (heads_one_of(name, {"阶段", "活动阶段", "阶段名称", "环节", "流程", "时间节点", "stage", "phase"}))
    return stage_prefix;
  return {};
}

bool heads_figures(std::string_view name) {
  return !figure_prefix(name).empty() || heads_one_of(name, {"指标", "指标名称", "核心指标", "数据指标", "考核指标",
                                                             "关键指标", "指标项", "metric", "metrics", "kpi"});
}

std::string_view without_copy_number(std::string_view name) {
  const std::size_t at = name.rfind(" (");
  if (at == std::string_view::npos || !name.ends_with(')')) return name;
  const std::string_view number = name.substr(at + 2, name.size() - at - 3);
  const bool digits =
      !number.empty() && number.size() < 6 && number.find_first_not_of("0123456789") == std::string_view::npos;
  return digits ? name.substr(0, at) : name;
}

std::string known_metric_name(std::string_view written, const archive::Dictionary& dictionary) {
  const HeaderName name = split_header_unit(written);
  std::string_view text = trimmed(name.name);
  if (dictionary.find_metric(text)) return std::string(text);
  for (const std::string_view word :
       {"引导成交", "引导支付", "引导进店", "引导",   "推广", "投放", "投流", "营销",   "广告",   "媒介", "总",
        "全店",     "店铺",     "活动期间", "活动期", "活动", "累计", "整体", "全渠道", "全平台", "全场", "全网",
        "大促",     "期间",     "本次",     "本期",   "现场", "合作", "会员", "老客",   "用户"}) {
    if (!text.starts_with(word)) continue;
    const std::string_view rest = text.substr(word.size());
    // Of whom: of a sale to members, or how many of the customers came again; not the number of them.
    const bool of_people = word == "会员" || word == "老客" || word == "用户";
    const bool fits = !of_people || rest.ends_with("复购率") || rest.ends_with("回购率") ||
                      (word == "会员" && (rest == "销售额" || rest == "成交额" || rest == "成交金额" || rest == "GMV"));
    if (fits && dictionary.find_metric(rest)) return std::string(rest);
  }
  // "礼盒售罄率"
  for (const std::string_view rate : {"售罄率", "动销率"})
    if (text.ends_with(rate) && text.size() > rate.size() && text.size() <= rate.size() + 18) return std::string(rate);
  // "销量（杯）", "展位试跑（参与人数）"
  for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"（", "）"}, {"(", ")"}}) {
    const std::size_t at = text.find(open);
    if (at == std::string_view::npos || at == 0 || !text.ends_with(close)) continue;
    for (const std::string_view part :
         {trimmed(text.substr(0, at)),
          trimmed(text.substr(at + open.size(), text.size() - at - open.size() - close.size()))})
      if (dictionary.find_metric(part)) return std::string(part);
  }
  // "Orders 订单数": either language may be the known one.
  for (std::size_t at = text.find(' '); at != std::string_view::npos && at > 0; at = text.find(' ', at + 1)) {
    const std::string_view left = trimmed(text.substr(0, at)), right = trimmed(text.substr(at + 1));
    if (left.empty() || right.empty() ||
        (static_cast<unsigned char>(left.back()) >= 0x80) == (static_cast<unsigned char>(right.front()) >= 0x80))
      continue;
    const auto* one = dictionary.find_metric(left);
    const auto* other = dictionary.find_metric(right);
    if ((one || other) && (!one || !other || one == other)) return std::string(one ? left : right);
  }
  // "展现", "线索"; 成交 in yuan, or in 万, is no number of anything.
  const bool money = name.unit && name.unit->word.empty() && !name.unit->percent;
  if (money && (text == "成交" || text == "引导成交" || text == "带来成交")) return "成交额";
  for (const std::string_view end : {"量", "数"})
    if (const std::string longer = std::string(text) + std::string(end);
        !money && text.size() >= 6 && text.size() <= 18 && dictionary.find_metric(longer))
      return longer;
  return std::string(text);
}

}  // namespace almanac::importers
