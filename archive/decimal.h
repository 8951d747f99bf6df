#pragma once
// An exact decimal number: digits × 10^-scale. Money, quantities, targets and results are kept in it, read from the
// characters of the source and never through a double.
//
// Normal form: no trailing zero in the fraction, so equal values have equal bytes (1.10 is digits 11, scale 1).

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace almanac::archive {

struct Decimal {
  std::int64_t digits = 0;
  std::uint8_t scale = 0;  // 0–9

  bool operator==(const Decimal&) const = default;
  std::strong_ordering operator<=>(const Decimal& other) const;  // by value

  // "478200", "-1.50", "2.5e6". More than 9 fraction digits are rounded half-even and `*rounded` is set.
  // nullopt: not a number, or its digits do not fit 64 bits.
  static std::optional<Decimal> parse(std::string_view text, bool* rounded = nullptr);
  static std::optional<Decimal> make(std::int64_t digits, int scale);  // normalised; nullopt if out of range

  std::string to_string() const;  // plain notation, "-1.5"
  double to_double() const;       // for display, charts and statistics only
  bool is_zero() const { return digits == 0; }
  bool is_negative() const { return digits < 0; }
};

// Exact; nullopt on overflow of 64 bits.
std::optional<Decimal> add(Decimal a, Decimal b);
std::optional<Decimal> subtract(Decimal a, Decimal b);
std::optional<Decimal> multiply(Decimal a, Decimal b);  // fraction beyond 9 digits rounded half-even
std::optional<Decimal> divide(Decimal a, Decimal b);    // to 9 decimal places, half-even; nullopt also if b is zero
// a / b as a double; nullopt if b is zero. Ratios (ROI, attainment) are the only figures that leave exact arithmetic.
std::optional<double> ratio(Decimal a, Decimal b);

}  // namespace almanac::archive
