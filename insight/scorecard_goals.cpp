// Goals of a scorecard: what each aimed at and came to, or why that cannot be said; and whether the tree of goals adds up.

#include <map>

#include "archive/goal_tree.h"
#include "insight/scorecard_maker.h"

namespace almanac::insight {

using archive::Json;
using archive::Text;

namespace {

const Text& why_text(std::string_view why) {
  static const std::map<std::string_view, Text> texts = {
      {"no_target", {"the goal has no target value", "目标没有目标值"}},
      {"no_result", {"no result of this metric is reported for it", "没有对应指标的效果"}},
      {"other_basis",
       {"goal and result are counted differently, so they are not compared", "目标与效果口径不同，不比较"}},
      {"other_unit", {"goal and result have different units, so they are not compared", "目标与效果单位不同，不比较"}},
      {"zero_target", {"the target is zero", "目标为零"}},
      {"negative_target", {"the target is below zero", "目标为负"}},
      {"zero_actual", {"the actual value is zero", "实际值为零"}},
      {"no_spend", {"no spend is reported, and not every cost line has an actual", "没有实际花费，成本明细也不完整"}},
      {"zero_spend", {"the spend is zero", "花费为零"}},
      {"no_revenue", {"no revenue is reported in the campaign's currency", "没有以活动币种计的实收"}},
      {"no_sales", {"no sales are reported in the campaign's currency", "没有以活动币种计的销售额"}},
      {"zero_sales", {"sales are zero", "销售额为零"}}};
  static const Text none;
  const auto found = texts.find(why);
  return found == texts.end() ? none : found->second;
}

}  // namespace

void ScorecardMaker::put_why(Json& object, std::string_view why) const {
  if (why.empty()) return;
  object["why"] = why;
  object["why_text"] = why_text(why).in(language_);
}

Json ScorecardMaker::goals() const {
  const auto tree = archive::goal_tree(campaign_.goals, *context_.dictionary);
  Json list = Json::array();
  for (const auto& attained : archive::attainments(context_, campaign_)) {
    const auto& goal = campaign_.goals[attained.goal];
    const auto facts = archive::metric_facts(*context_.dictionary, goal.metric);
    const std::string unit = archive::unit_of(context_, campaign_, facts, goal.unit);
    Json item{{"index", attained.goal}, {"metric", facts.key}, {"name", name_of(goal.metric)}};
    for (const auto& [name, text] : {std::pair{"text", &goal.text}, {"basis", &goal.basis}, {"phase", &goal.phase}})
      put(item, name, *text);
    put(item, "unit", unit);
    put(item, "target", goal.target);
    put(item, "low", goal.low);
    put(item, "high", goal.high);
    put(item, "baseline", goal.baseline);
    put(item, "weight", goal.weight);
    const auto& node = tree.nodes[attained.goal];
    if (node.parent != archive::no_goal) item["parent"] = node.parent;
    item["children"] = node.children;
    item["better"] = facts.higher_is_better ? "higher" : "lower";
    if (attained.actual) {
      put(item, "actual", attained.actual->value);
      put(item, "actual_basis", attained.actual->basis);
      if (attained.actual->summed_channels > 0) item["summed_channels"] = attained.actual->summed_channels;
    }
    if (goal.phase.empty()) {
      if (const auto* found = comparable(facts.key, unit, measured_.all)) put(item, "measured", found->value);
    }
    item["attainment"] = optional_json(attained.share);
    item["ratio"] = optional_json(attained.ratio);
    if (attained.reached) item["reached"] = *attained.reached;
    if (attained.basis_unstated) item["basis_unstated"] = true;
    put_why(item, attained.why);
    item["evidence"] = evidence(attained.fields);
    list.push_back(std::move(item));
  }
  return list;
}

Json ScorecardMaker::goal_checks() const {
  Json list = Json::array();
  for (const auto& check : archive::goal_tree(campaign_.goals, *context_.dictionary).checks)
    list.push_back({{"parent", check.parent},
                    {"children", check.children},
                    {"how", check.how == archive::GoalCheck::How::sum ? "sum" : "product"},
                    {"expected", archive::to_json(check.expected)},
                    {"computed", archive::to_json(check.computed)},
                    {"agrees", check.agrees}});
  return list;
}

}  // namespace almanac::insight
