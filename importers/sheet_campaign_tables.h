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
  explicit SheetText(const Sheet& sheet) : sheet_(&sheet) {}
  const Sheet& sheet() const { return *sheet_; }
  std::uint32_t rows() const { return static_cast<std::uint32_t>(sheet_->rows.size()); }
  std::uint32_t width(std::uint32_t row) const { return static_cast<std::uint32_t>(sheet_->rows[row].size()); }
  const SheetCell& cell(std::uint32_t row, std::uint32_t column) const;
  std::string_view text(std::uint32_t row, std::uint32_t column) const;  // of an error empty
  // Filled, and not merely the merged neighbour to the left repeated.
  bool own(std::uint32_t row, std::uint32_t column) const;
  // A value that stands for this row alone: not one merged over several.
  std::string_view value(std::uint32_t row, std::uint32_t column) const;

 private:
  const Sheet* sheet_;
};

struct CampaignTable {
  enum class Form {
    none,
    figures,
    lying,
    costs,
    segments,
    products,
    years,
    schedule,
    daily,
    pivot,
    cards
  } form = Form::none;
  std::uint32_t top = 0;               // the upper line of a header of two; else header
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
  bool beside_figures = false;  // the costs of channels stand beside what they brought: other costs may stand elsewhere
};

// Whether the line over the table says that it is of another year than the campaign's, or of what comes next.
bool is_of_other_time(const SheetText& sheet, const CampaignTable& table, int year);

struct TableContext {
  const archive::Dictionary& dictionary;
  const ReviewDates& dates;
  ReviewCollector& out;
  Unit unit;  // of a line "单位：万元"
  TitleRole role = TitleRole::none;
  int year = 0;
  Unit count = {};  // of a line "单位：万元/万次": its second half
};

// Each answers whether the table said anything.
bool read_figures_of_sheet(const SheetText& sheet, const CampaignTable& table, const TableContext& context);
// Metrics over one value each.
bool read_cards_of_sheet(const SheetText& sheet, const CampaignTable& table, const TableContext& context);
bool read_names_of_sheet(const SheetText& sheet, const CampaignTable& table, const TableContext& context);
// Channels in columns, or groups of them: 天猫 | 京东 over rows of metrics.
bool read_pivot_of_sheet(const SheetText& sheet, const CampaignTable& table, const TableContext& context);
// The row of totals of any table of figures: what they come to is the campaign's.
bool read_totals_of_sheet(const SheetText& sheet, const CampaignTable& table, const TableContext& context);
// Names of channels and audiences in columns beside what the table is about: the platform of a coupon.
bool read_columns_of_names(const SheetText& sheet, const CampaignTable& table, const TableContext& context);

// "合计", "总计（万元）", "Total:", "累计"; not "站内小计", nor an average.
bool is_grand_total(std::string_view text);
bool read_costs_of_sheet(const SheetText& sheet, const CampaignTable& table, const TableContext& context,
                         CostTotals& totals);

// The unit for a metric or amount whose column and cell name none. nullopt: it cannot be told, the value is left out.
std::optional<Unit> unit_of_sheet(const archive::Metric* metric, const std::optional<Unit>& own, const Unit& line,
                                  const Unit& count = {});

}  // namespace almanac::importers
