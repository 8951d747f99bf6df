// Unpacking trusts nothing: the hash first, then every length, width and form, then the values a reader would use as an index.

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <type_traits>

#include "archive/error.h"
#include "archive/touchpoint_block.h"
#include "archive/touchpoint_block_form.h"

namespace almanac::archive {

using namespace touchpoint_form;

namespace {

template <unsigned width>
std::uint64_t load_wide(const std::uint8_t* from) {
  if constexpr (width == 1)
    return *from;
  else if constexpr (width == 2)
    return load<std::uint16_t>(from);
  else if constexpr (width == 4)
    return load<std::uint32_t>(from);
  else if constexpr (width == 8)
    return load<std::uint64_t>(from);
  else if constexpr (width == 3)
    return load<std::uint32_t>(from) & 0xffffffu;
  else
    return load<std::uint64_t>(from) & ((std::uint64_t{1} << (8 * width)) - 1);
}

// May read up to 7 bytes past the column: the block's padding.
template <class T, unsigned width>
void unpack_frame(const std::uint8_t* from, std::size_t rows, const Entry& entry, T* out) {
  using Unsigned = std::make_unsigned_t<T>;
  const auto base = static_cast<Unsigned>(static_cast<Unsigned>(entry.base) + unpacked_offset<T>());
  const auto unit = static_cast<Unsigned>(entry.unit);
  if (unit == 1) {
    for (std::size_t i = 0; i < rows; ++i)
      out[i] = static_cast<T>(static_cast<Unsigned>(base + static_cast<Unsigned>(load_wide<width>(from + i * width))));
  } else {
    for (std::size_t i = 0; i < rows; ++i)
      out[i] = static_cast<T>(static_cast<Unsigned>(
          base + static_cast<Unsigned>(unit * static_cast<Unsigned>(load_wide<width>(from + i * width)))));
  }
}

template <class T, unsigned width>
void unpack_ascending(const std::uint8_t* from, std::size_t rows, const Entry& entry, T* out) {
  using Unsigned = std::make_unsigned_t<T>;
  auto value = static_cast<Unsigned>(static_cast<Unsigned>(entry.base) + unpacked_offset<T>());
  for (std::size_t i = 0; i < rows; ++i) {
    value = static_cast<Unsigned>(value + static_cast<Unsigned>(load_wide<width>(from + i * width)));
    out[i] = static_cast<T>(value);
  }
}

template <class T, unsigned width = sizeof(T)>
void unpack(const std::uint8_t* from, std::size_t rows, const Entry& entry, T* out) {
  if (entry.width != width) {
    if constexpr (width > 1) unpack<T, width - 1>(from, rows, entry, out);
  } else if (entry.form == Form::ascending) {
    unpack_ascending<T, width>(from, rows, entry, out);
  } else {
    unpack_frame<T, width>(from, rows, entry, out);
  }
}

// The checked outline of a block: its rows and where each column lies.
class Outline {
 public:
  Outline(std::span<const std::uint8_t> data, std::uint64_t name) : name_(name) {
    if (data.size() < header_bytes + padding_bytes) damaged_touchpoints(name, "too short", "过短");
    if (load<std::uint64_t>(data.data()) != XXH3_64bits(data.data() + 8, data.size() - 8))
      damaged_touchpoints(name, "its bytes do not match their hash", "内容与校验值不符");
    if (load<std::uint32_t>(data.data() + 8) != magic) damaged_touchpoints(name, "unknown format", "格式未知");
    rows_ = load<std::uint16_t>(data.data() + 12);
    const std::size_t columns = load<std::uint16_t>(data.data() + 14);
    if (rows_ == 0 || rows_ > touchpoint_block_rows)
      damaged_touchpoints(name, "impossible number of rows", "行数不合理");
    std::size_t at = header_bytes + columns * entry_bytes;
    if (columns >= id_end || at + padding_bytes > data.size())
      damaged_touchpoints(name, "impossible number of columns", "列数不合理");
    for (std::size_t i = 0; i < columns; ++i) at = place(data, header_bytes + i * entry_bytes, at);
    if (at + padding_bytes != data.size()) damaged_touchpoints(name, "wrong length", "长度有误");
  }

  std::size_t rows() const { return rows_; }

  template <class T>
  void read(ColumnId id, std::vector<T>& values) const {
    const Placed& placed = placed_[id];
    const Entry& entry = placed.entry;
    values.resize(rows_);
    if (!placed.at) {
      std::fill(values.begin(), values.end(), static_cast<T>(unpacked_offset<T>()));
    } else if (entry.form == Form::constant) {
      using Unsigned = std::make_unsigned_t<T>;
      std::fill(values.begin(), values.end(),
                static_cast<T>(static_cast<Unsigned>(static_cast<Unsigned>(entry.base) + unpacked_offset<T>())));
    } else {
      if (entry.form == Form::bytes || entry.width > sizeof(T))
        damaged_touchpoints(name_, "a column of the wrong type", "列类型有误");
      unpack<T>(placed.at, rows_, entry, values.data());
    }
  }

  std::string_view bytes(ColumnId id) const {
    const Placed& placed = placed_[id];
    if (!placed.at) return {};
    if (placed.entry.form != Form::bytes) damaged_touchpoints(name_, "a column of the wrong type", "列类型有误");
    return {reinterpret_cast<const char*>(placed.at), placed.entry.length};
  }

 private:
  struct Placed {
    const std::uint8_t* at = nullptr;  // nullptr: absent
    Entry entry;
  };

  // Checks one directory entry whose bytes start at `at`; returns where the next column's start.
  std::size_t place(std::span<const std::uint8_t> data, std::size_t entry_at, std::size_t at) {
    const std::uint8_t* from = data.data() + entry_at;
    const Entry entry{.id = from[0],
                      .form = static_cast<Form>(from[1]),
                      .width = from[2],
                      .length = load<std::uint32_t>(from + 4),
                      .base = load<std::uint64_t>(from + 8),
                      .unit = load<std::uint64_t>(from + 16)};
    if (entry.id == 0 || entry.id >= id_end || placed_[entry.id].at)
      damaged_touchpoints(name_, "an unknown or repeated column", "列未知或重复");
    std::size_t length = 0;
    switch (entry.form) {
      case Form::constant:
        break;
      case Form::frame:
      case Form::ascending:
        if (entry.width < 1 || entry.width > 8) damaged_touchpoints(name_, "impossible column width", "列宽不合理");
        length = entry.width * rows_;
        break;
      case Form::bytes:
        length = entry.length;
        break;
      default:
        damaged_touchpoints(name_, "unknown column form", "列编码未知");
    }
    if (length != entry.length || length > data.size() - padding_bytes - at)
      damaged_touchpoints(name_, "wrong column length", "列长度有误");
    placed_[entry.id] = {data.data() + at, entry};
    return at + length;
  }

  std::uint64_t name_;
  std::size_t rows_ = 0;
  std::array<Placed, id_end> placed_;
};

void read_event_ids(const Outline& outline, std::uint64_t name, TouchpointColumns& columns) {
  const std::string_view bytes = outline.bytes(id_event_bytes);
  thread_local std::vector<std::int64_t> lengths;
  outline.read(id_event_length, lengths);
  columns.event_id_end.resize(outline.rows());
  std::uint64_t end = 0;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    end += static_cast<std::uint64_t>(lengths[i]);
    if (lengths[i] < 0 || end > bytes.size())
      damaged_touchpoints(name, "event ids longer than their bytes", "事件编号超出范围");
    columns.event_id_end[i] = static_cast<std::uint32_t>(end);
  }
  if (end != bytes.size()) damaged_touchpoints(name, "event ids shorter than their bytes", "事件编号长度有误");
  columns.event_ids.assign(bytes);
}

// The values that readers use as an index or rely on.
void check_values(const TouchpointColumns& columns, std::uint32_t select, std::uint64_t name) {
  unsigned bad = 0;
  if (select & Select::user)
    for (std::size_t i = 1; i < columns.user.size(); ++i) bad |= columns.user[i] < columns.user[i - 1];
  if (bad) damaged_touchpoints(name, "rows out of order", "行次序有误");
  for (const std::uint8_t precision : columns.time_precision)
    bad |= precision > static_cast<std::uint8_t>(Precision::millisecond);
  for (const auto* scales : {&columns.value_scale, &columns.quantity_scale, &columns.cost_scale})
    for (const std::uint8_t scale : *scales) bad |= (scale > 9) & (scale != no_amount);
  if (bad) damaged_touchpoints(name, "impossible values", "数值不合理");
}

template <class T>
void read_or_clear(const Outline& outline, const Column<T>& column, std::uint32_t select, TouchpointColumns& columns) {
  if (select & column.select)
    outline.read(column.id, columns.*column.values);
  else
    (columns.*column.values).clear();
}

}  // namespace

void damaged_touchpoints(std::uint64_t name, const char* what_en, const char* what_zh) {
  const std::string block = std::to_string(name);
  throw Error(ErrorKind::corrupt, "damaged_touchpoints",
              {"touchpoint block " + block + " is damaged (" + what_en +
                   "); run \"almanac verify\" to see what else is, and restore a backup with \"almanac restore\"",
               "触点数据块 " + block + " 已损坏（" + what_zh +
                   "）；可用 almanac verify 查看其他损坏之处，并用 almanac restore 恢复备份"});
}

void decode_touchpoints(std::span<const std::uint8_t> data, std::uint32_t select, std::uint64_t name,
                        TouchpointColumns& columns) {
  const Outline outline(data, name);
  columns.rows = outline.rows();
  for (const auto& column : number_columns) read_or_clear(outline, column, select, columns);
  for (const auto& column : amount_columns) read_or_clear(outline, column, select, columns);
  for (const auto& column : small_columns) read_or_clear(outline, column, select, columns);
  read_or_clear(outline, part_column, select, columns);
  columns.identity.clear();
  columns.event_id_end.clear();
  columns.event_ids.clear();
  if (select & Select::event_id) read_event_ids(outline, name, columns);
  check_values(columns, select, name);
}

void decode_identities(std::span<const std::uint8_t> data, std::uint64_t name, std::vector<std::uint64_t>& hashes) {
  const std::size_t rows = data.size() / 8 - (data.size() >= 8 ? 1 : 0);
  if (rows == 0 || rows > touchpoint_block_rows || data.size() % 8 != 0 ||
      load<std::uint64_t>(data.data() + rows * 8) != XXH3_64bits(data.data(), rows * 8))
    damaged_touchpoints(name, "its identities do not match their hash", "标识与校验值不符");
  hashes.resize(rows);
  std::memcpy(hashes.data(), data.data(), rows * 8);
}

}  // namespace almanac::archive
