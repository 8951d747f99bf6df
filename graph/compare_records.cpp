// records.graph: nodes with their keys and properties, and the relationships that records declare, in both directions.

#include <algorithm>
#include <set>

#include "graph/comparing.h"

namespace almanac::graph {
namespace {

using archive::Text;

class ClassComparison {
 public:
  ClassComparison(Findings& findings, std::uint32_t node_class, const NodeClass& stored, const NodeClass& fresh)
      : findings_(findings), kind_(kind_of_class(node_class)), stored_(stored), fresh_(fresh) {}

  void run() {
    const std::uint32_t both = std::min(stored_.size, fresh_.size);
    for (std::uint32_t number = both; number < fresh_.size; ++number)
      differ(number, {"it is not in the graph", "图中没有它"});
    if (stored_.size > fresh_.size)
      findings_.add(
          std::string(label_of_kind(kind_)),
          filled(Text{"the graph has {} nodes of this kind, the archive {}", "图中有 {} 个该类节点，档案中有 {} 个"},
                 std::to_string(stored_.size), std::to_string(fresh_.size)));
    for (std::uint32_t number = 0; number < both; ++number)
      if (stored_.keys.at(number) != fresh_.keys.at(number))
        differ(number, filled(Text{"its key in the graph is {}", "它在图中的键是 {}"},
                              Findings::shown_text(stored_.keys.at(number))));
    compare_order(both);
    compare_properties(both);
  }

 private:
  void differ(std::uint32_t number, const Text& reason) { findings_.add(findings_.id(kind_, number), reason); }

  // Both columns say the same, the one the inverse of the other. The first place that is wrong is named.
  void compare_order(std::uint32_t both) {
    if (stored_.size != fresh_.size) return;
    for (std::uint32_t rank = 0; rank < both; ++rank) {
      const auto number = static_cast<std::uint32_t>(fresh_.by_key.at(rank));
      if (stored_.by_key.at(rank) == number && stored_.key_ranks.at(number) == rank) continue;
      return differ(number, {"it has another place in the order of keys", "它在键的顺序中位置不符"});
    }
  }

  static const PropertyColumn* column_of(const NodeClass& c, const PropertyColumn& like) {
    for (const PropertyColumn& column : c.properties)
      if (column.name == like.name && column.type == like.type) return &column;
    return nullptr;
  }

  void compare_properties(std::uint32_t both) {
    for (const PropertyColumn& column : fresh_.properties) compare_column(column_of(stored_, column), &column, both);
    for (const PropertyColumn& column : stored_.properties)
      if (column_of(fresh_, column) == nullptr) compare_column(&column, nullptr, both);
  }

  void compare_column(const PropertyColumn* stored, const PropertyColumn* fresh, std::uint32_t both) {
    const auto value = [](const PropertyColumn* column, std::uint32_t number) {
      return column != nullptr ? column->get(number) : PropertyValue{};
    };
    for (std::uint32_t number = 0; number < both; ++number) {
      const PropertyValue has = value(stored, number);
      const PropertyValue should_have = value(fresh, number);
      if (same_value(has, should_have)) continue;
      const std::string& name = stored != nullptr ? stored->name : fresh->name;
      differ(number, filled(Text{"its property {} is {} instead of {}", "属性 {} 为 {}，应为 {}"},
                            Findings::shown_text(name), findings_.shown(has), findings_.shown(should_have)));
    }
  }

  Findings& findings_;
  archive::Kind kind_;
  const NodeClass& stored_;
  const NodeClass& fresh_;
};

class TableComparison {
 public:
  TableComparison(Findings& findings, const EdgeTable& stored, const EdgeTable& fresh)
      : findings_(findings), stored_(stored), fresh_(fresh) {
    for (const EdgeTable* table : {&stored_, &fresh_})
      for (const auto& property : table->properties) names_.emplace(property->name());
  }

  void run() {
    if (stored_.type != fresh_.type || stored_.source != fresh_.source || stored_.target != fresh_.target) {
      findings_.add(fresh_.type, {"this relationship has another name or other ends in the graph",
                                  "该关系在图中的名称或两端类型不符"});
      return;
    }
    compare(Direction::out);
    compare(Direction::in);
  }

 private:
  static const Adjacency& list_of(const EdgeTable& table, Direction direction) {
    return direction == Direction::out ? table.out : table.in;
  }

  static PropertyValue value_of(const EdgeTable& table, const std::string& name, std::uint64_t position) {
    for (const auto& property : table.properties) {
      if (property->name() != name) continue;
      PropertyValue value = property->get(position);
      if (!std::holds_alternative<std::monostate>(value)) return value;
    }
    return std::monostate{};
  }

  NodeLists lists(const EdgeTable& table, Direction direction) const {
    const Adjacency& list = list_of(table, direction);
    return {list.offsets.size() - 1,
            [&list](std::uint64_t node) { return static_cast<std::uint64_t>(list.offsets.at(node)); },
            [this, &table, direction](std::uint64_t position) { return text(table, direction, position); }};
  }

  std::string text(const EdgeTable& table, Direction direction, std::uint64_t position) const {
    const Adjacency& list = list_of(table, direction);
    const auto far = static_cast<std::uint64_t>(list.far.at(position));
    std::string all = findings_.id_in_class(direction == Direction::out ? table.target : table.source, far);
    if (!list.days.empty()) append(all, {"since", Findings::shown_day(list.days.at(position))});
    if (!list.weights.empty()) append(all, {"weight", std::to_string(list.weights.at(position))});
    if (direction == Direction::in) return all;  // properties are by out position
    for (const std::string& name : names_) {
      const PropertyValue value = value_of(table, name, position);
      if (!std::holds_alternative<std::monostate>(value)) append(all, {name, findings_.shown(value)});
    }
    return all;
  }

  void compare(Direction direction) {
    const Adjacency& stored = list_of(stored_, direction);
    const Adjacency& fresh = list_of(fresh_, direction);
    const auto same = [&](std::uint64_t s, std::uint64_t f) {
      if (stored.far.at(s) != fresh.far.at(f) || !same_entry(stored.days, s, fresh.days, f) ||
          !same_entry(stored.weights, s, fresh.weights, f))
        return false;
      return direction == Direction::in || std::all_of(names_.begin(), names_.end(), [&](const std::string& name) {
               return same_value(value_of(stored_, name, s), value_of(fresh_, name, f));
             });
    };
    const std::uint32_t near = direction == Direction::out ? fresh_.source : fresh_.target;
    const Text what =
        direction == Direction::out
            ? filled(Text{"its relationship {} differs", "它的关系 {} 不符"}, fresh_.type)
            : filled(Text{"the relationship {} that leads to it differs", "指向它的关系 {} 不符"}, fresh_.type);
    compare_lists(findings_, kind_of_class(near), what, lists(stored_, direction), lists(fresh_, direction), same);
  }

  Findings& findings_;
  const EdgeTable& stored_;
  const EdgeTable& fresh_;
  std::set<std::string> names_;
};

}  // namespace

void compare_records(Findings& findings, const LoadedGraph& stored, const LoadedGraph& fresh) {
  require(stored.classes.size() == fresh.classes.size(), "other classes");
  require(stored.tables.size() == fresh.tables.size(), "other tables");
  for (std::uint32_t c = 0; c < fresh.classes.size(); ++c)
    ClassComparison(findings, c, stored.classes[c], fresh.classes[c]).run();
  for (std::size_t table = 0; table < fresh.tables.size(); ++table)
    TableComparison(findings, stored.tables[table], fresh.tables[table]).run();
}

}  // namespace almanac::graph
