#pragma once
// CSV for people's spreadsheets: RFC 4180 quoting, a byte order mark so that Chinese opens rightly, and no cell that a
// spreadsheet would run as a formula.

#include <string>
#include <string_view>
#include <vector>

#include "server/route.h"

namespace almanac::server {

inline constexpr std::string_view csv_type = "text/csv; charset=utf-8";
inline constexpr std::string_view csv_mark = "\xef\xbb\xbf";

// A cell that begins with = + - @ TAB or CR gets an apostrophe before it, unless it is a plain number.
void add_csv_row(std::string& to, const std::vector<std::string>& cells);

// format=csv, or an Accept that names text/csv.
bool wants_csv(const Request& request);
// Objects as rows: the columns given, then one for each other member that occurs, in order of first occurrence; lists joined by
// "; ", objects as JSON.
Response csv_of(const Json& objects, std::string_view file_name, std::vector<std::string> columns = {});

}  // namespace almanac::server
