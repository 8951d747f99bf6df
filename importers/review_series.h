#pragma once
// Documents that speak of several campaigns of one series. Internal to importers.

#include <string>
#include <string_view>
#include <vector>

#include "importers/review.h"

namespace almanac::importers {

// The blocks that begin the campaigns of a series: headings of one level that each name one ("第一波"), with a period below each and
// none before the first. Empty: the document is about one campaign.
std::vector<std::size_t> waves_of(const TextDocument& document, const ReviewContext& context);
// "老客召回复盘（2024上半年两波）" → "老客召回".
std::string series_name(const TextDocument& document, std::string_view file_name);

}  // namespace almanac::importers
