#pragma once
// The columns of a block and the forms that they are packed in, for what packs and what unpacks; touchpoint_block.h gives the layout.
// Every column is handled by one template over its element type; the tables below say which columns there are. Sums and products
// wrap in the element's own unsigned type, which is both safe and what lets the compiler vectorise the loops. Internal to archive/.

#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include "archive/touchpoints.h"

namespace almanac::archive::touchpoint_form {

static_assert(std::endian::native == std::endian::little, "blocks are written little endian");

inline constexpr std::uint32_t magic = 0x31505441;  // "ATP1"
inline constexpr std::size_t header_bytes = 16;
inline constexpr std::size_t entry_bytes = 24;
inline constexpr std::size_t padding_bytes = 8;

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
inline constexpr Column<std::uint32_t> number_columns[] = {
    {id_user, Select::user, &Columns::user},          {id_campaign, Select::campaign, &Columns::campaign},
    {id_channel, Select::channel, &Columns::channel}, {id_product, Select::product, &Columns::product},
    {id_type, Select::type, &Columns::type},          {id_currency, Select::currency, &Columns::currency},
    {id_variant, Select::variant, &Columns::variant}, {id_creative, Select::creative, &Columns::creative},
    {id_region, Select::region, &Columns::region},    {id_device, Select::device, &Columns::device},
    {id_source, Select::source, &Columns::source}};
inline constexpr Column<std::int64_t> amount_columns[] = {{id_time, Select::time, &Columns::time_ms},
                                                          {id_value, Select::value, &Columns::value},
                                                          {id_quantity, Select::quantity, &Columns::quantity},
                                                          {id_cost, Select::cost, &Columns::cost}};
inline constexpr Column<std::uint8_t> small_columns[] = {
    {id_time_precision, Select::time, &Columns::time_precision},
    {id_value_scale, Select::value, &Columns::value_scale},
    {id_quantity_scale, Select::quantity, &Columns::quantity_scale},
    {id_cost_scale, Select::cost, &Columns::cost_scale}};
inline constexpr Column<std::uint16_t> part_column = {id_part, Select::part, &Columns::part};

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

}  // namespace almanac::archive::touchpoint_form
