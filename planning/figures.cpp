#include "planning/figures.h"

#include <cstdio>

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
  const auto facts = archive::metric_facts(*material.dictionary, metric);
  MetricWords words{facts.key, clean(metric), facts.additive, facts.is_money, facts.higher_is_better, facts.is_percent};
  if (facts.known) words.shown = material.language == archive::Language::zh ? facts.known->zh : facts.known->en;
  return words;
}

archive::FigureContext figure_context(const Material& material) { return {material.dictionary, material.currency}; }

std::string currency_of(const Material& material, const Campaign& campaign) {
  return clean(archive::currency_of(figure_context(material), campaign));
}

std::string unit_of(const Material& material, const Campaign& campaign, const MetricWords& metric,
                    const std::string& unit) {
  return clean(archive::unit_of(figure_context(material), campaign,
                                archive::metric_facts(*material.dictionary, metric.key), unit));
}

std::string amount(const Decimal& value, const std::string& unit) {
  auto text = group_digits(value);
  if (unit == "%") return text + "%";
  if (unit.empty()) return text;
  return text + " " + unit;
}

std::string money(const Decimal& value, const std::string& currency) { return group_digits(value) + " " + currency; }

std::vector<Actual> actuals_of(const Material& material, const Campaign& campaign) {
  std::vector<Actual> actuals;
  for (auto& figure : archive::reported_figures(figure_context(material), campaign)) {
    Actual actual{figure.value,          metric_words(material, figure.written),
                  clean(figure.basis),   clean(figure.unit),
                  clean(figure.phase),   clean(figure.source),
                  campaign.code,         {},
                  figure.summed_channels};
    actual.figure = std::move(figure);
    actuals.push_back(std::move(actual));
  }
  return actuals;
}

}  // namespace almanac::planning
