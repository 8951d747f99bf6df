#include "insight/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "search/significant.h"

namespace almanac::insight {
namespace {

constexpr double z95 = 1.959963984540054;

double real(std::uint64_t n) { return static_cast<double>(n); }

}  // namespace

double Counts::jaccard() const {
  const std::uint64_t any = row + column - both;
  return any == 0 ? 0 : static_cast<double>(both) / static_cast<double>(any);
}

double Counts::expected() const { return all == 0 ? 0 : real(row) * real(column) / real(all); }

bool too_few(const Counts& counts, std::uint64_t least) {
  return counts.both < least && counts.expected() < real(least);
}

std::optional<std::pair<double, double>> interval(const Counts& c) {
  if (c.row == 0 || c.column == 0) return std::nullopt;
  const std::uint64_t others = c.all - c.row;
  if (others == 0) return std::pair(1.0, 1.0);
  double a = real(c.both);
  double b = real(c.column - c.both);
  double n = real(c.row);
  double m = real(others);
  if (c.both == 0 || c.column == c.both) {
    a += .5;
    b += .5;
    n += 1;
    m += 1;
  }
  const double ratio = (a / n) / (b / m);
  const double factor = std::exp(z95 * std::sqrt(std::max(0.0, 1 / a - 1 / n + 1 / b - 1 / m)));
  const double w = real(c.row) / real(c.all);
  const auto lift_of = [w](double risk_ratio) { return risk_ratio / (w * risk_ratio + 1 - w); };
  const double lift = real(c.both) / c.expected();
  return std::pair(std::min(lift, lift_of(ratio / factor)), std::max(lift, lift_of(ratio * factor)));
}

std::optional<Strength> strength(const Counts& c) {
  const auto ends = interval(c);
  if (!ends) return std::nullopt;
  if (c.row == c.all) return Strength{1, 1, 1, 1};
  return Strength{real(c.both) / c.expected(), ends->first, ends->second, Chances(0).of(c)};
}

Chances::Chances(std::uint64_t all) {
  constexpr std::uint64_t most = 1U << 20U;
  table_.resize(static_cast<std::size_t>(std::min(all, most)) + 1, 0);
  for (std::size_t x = 1; x < table_.size(); ++x) table_[x] = real(x) * std::log(real(x));
}

double Chances::x_log_x(std::uint64_t x) const {
  return x < table_.size() ? table_[static_cast<std::size_t>(x)] : real(x) * std::log(real(x));
}

double Chances::of(const Counts& c) const {
  const std::uint64_t no_row = c.all - c.row;
  const std::uint64_t no_column = c.all - c.column;
  if (no_row == 0) return 1;
  const double least = real(std::min(c.row, no_row)) * real(std::min(c.column, no_column)) / real(c.all);
  if (least >= 5) {
    // G² = 2·Σ k·ln(k·all / (row·column)) over the four cells.
    const double g = x_log_x(c.both) + x_log_x(c.row - c.both) + x_log_x(c.column - c.both) +
                     x_log_x(c.all + c.both - c.row - c.column) - x_log_x(c.row) - x_log_x(no_row) - x_log_x(c.column) -
                     x_log_x(no_column) + x_log_x(c.all);
    return std::erfc(std::sqrt(std::max(0.0, g)));
  }
  const double more = search::log_fisher(c.both, c.row, c.column, c.all);
  const double fewer = search::log_fisher(c.row - c.both, c.row, no_column, c.all);
  return std::min(1.0, 2 * std::exp(std::min(more, fewer)));
}

namespace {

// Those of the numbers, none negative, that are at most `bound`, in order. Chances are spread evenly where nothing goes together, so
// they are dealt into as many heaps by size first, which are short then.
std::vector<double> ascending_up_to(const std::vector<double>& all, double bound) {
  std::vector<double> small;
  for (const double p : all) {
    if (p <= bound) small.push_back(p);
  }
  const auto heap_of = [&](double p) {
    return bound > 0 ? std::min(small.size() - 1, static_cast<std::size_t>(p / bound * real(small.size()))) : 0;
  };
  std::vector<std::size_t> ends(small.size() + 1, 0);
  for (const double p : small) ++ends[heap_of(p) + 1];
  std::partial_sum(ends.begin(), ends.end(), ends.begin());
  std::vector<double> sorted(small.size());
  std::vector<std::size_t> next(ends.begin(), ends.end());
  for (const double p : small) sorted[next[heap_of(p)]++] = p;
  for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
    if (ends[i + 1] - ends[i] > 1)
      std::sort(sorted.begin() + static_cast<std::ptrdiff_t>(ends[i]),
                sorted.begin() + static_cast<std::ptrdiff_t>(ends[i + 1]));
  }
  return sorted;
}

}  // namespace

std::vector<double> discovery_rates(const std::vector<double>& all, const std::vector<double>& asked) {
  // A test's rate is the least p·m/rank of it and of those with a larger p; a larger p than this bound cannot lower one asked.
  std::vector<double> sorted(asked);
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::size_t> up_to(sorted.size() + 1, 0);  // how many of all are at most sorted[i], once summed
  for (const double p : all) {
    if (!sorted.empty() && p > sorted.back()) continue;  // most
    ++up_to[static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), p) - sorted.begin())];
  }
  std::partial_sum(up_to.begin(), up_to.end(), up_to.begin());
  const double m = real(all.size());
  double bound = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i)
    bound = std::max({bound, sorted[i], sorted[i] * m / std::max(1.0, real(up_to[i]))});  // p·m/m may round below p
  const std::vector<double> small = ascending_up_to(all, bound);
  std::vector<double> rates(small.size());
  double least = 1;
  for (std::size_t rank = small.size(); rank > 0; --rank) {
    least = std::min(least, small[rank - 1] * m / real(rank));
    rates[rank - 1] = least;
  }
  std::vector<double> told;
  for (const double p : asked) {
    // Of equal ones the last has the highest rank.
    const auto after = std::upper_bound(small.begin(), small.end(), p);
    told.push_back(after == small.begin() ? 1 : rates[static_cast<std::size_t>(after - small.begin()) - 1]);
  }
  return told;
}

std::optional<std::pair<std::size_t, std::size_t>> median_interval(std::size_t count) {
  if (count < 6) return std::nullopt;
  // The largest k with P(Binomial(count, 1/2) < k) ≤ 0.025: the interval is from the k-th smallest to the k-th largest.
  const double n = static_cast<double>(count);
  double log_term = -n * std::log(2.0);  // of 0 successes
  double sum = 0;
  std::size_t k = 0;
  while (k < count / 2) {
    sum += std::exp(log_term);
    if (sum > .025) break;
    log_term += std::log((n - static_cast<double>(k)) / (static_cast<double>(k) + 1));
    ++k;
  }
  return std::pair(k - 1, count - k);
}

}  // namespace almanac::insight
