// The one list of slots: the parser accepts these names, the drafting calls these functions, docs/templates.md lists
// them.

#include "planning/slot_blocks.h"

namespace almanac::planning {
namespace {

using Form = Slot::Form;
using archive::Review;

const std::vector<SlotFiller> table_of_slots = {
    {{"title", Form::words, {"the title of the draft", "草稿标题"}}, nullptr},
    {{"template", Form::words, {"the name of the template", "模板名称"}}, nullptr},
    {{"start", Form::words, {"the first day, or \"to be set\"", "开始日期，未定时写“待定”"}}, nullptr},
    {{"end", Form::words, {"the last day, or \"to be set\"", "结束日期，未定时写“待定”"}}, nullptr},
    {{"dates", Form::words, {"first and last day", "起止日期"}}, nullptr},
    {{"campaigns", Form::words, {"the codes of the campaigns drawn on", "所参考活动的代码"}}, nullptr},
    {{"campaign_count", Form::words, {"how many campaigns are drawn on", "所参考活动的个数"}}, nullptr},
    {{"analogues",
      Form::blocks,
      {"table of the campaigns: dates, occasion, objective, budget, spend, status",
       "参考活动一览：时间、节点、目的、预算、花费、状态"}},
     analogue_blocks},
    {{"summaries", Form::blocks, {"what each campaign was and its highlights", "各活动的概述与亮点"}}, summary_blocks},
    {{"goals", Form::blocks, {"goal against actual, by metric and basis", "目标与实际对照，区分指标与口径"}},
     goal_blocks},
    {{"results", Form::blocks, {"results of whole campaigns and their range", "各活动整体效果与区间"}}, result_blocks},
    {{"channel_results", Form::blocks, {"results by channel", "分渠道效果"}}, channel_result_blocks},
    {{"costs", Form::blocks, {"costs by channel, planned and actual", "分渠道成本，计划与实际"}}, cost_blocks},
    {{"budget", Form::blocks, {"budget against spend of each campaign", "各活动预算与花费"}}, budget_blocks},
    {{"benefits", Form::blocks, {"coupons, gifts and points: issued, claimed, redeemed", "权益：发放、领取、核销"}},
     benefit_blocks},
    {{"phases", Form::blocks, {"phases with their dates", "阶段与时间"}}, phase_blocks},
    {{"channels", Form::blocks, {"channels and who used them", "渠道及使用它的活动"}}, channel_blocks},
    {{"products", Form::blocks, {"products and who promoted them", "产品及主推它的活动"}}, product_blocks},
    {{"segments", Form::blocks, {"target groups", "目标人群"}}, segment_blocks},
    {{"mechanics", Form::blocks, {"themes and mechanics", "主题与玩法"}}, mechanic_blocks},
    {{"experiments", Form::blocks, {"experiments with their counts and verdicts", "实验：样本、结果与结论"}},
     experiment_blocks},
    {{"lessons", Form::blocks, {"all lessons with their conditions", "全部经验及其适用条件"}}, lesson_blocks},
    {{"lessons_success", Form::blocks, {"what worked", "成功经验"}}, success_blocks},
    {{"lessons_failure", Form::blocks, {"what failed, and risks", "失败教训与风险"}}, failure_blocks},
    {{"tasks_plan", Form::blocks, {"advice of lessons for planning, as tasks", "策划阶段的经验建议（任务清单）"}},
     [](const Material& m) { return task_blocks(m, "plan"); }},
    {{"tasks_prepare", Form::blocks, {"advice of lessons for preparing, as tasks", "准备阶段的经验建议（任务清单）"}},
     [](const Material& m) { return task_blocks(m, "prepare"); }},
    {{"tasks_execute", Form::blocks, {"advice of lessons for running, as tasks", "执行阶段的经验建议（任务清单）"}},
     [](const Material& m) { return task_blocks(m, "execute"); }},
    {{"tasks_review", Form::blocks, {"advice of lessons for reviewing, as tasks", "复盘阶段的经验建议（任务清单）"}},
     [](const Material& m) { return task_blocks(m, "review"); }},
    {{"review_goal", Form::blocks, {"the goal part of the reviews", "复盘：目标回顾"}},
     [](const Material& m) { return review_blocks(m, &Review::goal); }},
    {{"review_result", Form::blocks, {"the result part of the reviews", "复盘：结果陈述"}},
     [](const Material& m) { return review_blocks(m, &Review::result); }},
    {{"review_analysis", Form::blocks, {"the analysis part of the reviews", "复盘：过程分析"}},
     [](const Material& m) { return review_blocks(m, &Review::analysis); }},
    {{"review_insight", Form::blocks, {"the insight part of the reviews", "复盘：规律总结"}},
     [](const Material& m) { return review_blocks(m, &Review::insight); }},
    {{"sources", Form::blocks, {"the campaigns drawn on, with names and dates", "引用的活动：名称与时间"}},
     source_blocks},
};

}  // namespace

const std::vector<SlotFiller>& slot_fillers() { return table_of_slots; }

const std::vector<Slot>& slots() {
  static const std::vector<Slot> list = [] {
    std::vector<Slot> only;
    for (const auto& filler : table_of_slots) only.push_back(filler.slot);
    return only;
  }();
  return list;
}

}  // namespace almanac::planning
