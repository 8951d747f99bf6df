#pragma once
// Exchange rates, imported from a table of date, from, to, rate. An amount is converted at the rate of its day or the
// last one before it, from that very pair or, failing that, the reverse pair turned over; never through a third currency.
// Without a rate there is no converted amount. The source amount always stays beside the converted one.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/decimal.h"
#include "archive/store.h"
#include "archive/time.h"
#include "archive/validate.h"

namespace almanac::archive {

struct ExchangeRate {
  Date date;             // a day
  std::string from, to;  // ISO codes
  Decimal rate;          // one unit of `from` in `to`, above zero
  bool operator==(const ExchangeRate&) const = default;
};

std::vector<Finding> validate(const ExchangeRate& rate);

// Stores a validated rate; one rate per pair and day, the earlier one stays beneath it for undoing an import.
Put put_rate(Transaction& transaction, const ExchangeRate& rate);

// Of `day` or the last before it; nullopt if there is none.
std::optional<ExchangeRate> find_rate(const Reads& reads, std::string_view from, std::string_view to, Date day);

// All that count, by pair, then day. `from` and `to` may be empty: any.
std::vector<ExchangeRate> list_rates(const Reads& reads, std::string_view from, std::string_view to);

struct Converted {
  Decimal amount;       // at most 9 decimal places, half-even
  Decimal source;       // the amount that was given
  ExchangeRate rate;    // as stored
  bool turned = false;  // the reverse pair's rate was used
};
// `day`: of the amount, its last day if it is a month or a year. nullopt: no rate, or out of range. from == to is the
// caller's to handle.
std::optional<Converted> convert(const Reads& reads, Decimal amount, std::string_view from, std::string_view to,
                                 Date day);

}  // namespace almanac::archive
