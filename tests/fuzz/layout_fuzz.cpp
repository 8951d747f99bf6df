// Any bytes as the cells of a sheet. Checked: no crash, tables lie inside the sheet and their rows ascend, every row has the
// header's number of cells, names are unique, and the same sheet gives the same tables.

#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>

#include "importers/layout.h"
#include "tests/fuzz/sheet_fuzz.h"

using namespace almanac::importers;
using fuzz::require;
using fuzz::sheet_of;

namespace {

std::string read(const std::shared_ptr<const Workbook>& workbook, const SheetTable& table) {
  const auto reader = open_table(workbook, 0, table);
  std::string seen;
  std::uint64_t last = 0;
  for (Read next; (next = reader->next()) != Read::end;) {
    require(next == Read::row);
    const Row& row = reader->row();
    require(row.cells.size() == reader->header().size());
    require(table.shape == SheetTable::Shape::form || row.row > last);
    require(row.row >= 1 && row.row <= workbook->sheets[0].rows.size());
    last = row.row;
    (seen += row.raw) += '\n';
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const almanac::archive::Dictionary dictionary = almanac::archive::Dictionary::load("/nonexistent");
  auto workbook = std::make_shared<Workbook>();
  workbook->sheets.push_back(sheet_of({reinterpret_cast<const char*>(data), size}));
  const Sheet& sheet = workbook->sheets[0];
  const Layout layout = find_tables(sheet, dictionary, "2024.xlsx");
  const Layout again = find_tables(sheet, dictionary, "2024.xlsx");
  require(layout.tables.size() == again.tables.size());
  for (std::size_t i = 0; i < layout.tables.size(); ++i) {
    const SheetTable& table = layout.tables[i];
    require(table.header == again.tables[i].header);
    require(std::set<std::string>(table.header.begin(), table.header.end()).size() == table.header.size());
    for (const std::string& name : table.header) require(!name.empty());
    require(table.last_row <= sheet.rows.size());
    require(read(workbook, table) == read(workbook, again.tables[i]));
  }
  std::vector<std::uint64_t> lines;
  for (std::size_t i = 0; i < sheet.rows.size(); ++i) lines.push_back(i + 1);
  const TextLayout text = find_preamble(sheet, lines, dictionary, "a.csv");
  require(text.header_line >= 1);
  return 0;
}
