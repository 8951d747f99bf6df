#pragma once
// Answers as tables: what columns the rows of an answer have, for pages, terminals and spreadsheets.
//
// A column is {name, label, type, dimension?}. Types: value ({key, label, id?}; `dimension` says of what), count, share, number,
// chance, lift (with low, high, too_few beside it), median (the same), metric, text, campaigns ([{code, …}]), codes ([code]).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "archive/json.h"
#include "archive/text.h"
#include "insight/associations.h"
#include "insight/never_tried.h"
#include "insight/reported.h"

namespace almanac::insight {

// What a question calls the columns; without them their dimensions do.
struct AnswerLabels {
  std::optional<archive::Text> row, column, both;
};

// The column side is left out if there is one value and `both` says what it is.
archive::Json columns_of(const AssociationRequest& request, const AnswerLabels& labels, archive::Language language);
archive::Json columns_of(const NeverTriedRequest& request, archive::Language language);
archive::Json columns_of(const ReportedRequest& request, archive::Language language);

// A column that a question's statement returns; type and dimension as above.
struct StatementColumn {
  std::string name;
  archive::Text label;
  std::string type, dimension;
};
// What a column of such a name is called unless the question says it; nullopt: by its name.
std::optional<archive::Text> usual_label(const std::string& name);
// `measured`: share, base, lift and false discovery rate stand after `both` and `n`, and `having` and `everybody` are left out.
enum class Measured : std::uint8_t { no, yes };
archive::Json columns_of(const std::vector<StatementColumn>& columns, Measured measured, archive::Language language);

// Rows of an answer ({columns, rows}) as flat objects, a member for each column by its label, for CSV.
archive::Json flat_rows(const archive::Json& answer);
// The members that these have, in their order; also of an answer without rows.
std::vector<std::string> flat_columns(const archive::Json& answer);

}  // namespace almanac::insight
