#pragma once
// The heads of a table's columns, put together from two lines, and what the cells below tell of them. Internal to importers.

#include <optional>
#include <string_view>
#include <vector>

#include "importers/sheet_campaign_tables.h"

namespace almanac::importers {

class HeadReader {
 public:
  HeadReader(const SheetText& sheet, const archive::Dictionary& dictionary, const ReviewDates& dates, int own_year)
      : sheet_(sheet), dictionary_(dictionary), dates_(dates), own_year_(own_year) {}

  ColumnHead head(std::string_view cell) const { return column_head(cell, dictionary_, dates_, own_year_); }
  bool is_channel(std::string_view text) const;

  // Heads of columns `begin` to `end` (excluded) whose groups stand in `row` and whose own names below it: GMV over 目标 | 实际, 天猫
  // over GMV | 订单, 目标 over GMV | ROI. Empty: no group spans several named columns.
  std::vector<ColumnHead> of_two_lines(std::uint32_t row, std::uint32_t begin, std::uint32_t end) const;
  // A column whose cells are channels, whatever its name, where no column says 渠道.
  void find_channels(CampaignTable& table) const;
  // The unit of "目标GMV（万）" is that of 实际GMV beside it, where their first amounts are of like size.
  void share_units(CampaignTable& table) const;

 private:
  struct Group {
    std::string_view text;
    ColumnHead head;
    bool channel = false, total = false;
  };
  Group group_of(std::string_view text) const;
  static bool are_groups(const std::vector<Group>& groups);
  static void join(const Group& group, bool among_channels, ColumnHead& head);
  double first_amount(const CampaignTable& table, std::size_t head) const;

  const SheetText& sheet_;
  const archive::Dictionary& dictionary_;
  const ReviewDates& dates_;
  int own_year_;
};

}  // namespace almanac::importers
