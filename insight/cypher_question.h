#pragma once
// Named questions in the query language (docs/questions.md): `ask.kind` "cypher". Internal to insight/.
//
// What the statement returns are the columns; their titles, and where values do not say it their types, stand in `ask.columns`. If it
// returns `both`, `n`, `having` and `everybody` (of n people both have it, as have `having` of everybody), share, base, lift with its
// interval, p and q among all its rows are added, and `"order": "lift"` orders by the lower end of the interval.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "insight/questions.h"

namespace almanac::insight {

// What a statement returns and asks for. Errors of the query language: syntax, unknown functions; labels, properties and procedures are
// those of the archive that it is asked of: nullopt if it calls one that is not of the language itself.
struct StatementParts {
  std::vector<std::string> columns, parameters;
};
std::optional<StatementParts> parts_of_statement(const std::string& statement);
// `ask.statement`: a text, or a list of lines.
std::string statement_of(const archive::Json& ask);

// {basis: "graph", statement, columns, rows, total}: at most request.limit rows, `total` in all. `values` by parameter: those of
// dimensions may be given by key or name and reach the statement as keys; a parameter of several is a list; none is null, as are
// $from and $to. Errors: of what is given (insight/dimension.h, "unknown_parameter", "bad_date"), of the run (graph/cypher/), of the
// budget, and "bad_counts" for counts that cannot be.
archive::Json ask_cypher(const archive::Json& ask, const std::vector<QuestionParameter>& parameters,
                         const std::map<std::string, std::vector<std::string>>& values, const QuestionRequest& request,
                         const GraphQuery& query, graph::Budget& budget, archive::Language language);

}  // namespace almanac::insight
