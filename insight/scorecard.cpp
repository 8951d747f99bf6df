#include "insight/scorecard.h"

#include <algorithm>
#include <set>

#include "archive/as_of.h"
#include "archive/percent.h"
#include "insight/scorecard_maker.h"

namespace almanac::insight {

using archive::Campaign;
using archive::Decimal;
using archive::Figure;
using archive::Json;
using archive::Language;

Json optional_json(const std::optional<Decimal>& value) { return value ? archive::to_json(*value) : Json(); }
Json optional_json(const std::optional<double>& value) { return value ? Json(*value) : Json(); }
Json evidence(const std::vector<std::string>& fields) { return {{"n", fields.size()}, {"fields", fields}}; }

void put(Json& object, const char* name, const std::string& value) {
  if (!value.empty()) object[name] = value;
}
void put(Json& object, const char* name, const std::optional<Decimal>& value) {
  if (value) object[name] = archive::to_json(*value);
}

ScorecardMaker::ScorecardMaker(const archive::Reads& reads, const archive::Stored<Campaign>& stored, Language language,
                               std::optional<archive::Date> as_of)
    : reads_(reads),
      campaign_(stored.record),
      language_(language),
      context_{&archive::dictionary_of(reads), reads.setting("currency").value_or("CNY")},
      currency_(archive::currency_of(context_, stored.record)),
      figures_(archive::reported_figures(context_, stored.record)),
      until_ms_(as_of ? std::optional(archive::zone_of(reads).end_of(*as_of)) : std::nullopt),
      measured_(measure(reads, {{stored.number, currency_}}, currency_, until_ms_)),
      rollup_(roll_up(reads, context_, stored.record, as_of)) {
  if (!rollup_) return;
  std::map<std::uint32_t, std::string> family{{stored.number, currency_}};
  for (const auto& child : rollup_->campaigns)
    family.emplace(child.number, archive::currency_of(context_, child.record));
  family_ = measure(reads, family, currency_, until_ms_);
}

Json ScorecardMaker::make() {
  Json card{{"revision", reads_.revision()}, {"code", campaign_.code}, {"name", campaign_.name}};
  put(card, "status", campaign_.status);
  card["currency"] = currency_;
  card["goals"] = goals();
  card["goal_checks"] = goal_checks();
  card["results"] = results();
  card["spend"] = spend();
  card["roi"] = efficiency(archive::roi_of(context_, campaign_));
  card["cost_ratio"] = efficiency(archive::cost_ratio_of(context_, campaign_));
  card["channels"] = channels();
  card["benefits"] = benefits();
  card["milestones"] = milestones();
  card["measured"] = measured();
  if (rollup_) card["rollup"] = rollup();
  return card;
}

std::string ScorecardMaker::name_of(const std::string& metric) const {
  const auto facts = archive::metric_facts(*context_.dictionary, metric);
  return facts.known == nullptr ? metric : language_ == Language::zh ? facts.known->zh : facts.known->en;
}

const MeasuredFigure* ScorecardMaker::comparable(const std::string& metric, const std::string& unit,
                                                 const MeasuredGroup& group) {
  const auto* figure = group.find(metric);
  if (figure == nullptr || (figure->unit != unit && !(figure->unit.empty() && unit != "%"))) return nullptr;
  return figure;
}

Json ScorecardMaker::touchpoints(const MeasuredFigure& figure, const std::string& channel) const {
  std::string link = "/api/v1/touchpoints?campaign=" + archive::percent_encode(campaign_.code);
  if (!channel.empty()) link += "&channel=" + archive::percent_encode(channel);
  return {{"n", figure.n}, {"link", link}};
}

// One row: reported, measured or both, with the difference.
Json ScorecardMaker::row(const std::string& metric, const Figure* reported, const MeasuredFigure* found,
                         const std::string& channel) const {
  Json item{{"metric", metric}, {"name", name_of(reported ? reported->written : metric)}};
  put(item, "unit", reported ? reported->unit : found->unit);
  item["reported"] = reported ? archive::to_json(reported->value) : Json();
  item["measured"] = found ? archive::to_json(found->value) : Json();
  if (reported) {
    put(item, "basis", reported->basis);
    put(item, "phase", reported->phase);
    put(item, "source", reported->source);
    if (reported->summed_channels > 0) item["summed_channels"] = reported->summed_channels;
  }
  if (reported && found) {
    const auto difference = archive::subtract(reported->value, found->value);
    item["difference"] = optional_json(difference);
    item["difference_share"] =
        optional_json(difference ? archive::ratio(*difference, found->value) : std::optional<double>());
  }
  Json& from = item["evidence"] = Json::object();
  if (reported) from["reported"] = evidence(reported->fields);
  if (found) from["measured"] = touchpoints(*found, channel);
  return item;
}

Json ScorecardMaker::results() const {
  Json list = Json::array();
  std::set<std::string> shown;
  for (const Figure& figure : figures_) {
    const auto* found = figure.phase.empty() ? comparable(figure.metric, figure.unit, measured_.all) : nullptr;
    if (found) shown.insert(figure.metric);
    list.push_back(row(figure.metric, &figure, found));
  }
  for (const MeasuredFigure& figure : measured_.all.figures)
    if (!shown.contains(figure.metric)) list.push_back(row(figure.metric, nullptr, &figure));
  return list;
}

Json ScorecardMaker::spend() const {
  const auto spend = archive::spend_of(context_, campaign_);
  Json item{{"currency", spend.currency}};
  put(item, "budget", campaign_.budget);
  item["reported"] = optional_json(spend.reported);
  item["computed"] = optional_json(spend.computed);
  item["difference"] = optional_json(spend.difference);
  item["planned"] = optional_json(spend.planned);
  item["value"] = optional_json(spend.value());
  if (campaign_.budget && spend.value())
    item["budget_used"] = optional_json(archive::ratio(*spend.value(), *campaign_.budget));
  item["lines"] = spend.lines;
  item["lines_with_actual"] = spend.lines_with_actual;
  item["evidence"] = evidence(spend.fields);
  return item;
}

Json ScorecardMaker::efficiency(const archive::Efficiency& figure) const {
  Json item{{"value", optional_json(figure.value())},
            {"reported", optional_json(figure.reported)},
            {"computed", optional_json(figure.computed)}};
  put(item, "of", figure.of);
  put_why(item, figure.why);
  item["evidence"] = evidence(figure.fields);
  return item;
}

Json ScorecardMaker::group(const archive::CostGroup& group, const char* name) {
  Json item{{name, group.name}, {"lines", group.lines}};
  put(item, "planned", group.planned.total());
  put(item, "actual", group.actual.total());
  put(item, "hours", group.hours.total());
  item["evidence"] = evidence(group.fields);
  return item;
}

std::string ScorecardMaker::channel_key(const std::string& channel) const {
  const auto* known = context_.dictionary->find_channel(channel);
  return known ? known->channel : channel;
}

// Results of one channel over the whole time, as figures.
std::vector<Figure> ScorecardMaker::channel_figures(const std::string& key) const {
  std::vector<Figure> list;
  for (std::size_t i = 0; i < campaign_.results.size(); ++i) {
    const auto& result = campaign_.results[i];
    if (result.channel.empty() || channel_key(result.channel) != key || !result.value || result.from || result.to ||
        !result.segment.empty() || !result.product.empty() || !result.variant.empty())
      continue;
    const auto facts = archive::metric_facts(*context_.dictionary, result.metric);
    list.push_back({*result.value,
                    facts.key,
                    result.metric,
                    result.basis,
                    archive::unit_of(context_, campaign_, facts, result.unit),
                    result.phase,
                    result.source,
                    0,
                    {"/results/" + std::to_string(i) + "/value"}});
  }
  return list;
}

Json ScorecardMaker::channels() const {
  std::vector<std::string> keys;
  const auto note = [&](const std::string& channel) {
    const auto key = channel_key(channel);
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
  };
  const auto costs = archive::costs_by_channel(campaign_);
  for (const auto& cost : costs) note(cost.all.name);
  for (const auto& result : campaign_.results)
    if (!result.channel.empty()) note(result.channel);
  for (const auto& channel : campaign_.channels) note(channel);
  for (const auto& [channel, found] : measured_.channels) note(channel);
  const auto spend = archive::spend_of(context_, campaign_);
  Json list = Json::array();
  for (const auto& key : keys) list.push_back(channel(key, costs, spend));
  return list;
}

Json ScorecardMaker::channel(const std::string& key, const std::vector<archive::ChannelCosts>& costs,
                             const archive::Spend& spend) const {
  Json item{{"channel", key}, {"lines", 0}};
  std::optional<Decimal> actual;
  for (const auto& cost : costs) {
    if (channel_key(cost.all.name) != key) continue;
    item = group(cost.all, "channel");
    item["channel"] = key;
    actual = cost.all.actual.total();
    if (actual && spend.computed) item["share"] = optional_json(archive::ratio(*actual, *spend.computed));
    Json& kinds = item["kinds"] = Json::array();
    for (const auto& kind : cost.kinds) kinds.push_back(group(kind, "kind"));
    break;
  }
  const auto found = measured_.channels.find(key);
  const MeasuredGroup none;
  const MeasuredGroup& by_touch = found == measured_.channels.end() ? none : found->second;
  Json& rows = item["results"] = Json::array();
  std::set<std::string> shown;
  std::optional<Decimal> orders;
  for (const Figure& figure : channel_figures(key)) {
    const auto* same = figure.phase.empty() ? comparable(figure.metric, figure.unit, by_touch) : nullptr;
    if (same) shown.insert(figure.metric);
    if (figure.metric == "orders" && figure.phase.empty() && !orders) orders = figure.value;
    rows.push_back(row(figure.metric, &figure, same, key));
  }
  for (const auto& figure : by_touch.figures) {
    if (figure.metric == "orders" && !orders) orders = figure.value;
    if (!shown.contains(figure.metric)) rows.push_back(row(figure.metric, nullptr, &figure, key));
  }
  if (actual && orders)
    if (const auto each = archive::divide(*actual, *orders)) item["cost_per_order"] = archive::to_json(*each);
  return item;
}

Json ScorecardMaker::benefits() const {
  Json list = Json::array();
  for (std::size_t i = 0; i < campaign_.benefits.size(); ++i) {
    const auto& benefit = campaign_.benefits[i];
    Json item{{"name", benefit.name}};
    put(item, "kind", benefit.kind);
    put(item, "issued", benefit.issued);
    put(item, "claimed", benefit.claimed);
    put(item, "redeemed", benefit.redeemed);
    put(item, "cost", benefit.cost);
    const auto share = [&](const std::optional<Decimal>& part, const std::optional<Decimal>& of) {
      return optional_json(part && of ? archive::ratio(*part, *of) : std::optional<double>());
    };
    item["claim_rate"] = share(benefit.claimed, benefit.issued);
    item["redemption_rate"] = share(benefit.redeemed, benefit.claimed);
    std::vector<std::string> fields;
    for (const char* field : {"issued", "claimed", "redeemed", "cost"})
      if (item.contains(field)) fields.push_back("/benefits/" + std::to_string(i) + "/" + field);
    item["evidence"] = evidence(fields);
    list.push_back(std::move(item));
  }
  return list;
}

// A month or a year is late only when all of it is.
Json ScorecardMaker::milestones() const {
  Json list = Json::array();
  for (const auto& milestone : campaign_.milestones) {
    Json item{{"name", milestone.name}};
    if (milestone.planned) item["planned"] = milestone.planned->to_string();
    if (milestone.actual) item["actual"] = milestone.actual->to_string();
    const bool days = milestone.planned && milestone.actual &&
                      milestone.planned->precision == archive::Precision::day &&
                      milestone.actual->precision == archive::Precision::day;
    if (days) item["days_late"] = milestone.actual->days - milestone.planned->days;
    list.push_back(std::move(item));
  }
  return list;
}

Json ScorecardMaker::unconverted(const MeasuredGroup& group) {
  Json list = Json::array();
  for (const auto& each : group.unconverted)
    list.push_back({{"metric", each.metric},
                    {"currency", each.currency},
                    {"amount", archive::to_json(each.amount)},
                    {"n", each.n}});
  return list;
}

Json ScorecardMaker::measured() const {
  const archive::Zone zone = archive::zone_of(reads_);
  Json item{{"touchpoints", measured_.all.touchpoints}};
  if (measured_.first_ms) item["first"] = zone.format({*measured_.first_ms, archive::Precision::millisecond});
  if (measured_.last_ms) item["last"] = zone.format({*measured_.last_ms, archive::Precision::millisecond});
  if (!measured_.all.converted_from.empty()) {
    Json& sources = item["gmv_by_currency"] = Json::object();
    for (const auto& [currency, amount] : measured_.all.converted_from) sources[currency] = archive::to_json(amount);
  }
  if (!measured_.all.unconverted.empty()) item["unconverted"] = unconverted(measured_.all);
  return item;
}

Json scorecard(const archive::Reads& reads, const archive::Stored<Campaign>& campaign, Language language,
               std::optional<archive::Date> as_of) {
  auto card = ScorecardMaker(reads, campaign, language, as_of).make();
  if (as_of) card["as_of"] = as_of->to_string();
  return card;
}

}  // namespace almanac::insight
