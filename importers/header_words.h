#pragma once
// The words of column heads: which name means which field, per kind of rows; the base of header_names.h and of the matching of columns.

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "archive/dictionary.h"
#include "importers/fields.h"

namespace almanac::importers {

using HeaderTable = std::map<std::string, std::string, std::less<>>;  // folded name → field
const HeaderTable& header_table(RowKind kind);

std::string folded_name(std::string_view name);  // how names are compared here: case, width, spaces, "_" and "-" aside

bool repeatable(std::string_view field);  // whether several columns may fill it

// "goal.gmv", "result.gmv" of a head that is a metric with or without a word for planned or actual about it; "" if it is none.
std::string metric_field(std::string_view folded, const archive::Dictionary& dictionary);

std::string_view without_numbering(std::string_view name);  // "3、预算" → "预算"

// Whether the name, without unit and numbering, is one of these.
bool heads_one_of(std::string_view name, std::initializer_list<std::string_view> heads);

}  // namespace almanac::importers
