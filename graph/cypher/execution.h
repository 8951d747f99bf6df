#pragma once
// What one run of a plan has in its hands. Rows are not objects: each variable of the query has a slot, an operator writes the slots
// that it is responsible for and hands on. Internal to the engine.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "graph/budget.h"
#include "graph/cypher/catalog.h"
#include "graph/cypher/value.h"

namespace almanac::graph::cypher {

struct Plan;
struct Execution;

// One operator at work; see operators.h for those that there are. Each handles one row (the slots) at a time.
class Operator {
 public:
  Operator() = default;
  virtual ~Operator() = default;
  Operator(const Operator&) = delete;
  Operator& operator=(const Operator&) = delete;

  // A row is in the slots. False: no more are wanted.
  virtual bool push(Execution& execution) = 0;
  // There are no more rows. Called once per run, also when no more were wanted.
  virtual void finish(Execution& execution) {
    if (next != nullptr) next->finish(execution);
  }
  // Forgets everything, for the next run of an inner plan.
  virtual void reset(Execution& execution) {
    if (next != nullptr) next->reset(execution);
  }

  Operator* next = nullptr;
};

// Operators in order; the last has no next.
struct Pipeline {
  std::vector<std::unique_ptr<Operator>> operators;
  Operator* first() const { return operators.front().get(); }
};

// A plan inside of an expression, run once per evaluation.
struct Inner {
  Pipeline pipeline;
  std::function<bool(Execution&)> on_row;  // what becomes of its rows; false: enough
  Arena collected;                         // for on_row
  explicit Inner(Budget* budget) : collected(budget) {}
  void run(Execution& execution, std::function<bool(Execution&)> handler);
};

struct Execution {
  Execution(const Plan& plan, const Catalog& catalog, std::span<const Value> parameters, Budget& budget);

  const Plan& plan;
  const Catalog& catalog;
  const PropertyGraph& graph;
  std::span<const Value> parameters;  // by number
  Budget& budget;
  std::vector<Value> slots;
  Arena scratch;  // what an expression makes; released when its row has been handed on
  std::uint64_t weight =
      1;  // how many rows the one in the slots stands for; more than one only between ExpandStep::counts and AggregateStep
  std::vector<std::unique_ptr<Inner>> inners;
  std::int64_t now_seconds = 0, now_nanos = 0;  // the same over the whole query
  std::uint64_t random = 0;
};

}  // namespace almanac::graph::cypher
