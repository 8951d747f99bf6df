#pragma once
// What the campaigns below a parent come to: budgets, spend, costs and results that add up.
//
// An amount of a campaign that has it stands for all below it; one that lacks it is the sum of what lies below. So a
// budget given on two levels is not counted twice. Only additive metrics of one basis and unit are added. Money of
// another currency is converted at the rate of its day (spend and results: the campaign's end, budgets: its start);
// what has no rate is listed and in no total.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "archive/figures.h"
#include "archive/rates.h"
#include "archive/store.h"

namespace almanac::insight {

struct ConvertedAmount {
  std::string code, field;  // of which campaign, which amount
  std::string currency;     // of the source amount
  archive::Converted converted;
};
struct MissingRate {
  std::string code, field, currency;
  archive::Decimal amount;
  std::optional<archive::Date> date;  // nullopt: the campaign has no date to take a rate of
};

struct RolledAmount {
  archive::Sum sum;                // in the parent's currency
  std::vector<std::string> codes;  // the campaigns whose amounts are in it
};
struct RolledResult {
  std::string metric, basis, unit;
  RolledAmount amount;
};

struct Rollup {
  std::vector<archive::Stored<archive::Campaign>>
      campaigns;  // all below, each before what lies below it; by start, then code
  std::string currency;
  RolledAmount budget, spend, costs;
  std::vector<RolledResult> results;       // in order of first appearance
  std::vector<std::string> not_additive;   // metrics that children report and that are not added
  std::vector<ConvertedAmount> converted;  // with their source amounts
  std::vector<MissingRate> missing;
};

// As known on `as_of`, if it is given. nullopt: nothing lies below. A circle of parents ends where it closes. One pass over all campaigns, then O(those below).
std::optional<Rollup> roll_up(const archive::Reads& reads, const archive::FigureContext& context,
                              const archive::Campaign& parent, std::optional<archive::Date> as_of = std::nullopt);

}  // namespace almanac::insight
