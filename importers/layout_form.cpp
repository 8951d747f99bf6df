// Forms: names at the left, the values of one record or of several beside them (layout.h, rule 3).

#include <algorithm>
#include <set>

#include "archive/name.h"
#include "importers/campaign_name.h"
#include "importers/header_names.h"
#include "importers/layout_area.h"
#include "importers/unique_names.h"
#include "importers/value_loose.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::filled;

// One name of a form with its values, one for each record.
struct Line {
  std::string name;
  std::vector<std::string> values;
};

void add_value(std::string& to, std::string_view value, std::string_view between) {
  if (value.empty()) return;
  if (!to.empty()) to += between;
  to += value;
}

// Where the records of a form stand side by side: their columns, and the row of their names.
struct Records {
  std::vector<std::uint32_t> columns;
  std::uint32_t names = 0;
};

// The texts right of the key in a row, if there are several and all differ.
std::vector<std::uint32_t> different_columns(const Grid& grid, const Area& area, std::uint32_t row, std::uint32_t key) {
  std::vector<std::uint32_t> columns;
  std::set<std::string_view> different;
  for (std::uint32_t column = key + 1; column <= area.right; ++column)
    if (grid.own(row, column)) {
      columns.push_back(column);
      different.insert(grid.text(row, column));
    }
  if (columns.size() < 2 || different.size() != columns.size()) columns.clear();
  return columns;
}

// The columns of values if they are records of their own: the line of the name has another value in each; or the form begins with a line
// without a name whose texts name no fields, metrics or channels, and some line below has a date in each.
Records record_columns(const Grid& grid, const Area& area, std::uint32_t key) {
  for (std::uint32_t row = area.top; row <= area.bottom; ++row)
    if (names_record(without_colon(grid.text(row, key)))) return {different_columns(grid, area, row, key), row};
  const std::string head = archive::fold(without_colon(grid.text(area.top, key)));
  constexpr std::string_view corners[] = {"",     "指标", "项目", "数据项", "对比项", "对比",
                                          "维度", "内容", "类别", "item",   "metric", "/"};
  if (std::ranges::find(corners, head) == std::end(corners)) return {};
  std::vector<std::uint32_t> columns = different_columns(grid, area, area.top, key);
  std::erase_if(columns, [&](std::uint32_t column) {
    // 备注, 说明 and the like stand beside the records.
    return grid.is_name(grid.text(area.top, column)) || is_footnote(grid.text(area.top, column));
  });
  const auto is_no_record = [&](std::uint32_t column) {
    const std::string_view text = grid.text(area.top, column);
    return grid.is_value(area.top, column) || grid.is_channel(text) || campaign_name(text).bare.empty() ||
           is_total_label(text);
  };
  if (columns.size() < 2 || std::ranges::any_of(columns, is_no_record)) return {};
  for (std::uint32_t row = area.top + 1; row <= area.bottom; ++row)
    if (std::ranges::all_of(columns, [&](std::uint32_t column) { return grid.is_period(row, column); }))
      return {columns, area.top};
  return {};
}

}  // namespace

void fill_form(const Grid& grid, const Area& area, const std::vector<std::uint32_t>& keys, SheetTable& table) {
  Records side_by_side;
  if (keys.size() == 1) side_by_side = record_columns(grid, area, keys.front());
  const std::vector<std::uint32_t>& records = side_by_side.columns;
  const std::size_t count = std::max<std::size_t>(records.size(), 1);
  std::vector<Line> lines;
  for (std::uint32_t row = area.top; row <= area.bottom; ++row) {
    if (grid.own_in(row, area.left, area.right) == 1 && grid.own(row, keys.front()) &&
        !grid.is_name(grid.text(row, keys.front()))) {
      table.left_out.push_back({row + 1, grid.line(row)});
      continue;
    }
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const std::uint32_t key = keys[i];
      std::size_t next = i + 1;
      while (next < keys.size() && !grid.own(row, keys[next])) ++next;
      const std::uint32_t end = next < keys.size() ? keys[next] : area.right + 1;
      if (i > 0 && !grid.own(row, key)) continue;  // the value of the pair before spans it
      std::string_view name = without_colon(grid.text(row, key));
      if (!records.empty() && row == side_by_side.names && !names_record(name)) name = "活动名称";
      std::vector<std::string> values(count);
      if (records.empty()) {
        for (std::uint32_t column = key + 1; column < end; ++column)
          if (grid.own(row, column)) add_value(values[0], grid.text(row, column), "；");
      } else {
        for (std::size_t record = 0; record < records.size(); ++record)
          values[record] = grid.text(row, records[record]);
      }
      const bool empty = std::ranges::all_of(values, [](const std::string& value) { return value.empty(); });
      const bool goes_on =
          !lines.empty() && (name.empty() || (grid.cell(row, key).merged && lines.back().name == name));
      if (goes_on && keys.size() == 1) {
        for (std::size_t record = 0; record < count; ++record)
          add_value(lines.back().values[record], values[record], "\n");
      } else if (!name.empty() || !empty) {
        lines.push_back({std::string(name), std::move(values)});
      }
    }
  }
  table.records.assign(count, {});
  std::vector<std::string> names;
  for (Line& line : lines) {
    names.push_back(std::move(line.name));
    for (std::size_t record = 0; record < count; ++record)
      table.records[record].push_back(std::move(line.values[record]));
  }
  table.header = unique_names(std::move(names), {}, table.reasons);
  table.known_header = true;
  std::string letters;
  for (const std::uint32_t key : keys) letters += (letters.empty() ? "" : ", ") + column_letters(key);
  table.reasons.push_back({"form", filled({"a form: the names are in column {}, the values beside them; {} record(s)",
                                           "表单：名称在 {} 列，值在其右侧；共 {} 条记录"},
                                          letters, std::to_string(count))});
}

}  // namespace almanac::importers
