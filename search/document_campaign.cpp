// The document of a campaign: when it was known, what it planned and what came of it, and what lessons take over from it.

#include <algorithm>

#include "archive/figures.h"
#include "search/document.h"
#include "search/document_parts.h"

namespace almanac::search {
namespace {

using archive::Json;
using archive::Kind;
using Nature = TextPart::Nature;

constexpr std::size_t most_years = 20;
constexpr std::size_t most_product_names = 50;  // in the text; filters know all its products

void later(std::int32_t& day, const std::optional<archive::Date>& date) {
  if (date) day = std::max(day, date->last_day());
}

std::int32_t first_day(const std::optional<archive::Date>& date) { return date ? date->days : no_day; }

// Known from the earliest of plan and announcement, else from the start, else from the end.
std::int32_t visible_day_of(const archive::Campaign& campaign) {
  const std::int32_t planned = first_day(campaign.planned_start);
  const std::int32_t announced = first_day(campaign.announced);
  if (planned != no_day && announced != no_day) return std::min(planned, announced);
  if (planned != no_day || announced != no_day) return std::max(planned, announced);
  if (campaign.start) return campaign.start->days;
  return first_day(campaign.end);
}

std::int32_t end_day_of(const archive::Campaign& campaign) {
  for (const auto* date : {&campaign.end, &campaign.planned_end, &campaign.start, &campaign.planned_start})
    if (*date) return (*date)->last_day();
  return no_day;
}

std::int32_t outcome_day_of(const archive::Campaign& campaign) {
  std::int32_t day = end_day_of(campaign);
  for (const auto& result : campaign.results) {
    later(day, result.date);
    later(day, result.to);
  }
  for (const auto& lesson : campaign.lessons) later(day, lesson.date);
  for (const auto& experiment : campaign.experiments) later(day, experiment.date);
  if (campaign.review) later(day, campaign.review->date);
  return std::max(day, visible_day_of(campaign));
}

std::string_view band_of(double budget) {
  if (budget < 1e4) return "<10k";
  if (budget < 1e5) return "10k-100k";
  if (budget < 5e5) return "100k-500k";
  if (budget < 1e6) return "500k-1m";
  return budget < 5e6 ? "1m-5m" : ">=5m";
}

std::string_view attainment_band(double share) {
  if (share < 0.5) return "<50%";
  if (share < 0.8) return "50-80%";
  if (share < 1.0) return "80-100%";
  return share < 1.2 ? "100-120%" : ">=120%";
}

Json figure(const std::string& metric, const std::optional<archive::Decimal>& value, const std::string& unit) {
  Json one = Json::object();
  one["metric"] = metric;
  put_field(one, "value", value);
  put_field(one, "unit", unit);
  return one;
}

void put_campaign_fields(Document& document, const archive::FigureContext& figures, const archive::Campaign& campaign,
                         const std::optional<archive::Attainment>& attainment) {
  Json& plan = document.plan_fields;
  put_field(plan, "theme", campaign.theme);
  put_field(plan, "occasion", campaign.occasion);
  put_field(plan, "objective", campaign.objective);
  put_field(plan, "type", campaign.type);
  put_field(plan, "start", campaign.start ? campaign.start : campaign.planned_start);
  put_field(plan, "end", campaign.end ? campaign.end : campaign.planned_end);
  put_field(plan, "budget", campaign.budget);
  put_field(plan, "currency", campaign.currency);
  put_field(plan, "channels", campaign.channels, 8);
  put_field(plan, "products", campaign.products, 5);
  put_field(plan, "owner", campaign.owner);

  Json& outcome = document.outcome_fields;
  put_field(outcome, "status", campaign.status);
  put_field(outcome, "spend", campaign.spend);
  if (attainment) {
    const auto& goal = campaign.goals[attainment->goal];
    plan["goal"] = figure(goal.metric, goal.target, goal.unit);
    outcome["result"] = figure(attainment->actual->written, attainment->actual->value, attainment->actual->unit);
    outcome["attainment"] = *attainment->share;
  } else {
    if (!campaign.goals.empty())
      plan["goal"] = figure(campaign.goals[0].metric, campaign.goals[0].target, campaign.goals[0].unit);
    for (const auto& result : archive::reported_figures(figures, campaign))
      if (result.phase.empty() && !outcome.contains("result"))
        outcome["result"] = figure(result.written, result.value, result.unit);
  }
  if (document.roi) outcome["roi"] = *document.roi;
  if (!campaign.lessons.empty()) {
    outcome["lesson"] = shortened(campaign.lessons[0].statement);
    outcome["lessons_count"] = campaign.lessons.size();
  }
}

void add_campaign_texts(Document& document, const archive::Campaign& campaign) {
  auto& plan = document.plan;
  add_text(plan, campaign.theme, 3, Nature::names);
  add_text(plan, campaign.occasion, 2, Nature::names);
  for (const auto& goal : campaign.goals) add_text(plan, goal.text);
  add_list(plan, campaign.mechanics, 2);
  add_list(plan, campaign.tags, 2);
  add_list(plan, campaign.segments);
  for (const auto& phase : campaign.phases) add_text(plan, phase.name, 1, Nature::names);
  for (const auto& benefit : campaign.benefits) add_text(plan, benefit.name, 1, Nature::names);
  for (const auto& milestone : campaign.milestones) add_text(plan, milestone.name, 1, Nature::names);
  for (const auto* code : {&campaign.objective, &campaign.type, &campaign.mode})
    add_text(plan, *code, 1, Nature::codes);
  for (const auto* name : {&campaign.owner, &campaign.team, &campaign.region}) add_text(plan, *name, 1, Nature::names);
  add_list(plan, campaign.partners);
  for (const auto& goal : campaign.goals) add_text(plan, goal.metric, 1, Nature::codes);

  // Prose that may tell how it went counts as outcome, whatever else it says.
  auto& outcome = document.outcome;
  add_text(outcome, campaign.summary);
  add_text(outcome, campaign.highlights);
  for (const auto& lesson : campaign.lessons) {
    add_text(outcome, lesson.statement);
    add_text(outcome, lesson.advice);
    add_text(outcome, lesson.evidence);
    add_list(outcome, lesson.tags);
  }
  if (campaign.review)
    for (const auto* text :
         {&campaign.review->goal, &campaign.review->result, &campaign.review->analysis, &campaign.review->insight})
      add_text(outcome, *text);
  for (const auto& result : campaign.results) {
    add_text(outcome, result.text);
    add_text(outcome, result.metric, 1, Nature::codes);
  }
  for (const auto& cost : campaign.costs) add_text(outcome, cost.text);
  for (const auto& experiment : campaign.experiments) {
    add_text(outcome, experiment.hypothesis);
    add_text(outcome, experiment.verdict, 1, Nature::codes);
  }
  for (const auto& competitor : campaign.competitors) {
    add_text(outcome, competitor.name, 1, Nature::names);
    add_text(outcome, competitor.action);
  }
  add_attributes(document, campaign.attributes, outcome);
}

}  // namespace

void DocumentMaker::add_campaign_values(Document& document, const archive::Campaign& campaign) {
  const auto add_channel = [&](const std::string& name) {
    if (name.empty()) return;
    for (const std::string& channel : channel_path(name)) add_value(document, Field::channel, channel);
  };
  for (const std::string& channel : campaign.channels) add_channel(channel);
  for (const auto& cost : campaign.costs) add_channel(cost.channel);
  for (const auto& result : campaign.results) add_channel(result.channel);
  add_products(document, campaign.products);
  add_value(document, Field::theme, campaign.theme);
  add_value(document, Field::type, campaign.type);
  add_value(document, Field::objective, campaign.objective);
  add_value(document, Field::occasion, campaign.occasion);
  add_values(document, Field::mechanic, campaign.mechanics);
  add_values(document, Field::segment, campaign.segments);
  add_value(document, Field::team, campaign.team);
  add_value(document, Field::region, campaign.region);
  add_value(document, Field::mode, campaign.mode);
  add_values(document, Field::partner, campaign.partners);
  const auto& first = campaign.start ? campaign.start : campaign.planned_start ? campaign.planned_start : campaign.end;
  const auto& last = campaign.end ? campaign.end : campaign.planned_end ? campaign.planned_end : first;
  if (first) {
    document.start = first->days;
    document.end = std::max(first->days, last->last_day());
    const int end = std::min(std::max(first->year(), last->year()), first->year() + static_cast<int>(most_years) - 1);
    for (int year = first->year(); year <= end; ++year) add_value(document, Field::year, std::to_string(year));
  }
}

void DocumentMaker::remember(const archive::Campaign& campaign) {
  context_ = Context();
  context_->code = campaign.code;
  context_->name = campaign.name;
  context_->theme = campaign.theme;
  context_->end_day = end_day_of(campaign);
  add_campaign_values(context_->values, campaign);
}

Document DocumentMaker::campaign(const archive::Stored<archive::Campaign>& stored) {
  const archive::Campaign& campaign = stored.record;
  Document document;
  document.kind = Kind::campaign;
  document.key = campaign.code;
  document.title = campaign.name;
  remember(campaign);
  known_campaigns_.insert(campaign.code);
  document.values = context_->values.values;
  document.start = context_->values.start;
  document.end = context_->values.end;
  add_value(document, Field::status, campaign.status);
  add_value(document, Field::owner, campaign.owner);
  add_values(document, Field::tag, campaign.tags);
  for (const auto& lesson : campaign.lessons) {
    add_value(document, Field::stage, lesson.stage);
    add_value(document, Field::lesson_kind, lesson.kind);
  }
  document.visible_day = visible_day_of(campaign);
  document.outcome_day = outcome_day_of(campaign);
  if (campaign.budget && (campaign.currency.empty() || campaign.currency == currency_)) {
    document.budget = campaign.budget->to_double();
    add_value(document, Field::budget_band, band_of(*document.budget));
  }
  const archive::FigureContext figures{&archive::dictionary_of(reads_), currency_};
  document.roi = archive::roi_of(figures, campaign).value();
  const auto attainment = archive::main_attainment(figures, campaign);
  if (attainment && attainment->share) {
    document.attainment = attainment->share;
    add_value(document, Field::attainment, attainment_band(*attainment->share));
  }
  for (const auto& goal : campaign.goals)
    if (!goal.metric.empty())
      add_value(document, Field::goal, archive::metric_facts(*figures.dictionary, goal.metric).key);
  add_campaign_texts(document, campaign);
  add_list(document.plan, campaign.channels);
  archive::Strings products;
  for (const std::string& sku : campaign.products) {
    if (products.size() >= 2 * most_product_names) break;
    products.push_back(sku);
    if (const std::string& name = product_facts(sku).name; !name.empty()) products.push_back(name);
  }
  add_list(document.plan, products);
  put_campaign_fields(document, figures, campaign, attainment);
  return document;
}

}  // namespace almanac::search
