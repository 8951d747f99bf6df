// Rules of a campaign's goals and results: metrics by the shared dictionary, units, the arithmetic of the KPI tree, and
// results of channels that the campaign did not use.

#include <set>

#include "archive/figures.h"
#include "archive/findings.h"
#include "archive/goal_tree.h"
#include "archive/name.h"

namespace almanac::archive {
namespace {

bool is_currency(const std::string& unit) {
  return unit.size() == 3 && std::all_of(unit.begin(), unit.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}
bool is_percent(const std::string& unit) { return unit == "%" || unit == "percent" || unit == "％"; }

// Each unknown metric is said once, wherever it stands first.
class Metrics {
 public:
  Metrics(const Dictionary& dictionary, Findings& findings) : dictionary_(dictionary), findings_(findings) {}

  void check(const std::string& field, const std::string& metric) {
    if (metric.empty() || dictionary_.find_metric(metric) || !seen_.insert(fold(metric)).second) return;
    Text remedy{"use a name of the metric dictionary, or add this one to dictionaries/metrics.toml",
                "请使用指标词典中的名称，或将其加入 dictionaries/metrics.toml"};
    if (const Metric* near = dictionary_.nearest_metric(metric)) {
      remedy.en = "did you mean " + near->name + "? Else " + remedy.en;
      remedy.zh = "是不是" + near->zh + "（" + near->name + "）？否则" + remedy.zh;
    }
    findings_.warning(field, metric, "unknown_metric",
                      {"the metric dictionary does not know this metric: it is kept, but not added up or compared",
                       "指标词典中没有这个指标：予以保留，但不参与合计和比较"},
                      remedy);
  }

 private:
  const Dictionary& dictionary_;
  Findings& findings_;
  std::set<std::string> seen_;
};

// The unit of a known metric follows from it; that of an unknown one must be said, and so must that of a percentage
// which could be a share.
void check_unit(const std::string& field, const std::string& value_field, const MetricFacts& metric,
                const std::string& unit, const std::optional<Decimal>& value, bool goal, Findings& findings) {
  const Text small{"{} of a percentage may be {} % or a share of one", "{} 可能是 {}%，也可能是占比（1 为全部）"};
  if (!value) return;
  if (unit.empty() && goal && metric.known == nullptr) {
    findings.warning(field, "", "goal_without_unit",
                     filled({"what {} counts is not said", "没有说明 {} 的单位"}, value->to_string()),
                     {"give its unit: CNY, %, 人, 单 …", "请填写单位：CNY、%、人、单 ……"});
  } else if (unit.empty() && goal && metric.is_percent && !value->is_zero() && !value->is_negative() &&
             *value <= Decimal{1, 0}) {
    findings.warning(value_field, value->to_string(), "goal_without_unit",
                     filled(small, value->to_string(), value->to_string()),
                     {"give the unit %, and the value as a percentage", "请填写单位 %，数值写成百分数"});
  }
  const bool wrong = (metric.is_count && (is_percent(unit) || is_currency(unit))) ||
                     (metric.is_money && is_percent(unit)) || (metric.is_percent && is_currency(unit));
  if (wrong)
    findings.warning(field, unit, "unit_conflict",
                     filled({"{} is not counted in {}", "{} 不以 {} 计"}, metric.known->name, unit),
                     {"correct the unit, or name the metric that is meant", "请更正单位，或改用所指的指标"});
}

void check_tree(const Campaign& c, const Dictionary& dictionary, Findings& findings) {
  const GoalTree tree = goal_tree(c.goals, dictionary);
  for (const std::size_t i : tree.circular)
    findings.error(at("goals", i, "parent"), c.goals[i].parent, "circular_goals",
                   {"this goal's parents lead back to itself", "该目标的上级最终又指向它自己"},
                   {"take the parent away from the topmost of them", "请去掉其中最上层目标的上级"});
  for (const std::size_t i : tree.orphans)
    findings.warning(at("goals", i, "parent"), c.goals[i].parent, "unknown_parent_goal",
                     {"this campaign has no other goal of this metric", "本活动没有此指标的其他目标"},
                     {"add the goal that it is a part of, or correct the metric", "请补上其上级目标，或更正指标"});
  for (const GoalCheck& check : tree.checks) {
    if (check.agrees) continue;
    const bool sum = check.how == GoalCheck::How::sum;
    findings.warning(
        at("goals", check.parent, "target"), check.expected.to_string(), "goals_do_not_add_up",
        filled(sum ? Text{"its {} sub-goals add up to {}, the goal is {}", "其 {} 个子目标合计 {}，而目标为 {}"}
                   : Text{"its {} factors multiply to {}, the goal is {}", "其 {} 个因子相乘得 {}，而目标为 {}"},
               std::to_string(check.children.size()), check.computed.to_string(), check.expected.to_string()),
        sum ? Text{"add the missing sub-goal, or correct one of the targets", "请补上缺少的子目标，或更正其中的目标值"}
            : Text{"correct one of the factors, or the goal", "请更正其中一个因子，或目标本身"});
  }
}

// A channel by the name that the dictionary has for it, so that 公众号 and WeChat official account are one.
std::string channel_key(const Dictionary& dictionary, const std::string& channel) {
  const Channel* known = dictionary.find_channel(channel);
  return known ? known->channel : fold(channel);
}

// Whether `channel` or one above it is used, or a used one lies under it.
bool is_used(const Dictionary& dictionary, const std::set<std::string>& used, const std::string& channel) {
  const auto lies_under = [&](std::string key, const std::string& above) {
    for (int level = 0; level < 16; ++level) {
      if (key == above) return true;
      const Channel* known = dictionary.find_channel(key);
      if (!known || known->parent.empty()) return false;
      key = known->parent;
    }
    return false;
  };
  const std::string key = channel_key(dictionary, channel);
  return std::any_of(used.begin(), used.end(),
                     [&](const std::string& other) { return lies_under(key, other) || lies_under(other, key); });
}

void check_channels(const Campaign& c, const Dictionary& dictionary, Findings& findings) {
  std::set<std::string> used, said;
  for (const std::string& channel : c.channels) used.insert(channel_key(dictionary, channel));
  for (const Cost& cost : c.costs)
    if (!cost.channel.empty()) used.insert(channel_key(dictionary, cost.channel));
  if (used.empty()) return;  // which channels it used is not recorded
  for (std::size_t i = 0; i < c.results.size(); ++i) {
    const std::string& channel = c.results[i].channel;
    if (channel.empty() || is_used(dictionary, used, channel) || !said.insert(fold(channel)).second) continue;
    findings.warning(
        at("results", i, "channel"), channel, "channel_not_used",
        filled({"a result of {}, which is not among the campaign's channels", "有 {} 的效果，但活动渠道中没有它"},
               channel),
        {"add the channel to the campaign, or correct its name", "请将该渠道加入活动，或更正名称"});
  }
}

}  // namespace

void check_goals(const Campaign& c, const Dictionary& dictionary, Findings& findings) {
  Metrics metrics(dictionary, findings);
  for (std::size_t i = 0; i < c.goals.size(); ++i) {
    const Goal& goal = c.goals[i];
    if (goal.metric.empty() && goal.text.empty())
      findings.error(at("goals", i, "metric"), "", "missing",
                     {"a goal needs a metric or its words", "目标需要指标或原文"},
                     {"give metric, or at least text", "请填写指标（metric），或至少保留原文（text）"});
    if (goal.low && goal.high && *goal.high < *goal.low)
      findings.error(at("goals", i, "high"), goal.high->to_string(), "range_reversed",
                     {"high is below low", "上限低于下限"}, {"exchange the two", "请对调两者"});
    metrics.check(at("goals", i, "metric"), goal.metric);
    check_unit(at("goals", i, "unit"), at("goals", i, "target"), metric_facts(dictionary, goal.metric), goal.unit,
               goal.target ? goal.target
               : goal.low  ? goal.low
                           : goal.high,
               true, findings);
  }
  check_tree(c, dictionary, findings);
}

void check_results(const Campaign& c, const Dictionary& dictionary, Findings& findings) {
  Metrics metrics(dictionary, findings);
  std::set<std::string> goals;
  for (const Goal& goal : c.goals) goals.insert(fold(goal.metric));
  for (std::size_t i = 0; i < c.results.size(); ++i) {
    const Result& result = c.results[i];
    if (result.metric.empty() && result.text.empty())
      findings.error(at("results", i, "metric"), "", "missing",
                     {"a result needs a metric or its words", "效果需要指标或原文"},
                     {"give metric, or at least text", "请填写指标（metric），或至少保留原文（text）"});
    findings.period(at("results", i, "to"), result.from, result.to);
    if (!goals.contains(fold(result.metric))) metrics.check(at("results", i, "metric"), result.metric);
    check_unit(at("results", i, "unit"), at("results", i, "value"), metric_facts(dictionary, result.metric),
               result.unit, result.value, false, findings);
  }
  for (std::size_t i = 0; i < c.experiments.size(); ++i)
    metrics.check(at("experiments", i, "metric"), c.experiments[i].metric);
  check_channels(c, dictionary, findings);
}

}  // namespace almanac::archive
