#pragma once
// The words of a sheet about one campaign: its title, the keys beside its dates, the heads of its columns. Internal to importers.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/dictionary.h"
#include "importers/header_names.h"
#include "importers/review_values.h"
#include "importers/value.h"

namespace almanac::importers {

// "溪谷2024双11 媒介预算_V2（沈）" → "2024双11" (sheet_campaign_title.cpp). Empty: the title says only what the file is.
std::string campaign_in_title(std::string_view title);
// "抖音自播": a part of a title that is where the campaign ran, not what it is called.
bool names_platform(std::string_view part);
// Whether the name tells a campaign from a report of a month or of a channel: an occasion, 大促, 节, 新品 …
bool sounds_like_campaign(std::string_view name);
// 周报, 台账, 排期 …: about many campaigns or none.
bool is_about_many(std::string_view title);

enum class TitleRole { none, planned, actual };
TitleRole role_of_title(std::string_view title);  // of amounts whose column does not say it: 预算表, 结案

// 活动周期, 档期: the campaign's own dates. `loose`: 时间, 日期, which must be a range to count. `figures`: 统计周期, the campaign's
// where the title names one and nothing else gives dates.
enum class PeriodKey { none, figures, loose, own };
PeriodKey period_key(std::string_view key);

struct ColumnHead {
  enum class Kind {
    other,
    empty,
    label,     // 指标
    item,      // 项目: a metric or an item of cost
    target,    // 目标
    planned,   // 预算, 计划
    actual,    // 实际
    attained,  // 达成, 完成情况: a value or a share
    value,     // 数值, 本次: a result where the title is not that of a plan
    amount,    // 金额, 费用, 花费: planned or actual
    baseline,  // 去年, 同期, another year
    rate,      // 完成率, 同比, 占比
    subtotal,  // 小计 over the row
    phase,     // 预热期（5.20-5.30）
    year,      // 2023年
    unit,
    note,
    number,    // 序号
    category,  // 类别
    channel,
    cost_item,  // 费用项目, 权益
    segment,
    product,
    sku,
    day,
    metric,
    written  // a count or amount that the dictionary does not know: 到课人数, MQL
  } kind = Kind::other;
  std::string text;  // as written, trimmed
  std::optional<Unit> unit;
  const archive::Metric* metric = nullptr;
  Role role = Role::unknown;  // of a metric: 目标GMV
  int year = 0;               // of a year
  std::optional<DateRange> range;
  std::string channel;  // whose figures these are: 千川消耗, or 天猫 over 目标 | 实际
  bool total = false;   // 全渠道, 合计 over them
};

// `own_year`: the campaign's; columns of another year are baselines. 0: not known.
ColumnHead column_head(std::string_view cell, const archive::Dictionary& dictionary, const ReviewDates& dates,
                       int own_year);
// The year that begins the text ("2025目标", "2025年实际", "25年目标") and what follows it.
std::optional<std::pair<int, std::string_view>> leading_year(std::string_view text);
// "到课人数", "MQL": what counts something, though the dictionary has no such metric. Not 排名, 单价, 粉丝数.
bool is_written_metric(std::string_view text);
// A channel of the dictionary, or a name that one begins: 天猫旗舰店.
bool sounds_like_channel(std::string_view text, const archive::Dictionary& dictionary);

}  // namespace almanac::importers
