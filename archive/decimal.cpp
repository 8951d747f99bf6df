#include "archive/decimal.h"

#include <array>
#include <charconv>

namespace almanac::archive {
namespace {

__extension__ typedef __int128 Wide;
constexpr int max_scale = 9;

Wide power_of_ten(int exponent) {
  Wide power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

// Divides by 10^places, rounding half to even.
Wide round_half_even(Wide value, int places) {
  const Wide divisor = power_of_ten(places);
  Wide quotient = value / divisor;
  const Wide rest = value % divisor;
  const Wide twice = (rest < 0 ? -rest : rest) * 2;
  if (twice > divisor || (twice == divisor && quotient % 2 != 0)) quotient += value < 0 ? -1 : 1;
  return quotient;
}

std::optional<Decimal> normalised(Wide digits, int scale) {
  if (scale > max_scale) {
    digits = round_half_even(digits, scale - max_scale);
    scale = max_scale;
  }
  while (scale > 0 && digits % 10 == 0) {
    digits /= 10;
    --scale;
  }
  if (digits > INT64_MAX || digits < -Wide{INT64_MAX}) return std::nullopt;
  return Decimal{static_cast<std::int64_t>(digits), static_cast<std::uint8_t>(scale)};
}

struct Token {
  std::string digits;  // without sign and point
  int scale = 0;       // may be negative (2e6)
  bool negative = false;
};

std::optional<Token> tokenize(std::string_view text) {
  Token token;
  std::size_t i = 0;
  if (i < text.size() && (text[i] == '+' || text[i] == '-')) token.negative = text[i++] == '-';
  bool any = false;
  bool point = false;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= '0' && c <= '9') {
      any = true;
      if (!(token.digits.empty() && c == '0')) token.digits.push_back(c);
      if (point) ++token.scale;
    } else if (c == '.' && !point) {
      point = true;
    } else {
      break;
    }
  }
  if (!any || text.size() > 400) return std::nullopt;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    std::string_view rest = text.substr(i + 1);
    if (!rest.empty() && rest[0] == '+') rest.remove_prefix(1);
    int exponent = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), exponent);
    if (error != std::errc{} || end != rest.data() + rest.size() || exponent > 400 || exponent < -400)
      return std::nullopt;
    token.scale -= exponent;
    i = text.size();
  }
  if (i != text.size()) return std::nullopt;
  return token;
}

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text, bool* rounded) {
  // The common case, a short plain number, without a heap allocation.
  if (text.size() <= 18) {
    std::int64_t digits = 0;
    int scale = 0;
    bool point = false, any = false, plain = true;
    std::size_t i = !text.empty() && text[0] == '-' ? 1 : 0;
    for (; i < text.size(); ++i) {
      const char c = text[i];
      if (c >= '0' && c <= '9') {
        digits = digits * 10 + (c - '0');
        scale += point;
        any = true;
      } else if (c == '.' && !point) {
        point = true;
      } else {
        plain = false;
        break;
      }
    }
    if (plain && any && scale <= max_scale) {
      while (scale > 0 && digits % 10 == 0) {
        digits /= 10;
        --scale;
      }
      return Decimal{text[0] == '-' ? -digits : digits, static_cast<std::uint8_t>(scale)};
    }
  }
  auto token = tokenize(text);
  if (!token) return std::nullopt;
  while (token->scale > 0 && !token->digits.empty() && token->digits.back() == '0') {
    token->digits.pop_back();
    --token->scale;
  }
  if (token->digits.empty()) return Decimal{};
  while (token->scale < 0) {
    token->digits.push_back('0');
    ++token->scale;
    if (token->digits.size() > 19) return std::nullopt;
  }
  if (token->scale > max_scale) {
    // Digits far behind the rounding place matter only as "not exactly half".
    const std::size_t keep = static_cast<std::size_t>(token->scale - max_scale) >= token->digits.size()
                                 ? 0
                                 : token->digits.size() - static_cast<std::size_t>(token->scale - max_scale);
    if (rounded) *rounded = true;
    if (keep > 19) return std::nullopt;
    Wide head = 0;
    for (std::size_t i = 0; i < keep; ++i) head = head * 10 + (token->digits[i] - '0');
    const bool behind_gap = static_cast<std::size_t>(token->scale - max_scale) > token->digits.size();
    const std::string tail = behind_gap ? "0" : token->digits.substr(keep);
    const bool above = tail[0] > '5' || (tail[0] == '5' && tail.find_first_not_of('0', 1) != std::string::npos);
    const bool half = tail[0] == '5' && !above;
    if (above || (half && head % 2 != 0)) ++head;
    return normalised(token->negative ? -head : head, max_scale);
  }
  if (token->digits.size() > 19) return std::nullopt;
  Wide value = 0;
  for (const char c : token->digits) value = value * 10 + (c - '0');
  return normalised(token->negative ? -value : value, token->scale);
}

std::optional<Decimal> Decimal::make(std::int64_t digits, int scale) { return normalised(digits, scale); }

std::string Decimal::to_string() const {
  std::array<char, 24> buffer;
  const std::uint64_t magnitude =
      digits < 0 ? 0 - static_cast<std::uint64_t>(digits) : static_cast<std::uint64_t>(digits);
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), magnitude).ptr;
  std::string text(buffer.data(), end);
  if (scale > 0) {
    if (text.size() <= scale) text.insert(0, scale + 1 - text.size(), '0');
    text.insert(text.size() - scale, 1, '.');
  }
  if (digits < 0) text.insert(0, 1, '-');
  return text;
}

double Decimal::to_double() const {
  const std::string text = to_string();
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const {
  const int common = std::max(scale, other.scale);
  const Wide a = Wide{digits} * power_of_ten(common - scale);
  const Wide b = Wide{other.digits} * power_of_ten(common - other.scale);
  return a <=> b;
}

std::optional<Decimal> add(Decimal a, Decimal b) {
  const int common = std::max(a.scale, b.scale);
  return normalised(Wide{a.digits} * power_of_ten(common - a.scale) + Wide{b.digits} * power_of_ten(common - b.scale),
                    common);
}

std::optional<Decimal> subtract(Decimal a, Decimal b) { return add(a, Decimal{-b.digits, b.scale}); }

std::optional<Decimal> multiply(Decimal a, Decimal b) {
  return normalised(Wide{a.digits} * Wide{b.digits}, a.scale + b.scale);
}

std::optional<Decimal> divide(Decimal a, Decimal b) {
  if (b.is_zero()) return std::nullopt;
  // a.digits × 10^(9 + b.scale − a.scale) ÷ b.digits has the nine places; at most 10^19 × 10^18 fits 128 bits.
  const int shift = max_scale + b.scale - a.scale;
  const Wide numerator = Wide{a.digits} * power_of_ten(shift), denominator = Wide{b.digits};
  Wide quotient = numerator / denominator;
  const Wide rest = numerator % denominator;
  const Wide twice = (rest < 0 ? -rest : rest) * 2, size = denominator < 0 ? -denominator : denominator;
  if (twice > size || (twice == size && quotient % 2 != 0)) quotient += (numerator < 0) == (denominator < 0) ? 1 : -1;
  return normalised(quotient, max_scale);
}

std::optional<double> ratio(Decimal a, Decimal b) {
  if (b.is_zero()) return std::nullopt;
  return a.to_double() / b.to_double();
}

}  // namespace almanac::archive
