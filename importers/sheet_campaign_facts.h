#pragma once
// What the lines of a sheet outside its tables say of the campaign: its name, its dates, the unit of amounts. Internal to importers.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "importers/layout.h"
#include "importers/sheet_campaign_tables.h"

namespace almanac::importers {

struct SheetFacts {
  std::string name;         // empty: neither title nor the sheet's name tells one
  std::string title;        // as written
  bool several = false;     // it speaks of several campaigns, or of none
  bool own_period = false;  // the dates stand behind 活动周期 or a like key
  std::optional<DateRange> period;
  Unit unit, count;  // of "单位：万元/万次"
  TitleRole role = TitleRole::none;
  int year = 0;
  std::vector<CampaignTable> tables;
  std::vector<ReviewValue> values;       // of forms, lines and parts outside the tables
  std::vector<std::uint32_t> form_rows;  // that hold them, from 0
  bool named_by_key = false;             // 活动名称 gives the name
  bool dated() const;                    // by its period or by a form
};

SheetFacts facts_of(const SheetText& sheet, std::string_view file_stem, const archive::Dictionary& dictionary,
                    const archive::Zone& zone);

// A record for each column that is a year and has its dates; nullopt unless two have. `name` is the campaign's without its year.
std::optional<SheetTable> read_years_of_sheet(const SheetText& sheet, const CampaignTable& table,
                                              const SheetFacts& facts, const std::string& name,
                                              const archive::Dictionary& dictionary, const archive::Zone& zone);

// A sheet for each campaign whose name and days stand over columns of their own; empty: there are no two.
std::vector<Sheet> sheets_of_groups(const SheetText& sheet, std::string_view file_stem,
                                    const archive::Dictionary& dictionary, const archive::Zone& zone);

// A campaign's name in a title or a file's name; empty if it names none.
std::string name_told_by(std::string_view title);
// Whether both names can mean one campaign.
bool same_campaign(std::string_view a, std::string_view b);
// A period that the text tells, its years certain; `alone`: a single day counts too.
enum class SingleDay { counts, does_not };
std::optional<DateRange> certain_period(std::string_view text, const ReviewDates& dates, SingleDay single);

}  // namespace almanac::importers
