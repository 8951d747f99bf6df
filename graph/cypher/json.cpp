#include "graph/cypher/json.h"

#include <cmath>

#include "graph/cypher/evaluate.h"
#include "graph/cypher/temporal.h"

namespace almanac::graph::cypher {
namespace {

using archive::Json;

Json properties(const Value& entity, const Catalog& catalog) {
  Arena arena;
  return to_json(catalog.properties_of(entity, arena), catalog);
}

std::string shown_entity(const Value& value, const Catalog& catalog) {
  if (value.type == Type::relationship) return "[:" + catalog.graph().tables()[value.extra].type + "]";
  std::string text = "(";
  for (const std::string& label : catalog.graph().classes()[catalog.graph().class_of(value.node_id())].labels)
    text += ":" + label;
  return text + " " + std::string(catalog.graph().key_of(value.node_id())) + ")";
}

}  // namespace

Json to_json(const Value& value, const Catalog& catalog) {
  switch (value.type) {
    case Type::null:
      return nullptr;
    case Type::boolean:
      return value.integer != 0;
    case Type::integer:
      return value.integer;
    case Type::real:
      return std::isfinite(value.real) ? Json(value.real) : Json(text_of_real(value.real));
    case Type::string:
      return std::string(value.text());
    case Type::list: {
      Json items = Json::array();
      for (const Value& item : value.list()) items.push_back(to_json(item, catalog));
      return items;
    }
    case Type::map: {
      Json object = Json::object();
      auto& members = object.get_ref<Json::object_t&>();  // its operator[] would look for each key from the beginning
      for (std::uint32_t i = 0; i < value.map().size; ++i)
        members.emplace_back(value.map().entries()[i].key, to_json(value.map().entries()[i].value, catalog));
      return object;
    }
    case Type::node: {
      const auto& labels = catalog.graph().classes()[catalog.graph().class_of(value.node_id())].labels;
      return {{"elementId", catalog.element_id(value)}, {"labels", labels}, {"properties", properties(value, catalog)}};
    }
    case Type::relationship:
      return {{"elementId", catalog.element_id(value)},
              {"startNodeElementId", catalog.element_id(Value::node(catalog.source_of(value)))},
              {"endNodeElementId", catalog.element_id(Value::node(catalog.target_of(value)))},
              {"type", catalog.graph().tables()[value.extra].type},
              {"properties", properties(value, catalog)}};
    case Type::path: {
      Json items = Json::array();
      for (std::uint64_t i = 0; i <= value.path().length * 2; ++i)
        items.push_back(to_json(value.path().items()[i], catalog));
      return items;
    }
    default:
      return exchanged_text_of(value);
  }
}

std::string shown_text(const Value& value, const Catalog& catalog) {
  switch (value.type) {
    case Type::null:
      return {};
    case Type::list: {
      std::string text;
      for (const Value& item : value.list()) text += (text.empty() ? "" : ", ") + shown_text(item, catalog);
      return "[" + text + "]";
    }
    case Type::map:
      return archive::dump(to_json(value, catalog));
    case Type::node:
    case Type::relationship:
      return shown_entity(value, catalog);
    case Type::path: {
      std::string text;
      for (std::uint64_t i = 0; i <= value.path().length * 2; ++i) {
        const Value& item = value.path().items()[i];
        if (i % 2 == 0) {
          text += shown_entity(item, catalog);
        } else {
          const bool right = catalog.source_of(item) == value.path().items()[i - 1].node_id();
          text += (right ? "-" : "<-") + shown_entity(item, catalog) + (right ? "->" : "-");
        }
      }
      return text;
    }
    default:
      return plain_text(value);
  }
}

}  // namespace almanac::graph::cypher
