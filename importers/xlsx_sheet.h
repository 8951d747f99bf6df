#pragma once
// One worksheet of XLSX, streamed into a WorkbookBuilder. Internal to read_xlsx().

#include <string>
#include <vector>

#include "importers/number_format.h"
#include "importers/workbook_builder.h"
#include "importers/xlsx_parts.h"

namespace almanac::importers {

struct XlsxContext {
  std::vector<std::string> strings;
  std::vector<NumberFormat> styles;
  DateSystem dates = DateSystem::from_1900;
  WorkbookLimits limits;
};

// Puts the cells and merged ranges of `member` into the sheet begun in `builder`. Linear in its size.
void read_worksheet(const XlsxPackage& package, const ZipMember& member, const XlsxContext& context,
                    WorkbookBuilder& builder);

}  // namespace almanac::importers
