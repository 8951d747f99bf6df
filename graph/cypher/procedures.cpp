#include "graph/cypher/procedures.h"

#include "graph/cypher/catalog.h"

namespace almanac::graph::cypher {
namespace {

constexpr Types text_type = types_of(Type::string);

void add_names(Procedures& procedures, std::string name, std::string field, archive::Text about,
               const std::vector<std::string_view>& (Catalog::*names)() const) {
  Procedure procedure;
  procedure.name = std::move(name);
  procedure.outputs = {{std::move(field), text_type, "STRING"}};
  procedure.about = std::move(about);
  procedure.run = [names](const ProcedureCall& call) {
    for (const std::string_view found : (call.catalog.*names)()) {
      const Value value = Value::of(found, true);
      if (!call.emit({&value, 1})) return;
    }
  };
  procedures.add(std::move(procedure));
}

}  // namespace

std::string signature_of(const Procedure& procedure) {
  const auto listed = [](const std::vector<Field>& fields) {
    std::string text;
    for (const Field& field : fields) {
      text += (text.empty() ? "" : ", ") + field.name + " :: " + field.type_name;
      if (field.optional) text += " = null";
    }
    return "(" + text + ")";
  };
  return procedure.name + listed(procedure.inputs) + " :: " + listed(procedure.outputs);
}

void Procedures::add(Procedure procedure) { procedures_.insert_or_assign(procedure.name, std::move(procedure)); }

const Procedure* Procedures::find(std::string_view name) const {
  const auto found = procedures_.find(name);
  return found == procedures_.end() ? nullptr : &found->second;
}

std::vector<std::string_view> Procedures::names() const {
  std::vector<std::string_view> names;
  for (const auto& [name, procedure] : procedures_) names.push_back(name);
  return names;
}

void add_standard_procedures(Procedures& procedures) {
  add_names(procedures, "db.labels", "label", {"The labels of nodes.", "节点的标签。"}, &Catalog::labels);
  add_names(procedures, "db.relationshipTypes", "relationshipType", {"The types of relationships.", "关系的类型。"},
            &Catalog::types);
  add_names(procedures, "db.propertyKeys", "propertyKey", {"The names of properties.", "属性的名称。"},
            &Catalog::properties);
}

}  // namespace almanac::graph::cypher
