#pragma once
// Which column is which field, by its name in Chinese or English: 活动名称, "Campaign name" and "campaign_name" are
// `name`.
//
// Names are compared folded (case, width, traditional characters) and without spaces, underscores and hyphens. A unit
// in the header is taken off first (预算（万）). In a table of campaigns a column named after a metric of the
// dictionary is a result (曝光, GMV, 实际成交额), and with 目标 or "target" about it a goal.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "archive/dictionary.h"
#include "importers/fields.h"
#include "importers/header_words.h"
#include "importers/value.h"

namespace almanac::importers {

// A figure of one channel or item of cost: the column "渠道：抖音 / 花费" is an entry of the list "costs" with its field "actual".
struct PartFigure {
  std::string list, field;    // "results" and "value", "costs" and "actual" or "planned"
  std::string metric;         // of results
  std::string channel, kind;  // one of them; kind: of costs
};

// How certain a match is:
//   1     the name is one of the field's, but for case, width, spaces, "_" and "-"
//   0.95  so is the name without its unit or numbering: 预算（万元）, "3、预算"
//   0.9   a metric of the dictionary, by its name or an alias
//   0.85  a metric with a word for planned or actual about it, or one channel's figure
//   0.7   only the last part of a header of two lines: "投放 / 花费"
// inspect multiplies it by how the values look (importers/inspect.h).
struct ColumnMatch {
  std::string column;        // as the file names it
  std::string field;         // empty: not known
  std::optional<Unit> unit;  // from the header
  double confidence = 0;
  std::optional<PartFigure> figure;  // instead of a field
  bool closed = false;               // of another year, a phase or a part: nothing of the campaign's
};

// What stands before the names of channels, items of cost and stages in the columns that importers/layout.h makes of their tables.
inline constexpr std::string_view channel_prefix = "渠道：", cost_prefix = "费用：", stage_prefix = "阶段：";

// One match per column, in order. When two columns mean the same field the first has it, except for fields that can be
// filled several times (lessons, goals, results, channels …).
std::vector<ColumnMatch> match_columns(RowKind kind, std::span<const std::string> columns,
                                       const archive::Dictionary& dictionary);

// What kind of rows these columns hold; nullopt if they do not say.
std::optional<RowKind> detect_kind(std::span<const std::string> columns, const archive::Dictionary& dictionary);

// Whether the name can stand at the head of a column: of a field of any kind of rows, a metric, or a word that many tables have
// and no field (序号, 备注, 指标, 占比, 关键词 …). Units and numbering ("1、") are taken off.
bool heads_column(std::string_view name, const archive::Dictionary& dictionary);
// Whether it is the name of a field of a campaign (or any kind that comes as a form), metrics not counted.
bool is_field_name(std::string_view name);
// Whether it is what a campaign is called or coded by: 活动名称, "Campaign ID".
bool names_record(std::string_view name);
// Whether the column names what a table of figures has one line each of: 指标, 渠道, 费用项目, "Metric".
bool heads_figures(std::string_view name);
bool heads_numbers(std::string_view name);  // 序号, "No."
// A metric's name that the dictionary knows, without 推广, 投放, 全店 … in front or its other language; as written if there is none.
std::string known_metric_name(std::string_view written, const archive::Dictionary& dictionary);
// "亮点 (2)" → "亮点": without what unique_names() (unique_names.h) puts behind a name that stood there before.
std::string_view without_copy_number(std::string_view name);
// The prefix for the lines of such a table; empty for metrics.
std::string_view figure_prefix(std::string_view name);

// Fields without which a row of this kind cannot be read, and that none of `fields` gives; alternatives joined by "|"
// ("start|end|period"). Empty: nothing is missing.
std::vector<std::string> missing_fields(RowKind kind, std::span<const std::string> fields);

}  // namespace almanac::importers
