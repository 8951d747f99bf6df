#pragma once
// Styles of XLSX, as far as they tell dates from numbers. Internal to read_xlsx().

#include <vector>

#include "importers/number_format.h"
#include "importers/xlsx_parts.h"

namespace almanac::importers {

// The number format of each cell style; a cell names its style by place.
std::vector<NumberFormat> read_styles(const XlsxPackage& package, const ZipMember& member);

}  // namespace almanac::importers
