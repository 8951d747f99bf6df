#pragma once
// The tables of a whole workbook, put together where they are about one campaign. Internal to importers/.

#include <string_view>
#include <vector>

#include "importers/layout.h"

namespace almanac::importers {

struct WorkbookTable {
  std::size_t sheet = 0;  // from 0
  SheetTable table;
};

// find_tables() of every sheet, in their order. Then:
//   - If one form of the workbook tells of a campaign and no other table names any, tables of figures of all sheets are its.
//   - If no table names a campaign at all, tables of figures are of the one that their title, else the sheet or the file, names
//     ("2023双11各渠道数据"), with the date range that stands there; which campaign that is, the import finds by name.
std::vector<WorkbookTable> find_workbook_tables(const Workbook& workbook, const archive::Dictionary& dictionary,
                                                std::string_view file_name);

}  // namespace almanac::importers
