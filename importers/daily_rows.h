#pragma once
// Reports by day of campaigns that have no code: each row is one day of one campaign (广告系列 | 日期 | 展现 | 点击 | 花费), so that its
// rows are one campaign with figures by day, and not a campaign for each day. Internal to importers/.

#include <optional>
#include <string>

#include "archive/dictionary.h"
#include "importers/mapping.h"
#include "importers/row_source.h"

namespace almanac::importers {

struct DailyRows {
  std::string name, day, channel;  // columns; channel may be empty
  std::string spend;               // a column that only in such a table is spend: 消费. May be empty
  bool repeated = false;           // several rows of one campaign, channel and day: ad groups, keywords
};

// What a campaign may be called by in such a table: as a record's name alone, or 广告系列, 推广计划 … too.
enum class NamedBy { record, advertising };

// Looks at the first 1,000 rows. The table is one by day if it gives no code and no end, has a column of single days (日期, Day …) and a
// figure beside the name, and at least half of the steps from one day of a name to its next are a day: 会员日 of every month is not.
std::optional<DailyRows> find_daily_rows(RowSource rows, const FileRule& rule, NamedBy named_by);

// Makes the rule one that collects the rows of a name: start and end are the first and last day, amounts and figures are results of
// their day. Of repeated rows only figures that add up are kept. Columns without a field are left out: they differ from day to day.
void split_by_day(FileRule& rule, const DailyRows& daily, const archive::Dictionary& dictionary);

}  // namespace almanac::importers
