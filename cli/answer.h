#pragma once
// Answers of relations and named questions (insight/answer_table.h) on a terminal.

#include "archive/json.h"
#include "cli/program.h"

namespace almanac::cli {

// The answer as it was asked for: one JSON object, CSV, or a table with the figures it rests on. `answer` has columns and rows.
int show_answer(const archive::Json& answer, const Context& context, bool csv);

}  // namespace almanac::cli
