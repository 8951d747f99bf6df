#include "tests/tck/writer.h"

#include <algorithm>
#include <stdexcept>

#include "graph/cypher/compare.h"
#include "graph/cypher/parser.h"

namespace almanac::tests::tck {

using namespace graph::cypher;
using graph::GraphBuilder;
using graph::NodeId;
using graph::SectionFile;

namespace {

constexpr const char* number_property = "\x01number";

std::string name_of_value(std::size_t i) { return "__value" + std::to_string(i); }

void set_property(const auto& setter, const std::string& name, const Value& value) {
  std::string json;
  setter(name, stored_of(value, json));
}

}  // namespace

// One statement at work: rows so far, and the reading text that has not been run yet.
struct Writer::Statement {
  std::string text;
  const Parameters& parameters;
  std::string pending;
  std::vector<Row> rows;
  std::vector<std::vector<Value>> values;  // of the expressions, per row
};

BuiltGraph Writer::build() const { return build(Numbers::hidden); }

BuiltGraph Writer::build(Numbers numbers) const {
  GraphBuilder builder;
  std::map<std::set<std::string>, std::uint32_t> classes;
  std::map<std::tuple<std::string, std::uint32_t, std::uint32_t>, std::uint32_t> tables;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> places(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const Node& node = nodes_[i];
    if (node.deleted) continue;
    auto [found, is_new] = classes.try_emplace(node.labels, 0);
    if (is_new) found->second = builder.add_class({node.labels.begin(), node.labels.end()});
    const std::uint32_t number = builder.add_node(found->second, "n" + std::to_string(i));
    places[i] = {found->second, number};
    for (const auto& [name, value] : node.properties) {
      set_property([&](const std::string& key,
                       const graph::PropertyValue& stored) { builder.set(found->second, number, key, stored); },
                   name, value);
    }
  }
  for (std::size_t i = 0; i < relationships_.size(); ++i) {
    const Relationship& r = relationships_[i];
    if (r.deleted) continue;
    const auto key = std::make_tuple(r.type, places[r.from].first, places[r.to].first);
    auto [found, is_new] = tables.try_emplace(key, 0);
    if (is_new) found->second = builder.add_table(r.type, places[r.from].first, places[r.to].first);
    builder.add_edge(found->second, places[r.from].second, places[r.to].second);
    for (const auto& [name, value] : r.properties) {
      set_property([&](const std::string& property,
                       const graph::PropertyValue& stored) { builder.set_edge(found->second, property, stored); },
                   name, value);
    }
    if (numbers == Numbers::shown) builder.set_edge(found->second, number_property, static_cast<std::int64_t>(i));
  }
  BuiltGraph built;
  built.file = SectionFile::from_bytes(builder.finish().to_bytes({1, "tck", 1, 0}));
  built.loaded = graph::load_graph(*built.file);
  built.graph =
      std::make_unique<graph::PropertyGraph>(built.loaded.classes, built.loaded.tables,
                                             std::vector<std::shared_ptr<const void>>{built.file, built.loaded.texts});
  return built;
}

void Writer::execute(const std::string& statements, const Parameters& parameters) {
  // The kit's statements have no semicolons inside of texts.
  std::size_t from = 0;
  while (from < statements.size()) {
    const std::size_t end = std::min(statements.find(';', from), statements.size());
    const std::string one = statements.substr(from, end - from);
    if (one.find_first_not_of(" \t\r\n") != std::string::npos) execute_one(one, parameters);
    from = end + 1;
  }
}

void Writer::execute_one(const std::string& text, const Parameters& parameters) {
  const Query query = parse(text);
  Statement statement{text, parameters, {}, {Row{}}, {}};
  for (const Clause& clause : query.parts.at(0).clauses) {
    switch (clause.kind) {
      case ClauseKind::create:
        create(statement, clause);
        break;
      case ClauseKind::merge:
        merge(statement, clause.patterns[0]);
        break;
      case ClauseKind::set:
      case ClauseKind::remove:
        set(statement, clause.changes);
        break;
      case ClauseKind::delete_:
        remove(statement, clause);
        break;
      case ClauseKind::return_:
        return;
      case ClauseKind::match:
      case ClauseKind::unwind:
      case ClauseKind::with:
        statement.pending += text.substr(clause.extent.begin, clause.extent.end - clause.extent.begin) + "\n";
        break;
      default:
        throw std::runtime_error("the tests' writer cannot do this: " + text);
    }
  }
}

// Runs what is pending, and the expressions, for every row.
void Writer::read(Statement& statement, const std::vector<std::string>& expressions) {
  const BuiltGraph built = build(Numbers::shown);
  const Engine engine(*built.graph);
  std::map<std::string, NodeId> node_ids;
  for (NodeId id = 0; id < built.graph->node_count(); ++id) node_ids.emplace(built.graph->key_of(id), id);
  std::map<std::int64_t, Value> relationship_values;
  Arena arena;
  for (std::uint32_t t = 0; t < built.graph->tables().size(); ++t) {
    for (std::uint64_t i = 0; i < built.graph->tables()[t].size(); ++i) {
      const Value value = Value::relationship(t, i);
      relationship_values[engine.catalog().property(number_property, value, arena).integer] = value;
    }
  }
  std::vector<Value> rows;
  std::string prefix = "UNWIND $`\x01rows` AS `\x01row` WITH `\x01row`";
  for (const Row& row : statement.rows) {
    std::vector<MapEntry> entries;
    for (const auto& [name, bound] : row) {
      Value value = bound.value;
      if (bound.kind == Bound::Kind::node) value = Value::node(node_ids.at("n" + std::to_string(bound.number)));
      if (bound.kind == Bound::Kind::relationship && !relationships_[bound.number].deleted) {
        value = relationship_values.at(static_cast<std::int64_t>(bound.number));
      }
      entries.push_back({name, value});
    }
    rows.push_back(make_map(arena, entries));
  }
  if (!statement.rows.empty()) {
    for (const auto& [name, bound] : statement.rows[0]) prefix += ", `\x01row`.`" + name + "` AS `" + name + "`";
  }
  const bool simple = statement.rows.size() == 1 && statement.rows[0].empty();
  std::string text = (simple ? "" : prefix + "\n") + statement.pending + "RETURN *";
  for (std::size_t i = 0; i < expressions.size(); ++i) text += ", " + expressions[i] + " AS `" + name_of_value(i) + "`";
  const bool nothing = simple && statement.pending.empty() && expressions.empty();
  statement.pending.clear();
  statement.values.clear();
  if (nothing) {
    statement.values.emplace_back();
    return;
  }
  // RETURN * needs a variable.
  if (simple && text.rfind("RETURN *, ", 0) == 0) text = "RETURN " + text.substr(10);
  if (simple && text.find("RETURN *") != std::string::npos) text = "WITH 1 AS `\x01one`\n" + text;
  Parameters parameters = statement.parameters;
  parameters["\x01rows"] = make_list(arena, rows);
  std::vector<Row> made;
  graph::Budget budget;
  const auto plan = engine.prepare(text);
  engine.run(*plan, parameters, budget, [&](std::span<const Value> values) {
    Row row;
    std::vector<Value> results(expressions.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::string& name = plan->columns[i];
      if (name[0] == '\x01') continue;
      if (name.rfind("__value", 0) == 0) {
        results[static_cast<std::size_t>(std::stoi(name.substr(7)))] = keep_all(values[i], arena_);
        continue;
      }
      Bound bound;
      if (values[i].type == Type::node) {
        bound.kind = Bound::Kind::node;
        bound.number =
            static_cast<std::size_t>(std::stoul(std::string(built.graph->key_of(values[i].node_id()).substr(1))));
      } else if (values[i].type == Type::relationship) {
        bound.kind = Bound::Kind::relationship;
        bound.number = static_cast<std::size_t>(engine.catalog().property(number_property, values[i], arena).integer);
      } else {
        bound.value = keep_all(values[i], arena_);
      }
      row.emplace(name, bound);
    }
    made.push_back(std::move(row));
    statement.values.push_back(std::move(results));
    return true;
  });
  statement.rows = std::move(made);
}

Writer::Properties Writer::properties_of(const Value& map) {
  Properties properties;
  if (map.type != Type::map) return properties;
  for (std::uint32_t i = 0; i < map.map().size; ++i) {
    const MapEntry& entry = map.map().entries()[i];
    if (!entry.value.is_null()) properties[std::string(entry.key)] = keep_all(entry.value, arena_);
  }
  return properties;
}

void Writer::create(Statement& statement, const Clause& clause) {
  // Patterns of one clause may use what those before them made.
  for (const Pattern& pattern : clause.patterns) create(statement, pattern);
}

void Writer::create(Statement& statement, const Pattern& pattern) {
  std::vector<std::string> expressions;
  const auto note = [&](const ExprPtr& e) {
    if (e != nullptr) expressions.push_back(statement.text.substr(e->extent.begin, e->extent.end - e->extent.begin));
  };
  for (const NodePattern& node : pattern.nodes) note(node.properties);
  for (const RelationshipPattern& relationship : pattern.relationships) note(relationship.properties);
  if (!expressions.empty() || !statement.pending.empty()) read(statement, expressions);
  for (std::size_t r = 0; r < statement.rows.size(); ++r) {
    Row& row = statement.rows[r];
    std::size_t next = 0;
    const auto properties = [&](const ExprPtr& e) {
      return e == nullptr ? Properties{} : properties_of(statement.values[r][next++]);
    };
    std::vector<std::size_t> numbers;
    for (const NodePattern& node : pattern.nodes) {
      const auto known = node.name.empty() ? row.end() : row.find(node.name);
      if (known != row.end()) {
        numbers.push_back(known->second.number);
        continue;
      }
      nodes_.push_back({{node.labels.begin(), node.labels.end()}, properties(node.properties), false});
      numbers.push_back(nodes_.size() - 1);
      if (!node.name.empty()) row[node.name] = {Bound::Kind::node, nodes_.size() - 1, {}};
    }
    for (std::size_t i = 0; i < pattern.relationships.size(); ++i) {
      const RelationshipPattern& relationship = pattern.relationships[i];
      const bool left = relationship.heading == Heading::left;
      relationships_.push_back({numbers[left ? i + 1 : i], numbers[left ? i : i + 1], relationship.types.at(0),
                                properties(relationship.properties), false});
      if (!relationship.name.empty())
        row[relationship.name] = {Bound::Kind::relationship, relationships_.size() - 1, {}};
    }
  }
}

// A node, or one relationship between nodes that are bound: what is there is taken, else made.
void Writer::merge(Statement& statement, const Pattern& pattern) {
  const bool is_node = pattern.relationships.empty();
  const ExprPtr& given = is_node ? pattern.nodes[0].properties : pattern.relationships[0].properties;
  std::vector<std::string> expressions;
  if (given != nullptr)
    expressions.push_back(statement.text.substr(given->extent.begin, given->extent.end - given->extent.begin));
  read(statement, expressions);
  const auto same = [](const Properties& wanted, const Properties& has) {
    return std::all_of(wanted.begin(), wanted.end(), [&](const auto& entry) {
      const auto found = has.find(entry.first);
      return found != has.end() && equals(entry.second, found->second) == Truth::yes;
    });
  };
  for (std::size_t r = 0; r < statement.rows.size(); ++r) {
    Row& row = statement.rows[r];
    const Properties properties = given == nullptr ? Properties{} : properties_of(statement.values[r][0]);
    if (is_node) {
      const std::set<std::string> labels(pattern.nodes[0].labels.begin(), pattern.nodes[0].labels.end());
      std::size_t number = 0;
      while (number < nodes_.size() && (nodes_[number].deleted || !same(properties, nodes_[number].properties) ||
                                        !std::includes(nodes_[number].labels.begin(), nodes_[number].labels.end(),
                                                       labels.begin(), labels.end()))) {
        ++number;
      }
      if (number == nodes_.size()) nodes_.push_back({labels, properties, false});
      if (!pattern.nodes[0].name.empty()) row[pattern.nodes[0].name] = {Bound::Kind::node, number, {}};
      continue;
    }
    const RelationshipPattern& wanted = pattern.relationships.at(0);
    const bool left = wanted.heading == Heading::left;
    const std::size_t from = row.at(pattern.nodes[left ? 1 : 0].name).number;
    const std::size_t to = row.at(pattern.nodes[left ? 0 : 1].name).number;
    std::size_t number = 0;
    while (number < relationships_.size() &&
           (relationships_[number].deleted || relationships_[number].from != from || relationships_[number].to != to ||
            relationships_[number].type != wanted.types.at(0) ||
            !same(properties, relationships_[number].properties))) {
      ++number;
    }
    if (number == relationships_.size()) relationships_.push_back({from, to, wanted.types.at(0), properties, false});
    if (!wanted.name.empty()) row[wanted.name] = {Bound::Kind::relationship, number, {}};
  }
}

void Writer::set(Statement& statement, const std::vector<Change>& changes) {
  std::vector<std::string> expressions;
  for (const Change& change : changes) {
    if (change.value == nullptr) continue;
    expressions.push_back(
        statement.text.substr(change.value->extent.begin, change.value->extent.end - change.value->extent.begin));
  }
  read(statement, expressions);
  for (std::size_t r = 0; r < statement.rows.size(); ++r) {
    std::size_t next = 0;
    for (const Change& change : changes) {
      const bool is_property = change.target->op == Op::property;
      const Bound& bound = statement.rows[r].at((is_property ? change.target->args[0] : change.target)->text);
      if (bound.kind == Bound::Kind::value) continue;
      Properties& properties =
          bound.kind == Bound::Kind::node ? nodes_[bound.number].properties : relationships_[bound.number].properties;
      if (change.value == nullptr && is_property) {
        properties.erase(change.target->text);
      } else if (change.value == nullptr) {
        for (const std::string& label : change.labels) {
          if (change.removes)
            nodes_[bound.number].labels.erase(label);
          else
            nodes_[bound.number].labels.insert(label);
        }
      } else if (is_property) {
        const Value& value = statement.values[r][next++];
        if (value.is_null())
          properties.erase(change.target->text);
        else
          properties[change.target->text] = keep_all(value, arena_);
      } else {
        const Properties given = properties_of(statement.values[r][next++]);
        if (!change.adds) properties.clear();
        for (const auto& [name, value] : given) properties[name] = value;
      }
    }
  }
}

void Writer::remove(Statement& statement, const Clause& clause) {
  read(statement, {});
  for (const Row& row : statement.rows) {
    for (const Item& item : clause.items) {
      const Bound& bound = row.at(item.expression->text);
      if (bound.kind == Bound::Kind::relationship) relationships_[bound.number].deleted = true;
      if (bound.kind != Bound::Kind::node) continue;
      nodes_[bound.number].deleted = true;
      for (Relationship& r : relationships_) r.deleted = r.deleted || r.from == bound.number || r.to == bound.number;
    }
  }
}

}  // namespace almanac::tests::tck
