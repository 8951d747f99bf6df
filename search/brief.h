#pragma once
// What a pasted brief names: dates, budget, and values that the archive knows (channels with their aliases, themes, occasions
// with their synonyms, metrics by the dictionary …). Rules, nothing guessed: what is not recognised stays words.
//
//   活动时间：2024年11月1日-11月11日   the first range, else the first date; without a year only the season is known
//   预算 50 万 / budget: 500,000        an amount behind the word
//   公众号、短信                        values of the archive as they stand in the text, the longest from each place

#include <string_view>

#include "archive/dictionary.h"
#include "search/columns.h"
#include "search/document.h"
#include "search/synonyms.h"

namespace almanac::search {

struct Brief {
  Document document;       // its text as plan text; values, start, end, budget
  bool year_known = true;  // of start and end
};

// `dictionary` of metrics; may be absent. Linear in the text but for a logarithm of the archive's values.
Brief read_brief(std::string_view text, const Columns& columns, const Synonyms& synonyms,
                 const archive::Dictionary* dictionary);

}  // namespace almanac::search
