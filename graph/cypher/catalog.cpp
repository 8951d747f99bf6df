#include "graph/cypher/catalog.h"

#include <algorithm>
#include <charconv>

#include "graph/cypher/compare.h"

namespace almanac::graph::cypher {
namespace {

void sort_out(std::vector<std::string_view>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

struct ByName {
  bool operator()(const PropertyColumn& a, std::string_view b) const { return a.name < b; }
};

}  // namespace

Catalog::Catalog(const PropertyGraph& graph, CatalogOptions options) : graph_(graph), options_(std::move(options)) {
  for (const NodeClass& c : graph.classes()) {
    labels_.insert(labels_.end(), c.labels.begin(), c.labels.end());
    for (const PropertyColumn& column : c.properties) properties_.push_back(column.name);
  }
  std::int64_t first = 0;
  for (const EdgeTable& table : graph.tables()) {
    if (table.size() != 0) types_.push_back(table.type);
    for (const auto& property : table.properties) properties_.push_back(property->name());
    first_ids_.push_back(first);
    first += static_cast<std::int64_t>(table.size());
  }
  if (!options_.key_property.empty()) properties_.push_back(options_.key_property);
  sort_out(labels_);
  sort_out(types_);
  sort_out(properties_);
}

std::vector<bool> Catalog::classes_with(const std::vector<std::string>& labels) const {
  std::vector<bool> classes;
  for (const NodeClass& c : graph_.classes()) {
    classes.push_back(std::all_of(labels.begin(), labels.end(), [&](const std::string& label) {
      return std::find(c.labels.begin(), c.labels.end(), label) != c.labels.end();
    }));
  }
  return classes;
}

std::vector<bool> Catalog::tables_of(const std::vector<std::string>& types) const {
  std::vector<bool> tables;
  for (const EdgeTable& table : graph_.tables()) {
    tables.push_back(types.empty() || std::find(types.begin(), types.end(), table.type) != types.end());
  }
  return tables;
}

bool Catalog::has_label(std::string_view label) const {
  return std::binary_search(labels_.begin(), labels_.end(), label);
}
bool Catalog::has_type(std::string_view type) const { return std::binary_search(types_.begin(), types_.end(), type); }

std::unique_ptr<PropertyPlaces> Catalog::places_of(std::string_view property) const {
  auto places = std::make_unique<PropertyPlaces>();
  for (const NodeClass& c : graph_.classes()) {
    const auto first = std::lower_bound(c.properties.begin(), c.properties.end(), property, ByName{});
    auto last = first;
    while (last != c.properties.end() && last->name == property) ++last;
    PropertyPlaces::Columns columns;
    if (first != last) columns = {&*first, static_cast<std::uint32_t>(last - first)};
    places->classes.push_back(columns);
  }
  for (const EdgeTable& table : graph_.tables()) {
    places->tables.emplace_back();
    for (const auto& stored : table.properties) {
      if (stored->name() == property) places->tables.back().push_back(stored.get());
    }
  }
  places->is_key = !options_.key_property.empty() && property == options_.key_property;
  return places;
}

Value Catalog::key_of(NodeId node) const { return Value::of(graph_.key_of(node), true); }

Value Catalog::property(const PropertyPlaces& places, const Value& entity, Arena& arena) const {
  if (entity.type == Type::node) {
    const std::uint32_t node_class = graph_.class_of(entity.node_id());
    const PropertyPlaces::Columns columns = places.classes[node_class];
    const std::uint32_t row = entity.node_id() - graph_.classes()[node_class].first;
    for (std::uint32_t i = 0; i < columns.count; ++i) {
      const PropertyColumn& column = columns.first[i];
      // The commonest forms without detours.
      if (column.rows.empty() && row < column.values.size()) {
        if (column.type == PropertyType::integer) return Value::of(column.values.at(row));
        if (column.type == PropertyType::text) {
          return Value::of(column.texts->at(static_cast<std::uint64_t>(column.values.at(row))), true);
        }
      }
      const PropertyValue stored = column.get(row);
      if (!std::holds_alternative<std::monostate>(stored)) return value_of(stored, arena);
    }
    return places.is_key ? key_of(entity.node_id()) : Value{};
  }
  for (const EdgeProperty* property : places.tables[entity.extra]) {
    const PropertyValue stored = property->get(static_cast<std::uint64_t>(entity.integer));
    if (!std::holds_alternative<std::monostate>(stored)) return value_of(stored, arena);
  }
  return {};
}

Value Catalog::property(std::string_view name, const Value& entity, Arena& arena) const {
  if (entity.type == Type::node) {
    const NodeClass& c = graph_.classes()[graph_.class_of(entity.node_id())];
    const Value found = value_of(c.property(entity.node_id() - c.first, name), arena);
    return found.is_null() && !name.empty() && name == options_.key_property ? key_of(entity.node_id()) : found;
  }
  for (const auto& property : graph_.tables()[entity.extra].properties) {
    if (property->name() != name) continue;
    const PropertyValue stored = property->get(static_cast<std::uint64_t>(entity.integer));
    if (!std::holds_alternative<std::monostate>(stored)) return value_of(stored, arena);
  }
  return {};
}

Value Catalog::properties_of(const Value& entity, Arena& arena) const {
  std::vector<MapEntry> entries;
  const auto add = [&](std::string_view name, const PropertyValue& stored) {
    if (!std::holds_alternative<std::monostate>(stored)) entries.push_back({name, value_of(stored, arena)});
  };
  if (entity.type == Type::node) {
    const NodeClass& c = graph_.classes()[graph_.class_of(entity.node_id())];
    if (!options_.key_property.empty()) entries.push_back({options_.key_property, key_of(entity.node_id())});
    for (const PropertyColumn& column : c.properties) add(column.name, column.get(entity.node_id() - c.first));
  } else {
    for (const auto& property : graph_.tables()[entity.extra].properties) {
      add(property->name(), property->get(static_cast<std::uint64_t>(entity.integer)));
    }
  }
  return make_map(arena, entries);
}

Value Catalog::labels_of(NodeId node, Arena& arena) const {
  std::vector<Value> labels;
  for (const std::string& label : graph_.classes()[graph_.class_of(node)].labels) {
    labels.push_back(Value::of(std::string_view(label), true));
  }
  return make_list(arena, labels);
}

bool Catalog::is_key(std::string_view property, std::uint32_t node_class) const {
  const NodeClass& c = graph_.classes()[node_class];
  const auto first = std::lower_bound(c.properties.begin(), c.properties.end(), property, ByName{});
  const bool stored = first != c.properties.end() && first->name == property;
  if (!stored) return !property.empty() && property == options_.key_property;
  const std::lock_guard lock(mutex_);
  const auto [found, is_new] = keys_.try_emplace({std::string(property), node_class}, false);
  if (!is_new) return found->second;
  for (std::uint32_t i = 0; i < c.size; ++i) {
    const std::string_view key = c.keys.at(i);
    if (key.empty()) continue;
    const PropertyValue value = first->get(i);
    const auto* text = std::get_if<std::string_view>(&value);
    if (text == nullptr || *text != key) return false;
  }
  return found->second = true;
}

bool Catalog::is_unique(const PropertyPlaces& places, const std::vector<std::uint32_t>& classes) const {
  constexpr std::uint64_t most = 200'000;
  std::uint64_t nodes = 0;
  bool only_keys = places.is_key && classes.size() == 1;
  for (const std::uint32_t c : classes) {
    nodes += graph_.classes()[c].size;
    only_keys = only_keys && places.classes[c].count == 0;
  }
  if (only_keys) return true;
  if (nodes > most) return false;
  Arena arena;
  std::vector<Value> values;
  for (const std::uint32_t c : classes) {
    const NodeClass& node_class = graph_.classes()[c];
    for (std::uint32_t i = 0; i < node_class.size; ++i)
      values.push_back(property(places, Value::node(node_class.first + i), arena));
  }
  std::sort(values.begin(), values.end(), [](const Value& a, const Value& b) { return order(a, b) < 0; });
  return std::adjacent_find(values.begin(), values.end(),
                            [](const Value& a, const Value& b) { return order(a, b) == 0; }) == values.end();
}

NodeId Catalog::source_of(const Value& relationship) const {
  const EdgeTable& table = graph_.tables()[relationship.extra];
  return graph_.classes()[table.source].first + table.source_of(static_cast<std::uint64_t>(relationship.integer));
}

NodeId Catalog::target_of(const Value& relationship) const {
  const EdgeTable& table = graph_.tables()[relationship.extra];
  return graph_.classes()[table.target].first +
         static_cast<NodeId>(table.out.far.at(static_cast<std::uint64_t>(relationship.integer)));
}

std::int64_t Catalog::id_of(const Value& entity) const {
  return entity.type == Type::node ? entity.integer : first_ids_[entity.extra] + entity.integer;
}

std::string Catalog::element_id(const Value& entity) const {
  if (options_.id_kinds.empty()) return (entity.type == Type::node ? "n" : "r") + std::to_string(id_of(entity));
  if (entity.type == Type::node) {
    const NodeId node = entity.node_id();
    return options_.id_kinds[graph_.class_of(node)] + ":" + std::string(graph_.key_of(node));
  }
  const EdgeTable& table = graph_.tables()[entity.extra];
  const auto position = static_cast<std::uint64_t>(entity.integer);
  const NodeId source = source_of(entity);
  const NodeId target = target_of(entity);
  std::uint64_t first = position;
  const std::uint64_t begin = table.out.begin(graph_.number_of(source));
  while (first > begin && table.out.far.at(first - 1) == table.out.far.at(position)) --first;
  std::string id = element_id(Value::node(source)) + "-" + table.type + "->" + element_id(Value::node(target));
  if (position != first) id += "#" + std::to_string(position - first + 1);
  return id;
}

std::optional<NodeId> Catalog::find_node(std::string_view id) const {
  if (options_.id_kinds.empty()) {
    std::uint32_t number = 0;
    if (id.size() < 2 || id.front() != 'n') return std::nullopt;
    const auto [end, error] = std::from_chars(id.data() + 1, id.data() + id.size(), number);
    if (end != id.data() + id.size() || error != std::errc() || number >= graph_.node_count() || !in_use(number))
      return std::nullopt;
    return number;
  }
  const std::size_t colon = id.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  for (std::uint32_t c = 0; c < options_.id_kinds.size(); ++c) {
    if (options_.id_kinds[c] != id.substr(0, colon)) continue;
    const auto number = graph_.classes()[c].find(id.substr(colon + 1));
    if (number) return graph_.classes()[c].first + *number;
  }
  return std::nullopt;
}

bool Catalog::in_use(NodeId node) const { return !graph_.key_of(node).empty(); }

}  // namespace almanac::graph::cypher
