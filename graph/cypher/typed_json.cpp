#include "graph/cypher/typed_json.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "archive/error.h"
#include "archive/nearest.h"
#include "graph/cypher/evaluate.h"
#include "graph/cypher/temporal.h"

namespace almanac::graph::cypher {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::filled;
using archive::Json;
using archive::Text;

constexpr struct {
  const char* name;
  Type type;
} moments[] = {{"Date", Type::date},
               {"Time", Type::time},
               {"OffsetTime", Type::time},
               {"LocalTime", Type::local_time},
               {"LocalDateTime", Type::local_date_time},
               {"OffsetDateTime", Type::date_time},
               {"ZonedDateTime", Type::date_time}};

Json typed(const char* type, Json value) { return {{"$type", type}, {"_value", std::move(value)}}; }

const char* name_of_moment(const Value& value) {
  if (value.type == Type::date_time) return value.zoned().zone.empty() ? "OffsetDateTime" : "ZonedDateTime";
  for (const auto& moment : moments) {
    if (moment.type == value.type) return moment.name;
  }
  return "Duration";
}

Json typed_entries(const MapObject& map, const Catalog& catalog) {
  Json object = Json::object();
  auto& members = object.get_ref<Json::object_t&>();  // its operator[] would look for each key from the beginning
  for (std::uint32_t i = 0; i < map.size; ++i)
    members.emplace_back(map.entries()[i].key, to_typed_json(map.entries()[i].value, catalog));
  return object;
}

Json typed_properties(const Value& entity, const Catalog& catalog) {
  Arena arena;
  return typed_entries(catalog.properties_of(entity, arena).map(), catalog);
}

Json typed_relationship(const Value& value, const Catalog& catalog) {
  return {{"_element_id", catalog.element_id(value)},
          {"_start_node_element_id", catalog.element_id(Value::node(catalog.source_of(value)))},
          {"_end_node_element_id", catalog.element_id(Value::node(catalog.target_of(value)))},
          {"_type", catalog.graph().tables()[value.extra].type},
          {"_properties", typed_properties(value, catalog)}};
}

[[noreturn]] void fail(Text message, const std::string& where) {
  throw Error(ErrorKind::invalid_input, "bad_typed_value", std::move(message), where);
}

[[noreturn]] void fail_value(std::string_view type, const Json& value, const std::string& where) {
  std::string shown = archive::dump(value);
  if (shown.size() > 60) shown = "…";
  fail(filled(Text{"{} is no {} as the Query API writes it", "{} 不是 Query API 写法的 {}"}, shown, type), where);
}

template <class Number>
Value number_of(const std::string& type, const Json& value, const std::string& where) {
  if (!value.is_string()) fail_value(type, value, where);
  const auto& text = value.get_ref<const std::string&>();
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || end != text.data() + text.size() || error != std::errc()) fail_value(type, value, where);
  return Value::of(number);
}

Value float_of(const Json& value, const std::string& where) {
  if (value == "NaN") return Value::of(std::nan(""));
  if (value == "Infinity") return Value::of(INFINITY);
  if (value == "-Infinity") return Value::of(-INFINITY);
  return number_of<double>("Float", value, where);
}

// "/" and "~" of a name are written as a JSON pointer has them.
std::string step_to(const std::string& where, const std::string& name) {
  std::string text = where + "/";
  for (const char c : name) text += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return text;
}

Value list_of(const Json& value, Arena& arena, const std::string& where) {
  if (!value.is_array()) fail_value("List", value, where);
  std::vector<Value> items;
  for (const Json& item : value)
    items.push_back(value_of_typed(item, arena, where + "/" + std::to_string(items.size())));
  return make_list(arena, items);
}

Value map_of(const Json& value, Arena& arena, const std::string& where) {
  if (!value.is_object()) fail_value("Map", value, where);
  std::vector<MapEntry> entries;
  for (const auto& [key, item] : value.items())
    entries.push_back({arena.text(key), value_of_typed(item, arena, step_to(where, key))});
  return make_map(arena, entries);
}

Value temporal_of(const std::string& type, const Json& value, Arena& arena, const std::string& where) {
  if (!value.is_string()) fail_value(type, value, where);
  const auto& text = value.get_ref<const std::string&>();
  if (type == "Duration") {
    const auto duration = parse_duration(text);
    if (!duration) fail_value(type, value, where);
    return make_duration(arena, *duration);
  }
  for (const auto& moment : moments) {
    if (type != moment.name) continue;
    const auto found = parse_moment(moment.type, text);
    if (!found) fail_value(type, value, where);
    return cypher::value_of(moment.type, *found, arena);
  }
  return {};
}

[[noreturn]] void fail_type_name(const std::string& type, const std::string& where) {
  for (const char* entity : {"Node", "Relationship", "Path"}) {
    if (type == entity)
      fail(filled(Text{"a {} cannot be a parameter; give a property that identifies it",
                       "{} 不能作为参数；请改用能识别它的属性"},
                  type),
           where);
  }
  for (const char* other : {"Point", "Vector", "Base64"}) {
    if (type == other) fail(filled(Text{"the graph has no values of type {}", "图谱没有 {} 类型的值"}, type), where);
  }
  std::vector<std::string> names{"Null", "Boolean", "Integer", "Float", "String", "List", "Map", "Duration"};
  for (const auto& moment : moments) names.emplace_back(moment.name);
  fail(archive::did_you_mean(filled(Text{"there is no type \"{}\"", "没有类型“{}”"}, type),
                             archive::nearest(type, names)),
       where);
}

}  // namespace

Json to_typed_json(const Value& value, const Catalog& catalog) {
  switch (value.type) {
    case Type::null:
      return typed("Null", nullptr);
    case Type::boolean:
      return typed("Boolean", value.integer != 0);
    case Type::integer:
      return typed("Integer", std::to_string(value.integer));
    case Type::real:
      return typed("Float", text_of_real(value.real));
    case Type::string:
      return typed("String", std::string(value.text()));
    case Type::list: {
      Json items = Json::array();
      for (const Value& item : value.list()) items.push_back(to_typed_json(item, catalog));
      return typed("List", std::move(items));
    }
    case Type::map:
      return typed("Map", typed_entries(value.map(), catalog));
    case Type::node:
      return typed("Node", {{"_element_id", catalog.element_id(value)},
                            {"_labels", catalog.graph().classes()[catalog.graph().class_of(value.node_id())].labels},
                            {"_properties", typed_properties(value, catalog)}});
    case Type::relationship:
      return typed("Relationship", typed_relationship(value, catalog));
    case Type::path: {
      Json items = Json::array();
      for (std::uint64_t i = 0; i <= value.path().length * 2; ++i)
        items.push_back(to_typed_json(value.path().items()[i], catalog));
      return typed("Path", std::move(items));
    }
    default:
      return typed(name_of_moment(value), exchanged_text_of(value));
  }
}

Value value_of_typed(const Json& json, Arena& arena, const std::string& where) {
  const auto type = json.is_object() ? json.find("$type") : json.end();
  const auto found = json.is_object() ? json.find("_value") : json.end();
  if (type == json.end() || found == json.end() || json.size() != 2 || !type->is_string())
    fail({R"(expected a typed value, as {"$type": "Integer", "_value": "7"})",
          R"(此处应为带类型的值，例如 {"$type": "Integer", "_value": "7"})"},
         where);
  const auto name = type->get<std::string>();
  const Json& value = *found;
  if (name == "Null") {
    if (!value.is_null()) fail_value(name, value, where);
    return {};
  }
  if (name == "Boolean") {
    if (!value.is_boolean()) fail_value(name, value, where);
    return Value::of(value.get<bool>());
  }
  if (name == "Integer") return number_of<std::int64_t>(name, value, where);
  if (name == "Float") return float_of(value, where);
  if (name == "String") {
    if (!value.is_string()) fail_value(name, value, where);
    return make_text(arena, value.get_ref<const std::string&>());
  }
  if (name == "List") return list_of(value, arena, where);
  if (name == "Map") return map_of(value, arena, where);
  const Value temporal = name == "Duration" || std::any_of(std::begin(moments), std::end(moments),
                                                           [&](const auto& moment) { return name == moment.name; })
                             ? temporal_of(name, value, arena, where)
                             : Value{};
  if (temporal.is_null()) fail_type_name(name, where);
  return temporal;
}

}  // namespace almanac::graph::cypher
