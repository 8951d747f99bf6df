#include "insight/rollup.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "archive/as_of.h"
#include "archive/name.h"
#include "archive/names.h"

namespace almanac::insight {
namespace {

using archive::Campaign;
using archive::Date;
using archive::Decimal;
using archive::Stored;

constexpr std::size_t most_campaigns = 10'000;

// Campaigns by the code of their parent, each list by start, then code. Read once, then only what is asked for.
class Families {
 public:
  Families(const archive::Reads& reads, std::optional<archive::Date> as_of) : reads_(reads), as_of_(as_of) {
    archive::for_each_parent(reads, [&](std::uint32_t campaign, std::string_view parent) {
      children_[archive::normalize_key(parent)].push_back(campaign);
    });
  }
  std::vector<Stored<Campaign>> below(const std::string& code) const {
    std::vector<Stored<Campaign>> list;
    const auto found = children_.find(code);
    if (found == children_.end()) return list;
    for (const std::uint32_t number : found->second)
      if (auto stored = archive::find_as_of(reads_, *reads_.find_key(archive::Kind::campaign, number), as_of_, 0))
        list.push_back(std::move(*stored));
    std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) {
      return std::tie(a.record.start, a.record.code) < std::tie(b.record.start, b.record.code);
    });
    return list;
  }

 private:
  const archive::Reads& reads_;
  std::optional<archive::Date> as_of_;
  std::map<std::string, std::vector<std::uint32_t>> children_;
};

// Amounts that a campaign has, in the parent's currency, or that lie below it.
struct Part {
  std::vector<std::pair<Decimal, std::string>> budget, spend, costs;  // with the code
  struct Result {
    archive::Figure figure;
    std::string code;
  };
  std::vector<Result> results;
};

class Rolling {
 public:
  Rolling(const archive::Reads& reads, const archive::FigureContext& context, Rollup& rollup,
          std::optional<archive::Date> as_of)
      : reads_(reads), context_(context), rollup_(rollup), families_(reads, as_of) {}

  // Everything below `code`; fills rollup_.campaigns.
  Part below(const std::string& code) {
    Part sum;
    for (auto& child : families_.below(code)) {
      if (rollup_.campaigns.size() >= most_campaigns || !seen_.insert(child.record.code).second) continue;
      rollup_.campaigns.push_back(child);
      Part lower = below(child.record.code);
      take(child.record, std::move(lower), sum);
    }
    return sum;
  }
  void start_at(const std::string& code) { seen_.insert(code); }

 private:
  using Amounts = std::vector<std::pair<Decimal, std::string>>;

  void take(const Campaign& child, Part lower, Part& sum) {
    const auto spend = archive::spend_of(context_, child);
    const auto begin = child.start ? child.start : child.planned_start ? child.planned_start : child.end;
    const auto end = child.end ? child.end : child.start ? child.start : child.planned_end;
    take_amount(child, "budget", child.budget, begin, std::move(lower.budget), sum.budget);
    take_amount(child, "spend", spend.value(), end, std::move(lower.spend), sum.spend);
    take_amount(child, "costs", spend.computed, end, std::move(lower.costs), sum.costs);
    take_results(child, end, std::move(lower.results), sum.results);
  }

  void take_amount(const Campaign& child, const char* field, const std::optional<Decimal>& own,
                   const std::optional<Date>& day, Amounts lower, Amounts& sum) {
    if (!own) {
      std::move(lower.begin(), lower.end(), std::back_inserter(sum));
      return;
    }
    forget(field, child.code);
    if (const auto amount = in_parents(child, field, *own, archive::currency_of(context_, child), day))
      sum.emplace_back(*amount, child.code);
  }

  // What lies below a campaign that gives the amount itself is not counted, nor are its conversions to be shown.
  void forget(const std::string& field, const std::string& above) {
    const auto is_below = [&](const std::string& code) { return lies_below(code, above); };
    std::erase_if(rollup_.converted, [&](const auto& each) { return each.field == field && is_below(each.code); });
    std::erase_if(rollup_.missing, [&](const auto& each) { return each.field == field && is_below(each.code); });
  }
  bool lies_below(std::string code, const std::string& above) const {
    for (int level = 0; level < 64; ++level) {
      const auto found = std::find_if(rollup_.campaigns.begin(), rollup_.campaigns.end(),
                                      [&](const auto& each) { return each.record.code == code; });
      if (found == rollup_.campaigns.end()) return false;
      code = archive::normalize_key(found->record.parent);
      if (code == above) return true;
    }
    return false;
  }

  void take_results(const Campaign& child, const std::optional<Date>& end, std::vector<Part::Result> lower,
                    std::vector<Part::Result>& sum) {
    for (auto& figure : archive::reported_figures(context_, child)) {
      if (!figure.phase.empty()) continue;
      const auto metric = archive::metric_facts(*context_.dictionary, figure.metric);
      if (!metric.additive) {
        auto& list = rollup_.not_additive;
        if (std::find(list.begin(), list.end(), figure.metric) == list.end()) list.push_back(figure.metric);
        continue;
      }
      std::erase_if(lower, [&](const auto& each) { return same(each.figure, figure); });
      if (std::any_of(sum.begin(), sum.end(),
                      [&](const auto& each) { return each.code == child.code && same(each.figure, figure); }))
        continue;  // the same figure from a second source
      const std::string field = "results/" + figure.metric;
      if (metric.is_money && figure.unit != rollup_.currency) {
        const auto amount = in_parents(child, field, figure.value, figure.unit, end);
        if (!amount) continue;
        figure.value = *amount;
        figure.unit = rollup_.currency;
      }
      sum.push_back({std::move(figure), child.code});
    }
    std::move(lower.begin(), lower.end(), std::back_inserter(sum));
  }

  static bool same(const archive::Figure& a, const archive::Figure& b) {
    return std::tie(a.metric, a.basis) == std::tie(b.metric, b.basis);
  }

  std::optional<Decimal> in_parents(const Campaign& child, const std::string& field, Decimal amount,
                                    const std::string& currency, const std::optional<Date>& day) {
    if (currency == rollup_.currency) return amount;
    const auto converted =
        day ? archive::convert(reads_, amount, currency, rollup_.currency, *day) : std::optional<archive::Converted>();
    if (!converted) {
      rollup_.missing.push_back({child.code, field, currency, amount, day});
      return std::nullopt;
    }
    rollup_.converted.push_back({child.code, field, currency, *converted});
    return converted->amount;
  }

  const archive::Reads& reads_;
  const archive::FigureContext& context_;
  Rollup& rollup_;
  const Families families_;
  std::set<std::string> seen_;
};

void add_all(const std::vector<std::pair<Decimal, std::string>>& amounts, RolledAmount& to) {
  for (const auto& [amount, code] : amounts) {
    to.sum.add(amount);
    to.codes.push_back(code);
  }
}

}  // namespace

std::optional<Rollup> roll_up(const archive::Reads& reads, const archive::FigureContext& context,
                              const Campaign& parent, std::optional<archive::Date> as_of) {
  Rollup rollup;
  rollup.currency = archive::currency_of(context, parent);
  Rolling rolling(reads, context, rollup, as_of);
  rolling.start_at(parent.code);
  const Part all = rolling.below(parent.code);
  if (rollup.campaigns.empty()) return std::nullopt;
  add_all(all.budget, rollup.budget);
  add_all(all.spend, rollup.spend);
  add_all(all.costs, rollup.costs);
  for (const auto& [figure, code] : all.results) {
    auto found = std::find_if(rollup.results.begin(), rollup.results.end(), [&](const RolledResult& each) {
      return std::tie(each.metric, each.basis, each.unit) == std::tie(figure.metric, figure.basis, figure.unit);
    });
    if (found == rollup.results.end())
      found = rollup.results.insert(rollup.results.end(), RolledResult{figure.metric, figure.basis, figure.unit, {}});
    found->amount.sum.add(figure.value);
    found->amount.codes.push_back(code);
  }
  return rollup;
}

}  // namespace almanac::insight
