#pragma once
// The campaign that a workbook is about where none of its tables names one: a dashboard, a budget, a list of audiences or of
// products with the campaign's name and dates in a title line, in the sheet's name or in the file's.
//
//   2025年618整体数据看板                     →  name "2025年618"
//   周期 2025.5.13—6.18                      →  2025-05-13 … 2025-06-18
//   指标 | 2025目标 | 2025实际 | 2024同期     →  goals and results; another year is none of it
//
// Rules, in this order; what they leave in doubt is left out:
//
//   1  The name stands behind a key of a form (活动名称, 项目名称, Project), else it is the title without what the file is (数据看板,
//      预算表, 复盘), its version, the people in brackets and the brand before the year; a title of nothing else gives way to the
//      sheet's name, then the file's. Without a key it must name an occasion or a kind of campaign, unless the dates are said to be a
//      campaign's (活动周期：…).
//   2  The dates are a period behind such a key, in the title, in the names of phases at the head of columns (预热期（5.20-5.30）), or
//      of a plan of days that opens and closes the campaign. Years come from the period, title, sheet or file. No dates: no record.
//   3  Tables are told by their header, of one line or two: metrics with goal and result (lying down too), channels and items of cost
//      with planned and actual amounts, channels with metrics (in rows, or in columns over rows of metrics), audiences, products.
//      Of days, coupons, sessions and the like only the row of totals is the campaign's, and the channels and audiences in their
//      columns. Lists of items and amounts below "预算分配" are costs.
//   4  What stands outside the tables (forms, lines, 亮点 and 不足) is read as the same text of a review would be
//      (sheet_campaign_text.h).
//   5  Sheets of one campaign make one record; a value that two of them tell differently is left out. A sheet without a
//      title of its own belongs to the campaign of the workbook.
//   6  Titles with names and days of their own, below each other or side by side over columns, part a sheet into one for each campaign. A
//      table under the heading of another year or of the next time (下期计划) is left out.
//   7  Columns that are years (2023年 | 2024年 | 2025年), or names of campaigns, with a row of dates are a campaign each; so are the
//      columns of a form whose first line names them (Campaign | Spring Run | She Moves).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/dictionary.h"
#include "archive/json.h"
#include "importers/layout.h"
#include "importers/review.h"
#include "importers/sheet.h"

namespace almanac::importers {

struct UsedRows {
  std::size_t sheet = 0;
  std::uint32_t first = 0, last = 0;  // from 1, both included
  std::uint32_t left = 0, right = 0;  // columns from 1
};

struct SheetCampaign {
  std::size_t sheet = 0;           // that names it
  archive::Json record;            // name and a date at least; null where `form` is set
  std::optional<SheetTable> form;  // a record for each column of the sheet
  std::vector<UsedRows> used;      // the tables that were read, with their headers
  // What `record` is made of, each with the words it was read from, and beside it what was left in doubt.
  std::vector<ReviewValue> values = {};
};

// `file_name` without folders. Hidden sheets and sheets of more than 20,000 rows are not looked at. Never throws for what the cells
// say. Linear in the cells.
std::vector<SheetCampaign> campaigns_of_sheets(const Workbook& workbook, std::string_view file_name,
                                               const archive::Dictionary& dictionary);

}  // namespace almanac::importers
