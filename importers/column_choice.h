#pragma once
// Which column of a table of campaigns is which field, where the names alone do not say: their values decide. Internal to importers.
//
//   活动 | 档期        | KPI(报名人数) | 完成  | 营收（万）        档期 holds dates: it is the period, no occasion
//   春招 | 3.1-3.15   | 500          | 512   | 12.5             完成 is the result of the goal in brackets before it
//
// Rules, tried in this order; each takes columns that no rule before has taken:
//
//   1  A column that is dates by its name, and holds none, is none; one that holds them (档期, 开业日, "Date") is the period. The day on which
//      messages were sent is no day of the campaign: it is when the campaign was announced to people.
//   2  Without a column for the name, the project, theme, occasion or event is what the campaign is called; in a list of campaigns (its title
//      or file says so) that has none of these, the first column of different texts.
//   3  Goal and result of one metric: "GMV目标", "Leads (target)", "KPI(报名人数)", 目标 over 报名人数, "Reg. target" beside "Registrants"; a bare
//      完成 or "Actual" belongs to the goal, or the budget, to its left.
//   4  Other columns of numbers are results called as they are written (MQL, 成单金额), except what counts or prices something else (排名,
//      天数, 单价, 同比).
//   5  Columns that are months with an amount or a mark in each (1月 | 2月 | …) tell when; their amounts are the budget.
//   6  A column of metrics (指标) beside the name makes each row a goal and a result of the campaign.
//   7  In a ledger (付款日期, 科目, 供应商 …) what was paid is spent, and payments of one channel add up.
//
// Without any date of the campaigns the year that stands around the table is all that is known of when they were planned for.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "importers/header_names.h"

namespace almanac::importers {

// What columns that are months are matched to; no field of a record.
inline constexpr std::string_view month_field = "month";

// How the first values of a column look.
struct ColumnSample {
  std::size_t filled = 0;
  std::size_t numbers = 0;    // that a number can be read from
  std::size_t dates = 0;      // or months, quarters; a mere number is none
  std::size_t ranges = 0;     // of these, with a second date
  std::size_t different = 0;  // texts
  std::size_t letters = 0;    // characters of all values
  double largest = 0;         // number, where it names no unit of its own

  void add(std::string_view cell, std::vector<std::string>& seen);
  bool holds_dates() const { return filled > 0 && dates * 5 >= filled * 3; }
  bool holds_numbers() const { return filled > 0 && numbers * 5 >= filled * 3 && numbers >= dates; }  // "12.12" is both
};

struct ChosenColumns {
  std::vector<ColumnMatch> matches;  // one for each column, in order
  bool named = false;                // by rule 2
  bool dated = false;                // some column holds dates of the campaign
  bool is_log = false;               // of messages sent: a row is one sending
  bool is_ledger = false;            // of payments
  std::string metric_column;         // rule 6; empty: none
  bool tells_of_campaigns = false;   // name, dates and what people note of campaigns
};

// What stands around a table.
struct TableSurroundings {
  std::string text;         // title, the sheet's and the file's names
  bool year_known = false;  // for dates without one
};

// Linear in columns.
ChosenColumns choose_columns(std::span<const std::string> columns, std::span<const ColumnSample> samples,
                             const TableSurroundings& about, const archive::Dictionary& dictionary);

}  // namespace almanac::importers
