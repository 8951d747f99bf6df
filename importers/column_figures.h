#pragma once
// Goals, results and amounts among the columns of a table of campaigns: rules 3 and 4 of column_choice.h. Internal to importers.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "archive/dictionary.h"
#include "importers/header_names.h"

namespace almanac::importers {

struct ColumnSample;

// Takes goals, results, budget and spend that match_columns() has left, or has taken for prose (a bare 目标, 完成).
void choose_figures(std::span<const std::string> columns, std::span<const ColumnSample> samples,
                    const archive::Dictionary& dictionary, std::vector<ColumnMatch>& matches);
// Takes the other columns of numbers for results.
void choose_other_results(std::span<const std::string> columns, std::span<const ColumnSample> samples,
                          const archive::Dictionary& dictionary, std::vector<ColumnMatch>& matches);

// Before them: groups of channels over 目标 | 实际 are of the metric that the title names, and 渠道GMV over channels is theirs. A goal of
// one channel is none of the campaign. `about` is TableSurroundings::text.
void choose_groups(std::span<const std::string> columns, std::span<const ColumnSample> samples, std::string_view about,
                   const archive::Dictionary& dictionary, std::vector<ColumnMatch>& matches);
// At last: a column without a unit has that of another of the same metric, or of the costs, if the values are of like size.
void share_units(std::span<const ColumnSample> samples, std::vector<ColumnMatch>& matches);

}  // namespace almanac::importers
