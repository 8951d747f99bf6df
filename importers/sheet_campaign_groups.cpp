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

// "【4月会员日】" → "4月会员日".
std::string_view without_frame(std::string_view text) {
  for (const auto& [open, close] :
       {std::pair<std::string_view, std::string_view>{"【", "】"}, {"[", "]"}, {"■", ""}, {"▼", ""}})
    if (text.starts_with(open) && text.ends_with(close) && text.size() > open.size() + close.size())
      return trimmed(text.substr(open.size(), text.size() - open.size() - close.size()));
  return text;
}

// The only own cell of the row between two columns; empty: there are none, or several.
std::string_view alone_in(const SheetText& sheet, std::uint32_t row, std::uint32_t begin, std::uint32_t end) {
  std::uint32_t own = 0;
  std::string_view text;
  for (std::uint32_t column = begin; column < std::min(end, sheet.width(row)); ++column)
    if (sheet.own(row, column) && own++ == 0) text = sheet.text(row, column);
  return own == 1 ? text : std::string_view();
}

// The name of a campaign that a line names and does nothing else.
std::string named_by_line(std::string_view text) {
  text = without_frame(text);
  return text.size() > 120 || text.find("：") != std::string_view::npos ? std::string() : name_told_by(text);
}

// Whether some line up to the next of these titles says when: 日期 | 4月18日.
bool says_when(const SheetText& sheet, std::uint32_t row, const ReviewDates& dates) {
  constexpr std::uint32_t looked_at = 8;
  for (std::uint32_t below = row + 1; below < std::min(sheet.rows(), row + looked_at); ++below) {
    if (!named_by_line(alone_in(sheet, below, 0, sheet.width(below))).empty()) return false;
    for (std::uint32_t column = 0; column + 1 < sheet.width(below); ++column)
      if (period_key(sheet.text(below, column)) != PeriodKey::none &&
          certain_period(sheet.text(below, column + 1), dates, SingleDay::counts))
        return true;
  }
  return false;
}

std::string with_year(std::string_view title, std::optional<int> year) {
  std::string text(title);
  if (year && !year_in(title)) text.insert(0, std::to_string(*year) + "年");
  return text;
}

bool is_known(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::any_of(names, [&](const std::string& known) { return same_campaign(known, name); });
}

// "年货节（2024.1.8-1.28）" over a table, "38女神节（2024.3.1-3.8）" over the next: titles alone in their rows, each with a name and days of
// its own, in the title or below it.
std::vector<Sheet> sheets_of_blocks(const SheetText& sheet, const ReviewDates& dates, std::optional<int> year) {
  std::vector<Sheet> sheets;
  std::vector<std::string> names;
  for (std::uint32_t row = 0; row < sheet.rows(); ++row) {
    const std::string_view text = without_frame(alone_in(sheet, row, 0, sheet.width(row)));
    const std::string name = named_by_line(text);
    const bool starts =
        !name.empty() && (certain_period(text, dates, SingleDay::does_not) || says_when(sheet, row, dates));
    if (starts) {
      if (is_known(names, name)) return {};
      names.push_back(name);
      sheets.push_back({});
      sheets.back().name = text;
      sheets.back().rows.push_back({{SheetCell::Type::text, false, with_year(text, year)}});
    } else if (!sheets.empty()) {
      sheets.back().rows.push_back(sheet.sheet().rows[row]);
    }
  }
  return sheets.size() >= 2 ? sheets : std::vector<Sheet>{};
}

// Areas that empty columns part, each headed by a line that names a campaign of its own: "520心动周复盘" beside "618年中复盘".
std::vector<Sheet> sheets_of_areas(const SheetText& sheet, std::optional<int> year) {
  std::uint32_t width = 0;
  for (std::uint32_t row = 0; row < sheet.rows(); ++row) width = std::max(width, sheet.width(row));
  std::vector<bool> filled(width);
  for (std::uint32_t row = 0; row < sheet.rows(); ++row) {
    if (!alone_in(sheet, row, 0, sheet.width(row)).empty()) continue;  // a title over all of them
    for (std::uint32_t column = 0; column < sheet.width(row); ++column)
      if (!sheet.text(row, column).empty()) filled[column] = true;
  }
  std::vector<Sheet> sheets;
  std::vector<std::string> names;
  for (std::uint32_t begin = 0; begin < width; ++begin) {
    if (!filled[begin]) continue;
    std::uint32_t end = begin;
    while (end < width && filled[end]) ++end;
    std::string_view title;
    std::uint32_t first = 0;
    for (; first < sheet.rows() && title.empty(); ++first)
      if (alone_in(sheet, first, 0, sheet.width(first)).empty()) title = alone_in(sheet, first, begin, end);
    const std::string name = named_by_line(title);
    if (name.empty() || is_known(names, name)) return {};
    names.push_back(name);
    Sheet own;
    own.name = without_frame(title);
    own.rows.push_back({{SheetCell::Type::text, false, with_year(own.name, year)}});
    for (std::uint32_t row = first; row < sheet.rows(); ++row) {
      std::vector<SheetCell> cells;
      for (std::uint32_t column = begin; column < end; ++column) cells.push_back(sheet.cell(row, column));
      own.rows.push_back(std::move(cells));
    }
    sheets.push_back(std::move(own));
    begin = end;
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
      own.rows.push_back({{SheetCell::Type::text, false, with_year(group.title, years.year)}});
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
  if (std::vector<Sheet> areas = sheets_of_areas(sheet, years.year); !areas.empty()) return areas;
  return sheets_of_blocks(sheet, ReviewDates(context, years), years.year);
}

}  // namespace almanac::importers
