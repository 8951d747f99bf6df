// Packing, column by column.

#include "archive/touchpoint_block.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <type_traits>

#include "archive/touchpoint_block_form.h"

namespace almanac::archive {

using namespace touchpoint_form;

namespace {

class Packer {
 public:
  Packer(std::vector<std::uint8_t>& data, std::size_t rows) : data_(data), rows_(rows) {}

  template <class T>
  void add(ColumnId id, const std::vector<T>& values) {
    if (values.empty()) return;
    T least = packed(values[0]);
    T most = least;
    for (std::size_t i = 1; i < rows_; ++i) {
      least = std::min(least, packed(values[i]));
      most = std::max(most, packed(values[i]));
    }
    Entry entry{.id = id, .base = static_cast<std::uint64_t>(least)};
    const std::uint64_t range = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least);
    if (range == 0) {
      if (least != 0) entries_.push_back(entry);
      return;
    }
    if (id == id_time) entry.unit = common_unit(values, least);
    entry.form = Form::frame;
    entry.width = width_of(range / entry.unit);
    if (id == id_user) prefer_ascending(values, entry);
    entry.length = static_cast<std::uint32_t>(entry.width * rows_);
    write(values, entry);
    entries_.push_back(entry);
  }

  void add_bytes(ColumnId id, std::string_view bytes) {
    entries_.push_back({.id = id, .form = Form::bytes, .length = static_cast<std::uint32_t>(bytes.size())});
    body_.insert(body_.end(), bytes.begin(), bytes.end());
  }

  void finish() {
    data_.resize(header_bytes + entries_.size() * entry_bytes + body_.size() + padding_bytes);
    std::uint8_t* out = data_.data();
    store(out + 8, magic);
    store(out + 12, static_cast<std::uint16_t>(rows_));
    store(out + 14, static_cast<std::uint16_t>(entries_.size()));
    out += header_bytes;
    for (const Entry& entry : entries_) {
      out[0] = entry.id;
      out[1] = static_cast<std::uint8_t>(entry.form);
      out[2] = entry.width;
      out[3] = 0;
      store(out + 4, entry.length);
      store(out + 8, entry.base);
      store(out + 16, entry.unit);
      out += entry_bytes;
    }
    if (!body_.empty()) std::memcpy(out, body_.data(), body_.size());
    std::memset(out + body_.size(), 0, padding_bytes);
    store(data_.data(), XXH3_64bits(data_.data() + 8, data_.size() - 8));
  }

 private:
  template <class T>
  static void store(std::uint8_t* to, T value) {
    std::memcpy(to, &value, sizeof value);
  }

  static std::uint8_t width_of(std::uint64_t range) {
    return static_cast<std::uint8_t>((std::bit_width(range) + 7) / 8);
  }

  // Units of time in milliseconds. They are constants, because dividing by an unknown number costs more than all else here.
  template <class Use>
  static std::uint64_t first_unit(Use use) {
    if (use(std::integral_constant<std::uint64_t, 86'400'000>())) return 86'400'000;
    if (use(std::integral_constant<std::uint64_t, 3'600'000>())) return 3'600'000;
    if (use(std::integral_constant<std::uint64_t, 60'000>())) return 60'000;
    if (use(std::integral_constant<std::uint64_t, 1'000>())) return 1'000;
    use(std::integral_constant<std::uint64_t, 1>());
    return 1;
  }

  template <class T>
  std::uint64_t common_unit(const std::vector<T>& values, T least) const {
    return first_unit([&](auto unit) {
      return std::all_of(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(rows_), [&](T value) {
        return (static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(least)) % unit == 0;
      });
    });
  }

  template <class T>
  void prefer_ascending(const std::vector<T>& values, Entry& entry) const {
    std::uint64_t step = 0;
    for (std::size_t i = 1; i < rows_; ++i) {
      if (packed(values[i]) < packed(values[i - 1])) return;
      step = std::max(
          step, static_cast<std::uint64_t>(packed(values[i])) - static_cast<std::uint64_t>(packed(values[i - 1])));
    }
    if (width_of(step) >= entry.width) return;
    entry.form = Form::ascending;
    entry.width = width_of(step);
  }

  template <class T>
  void write(const std::vector<T>& values, const Entry& entry) {
    const std::size_t start = body_.size();
    body_.resize(start + entry.length + 8);  // 8-byte stores may run over the end; cut off again below
    first_unit([&](auto unit) {
      if (unit != entry.unit) return false;
      std::uint8_t* out = body_.data() + start;
      std::uint64_t origin = entry.base;
      for (std::size_t i = 0; i < rows_; ++i, out += entry.width) {
        const auto value = static_cast<std::uint64_t>(packed(values[i]));
        store(out, (value - origin) / unit);
        if (entry.form == Form::ascending) origin = value;
      }
      return true;
    });
    body_.resize(start + entry.length);
  }

  std::vector<std::uint8_t>& data_;
  std::size_t rows_;
  std::vector<Entry> entries_;
  std::vector<std::uint8_t> body_;
};

}  // namespace

void encode_touchpoints(const TouchpointColumns& columns, std::vector<std::uint8_t>& data) {
  Packer packer(data, columns.size());
  for (const auto& column : number_columns) packer.add(column.id, columns.*column.values);
  for (const auto& column : amount_columns) packer.add(column.id, columns.*column.values);
  for (const auto& column : small_columns) packer.add(column.id, columns.*column.values);
  packer.add(part_column.id, columns.part);
  if (!columns.event_ids.empty()) {
    std::vector<std::int64_t> lengths(columns.size());
    for (std::size_t i = 0; i < lengths.size(); ++i) lengths[i] = static_cast<std::int64_t>(columns.event_id(i).size());
    packer.add(id_event_length, lengths);
    packer.add_bytes(id_event_bytes, columns.event_ids);
  }
  packer.finish();
}

void encode_identities(std::span<const std::uint64_t> hashes, std::vector<std::uint8_t>& data) {
  data.resize(hashes.size_bytes() + 8);
  std::memcpy(data.data(), hashes.data(), hashes.size_bytes());
  const std::uint64_t check = XXH3_64bits(hashes.data(), hashes.size_bytes());
  std::memcpy(data.data() + hashes.size_bytes(), &check, 8);
}

}  // namespace almanac::archive
