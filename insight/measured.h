#pragma once
// What touchpoints say of a campaign, in the words of the metric dictionary, to stand beside what was reported.
//
//   orders        purchases                    gmv            their values, exact, one currency
//   buyers        distinct users of these      units_sold     their quantities
//   impressions, sends, opens, clicks, visits, add_to_cart, shares, redeemed, refund_orders     events of that type
//   visitors      distinct users of visits     new_users      distinct users of signups
//   reach         distinct users of send, impression, open, click and visit
//   refund_amount values of refunds, without sign
//   aov, ctr, cvr gmv per order, clicks per impression, buyers per visitor (the latter two in percent)
//
// A metric without any such event is absent, not zero: nothing was recorded. People are counted once in a group of
// campaigns, which is why a roll-up's distinct users come from here and never from adding.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "archive/store.h"

namespace almanac::insight {

struct MeasuredFigure {
  std::string metric, unit;
  archive::Decimal value;
  std::uint64_t n = 0;  // touchpoints behind it
};

// Money of another currency for which no rate of its day or earlier is known: in no sum.
struct Unconverted {
  std::string metric, currency;
  archive::Decimal amount;
  std::uint64_t n = 0;
};

struct MeasuredGroup {
  std::uint64_t touchpoints = 0;
  std::vector<MeasuredFigure> figures;  // in the order of the table above
  std::vector<Unconverted> unconverted;
  std::map<std::string, archive::Decimal> converted_from;  // source amounts of gmv by currency
  const MeasuredFigure* find(std::string_view metric) const;
};

struct Measured {
  MeasuredGroup all;
  std::map<std::string, MeasuredGroup> channels;  // by key; touchpoints without a channel are in `all` only
  std::optional<std::int64_t> first_ms, last_ms;
};

// Touchpoints of these campaigns (number → the currency of touchpoints that name none) in `currency`. One scan over all
// touchpoints' campaign column and the blocks that have some; O(touchpoints). `until_ms`: only those up to then.
Measured measure(const archive::Reads& reads, const std::map<std::uint32_t, std::string>& campaigns,
                 const std::string& currency, std::optional<std::int64_t> until_ms = std::nullopt);

}  // namespace almanac::insight
