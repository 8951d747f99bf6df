#include "graph/algorithm_config.h"

#include <algorithm>

#include "graph/cypher/catalog.h"
#include "graph/cypher/evaluate.h"
#include "graph/cypher/query_error.h"

namespace almanac::graph {

using archive::filled;
using archive::Text;
using cypher::Type;
using cypher::Value;

namespace {

std::string joined(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

constexpr std::pair<std::string_view, Along> directions[] = {
    {"out", Along::out}, {"in", Along::in}, {"both", Along::both}};

}  // namespace

void AlgorithmConfig::fail(Text message, Text expected, std::string suggestion) {
  throw cypher::QueryError(cypher::Phase::run, "ArgumentError", "InvalidArgumentValue", std::move(message), nullptr,
                           {std::move(expected), std::move(suggestion)});
}

AlgorithmConfig::AlgorithmConfig(const cypher::ProcedureCall& call, std::size_t argument,
                                 std::initializer_list<std::string_view> known)
    : catalog_(call.catalog) {
  if (call.arguments[argument].is_null()) return;
  map_ = &call.arguments[argument].map();
  const std::vector<std::string_view> names(known);
  for (std::uint32_t i = 0; i < map_->size; ++i) {
    const std::string_view name = map_->entries()[i].key;
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    const std::string near = cypher::nearest(name, names);
    const std::string all = joined(names);
    Text message = filled(Text{"the config has no member \"{}\"", "配置没有“{}”这一项"}, name);
    if (near.empty()) {
      message.en += "; it may have " + all;
      message.zh += "；可用的有 " + all;
    }
    fail(std::move(message), {all, all}, near);
  }
}

const Value* AlgorithmConfig::find(std::string_view name) const {
  const Value* found = map_ == nullptr ? nullptr : cypher::find_key(*map_, name);
  return found == nullptr || found->is_null() ? nullptr : found;
}

bool AlgorithmConfig::has(std::string_view name) const { return find(name) != nullptr; }

double AlgorithmConfig::number(std::string_view name, double otherwise, double least, double most) const {
  const Value* value = find(name);
  if (value == nullptr) return otherwise;
  if (!value->is_number() || !(value->as_real() >= least && value->as_real() <= most))
    fail(filled(Text{"{} must be a number from {} to {}", "{} 必须是 {} 到 {} 之间的数"}, name,
                cypher::text_of_real(least), cypher::text_of_real(most)));
  return value->as_real();
}

std::uint64_t AlgorithmConfig::whole(std::string_view name, std::uint64_t otherwise, std::uint64_t least,
                                     std::uint64_t most) const {
  const Value* value = find(name);
  if (value == nullptr) return otherwise;
  if (value->type != Type::integer || value->integer < 0 || static_cast<std::uint64_t>(value->integer) < least ||
      static_cast<std::uint64_t>(value->integer) > most)
    fail(filled(Text{"{} must be a whole number from {} to {}", "{} 必须是 {} 到 {} 之间的整数"}, name,
                std::to_string(least), std::to_string(most)));
  return static_cast<std::uint64_t>(value->integer);
}

std::vector<std::string> AlgorithmConfig::texts(std::string_view name) const {
  std::vector<std::string> all;
  const Value* value = find(name);
  if (value == nullptr) return all;
  const std::span<const Value> items = value->type == Type::list ? value->list() : std::span<const Value>(value, 1);
  for (const Value& item : items) {
    if (item.type != Type::string)
      fail(filled(Text{"{} must be a text or a list of texts", "{} 必须是文本或文本列表"}, name));
    all.emplace_back(item.text());
  }
  return all;
}

std::string AlgorithmConfig::text(std::string_view name) const {
  const std::vector<std::string> all = texts(name);
  if (all.size() > 1) fail(filled(Text{"{} must be one text", "{} 必须是一个文本"}, name));
  return all.empty() ? std::string() : all.front();
}

std::vector<NodeId> AlgorithmConfig::nodes(std::string_view name) const {
  std::vector<NodeId> all;
  const Value* value = find(name);
  if (value == nullptr) return all;
  const std::span<const Value> items = value->type == Type::list ? value->list() : std::span<const Value>(value, 1);
  for (const Value& item : items) {
    if (item.type != Type::node)
      fail(filled(Text{"{} must be a node or a list of nodes", "{} 必须是节点或节点列表"}, name));
    all.push_back(item.node_id());
  }
  return all;
}

std::optional<Along> AlgorithmConfig::direction() const {
  const std::string wanted = text("direction");
  if (wanted.empty()) return std::nullopt;
  std::vector<std::string_view> names;
  for (const auto& [name, along] : directions) {
    if (wanted == name) return along;
    names.push_back(name);
  }
  fail(filled(Text{"direction is out, in or both, not \"{}\"", "direction 只能是 out、in 或 both，而不是“{}”"}, wanted),
       {"out, in, both", "out, in, both"}, cypher::nearest(wanted, names));
}

std::vector<std::uint32_t> AlgorithmConfig::classes() const {
  std::vector<std::uint32_t> numbers;
  for (const std::string& label : texts("labels")) {
    if (!catalog_.has_label(label))
      fail(filled(Text{"no node has the label {}", "没有节点带标签 {}"}, label), {},
           cypher::nearest(label, catalog_.labels()));
    const std::vector<bool> with = catalog_.classes_with({label});
    for (std::uint32_t c = 0; c < with.size(); ++c) {
      if (with[c] && std::find(numbers.begin(), numbers.end(), c) == numbers.end()) numbers.push_back(c);
    }
  }
  return numbers;
}

std::vector<std::uint32_t> AlgorithmConfig::tables(std::string_view name) const {
  const std::vector<std::string> types = texts(name);
  for (const std::string& type : types) {
    if (!catalog_.has_type(type))
      fail(filled(Text{"no relationship has the type {}", "没有类型为 {} 的关系"}, type), {},
           cypher::nearest(type, catalog_.types()));
  }
  std::vector<std::uint32_t> numbers;
  const std::vector<bool> chosen = catalog_.tables_of(types);
  for (std::uint32_t t = 0; t < chosen.size(); ++t) {
    if (chosen[t] && !types.empty()) numbers.push_back(t);
  }
  return numbers;
}

View AlgorithmConfig::view() const {
  ViewChoice choice;
  choice.classes = classes();
  choice.tables = tables("types");
  choice.along = direction().value_or(Along::both);
  return View(catalog_.graph(), choice);
}

std::uint32_t AlgorithmConfig::only_class() const {
  const std::vector<std::uint32_t> numbers = classes();
  if (numbers.size() != 1)
    fail({"with through, labels must name the one kind of nodes that are joined",
          "使用 through 时，labels 必须指明唯一一种被连接的节点"});
  return numbers.front();
}

Projection AlgorithmConfig::projection(std::uint32_t node_class, std::string_view name) const {
  const std::vector<std::uint32_t> all = tables(name);
  if (all.empty())
    fail(filled(Text{"{} must name the relationships that join", "{} 必须指明用来连接的关系类型"}, name));
  ProjectionChoice choice;
  choice.from_class = node_class;
  choice.hub_limit = whole("hubLimit", INT64_MAX, 1, INT64_MAX);
  const auto along = direction();
  bool leaves = false;
  bool arrives = false;
  for (const std::uint32_t t : all) {
    const EdgeTable& table = catalog_.graph().tables()[t];
    if (table.source != node_class && table.target != node_class) continue;
    choice.first.tables.push_back(t);
    leaves = leaves || table.source == node_class;
    arrives = arrives || table.target == node_class;
  }
  choice.first.along = along.value_or(leaves ? Along::out : Along::in);
  if ((choice.first.along == Along::out && !leaves) || (choice.first.along == Along::in && !arrives) ||
      (!leaves && !arrives))
    fail(filled(
        Text{"no relationship of these types goes that way from the nodes: {}", "这些节点没有该方向上的此类关系：{}"},
        joined({all.empty() ? std::string_view{} : std::string_view(catalog_.graph().tables()[all[0]].type)})));
  choice.second.tables = choice.first.tables;
  choice.second.along = choice.first.along == Along::out  ? Along::in
                        : choice.first.along == Along::in ? Along::out
                                                          : Along::both;
  return Projection(catalog_.graph(), choice);
}

}  // namespace almanac::graph
