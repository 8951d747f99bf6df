#pragma once
// What campaigns reported, by channel, segment, product or anything campaigns are grouped by: the answer where no touchpoints are, and
// beside them where they are.
//
// One value per campaign and group: of results that name the channel (segment, product) the one that has no further part, else
// the sum of its parts if the metric adds up; of other groups the campaign's own figure (archive/figures.h). Values of another metric,
// unit or basis are another row: nothing unlike is added or compared. Each row tells its median over n campaigns with the
// distribution-free 95 % interval (6 campaigns or more), the median of all groups together as the base, and its ratio.
// `attainment` (share of the main goal) and `roi` are metrics too, of campaigns as a whole.

#include <optional>
#include <string>
#include <vector>

#include "archive/store.h"
#include "insight/associations.h"

namespace almanac::insight {

struct ReportedRequest {
  std::string group = "channel";    // channel, segment, product, or a dimension of campaigns
  std::vector<std::string> values;  // only these; empty: all
  Filters campaigns;
  std::string metric;  // "": that of which most values were reported
  std::optional<archive::Date> as_of;
  std::size_t limit = 50;  // 0–1,000
  std::size_t codes = 10;
};

struct Reported {
  Value group;
  std::string metric, unit, basis;
  std::size_t n = 0;  // campaigns
  double median = 0, base = 0;
  std::optional<double> ratio;                                      // to the base; nullopt for a base of 0
  std::optional<double> low, high;                                  // of the median; nullopt: too few campaigns
  std::optional<archive::Decimal> total;                            // exact, of metrics that add up
  std::vector<std::pair<std::string, archive::Decimal>> campaigns;  // largest first, at most `codes`
};

struct ReportedAnswer {
  std::string metric;                                        // asked, or chosen
  std::vector<std::pair<std::string, std::size_t>> metrics;  // to choose from: values of each, most first
  std::size_t campaigns = 0;                                 // that count
  std::size_t total = 0;                                     // rows before the limit
  std::vector<Reported> rows;                                // best for certain first, then too few by n
};

// Reads every campaign that counts once: O(records). Errors: as Dimension ("unknown_value" of `values`); invalid_input "unknown_metric", naming the nearest.
ReportedAnswer reported(const archive::Reads& reads, const graph::CampaignGraph& graph, const ReportedRequest& request,
                        graph::Budget& budget);

archive::Json to_json(const ReportedAnswer& answer);

}  // namespace almanac::insight
