#pragma once
// A plan: steps in order, each of which makes one operator when the plan is run. A plan is immutable and may be run by many threads at
// once; it holds the tree of the query, whose expressions it evaluates. Internal to the engine.

#include <memory>
#include <string>
#include <vector>

#include "graph/cypher/execution.h"
#include "graph/cypher/query_error.h"

namespace almanac::graph::cypher {

class Step;
using Steps = std::vector<std::unique_ptr<Step>>;

// One line of EXPLAIN, with what it consists of below.
struct PlanLine {
  std::string name, detail;
  double rows = -1;  // estimated; negative: not estimated
  std::vector<std::vector<PlanLine>> children;
};

class Step {
 public:
  virtual ~Step() = default;
  virtual std::unique_ptr<Operator> make(Execution& execution) const = 0;
  virtual PlanLine line() const = 0;
  double rows = -1;
};

// Operators for the steps, linked, followed by `sink`.
Pipeline start(const Steps& steps, Execution& execution, std::unique_ptr<Operator> sink);
std::vector<PlanLine> lines_of(const Steps& steps);

// What is no error but likely a mistake: a label, type or property that the graph does not have.
struct Note {
  std::string code;  // "unknown_label", "unknown_type", "unknown_property"
  Text message;
  Position position;
  std::string suggestion;  // the nearest that there is, or ""
};

struct Plan {
  std::string text;
  Query query;  // what expressions point to
  Steps steps;
  std::vector<Steps> inners;          // by Expr::inner; their last operator hands rows to Inner::on_row
  std::vector<std::string> columns;   // of the rows that a run hands over: of EXPLAIN one, "plan"
  std::vector<std::string> returned;  // of the query itself
  std::vector<std::int32_t> column_slots;
  std::vector<std::string> parameters;  // names, by number
  std::vector<Note> notes;
  std::size_t slots = 0;
  std::vector<ExprPtr> made;  // expressions that are not in the query's tree
};

}  // namespace almanac::graph::cypher
