// Tables of figures belong to the campaign that a form tells of: a sheet, or a workbook, about one campaign tells its name and
// budget in a form, then what each metric, channel or item of cost came to in tables that name no campaign.

#include <algorithm>

#include "importers/header_names.h"
#include "importers/layout_area.h"
#include "importers/unique_names.h"
#include "importers/value.h"
#include "importers/value_text.h"

namespace almanac::importers {

using archive::filled;

namespace {

// Where the metrics, channels or items stand: the first column, or the second behind a number.
std::size_t label_column(const SheetTable& table) {
  return table.header.size() > 2 && !heads_figures(table.header[0]) && heads_numbers(table.header[0]) ? 1 : 0;
}

// "（万元）" for a column of amounts, where the line over the table says so and the form does not.
std::string unit_of(const SheetTable& table, const SheetTable& form, std::string_view header) {
  if (form.unit || !table.unit || !table.unit->word.empty() || split_header_unit(header).unit) return {};
  const bool amount = contains_any(header, {"额", "金", "GMV", "gmv", "花费", "费用", "消耗", "预算", "成本", "收入",
                                            "支出", "业绩", "投入"}) &&
                      !contains_any(header, {"率", "比", "价", "数", "占"});
  if (!amount) return {};
  if (table.unit->factor == archive::Decimal{10'000, 0}) return "（万元）";
  if (table.unit->factor == archive::Decimal{1'000, 0}) return "（千元）";
  return table.unit->factor == archive::Decimal{1'000'000, 0} ? "（百万元）" : "";
}

}  // namespace

bool is_figures(const SheetTable& table) {
  return table.shape == SheetTable::Shape::table && table.header.size() >= 2 &&
         heads_figures(table.header[label_column(table)]) && std::ranges::none_of(table.header, names_record);
}

void join_forms(SheetTable& form, const SheetTable& more) {
  std::vector<std::string> names = form.header;
  names.insert(names.end(), more.header.begin(), more.header.end());
  form.header = unique_names(std::move(names), {}, form.reasons);
  std::vector<std::string>& values = form.records.front();
  values.insert(values.end(), more.records.front().begin(), more.records.front().end());
  form.context.insert(form.context.end(), more.context.begin(), more.context.end());
  form.left_out.insert(form.left_out.end(), more.left_out.begin(), more.left_out.end());
  form.reasons.push_back(
      {"continued", filled({"the lines in rows {} to {} name no other campaign: they go on with the form",
                            "第 {} 至 {} 行没有另一个活动名称，视为表单的延续"},
                           std::to_string(more.first_row), std::to_string(more.last_row))});
}

bool is_campaign_form(const SheetTable& table) {
  return table.shape == SheetTable::Shape::form && table.records.size() == 1 &&
         std::ranges::any_of(table.header, names_record);
}

void fold_into(SheetTable& form, const Sheet& sheet, const SheetTable& table) {
  const auto left_out = [&](std::uint32_t row) {
    const auto is_row = [&](const ShownRow& shown) { return shown.row == row; };
    return std::ranges::any_of(table.totals, is_row) || std::ranges::any_of(table.left_out, is_row);
  };
  const auto cell_at = [&](std::uint32_t row, std::uint32_t column) -> const SheetCell* {
    const auto& cells = sheet.rows[row - 1];
    return column < cells.size() && cells[column].type != SheetCell::Type::error ? &cells[column] : nullptr;
  };
  constexpr std::size_t most_figures = 5'000;  // of one record
  const std::size_t labels = label_column(table);
  const std::string prefix(figure_prefix(table.header[labels]));
  std::vector<std::string> names = form.header;
  for (std::uint32_t row = table.first_row; row > 0 && row <= table.last_row && names.size() < most_figures; ++row) {
    const SheetCell* label_cell = cell_at(row, table.columns[labels]);
    const std::string_view label = label_cell ? trimmed(label_cell->text) : std::string_view();
    if (label.empty() || left_out(row)) continue;
    for (std::size_t i = labels + 1; i < table.columns.size(); ++i) {
      const SheetCell* cell = cell_at(row, table.columns[i]);
      if (!cell || trimmed(cell->text).empty()) continue;
      names.push_back(prefix + std::string(label) + " / " + table.header[i] + unit_of(table, form, table.header[i]));
      form.records.front().emplace_back(trimmed(cell->text));
    }
  }
  form.header = unique_names(std::move(names), {}, form.reasons);
  form.totals.insert(form.totals.end(), table.totals.begin(), table.totals.end());
  form.left_out.insert(form.left_out.end(), table.left_out.begin(), table.left_out.end());
  form.reasons.push_back(
      {"figures", filled({"the table of the sheet \"{}\" in rows {} to {} (\"{}\") names no campaign: its figures "
                          "belong to the form's",
                          "工作表“{}”第 {} 至 {} 行的表格（“{}”）没有活动名称，其数据归入表单的活动"},
                         sheet.name, std::to_string(table.header_rows.front()), std::to_string(table.last_row),
                         table.header[labels])});
}

}  // namespace almanac::importers
