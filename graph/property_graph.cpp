#include "graph/property_graph.h"

#include <algorithm>
#include <bit>

namespace almanac::graph {

PropertyValue PropertyColumn::value(std::uint64_t entry) const {
  const std::int64_t raw = values.at(entry);
  const auto extra = [&] { return static_cast<std::uint8_t>(extras.at(entry)); };
  switch (type) {
    case PropertyType::boolean:
      return raw != 0;
    case PropertyType::integer:
      return raw;
    case PropertyType::real:
      return std::bit_cast<double>(raw);
    case PropertyType::decimal:
      return archive::Decimal{raw, extra()};
    case PropertyType::date:
      return archive::Date{static_cast<std::int32_t>(raw), archive::Precision{extra()}};
    case PropertyType::time:
      return archive::Instant{raw, archive::Precision{extra()}};
    case PropertyType::text:
      return texts->at(static_cast<std::uint64_t>(raw));
    case PropertyType::list:
      return ListValue{texts->at(static_cast<std::uint64_t>(raw))};
    case PropertyType::other:
      return OtherValue{texts->at(static_cast<std::uint64_t>(raw))};
  }
  return std::monostate{};
}

PropertyValue PropertyColumn::get(std::uint64_t row) const {
  if (rows.empty()) return row < values.size() ? value(row) : PropertyValue{};
  const std::uint64_t entry = rows.lower_bound(0, rows.size(), static_cast<std::int64_t>(row));
  if (entry == rows.size() || rows.at(entry) != static_cast<std::int64_t>(row)) return std::monostate{};
  return value(entry);
}

std::optional<std::uint32_t> NodeClass::find(std::string_view key) const {
  std::uint64_t low = 0;
  std::uint64_t high = size;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (keys.at(static_cast<std::uint64_t>(by_key.at(middle))) < key)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == size || key.empty()) return std::nullopt;
  const auto number = static_cast<std::uint32_t>(by_key.at(low));
  if (keys.at(number) != key) return std::nullopt;
  return number;
}

PropertyValue NodeClass::property(std::uint32_t number, std::string_view name) const {
  auto column = std::lower_bound(properties.begin(), properties.end(), name,
                                 [](const PropertyColumn& a, std::string_view b) { return a.name < b; });
  for (; column != properties.end() && column->name == name; ++column) {
    PropertyValue value = column->get(number);
    if (!std::holds_alternative<std::monostate>(value)) return value;
  }
  return std::monostate{};
}

std::uint64_t EdgeTable::out_position(std::uint32_t target_number, std::uint64_t position) const {
  const std::int64_t source_number = in.far.at(position);
  const std::uint64_t from = in.begin(target_number);
  std::uint64_t before = 0;  // parallel edges before this one
  while (position - before > from && in.far.at(position - before - 1) == source_number) ++before;
  const auto node = static_cast<std::uint32_t>(source_number);
  const std::uint64_t first = out.far.lower_bound(out.begin(node), out.end(node), target_number);
  return std::min(first + before, out.far.size() - 1);
}

std::uint32_t EdgeTable::source_of(std::uint64_t position) const {
  // The last node whose list begins at or before the position.
  const std::uint64_t after = out.offsets.lower_bound(0, out.offsets.size(), static_cast<std::int64_t>(position) + 1);
  return static_cast<std::uint32_t>(after - 1);
}

PropertyGraph::PropertyGraph(std::vector<NodeClass> classes, std::vector<EdgeTable> tables,
                             std::vector<std::shared_ptr<const void>> keep)
    : classes_(std::move(classes)), tables_(std::move(tables)), arcs_(classes_.size()), keep_(std::move(keep)) {
  for (NodeClass& c : classes_) {
    c.first = node_count_;
    node_count_ += c.size;
    ends_.push_back(node_count_);
  }
  for (std::uint32_t number = 0; number < tables_.size(); ++number) {
    const EdgeTable& table = tables_[number];
    edge_count_ += table.size();
    if (table.size() == 0) continue;
    arcs_[table.source].push_back({&table, number, Direction::out, table.target, classes_[table.target].first});
    arcs_[table.target].push_back({&table, number, Direction::in, table.source, classes_[table.source].first});
  }
}

std::string_view PropertyGraph::key_of(NodeId node) const {
  const NodeClass& c = classes_[class_of(node)];
  return c.keys.at(node - c.first);
}

}  // namespace almanac::graph
