#pragma once
// The rule of a table of campaigns, by its header and its first rows (column_choice.h). Internal to importers.

#include <string_view>
#include <vector>

#include "importers/column_choice.h"
#include "importers/mapping.h"
#include "importers/row_source.h"

namespace almanac::importers {

// How the values of each column look in the first 200 rows. `rows` is read.
std::vector<ColumnSample> sample_columns(RowSource rows);

// Of a log of messages sent each row's figures are those of that day and its channel: of the column of channels, else of the one that
// `about` (title, sheet and file) names.
FileRule rule_of_campaigns(const ChosenColumns& chosen, const TableSurroundings& about,
                           const archive::Dictionary& dictionary, const std::optional<Unit>& amounts);

// Costs of one channel in several rows add up.
void add_up_costs(FileRule& rule);

// Where several of the first 1,000 rows are of one campaign (its code, else its name and dates) and tell different goals, results or amounts
// in a column, that column tells of parts of it (products, waves): the rule leaves it to the attributes, and a note says so. `rows` is read.
void leave_out_parts(FileRule& rule, RowSource rows, std::vector<Note>& notes);

}  // namespace almanac::importers
