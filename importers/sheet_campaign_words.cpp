#include "importers/sheet_campaign_words.h"

#include <algorithm>

#include "archive/name.h"
#include "importers/campaign_name.h"
#include "importers/layout.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using Kind = ColumnHead::Kind;

std::string without_spaces(std::string_view text) {
  std::string rest;
  for (const char c : text)
    if (c != ' ' && c != '\n' && c != '\t') rest += c;
  return rest;
}

}  // namespace

PeriodKey period_key(std::string_view key) {
  const std::string text = without_spaces(archive::fold(key));
  if (is_one_of(text,
                {"活动周期",      "活动时间", "活动日期",     "活动档期", "活动期间", "活动期",   "档期",
                 "大促周期",      "大促时间", "推广周期",     "投放周期", "投放时间", "执行周期", "campaignperiod",
                 "campaigndates", "活动起止", "活动起止时间", "促销时间", "促销周期", "项目周期"}))
    return is_one_of(text, {"投放周期", "投放时间", "推广周期"}) ? PeriodKey::loose : PeriodKey::own;
  if (is_one_of(text, {"周期", "时间", "日期", "起止时间", "起止日期", "期间", "period", "dates", "时间范围"}))
    return PeriodKey::loose;
  if (is_one_of(text, {"统计周期", "统计时间", "统计日期", "数据周期", "数据时间", "统计区间", "数据区间"}))
    return PeriodKey::figures;
  // "执行时间", "复盘周期"; not those of a part, or of the file.
  if (text.size() <= 24 &&
      !contains_any(text, {"更新", "制表", "填",   "导出", "截",   "审",   "下单", "发货", "提交", "预热", "预售",
                           "支付", "尾款", "报名", "返场", "爆发", "定金", "去年", "上",   "同期", "统计", "数据"}))
    for (const std::string_view end : {"周期", "时间", "档期", "时段"})
      if (text.ends_with(end)) return PeriodKey::loose;
  return PeriodKey::none;
}

std::optional<std::pair<int, std::string_view>> leading_year(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  int year = 0;
  if (digits == 4 && text.starts_with("20"))
    year = 2000 + (text[2] - '0') * 10 + (text[3] - '0');
  else if (digits == 2 && text.substr(2).starts_with("年") && text[0] >= '1' && text[0] <= '4')
    year = 2000 + (text[0] - '0') * 10 + (text[1] - '0');
  else
    return std::nullopt;
  std::string_view rest = text.substr(digits);
  if (rest.starts_with(".") || rest.starts_with("-") || rest.starts_with("/")) return std::nullopt;  // a date
  for (const std::string_view word : {"年度", "年"})
    if (rest.starts_with(word)) {
      rest.remove_prefix(word.size());
      break;
    }
  if (!rest.empty() && is_digit(rest.front())) return std::nullopt;
  return std::pair{year, rest};
}

bool is_written_metric(std::string_view text) {
  text = trimmed(text);
  if (contains_any(text, {"面额", "面值", "门槛", "峰值"})) return false;
  // How many people there are is no result.
  if (is_one_of(text,
                {"人数", "总人数", "人群数", "人群量", "用户数", "会员数", "客户数", "总数", "总量", "金额", "总额"}))
    return false;
  if (text.size() < 2 || text.size() > 36 ||
      contains_any(text, {"粉丝", "单价", "数量", "排名", "排序", "天数", "库存", "期数", "序数", "报价",
                          "定价", "售价", "原价", "→",    "->",   "占",   "日均", "预估", "预计", "人均",
                          "编",   "用券", "券后", "带动", "引导", "带来", "贡献", "目标"}))
    return false;
  if (std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; })) return text.size() <= 5;
  for (const std::string_view end : {"数", "量", "人次", "次数", "金额", "额", "营收", "收入"})
    if (text.ends_with(end)) return true;
  return false;
}

bool sounds_like_channel(std::string_view text, const archive::Dictionary& dictionary) {
  constexpr std::size_t longest = 45, shortest = 6;  // bytes
  text = trimmed(text);
  if (text.empty()) return false;
  if (dictionary.find_channel(text)) return true;
  if (text.size() > longest || contains_any(text, {"：", ":", "，", "。", "；"})) return false;
  for (std::size_t end = text.size(); end >= shortest; --end)
    if ((end == text.size() || (static_cast<unsigned char>(text[end]) & 0xc0) != 0x80) &&
        static_cast<unsigned char>(text[0]) >= 0x80 && dictionary.find_channel(text.substr(0, end)))
      return true;
  return false;
}

ColumnHead column_head(std::string_view cell, const archive::Dictionary& dictionary, const ReviewDates& dates,
                       int own_year) {
  ColumnHead head;
  cell = trimmed(cell);
  head.text = cell;
  if (cell.empty()) {
    head.kind = Kind::empty;
    return head;
  }
  if (cell.size() > 90) return head;
  const HeaderName name = split_header_unit(cell);
  head.unit = name.unit;
  std::string text = without_spaces(archive::fold(name.name));
  if (const auto year = leading_year(text)) {
    if (year->second.empty()) {
      head.kind = Kind::year;
      head.year = year->first;
      return head;
    }
    head.year = year->first;
    // "2024年 (3.1-3.8)": its days.
    if (std::string_view days = year->second; days.starts_with("(") && days.ends_with(")") &&
                                              days.find_first_not_of("0123456789.-/~()") == std::string_view::npos) {
      head.kind = Kind::year;
      return head;
    }
    if (own_year != 0 && own_year != year->first) {
      head.kind = Kind::baseline;
      return head;
    }
    text = std::string(year->second);
  }
  const auto is = [&](std::initializer_list<std::string_view> words) { return is_one_of(text, words); };
  const auto set = [&](Kind kind) { return head.kind = kind, head; };
  if (contains_any(text, {"去年", "上年", "同期", "往期", "上期", "上次", "上届", "基线", "基准", "历史", "竞品",
                          "行业", "对照", "lastyear", "previous", "baseline", "benchmark"}))
    return set(Kind::baseline);
  if (contains_any(text, {"同比", "环比", "占比",   "完成率", "达成率", "差异", "差值",     "差额",   "增幅",  "涨幅",
                          "进度", "偏差", "执行率", "使用率", "消耗率", "yoy",  "variance", "change", "share", "%"}))
    return set(Kind::rate);
  if (is({"指标",    "指标名称", "核心指标", "数据指标", "关键指标", "数据项",   "考核指标", "指标项",   "目标项",
          "metric",  "kpi指标",  "考核项",   "考核内容", "考核项目", "关键数据", "核心数据", "关键结果", "数据名称",
          "metrics", "kpis",     "产出",     "成果",     "产出指标", "效果指标", "数据",     "维度"}))
    return set(Kind::label);
  if (is({"项目", "事项", "科目", "类目", "内容", "item", "名称", "明细", "费用明细", "具体项目", "明细项目", "子项",
          "细项"}))
    return set(Kind::item);
  if (is({"目标", "目标值", "活动目标", "预期", "预期值", "预期目标", "kpi", "target", "goal", "累计目标", "总目标",
          "目标数", "任务", "任务值", "指标值", "goals", "targets"}))
    return set(Kind::target);
  if (is({"预算",     "预算金额",     "预算费用",     "计划",     "计划值",       "计划金额",   "计划费用",
          "费用预算", "投放预算",     "预算额",       "总预算",   "budget",       "planned",    "plan",
          "预估费用", "申请金额",     "申请预算",     "推广预算", "营销预算",     "批复预算",   "媒介预算",
          "广告预算", "营销费用预算", "推广费用预算", "费用计划", "预算（批复）", "预算(批复)", "批准预算"}))
    return set(Kind::planned);
  if (is({"实际",     "实际值",       "实际完成",     "完成",         "完成值",   "实际达成",   "实际结果",
          "实际数据", "实绩",         "实际花费",     "实际费用",     "实际金额", "实际支出",   "实际消耗",
          "实际投入", "实付",         "实付金额",     "实际使用",     "actual",   "actuals",    "actualcost",
          "result",   "决算",         "实际结算",     "实际结算金额", "决算金额", "决算费用",   "实际完成值",
          "完成额",   "结算金额",     "已花费",       "实花",         "实际发生", "实际发生额", "实际执行",
          "执行金额", "营销费用实际", "推广费用实际", "发生额",       "结算"}))
    return set(Kind::actual);
  if (is({"达成", "达成值", "达成情况", "完成情况"})) return set(Kind::attained);
  if (is({"数值", "值", "数据值", "结果", "本次", "本期", "今年", "活动期", "活动期间", "value"}))
    return set(Kind::value);
  if (is({"金额", "费用", "花费", "消耗", "成本", "投入", "支出", "费用金额", "amount", "cost", "spend"}))
    return set(Kind::amount);
  if (is({"小计", "合计", "总计", "汇总", "共计", "total", "subtotal"})) return set(Kind::subtotal);
  if (is({"单位", "unit"})) return set(Kind::unit);
  if (is({"备注", "说明", "口径", "状态", "负责人", "来源", "数据来源", "note", "notes", "remark", "remarks", "comment",
          "原因", "分析", "评价", "达标", "是否达成", "是否达标"}))
    return set(Kind::note);
  if (is({"序号", "编号", "no", "no.", "#"})) return set(Kind::number);
  if (is({"类别", "分类", "类型", "大类", "渠道类型", "渠道类别", "渠道分类", "一级渠道", "渠道大类", "域", "板块",
          "模块", "category", "type"}))
    return set(Kind::category);
  if (is({"渠道",         "渠道名称",   "投放渠道", "推广渠道",  "媒介",     "媒体",      "平台",       "投放平台",
          "推广平台",     "媒介渠道",   "媒体渠道", "渠道/平台", "发放渠道", "触达渠道",  "适用渠道",   "引流渠道",
          "获客渠道",     "来源渠道",   "推广媒体", "channel",   "platform", "media",     "推广工具",   "广告平台",
          "触点",         "触达方式",   "触达触点", "私域触点",  "流量来源", "流量渠道",  "流量入口",   "渠道明细",
          "细分渠道",     "二级渠道",   "三级渠道", "子渠道",    "销售渠道", "成交渠道",  "销售平台",   "成交平台",
          "平台渠道",     "平台/渠道",  "渠道来源", "投放媒体",  "投放媒介", "媒体平台",  "投放工具",   "推广方式",
          "投放方式",     "推广形式",   "广告渠道", "渠道店铺",  "channels", "platforms", "touchpoint", "publisher",
          "mediachannel", "channelname"}))
    return set(Kind::channel);
  if (is({"用途",      "预算用途",    "费用用途", "支出用途", "费用去向", "费用类别",  "费用分类",  "费用项",
          "费用项目",  "费用科目",    "费用类型", "费用名称", "成本项",   "成本项目",  "权益",      "权益项",
          "权益名称",  "支出项目",    "预算项",   "预算项目", "预算科目", "渠道/项目", "项目/渠道", "渠道/科目",
          "科目/渠道", "渠道/费用项", "支出项",   "支出科目", "costitem"}))
    return set(Kind::cost_item);
  if (is({"人群分层", "人群分类", "人群类型", "会员分层",   "会员等级", "用户类型", "客户分层", "人群标签",
          "人群",     "人群包",   "人群名称", "人群包名称", "客群",     "客群名称", "圈选人群", "目标人群",
          "适用人群", "投放人群", "触达人群", "发送人群",   "用户分层", "segment",  "audience"}))
    return set(Kind::segment);
  if (is({"sku", "sku编码", "skuid", "商品编码", "商品编号", "货号", "商品id", "产品编码", "条码", "款号"}))
    return set(Kind::sku);
  if (is({"主推", "主推款", "主推品", "主推商品", "主推产品", "主推单品", "主推货品", "爆款", "核心单品", "商品",
          "商品名称", "品名", "产品", "产品名称", "货品", "货品名称", "单品", "product", "productname"}))
    return set(Kind::product);
  if (is({"日期", "date", "day", "天", "统计日期", "星期"})) return set(Kind::day);
  if (contains_any(text, {"预估", "预计", "预测"})) return head;
  Role role = Role::unknown;
  const archive::Metric* metric = metric_of(known_metric_name(text, dictionary), dictionary, role);
  if (!metric) metric = metric_of(known_metric_name(name.name, dictionary), dictionary, role);  // "Net revenue"
  if (metric) {
    if (metric->name == "attainment") return set(Kind::rate);
    head.metric = metric;
    head.role = role;
    if (metric->name == "spend") {
      return set(role == Role::target ? Kind::planned : role == Role::actual ? Kind::actual : Kind::amount);
    }
    return set(Kind::metric);
  }
  // "千川消耗"
  const std::string_view named = trimmed(name.name);
  for (std::size_t at = first_character(named); at < named.size() && at < 40; at += first_character(named.substr(at))) {
    metric = metric_of(named.substr(at), dictionary, role);
    if (!metric || !dictionary.find_channel(named.substr(0, at))) continue;
    head.metric = metric;
    head.channel = named.substr(0, at);
    return set(Kind::metric);
  }
  // "预热期（5.20-5.30）", "第一波 11.1-11.3"
  const auto ranges = dates.find_all(cell);
  if (ranges.size() == 1 && ranges[0].range.end) {
    head.range = ranges[0].range;
    return set(Kind::phase);
  }
  if (contains_any(text, {"期", "阶段", "波", "预热", "爆发", "返场", "蓄水", "预售", "开门红", "尾款", "种草"}) &&
      text.size() <= 24)
    return set(Kind::phase);
  if (is_written_metric(named)) return set(Kind::written);
  return head;
}

}  // namespace almanac::importers
