#include "graph/merged_column.h"

#include <algorithm>
#include <cstring>

namespace almanac::graph {
namespace {

std::vector<std::byte> packed(PackShape shape, std::span<const std::int64_t> values) {
  PackBuffer buffer(shape);
  buffer.reserve(values.size());
  for (const std::int64_t value : values) buffer.push(value);
  return buffer.take_bytes();
}

}  // namespace

MergedColumn::MergedColumn(const PackedColumn& old, PackShape shape, Places places, std::span<const std::int64_t> fresh,
                           std::span<const Patch> patches)
    : old_(old), shape_(shape), places_(std::move(places)), fresh_(packed(shape, fresh)) {
  if (shape_.width == 0) return;
  std::vector<std::int64_t> values;
  patched_.reserve(patches.size());
  values.reserve(patches.size());
  for (const Patch& patch : patches) {
    patched_.push_back(patch.at);
    values.push_back(patch.value);
  }
  patch_values_ = packed(shape, values);
}

// Whole values are made; of the first and the last, which may lie across the ends, what is asked for is taken.
void MergedColumn::read(std::size_t from, std::span<std::byte> to) const {
  const std::size_t width = shape_.width;
  const auto edge = [&](std::size_t skip, std::size_t take) {
    std::byte value[8];
    copy_values(from / width, from / width + 1, value);
    std::memcpy(to.data(), value + skip, take);
    to = to.subspan(take);
    from += take;
  };
  if (const std::size_t skip = from % width; skip != 0) edge(skip, std::min(width - skip, to.size()));
  const std::size_t whole = to.size() / width;
  if (whole != 0) copy_values(from / width, from / width + whole, to.data());
  to = to.subspan(whole * width);
  from += whole * width;
  if (!to.empty()) edge(0, to.size());
}

// Values [begin, end) of the merged column. New value i stands at places[i] + i.
void MergedColumn::copy_values(std::uint64_t begin, std::uint64_t end, std::byte* to) const {
  const std::vector<std::uint64_t>& places = *places_;
  std::uint64_t low = 0;
  for (std::uint64_t high = places.size(); low < high;) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (places[middle] + middle < begin)
      low = middle + 1;
    else
      high = middle;
  }
  const std::size_t width = shape_.width;
  for (std::uint64_t fresh = low, at = begin; at < end; ++fresh) {
    const std::uint64_t next = fresh < places.size() ? places[fresh] + fresh : end;
    const std::uint64_t until = std::min(next, end);
    if (at < until) {
      copy_old(at - fresh, until - fresh, to);
      to += (until - at) * width;
      at = until;
    }
    if (at >= end) return;
    std::memcpy(to, fresh_.data() + fresh * width, width);
    to += width;
    ++at;
  }
}

void MergedColumn::copy_old(std::uint64_t begin, std::uint64_t end, std::byte* to) const {
  const std::size_t width = shape_.width;
  if (old_.shape() == shape_) {
    std::memcpy(to, old_.data() + begin * width, (end - begin) * width);
  } else {
    for (std::uint64_t i = begin; i < end; ++i) {
      const std::uint64_t raw = shape_.raw_of(old_.at(i));
      std::memcpy(to + (i - begin) * width, &raw, width);
    }
  }
  auto patch = std::lower_bound(patched_.begin(), patched_.end(), begin);
  for (; patch != patched_.end() && *patch < end; ++patch) {
    const auto number = static_cast<std::size_t>(patch - patched_.begin());
    std::memcpy(to + (*patch - begin) * width, patch_values_.data() + number * width, width);
  }
}

PackStats stats_of(const PackedColumn& old, std::span<const Patch> patches) {
  PackStats stats;
  const auto add_run = [&](std::uint64_t begin, std::uint64_t end) {
    if (begin == end) return;
    if (old.shape().width == 0) return stats.add(old.at(begin));
    old.visit([&](const auto raw) {
      auto low = raw[begin], high = low;
      for (std::uint64_t i = begin; i < end; ++i) {
        low = std::min(low, raw[i]);
        high = std::max(high, raw[i]);
      }
      const PackShape& shape = old.shape();
      stats.add(static_cast<std::int64_t>(static_cast<std::uint64_t>(shape.base) + low * shape.unit));
      stats.add(static_cast<std::int64_t>(static_cast<std::uint64_t>(shape.base) + high * shape.unit));
    });
  };
  std::uint64_t begin = 0;
  for (const Patch& patch : patches) {
    add_run(begin, patch.at);
    stats.add(patch.value);
    begin = patch.at + 1;
  }
  add_run(begin, old.size());
  return stats;
}

}  // namespace almanac::graph
