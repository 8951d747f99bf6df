// Packing and unpacking, column by column. Every column is handled by one template over its element type; the tables
// below say which columns there are. Unpacking trusts nothing: the hash first, then every length, width and form, then
// the values a reader would use as an index. Sums and products wrap in the element's own unsigned type, which is both
// safe and what lets the compiler vectorise the loops.

#include "archive/touchpoint_block.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <type_traits>

#include "archive/error.h"

namespace almanac::archive {
namespace {

static_assert(std::endian::native == std::endian::little, "blocks are written little endian");

constexpr std::uint32_t magic = 0x31505441;  // "ATP1"
constexpr std::size_t header_bytes = 16;
constexpr std::size_t entry_bytes = 24;
constexpr std::size_t padding_bytes = 8;

enum class Form : std::uint8_t { constant = 0, frame = 1, ascending = 2, bytes = 3 };

// Stored: never renumber.
enum ColumnId : std::uint8_t {
  id_user = 1,
  id_campaign,
  id_channel,
  id_product,
  id_type,
  id_currency,
  id_variant,
  id_creative,
  id_region,
  id_device,
  id_source,
  id_time,
  id_time_precision,
  id_value,
  id_value_scale,
  id_quantity,
  id_quantity_scale,
  id_cost,
  id_cost_scale,
  id_event_length,
  id_event_bytes,
  id_part,
  id_end
};

template <class T>
struct Column {
  ColumnId id;
  std::uint32_t select;
  std::vector<T> TouchpointColumns::*values;
};
using Select = TouchpointSelect;
using Columns = TouchpointColumns;
constexpr Column<std::uint32_t> number_columns[] = {
    {id_user, Select::user, &Columns::user},          {id_campaign, Select::campaign, &Columns::campaign},
    {id_channel, Select::channel, &Columns::channel}, {id_product, Select::product, &Columns::product},
    {id_type, Select::type, &Columns::type},          {id_currency, Select::currency, &Columns::currency},
    {id_variant, Select::variant, &Columns::variant}, {id_creative, Select::creative, &Columns::creative},
    {id_region, Select::region, &Columns::region},    {id_device, Select::device, &Columns::device},
    {id_source, Select::source, &Columns::source}};
constexpr Column<std::int64_t> amount_columns[] = {{id_time, Select::time, &Columns::time_ms},
                                                   {id_value, Select::value, &Columns::value},
                                                   {id_quantity, Select::quantity, &Columns::quantity},
                                                   {id_cost, Select::cost, &Columns::cost}};
constexpr Column<std::uint8_t> small_columns[] = {{id_time_precision, Select::time, &Columns::time_precision},
                                                  {id_value_scale, Select::value, &Columns::value_scale},
                                                  {id_quantity_scale, Select::quantity, &Columns::quantity_scale},
                                                  {id_cost_scale, Select::cost, &Columns::cost_scale}};
constexpr Column<std::uint16_t> part_column = {id_part, Select::part, &Columns::part};

// An element as it is packed: empty is 0 (no_number and no_amount are all ones).
template <class T>
constexpr T packed(T value) {
  if constexpr (std::is_same_v<T, std::uint32_t> || std::is_same_v<T, std::uint8_t>)
    return static_cast<T>(value + 1);
  else
    return value;
}
template <class T>
constexpr std::make_unsigned_t<T> unpacked_offset() {  // what unpacking adds
  using Unsigned = std::make_unsigned_t<T>;
  return std::is_same_v<T, std::uint32_t> || std::is_same_v<T, std::uint8_t> ? static_cast<Unsigned>(-1) : Unsigned{0};
}

template <class T>
T load(const std::uint8_t* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

struct Entry {
  std::uint8_t id = 0;
  Form form = Form::constant;
  std::uint8_t width = 0;
  std::uint32_t length = 0;
  std::uint64_t base = 0;
  std::uint64_t unit = 1;
};

// ---- packing

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

// ---- unpacking

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

template <class T>
void keep_rows(std::vector<T>& values, const std::vector<std::uint16_t>& keep) {
  if (values.empty()) return;
  for (std::size_t i = 0; i < keep.size(); ++i) values[i] = values[keep[i]];
  values.resize(keep.size());
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

void encode_identities(std::span<const std::uint64_t> hashes, std::vector<std::uint8_t>& data) {
  data.resize(hashes.size_bytes() + 8);
  std::memcpy(data.data(), hashes.data(), hashes.size_bytes());
  const std::uint64_t check = XXH3_64bits(hashes.data(), hashes.size_bytes());
  std::memcpy(data.data() + hashes.size_bytes(), &check, 8);
}

void decode_identities(std::span<const std::uint8_t> data, std::uint64_t name, std::vector<std::uint64_t>& hashes) {
  const std::size_t rows = data.size() / 8 - (data.size() >= 8 ? 1 : 0);
  if (rows == 0 || rows > touchpoint_block_rows || data.size() % 8 != 0 ||
      load<std::uint64_t>(data.data() + rows * 8) != XXH3_64bits(data.data(), rows * 8))
    damaged_touchpoints(name, "its identities do not match their hash", "标识与校验值不符");
  hashes.resize(rows);
  std::memcpy(hashes.data(), data.data(), rows * 8);
}

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
