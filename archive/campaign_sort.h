#pragma once
// How the orders of campaigns are written, in the API and on the command line.

#include <optional>
#include <string_view>

#include "archive/store.h"

namespace almanac::archive {

struct CampaignSort {
  CampaignQuery::Sort sort = CampaignQuery::Sort::start;
  bool descending = false;
};
// start, end, name, code, budget, spend or changed, with - for descending; nullopt for other words.
std::optional<CampaignSort> campaign_sort_from(std::string_view text);

}  // namespace almanac::archive
