#pragma once
// Figures for tables: how they are written, and what archive/figures.h computes, as this draft shows it.

#include <optional>
#include <string>
#include <vector>

#include "archive/figures.h"
#include "planning/material.h"

namespace almanac::planning {

std::string group_digits(const archive::Decimal& value);  // "2,300,000.5"
std::string percent(double share);                        // 0.956 → "95.6%"

// A metric as this draft shows it, and the key under which figures of it are the same.
struct MetricWords {
  std::string key, shown;
  bool additive = false, is_money = false, higher_is_better = true, is_percent = false;
};
MetricWords metric_words(const Material& material, const std::string& metric);

archive::FigureContext figure_context(const Material& material);
std::string currency_of(const Material& material, const archive::Campaign& campaign);
// The unit in force: the figure's own, else for money the campaign's currency.
std::string unit_of(const Material& material, const archive::Campaign& campaign, const MetricWords& metric,
                    const std::string& unit);
std::string amount(const archive::Decimal& value, const std::string& unit);  // "2,300,000 CNY", "3.2%"
std::string money(const archive::Decimal& value, const std::string& currency);

// A reported value of a whole campaign (no channel, segment, product, variant or part of its time).
struct Actual {
  archive::Decimal value;
  MetricWords metric;
  std::string basis, unit, phase, source;
  std::string code;                 // of the campaign
  archive::Figure figure;           // as computed
  std::size_t summed_channels = 0;  // > 0: no whole was reported; the exact sum of this many channels
};
// All of a campaign, in the order of its record, then sums of channels for additive metrics that have no whole.
std::vector<Actual> actuals_of(const Material& material, const archive::Campaign& campaign);

using archive::Sum;

// "—" in a table for what is not recorded.
inline constexpr std::string_view dash = "—";

}  // namespace almanac::planning
