// Which rows under a header are data, and which are totals, titles of groups, repeated headers and notes (layout.h, rule 6).

#include <algorithm>

#include "importers/header_names.h"
#include "importers/layout_area.h"
#include "importers/value_loose.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

constexpr int any_year = 2000;

// The label of a row of totals: in its first cell, or, short, in one before the first value ("双11 | 11.1-11.11 | 小计 | 200").
std::string_view total_label(const Grid& grid, std::uint32_t row, std::uint32_t first, std::uint32_t right) {
  constexpr std::size_t short_label = 15;
  constexpr std::uint32_t looked_at = 6;
  for (std::uint32_t column = first; column <= std::min(right, first + looked_at); ++column) {
    const std::string_view label = grid.text(row, column);
    if (label.empty()) continue;
    // In English it may well be a name: a brand "Total".
    const bool said = column == first || (label.size() <= short_label && static_cast<unsigned char>(label[0]) >= 0x80);
    if (said && is_total_label(label)) return label;
  }
  return {};
}

// 年货节 | … | 小计, under a name and a channel: what the campaign's rows come to.
// Not of payments, nor where nothing but costs is told: what was paid is not all that was spent.
bool is_whole_of_campaign(const Grid& grid, const SheetTable& table, std::uint32_t row, std::string_view label) {
  std::string_view name, channel;
  if (std::ranges::none_of(
          table.header,
          [](const std::string& head) {
            return contains_any(lower_ascii(head), {"gmv", "roi", "成交", "销售", "订单", "支付金额", "曝光", "点击"});
          }) ||
      std::ranges::any_of(table.header, [](const std::string& head) {
        return contains_any(head, {"付款", "供应商", "科目", "发票", "报销"});
      }))
    return false;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string_view cell = grid.text(row, table.columns[i]);
    if (names_record(table.header[i])) name = cell;
    if (figure_prefix(table.header[i]) == channel_prefix) channel = cell;
  }
  return channel == label && !name.empty() && !is_total_label(name);
}

}  // namespace

void take_rows(const Grid& grid, SheetTable& table, std::uint32_t top, std::uint32_t bottom) {
  if (table.first_row == 0) table.first_row = top + 1;
  const auto left = table.columns.front(), right = table.columns.back();
  std::uint32_t last = bottom;
  const auto wide = table.columns.size() >= 3;
  const auto below = [&](std::uint32_t row) {
    const std::uint32_t own = grid.own_in(row, left, right);
    if (own == 1 && is_footnote(grid.text(row, grid.first_in(row, left, right)))) return true;
    return own > 0 && own * 2 < table.columns.size() && grid.is_context_line(row, {row, row, left, right}, 0);
  };
  while (wide && last > top && below(last)) {
    table.left_out.push_back({last + 1, grid.line(last)});
    --last;
  }
  for (std::uint32_t row = top; row <= last; ++row) {
    const std::uint32_t own = grid.own_in(row, left, right);
    if (own == 0) continue;
    const std::uint32_t first = grid.first_in(row, left, right);
    const std::string_view label = grid.text(row, first);
    if (const std::string_view total = total_label(grid, row, first, right);
        !total.empty() && !is_whole_of_campaign(grid, table, row, total))
      table.totals.push_back({row + 1, std::string(total)});
    else if (wide && own == 1 && parse_coarse_period(label, any_year)) {
      table.groups.push_back({row + 1, std::string(label)});
      table.left_out.push_back({row + 1, std::string(label)});
    } else if (wide && own == 1 && first + 1 <= right && grid.cell(row, first + 1).merged &&
               grid.text(row, first + 1) == label)
      table.left_out.push_back({row + 1, std::string(label)});
    else if (grid.repeats(row, table.header_rows.back() - 1, left, right))
      table.left_out.push_back({row + 1, grid.line(row)});
  }
  table.last_row = std::max(table.last_row, last + 1);
}

}  // namespace almanac::importers
