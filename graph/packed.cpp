#include "graph/packed.h"

#include <numeric>

namespace almanac::graph {
namespace {

// Steps worth dividing by: a day, an hour, a second (in milliseconds).
constexpr std::uint64_t units[] = {86'400'000, 3'600'000, 1'000};

std::uint64_t distance(std::int64_t a, std::int64_t b) {
  return a > b ? static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b)
               : static_cast<std::uint64_t>(b) - static_cast<std::uint64_t>(a);
}

std::uint8_t width_of(std::uint64_t largest) {
  std::uint8_t width = 0;
  for (; largest != 0; largest >>= 8) ++width;
  return width;
}

}  // namespace

void PackStats::add(std::int64_t value) {
  if (!any) {
    any = true;
    min = max = value;
    return;
  }
  if (stepped && step != 1) {
    const std::uint64_t gap = distance(value, min);
    if (step == 0 || gap % step != 0) step = std::gcd(step, gap);
  }
  min = std::min(min, value);
  max = std::max(max, value);
}

void PackStats::merge(const PackStats& other) {
  if (!other.any) return;
  if (!any) {
    *this = other;
    return;
  }
  if (stepped) step = std::gcd(std::gcd(step, other.step), distance(min, other.min));
  min = std::min(min, other.min);
  max = std::max(max, other.max);
}

PackShape shape_of(const PackStats& stats) {
  PackShape shape;
  if (!stats.any) return shape;
  shape.base = stats.min;
  const std::uint64_t range = distance(stats.min, stats.max);
  for (const std::uint64_t unit : units) {
    if (stats.step != 0 && stats.step % unit == 0) {
      shape.unit = unit;
      break;
    }
  }
  shape.width = width_of(range / shape.unit);
  return shape;
}

PackShape plain_shape(std::uint64_t max) {
  const std::uint8_t width = width_of(max);
  return {0, 1, static_cast<std::uint8_t>(width <= 1 ? 1 : width <= 4 ? width : 8)};
}

std::uint64_t PackedColumn::lower_bound(std::uint64_t from, std::uint64_t to, std::int64_t value) const {
  if (value <= shape_.base) return from;
  if (shape_.width == 0) return to;
  const std::uint64_t above = static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(shape_.base);
  const std::uint64_t wanted = above / shape_.unit + (above % shape_.unit != 0 ? 1 : 0);
  return visit([&](const auto raw) {
    std::uint64_t low = from;
    std::uint64_t high = to;
    while (low < high) {
      const std::uint64_t middle = low + (high - low) / 2;
      if (raw[middle] < wanted)
        low = middle + 1;
      else
        high = middle;
    }
    return low;
  });
}

void PackBuffer::push_raw(std::uint64_t raw) {
  ++size_;
  if (shape_.width == 0) return;
  std::byte bytes[sizeof raw];
  std::memcpy(bytes, &raw, sizeof raw);  // little-endian, as section_file.cpp asserts
  bytes_.insert(bytes_.end(), bytes, bytes + shape_.width);
}

void PackBuffer::append(const PackedColumn& column, std::uint64_t from, std::uint64_t to) {
  if (column.shape() == shape_) {
    const std::byte* data = column.data();
    if (shape_.width != 0) bytes_.insert(bytes_.end(), data + from * shape_.width, data + to * shape_.width);
    size_ += to - from;
    return;
  }
  for (std::uint64_t i = from; i < to; ++i) push(column.at(i));
}

}  // namespace almanac::graph
