// What is carried over from the campaigns drawn on: what they agree in (occasion, objective …), what any of them used
// (channels, mechanics, products …), and what they aimed at, as metric and basis with the last actual value as
// baseline. Targets, dates of phases and budgets are decisions, and are left to the planner.

#include "planning/proposal.h"

#include <algorithm>
#include <tuple>

#include "archive/error.h"
#include "planning/figures.h"
#include "planning/inline_text.h"

namespace almanac::planning {
namespace {

using archive::Campaign;
using archive::Goal;
using archive::Strings;
using archive::Text;

constexpr std::size_t product_limit = 500;

// The value that all campaigns have in common; empty if they differ.
std::string shared(const std::vector<Campaign>& campaigns, std::string Campaign::*field) {
  const auto& first = campaigns.front().*field;
  const bool same =
      std::all_of(campaigns.begin(), campaigns.end(), [&](const Campaign& c) { return c.*field == first; });
  return same ? first : std::string();
}

Strings joined(const std::vector<Campaign>& campaigns, Strings Campaign::*field) {
  Strings all;
  for (const auto& campaign : campaigns) {
    for (const auto& word : campaign.*field) {
      if (std::find(all.begin(), all.end(), word) == all.end()) all.push_back(word);
    }
  }
  return all;
}

// The latest of the campaigns' actuals of this metric, basis and unit; of the whole campaign, reported once.
const Actual* last_actual(const std::vector<std::pair<const Campaign*, std::vector<Actual>>>& actuals,
                          const MetricWords& metric, const std::string& basis, const std::string& unit) {
  const Actual* last = nullptr;
  std::optional<archive::Date> last_end;
  for (const auto& [campaign, values] : actuals) {
    const auto end = campaign->end ? campaign->end : campaign->start;
    for (const auto& value : values) {
      if (value.metric.key != metric.key || value.basis != basis || value.unit != unit || !value.phase.empty())
        continue;
      if (last != nullptr && (!end || (last_end && *end <= *last_end))) continue;
      last = &value;
      last_end = end;
    }
  }
  return last;
}

Goal proposed_goal(const Material& material, const MetricWords& metric, const std::string& basis,
                   const std::string& unit, const Actual* last) {
  Goal goal;
  goal.metric = metric.key;
  goal.basis = basis;
  goal.unit = unit;
  const Text to_set{"target to be set", "目标待定"};
  goal.text = material.say(to_set);
  if (last != nullptr) {
    goal.baseline = last->value;
    goal.text += archive::filled(Text{"; {} reached {} [{}]", "；{} 曾达到 {} [{}]"}, metric.shown,
                                 amount(last->value, last->unit), last->code)
                     .in(material.language);
  }
  return goal;
}

std::vector<Goal> proposed_goals(const Material& material) {
  std::vector<std::pair<const Campaign*, std::vector<Actual>>> actuals;
  for (const auto& campaign : material.campaigns) actuals.emplace_back(&campaign, actuals_of(material, campaign));
  std::vector<Goal> goals;
  for (const auto& campaign : material.campaigns) {
    for (const auto& goal : campaign.goals) {
      if (goal.metric.empty() || !goal.phase.empty()) continue;
      const auto metric = metric_words(material, goal.metric);
      const auto basis = clean(goal.basis);
      const auto unit = unit_of(material, campaign, metric, goal.unit);
      const bool seen = std::any_of(goals.begin(), goals.end(), [&](const Goal& g) {
        return std::tie(g.metric, g.basis, g.unit) == std::tie(metric.key, basis, unit);
      });
      if (!seen)
        goals.push_back(proposed_goal(material, metric, basis, unit, last_actual(actuals, metric, basis, unit)));
    }
  }
  return goals;
}

void add_phases_and_benefits(const Material& material, Campaign& proposal) {
  for (const auto& campaign : material.campaigns) {
    for (const auto& phase : campaign.phases) {
      const bool seen = std::any_of(proposal.phases.begin(), proposal.phases.end(),
                                    [&](const auto& p) { return p.name == phase.name; });
      if (seen) continue;
      archive::Phase undated;
      undated.name = phase.name;
      undated.kind = phase.kind;
      proposal.phases.push_back(std::move(undated));
    }
    for (const auto& benefit : campaign.benefits) {
      const bool seen = std::any_of(proposal.benefits.begin(), proposal.benefits.end(),
                                    [&](const auto& b) { return b.name == benefit.name; });
      if (seen) continue;
      archive::Benefit named;
      named.name = benefit.name;
      named.kind = benefit.kind;
      proposal.benefits.push_back(std::move(named));
    }
  }
}

}  // namespace

Campaign propose(const Material& material, const Draft& draft) {
  const auto& from = material.campaigns;
  Campaign proposal;
  proposal.name = draft.title;
  proposal.status = "draft";
  proposal.start = material.start;
  proposal.end = material.end;
  proposal.occasion = shared(from, &Campaign::occasion);
  proposal.objective = shared(from, &Campaign::objective);
  proposal.type = shared(from, &Campaign::type);
  proposal.mode = shared(from, &Campaign::mode);
  proposal.currency = shared(from, &Campaign::currency);
  for (const auto& campaign : from) proposal.based_on.push_back(campaign.code);
  proposal.mechanics = joined(from, &Campaign::mechanics);
  proposal.segments = joined(from, &Campaign::segments);
  proposal.channels = joined(from, &Campaign::channels);
  proposal.products = joined(from, &Campaign::products);
  if (proposal.products.size() > product_limit) proposal.products.resize(product_limit);
  proposal.goals = proposed_goals(material);
  add_phases_and_benefits(material, proposal);
  archive::Json lessons = archive::Json::array();
  for (const auto& lesson : material.lessons) lessons.push_back(lesson.code);
  proposal.attributes["template"] = draft.template_id;
  proposal.attributes["drafted_at_revision"] = draft.revision;
  if (!lessons.empty()) proposal.attributes["lessons_used"] = std::move(lessons);
  return proposal;
}

Campaign draft_campaign(const Draft& draft) {
  auto campaign = draft.proposal;
  const auto date = campaign.start ? campaign.start : campaign.end;
  if (!date) {
    throw archive::Error(
        archive::ErrorKind::invalid_input, "missing_date",
        Text{"a campaign needs a date: give the draft a start or an end", "活动需要日期：请给草稿填写开始或结束日期"},
        "/start");
  }
  campaign.code = archive::derive_code(campaign.name, *date);
  return campaign;
}

}  // namespace almanac::planning
