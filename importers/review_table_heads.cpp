#include "importers/review_table_heads.h"

#include <algorithm>

#include "archive/name.h"
#include "importers/heading_form.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

// "2024双11目标" of a campaign of 2024 → "目标": what only names the campaign itself says nothing of a column.
std::string_view without_campaign(std::string_view text, std::optional<int> year) {
  const std::string_view all = text;
  bool own = false;
  if (year && text.starts_with(std::to_string(*year))) {
    text.remove_prefix(4);
    take_front(text, "年");
    own = true;
  }
  for (const std::string_view word : {"双十一", "双十二", "双11", "双12", "618", "大促", "活动", "本次", "本届"})
    own = take_front(text, word) || own;
  return own && !text.empty() ? trim_spaces(text) : all;
}

}  // namespace

Head head_of(std::string_view cell, const TableReading& reading) {
  Head head;
  const HeaderName name = split_header_unit(cell);
  head.unit = name.unit;
  std::string text = archive::fold(name.name);
  std::string plain_name = name.name;
  // "销量（万杯）": what is counted says nothing, how many does.
  if (const std::size_t open = std::min(text.find("("), text.find("（"));
      !head.unit && open != std::string::npos && open > 0) {
    const std::string_view inside = std::string_view(text).substr(open + (text[open] == '(' ? 1 : 3));
    for (const std::string_view scale : {"万", "亿", "千"})
      if (inside.starts_with(scale) && display_width(inside) <= 7) {
        head.unit = parse_unit(scale);
        text.resize(open);
        plain_name = text;
        break;
      }
  }
  if (text.empty()) return head;
  if (const auto years = years_in(text);
      reading.year && years.size() == 1 && *reading.year != years[0] && display_width(text) <= 20) {
    head.kind = Column::baseline;
    return head;
  }
  if (const std::string_view rest = without_campaign(text, reading.year);
      is_one_of(rest, {"目标", "目标值", "计划", "预期", "实际", "实际值", "完成", "完成值", "达成", "结果", "预算"}))
    text = rest;
  // A year: the campaign's own is what happened, another is what it is compared with.
  if (const auto years = years_in(text);
      years.size() == 1 && text.size() <= 12 && !contains_any(text, {"目标", "target", "计划"})) {
    head.kind = !reading.year ? Column::value : *reading.year == years[0] ? Column::actual : Column::baseline;
    return head;
  }
  Role said = Role::unknown;
  const archive::Metric* named = metric_of(plain_name, reading.dictionary, said);
  if (named && named->name == "attainment") {
    head.kind = Column::rate;
    return head;
  }
  if (is_one_of(text, {"指标", "指标名称", "项目", "核心指标", "数据指标", "关键指标", "数据项", "kpi指标", "考核指标",
                       "维度", "metric", "metrics", "measure", "kpi name", "item", "目标项", "指标项", "类别", "数据"}))
    head.kind = Column::label;
  else if (contains_any(text, {"率",     "占比",       "同比",  "环比",     "差异",       "差值", "差额",
                               "增幅",   "涨幅",       "增长",  "变化",     "attainment", "% of", "change",
                               "growth", "difference", "delta", "variance", "vs",         "gap",  "%"}) &&
           !named)
    head.kind = Column::rate;
  else if (contains_any(text, {"去年",      "上年",     "同期",     "往期",      "上期",  "上次",    "上届",
                               "上月",      "基线",     "基准",     "历史",      "竞品",  "行业",    "对照",
                               "last year", "previous", "baseline", "benchmark", "prior", "industry"}))
    head.kind = Column::baseline;
  else if (is_one_of(text, {"单位", "unit", "units"}))
    head.kind = Column::unit;
  else if (is_one_of(text, {"备注",   "说明", "口径", "评价",   "是否达成", "是否达标", "达标",
                            "状态",   "结论", "note", "notes",  "comment",  "comments", "remarks",
                            "status", "分析", "原因", "负责人", "数据来源", "来源"}))
    head.kind = Column::note;
  else if (is_one_of(text, {"目标", "目标值", "计划", "计划值", "预期", "预期值", "kpi", "活动目标", "设定目标",
                            "原定目标", "预算目标", "target", "goal", "plan", "planned", "targets", "kpi目标"}))
    head.kind = Column::target;
  else if (is_one_of(text,
                     {"实际",      "实际值",   "实际完成", "完成",     "完成值",   "完成情况", "达成",    "达成值",
                      "达成情况",  "结果",     "实际结果", "实际达成", "实际数据", "本次",     "本期",    "今年",
                      "活动期",    "活动期间", "实绩",     "actual",   "result",   "results",  "actuals", "achieved",
                      "this year", "outcome",  "实际效果", "最终",     "final"}))
    head.kind = Column::actual;
  else if (is_one_of(text, {"数值", "值", "数据值", "value", "figure", "number", "number of", "amount", "金额",
                            "金额（元）", "数量"}))
    head.kind = Column::value;
  else if (is_one_of(text, {"渠道", "渠道名称", "投放渠道", "推广渠道", "触达渠道", "平台", "投放平台", "媒体",
                            "channel", "channels", "platform", "media", "source"}))
    head.kind = Column::channel;
  else if (is_one_of(text, {"人群", "客群", "目标人群", "人群包", "用户分层", "segment", "audience"}))
    head.kind = Column::segment;
  else if (is_one_of(text, {"商品", "产品", "主推品", "单品", "sku", "product", "商品名称", "产品名称"}))
    head.kind = Column::product;
  else if (is_one_of(text, {"阶段", "波次", "活动阶段", "周期", "phase", "stage"}))
    head.kind = Column::phase;
  else if (is_one_of(text, {"日期", "date", "day"}))
    head.kind = Column::day;
  else if (named) {
    head.kind = Column::metric;
    head.metric = named;
    head.role = said;
  } else if (contains_any(text, {"预算", "计划费用", "budget"})) {
    head.kind = Column::metric;
    head.metric = reading.dictionary.find_metric("spend");
    head.role = Role::target;
  } else if (is_one_of(text,
                       {"实际费用", "费用",     "花费",   "投入",         "成本",        "实际投入", "消耗",
                        "实际支出", "cost",     "spent",  "actual spend", "actual cost", "spend",    "推广花费",
                        "营销花费", "投放花费", "总花费", "推广费",       "总费用",      "实际花费", "实际总花费"})) {
    head.kind = Column::metric;
    head.metric = reading.dictionary.find_metric("spend");
    head.role = text.find("实际") != std::string::npos ? Role::actual : Role::unknown;
  }
  return head;
}

}  // namespace almanac::importers
