#pragma once
// What campaigns have never combined: pairs of values of two dimensions of which each has been used, but by no campaign together.
//
// Units are campaigns, as records and touchpoints tell what they used (graph). Of each pair n is how many campaigns used the one,
// with how many the other, expected how many would have used both had they been chosen independently, and p the chance that
// none would have (Fisher, one side): a small p means that something speaks against the pair, or that nobody thought of it. First come the
// pairs of which most was expected.

#include <optional>
#include <string>
#include <vector>

#include "insight/associations.h"

namespace almanac::insight {

struct NeverTriedRequest {
  std::string rows = "channel", columns = "category";
  Filters campaigns;                                   // which count, by dimensions of campaigns
  std::vector<std::string> row_values, column_values;  // only these; empty: all
  std::optional<archive::Date> as_of;
  std::size_t limit = 50;  // 0–1,000
  std::size_t codes = 5;   // campaigns listed of each side
};

struct NeverTried {
  Value row, column;
  Counts counts;  // both is 0
  double p = 1;
  std::vector<std::string> with_row, with_column;  // campaigns that used the one, latest first
};

struct NeverTriedAnswer {
  std::uint64_t campaigns = 0;         // that count and have a value on both sides, or on one
  std::uint64_t tried = 0, never = 0;  // pairs
  std::vector<NeverTried> rows;
};

// O(campaigns × values² of one). Errors as Dimension.
NeverTriedAnswer never_tried(const graph::CampaignGraph& graph, const NeverTriedRequest& request,
                             graph::Budget& budget);

archive::Json to_json(const NeverTriedAnswer& answer);

}  // namespace almanac::insight
