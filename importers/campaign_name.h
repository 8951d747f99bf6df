#pragma once
// A campaign's name as its plan, budget, data and review files write it: "2024双十一大促预算（v3最终版）" and
// "【复盘】双十一大促" name the same campaign.

#include <string>
#include <string_view>

namespace almanac::importers {

struct CampaignName {
  // Folded (archive::fold), without year, punctuation, spaces and the words that name a file's part or version at its
  // beginning and end: 方案, 预算, 数据, 复盘, v3, 最终版, 终稿, 副本, copy, final … What stands in brackets is left out.
  // Empty if nothing is left that could tell campaigns apart (fewer than two Chinese characters or three letters or digits).
  std::string bare;
  // What the brackets held besides years and such words: "华东" of "双十一（华东）v2". Campaigns of different ones differ.
  std::string qualifier;
  int year = 0;  // 1990–2099, named in it; 0: none, or several
};

// Of a name of more than 1,024 bytes, which none may have, everything is empty.
CampaignName campaign_name(std::string_view name);

}  // namespace almanac::importers
