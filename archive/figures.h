#pragma once
// The figures of one campaign: what was reported as a whole, attainment of each goal, spend, ROI, cost ratio, costs by
// channel. They are computed here and nowhere else; search, planning, insight and the API show these.
//
// Every figure names its evidence: JSON pointers into the record ("/results/0/value"). What cannot be computed says why.
//
//   attainment = actual / target; for a metric of which less is better target / actual, so that 1 or more is always
//                "reached". `ratio` is actual / target as it stands.
//   ROI        = (revenue − spend) / spend. Only revenue (实收) counts as the return: gmv is what was ordered.
//   cost ratio = spend / sales, sales being the first reported of revenue, paid_amount, sales_amount, gmv; `of` names it.
//
// A reported value of the metric itself (a result "roi") stands beside the computed one and leads.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/decimal.h"
#include "archive/dictionary.h"
#include "archive/records.h"

namespace almanac::archive {

// Exact sum of values of one unit; an overflow of 64 bits makes it unknown rather than wrong.
class Sum {
 public:
  void add(const std::optional<Decimal>& value);
  std::size_t count() const { return count_; }
  const std::optional<Decimal>& total() const { return total_; }  // nullopt: nothing added, or overflow

 private:
  std::optional<Decimal> total_;
  std::size_t count_ = 0;
};

struct FigureContext {
  const Dictionary* dictionary = nullptr;
  std::string currency;  // the archive's, for campaigns without one
};

// A metric by its key: the dictionary's name, else the folded spelling. One that the dictionary does not know is never
// summed (it might be a rate) and more of it counts as better.
struct MetricFacts {
  std::string key;
  const Metric* known = nullptr;
  bool additive = false, is_money = false, is_percent = false, is_count = false, higher_is_better = true;
};
MetricFacts metric_facts(const Dictionary& dictionary, std::string_view metric);

std::string currency_of(const FigureContext& context, const Campaign& campaign);
// The unit in force: the figure's own, else for money the campaign's currency, for a percentage "%", else "".
std::string unit_of(const FigureContext& context, const Campaign& campaign, const MetricFacts& metric,
                    const std::string& unit);
// Whether values in these units may be compared: equal, or two words for counted things (单, 人, nothing) of a count.
bool same_unit(const MetricFacts& metric, const std::string& a, const std::string& b);

// A reported value of the whole campaign or of one phase: no channel, segment, product, variant or part of its time.
struct Figure {
  Decimal value;
  std::string metric;   // MetricFacts::key
  std::string written;  // as the record names it
  std::string basis, unit, phase, source;
  std::size_t summed_channels = 0;  // > 0: no whole was reported; the exact sum of this many channels
  std::vector<std::string> fields;  // evidence
};
// In the order of the record, then sums of channels for additive metrics that have no whole (not where one channel lies
// under another: the same order may be in both).
std::vector<Figure> reported_figures(const FigureContext& context, const Campaign& campaign);

struct Attainment {
  std::size_t goal = 0;          // its index in the record
  std::optional<Figure> actual;  // what it was compared with, or would have been
  std::optional<double> share, ratio;
  std::optional<bool> reached;  // also for ranges (low, high) and targets of zero
  // Why there is no share: no_target, no_result, other_basis, other_unit, zero_target, negative_target, zero_actual.
  std::string_view why;
  bool basis_unstated = false;  // goal or result does not say how it counts: compared all the same, to be said
  std::vector<std::string> fields;
};
// One goal against one figure of its metric. `unit` is the goal's unit in force.
Attainment attain(const MetricFacts& metric, const Goal& goal, const std::string& unit, const Figure& actual);
// Every goal, in the order of the record. Compared with the figure of its phase and basis, else with one where either
// basis is not stated.
std::vector<Attainment> attainments(const FigureContext& context, const Campaign& campaign);
// The campaign's own: of the first goal of the whole campaign that has a share.
std::optional<Attainment> main_attainment(const FigureContext& context, const Campaign& campaign);

std::optional<Decimal> actual_cost(const Cost& cost);  // `actual`, else hours × rate

struct Spend {
  std::string currency;
  std::optional<Decimal> reported;    // the record's `spend`
  std::optional<Decimal> computed;    // exact sum of actual costs
  std::optional<Decimal> difference;  // reported − computed, of both
  std::optional<Decimal> planned;     // exact sum of planned costs
  std::size_t lines = 0, lines_with_actual = 0;
  std::vector<std::string> fields;
  bool complete() const { return lines > 0 && lines == lines_with_actual; }
  // What the campaign cost: as reported, else the sum of its cost lines if every line has an actual.
  std::optional<Decimal> value() const { return reported ? reported : complete() ? computed : std::nullopt; }
};
Spend spend_of(const FigureContext& context, const Campaign& campaign);

struct CostGroup {  // of one kind, or of one channel
  std::string name;
  Sum planned, actual, hours;
  std::size_t lines = 0;
  std::vector<std::string> fields;
};
struct ChannelCosts {
  CostGroup all;  // name: the channel, "" for lines without one
  std::vector<CostGroup> kinds;
};
// In order of first appearance.
std::vector<ChannelCosts> costs_by_channel(const Campaign& campaign);

struct Efficiency {
  std::optional<double> reported, computed;
  std::string of;        // metric of the return or the sales
  std::string_view why;  // why there is no computed one: no_spend, zero_spend, no_revenue, no_sales, zero_sales
  std::vector<std::string> fields;
  std::optional<double> value() const { return reported ? reported : computed; }
};
Efficiency roi_of(const FigureContext& context, const Campaign& campaign);
Efficiency cost_ratio_of(const FigureContext& context, const Campaign& campaign);

}  // namespace almanac::archive
