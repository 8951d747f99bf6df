#pragma once
// Columns of integers in as few whole bytes as their range needs.
//
// value[i] = base + raw[i] × unit, raw in 0 to 8 bytes (0: all values are equal, nothing is stored). The shape
// follows from the set of values alone, never from the order in which they came, so a merged file has the bytes of a
// rebuilt one. Times in whole seconds or days shrink by their common step.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

namespace almanac::graph {

// What must be known of a set of values to choose its shape. merge() of two sets = stats of their union.
struct PackStats {
  bool stepped = false;  // look for a common step (times); the same in all stats that are merged
  bool any = false;
  std::int64_t min = 0, max = 0;
  std::uint64_t step = 0;  // greatest common divisor of all differences, if stepped

  void add(std::int64_t value);
  void merge(const PackStats& other);
};

struct PackShape {
  std::int64_t base = 0;
  std::uint64_t unit = 1;
  std::uint8_t width = 0;
  bool operator==(const PackShape&) const = default;

  std::uint64_t raw_of(std::int64_t value) const {
    return (static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(base)) / unit;
  }
};
PackShape shape_of(const PackStats& stats);
// base 0, unit 1, in 1 to 4 bytes (8 beyond): for numbers that inner loops read raw.
PackShape plain_shape(std::uint64_t max);

// A number in three bytes, as loops read it.
struct Three {
  std::uint8_t bytes[3];
  operator std::uint32_t() const {
    std::uint16_t low = 0;
    std::memcpy(&low, bytes, sizeof low);
    return low | std::uint32_t{bytes[2]} << 16U;
  }
};
static_assert(sizeof(Three) == 3 && alignof(Three) == 1);

// A view; the bytes belong to a section of a file or to a PackBuffer.
class PackedColumn {
 public:
  PackedColumn() = default;
  PackedColumn(const std::byte* data, std::uint64_t size, PackShape shape) : data_(data), size_(size), shape_(shape) {}

  std::uint64_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const PackShape& shape() const { return shape_; }
  const std::byte* data() const { return data_; }

  std::int64_t at(std::uint64_t i) const {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(shape_.base) + raw(i) * shape_.unit);
  }
  // at() for inner loops: the widths that they meet most are written out, the others called.
  std::int64_t quick(std::uint64_t i) const {
    std::uint64_t value = 0;
    if (shape_.width == 1)
      value = pointer<std::uint8_t>()[i];
    else if (shape_.width == 2)
      value = pointer<std::uint16_t>()[i];
    else
      return at(i);
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(shape_.base) + value * shape_.unit);
  }
  std::uint64_t raw(std::uint64_t i) const {
    switch (shape_.width) {
      case 0:
        return 0;
      case 1:
        return pointer<std::uint8_t>()[i];
      case 2:
        return pointer<std::uint16_t>()[i];
      case 3:
        return Odd<3>{data_}[i];
      case 4:
        return pointer<std::uint32_t>()[i];
      case 5:
        return Odd<5>{data_}[i];
      case 6:
        return Odd<6>{data_}[i];
      case 7:
        return Odd<7>{data_}[i];
      default:
        return pointer<std::uint64_t>()[i];
    }
  }
  // f(raw values: something with operator[]) for loops without a branch per value; needs width > 0.
  template <class F>
  decltype(auto) visit(F&& f) const {
    switch (shape_.width) {
      case 1:
        return f(pointer<std::uint8_t>());
      case 2:
        return f(pointer<std::uint16_t>());
      case 3:
        return f(Odd<3>{data_});
      case 4:
        return f(pointer<std::uint32_t>());
      case 5:
        return f(Odd<5>{data_});
      case 6:
        return f(Odd<6>{data_});
      case 7:
        return f(Odd<7>{data_});
      default:
        return f(pointer<std::uint64_t>());
    }
  }
  // visit() for columns in plain_shape, where fewer cases make less code.
  template <class F>
  decltype(auto) visit_plain(F&& f) const {
    switch (shape_.width) {
      case 1:
        return f(pointer<std::uint8_t>());
      case 2:
        return f(pointer<std::uint16_t>());
      case 3:
        return f(pointer<Three>());
      case 4:
        return f(pointer<std::uint32_t>());
      default:
        return f(pointer<std::uint64_t>());
    }
  }
  // First index in [from, to) whose value is not less than `value`, where the column ascends.
  std::uint64_t lower_bound(std::uint64_t from, std::uint64_t to, std::int64_t value) const;

 private:
  // Widths that no machine word has, as a wide part and what lies above it. (One memcpy of `width` bytes would go through memory and
  // wait there.)
  template <int width>
  struct Odd {
    using Low = std::conditional_t<width == 3, std::uint16_t, std::uint32_t>;
    using High =
        std::conditional_t<width == 6, std::uint16_t, std::conditional_t<width == 7, std::uint32_t, std::uint8_t>>;
    static constexpr std::size_t high_at = width - sizeof(High);
    const std::byte* data;
    std::uint64_t operator[](std::uint64_t i) const {
      Low low = 0;
      High high = 0;
      std::memcpy(&low, data + i * width, sizeof low);
      std::memcpy(&high, data + i * width + high_at, sizeof high);
      return low | std::uint64_t{high} << (8 * high_at);  // of width 7 a byte is in both
    }
  };
  template <class T>
  const T* pointer() const {
    return static_cast<const T*>(static_cast<const void*>(data_));
  }
  const std::byte* data_ = nullptr;
  std::uint64_t size_ = 0;
  PackShape shape_;
};

// A column being written.
class PackBuffer {
 public:
  PackBuffer() = default;
  explicit PackBuffer(PackShape shape) : shape_(shape) {}

  void push(std::int64_t value) { push_raw(shape_.raw_of(value)); }
  void push_raw(std::uint64_t raw);
  // All of them, in a shape of unit 1.
  template <class T>
  void push_all(std::span<const T> values) {
    size_ += values.size();
    const std::size_t width = shape_.width;
    if (width == 0) return;
    const std::size_t before = bytes_.size();
    const std::size_t after = before + values.size() * width;
    bytes_.resize(after + sizeof(std::uint64_t));
    std::byte* to = bytes_.data() + before;
    for (const T value : values) {  // as eight bytes, of which the next value overwrites what is too much
      const std::uint64_t raw = static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(shape_.base);
      std::memcpy(to, &raw, sizeof raw);
      to += width;
    }
    bytes_.resize(after);
  }
  // Values [from, to) of another column: copied as bytes where the shapes are equal.
  void append(const PackedColumn& column, std::uint64_t from, std::uint64_t to);
  void reserve(std::uint64_t values) { bytes_.reserve(values * shape_.width); }

  std::uint64_t size() const { return size_; }
  const PackShape& shape() const { return shape_; }
  std::vector<std::byte> take_bytes() { return std::move(bytes_); }
  PackedColumn view() const { return {bytes_.data(), size_, shape_}; }

 private:
  PackShape shape_;
  std::uint64_t size_ = 0;
  std::vector<std::byte> bytes_;
};

// The values in their own best shape.
template <class T>
PackBuffer pack(std::span<const T> values) {
  PackStats stats;
  if (!values.empty()) {
    auto low = static_cast<std::int64_t>(values.front()), high = low;
    for (const T value : values) {
      low = std::min(low, static_cast<std::int64_t>(value));
      high = std::max(high, static_cast<std::int64_t>(value));
    }
    stats.add(low);
    stats.add(high);
  }
  PackBuffer buffer(shape_of(stats));
  buffer.push_all(values);
  return buffer;
}
// Unsigned numbers up to `max` in plain_shape(max).
template <class T>
PackBuffer pack_plain(std::span<const T> values, std::uint64_t max) {
  PackBuffer buffer(plain_shape(max));
  buffer.push_all(values);
  return buffer;
}

}  // namespace almanac::graph
