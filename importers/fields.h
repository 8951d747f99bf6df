#pragma once
// The fields that a flat row can fill, by kind of row: what a column can be mapped to, and how its text becomes a
// value.
//
// Beside the fields of archive/records.h there are a few that only a flat row has:
//   period                  start and end in one cell: 2024.11.1-11.11
//   lessons.success, lessons.failure, lessons.suggestion    lessons of that kind: 亮点, 不足, 改进建议
//   goal.METRIC, result.METRIC, cost.CHANNEL                one figure per column: goal.gmv, result.clicks, cost.短信
//   review.goal, review.result, review.analysis, review.insight, review.date
//   attributes.NAME         one attribute

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "importers/report.h"

namespace almanac::importers {

enum class FieldType {
  text,
  prose,  // kept with its line breaks
  word,   // of a small vocabulary: 已结束 is finished (canonical_word)
  date,
  period,
  time,
  amount,     // exact decimal; the unit of header or cell applies
  names,      // list of names
  path,       // category levels, split at " > "
  figures,    // goals or results written as words and numbers
  sentences,  // lessons
  variants,   // names of an experiment's variants
  yes_no,
  attribute  // a number stays a number
};

struct Field {
  std::string_view name;
  FieldType type;
};

std::span<const Field> fields_of(RowKind kind);
// Fields of an entry of a list of campaigns: goals, results, costs, benefits, phases, experiments, lessons,
// competitors, milestones. Empty: there is no such list.
std::span<const Field> fields_of_list(std::string_view list);
// By exact name; understands the dotted forms above. `name` must outlive the result.
std::optional<Field> find_field(RowKind kind, std::string_view name);
// The field of a record that is its key: "code", "user", "sku" …; touchpoints have none ("").
std::string_view key_field(RowKind kind);

// The word of the product for one that people write: "已结束" → "finished" (field status), "发送" → "send" (field type
// of touchpoints), "拉新" → "acquisition" (objective). A word that is not known is answered as it is.
std::string_view canonical_word(RowKind kind, std::string_view field, std::string_view written);

}  // namespace almanac::importers
