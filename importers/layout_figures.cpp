// Tables of figures under a form belong to its record: a sheet about one campaign tells its name and budget in a form, then
// what each metric or channel came to in a table that names no campaign.

#include <algorithm>

#include "importers/header_names.h"
#include "importers/layout_area.h"

namespace almanac::importers {
namespace {

using archive::filled;

bool is_figures(const SheetTable& table) {
  return table.shape == SheetTable::Shape::table && table.header.size() >= 2 && heads_figures(table.header.front()) &&
         std::ranges::none_of(table.header, names_record);
}

void fold_into(const Grid& grid, SheetTable& form, const SheetTable& table) {
  const auto left_out = [&](std::uint32_t row) {
    const auto is_row = [&](const ShownRow& shown) { return shown.row == row; };
    return std::ranges::any_of(table.totals, is_row) || std::ranges::any_of(table.left_out, is_row);
  };
  std::vector<std::string> names = form.header;
  const std::string prefix = heads_channels(table.header.front()) ? std::string(channel_prefix) : std::string();
  for (std::uint32_t row = table.first_row; row > 0 && row <= table.last_row; ++row) {
    const std::string_view label = grid.text(row - 1, table.columns.front());
    if (label.empty() || left_out(row)) continue;
    for (std::size_t i = 1; i < table.columns.size(); ++i) {
      const SheetCell& cell = grid.cell(row - 1, table.columns[i]);
      const std::string_view value = grid.text(row - 1, table.columns[i]);
      if (value.empty() || cell.type == SheetCell::Type::error) continue;
      names.push_back(prefix + std::string(label) + " / " + table.header[i]);
      form.records.front().emplace_back(value);
    }
  }
  form.header = unique_names(std::move(names), {}, form.reasons);
  form.last_row = std::max(form.last_row, table.last_row);
  form.last_column = std::max(form.last_column, table.last_column);
  form.totals.insert(form.totals.end(), table.totals.begin(), table.totals.end());
  form.left_out.insert(form.left_out.end(), table.left_out.begin(), table.left_out.end());
  form.context.insert(form.context.end(), table.context.begin(), table.context.end());
  if (!form.unit && table.unit) form.unit = table.unit, form.unit_line = table.unit_line;
  form.reasons.push_back(
      {"figures",
       filled({"the table in rows {} to {} (\"{}\") names no campaign: its figures belong to the form's",
               "第 {} 至 {} 行的表格（“{}”）没有活动名称，其数据归入上面表单的活动"},
              std::to_string(table.header_rows.front()), std::to_string(table.last_row), table.header.front())});
}

}  // namespace

void fold_figures(const Grid& grid, std::vector<SheetTable>& tables) {
  const auto forms = std::ranges::count(tables, SheetTable::Shape::form, &SheetTable::shape);
  if (forms != 1 || tables.front().shape != SheetTable::Shape::form || tables.front().records.size() != 1 ||
      std::ranges::none_of(tables.front().header, names_record))
    return;
  for (std::size_t i = 1; i < tables.size();) {
    if (!is_figures(tables[i])) {
      ++i;
      continue;
    }
    fold_into(grid, tables.front(), tables[i]);
    tables.erase(tables.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

}  // namespace almanac::importers
