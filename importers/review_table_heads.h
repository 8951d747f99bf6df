#pragma once
// What the head of a column of a review's table means. Internal to importers.

#include <initializer_list>
#include <optional>
#include <string_view>

#include "importers/review_tables.h"

namespace almanac::importers {

enum class Column {
  other,
  label,
  target,
  actual,
  baseline,
  rate,
  unit,
  note,
  value,
  metric,
  channel,
  segment,
  product,
  phase,
  day
};

struct Head {
  Column kind = Column::other;
  const archive::Metric* metric = nullptr;
  Role role = Role::unknown;  // of a metric column: 目标GMV
  std::optional<Unit> unit;
};

// The meaning of a head of a column, or of a row in a table that lies down.
Head head_of(std::string_view cell, const TableReading& reading);

}  // namespace almanac::importers
