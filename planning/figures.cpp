#include "planning/figures.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <tuple>

#include "archive/name.h"
#include "planning/inline_text.h"

namespace almanac::planning {

using archive::Campaign;
using archive::Decimal;

std::string group_digits(const Decimal& value) {
  std::string text = value.to_string();
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  auto at = text.find('.');
  if (at == std::string::npos) at = text.size();
  while (at > first + 3) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

std::string percent(double share) {
  char text[64];
  std::snprintf(text, sizeof text, "%.1f%%", share * 100);
  return text;
}

MetricWords metric_words(const Material& material, const std::string& metric) {
  MetricWords words;
  if (const auto* known = material.dictionary->find_metric(metric)) {
    words.key = known->name;
    words.shown = material.language == archive::Language::zh ? known->zh : known->en;
    words.additive = known->additive;
    words.is_money = known->unit == "money";
    words.is_percent = known->unit == "percent";
    words.higher_is_better = known->higher_is_better;
  } else {
    // A metric that the dictionary does not know is never summed: it might be a rate.
    words.key = archive::fold(metric);
    words.shown = clean(metric);
  }
  return words;
}

std::string currency_of(const Material& material, const Campaign& campaign) {
  return campaign.currency.empty() ? material.currency : clean(campaign.currency);
}

std::string unit_of(const Material& material, const Campaign& campaign, const MetricWords& metric,
                    const std::string& unit) {
  if (unit == "percent" || unit == "％") return "%";
  if (unit == "count" || unit == "ratio") return "";
  if (!unit.empty() && unit != "money") return clean(unit);
  if (metric.is_money) return currency_of(material, campaign);
  return metric.is_percent ? "%" : "";
}

std::string amount(const Decimal& value, const std::string& unit) {
  auto text = group_digits(value);
  if (unit == "%") return text + "%";
  if (unit.empty()) return text;
  return text + " " + unit;
}

std::string money(const Decimal& value, const std::string& currency) { return group_digits(value) + " " + currency; }

void Sum::add(const std::optional<Decimal>& value) {
  if (!value) return;
  if (++count_ == 1) {
    total_ = value;
  } else if (total_) {
    total_ = archive::add(*total_, *value);
  }
}

namespace {

bool is_whole(const archive::Result& result) {
  return result.channel.empty() && result.segment.empty() && result.product.empty() && result.variant.empty() &&
         !result.from && !result.to;
}

bool is_channel_part(const archive::Result& result) {
  return !result.channel.empty() && result.segment.empty() && result.product.empty() && result.variant.empty() &&
         !result.from && !result.to;
}

using Scope =
    std::tuple<std::string, std::string, std::string, std::string, std::string>;  // metric, basis, unit, phase, source

// Whether one of the channels lies under another (服务号 under 公众号): then their figures may count the same orders
// twice.
bool overlap(const Material& material, const std::vector<std::string>& channels) {
  const auto is_listed = [&](const std::string& name) {
    return std::any_of(channels.begin(), channels.end(), [&](const std::string& channel) {
      const auto* known = material.dictionary->find_channel(channel);
      return known != nullptr ? known->channel == name : channel == name;
    });
  };
  return std::any_of(channels.begin(), channels.end(), [&](const std::string& channel) {
    const auto* known = material.dictionary->find_channel(channel);
    for (int level = 0; known != nullptr && !known->parent.empty() && level < 16; ++level) {
      if (is_listed(known->parent)) return true;
      known = material.dictionary->find_channel(known->parent);
    }
    return false;
  });
}

}  // namespace

std::vector<Actual> actuals_of(const Material& material, const Campaign& campaign) {
  std::vector<Actual> wholes;
  struct Part {
    Sum sum;
    Actual actual;
    std::vector<std::string> channels;
  };
  std::map<Scope, Part> parts;
  std::vector<Scope> part_order;
  for (const auto& result : campaign.results) {
    if (!result.value) continue;
    const auto metric = metric_words(material, result.metric);
    Actual actual{*result.value,       metric,
                  clean(result.basis), unit_of(material, campaign, metric, result.unit),
                  clean(result.phase), clean(result.source),
                  campaign.code,       0};
    if (is_whole(result)) {
      wholes.push_back(std::move(actual));
    } else if (is_channel_part(result) && metric.additive) {
      const Scope scope{metric.key, actual.basis, actual.unit, actual.phase, actual.source};
      auto [found, is_new] = parts.try_emplace(scope, Part{Sum{}, actual, {}});
      if (is_new) part_order.push_back(scope);
      found->second.sum.add(result.value);
      found->second.channels.push_back(result.channel);
    }
  }
  const auto reported = wholes.size();
  for (const auto& scope : part_order) {
    auto& [sum, actual, channels] = parts.at(scope);
    const bool has_whole = std::any_of(
        wholes.begin(), wholes.begin() + static_cast<std::ptrdiff_t>(reported),
        [&](const auto& whole) { return whole.metric.key == actual.metric.key && whole.phase == actual.phase; });
    if (has_whole || !sum.total() || overlap(material, channels)) continue;
    actual.value = *sum.total();
    actual.summed_channels = sum.count();
    wholes.push_back(actual);
  }
  return wholes;
}

}  // namespace almanac::planning
