#pragma once
// Heads of columns that say goal or result of something: "GMV目标（万）", "Leads (target)", "完成". Internal to importers.

#include <optional>
#include <string>
#include <string_view>

#include "importers/header_names.h"

namespace almanac::importers {

// What a header says of a figure, apart from its unit.
struct FigureHead {
  enum class Role { none, goal, result } role = Role::none;
  std::string
      metric;  // the words for what is counted: "报名人数", "Leads"; empty: the header says goal or result alone
  std::optional<Unit> unit;
};
// "KPI(报名人数)" "GMV目标（万）" "目标 / 到课人数" "MQL / 实际" "Leads (target)" "Reg. target" "完成" "Actual"; a header without a word for
// goal or result has role none and all its words for metric.
FigureHead read_figure_head(std::string_view header);

// The words without the spaces, signs and 的 at their ends.
std::string_view without_ends(std::string_view text);

}  // namespace almanac::importers
