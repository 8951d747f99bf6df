#pragma once
// The tables of a sheet that is about one campaign, told by their headers, and what each says of it. Internal to importers.

#include <string>
#include <string_view>
#include <vector>

#include "importers/review_values.h"
#include "importers/sheet.h"
#include "importers/sheet_campaign_words.h"

namespace almanac::importers {

// The cells as text, trimmed; what lies outside the sheet is empty.
class SheetText {
 public:
  explicit SheetText(const Sheet& sheet) : sheet_(sheet) {}
  const Sheet& sheet() const { return sheet_; }
  std::uint32_t rows() const { return static_cast<std::uint32_t>(sheet_.rows.size()); }
  std::uint32_t width(std::uint32_t row) const { return static_cast<std::uint32_t>(sheet_.rows[row].size()); }
  const SheetCell& cell(std::uint32_t row, std::uint32_t column) const;
  std::string_view text(std::uint32_t row, std::uint32_t column) const;  // of an error empty
  // Filled, and not merely the merged neighbour to the left repeated.
  bool own(std::uint32_t row, std::uint32_t column) const;
  // A value that stands for this row alone: not one merged over several.
  std::string_view value(std::uint32_t row, std::uint32_t column) const;

 private:
  const Sheet& sheet_;
};

struct CampaignTable {
  enum class Form { none, figures, lying, costs, segments, products, years, schedule, daily } form = Form::none;
  std::uint32_t header = 0, last = 0;  // rows from 0, both included
  std::uint32_t left = 0;              // column of heads[0]
  std::vector<ColumnHead> heads;
  std::uint32_t right() const { return left + static_cast<std::uint32_t>(heads.size()) - 1; }
};

// Tables of these forms from top to bottom.
std::vector<CampaignTable> find_campaign_tables(const SheetText& sheet, const archive::Dictionary& dictionary,
                                                const ReviewDates& dates, int own_year);

// Amounts of a cost table that a row of totals states and its lines confirm.
struct CostTotals {
  std::optional<archive::Decimal> planned, actual;
};

struct TableContext {
  const archive::Dictionary& dictionary;
  const ReviewDates& dates;
  ReviewCollector& out;
  Unit unit;  // of a line "单位：万元"
  TitleRole role = TitleRole::none;
  int year = 0;
};

// Each answers whether the table said anything.
bool read_figures_of_sheet(const SheetText& sheet, const CampaignTable& table, const TableContext& context);
bool read_names_of_sheet(const SheetText& sheet, const CampaignTable& table, const TableContext& context);
bool read_costs_of_sheet(const SheetText& sheet, const CampaignTable& table, const TableContext& context,
                         CostTotals& totals);

// The unit for a metric or amount whose column and cell name none. nullopt: it cannot be told, the value is left out.
std::optional<Unit> unit_of_sheet(const archive::Metric* metric, const std::optional<Unit>& own, const Unit& line);

}  // namespace almanac::importers
