// Columns of touchpoints in memory: one row's event id, none, some of the rows.

#include "archive/touchpoint_block_form.h"

namespace almanac::archive {

using namespace touchpoint_form;

namespace {

template <class T>
void keep_rows(std::vector<T>& values, const std::vector<std::uint16_t>& keep) {
  if (values.empty()) return;
  for (std::size_t i = 0; i < keep.size(); ++i) values[i] = values[keep[i]];
  values.resize(keep.size());
}

}  // namespace

std::string_view TouchpointColumns::event_id(std::size_t row) const {
  if (event_id_end.empty()) return {};
  const std::size_t begin = row == 0 ? 0 : event_id_end[row - 1];
  return std::string_view(event_ids).substr(begin, event_id_end[row] - begin);
}

void TouchpointColumns::clear() {
  for (const auto& column : number_columns) (this->*column.values).clear();
  for (const auto& column : amount_columns) (this->*column.values).clear();
  for (const auto& column : small_columns) (this->*column.values).clear();
  part.clear();
  identity.clear();
  event_id_end.clear();
  event_ids.clear();
  rows = 0;
}

void TouchpointColumns::keep(const std::vector<std::uint16_t>& keep) {
  if (!event_id_end.empty()) {
    std::string kept;
    std::vector<std::uint32_t> ends;
    for (const std::uint16_t row : keep) {
      kept += event_id(row);
      ends.push_back(static_cast<std::uint32_t>(kept.size()));
    }
    event_ids = std::move(kept);
    event_id_end = std::move(ends);
  }
  for (const auto& column : number_columns) keep_rows(this->*column.values, keep);
  for (const auto& column : amount_columns) keep_rows(this->*column.values, keep);
  for (const auto& column : small_columns) keep_rows(this->*column.values, keep);
  keep_rows(part, keep);
  keep_rows(identity, keep);
  rows = keep.size();
}

}  // namespace almanac::archive
