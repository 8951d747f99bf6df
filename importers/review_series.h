#pragma once
// Documents that speak of several campaigns of one series. Internal to importers.

#include <string>
#include <string_view>
#include <vector>

#include "importers/document.h"
#include "importers/review.h"

namespace almanac::importers {

// "第一波", "第二期": campaigns of one series; 预热期 and 爆发期 are phases of one.
bool names_wave(std::string_view heading);
// The blocks that begin the campaigns of a series: headings of one level that each name one ("第一波"), with a period below each and
// none before the first. Empty: the document is about one campaign.
std::vector<std::size_t> waves_of(const TextDocument& document, const ReviewContext& context);
// One campaign of a series as a document of its own.
struct SeriesPart {
  std::string name;
  TextDocument document;
  std::vector<std::size_t> blocks;  // of each of its blocks the one of the whole document
};

// The campaigns that the columns or the rows of one table are: each has a name, a period of its own and figures. What the text below
// says under a campaign's name goes with it. Empty: there is no such table.
std::vector<SeriesPart> series_in_table(const TextDocument& document, const ReviewContext& context);

// "老客召回复盘（2024上半年两波）" → "老客召回".
std::string series_name(const TextDocument& document, std::string_view file_name);

}  // namespace almanac::importers
