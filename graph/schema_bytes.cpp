#include "graph/schema_bytes.h"

#include <cstring>
#include <iterator>
#include <type_traits>

namespace almanac::graph {

void SchemaWriter::number(std::uint64_t value) {
  const std::size_t end = bytes_.size();
  bytes_.resize(end + sizeof value);
  std::memcpy(bytes_.data() + end, &value, sizeof value);
}

void SchemaWriter::text(std::string_view value) {
  number(value.size());
  const auto* from = static_cast<const std::byte*>(static_cast<const void*>(value.data()));
  bytes_.insert(bytes_.end(), from, from + value.size());
}

void SchemaWriter::describe(const PackShape& shape, std::uint64_t size) {
  number(size);
  number(static_cast<std::uint64_t>(shape.base));
  number(shape.unit);
  number(shape.width);
}

void SchemaWriter::column(PackBuffer buffer) {
  describe(buffer.shape(), buffer.size());
  number(sections_.add(buffer.take_bytes()));
}

void SchemaWriter::column(std::unique_ptr<const MergedColumn> column) {
  describe(column->shape(), column->count());
  number(sections_.add_source(std::move(column)));
}

void SchemaWriter::bytes(std::string_view value) {
  const auto* from = static_cast<const std::byte*>(static_cast<const void*>(value.data()));
  number(sections_.add({from, from + value.size()}));
}

void SchemaWriter::texts(const std::vector<std::string_view>& values) {
  std::string all;
  std::vector<std::uint64_t> offsets{0};
  for (const std::string_view value : values) {
    all += value;
    offsets.push_back(all.size());
  }
  column(pack(std::span<const std::uint64_t>(offsets)));
  bytes(all);
}

void SchemaWriter::stats(const PackStats& stats) {
  number(stats.stepped ? 1 : 0);
  number(stats.any ? 1 : 0);
  number(static_cast<std::uint64_t>(stats.min));
  number(static_cast<std::uint64_t>(stats.max));
  number(stats.step);
}

SchemaReader::SchemaReader(const SectionFile& file) : file_(file) {
  require(file.count() > 0, "no sections");
  left_ = file.section(0);
}

std::span<const std::byte> SchemaReader::take(std::size_t length) {
  require(length <= left_.size(), "schema too short");
  const auto taken = left_.first(length);
  left_ = left_.subspan(length);
  return taken;
}

std::uint64_t SchemaReader::number() {
  std::uint64_t value;
  std::memcpy(&value, take(sizeof value).data(), sizeof value);
  return value;
}

std::uint64_t SchemaReader::number_below(std::uint64_t limit) {
  const std::uint64_t value = number();
  require(value < limit, "number out of range");
  return value;
}

std::string SchemaReader::text() {
  const auto taken = take(static_cast<std::size_t>(number()));
  return {static_cast<const char*>(static_cast<const void*>(taken.data())), taken.size()};
}

std::span<const std::byte> SchemaReader::section() {
  return file_.section(static_cast<std::uint32_t>(number_below(file_.count())));
}

PackedColumn SchemaReader::column() {
  const std::uint64_t size = number();
  PackShape shape;
  shape.base = static_cast<std::int64_t>(number());
  shape.unit = number();
  shape.width = static_cast<std::uint8_t>(number_below(9));
  require(shape.unit != 0, "bad column shape");
  // A column of width 0 has no bytes that would bound it; whoever goes through it should come to an end.
  require(size < (std::uint64_t{1} << (shape.width == 0 ? 32 : 56)), "bad column size");
  const auto data = section();
  require(data.size() == size * shape.width, "column and section differ in length");
  return {data.data(), size, shape};
}

PackedColumn SchemaReader::column(std::uint64_t size) {
  PackedColumn read = column();
  require(read.size() == size, "column of another size");
  return read;
}

PackedColumn SchemaReader::optional_column(std::uint64_t size) {
  PackedColumn read = column();
  require(read.empty() || read.size() == size, "column of another size");
  return read;
}

std::string_view SchemaReader::bytes() {
  const auto data = section();
  return {static_cast<const char*>(static_cast<const void*>(data.data())), data.size()};
}

TextPool SchemaReader::texts() {
  TextPool pool;
  pool.offsets = column();
  pool.bytes = bytes();
  require(!pool.offsets.empty(), "texts without offsets");
  require_offsets(pool.offsets, pool.offsets.size() - 1, pool.bytes.size());
  return pool;
}

PackStats SchemaReader::stats() {
  PackStats stats;
  stats.stepped = number_below(2) != 0;
  stats.any = number_below(2) != 0;
  stats.min = static_cast<std::int64_t>(number());
  stats.max = static_cast<std::int64_t>(number());
  stats.step = number();
  return stats;
}

namespace {

std::uint64_t largest_raw(const PackedColumn& column) {
  return column.shape().width == 0 ? 0 : column.visit([&](const auto raw) {
    auto max = raw[0];
    if constexpr (std::is_pointer_v<decltype(raw)>) {
      for (std::uint64_t i = 1; i < column.size(); ++i) max = std::max(max, raw[i]);
    } else {  // no vectors: four that do not wait for each other
      std::uint64_t four[4] = {max, max, max, max};
      std::uint64_t i = 0;
      for (; i + 4 <= column.size(); i += 4) {
        for (std::uint64_t k = 0; k < 4; ++k) four[k] = std::max(four[k], raw[i + k]);
      }
      for (; i < column.size(); ++i) four[0] = std::max(four[0], raw[i]);
      max = *std::max_element(std::begin(four), std::end(four));
    }
    return std::uint64_t{max};
  });
}

}  // namespace

void require_below(const PackedColumn& column, std::uint64_t limit) {
  if (column.empty()) return;
  const PackShape& shape = column.shape();
  const std::uint64_t largest = largest_raw(column);
  require(shape.base >= 0 && static_cast<std::uint64_t>(shape.base) < limit &&
              largest <= (limit - 1 - static_cast<std::uint64_t>(shape.base)) / shape.unit,
          "value out of range");
}

void require_ascending(const PackedColumn& column) {
  const PackShape& shape = column.shape();
  if (column.empty() || shape.width == 0) return;
  const bool ascends = column.visit([&](const auto raw) {
    bool good = true;
    for (std::uint64_t i = 1; i < column.size(); ++i) good = good && raw[i - 1] <= raw[i];
    return good;
  });
  // Raw values that ascend are values that ascend unless one passes the end of 64 bits.
  const std::uint64_t room = static_cast<std::uint64_t>(INT64_MAX) - static_cast<std::uint64_t>(shape.base);
  require(ascends && column.raw(column.size() - 1) <= room / shape.unit, "values descend");
}

void require_plain(const PackedColumn& column) {
  const PackShape& shape = column.shape();
  require(shape.base == 0 && shape.unit == 1 && ((shape.width >= 1 && shape.width <= 4) || shape.width == 8),
          "far ends not plain");
}

void require_offsets(const PackedColumn& offsets, std::uint64_t nodes, std::uint64_t size) {
  require(offsets.size() == nodes + 1 && offsets.at(0) == 0, "bad offsets");
  require(offsets.at(nodes) == static_cast<std::int64_t>(size), "offsets and values differ in length");
  require_ascending(offsets);
}

}  // namespace almanac::graph
