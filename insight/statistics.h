#pragma once
// How strongly two things go together, from four counts; and how sure that is. Formulas: docs/relations.md, with their sources.

#include <cstdint>
#include <optional>
#include <vector>

namespace almanac::insight {

// Of `all` units `row` have the one, `column` the other, `both` both. both ≤ row, column ≤ all; row + column - both ≤ all.
struct Counts {
  std::uint64_t both = 0, row = 0, column = 0, all = 0;
  double expected() const;  // of `both`, if the two were independent; 0 for no units
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

// Benjamini–Hochberg: the false discovery rate at which each of several tests would be told. In the order given.
std::vector<double> discovery_rates(const std::vector<double>& p);

// The distribution-free 95 % interval of a median (order statistics; exact binomial): places in the ascending values, nullopt for
// fewer than 6 values.
std::optional<std::pair<std::size_t, std::size_t>> median_interval(std::size_t count);

}  // namespace almanac::insight
