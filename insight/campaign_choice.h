#pragma once
// Which campaigns a question counts, by dimensions of campaigns (insight/dimension.h). Internal to insight/.

#include <vector>

#include "insight/touch_filter.h"

namespace almanac::insight {

// By campaign number: whether it is in use, known on the day, and has one of the values of every filter.
std::vector<bool> chosen_campaigns(const graph::CampaignGraph& graph, const Filters& filters, const graph::AsOf& as_of,
                                   const std::string& where);

}  // namespace almanac::insight
