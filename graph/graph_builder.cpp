#include "graph/graph_builder.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "archive/error.h"
#include "graph/schema_bytes.h"

namespace almanac::graph {
namespace {

constexpr std::uint64_t unnumbered = UINT64_MAX;

bool has_extras(PropertyType type) {
  return type == PropertyType::decimal || type == PropertyType::date || type == PropertyType::time;
}

}  // namespace

GraphBuilder::GraphBuilder(const TextPool* old_texts) : old_texts_(old_texts) {
  if (old_texts == nullptr) return;
  text_numbers_.reserve(static_cast<std::size_t>(old_texts->size()));
  for (std::uint64_t i = 0; i < old_texts->size(); ++i) {
    texts_.push_back(old_texts->at(i));
    text_numbers_.emplace(texts_.back(), i);
  }
}

std::string_view GraphBuilder::keep_text(std::string_view text) { return arena_.emplace_back(text); }

std::uint64_t GraphBuilder::intern(std::string_view text) {
  const auto found = text_numbers_.find(text);
  if (found != text_numbers_.end()) return found->second;
  texts_.push_back(keep_text(text));
  text_numbers_.emplace(texts_.back(), texts_.size() - 1);
  return texts_.size() - 1;
}

std::uint32_t GraphBuilder::add_class(std::vector<std::string> labels) {
  classes_.push_back({std::move(labels), {}, {}, {}});
  return static_cast<std::uint32_t>(classes_.size() - 1);
}

std::uint32_t GraphBuilder::add_node(std::uint32_t node_class, std::string_view key) {
  auto& keys = classes_[node_class].keys;
  keys.push_back(keep_text(key));
  return static_cast<std::uint32_t>(keys.size() - 1);
}

void GraphBuilder::set_key(std::uint32_t node_class, std::uint32_t number, std::string_view key) {
  Class& c = classes_[node_class];
  if (c.keys[number] == key) return;
  c.keys[number] = keep_text(key);
  c.old_order.clear();  // sorted anew
}

void GraphBuilder::adopt_keys(std::uint32_t node_class, const NodeClass& old) {
  Class& c = classes_[node_class];
  c.keys.reserve(old.size);
  for (std::uint32_t i = 0; i < old.size; ++i) c.keys.push_back(old.keys.at(i));
  take_order(c, old);
}

void GraphBuilder::take_order(Class& c, const NodeClass& old) {
  c.old_order.reserve(old.size);
  for (std::uint32_t i = 0; i < old.size; ++i) c.old_order.push_back(static_cast<std::uint32_t>(old.by_key.at(i)));
}

GraphBuilder::Column& GraphBuilder::column(Columns& columns, std::string_view name, PropertyType type) {
  const auto found = columns.find(std::pair<std::string, PropertyType>(name, type));
  if (found != columns.end()) return found->second;
  Column& made = columns[{std::string(name), type}];
  made.name = name;
  made.type = type;
  return made;
}

void GraphBuilder::put(Columns& columns, std::uint64_t row, std::string_view name, const PropertyValue& value) {
  struct Stored {
    PropertyType type;
    std::int64_t value;
    int extra;
  };
  struct Visitor {
    GraphBuilder& builder;
    Stored operator()(std::monostate) const { return {PropertyType::boolean, 0, -2}; }
    Stored operator()(bool v) const { return {PropertyType::boolean, v ? 1 : 0, -1}; }
    Stored operator()(std::int64_t v) const { return {PropertyType::integer, v, -1}; }
    Stored operator()(double v) const { return {PropertyType::real, std::bit_cast<std::int64_t>(v), -1}; }
    Stored operator()(archive::Decimal v) const { return {PropertyType::decimal, v.digits, v.scale}; }
    Stored operator()(archive::Date v) const { return {PropertyType::date, v.days, static_cast<int>(v.precision)}; }
    Stored operator()(archive::Instant v) const { return {PropertyType::time, v.ms, static_cast<int>(v.precision)}; }
    Stored operator()(std::string_view v) const {
      return {PropertyType::text, static_cast<std::int64_t>(builder.intern(v)), -1};
    }
    Stored operator()(ListValue v) const {
      return {PropertyType::list, static_cast<std::int64_t>(builder.intern(v.json)), -1};
    }
    Stored operator()(OtherValue v) const {
      return {PropertyType::other, static_cast<std::int64_t>(builder.intern(v.json)), -1};
    }
  };
  const Stored stored = std::visit(Visitor{*this}, value);
  if (stored.extra == -2) return;
  Column& target = column(columns, name, stored.type);
  target.rows.push_back(row);
  target.values.push_back(stored.value);
  if (stored.extra >= 0) target.extras.push_back(static_cast<std::uint8_t>(stored.extra));
}

void GraphBuilder::set(std::uint32_t node_class, std::uint32_t number, std::string_view name,
                       const PropertyValue& value) {
  put(classes_[node_class].columns, number, name, value);
}

std::uint32_t GraphBuilder::add_table(std::string type, std::uint32_t source, std::uint32_t target) {
  tables_.push_back({std::move(type), source, target, {}, {}});
  return static_cast<std::uint32_t>(tables_.size() - 1);
}

void GraphBuilder::add_edge(std::uint32_t table, std::uint32_t source, std::uint32_t target, std::int32_t day,
                            std::uint64_t weight) {
  tables_[table].edges.push_back({source, target, day, weight});
}

void GraphBuilder::set_edge(std::uint32_t table, std::string_view name, const PropertyValue& value) {
  put(tables_[table].columns, tables_[table].edges.size() - 1, name, value);
}

void GraphBuilder::adopt_order(std::uint32_t node_class, const NodeClass& old) {
  Class& c = classes_[node_class];
  if (c.keys.size() < old.size) return;
  for (std::uint32_t i = 0; i < old.size; ++i) {
    if (old.keys.at(i) != c.keys[i]) return;  // a key changed (erasure): sorted anew
  }
  take_order(c, old);
}

void GraphBuilder::adopt_properties(std::uint32_t node_class, const NodeClass& old,
                                    const std::function<bool(std::uint32_t)>& keep) {
  std::vector<bool> kept(old.size);
  for (std::uint32_t i = 0; i < old.size; ++i) kept[i] = keep(i);
  for (const PropertyColumn& from : old.properties) {
    Column& to = column(classes_[node_class].columns, from.name, from.type);
    for (std::uint64_t entry = 0; entry < from.values.size(); ++entry) {
      const auto row = from.rows.empty() ? entry : static_cast<std::uint64_t>(from.rows.at(entry));
      if (row >= old.size || !kept[static_cast<std::size_t>(row)]) continue;
      to.rows.push_back(row);
      to.values.push_back(from.values.at(entry));
      if (has_extras(from.type)) to.extras.push_back(static_cast<std::uint8_t>(from.extras.at(entry)));
    }
  }
}

namespace {

[[noreturn]] void throw_dangling(const std::string& type) {
  throw archive::Error(
      archive::ErrorKind::corrupt, "damaged_archive",
      archive::filled(
          archive::Text{"the archive links ({}) something that it has no name for; run \"almanac verify\" to "
                        "see what is damaged, and restore a backup",
                        "档案中的关系（{}）指向不存在的对象；请运行 almanac verify 查看损坏之处并恢复备份"},
          type));
}

}  // namespace

struct GraphBuilder::Writing {
  GraphBuilder& builder;
  SchemaWriter& out;
  std::vector<std::uint64_t> numbers;  // by temporary text number
  std::vector<std::string_view> used;

  void write_columns(Columns& columns, std::uint64_t row_count) {
    std::erase_if(columns, [](const auto& entry) { return entry.second.rows.empty(); });
    out.number(columns.size());
    for (auto& [key, column] : columns) write_column(column, row_count);
  }

  void write_column(Column& column, std::uint64_t row_count) {
    sort_by_row(column);
    if (is_text(column.type)) {
      for (std::int64_t& value : column.values)
        value = static_cast<std::int64_t>(number_of(static_cast<std::size_t>(value)));
    }
    out.text(column.name);
    out.number(static_cast<std::uint64_t>(column.type));
    const bool dense = column.rows.size() == row_count;
    out.column(dense ? PackBuffer() : pack(std::span<const std::uint64_t>(column.rows)));
    out.column(pack(std::span<const std::int64_t>(column.values)));
    out.column(pack(std::span<const std::uint8_t>(column.extras)));
  }

  static void sort_by_row(Column& column) {
    if (std::is_sorted(column.rows.begin(), column.rows.end())) return;
    std::vector<std::size_t> order(column.rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return column.rows[a] < column.rows[b]; });
    const auto permute = [&](auto& values) {
      if (values.empty()) return;
      auto sorted = values;
      for (std::size_t i = 0; i < order.size(); ++i) sorted[i] = values[order[i]];
      values = std::move(sorted);
    };
    permute(column.rows);
    permute(column.values);
    permute(column.extras);
  }

  std::uint64_t number_of(std::size_t temporary) {
    std::uint64_t& number = numbers[temporary];
    if (number == unnumbered) {
      number = used.size();
      used.push_back(builder.texts_[temporary]);
    }
    return number;
  }

  void write_class(Class& c) {
    out.number(c.labels.size());
    for (const std::string& label : c.labels) out.text(label);
    out.number(c.keys.size());
    out.texts(c.keys);
    const std::vector<std::uint32_t> order = key_order(c);
    std::vector<std::uint32_t> ranks(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) ranks[order[i]] = static_cast<std::uint32_t>(i);
    out.column(pack_plain(std::span<const std::uint32_t>(order), c.keys.size()));
    out.column(pack_plain(std::span<const std::uint32_t>(ranks), c.keys.size()));
    write_columns(c.columns, c.keys.size());
  }

  static std::vector<std::uint32_t> key_order(const Class& c) {
    const auto less = [&](std::uint32_t a, std::uint32_t b) {
      return c.keys[a] != c.keys[b] ? c.keys[a] < c.keys[b] : a < b;
    };
    std::vector<std::uint32_t> order = c.old_order;
    const auto known = static_cast<std::ptrdiff_t>(order.size());
    for (auto i = static_cast<std::uint32_t>(known); i < c.keys.size(); ++i) order.push_back(i);
    std::sort(order.begin() + known, order.end(), less);
    std::inplace_merge(order.begin(), order.begin() + known, order.end(), less);
    return order;
  }

  void write_table(Table& table) {
    std::vector<std::uint32_t> order(table.edges.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto before = [](const Edge& x, const Edge& y) {
      return x.source != y.source ? x.source < y.source : x.target < y.target;
    };
    if (!std::is_sorted(table.edges.begin(), table.edges.end(), before)) {
      std::stable_sort(order.begin(), order.end(),
                       [&](std::uint32_t a, std::uint32_t b) { return before(table.edges[a], table.edges[b]); });
    }
    const auto sources = builder.classes_[table.source].keys.size();
    const auto targets = builder.classes_[table.target].keys.size();
    for (const Edge& edge : table.edges)
      if (edge.source >= sources || edge.target >= targets) throw_dangling(table.type);
    out.text(table.type);
    out.number(table.source);
    out.number(table.target);
    write_direction(table, order, sources, targets, Direction::out);
    std::vector<std::uint64_t> places(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) places[order[i]] = i;
    write_direction(table, by_target(table, order, targets), targets, sources, Direction::in);
    for (auto& [key, column] : table.columns) {
      for (std::uint64_t& row : column.rows) row = places[static_cast<std::size_t>(row)];
    }
    write_columns(table.columns, table.edges.size());
  }

  // Edges of one target keep their order.
  static std::vector<std::uint32_t> by_target(const Table& table, const std::vector<std::uint32_t>& order,
                                              std::size_t targets) {
    std::vector<std::size_t> places(targets + 1);
    for (const Edge& edge : table.edges) ++places[edge.target + std::size_t{1}];
    std::partial_sum(places.begin(), places.end(), places.begin());
    std::vector<std::uint32_t> sorted(order.size());
    for (const std::uint32_t number : order) sorted[places[table.edges[number].target]++] = number;
    return sorted;
  }

  void write_direction(const Table& table, const std::vector<std::uint32_t>& order, std::size_t near_size,
                       std::size_t far_size, Direction direction) {
    std::vector<std::uint64_t> offsets(near_size + 1);
    std::vector<std::uint32_t> far;
    std::vector<std::int32_t> days;
    std::vector<std::uint64_t> weights;
    for (const std::uint32_t number : order) {
      const Edge& edge = table.edges[number];
      ++offsets[(direction == Direction::out ? edge.source : edge.target) + 1];
      far.push_back(direction == Direction::out ? edge.target : edge.source);
      days.push_back(edge.day);
      weights.push_back(edge.weight);
    }
    std::partial_sum(offsets.begin(), offsets.end(), offsets.begin());
    const auto all = [](const auto& values, auto value) {
      return std::all_of(values.begin(), values.end(), [&](auto v) { return v == value; });
    };
    if (all(days, always)) days.clear();
    if (all(weights, std::uint64_t{1})) weights.clear();
    out.column(pack(std::span<const std::uint64_t>(offsets)));
    out.column(pack_plain(std::span<const std::uint32_t>(far), far_size));
    out.column(pack(std::span<const std::int32_t>(days)));
    out.column(pack(std::span<const std::uint64_t>(weights)));
  }
};

SectionWriter GraphBuilder::finish() {
  SectionWriter sections;
  SchemaWriter out(sections);
  Writing writing{*this, out, std::vector<std::uint64_t>(texts_.size(), unnumbered), {}};
  out.number(classes_.size());
  for (Class& c : classes_) writing.write_class(c);
  out.number(tables_.size());
  for (Table& table : tables_) writing.write_table(table);
  out.texts(writing.used);
  out.finish();
  return sections;
}

}  // namespace almanac::graph
