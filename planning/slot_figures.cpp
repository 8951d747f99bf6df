// Goals against actuals, and results side by side. Basis and unit are part of what a figure is: a value of another
// basis is shown with its basis and not compared; ranges and totals are made within one metric, basis and unit only.

#include <algorithm>
#include <map>
#include <tuple>

#include "planning/figures.h"
#include "planning/inline_text.h"
#include "planning/slot_blocks.h"

namespace almanac::planning {
namespace {

using archive::Campaign;
using archive::Decimal;
using archive::Goal;
using archive::Text;

std::string target_text(const Goal& goal, const std::string& unit) {
  if (goal.target) return amount(*goal.target, unit);
  if (goal.low && goal.high) return group_digits(*goal.low) + "–" + amount(*goal.high, unit);
  if (goal.low) return "≥ " + amount(*goal.low, unit);
  if (goal.high) return "≤ " + amount(*goal.high, unit);
  return {};
}

std::string actual_text(const Material& material, const Actual& actual, const std::string& goal_basis) {
  auto text = amount(actual.value, actual.unit);
  std::string note;
  const auto add = [&](const std::string& words) { note += (note.empty() ? "" : material.say({"; ", "；"})) + words; };
  if (actual.summed_channels > 0) {
    add(archive::filled(Text{"sum of {} channels", "{} 个渠道合计"}, std::to_string(actual.summed_channels))
            .in(material.language));
  }
  if (actual.basis != goal_basis) {
    add(actual.basis.empty() ? material.say({"basis not stated", "口径未注明"})
                             : material.say({"basis: ", "口径："}) + actual.basis);
  }
  if (!actual.source.empty()) add(actual.source);
  return note.empty() ? text : text + material.say({" (", "（"}) + note + material.say({")", "）"});
}

std::string attainment_text(const Material& material, const Goal& goal, const Actual& actual, const std::string& unit) {
  const auto metric = archive::metric_facts(*material.dictionary, goal.metric);
  const auto attained = archive::attain(metric, goal, unit, actual.figure);
  if (attained.why == "other_basis") return material.say({"different basis, not compared", "口径不同，不比较"});
  if (attained.why == "other_unit") return material.say({"different unit, not compared", "单位不同，不比较"});
  if (attained.why == "no_target") {
    if (!attained.reached) return std::string(dash);
    if (goal.low && actual.value < *goal.low) return material.say({"below the range", "低于区间"});
    return *attained.reached ? material.say({"within the range", "区间内"})
                             : material.say({"above the range", "高于区间"});
  }
  if (attained.why == "zero_target") return material.say({"target is zero", "目标为零"});
  const auto& shown = attained.share ? attained.share : attained.ratio;
  if (!shown) return material.say(*attained.reached ? Text{"reached", "已达成"} : Text{"not reached", "未达成"});
  const auto text = percent(*shown);
  return metric.higher_is_better ? text : text + material.say({" (lower is better)", "（越低越好）"});
}

struct Shown {
  std::string actual, attainment;
};

// The actual of the goal's own basis if there is one; otherwise those of other bases, said to be so.
Shown actual_for(const Material& material, const Goal& goal, const std::vector<Actual>& actuals,
                 const MetricWords& metric, const std::string& unit) {
  std::vector<const Actual*> found;
  for (const auto& actual : actuals) {
    if (actual.metric.key == metric.key && actual.phase == clean(goal.phase)) found.push_back(&actual);
  }
  const bool has_same =
      std::any_of(found.begin(), found.end(), [&](const Actual* a) { return a->basis == clean(goal.basis); });
  Shown shown;
  for (const Actual* actual : found) {
    if (has_same && actual->basis != clean(goal.basis)) continue;
    const auto divider = shown.actual.empty() ? "" : " / ";
    shown.actual += divider + actual_text(material, *actual, clean(goal.basis));
    shown.attainment += divider + attainment_text(material, goal, *actual, unit);
  }
  if (found.empty()) shown.actual = material.say({"not recorded", "未记录"});
  return shown;
}

void add_goal_row(const Material& material, const Campaign& campaign, const Goal& goal,
                  const std::vector<Actual>& actuals, Block& block) {
  const auto metric = metric_words(material, goal.metric);
  const auto unit = unit_of(material, campaign, metric, goal.unit);
  const auto target = target_text(goal, unit);
  const auto shown = actual_for(material, goal, actuals, metric, unit);
  auto name = metric.shown.empty() ? clean(goal.text) : metric.shown;
  if (!goal.phase.empty()) name += material.say({" (", "（"}) + clean(goal.phase) + material.say({")", "）"});
  block.rows.push_back({code_cell(campaign.code), cell(name), cell(goal.basis),
                        cell(target.empty() ? clean(goal.text) : target), cell(shown.actual), cell(shown.attainment)});
}

std::string sum_note(const Material& material, const Actual& actual) {
  if (actual.summed_channels == 0) return {};
  return archive::filled(Text{" (sum of {} channels)", "（{} 个渠道合计）"}, std::to_string(actual.summed_channels))
      .in(material.language);
}

std::string scope_of(const Material& material, const Actual& actual) {
  return (actual.phase.empty() ? material.say({"whole campaign", "整体"}) : actual.phase) + sum_note(material, actual);
}

struct Group {
  Actual first;
  std::vector<Actual> actuals;  // one per campaign
};

// Figures of whole campaigns, one per campaign, that have metric, basis and unit in common; in order of appearance.
std::vector<Group> comparable(const std::vector<std::vector<Actual>>& by_campaign) {
  std::vector<Group> groups;
  for (const auto& actuals : by_campaign) {
    for (const auto& actual : actuals) {
      if (!actual.phase.empty()) continue;
      const auto same = [&](const Group& group) {
        return std::tie(group.first.metric.key, group.first.basis, group.first.unit, group.first.source) ==
               std::tie(actual.metric.key, actual.basis, actual.unit, actual.source);
      };
      auto found = std::find_if(groups.begin(), groups.end(), same);
      if (found == groups.end()) found = groups.insert(groups.end(), {actual, {}});
      if (found->actuals.empty() || found->actuals.back().code != actual.code) found->actuals.push_back(actual);
    }
  }
  std::erase_if(groups, [](const Group& group) { return group.actuals.size() < 2; });
  return groups;
}

std::string label_of(const Material& material, const Actual& actual) {
  std::string label = actual.metric.shown;
  const auto inner = actual.basis.empty() ? material.say({"basis not stated", "口径未注明"}) : actual.basis;
  return label + material.say({" (", "（"}) + inner + material.say({")", "）"});
}

Spans range_spans(const Material& material, const Group& group) {
  const auto [low, high] = std::minmax_element(group.actuals.begin(), group.actuals.end(),
                                               [](const Actual& a, const Actual& b) { return a.value < b.value; });
  Spans spans = plain(archive::filled(Text{"{}, {} campaigns: from {} ", "{}，{} 个活动：最低 {} "},
                                      label_of(material, group.first), std::to_string(group.actuals.size()),
                                      amount(low->value, low->unit))
                          .in(material.language));
  spans.back().text += " ";
  spans.back().cites = clean(low->code);
  spans.push_back({material.say({" to ", "，最高 "}) + amount(high->value, high->unit) + " ", clean(high->code),
                   Span::Weight::normal});
  if (!group.first.metric.additive) return spans;
  Sum sum;
  for (const auto& actual : group.actuals) sum.add(actual.value);
  if (sum.total()) {
    spans.push_back(
        {material.say({"; together ", "；合计 "}) + amount(*sum.total(), group.first.unit), {}, Span::Weight::normal});
    for (const auto& actual : group.actuals) spans.push_back({" ", clean(actual.code), Span::Weight::normal});
  }
  return spans;
}

// Up to this many campaigns a figure's values stand side by side, one column each; more become a list with ranges.
constexpr std::size_t column_limit = 6;

// Rows found by their key (which may say more than the first cells show: unit, source), one column per campaign.
class SideBySide {
 public:
  SideBySide(const Material& material, const std::vector<Text>& heads)
      : heads_(heads.size()), block_(table(material, heads)) {
    block_.column_cites.resize(heads_);
    for (const auto& campaign : material.campaigns) {
      block_.columns.push_back("[" + clean(campaign.code) + "]");
      block_.column_cites.push_back(clean(campaign.code));
    }
  }

  // Two values in one place (a whole and another report of it) stand in one cell.
  void add(const std::vector<std::string>& key, std::size_t campaign, const std::string& value) {
    auto& row = row_of(key);
    auto& place = row[heads_ + campaign].front().text;
    place = place == dash ? value : place + " / " + value;
  }
  void add_column(const std::string& head) {
    block_.columns.push_back(head);
    block_.column_cites.emplace_back();
    for (auto& row : block_.rows) row.push_back(cell(""));
  }
  void set_last(const std::vector<std::string>& key, const std::string& value) { row_of(key).back() = cell(value); }
  Block take() { return std::move(block_); }

 private:
  std::vector<Spans>& row_of(const std::vector<std::string>& key) {
    const auto found = std::find(keys_.begin(), keys_.end(), key);
    if (found != keys_.end()) return block_.rows[static_cast<std::size_t>(found - keys_.begin())];
    keys_.push_back(key);
    auto& row = block_.rows.emplace_back();
    for (std::size_t i = 0; i < heads_; ++i) row.push_back(cell(key[i]));
    row.resize(block_.columns.size(), cell(""));
    return row;
  }

  std::size_t heads_;
  std::vector<std::vector<std::string>> keys_;
  Block block_;
};

std::string value_text(const Material& material, const Actual& actual) {
  auto value = amount(actual.value, actual.unit);
  if (!actual.source.empty()) value += material.say({" (", "（"}) + actual.source + material.say({")", "）"});
  return value;
}

std::vector<std::string> row_key(const Material& material, const Actual& actual) {
  return {actual.metric.shown, actual.basis,
          actual.phase.empty() ? material.say({"whole campaign", "整体"}) : actual.phase, actual.unit, actual.source};
}

Block results_side_by_side(const Material& material, const std::vector<std::vector<Actual>>& by_campaign) {
  SideBySide results(material, {{"Metric", "指标"}, {"Basis", "口径"}, {"Scope", "范围"}});
  for (std::size_t i = 0; i < by_campaign.size(); ++i) {
    for (const auto& actual : by_campaign[i]) {
      results.add(row_key(material, actual), i, value_text(material, actual) + sum_note(material, actual));
    }
  }
  if (by_campaign.size() < 2) return results.take();
  results.add_column(material.say({"Together", "合计"}));
  for (const auto& group : comparable(by_campaign)) {
    if (!group.first.metric.additive) continue;
    Sum sum;
    for (const auto& actual : group.actuals) sum.add(actual.value);
    if (sum.total()) results.set_last(row_key(material, group.first), amount(*sum.total(), group.first.unit));
  }
  return results.take();
}

Blocks results_as_list(const Material& material, const std::vector<std::vector<Actual>>& by_campaign) {
  Blocks blocks;
  auto results = table(
      material, {{"Campaign", "活动"}, {"Metric", "指标"}, {"Basis", "口径"}, {"Scope", "范围"}, {"Value", "数值"}});
  for (const auto& actuals : by_campaign) {
    for (const auto& actual : actuals) {
      results.rows.push_back({code_cell(actual.code), cell(actual.metric.shown), cell(actual.basis),
                              cell(scope_of(material, actual)), cell(value_text(material, actual))});
    }
  }
  blocks.push_back(std::move(results));
  auto ranges = bullets();
  for (const auto& group : comparable(by_campaign)) ranges.items.push_back(range_spans(material, group));
  if (!ranges.items.empty()) blocks.push_back(std::move(ranges));
  return blocks;
}

struct ChannelFigure {
  std::size_t campaign = 0;
  std::string channel, metric, basis, unit, value;
};

// Whole-time figures of channels, in the order of the records; all of one channel together.
std::vector<ChannelFigure> channel_figures(const Material& material) {
  std::vector<ChannelFigure> figures;
  std::map<std::string, std::size_t> order;
  for (std::size_t i = 0; i < material.campaigns.size(); ++i) {
    const auto& campaign = material.campaigns[i];
    for (const auto& result : campaign.results) {
      if (result.channel.empty() || !result.value || result.from || result.to || !result.segment.empty()) continue;
      const auto metric = metric_words(material, result.metric);
      auto name = metric.shown;
      if (!result.phase.empty()) name += material.say({" (", "（"}) + clean(result.phase) + material.say({")", "）"});
      const auto unit = unit_of(material, campaign, metric, result.unit);
      figures.push_back({i, clean(result.channel), name, clean(result.basis), unit, amount(*result.value, unit)});
      order.emplace(figures.back().channel, order.size());
    }
  }
  std::stable_sort(figures.begin(), figures.end(),
                   [&](const auto& a, const auto& b) { return order.at(a.channel) < order.at(b.channel); });
  return figures;
}

Block channels_side_by_side(const Material& material, const std::vector<ChannelFigure>& figures) {
  SideBySide results(material, {{"Channel", "渠道"}, {"Metric", "指标"}, {"Basis", "口径"}});
  for (const auto& figure : figures) {
    results.add({figure.channel, figure.metric, figure.basis, figure.unit}, figure.campaign, figure.value);
  }
  return results.take();
}

Block channels_as_list(const Material& material, const std::vector<ChannelFigure>& figures) {
  auto results = table(
      material, {{"Channel", "渠道"}, {"Metric", "指标"}, {"Basis", "口径"}, {"Value", "数值"}, {"Campaign", "活动"}});
  for (const auto& figure : figures) {
    results.rows.push_back({cell(figure.channel), cell(figure.metric), cell(figure.basis), cell(figure.value),
                            code_cell(material.campaigns[figure.campaign].code)});
  }
  return results;
}

void add_missing(const Material& material, const std::vector<std::string>& codes, const Text& what, Blocks& blocks) {
  if (!codes.empty()) blocks.push_back(missing_in(material, what, codes));
}

}  // namespace

Blocks goal_blocks(const Material& material) {
  Blocks blocks;
  auto goals = table(material, {{"Campaign", "活动"},
                                {"Metric", "指标"},
                                {"Basis", "口径"},
                                {"Goal", "目标"},
                                {"Actual", "实际"},
                                {"Attainment", "达成率"}});
  std::vector<std::string> without;
  for (const auto& campaign : material.campaigns) {
    if (campaign.goals.empty()) without.push_back(campaign.code);
    const auto actuals = actuals_of(material, campaign);
    for (const auto& goal : campaign.goals) add_goal_row(material, campaign, goal, actuals, goals);
  }
  if (!goals.rows.empty()) blocks.push_back(std::move(goals));
  add_missing(material, without, {"No goals recorded in", "没有记录目标的活动"}, blocks);
  return blocks;
}

Blocks result_blocks(const Material& material) {
  std::vector<std::string> without;
  std::vector<std::vector<Actual>> by_campaign;
  for (const auto& campaign : material.campaigns) {
    by_campaign.push_back(actuals_of(material, campaign));
    if (by_campaign.back().empty()) without.push_back(campaign.code);
  }
  Blocks blocks;
  if (without.size() < by_campaign.size()) {
    blocks = by_campaign.size() <= column_limit ? Blocks{results_side_by_side(material, by_campaign)}
                                                : results_as_list(material, by_campaign);
  }
  add_missing(material, without, {"No results recorded in", "没有记录效果的活动"}, blocks);
  return blocks;
}

Blocks channel_result_blocks(const Material& material) {
  const auto figures = channel_figures(material);
  Blocks blocks;
  if (!figures.empty()) {
    blocks.push_back(material.campaigns.size() <= column_limit ? channels_side_by_side(material, figures)
                                                               : channels_as_list(material, figures));
  }
  std::vector<std::string> without;
  for (std::size_t i = 0; i < material.campaigns.size(); ++i) {
    const bool any =
        std::any_of(figures.begin(), figures.end(), [&](const auto& figure) { return figure.campaign == i; });
    if (!any) without.push_back(material.campaigns[i].code);
  }
  add_missing(material, without, {"No results by channel recorded in", "没有记录分渠道效果的活动"}, blocks);
  return blocks;
}

}  // namespace almanac::planning
