#pragma once
// What layout.cpp asks about the cells of a sheet, and the parts of its work: headers (layout_header.cpp), rows (layout_rows.cpp), forms
// (layout_form.cpp), figures (layout_figures.cpp). Internal to importers/.

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "importers/layout.h"

namespace almanac::importers {

struct Area {  // from 0, both ends included
  std::uint32_t top = 0, bottom = 0, left = 0, right = 0;
};

// A cell is own if it is filled and does not merely repeat, merged, the one to its left.
struct RowFacts {
  std::uint32_t filled = 0, own = 0;
  std::uint32_t values = 0;  // own cells that are numbers or dates, by type or by their text
  std::uint32_t first = 0, last = 0;
};

class Grid {
 public:
  Grid(const Sheet& sheet, const archive::Dictionary& dictionary);

  const Sheet& sheet() const { return sheet_; }
  std::uint32_t width() const { return width_; }
  const RowFacts& facts(std::uint32_t row) const { return facts_[row]; }
  const SheetCell& cell(std::uint32_t row, std::uint32_t column) const;
  std::string_view text(std::uint32_t row, std::uint32_t column) const;  // trimmed
  bool own(std::uint32_t row, std::uint32_t column) const;
  std::string line(std::uint32_t row) const;  // own cells, by tabs

  Area trimmed_area(Area area) const;  // without empty columns at its sides
  std::uint32_t widest(const Area& area) const;
  std::uint32_t own_in(std::uint32_t row, std::uint32_t left, std::uint32_t right) const;
  std::uint32_t first_in(std::uint32_t row, std::uint32_t left, std::uint32_t right) const;
  bool has_values(std::uint32_t column, std::uint32_t top, std::uint32_t bottom) const;
  bool repeats(std::uint32_t row, std::uint32_t other, std::uint32_t left, std::uint32_t right) const;

  bool is_name(std::string_view text) const;  // of a field or metric, or another word that heads columns
  bool is_channel(std::string_view text) const { return dictionary_.find_channel(text) != nullptr; }
  bool is_value(std::uint32_t row, std::uint32_t column) const;
  bool is_period(std::uint32_t row, std::uint32_t column) const;  // dates or a month, by type or text
  // `widest`: the most own cells that a row of the area has.
  bool is_context_line(std::uint32_t row, const Area& area, std::uint32_t widest) const;

  bool header_at(std::uint32_t row, std::uint32_t left, std::uint32_t right) const;
  std::optional<std::uint32_t> unknown_header(const Area& area) const;
  bool is_group_line(std::uint32_t row, std::uint32_t header, const Area& area) const;
  bool is_sub_header(std::uint32_t header, std::uint32_t row, const Area& area) const;
  bool begins_other_table(std::uint32_t row, const Area& area, std::uint32_t header) const;
  std::vector<Area> split_by_columns(const Area& area) const;
  // The columns that hold the names of a form; empty: it is none.
  std::vector<std::uint32_t> form_columns(const Area& area) const;

 private:
  const Sheet& sheet_;
  const archive::Dictionary& dictionary_;
  std::uint32_t width_ = 0;
  std::vector<RowFacts> facts_;
  mutable std::unordered_map<std::string, bool> names_;  // is_name, as asked so far
};

// Fills header, columns and header_rows from the header in row `header` of the area, with a line of groups above it or of details below
// it; returns the last row of the header.
std::uint32_t name_columns(const Grid& grid, SheetTable& table, const Area& area, std::uint32_t header);
// "GMV目标/实际" over "380/400" is two columns.
void part_pairs(const Grid& grid, SheetTable& table);
// Takes rows under the header: data, totals, titles of groups, what is left out.
void take_rows(const Grid& grid, SheetTable& table, std::uint32_t top, std::uint32_t bottom);

// Reads names and values of the form into header and records.
void fill_form(const Grid& grid, const Area& area, const std::vector<std::uint32_t>& keys, SheetTable& table);

// Whether each row of the table is a figure of a campaign that it does not name: 指标, 渠道 or 费用项目 at the left.
bool is_figures(const SheetTable& table);
// Whether it is a form that tells of one campaign, by name or code.
bool is_campaign_form(const SheetTable& table);
// Appends what another form says of the same campaign.
void join_forms(SheetTable& form, const SheetTable& more);
// Puts the figures of a table of that sheet into the record of the form (layout.h, rule 3).
void fold_into(SheetTable& form, const Sheet& sheet, const SheetTable& table);

// The text trimmed, without colons at its end.
std::string_view without_colon(std::string_view text);

// "B" for 1, "AA" for 26.
std::string column_letters(std::uint32_t column);

}  // namespace almanac::importers
