// Numbers as people write them. A number is read in layers, each of which takes its own characters off the two ends:
// bound (约 … 左右, 200万+), range (20–30万), sign and currency, digits with their groups, multipliers (万 亿 k w),
// unit word. What is left over makes it "not a number": no character is ignored.

#include "importers/value.h"

#include <algorithm>

#include "importers/value_text.h"
#include "importers/value_unit.h"

namespace almanac::importers {
namespace {

using archive::Decimal;
using archive::filled;

// "1,234.5", "1 234", "12,34,567" without the group signs; nullopt if the groups are not groups.
std::optional<std::string> without_groups(std::string_view digits) {
  const std::size_t fraction_at = std::min(digits.find_first_of(".eE"), digits.size());
  const std::string_view whole = digits.substr(0, fraction_at);
  if (digits.find_first_of(",' ", fraction_at) != std::string_view::npos) return std::nullopt;
  const char sign = whole.find(',') != std::string_view::npos    ? ','
                    : whole.find('\'') != std::string_view::npos ? '\''
                                                                 : ' ';
  if (whole.find(sign) == std::string_view::npos) return std::string(digits);
  std::vector<std::size_t> groups(1, 0);
  std::string plain;
  for (const char c : whole) {
    if (c == sign)
      groups.push_back(0);
    else if (is_digit(c))
      ++groups.back(), plain += c;
    else
      return std::nullopt;
  }
  const auto all_of_size = [&](std::size_t size) {
    return groups.front() >= 1 && groups.front() <= size &&
           std::all_of(groups.begin() + 1, groups.end() - 1, [&](std::size_t group) { return group == size; });
  };
  if (groups.back() != 3 || !(all_of_size(3) || all_of_size(2))) return std::nullopt;
  return plain + std::string(digits.substr(fraction_at));
}

// The characters of `text` that can be a plain number at its front.
std::size_t number_length(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const char c = text[i];
    const bool group = (c == ',' || c == '\'' || c == ' ') && i > 0 && is_digit(text[i - 1]) && i + 1 < text.size() &&
                       is_digit(text[i + 1]);
    const bool exponent = (c == 'e' || c == 'E') && i > 0 && i + 1 < text.size() &&
                          (is_digit(text[i + 1]) || ((text[i + 1] == '+' || text[i + 1] == '-') &&
                                                     i + 2 < text.size() && is_digit(text[i + 2])));
    if (exponent) {
      i += 2;
      while (i < text.size() && is_digit(text[i])) ++i;
      return i;
    }
    if (!is_digit(c) && c != '.' && !group) break;
    ++i;
  }
  return i;
}

enum class Fault { none, not_a_number, too_large };

struct Amount {
  Decimal value;
  bool rounded = false;
  bool has_magnitude = false;  // a multiplier or a unit word says what it counts
  Unit unit;
  Fault fault = Fault::none;
};

Amount failed(Fault fault) {
  Amount amount;
  amount.fault = fault;
  return amount;
}

// "1亿2000万": parts with falling multipliers, added up.
Amount read_digits(std::string_view& text) {
  Amount amount;
  std::int64_t last_factor = INT64_MAX;
  bool any = false;
  while (true) {
    const std::size_t length = number_length(text);
    if (length == 0) break;
    const auto digits = without_groups(text.substr(0, length));
    if (!digits || digits->find_first_of("0123456789") == std::string::npos) return failed(Fault::not_a_number);
    bool rounded = false;
    const auto value = Decimal::parse(*digits, &rounded);
    if (!value)
      return failed(std::count(digits->begin(), digits->end(), '.') > 1 ? Fault::not_a_number : Fault::too_large);
    text = trim_spaces(text.substr(length));
    const std::int64_t factor = take_multiplier(text);
    // "3万5" is said for 35,000 and written for 30,005: refuse it.
    if (any && (factor == 1 || factor >= last_factor)) return failed(Fault::not_a_number);
    const auto scaled = archive::multiply(*value, Decimal{factor, 0});
    const auto sum = scaled ? archive::add(amount.value, *scaled) : std::nullopt;
    if (!sum) return failed(Fault::too_large);
    amount.value = *sum;
    amount.rounded |= rounded;
    amount.has_magnitude |= factor != 1;
    last_factor = factor;
    any = true;
    if (factor == 1) break;
  }
  if (!any) return failed(Fault::not_a_number);
  return amount;
}

bool take_sign(std::string_view& text, bool& negative) {
  if (take_front(text, "-")) return negative = !negative, true;
  return take_front(text, "+");
}

// One number with its unit, nothing else.
Amount read_amount(std::string_view text) {
  bool negative = false;
  std::string currency;
  if (text.size() > 2 && text.front() == '(' && text.back() == ')') {
    negative = true;
    text = trim_spaces(text.substr(1, text.size() - 2));
    if (text.starts_with('-') || text.starts_with('+')) return failed(Fault::not_a_number);
  }
  const bool signed_first = take_sign(text, negative);
  take_currency_front(text, currency);
  if (!signed_first) take_sign(text, negative);
  Amount amount = read_digits(text);
  if (amount.fault != Fault::none) return amount;
  amount.unit.currency = currency;
  if (take_front(text, "%")) amount.unit.percent = true;
  for (const auto word : unit_words) {
    if (text.starts_with(word) && !amount.unit.percent) {
      take_front(text, word);
      amount.unit.word = word;
      amount.has_magnitude = true;
      break;
    }
  }
  std::string behind;
  while (!text.empty() && amount.unit.word.empty() && take_currency_front(text, behind)) {
    if (amount.unit.currency.empty() || behind == amount.unit.currency)
      amount.unit.currency = behind;
    else
      return failed(Fault::not_a_number);
    amount.has_magnitude = true;
  }
  if (!text.empty()) return failed(Fault::not_a_number);
  if (negative) amount.value = Decimal{-amount.value.digits, amount.value.scale};
  return amount;
}

Reason reason_of(Fault fault, std::string_view cell) {
  if (fault == Fault::too_large)
    return {"number_too_large",
            filled({"the number {} does not fit (at most 18 digits)", "数字 {} 过大（最多 18 位）"}, shown(cell))};
  return {"not_a_number", filled({"\"{}\" is not a number; written like 1234.5, 1,234.5, 12.5万 or 12.5%",
                                  "“{}”不是数字；请写成 1234.5、1,234.5、12.5万 或 12.5%"},
                                 shown(cell))};
}

Number::Bound take_bound(std::string_view& text) {
  using Bound = Number::Bound;
  constexpr std::pair<std::string_view, Bound> front[] = {
      {"约为", Bound::about},    {"大约", Bound::about},    {"约", Bound::about},        {"近", Bound::about},
      {"~", Bound::about},       {"≈", Bound::about},       {"不超过", Bound::at_most},  {"不高于", Bound::at_most},
      {"至多", Bound::at_most},  {"最多", Bound::at_most},  {"≤", Bound::at_most},       {"<=", Bound::at_most},
      {"<", Bound::at_most},     {"超过", Bound::at_least}, {"不低于", Bound::at_least}, {"不少于", Bound::at_least},
      {"至少", Bound::at_least}, {"突破", Bound::at_least}, {"超", Bound::at_least},     {"≥", Bound::at_least},
      {">=", Bound::at_least},   {">", Bound::at_least}};
  constexpr std::pair<std::string_view, Bound> back[] = {{"左右", Bound::about},    {"上下", Bound::about},
                                                         {"以上", Bound::at_least}, {"+", Bound::at_least},
                                                         {"以内", Bound::at_most},  {"以下", Bound::at_most}};
  auto bound = Bound::exact;
  for (const auto& [word, meaning] : front) {
    if (take_front(text, word)) {
      bound = meaning;
      break;
    }
  }
  for (const auto& [word, meaning] : back) {
    if (bound == Bound::exact && take_back(text, word)) return meaning;
  }
  return bound;
}

// Applies the column's unit where the cell has none of its own.
std::optional<Number> in_units(const Amount& amount, const Unit& column) {
  Number number;
  number.unit = amount.unit;
  number.rounded = amount.rounded;
  const bool own = amount.has_magnitude || amount.unit.percent;
  const auto value = own ? amount.value : archive::multiply(amount.value, column.factor);
  if (!value) return std::nullopt;
  number.value = *value;
  if (number.unit.currency.empty() && !amount.unit.percent && amount.unit.word.empty())
    number.unit.currency = column.currency;
  if (!own) {
    number.unit.percent = column.percent;
    number.unit.factor = column.factor;
    if (number.unit.word.empty()) number.unit.word = column.word;
  }
  return number;
}

// "20~30万" → both ends; the first takes the unit of the second if it has none ("20%~30%", "¥20~30").
std::optional<Number> read_range(std::string_view text, const Unit& column) {
  constexpr std::string_view marks[] = {"~", "至", "到", "-"};
  for (const auto mark : marks) {
    for (std::size_t at = text.find(mark, 1); at != std::string_view::npos; at = text.find(mark, at + 1)) {
      std::string_view right = text.substr(at + mark.size());
      while (take_front(right, mark)) {
      }
      Amount low = read_amount(trim_spaces(text.substr(0, at)));
      Amount high = read_amount(trim_spaces(right));
      if (low.fault != Fault::none || high.fault != Fault::none || mark.size() + at >= text.size()) continue;
      if (!low.has_magnitude && high.has_magnitude) {
        // The multiplier of the second: its value over its digits.
        std::string_view digits = trim_spaces(right);
        std::string ignored;
        take_currency_front(digits, ignored);
        digits = trim_spaces(digits.substr(number_length(digits)));
        const auto scaled = archive::multiply(low.value, Decimal{take_multiplier(digits), 0});
        if (!scaled) return std::nullopt;
        low.value = *scaled;
        low.has_magnitude = true;
      }
      low.unit.percent = high.unit.percent = low.unit.percent || high.unit.percent;
      if (high.unit.currency.empty()) high.unit.currency = low.unit.currency;
      const auto from = in_units(low, column);
      auto to = in_units(high, column);
      if (!from || !to || !(from->value < to->value) || from->value.is_negative()) continue;
      const auto sum = archive::add(from->value, to->value);
      const auto middle = sum ? archive::multiply(*sum, Decimal{5, 1}) : std::nullopt;
      if (!middle) continue;
      to->low = from->value;
      to->high = to->value;
      to->value = *middle;
      to->rounded |= from->rounded;
      return to;
    }
  }
  return std::nullopt;
}

bool is_plain_number(std::string_view text) {
  if (text.empty() || text.size() > 18) return false;
  for (std::size_t i = text[0] == '-' ? 1 : 0; i < text.size(); ++i) {
    if (!is_digit(text[i]) && text[i] != '.') return false;
  }
  return true;
}

}  // namespace

Parsed<Number> parse_number(std::string_view cell, const Unit& column) {
  const std::string_view bare = trim_spaces(cell);
  if (bare.empty()) return Reason{"empty_value", {"the cell is empty", "单元格是空的"}};
  static const Unit no_unit;
  // The usual case, without copies of the text.
  if (is_plain_number(bare) && column == no_unit) {
    Number number;
    if (const auto value = Decimal::parse(bare, &number.rounded)) {
      number.value = *value;
      return number;
    }
  }
  if (bare.size() > longest_value) return reason_of(Fault::not_a_number, cell);
  const std::string plain = plain_form(cell);
  std::string_view text = plain;
  const Amount whole = read_amount(text);
  if (whole.fault == Fault::none) {
    if (const auto number = in_units(whole, column)) return *number;
    return reason_of(Fault::too_large, cell);
  }
  if (whole.fault == Fault::too_large) return reason_of(whole.fault, cell);
  const auto bound = take_bound(text);
  if (auto range = read_range(text, column)) {
    range->bound = bound;
    return *range;
  }
  const Amount amount = read_amount(text);
  if (amount.fault != Fault::none) return reason_of(amount.fault, cell);
  auto number = in_units(amount, column);
  if (!number) return reason_of(Fault::too_large, cell);
  number->bound = bound;
  return *number;
}

Parsed<bool> parse_boolean(std::string_view cell) {
  const std::string word = lower_ascii(plain_form(cell.substr(0, longest_value)));
  constexpr std::string_view yes[] = {"是", "有", "对", "yes", "true", "y", "t", "1", "√", "✓", "✔", "on", "1.0"};
  constexpr std::string_view no[] = {"否", "无", "没有", "不", "no", "false", "n",  "f",
                                     "0",  "×",  "✗",    "✘",  "x",  "off",   "0.0"};
  if (std::find(std::begin(yes), std::end(yes), word) != std::end(yes)) return true;
  if (std::find(std::begin(no), std::end(no), word) != std::end(no)) return false;
  return Reason{"not_a_boolean", filled({"\"{}\" is neither yes nor no; write 是/否, yes/no, true/false or 1/0",
                                         "“{}”既不是“是”也不是“否”；请写 是/否、yes/no、true/false 或 1/0"},
                                        shown(cell))};
}

}  // namespace almanac::importers
