// Campaigns side by side over columns of their own: "38女王节（3.4-3.8）" and "520告白季（5.15-5.20）", each over 抖音 | 小红书 | 合计. Each is
// a sheet of its own: its title, the first column, and its columns.

#include <algorithm>

#include "importers/layout.h"
#include "importers/sheet_campaign_facts.h"

namespace almanac::importers {
namespace {

struct NamedGroup {
  std::string title;
  std::uint32_t begin = 0, end = 0;  // columns
};

// The groups of a row; empty if it holds anything else than their common corner.
std::vector<NamedGroup> groups_in(const SheetText& sheet, std::uint32_t row, const ReviewDates& dates) {
  std::vector<NamedGroup> groups;
  const std::uint32_t width = std::max(sheet.width(row), sheet.width(row + 1));
  for (std::uint32_t column = 1; column < width; ++column) {
    const std::string_view text = sheet.text(row, column);
    if (!text.empty() && sheet.own(row, column)) {
      // The corner, before the first of them.
      if (groups.empty() && !certain_period(text, dates, SingleDay::does_not)) continue;
      if (!certain_period(text, dates, SingleDay::does_not) || name_told_by(text).empty()) return {};
      groups.push_back({std::string(text), column, column + 1});
    } else if (!groups.empty() && !sheet.text(row + 1, column).empty()) {
      groups.back().end = column + 1;
    }
  }
  const bool spread = std::ranges::all_of(groups, [](const NamedGroup& group) { return group.end - group.begin >= 2; });
  return groups.size() >= 2 && spread ? groups : std::vector<NamedGroup>{};
}

// "年货节（2024.1.8-1.28）" over a table, "38女神节（2024.3.1-3.8）" over the next: titles alone in their rows, each with a name and days of
// its own.
std::vector<Sheet> sheets_of_blocks(const SheetText& sheet, const ReviewDates& dates) {
  std::vector<Sheet> sheets;
  std::vector<std::string> names;
  for (std::uint32_t row = 0; row < sheet.rows(); ++row) {
    std::uint32_t own = 0;
    std::string_view text;
    for (std::uint32_t column = 0; column < sheet.width(row); ++column)
      if (sheet.own(row, column) && own++ == 0) text = sheet.text(row, column);
    const bool is_title = own == 1 && text.size() <= 120 && text.find("：") == std::string_view::npos;
    const std::string name = is_title ? name_told_by(text) : std::string();
    if (!name.empty() && certain_period(text, dates, SingleDay::does_not)) {
      if (std::ranges::any_of(names, [&](const std::string& known) { return same_campaign(known, name); })) return {};
      names.push_back(name);
      sheets.push_back({});
      sheets.back().name = text;
    }
    if (!sheets.empty()) sheets.back().rows.push_back(sheet.sheet().rows[row]);
  }
  return sheets.size() >= 2 ? sheets : std::vector<Sheet>{};
}

}  // namespace

std::vector<Sheet> sheets_of_groups(const SheetText& sheet, std::string_view file_stem,
                                    const archive::Dictionary& dictionary, const archive::Zone& zone) {
  constexpr std::uint32_t looked_at = 12;
  ReviewContext context;
  context.dictionary = &dictionary;
  context.zone = &zone;
  YearSource years;
  std::string title;
  for (std::uint32_t row = 0; row + 2 < std::min(sheet.rows(), looked_at); ++row) {
    if (!years.year)
      for (const std::string_view text : {sheet.text(row, 0), std::string_view(sheet.sheet().name), file_stem})
        if (!years.year) years.year = year_in(text);
    const std::vector<NamedGroup> groups = groups_in(sheet, row, ReviewDates(context, years));
    std::vector<Sheet> sheets;
    for (const NamedGroup& group : groups) {
      Sheet own;
      own.name = group.title;
      SheetCell title_cell{SheetCell::Type::text, false, group.title};
      if (years.year && !year_in(group.title)) title_cell.text = std::to_string(*years.year) + "年" + title_cell.text;
      own.rows.push_back({std::move(title_cell)});
      for (std::uint32_t below = row + 1; below < sheet.rows(); ++below) {
        std::vector<SheetCell> cells;
        for (std::uint32_t column = 0; column < groups.front().begin; ++column)
          cells.push_back(sheet.cell(below, column));
        for (std::uint32_t column = group.begin; column < group.end; ++column)
          cells.push_back(sheet.cell(below, column));
        own.rows.push_back(std::move(cells));
      }
      sheets.push_back(std::move(own));
    }
    if (!sheets.empty()) return sheets;
  }
  return sheets_of_blocks(sheet, ReviewDates(context, years));
}

}  // namespace almanac::importers
