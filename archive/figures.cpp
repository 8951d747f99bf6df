#include "archive/figures.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "archive/name.h"

namespace almanac::archive {
namespace {

std::string pointer(const char* list, std::size_t index, const char* field) {
  return "/" + std::string(list) + "/" + std::to_string(index) + "/" + field;
}

bool is_percent_word(const std::string& unit) { return unit == "%" || unit == "percent" || unit == "％"; }

bool covers_all_but_channel(const Result& result) {
  return result.segment.empty() && result.product.empty() && result.variant.empty() && !result.from && !result.to;
}

using Scope = std::tuple<std::string, std::string, std::string, std::string, std::string>;

// Whether one of the channels lies under another one (服务号 under 公众号): then their figures may count the same orders
// twice.
bool overlap(const Dictionary& dictionary, const std::vector<std::string>& channels) {
  const auto is_listed = [&](const std::string& name) {
    return std::any_of(channels.begin(), channels.end(), [&](const std::string& channel) {
      const Channel* known = dictionary.find_channel(channel);
      return known != nullptr ? known->channel == name : channel == name;
    });
  };
  return std::any_of(channels.begin(), channels.end(), [&](const std::string& channel) {
    const Channel* known = dictionary.find_channel(channel);
    for (int level = 0; known != nullptr && !known->parent.empty() && level < 16; ++level) {
      if (is_listed(known->parent)) return true;
      known = dictionary.find_channel(known->parent);
    }
    return false;
  });
}

// The first figure of the whole campaign of a metric.
const Figure* whole(const std::vector<Figure>& figures, std::string_view metric) {
  for (const Figure& figure : figures)
    if (figure.metric == metric && figure.phase.empty()) return &figure;
  return nullptr;
}

void append(std::vector<std::string>& to, const std::vector<std::string>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

double as_ratio(const Figure& figure) {
  return figure.value.to_double() / (is_percent_word(figure.unit) ? 100.0 : 1.0);
}

}  // namespace

void Sum::add(const std::optional<Decimal>& value) {
  if (!value) return;
  if (++count_ == 1) {
    total_ = value;
  } else if (total_) {
    total_ = archive::add(*total_, *value);
  }
}

MetricFacts metric_facts(const Dictionary& dictionary, std::string_view metric) {
  MetricFacts facts;
  facts.known = dictionary.find_metric(metric);
  if (facts.known == nullptr) {
    facts.key = fold(metric);
    return facts;
  }
  facts.key = facts.known->name;
  facts.additive = facts.known->additive;
  facts.is_money = facts.known->unit == "money";
  facts.is_percent = facts.known->unit == "percent";
  facts.is_count = facts.known->unit == "count";
  facts.higher_is_better = facts.known->higher_is_better;
  return facts;
}

std::string currency_of(const FigureContext& context, const Campaign& campaign) {
  return campaign.currency.empty() ? context.currency : campaign.currency;
}

std::string unit_of(const FigureContext& context, const Campaign& campaign, const MetricFacts& metric,
                    const std::string& unit) {
  if (is_percent_word(unit)) return "%";
  if (unit == "count" || unit == "ratio") return "";
  const bool own_money = metric.is_money && (unit == "元" || unit == "money");
  if (!unit.empty() && unit != "money" && !own_money) return unit;
  if (metric.is_money) return currency_of(context, campaign);
  return metric.is_percent ? "%" : "";
}

bool same_unit(const MetricFacts& metric, const std::string& a, const std::string& b) {
  if (a == b) return true;
  const auto counts = [](const std::string& unit) {
    const bool code =
        unit.size() == 3 && std::all_of(unit.begin(), unit.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    return unit != "%" && !code;
  };
  return metric.is_count && counts(a) && counts(b);
}

std::vector<Figure> reported_figures(const FigureContext& context, const Campaign& campaign) {
  std::vector<Figure> figures;
  struct Part {
    Sum sum;
    Figure figure;
    std::vector<std::string> channels;
  };
  std::map<Scope, Part> parts;
  std::vector<Scope> part_order;
  for (std::size_t i = 0; i < campaign.results.size(); ++i) {
    const Result& result = campaign.results[i];
    if (!result.value || !covers_all_but_channel(result)) continue;
    const MetricFacts metric = metric_facts(*context.dictionary, result.metric);
    Figure figure{*result.value,
                  metric.key,
                  result.metric,
                  result.basis,
                  unit_of(context, campaign, metric, result.unit),
                  result.phase,
                  result.source,
                  0,
                  {pointer("results", i, "value")}};
    if (result.channel.empty()) {
      figures.push_back(std::move(figure));
    } else if (metric.additive) {
      const Scope scope{figure.metric, figure.basis, figure.unit, figure.phase, figure.source};
      auto [found, is_new] = parts.try_emplace(scope, Part{Sum{}, figure, {}});
      if (is_new)
        part_order.push_back(scope);
      else
        append(found->second.figure.fields, figure.fields);
      found->second.sum.add(result.value);
      found->second.channels.push_back(result.channel);
    }
  }
  const auto reported = static_cast<std::ptrdiff_t>(figures.size());
  for (const Scope& scope : part_order) {
    auto& [sum, figure, channels] = parts.at(scope);
    const bool has_whole =
        std::any_of(figures.begin(), figures.begin() + reported, [&figure = figure](const Figure& other) {
          return other.metric == figure.metric && other.phase == figure.phase;
        });
    if (has_whole || !sum.total() || overlap(*context.dictionary, channels)) continue;
    figure.value = *sum.total();
    figure.summed_channels = sum.count();
    figures.push_back(figure);
  }
  return figures;
}

Attainment attain(const MetricFacts& metric, const Goal& goal, const std::string& unit, const Figure& actual) {
  Attainment result;
  result.actual = actual;
  result.fields = actual.fields;
  if (!goal.basis.empty() && !actual.basis.empty() && goal.basis != actual.basis) {
    result.why = "other_basis";
    return result;
  }
  if (!same_unit(metric, unit, actual.unit)) {
    result.why = "other_unit";
    return result;
  }
  result.basis_unstated = goal.basis != actual.basis;
  if (!goal.target) {
    result.why = "no_target";
    if (goal.low || goal.high)
      result.reached = (!goal.low || actual.value >= *goal.low) && (!goal.high || actual.value <= *goal.high);
    return result;
  }
  const Decimal& target = *goal.target;
  result.reached = metric.higher_is_better ? actual.value >= target : actual.value <= target;
  if (target.is_zero() || target.is_negative()) {
    result.why = target.is_zero() ? "zero_target" : "negative_target";
    return result;
  }
  result.ratio = ratio(actual.value, target);
  if (metric.higher_is_better)
    result.share = result.ratio;
  else if (!actual.value.is_negative())
    result.share = ratio(target, actual.value);
  if (!result.share) result.why = "zero_actual";
  return result;
}

std::vector<Attainment> attainments(const FigureContext& context, const Campaign& campaign) {
  const auto figures = reported_figures(context, campaign);
  std::vector<Attainment> all;
  for (std::size_t i = 0; i < campaign.goals.size(); ++i) {
    const Goal& goal = campaign.goals[i];
    const MetricFacts metric = metric_facts(*context.dictionary, goal.metric);
    const std::string unit = unit_of(context, campaign, metric, goal.unit);
    Attainment best;
    best.why = goal.target || goal.low || goal.high ? "no_result" : "no_target";
    int best_rank = 4;
    for (const Figure& figure : figures) {
      if (metric.key.empty() || figure.metric != metric.key || figure.phase != goal.phase) continue;
      const int rank = figure.basis == goal.basis ? 0 : figure.basis.empty() || goal.basis.empty() ? 1 : 2;
      if (rank >= best_rank) continue;
      best = attain(metric, goal, unit, figure);
      best_rank = rank;
    }
    best.goal = i;
    for (const char* field : {"target", "low", "high"}) {
      const auto& value = *field == 't' ? goal.target : *field == 'l' ? goal.low : goal.high;
      if (value) best.fields.push_back(pointer("goals", i, field));
    }
    all.push_back(std::move(best));
  }
  return all;
}

std::optional<Attainment> main_attainment(const FigureContext& context, const Campaign& campaign) {
  for (auto& attainment : attainments(context, campaign))
    if (attainment.share && campaign.goals[attainment.goal].phase.empty()) return std::move(attainment);
  return std::nullopt;
}

std::optional<Decimal> actual_cost(const Cost& cost) {
  if (cost.actual || !cost.hours || !cost.rate) return cost.actual;
  return multiply(*cost.hours, *cost.rate);
}

namespace {

void add_cost_fields(const Cost& cost, std::size_t index, std::vector<std::string>& fields) {
  if (cost.planned) fields.push_back(pointer("costs", index, "planned"));
  if (cost.actual) {
    fields.push_back(pointer("costs", index, "actual"));
  } else if (cost.hours && cost.rate) {
    fields.push_back(pointer("costs", index, "hours"));
    fields.push_back(pointer("costs", index, "rate"));
  }
}

void add_cost(const Cost& cost, std::size_t index, CostGroup& group) {
  group.planned.add(cost.planned);
  group.actual.add(actual_cost(cost));
  group.hours.add(cost.hours);
  ++group.lines;
  add_cost_fields(cost, index, group.fields);
}

}  // namespace

Spend spend_of(const FigureContext& context, const Campaign& campaign) {
  Spend spend;
  spend.currency = currency_of(context, campaign);
  spend.reported = campaign.spend;
  if (campaign.spend) spend.fields.push_back("/spend");
  Sum actual, planned;
  for (std::size_t i = 0; i < campaign.costs.size(); ++i) {
    const Cost& cost = campaign.costs[i];
    const auto amount = actual_cost(cost);
    ++spend.lines;
    spend.lines_with_actual += amount.has_value();
    actual.add(amount);
    planned.add(cost.planned);
    add_cost_fields(cost, i, spend.fields);
  }
  spend.computed = actual.total();
  spend.planned = planned.total();
  if (spend.reported && spend.computed) spend.difference = subtract(*spend.reported, *spend.computed);
  return spend;
}

std::vector<ChannelCosts> costs_by_channel(const Campaign& campaign) {
  std::vector<ChannelCosts> channels;
  for (std::size_t i = 0; i < campaign.costs.size(); ++i) {
    const Cost& cost = campaign.costs[i];
    auto channel = std::find_if(channels.begin(), channels.end(),
                                [&](const ChannelCosts& each) { return each.all.name == cost.channel; });
    if (channel == channels.end()) {
      channel = channels.insert(channels.end(), ChannelCosts{});
      channel->all.name = cost.channel;
    }
    add_cost(cost, i, channel->all);
    auto kind = std::find_if(channel->kinds.begin(), channel->kinds.end(),
                             [&](const CostGroup& each) { return each.name == cost.kind; });
    if (kind == channel->kinds.end()) {
      kind = channel->kinds.insert(channel->kinds.end(), CostGroup{});
      kind->name = cost.kind;
    }
    add_cost(cost, i, *kind);
  }
  return channels;
}

namespace {

// The figures of the campaign's own currency that a ratio may be made of.
const Figure* money_figure(const std::vector<Figure>& figures, std::string_view metric, const std::string& currency) {
  const Figure* figure = whole(figures, metric);
  return figure != nullptr && figure->unit == currency ? figure : nullptr;
}

}  // namespace

Efficiency roi_of(const FigureContext& context, const Campaign& campaign) {
  Efficiency roi;
  const auto figures = reported_figures(context, campaign);
  if (const Figure* reported = whole(figures, "roi")) {
    roi.reported = as_ratio(*reported);
    append(roi.fields, reported->fields);
  }
  const Spend spend = spend_of(context, campaign);
  const Figure* revenue = money_figure(figures, "revenue", spend.currency);
  if (!spend.value()) {
    roi.why = "no_spend";
  } else if (spend.value()->is_zero()) {
    roi.why = "zero_spend";
  } else if (revenue == nullptr) {
    roi.why = "no_revenue";
  } else if (const auto gain = subtract(revenue->value, *spend.value())) {
    roi.of = revenue->metric;
    roi.computed = ratio(*gain, *spend.value());
    append(roi.fields, revenue->fields);
    append(roi.fields, spend.fields);
  }
  return roi;
}

Efficiency cost_ratio_of(const FigureContext& context, const Campaign& campaign) {
  Efficiency result;
  const auto figures = reported_figures(context, campaign);
  if (const Figure* reported = whole(figures, "cost_ratio")) {
    result.reported = as_ratio(*reported);
    append(result.fields, reported->fields);
  }
  const Spend spend = spend_of(context, campaign);
  const Figure* sales = nullptr;
  for (const char* metric : {"revenue", "paid_amount", "sales_amount", "gmv"})
    if (sales == nullptr) sales = money_figure(figures, metric, spend.currency);
  if (!spend.value()) {
    result.why = "no_spend";
  } else if (sales == nullptr) {
    result.why = "no_sales";
  } else if (sales->value.is_zero() || sales->value.is_negative()) {
    result.why = "zero_sales";
  } else {
    result.of = sales->metric;
    result.computed = ratio(*spend.value(), sales->value);
    append(result.fields, sales->fields);
    append(result.fields, spend.fields);
  }
  return result;
}

}  // namespace almanac::archive
