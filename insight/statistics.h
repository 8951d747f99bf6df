#pragma once
// How strongly two things go together, from four counts; and how sure that is. Formulas: docs/relations.md, with their sources.

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace almanac::insight {

// Of `all` units `row` have the one, `column` the other, `both` both. both ≤ row, column ≤ all; row + column - both ≤ all.
struct Counts {
  std::uint64_t both = 0, row = 0, column = 0, all = 0;
  double expected() const;  // of `both`, if the two were independent; 0 for no units
  double jaccard() const;   // both / (row or column); 0 for no units
};

struct Strength {
  double lift = 1;           // (both/row) / (column/all); TGI is 100 times that
  double low = 0, high = 0;  // its 95 % interval
  double p = 1;              // that chance alone makes a difference so large, two-sided
};

// Less than `least` in both, and less than `least` expected: no lift is told.
bool too_few(const Counts& counts, std::uint64_t least);

// Lift compares with everybody, the row included; its interval is that of the risk ratio against the others (Katz, log scale, 95 %),
// carried over by lift = ratio / (w·ratio + 1 - w), w = row/all, which grows with the ratio. An empty cell takes half a unit. Where
// there are no others (row = all) lift is 1 and certain. p: Fisher's exact test where a cell is expected below 5, else the
// likelihood ratio G² with one degree of freedom. Empty row or column: nullopt.
std::optional<Strength> strength(const Counts& counts);

// The 95 % interval alone: what lists are ordered by.
std::optional<std::pair<double, double>> interval(const Counts& counts);

// The chance alone, for many tables over the same `all`: what the logarithms of small numbers come from is made once.
class Chances {
 public:
  explicit Chances(std::uint64_t all);
  double of(const Counts& counts) const;  // p as strength() tells it; row and column not empty

 private:
  double x_log_x(std::uint64_t x) const;
  std::vector<double> table_;  // x·ln x
};

// Benjamini–Hochberg: the false discovery rates at which the tests with p-values `asked` (each one of `all`) would be told, in the
// order asked. O(all) where few of all are smaller than what is asked.
std::vector<double> discovery_rates(const std::vector<double>& all, const std::vector<double>& asked);

// The distribution-free 95 % interval of a median (order statistics; exact binomial): places in the ascending values, nullopt for
// fewer than 6 values.
std::optional<std::pair<std::size_t, std::size_t>> median_interval(std::size_t count);

}  // namespace almanac::insight
