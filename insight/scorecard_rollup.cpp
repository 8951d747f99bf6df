// What lies below a campaign, on its scorecard.

#include "insight/scorecard_maker.h"

namespace almanac::insight {

using archive::Json;

namespace {

Json rolled(const RolledAmount& amount) {
  return {{"value", optional_json(amount.sum.total())},
          {"evidence", {{"n", amount.codes.size()}, {"campaigns", amount.codes}}}};
}

}  // namespace

Json ScorecardMaker::rollup() const {
  Json item{{"currency", currency_}};
  Json& codes = item["campaigns"] = Json::array();
  for (const auto& child : rollup_->campaigns) codes.push_back(child.record.code);
  item["budget"] = rolled(rollup_->budget);
  item["spend"] = rolled(rollup_->spend);
  item["costs"] = rolled(rollup_->costs);
  Json& results = item["results"] = Json::array();
  for (const auto& result : rollup_->results) {
    Json entry{{"metric", result.metric}, {"name", name_of(result.metric)}};
    put(entry, "unit", result.unit);
    put(entry, "basis", result.basis);
    entry.update(rolled(result.amount));
    results.push_back(std::move(entry));
  }
  Json& people = item["people"] = Json::array();
  for (const char* metric : {"buyers", "visitors", "new_users", "reach"})
    if (const auto* figure = family_.all.find(metric))
      people.push_back({{"metric", metric},
                        {"name", name_of(metric)},
                        {"value", archive::to_json(figure->value)},
                        {"evidence", {{"n", figure->n}}}});
  item["not_added"] = rollup_->not_additive;
  Json& converted = item["converted"] = Json::array();
  for (const auto& each : rollup_->converted)
    converted.push_back({{"campaign", each.code},
                         {"field", each.field},
                         {"source", archive::to_json(each.converted.source)},
                         {"source_currency", each.currency},
                         {"amount", archive::to_json(each.converted.amount)},
                         {"rate", archive::to_json(each.converted.rate.rate)},
                         {"rate_of", each.converted.rate.from + "-" + each.converted.rate.to},
                         {"rate_date", each.converted.rate.date.to_string()}});
  Json& missing = item["missing_rates"] = Json::array();
  for (const auto& each : rollup_->missing) {
    Json entry{{"campaign", each.code},
               {"field", each.field},
               {"currency", each.currency},
               {"amount", archive::to_json(each.amount)}};
    if (each.date) entry["date"] = each.date->to_string();
    missing.push_back(std::move(entry));
  }
  item["complete"] = rollup_->missing.empty();
  return item;
}

}  // namespace almanac::insight
