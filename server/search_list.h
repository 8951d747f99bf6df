#pragma once
// A list of searches, asked one after the other: read from a body or a file, and each answer as one JSON line.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/json.h"
#include "archive/text.h"
#include "search/index.h"

namespace almanac::server {

inline constexpr std::size_t max_searches = 10'000;
inline constexpr std::size_t max_search_hits = 50;  // kept of each

// json: an array of texts or of objects as POST /search takes them. lines: one query a line, blank lines left out. csv: a header with q
// and any filters, several values of one cell separated by ";".
enum class SearchListFormat { json, lines, csv };

// Each as an object of parameters. Text may be of any encoding that import reads. Throws Error invalid_input with the number of the
// search, from 1: "no_searches", "too_many_searches", "query_too_long" (over 8 KB), "bad_search", and those of from_parameters().
std::vector<archive::Json> read_searches(std::string_view body, SearchListFormat format);

using Ask = std::function<search::Response(const search::Query&)>;

// {"n", "q", "parameters"?, "total", "total_exact"?, "match", "suggestion"?, "hits":[{"kind","id","code","title","score"}]}, or with
// "error": {"code", "detail"} in place of the answer. `number` from 1; at most `limit` hits, whatever the parameters say.
archive::Json run_search(const Ask& ask, const archive::Json& parameters, std::size_t number, std::size_t limit,
                         archive::Language language);

// The columns and the rows of one answer as CSV (server/csv.h): a row for each hit, one without a hit where there is none.
std::string search_rows_header();
std::string search_rows(const archive::Json& answer);

}  // namespace almanac::server
