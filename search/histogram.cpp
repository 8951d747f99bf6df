#include "search/histogram.h"

#include <algorithm>
#include <map>
#include <string>

namespace almanac::search {
namespace {

constexpr std::int64_t most_months = 36, most_quarters = 40;
constexpr std::size_t most_buckets = 200;

// 0, 1, 2, 5, 10, 20, 50 … 5e15: where the steps of budgets begin.
const std::vector<double>& steps() {
  static const std::vector<double> list = [] {
    std::vector<double> made{0};
    for (double power = 1; power < 1e16; power *= 10)
      for (const double factor : {1.0, 2.0, 5.0}) made.push_back(factor * power);
    return made;
  }();
  return list;
}

std::int64_t month_of(std::int32_t day) {
  const archive::Date date{day, archive::Precision::day};
  return std::int64_t{date.year()} * 12 + date.month() - 1;
}

// The first day of a month counted from the year 0.
std::int32_t first_day(std::int64_t month) {
  const auto year = static_cast<int>(month / 12);
  if (const auto date = archive::Date::from_ymd(year, static_cast<unsigned>(month % 12) + 1, 1)) return date->days;
  return archive::Date::from_ymd(9999, 12, 31)->days + 1;
}

std::string text_of(std::int32_t day) { return archive::Date{day, archive::Precision::day}.to_string(); }

// A whole number of major units is one in JSON too.
archive::Json amount(double value) {
  return value < 9e15 ? archive::Json(static_cast<std::int64_t>(value)) : archive::Json(value);
}

}  // namespace

Histograms::Histograms(const Columns& columns, CollectorOptions options)
    : columns_(columns), options_(std::move(options)), amounts_(steps().size(), 0) {}

void Histograms::add(DocumentId id) {
  const Gate gate = columns_.gate(id);
  if (!passes_gate(options_, gate)) return;
  const Facts& facts = columns_.facts(id);
  const bool has_start = gate.start != no_day;
  const bool start_fits = passes_start(options_, gate.start), budget_fits = passes_budget(options_, facts);
  if (!start_fits && !budget_fits) return;
  for (const FieldFilter& filter : options_.filters)
    if (!passes(filter, columns_, id, options_.as_of_day)) return;
  if (budget_fits && has_start) ++days_[facts.start];
  if (start_fits && facts.budget && *facts.budget >= 0)
    ++amounts_[static_cast<std::size_t>(std::upper_bound(steps().begin(), steps().end(), *facts.budget) -
                                        steps().begin()) -
               1];
}

Histogram Histograms::starts() const {
  Histogram made;
  if (days_.empty()) return made;
  const auto [low, high] = std::minmax_element(days_.begin(), days_.end());
  const std::int64_t first = month_of(low->first), last = month_of(high->first);
  std::int64_t months = 12;
  made.unit = "year";
  if (last - first < most_months) {
    months = 1;
    made.unit = "month";
  } else if (last / 3 - first / 3 < most_quarters) {
    months = 3;
    made.unit = "quarter";
  }
  std::map<std::int64_t, std::uint64_t> counts;
  for (const auto& [day, count] : days_) counts[month_of(day) / months] += count;
  const std::int64_t begin = first / months, end = last / months;
  const bool whole = end - begin < static_cast<std::int64_t>(most_buckets);
  if (whole)
    for (std::int64_t at = begin; at <= end; ++at) counts.try_emplace(at, 0);
  for (const auto& [at, count] : counts)
    made.buckets.push_back({text_of(first_day(at * months)), text_of(first_day((at + 1) * months) - 1), count});
  return made;
}

Histogram Histograms::budgets() const {
  Histogram made;
  std::size_t first = 0, end = amounts_.size();
  while (first < end && amounts_[first] == 0) ++first;
  while (end > first && amounts_[end - 1] == 0) --end;
  for (std::size_t i = first; i < end; ++i)
    made.buckets.push_back(
        {amount(steps()[i]), i + 1 < steps().size() ? amount(steps()[i + 1]) : archive::Json(nullptr), amounts_[i]});
  return made;
}

}  // namespace almanac::search
