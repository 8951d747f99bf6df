#include "importers/review_keys.h"

#include <algorithm>
#include <set>

#include "importers/header_names.h"
#include "importers/heading_form.h"
#include "importers/value.h"

namespace almanac::importers {
namespace {

constexpr std::size_t most_keys = 5'000;  // different ones; nobody's document has more

}  // namespace

const Meaning& KeyMeanings::of(const std::string& key) {
  const std::string words = heading_words(key);
  if (const auto known = meanings_.find(words); known != meanings_.end()) return known->second;
  static const Meaning nothing;
  if (meanings_.size() >= most_keys) return nothing;
  return meanings_[words] = find(words, key);
}

std::string_view bare_key(std::string_view key) {
  key = trimmed(without_number(trimmed(key)));
  for (const std::string_view sign : {"【", "*", "•", "·", "#"})
    while (key.starts_with(sign)) key.remove_prefix(sign.size());
  for (const std::string_view sign : {"】", "*", "：", ":"})
    while (key.ends_with(sign)) key.remove_suffix(sign.size());
  return trimmed(key);
}

Meaning KeyMeanings::find(const std::string& words, const std::string& key) const {
  using Kind = Meaning::Kind;
  Meaning meaning;
  static const std::set<std::string_view> written = {"日期",        "date",     "复盘日期", "复盘时间", "撰写日期",
                                                     "撰写时间",    "报告日期", "文档日期", "编写日期", "review date",
                                                     "report date", "written",  "更新日期", "更新时间", "last updated",
                                                     "会议时间",    "会议日期", "创建时间", "创建日期", "meeting date"};
  static const std::set<std::string_view> never = {
      "id",    "from", "to",   "title",       "编号",     "代码",     "市场", "market", "进度",
      "media", "cost", "总结", "活动总结",    "复盘",     "说明",     "描述", "内容",   "状态说明",
      "标题",  "slug", "tag",  "summary_url", "活动内容", "活动说明", "sku"};
  if (written.contains(words)) {
    meaning.kind = Kind::written;
    return meaning;
  }
  if (words == "objective" || words == "campaign objective") {
    meaning.kind = Kind::field;
    meaning.field = "objective";
    return meaning;
  }
  static const std::set<std::string_view> period_words = {
      "dates",    "timeline",       "推广周期",   "推广期",       "项目周期",     "项目时间", "实施时间", "开展时间",
      "举办时间", "促销时间",       "促销周期",   "活动期",       "活动期间",     "投放时间", "执行日期", "上线周期",
      "运营周期", "campaign dates", "run dates",  "flight dates", "活动起止时间", "活动起止", "推广时间", "活动档期",
      "when",     "执行周期",       "time frame", "timeframe",    "run"};
  if (period_words.contains(words)) {
    meaning.kind = Kind::field;
    meaning.field = "period";
    return meaning;
  }
  // "上市周期", "课程时间": whatever runs then; a range is the campaign's, one day may be something else's.
  static constexpr std::string_view spans[] = {"周期", "时间", "日期", "期间", "档期", "时段"};
  static constexpr std::string_view others[] = {
      "会议", "统计", "数据", "取数", "更新", "创建", "复盘", "提货", "发货", "报名", "截止", "完成", "发布",
      "开票", "汇报", "提交", "撰写", "编写", "发送", "打样", "大货", "交付", "计划", "响应", "到账", "付款",
      "审批", "立项", "预热", "预售", "返场", "爆发", "蓄水", "尾款", "回款", "质保", "有效", "兑付"};
  const bool span = std::ranges::any_of(
      spans, [&](std::string_view word) { return words.size() > word.size() && words.ends_with(word); });
  const bool other =
      std::ranges::any_of(others, [&](std::string_view word) { return words.find(word) != std::string::npos; });
  if (span && !other && words.size() <= 24) {
    meaning.kind = Kind::field;
    meaning.field = "period";
    meaning.loose = !words.starts_with("活动");
    return meaning;
  }
  static const std::set<std::string_view> owner_words = {"项目经理",
                                                         "活动经理",
                                                         "牵头人",
                                                         "项目牵头人",
                                                         "操盘手",
                                                         "操盘",
                                                         "操盘人",
                                                         "主控",
                                                         "统筹",
                                                         "总统筹",
                                                         "统筹人",
                                                         "负责",
                                                         "主办人",
                                                         "项目主管",
                                                         "业务负责人",
                                                         "项目主理人",
                                                         "主责",
                                                         "campaign lead",
                                                         "project lead",
                                                         "lead",
                                                         "campaign owner",
                                                         "campaign manager",
                                                         "project manager",
                                                         "owned by"};
  if (owner_words.contains(words)) {
    meaning.kind = Kind::field;
    meaning.field = "owner";
    return meaning;
  }
  static const std::set<std::string_view> segment_words = {
      "对象",     "活动对象", "面向对象", "面向人群", "面向客群", "邀请对象",        "目标客群",
      "目标客户", "目标用户", "目标人群", "覆盖人群", "适用人群", "参与对象",        "受众",
      "客群",     "人群",     "投放人群", "触达人群", "audience", "target audience", "who"};
  if (segment_words.contains(words)) {
    meaning.kind = Kind::field;
    meaning.field = "segments";
    return meaning;
  }
  static const std::set<std::string_view> product_words = {
      "主推品",   "主推课程", "主推商品", "主推产品", "主推单品", "推广产品",     "推广商品",      "推广课程",
      "活动商品", "活动产品", "参与商品", "重点商品", "核心单品", "引流品",       "爆款",          "主打",
      "主打产品", "主打商品", "主打品",   "product",  "products", "hero product", "hero products", "hero sku"};
  if (product_words.contains(words)) {
    meaning.kind = Kind::field;
    meaning.field = "products";
    return meaning;
  }
  static const std::set<std::string_view> channel_words = {
      "售卖渠道", "销售渠道", "参与渠道", "投放渠道", "推广渠道", "触达渠道", "传播渠道", "宣传渠道",
      "投放平台", "活动渠道", "渠道",     "平台",     "活动平台", "推广平台", "channels", "channel"};
  if (channel_words.contains(words)) {
    meaning.kind = Kind::field;
    meaning.field = "channels";
    return meaning;
  }
  static const std::set<std::string_view> summary_words = {"一句话总结", "一句话复盘", "一句话概括",
                                                           "一句话结论", "总体评价",   "整体评价"};
  if (summary_words.contains(words)) {
    meaning.kind = Kind::field;
    meaning.field = "summary";
    return meaning;
  }
  const SectionHeading heading = section_of(key);
  if (heading.exact && heading.section != Section::neutral && heading.section != Section::background) {
    meaning.kind = Kind::section;
    meaning.section = heading.section;
    return meaning;
  }
  if (words == "编号" || words == "代码" || words == "code" || words == "project code" || words == "项目编号") {
    meaning.kind = Kind::field;
    meaning.field = "code";
    meaning.loose = words != "项目编号";
    return meaning;
  }
  if (never.contains(words)) return meaning;
  const HeaderName name = split_header_unit(key);
  if (name.unit) meaning.unit = *name.unit;
  for (const std::string_view total : {"合计", "总计", "总额", "共计"})
    if (words.size() > total.size() && words.ends_with(total)) {
      Meaning stem = find(words.substr(0, words.size() - total.size()), words.substr(0, words.size() - total.size()));
      if (stem.field == "budget" || stem.field == "spend") return stem;
    }
  if (words == "活动总预算" || words == "预算总额" || words == "整体预算" || words == "营销预算" ||
      words == "预算（含税）" || words == "批的预算" || words == "批复预算" || words == "批准预算" ||
      words == "年初预算" || words == "预算额" || words == "预算批复" || words == "立项预算" || words == "核定预算" ||
      words == "获批预算") {
    meaning.kind = Kind::field;
    meaning.field = "budget";
    return meaning;
  }
  static const std::set<std::string_view> spend_words = {
      "实际结算",    "结算金额",        "实际结算金额", "实际投放花费", "实际投放", "实际支付",
      "总成本",      "活动总成本",      "营销费用",     "实际花销",     "决算",     "决算金额",
      "spent",       "total spent",     "实际总花费",   "实际使用",     "活动花费", "活动总花费",
      "活动总费用",  "活动总投入",      "总支出",       "实际开支",     "共花费",   "活动费用",
      "实际投入",    "总投入",          "总费用",       "实际总费用",   "费用合计", "花费合计",
      "actual cost", "actual spending", "spend",        "实际成本",     "推广花费", "广告花费",
      "投放花费",    "推广投入",        "广告投入",     "投放成本",     "推广成本", "投流花费",
      "已花费",      "推广总花费",      "投放总花费",   "广告总花费"};
  if (spend_words.contains(words)) {
    meaning.kind = Kind::field;
    meaning.field = "spend";
    return meaning;
  }
  // "预热期：10.20-10.31"
  for (const std::string_view phase :
       {"预热", "蓄水", "预售", "爆发", "返场", "正式", "收尾", "高潮", "续热", "余热", "种草"})
    if (words.starts_with(phase) &&
        (words == phase || words.ends_with("期") || words.ends_with("阶段") || words.ends_with("时间"))) {
      meaning.kind = Kind::phase;
      return meaning;
    }
  const std::string column[] = {std::string(bare_key(key))};
  const ColumnMatch match = match_columns(RowKind::campaigns, column, dictionary_).front();
  if (match.unit) meaning.unit = *match.unit;
  if (match.field.starts_with("goal.") || match.field.starts_with("result.") || match.field.empty()) {
    meaning.metric = metric_of(bare_key(key), dictionary_, meaning.role);
    if (meaning.metric) meaning.kind = Kind::metric;
    if (match.field.starts_with("goal.")) meaning.role = Role::target;
    return meaning;
  }
  if (match.field.starts_with("lessons") || match.field.starts_with("review.")) return meaning;
  meaning.kind = Kind::field;
  meaning.field = match.field;
  meaning.loose = words == "时间" || words == "标签" || words == "城市" || words == "地区" || words == "区域" ||
                  words == "形式" || words == "类型" || words == "duration" || words == "名称" || words == "主题";
  return meaning;
}

}  // namespace almanac::importers
