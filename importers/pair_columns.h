#pragma once
// Columns whose cells hold goal and result at once: "GMV目标/实际（万）" over "380/400". Internal to importers.

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "importers/sheet.h"

namespace almanac::importers {

using HeadPair = std::pair<std::string, std::string>;

// What the first and the second figure of each cell are, as heads of columns of their own: "GMV目标/实际（万）" → "GMV目标（万）" and
// "GMV实际（万）", "费用(计划/实际)" → "费用计划" and "费用实际". nullopt: the head names no goal and result. Linear.
std::optional<HeadPair> heads_of_pair(std::string_view head);

// "380/400", "45万 / 43.2万", "30%/—": both sides of the one stroke, each a number or nothing, and not both nothing. A unit that only the
// second names is the first's too: "380/400万". A date is none.
std::optional<HeadPair> figures_of_pair(std::string_view cell);

// The sheet with a column for each of them where a head and all filled cells below it, two at least in a table and one beside a form's
// key, are such pairs; nullopt: there are none.
std::optional<Sheet> with_pairs_apart(const Sheet& sheet);

}  // namespace almanac::importers
