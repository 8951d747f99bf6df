// Units: multipliers, currencies, what is counted; alone, and behind the names of columns.

#include "importers/value_unit.h"

#include "importers/value.h"
#include "importers/value_text.h"

namespace almanac::importers {

using archive::Decimal;

namespace {

struct Multiplier {
  std::string_view word;
  std::int64_t factor;
};
// Longer words first.
constexpr Multiplier multipliers[] = {{"万亿", 1'000'000'000'000},
                                      {"千万", 10'000'000},
                                      {"百万", 1'000'000},
                                      {"十万", 100'000},
                                      {"亿", 100'000'000},
                                      {"萬", 10'000},
                                      {"億", 100'000'000},
                                      {"万", 10'000},
                                      {"千", 1'000},
                                      {"百", 100},
                                      {"million", 1'000'000},
                                      {"Million", 1'000'000},
                                      {"thousand", 1'000},
                                      {"Thousand", 1'000},
                                      {"mln", 1'000'000},
                                      {"mn", 1'000'000},
                                      {"bn", 1'000'000'000},
                                      {"M", 1'000'000},
                                      {"k", 1'000},
                                      {"K", 1'000},
                                      {"w", 10'000},
                                      {"W", 10'000}};

struct CurrencyWord {
  std::string_view word, code;
};
constexpr CurrencyWord currencies[] = {
    {"US$", "USD"},  {"HK$", "HKD"},  {"NT$", "TWD"},    {"A$", "AUD"},   {"C$", "CAD"},   {"S$", "SGD"},
    {"$", "USD"},    {"¥", "CNY"},    {"€", "EUR"},      {"£", "GBP"},    {"₩", "KRW"},    {"₹", "INR"},
    {"RMB", "CNY"},  {"rmb", "CNY"},  {"人民币", "CNY"}, {"美元", "USD"}, {"美金", "USD"}, {"港元", "HKD"},
    {"港币", "HKD"}, {"欧元", "EUR"}, {"英镑", "GBP"},   {"日元", "JPY"}, {"韩元", "KRW"}, {"新台币", "TWD"},
    {"元", "CNY"},   {"圆", "CNY"},   {"块", "CNY"}};
constexpr std::string_view iso_codes[] = {"USD", "EUR", "GBP", "CNY", "HKD", "TWD", "MOP", "JPY", "KRW", "INR", "CAD",
                                          "AUD", "NZD", "SGD", "MYR", "THB", "IDR", "PHP", "VND", "CHF", "SEK", "NOK",
                                          "DKK", "PLN", "CZK", "RUB", "BRL", "MXN", "ZAR", "AED", "SAR", "TRY", "ILS"};

}  // namespace

bool take_currency_front(std::string_view& text, std::string& code) {
  for (const auto& currency : currencies) {
    if (take_front(text, currency.word)) return code = currency.code, true;
  }
  for (const auto iso : iso_codes) {
    if (lower_ascii(text.substr(0, 3)) == lower_ascii(iso) && take_front(text, text.substr(0, 3)))
      return code = iso, true;
  }
  return false;
}

std::int64_t take_multiplier(std::string_view& text) {
  for (const auto& multiplier : multipliers) {
    if (take_front(text, multiplier.word)) return multiplier.factor;
  }
  return 1;
}

std::optional<Unit> parse_unit(std::string_view text) {
  if (text.size() > longest_value) return std::nullopt;
  const std::string plain = plain_form(text);
  std::string_view rest = plain;
  if (take_front(rest, "单位")) take_front(rest, ":");
  Unit unit;
  if (rest == "M") return std::nullopt;  // a size, a gender …
  if (rest == "%" || rest == "百分比" || lower_ascii(rest) == "percent") {
    unit.percent = true;
    return unit;
  }
  take_currency_front(rest, unit.currency);  // "人民币万元"
  const std::int64_t factor = take_multiplier(rest);
  unit.factor = Decimal{factor, 0};
  for (const auto word : unit_words) {
    if (rest == word) {
      unit.word = word;
      return unit;
    }
  }
  std::string behind;
  while (take_currency_front(rest, behind))
    unit.currency = behind == "CNY" && !unit.currency.empty() ? unit.currency : behind;
  if (!rest.empty() || (factor == 1 && unit.currency.empty())) return std::nullopt;
  return unit;
}

HeaderName split_header_unit(std::string_view header) {
  constexpr std::pair<std::string_view, std::string_view> brackets[] = {{"(", ")"},   {"（", "）"}, {"[", "]"},
                                                                        {"【", "】"}, {"（", ")"},  {"(", "）"}};
  const std::string_view bare = trimmed(header);
  for (const auto& [open, close] : brackets) {
    if (!bare.ends_with(close)) continue;
    const std::size_t at = bare.rfind(open);
    if (at == std::string_view::npos || at == 0) continue;
    const std::string_view inside = bare.substr(at + open.size(), bare.size() - at - open.size() - close.size());
    if (auto unit = parse_unit(inside)) return {std::string(trimmed(bare.substr(0, at))), std::move(unit)};
  }
  // "消耗/元", "点击率/%": only what cannot be part of a name ("人/天").
  if (const std::size_t at = bare.rfind('/'); at != std::string_view::npos && at > 0) {
    auto unit = parse_unit(bare.substr(at + 1));
    const bool sign = at + 1 < bare.size() && (static_cast<unsigned char>(bare[at + 1]) >= 0x80 || bare[at + 1] == '%');
    if (unit && unit->word.empty() && sign) return {std::string(trimmed(bare.substr(0, at))), std::move(unit)};
  }
  // "GMV目标万元", "费用-万元"
  for (const std::string_view word : {"百万元", "亿元", "万元", "千元"}) {
    if (!bare.ends_with(word) || bare.size() <= word.size()) continue;
    std::string_view name = bare.substr(0, bare.size() - word.size());
    for (const std::string_view sign : {" ", "-", "_", ",", "，", "、", "·", "："})
      while (name.ends_with(sign)) name.remove_suffix(sign.size());
    const unsigned char last = name.empty() ? '0' : static_cast<unsigned char>(name.back());
    if (name.empty() || (last >= '0' && last <= '9')) break;
    if (auto unit = parse_unit(word)) return {std::string(trimmed(name)), std::move(unit)};
  }
  return {std::string(bare), std::nullopt};
}

}  // namespace almanac::importers
