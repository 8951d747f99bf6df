#pragma once
// Numbers and times as people note them in tables they keep: with a remark in brackets, several figures in one cell, or less exactly
// than by days. What value.h refuses is looked at here; a cell that says less than a value is said to be tentative. Internal to
// importers.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "importers/value.h"

namespace almanac::importers {

// Text and what stands in brackets at its end: "35万（含税）" → "35万", "含税". `remark` is empty where there is none.
struct Remarked {
  std::string text, remark;
  bool tentative = false;  // 暂定, 预计, 待确认, "TBC"
};
Remarked split_remark(std::string_view cell);

// A number, and whether the cell says it for certain: "35万（含税）" does, "约20万", "8-10万" and "3万（预估）" do not, nor does "3000+",
// which is at least that.
struct LooseNumber {
  Number number;
  bool certain = true;
};
std::optional<LooseNumber> parse_loose_number(std::string_view cell, const Unit& column);

// The figures of a cell that holds several, one of which is the column's own and names no metric or the `metric`: "120w曝光/1380人" in a
// column of people is impressions 1,200,000 beside 1,380. `metric` is empty for the column's own. nullopt: the cell is not of that form.
struct CellFigure {
  std::string metric;
  LooseNumber value;
};
std::optional<std::vector<CellFigure>> parse_cell_figures(std::string_view cell, const Unit& column,
                                                          const archive::Dictionary& dictionary);

// A time of which no day is told: "10月中旬", "3-4月", "2024Q4", "四季度", "下半年", "2025年". `first` and `last` are its days; nullopt for any
// other text, and where no year is known.
struct CoarsePeriod {
  archive::Date first, last;
  bool year_inferred = false;
};
std::optional<CoarsePeriod> parse_coarse_period(std::string_view cell, std::optional<int> default_year);

// "3月", "2025年3月", "三月": a month and nothing more.
bool is_whole_month(std::string_view text);

}  // namespace almanac::importers
