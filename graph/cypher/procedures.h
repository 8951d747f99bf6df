#pragma once
// Procedures that queries may CALL. Algorithms of the graph are registered by whoever makes the engine, as are procedures from outside
// the graph; a test registers tables.

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "archive/text.h"
#include "graph/budget.h"
#include "graph/cypher/functions.h"

namespace almanac::graph::cypher {

struct Field {
  std::string name;
  Types types = any_type;  // which values it takes or gives
  std::string type_name;   // as shown: "INTEGER?"
  bool optional = false;   // an input that may be left out, as may all after it; it is null then
};

// What a procedure works with. Values that it emits may lie in the arena; they are copied where they are kept. A QueryError without
// a position gets that of the call.
struct ProcedureCall {
  const Catalog& catalog;
  std::span<const Value> arguments;  // as many as there are inputs, of the declared types
  Arena& arena;
  Budget& budget;
  std::function<bool(std::span<const Value>)> emit;  // one value per output; false: no more are wanted
};

struct Procedure {
  std::string name;  // with dots
  std::vector<Field> inputs, outputs;
  std::function<void(const ProcedureCall&)> run;
  archive::Text about;  // one sentence
};
std::string signature_of(
    const Procedure& procedure);  // "graph.kCore(config :: MAP? = null) :: (node :: NODE, core :: INTEGER)"

class Procedures {
 public:
  void add(Procedure procedure);  // replaces one of that name
  const Procedure* find(std::string_view name) const;
  std::vector<std::string_view> names() const;
  const std::map<std::string, Procedure, std::less<>>& all() const { return procedures_; }

 private:
  std::map<std::string, Procedure, std::less<>> procedures_;
};

// db.labels, db.relationshipTypes, db.propertyKeys and what else every engine has.
void add_standard_procedures(Procedures& procedures);

}  // namespace almanac::graph::cypher
