// Between stored properties and values. What JSON cannot say is an object of one key: {"duration": "P1D"}.

#include <cmath>

#include "archive/json.h"
#include "graph/cypher/catalog.h"
#include "graph/cypher/query_error.h"
#include "graph/cypher/temporal.h"

namespace almanac::graph::cypher {
namespace {

using archive::Json;

constexpr struct {
  Type type;
  const char* name;
} kinds[] = {{Type::date, "date"},          {Type::local_time, "localtime"},
             {Type::time, "time"},          {Type::local_date_time, "localdatetime"},
             {Type::date_time, "datetime"}, {Type::duration, "duration"}};

Value of_json(const Json& json, Arena& arena);

// {"duration": "P1D"} is a duration, any other object a map.
Value of_object(const Json& json, Arena& arena) {
  for (const auto& kind : kinds) {
    if (json.size() != 1) break;
    const auto found = json.find(kind.name);
    if (found == json.end() || !found->is_string()) continue;
    const std::string text = found->get<std::string>();
    if (kind.type == Type::duration) {
      const auto duration = parse_duration(text);
      return duration ? make_duration(arena, *duration) : Value{};
    }
    const auto moment = parse_moment(kind.type, text);
    return moment ? value_of(kind.type, *moment, arena) : Value{};
  }
  const auto real = json.find("float");  // NaN and the infinities
  if (json.size() == 1 && real != json.end() && real->is_string())
    return Value::of(std::strtod(real->get<std::string>().c_str(), nullptr));
  std::vector<MapEntry> entries;
  for (const auto& [key, value] : json.items()) entries.push_back({arena.text(key), of_json(value, arena)});
  return make_map(arena, entries);
}

Value of_json(const Json& json, Arena& arena) {
  switch (json.type()) {
    case Json::value_t::boolean:
      return Value::of(json.get<bool>());
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      return Value::of(json.get<std::int64_t>());
    case Json::value_t::number_float:
      return Value::of(json.get<double>());
    case Json::value_t::string:
      return make_text(arena, json.get_ref<const std::string&>());
    case Json::value_t::array: {
      std::vector<Value> items;
      for (const Json& item : json) items.push_back(of_json(item, arena));
      return make_list(arena, items);
    }
    case Json::value_t::object:
      return of_object(json, arena);
    default:
      return {};
  }
}

Json to_json(const Value& value) {
  switch (value.type) {
    case Type::boolean:
      return value.integer != 0;
    case Type::integer:
      return value.integer;
    case Type::real:
      if (!std::isfinite(value.real))
        return Json{{"float", std::isnan(value.real) ? "nan" : value.real > 0 ? "inf" : "-inf"}};
      return value.real;
    case Type::string:
      return std::string(value.text());
    case Type::list: {
      Json items = Json::array();
      for (const Value& item : value.list()) items.push_back(to_json(item));
      return items;
    }
    default:
      break;
  }
  for (const auto& kind : kinds) {
    if (kind.type == value.type) return Json{{kind.name, text_of(value)}};
  }
  fail_type("InvalidPropertyType",
            archive::filled(Text{"a {} cannot be a property", "{} 不能作为属性"}, name_of(value.type)));
}

struct Reader {
  Arena& arena;
  Value operator()(std::monostate) const { return {}; }
  Value operator()(bool v) const { return Value::of(v); }
  Value operator()(std::int64_t v) const { return Value::of(v); }
  Value operator()(double v) const { return Value::of(v); }
  Value operator()(archive::Decimal v) const { return v.scale == 0 ? Value::of(v.digits) : Value::of(v.to_double()); }
  Value operator()(archive::Date v) const { return Value::make(Type::date, v.days); }
  Value operator()(archive::Instant v) const {
    const std::int64_t second = v.ms / 1000 - (v.ms % 1000 < 0 ? 1 : 0);
    return make_zoned(arena, {second, static_cast<std::int32_t>(v.ms - second * 1000) * 1'000'000, 0, {}});
  }
  Value operator()(std::string_view v) const { return Value::of(v, true); }
  Value operator()(ListValue v) const { return of_json(archive::parse_json(v.json), arena); }
  Value operator()(OtherValue v) const { return of_json(archive::parse_json(v.json), arena); }
};

}  // namespace

Value value_of(const Json& json, Arena& arena) { return of_json(json, arena); }

Value value_of(const PropertyValue& stored, Arena& arena) { return std::visit(Reader{arena}, stored); }

PropertyValue stored_of(const Value& value, std::string& json) {
  switch (value.type) {
    case Type::null:
      return std::monostate{};
    case Type::boolean:
      return value.integer != 0;
    case Type::integer:
      return value.integer;
    case Type::real:
      return value.real;
    case Type::string:
      return value.text();
    case Type::list:
      json = archive::dump(to_json(value));
      return ListValue{json};
    default:
      json = archive::dump(to_json(value));
      return OtherValue{json};
  }
}

}  // namespace almanac::graph::cypher
