// Sorting. Rows are 96 bytes, so what is sorted is a small key per row: a stable radix sort by user (numbers are dense),
// then each user's few rows by time and identity. Rows mostly arrive in order of time, so those runs are nearly sorted.

#include "archive/touchpoint_buffer.h"

#include <algorithm>
#include <bit>
#include <tuple>

#include "archive/touchpoint_block.h"

namespace almanac::archive {

void TouchpointBuffer::sort_by_user(LargeVector<SortKey>& keys, LargeVector<SortKey>& other,
                                    std::uint32_t highest_user) {
  constexpr unsigned digit_bits = 9;
  constexpr std::uint32_t digits = 1u << digit_bits;
  other.resize(keys.size());
  for (unsigned shift = 0; shift < static_cast<unsigned>(std::bit_width(highest_user)); shift += digit_bits) {
    std::array<std::uint32_t, digits> at{};
    for (const SortKey& key : keys) ++at[(key.user >> shift) & (digits - 1)];
    std::uint32_t sum = 0;
    for (std::uint32_t& begin : at) {
      const std::uint32_t count = begin;
      begin = sum;
      sum += count;
    }
    for (const SortKey& key : keys) other[at[(key.user >> shift) & (digits - 1)]++] = key;
    keys.swap(other);
  }
}

void TouchpointBuffer::sort_users_rows(LargeVector<SortKey>& keys) {
  const auto earlier = [](const SortKey& a, const SortKey& b) {
    return std::tie(a.time_ms, a.identity, a.row) < std::tie(b.time_ms, b.identity, b.row);
  };
  for (auto begin = keys.begin(); begin != keys.end();) {
    auto end = begin + 1;
    while (end != keys.end() && end->user == begin->user) ++end;
    if (end - begin > 1) std::sort(begin, end, earlier);
    begin = end;
  }
}

NumberMaps::NumberMaps() {
  static const NumberMap final_already;
  nodes.fill(&final_already);
  words.fill(&final_already);
}

std::uint32_t TouchpointBuffer::add(NumberedRow row, std::string_view event_id) {
  if (rows_.capacity() == 0) rows_.reserve(capacity);
  row.event_begin = static_cast<std::uint32_t>(event_ids_.size());
  row.event_length = static_cast<std::uint32_t>(event_id.size());
  event_ids_ += event_id;
  rows_.push_back(row);
  return static_cast<std::uint32_t>(rows_.size() - 1);
}

void TouchpointBuffer::index_rows() {
  if (index_.empty()) index_.resize(std::bit_ceil(capacity) * 2);
  const std::size_t mask = index_.size() - 1;
  for (; indexed_ < rows_.size(); ++indexed_) {
    if (indexed_ + 16 < rows_.size()) __builtin_prefetch(&index_[rows_[indexed_ + 16].identity & mask], 1);
    std::size_t at = rows_[indexed_].identity & mask;
    while (index_[at] != 0) at = (at + 1) & mask;
    index_[at] = static_cast<std::uint32_t>(indexed_ + 1);
  }
}

void TouchpointBuffer::forget(std::uint32_t number) {
  index_rows();
  const std::size_t mask = index_.size() - 1;
  std::size_t at = rows_[number].identity & mask;
  while (index_[at] != number + 1) {
    if (index_[at] == 0) return;
    at = (at + 1) & mask;
  }
  index_[at] = forgotten;
}

void TouchpointBuffer::clear() {
  if (indexed_ > 0) std::fill(index_.begin(), index_.end(), 0);
  indexed_ = 0;
  rows_.clear();
  event_ids_.clear();
  dead_.clear();
  release(order_);
  parts_.clear();
}

void TouchpointBuffer::sort(const NumberMap& users) {
  order_.resize(rows_.size());
  std::uint32_t highest = 0;
  for (std::uint32_t i = 0; i < rows_.size(); ++i) {
    order_[i] = {users.final_number(rows_[i].nodes[0]), i, rows_[i].time_ms, rows_[i].identity};
    highest = std::max(highest, order_[i].user);
  }
  sort_by_user(order_, scratch_, highest);
  release(scratch_);  // two buffers of these would lie idle
  sort_users_rows(order_);
}

void TouchpointBuffer::gather(std::size_t begin, std::size_t end, const NumberMaps& maps, TouchpointColumns& c) const {
  std::vector<std::uint32_t>* nodes[] = {&c.user, &c.campaign, &c.channel, &c.product};
  std::vector<std::uint32_t>* words[] = {&c.type,   &c.currency, &c.variant, &c.creative,
                                         &c.region, &c.device,   &c.source};
  const std::size_t count = end - begin;
  c.rows = count;
  for (auto* column : nodes) column->resize(count);
  for (auto* column : words) column->resize(count);
  for (auto* column : {&c.time_ms, &c.value, &c.quantity, &c.cost}) column->resize(count);
  for (auto* column : {&c.time_precision, &c.value_scale, &c.quantity_scale, &c.cost_scale}) column->resize(count);
  c.identity.resize(count);
  c.event_id_end.resize(count);
  c.event_ids.clear();
  for (std::size_t i = 0; i < count; ++i) {
    if (begin + i + 8 < order_.size()) {
      __builtin_prefetch(&rows_[order_[begin + i + 8].row]);
      __builtin_prefetch(&rows_[order_[begin + i + 8].row].time_ms);
    }
    const NumberedRow& r = rows_[order_[begin + i].row];
    for (std::size_t k = 0; k < 4; ++k) (*nodes[k])[i] = maps.nodes[k]->final_number(r.nodes[k]);
    for (std::size_t k = 0; k < 7; ++k) (*words[k])[i] = maps.words[k]->final_number(r.words[k]);
    c.time_ms[i] = r.time_ms;
    c.time_precision[i] = r.time_precision;
    c.value[i] = r.value;
    c.value_scale[i] = r.value_scale;
    c.quantity[i] = r.quantity;
    c.quantity_scale[i] = r.quantity_scale;
    c.cost[i] = r.cost;
    c.cost_scale[i] = r.cost_scale;
    c.identity[i] = r.identity;
    if (r.event_length != 0) c.event_ids.append(event_ids_, r.event_begin, r.event_length);
    c.event_id_end[i] = static_cast<std::uint32_t>(c.event_ids.size());
  }
  c.part.clear();
  if (!parts_.empty())
    for (std::size_t i = begin; i < end; ++i) c.part.push_back(parts_[order_[i].row]);
}

std::vector<PackedBlock> TouchpointBuffer::pack(const NumberMaps& maps) {
  sort(*maps.nodes[0]);
  std::vector<bool> dead;
  if (!dead_.empty()) {
    dead.resize(rows_.size());
    for (const std::uint32_t row : dead_) dead[row] = true;
  }
  std::vector<PackedBlock> blocks;
  TouchpointColumns columns;
  for (std::size_t begin = 0; begin < rows_.size(); begin += touchpoint_block_rows) {
    const std::size_t end = std::min(rows_.size(), begin + touchpoint_block_rows);
    gather(begin, end, maps, columns);
    PackedBlock& block = blocks.emplace_back();
    block.description.measure(columns);
    encode_touchpoints(columns, block.data);
    encode_identities(columns.identity, block.identities);
    if (dead_.empty()) continue;
    for (std::size_t i = begin; i < end; ++i)
      if (dead[order_[i].row]) block.dead.push_back(static_cast<std::uint16_t>(i - begin));
  }
  return blocks;
}

}  // namespace almanac::archive
