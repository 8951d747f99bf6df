// A metric with its value, in the order that a clause has them.

#include <algorithm>

#include "archive/name.h"
#include "importers/heading_form.h"
#include "importers/review_clauses.h"
#include "importers/review_sentence.h"
#include "importers/review_tables.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::Json;

// "卖了", "共售出": what stands behind is how many.
bool take_sold(std::string_view& words) {
  for (const std::string_view verb : {"卖了", "卖出了", "卖出", "售出了", "售出", "卖掉", "销售了", "售卖", "卖"})
    if (take_back(words, verb)) return true;
  return false;
}

}  // namespace

std::optional<Number> count_of(std::string_view text) {
  if (const auto number = parse_number(text)) return *number;
  for (const std::string_view thing :
       {"杯", "盒", "套", "箱", "袋", "台", "支", "瓶", "份", "双", "篇", "户", "张", "条", "单",
        "件", "组", "家", "场", "罐", "包", "桶", "片", "辆", "间", "节", "笔", "枚", "对", "桌"})
    if (text.ends_with(thing))
      if (const auto number = parse_number(text.substr(0, text.size() - thing.size())); number && !number->unit.percent)
        return *number;
  return std::nullopt;
}

std::optional<Direct> Sentence::direct(std::string_view text) const {
  int tries = 0;
  for (std::size_t at = 0; at < text.size() && tries < 4; ++at) {
    const bool begins =
        is_digit(text[at]) && (at == 0 || !(is_digit(text[at - 1]) || text[at - 1] == '.' || text[at - 1] == ','));
    if (!begins) continue;
    ++tries;
    std::string_view before = trim_spaces(text.substr(0, at));
    for (const std::string_view sign : {"¥", "$", "≤", "≥", "<", ">"}) take_back(before, sign);
    const std::size_t from = static_cast<std::size_t>(before.data() - text.data()) + before.size();
    // "投产比1:2.69"
    const std::size_t ratio = text.substr(from).starts_with("1:") ? 2 : 0;
    const auto number = count_of(text.substr(from + ratio));
    if (!number) continue;
    std::string_view words = trim_spaces(text.substr(0, from));
    Direct found;
    if (ratio > 0) found.planned = false;
    found.number = *number;
    for (const std::string_view verb : {"达到了", "达到", "达成", "完成", "实现", "达", "定格在"})
      found.told = take_back(words, verb) || found.told;
    for (const std::string_view plan : {"做到", "控制在", "不低于", "不高于", "不超过", "不少于", "保持在", "冲到",
                                        "定为", "定在", "设为", "提升到", "提升至"})
      found.planned = take_back(words, plan) || found.planned;
    for (const std::string_view word : {"大约", "约", "将近", "接近", "近"})
      if (take_back(words, word)) found.number.bound = Number::Bound::about;
    for (const std::string_view link : {"为",   "是", ":",  "共计", "合计", "一共", "共", "了", "总计", "仅",
                                        "只有", "只", "却", "也",   "已",   "就",   "有", "高", "累计", "总共"})
      take_back(words, link);
    found.metric = words.empty() ? nullptr : metric_of(words, reading_.dictionary, found.role);
    // "支付订单81,230单" is short for 支付订单数.
    for (const char* tail : {"数", "人数", "量"})
      if (!found.metric && !words.empty())
        found.metric = metric_of(std::string(words) + tail, reading_.dictionary, found.role);
    // "一共卖了96.3万杯"
    if (!found.metric && number->unit.currency.empty() && !number->unit.percent && take_sold(words)) {
      for (const std::string_view lead : {"一共", "总共", "累计", "共", "合计", "实际"}) take_back(words, lead);
      if (words.empty() || is_whole(words)) found.metric = reading_.dictionary.find_metric("units_sold");
    }
    if (found.metric) return found;
  }
  return number_first(text);
}

bool Sentence::is_whole(std::string_view words) const {
  if (take_any(words, {"全国", "全店", "全网", "全渠道", "全平台", "全场", "三地", "各店"}) > 0) return true;
  return words.size() >= 6 && reading_.title.find(words) != std::string_view::npos;
}

std::optional<Direct> Sentence::number_first(std::string_view text) const {
  if (text.empty() || !is_digit(text[0])) return std::nullopt;
  std::optional<Direct> longest;
  for (std::size_t end = 0; end < text.size() && end < 40;) {
    end += first_character(text.substr(end));
    const auto number = parse_number(text.substr(0, end));
    if (!number) continue;
    std::string_view words = trim_spaces(text.substr(end));
    for (const std::string_view link : {"位", "名", "个", "的"}) take_front(words, link);
    if (words.empty() || static_cast<unsigned char>(words[0]) < 0x80) continue;
    Role role = Role::unknown;
    if (const auto* metric = metric_of(words, reading_.dictionary, role))
      longest = Direct{metric, *number, role, false};
  }
  return longest;
}

Role Sentence::role_of(const Direct& found, std::string_view clause) const {
  if (found.role != Role::unknown) return found.role;
  if (found.planned && reading_.role == Role::target) return Role::target;
  const bool planned = is_planned(clause);
  const bool actual = is_actual(clause);
  if (planned != actual) return planned ? Role::target : Role::actual;
  if (reading_.role != Role::unknown) return reading_.role;
  // A goal in brackets behind it: it is what happened, and the other way round.
  if (at_ + 1 < clauses_.size() && clauses_[at_ + 1].bracket) {
    const std::string next = lower_ascii(plain_form(clauses_[at_ + 1].text));
    if (take_any(next, {"目标", "计划", "预期", "kpi"}) > 0) return Role::actual;
    if (take_any(next, {"实际"}) > 0) return Role::target;
  }
  return reading_.in_review ? Role::actual : Role::unknown;
}

bool Sentence::put(const Direct& found, std::string_view clause) {
  const Role role = role_of(found, clause);
  if (role == Role::unknown) return false;
  // A sentence of goals that tells what happened, or the other way round, is read by a person.
  if (reading_.role != Role::unknown && role != reading_.role && found.role == Role::unknown) return false;
  if (found.told && reading_.role != Role::actual && !(reading_.in_review && reading_.role == Role::unknown))
    return false;
  last_ = found.metric;
  last_name_ = found.metric->name;
  last_percent_ = found.number.unit.percent;
  if (found.metric->name == "spend") {
    spent_ = found.number.value.to_double();
    spend_last_ = true;
  }
  const FigureReading one{reading_.dictionary, reading_.out, role, true};
  add_figure(found.metric->name, found.number, role, one, place_);
  if (role == Role::actual) next_in_list_ = found.metric;
  any_ = true;
  return true;
}

bool Sentence::read_labelled(std::string_view text, const archive::Metric* metric) {
  if (!metric) return false;
  Role role = Role::unknown;
  if (take_front_any(text, {"目标值", "目标", "计划", "预期", "预算", "KPI", "kpi"}))
    role = Role::target;
  else if (take_front_any(text, {"实际完成", "实际达成", "实际值", "实际", "完成值"}))
    role = Role::actual;
  else
    return false;
  for (const std::string_view link : {"为", "是", ":", "="}) take_front(text, link);
  const auto number = count_of(text);
  const auto* known = reading_.dictionary.find_metric(last_name_.empty() ? metric->name : last_name_);
  const bool percent = known ? known->unit == "percent" : last_percent_;
  if (!number || percent != number->unit.percent) return false;
  add_figure(last_name_.empty() ? metric->name : last_name_, *number, role,
             {reading_.dictionary, reading_.out, role, true}, place_);
  any_ = true;
  return true;
}

void Sentence::read_of_channel(std::string_view text) {
  strip_leads(text);
  auto found = direct(text);
  if (!found) found = of_list(text);
  if (!found) {
    // "发送22万条", "触达成本1.1万元": short words that mean something behind a channel alone.
    std::string_view rest = text;
    std::string_view metric;
    if (take_front_any(rest, {"投放花费", "投放费用", "花费", "消耗", "费用", "触达成本", "投放成本", "总成本", "成本",
                              "投入", "投放", "支出", "花了", "投了", "用了"}))
      metric = "spend";
    else if (take_front_any(rest, {"共发送", "发送", "推送", "下发", "群发"}))
      metric = "sends";
    const auto number = metric.empty() ? std::nullopt : count_of(rest);
    if (!number) {
      read_own_of_channel(text);
      return;
    }
    found = Direct{reading_.dictionary.find_metric(metric), *number, Role::unknown, false};
    if (!found->metric) return;
  }
  const bool money = found->number.unit.word.empty() && !found->number.unit.percent;
  if (reading_.role == Role::target || found->role == Role::target || is_planned(text)) return;
  any_ = true;
  next_in_list_ = found->metric;
  reading_.out.certain("channels", subject_.channel, place_);
  if (found->metric->name == "spend") {
    if (!money || found->number.bound != Number::Bound::exact || found->number.low) return;
    reading_.out.certain(
        "costs", Json{{"channel", subject_.channel}, {"actual", archive::to_json(found->number.value)}}, place_);
    return;
  }
  add_figure(found->metric->name, found->number, Role::actual, {reading_.dictionary, reading_.out, Role::actual, true},
             place_, Json{{"channel", subject_.channel}});
}

std::optional<Direct> Sentence::of_list(std::string_view text) const {
  if (!list_) return std::nullopt;
  for (const std::string_view link : {":", "为", "是"}) take_front(text, link);
  if (text.empty() || !is_digit(text[0])) return std::nullopt;
  const auto number = count_of(text);
  if (!number || number->bound != Number::Bound::exact || number->low) return std::nullopt;
  // Money says so, or how many thousands it is; a percentage is of percentages alone.
  const bool money = list_->unit == "money";
  if (number->unit.percent != (list_->unit == "percent")) return std::nullopt;
  if (money ? is_digit(text.back()) || !parse_number(text) : !number->unit.currency.empty()) return std::nullopt;
  return Direct{list_, *number, Role::unknown, false};
}

void Sentence::read_own_of_channel(std::string_view text) {
  std::size_t digit = 0;
  while (digit < text.size() && !is_digit(text[digit])) ++digit;
  const std::string words(trim_spaces(text.substr(0, digit)));
  const auto number = words.size() < 6 ? std::nullopt : count_of(text.substr(digit));
  if (!number || number->bound != Number::Bound::exact || reading_.role == Role::target) return;
  for (const std::string& own : *reading_.own_metrics)
    for (const char* tail : {"", "人数", "数", "量"})
      if (words + tail == own) {
        add_figure(own, *number, Role::actual, {reading_.dictionary, reading_.out, Role::actual, true}, place_,
                   Json{{"channel", subject_.channel}});
        reading_.out.certain("channels", subject_.channel, place_);
        any_ = true;
        return;
      }
}

}  // namespace almanac::importers
