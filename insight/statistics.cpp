#include "insight/statistics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "search/significant.h"

namespace almanac::insight {
namespace {

constexpr double z95 = 1.959963984540054;

double real(std::uint64_t n) { return static_cast<double>(n); }

// 2·Σ k·ln(k/expected) over the four cells.
double likelihood_ratio(const Counts& c) {
  const std::array<double, 2> rows{real(c.row), real(c.all - c.row)};
  const std::array<double, 2> columns{real(c.column), real(c.all - c.column)};
  const std::array<double, 4> cells{real(c.both), real(c.row - c.both), real(c.column - c.both),
                                    real(c.all + c.both - c.row - c.column)};
  double sum = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i] > 0) sum += cells[i] * std::log(cells[i] * real(c.all) / (rows[i / 2] * columns[i % 2]));
  }
  return std::max(0.0, 2 * sum);
}

double chance(const Counts& c) {
  const double least = std::min(real(c.row), real(c.all - c.row)) * std::min(real(c.column), real(c.all - c.column)) /
                       real(c.all);
  if (least >= 5) return std::erfc(std::sqrt(likelihood_ratio(c) / 2));
  const double more = search::log_fisher(c.both, c.row, c.column, c.all);
  const double fewer = search::log_fisher(c.row - c.both, c.row, c.all - c.column, c.all);
  return std::min(1.0, 2 * std::exp(std::min(more, fewer)));
}

}  // namespace

double Counts::expected() const { return all == 0 ? 0 : real(row) * real(column) / real(all); }

bool too_few(const Counts& counts, std::uint64_t least) {
  return counts.both < least && counts.expected() < real(least);
}

std::optional<Strength> strength(const Counts& c) {
  if (c.row == 0 || c.column == 0) return std::nullopt;
  Strength s;
  const std::uint64_t others = c.all - c.row;
  if (others == 0) return Strength{1, 1, 1, 1};
  s.lift = real(c.both) / c.expected();
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
  const double width = z95 * std::sqrt(std::max(0.0, 1 / a - 1 / n + 1 / b - 1 / m));
  const double w = real(c.row) / real(c.all);
  const auto lift_of = [w](double risk_ratio) { return risk_ratio / (w * risk_ratio + 1 - w); };
  s.low = std::min(s.lift, lift_of(ratio * std::exp(-width)));
  s.high = std::max(s.lift, lift_of(ratio * std::exp(width)));
  s.p = chance(c);
  return s;
}

std::vector<double> discovery_rates(const std::vector<double>& p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> rates(p.size());
  double least = 1;
  for (std::size_t rank = order.size(); rank > 0; --rank) {
    const std::size_t i = order[rank - 1];
    least = std::min(least, p[i] * static_cast<double>(p.size()) / static_cast<double>(rank));
    rates[i] = least;
  }
  return rates;
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
