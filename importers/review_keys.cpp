#include "importers/review_keys.h"

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
      words == "预算（含税）") {
    meaning.kind = Kind::field;
    meaning.field = "budget";
    return meaning;
  }
  static const std::set<std::string_view> spend_words = {
      "实际总花费", "实际使用", "活动花费",    "活动总花费",      "活动总费用", "活动总投入", "总支出",
      "实际开支",   "共花费",   "活动费用",    "实际投入",        "总投入",     "总费用",     "实际总费用",
      "费用合计",   "花费合计", "actual cost", "actual spending", "spend",      "实际成本"};
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
