#pragma once
// The steps that plans consist of. Every field is set by the compiler and not changed afterwards. Internal to the engine.

#include <functional>
#include <optional>

#include "graph/cypher/aggregates.h"
#include "graph/cypher/plan.h"
#include "graph/cypher/procedures.h"

namespace almanac::graph::cypher {

using Slot = std::int32_t;  // -1: none

// Every node of the classes, once per row.
class ScanStep : public Step {
 public:
  Slot slot = -1;
  std::vector<std::uint32_t> classes;
  std::string label;
  std::unique_ptr<Operator> make(Execution& execution) const override;
  PlanLine line() const override;
};

// The nodes of the classes with that key: at most one per class; or the one with that element id.
class LookupStep : public Step {
 public:
  Slot slot = -1;
  std::vector<std::uint32_t> classes;
  const Expr* key = nullptr;
  bool is_element_id = false;
  std::string label;
  std::unique_ptr<Operator> make(Execution& execution) const override;
  PlanLine line() const override;
};

// Hands on if the slot holds a node of the classes.
class CheckNodeStep : public Step {
 public:
  Slot slot = -1;
  std::vector<bool> classes;
  std::unique_ptr<Operator> make(Execution& execution) const override;
  PlanLine line() const override;
};

// A relationship that another must not be: equal only if their ends are. `from` and `to` are -1 where the slot holds a list, or where the
// ends are not known.
struct Avoid {
  Slot slot = -1, from = -1, to = -1;
};

// Ways to leave nodes, by class of the graph.
using Arcs = std::vector<std::vector<Arc>>;

// From a node along one relationship. The far end's classes are in the arcs.
class ExpandStep : public Step {
 public:
  Slot from = -1, relationship = -1, to = -1;
  bool into = false;        // `to` is bound already
  bool both = false;        // directions: a loop is in both lists, but is one relationship
  bool counts = false;      // nothing needs the far end: one row, of the weight of all
  bool unique = false;      // parallel relationships count as one
  bool is_private = false;  // the relationship's slot is read by the avoid of other steps alone, which resolve it
  std::vector<Avoid> avoid;
  std::vector<Slot> different;  // nodes that the far end must not be; not if `into`
  Arcs arcs;
  std::string label;
  std::unique_ptr<Operator> make(Execution& execution) const override;
  PlanLine line() const override;
};

// From a node along least … most relationships, none twice.
class WalkStep : public Step {
 public:
  Slot from = -1, relationships = -1, to = -1;
  bool into = false;
  bool both = false;
  bool backwards = false;  // the list is to be in the other order
  std::vector<Avoid> avoid;
  Arcs arcs;
  std::vector<bool> to_classes;
  std::uint64_t least = 1, most = UINT64_MAX;
  std::vector<std::pair<std::string, const Expr*>> properties;  // of each relationship
  std::string label;
  std::unique_ptr<Operator> make(Execution& execution) const override;
  PlanLine line() const override;
};

// Shortest walks between two bound nodes.
class ShortestStep : public Step {
 public:
  Slot from = -1, relationships = -1, to = -1;
  bool all = false;
  bool both = false;
  Arcs arcs, back;  // from `from`, and from `to` against them
  std::uint64_t least = 1, most = UINT64_MAX;
  std::vector<std::pair<std::string, const Expr*>> properties;
  std::string label;
  std::unique_ptr<Operator> make(Execution& execution) const override;
  PlanLine line() const override;
};

// A relationship, or a list of them, that is bound: its ends are those of the pattern.
class EndsStep : public Step {
 public:
  Slot from = -1, relationship = -1, to = -1;
  bool from_bound = false, to_bound = false;
  bool list = false;
  Heading heading = Heading::both;
  std::vector<bool> tables, from_classes, to_classes;
  std::vector<Avoid> avoid;
  std::uint64_t least = 1, most = UINT64_MAX;
  std::unique_ptr<Operator> make(Execution& execution) const override;
  PlanLine line() const override;
};

// A path of bound nodes and relationships (or lists of them), in turn.
class PathStep : public Step {
 public:
  Slot slot = -1;
  std::vector<Slot> elements;
  std::unique_ptr<Operator> make(Execution& execution) const override;
  PlanLine line() const override;
};

class FilterStep : public Step {
 public:
  const Expr* condition = nullptr;
  std::string text;
  std::unique_ptr<Operator> make(Execution& execution) const override;
  PlanLine line() const override;
};

class ProjectStep : public Step {
 public:
  std::vector<std::pair<const Expr*, Slot>> values;
  std::string text;
  std::unique_ptr<Operator> make(Execution& execution) const override;
  PlanLine line() const override;
};

class AggregateStep : public Step {
 public:
  struct Use {
    const Aggregate* aggregate = nullptr;
    bool distinct = false;
    std::vector<const Expr*> arguments;  // none: count(*)
    Slot slot = -1;
  };
  std::vector<std::pair<const Expr*, Slot>> keys;
  std::vector<Use> uses;
  std::string text;
  std::unique_ptr<Operator> make(Execution& execution) const override;
  PlanLine line() const override;
};

// The last relationship of a pattern and the aggregation after it in one, where all that is aggregated is the number of rows, and one of
// the keys is the far end or a property of it.
class CountByFarEndStep : public Step {
 public:
  Slot from = -1, to = -1;
  bool unique = false;
  Arcs arcs;
  std::vector<std::pair<const Expr*, Slot>> keys;  // the others, which do not read `to`
  const Expr* far_key = nullptr;
  Slot far_slot = -1;
  std::vector<Slot> counts;
  std::string text;
  std::unique_ptr<Operator> make(Execution& execution) const override;
  PlanLine line() const override;
};

class DistinctStep : public Step {
 public:
  std::vector<Slot> slots;
  std::unique_ptr<Operator> make(Execution& execution) const override;
  PlanLine line() const override;
};

class SortStep : public Step {
 public:
  struct Key {
    Slot slot = -1;
    bool descending = false;
  };
  std::vector<Key> keys;
  std::vector<Slot> live;      // what later steps need
  const Expr* skip = nullptr;  // of a LIMIT that follows: no more than both together are kept
  const Expr* limit = nullptr;
  std::string text;
  std::unique_ptr<Operator> make(Execution& execution) const override;
  PlanLine line() const override;
};

class SkipStep : public Step {
 public:
  const Expr* count = nullptr;
  std::unique_ptr<Operator> make(Execution& execution) const override;
  PlanLine line() const override;
};

class LimitStep : public Step {
 public:
  const Expr* count = nullptr;
  std::unique_ptr<Operator> make(Execution& execution) const override;
  PlanLine line() const override;
};
// The value of SKIP or LIMIT. SyntaxErrors of run time.
std::uint64_t count_of(const Expr& expression, Execution& execution);

class UnwindStep : public Step {
 public:
  const Expr* list = nullptr;
  Slot slot = -1;
  std::unique_ptr<Operator> make(Execution& execution) const override;
  PlanLine line() const override;
};

// The rows of the inner steps, or one with nulls if there are none.
class OptionalStep : public Step {
 public:
  Steps inner;
  std::vector<Slot> slots;  // that the inner steps write
  std::unique_ptr<Operator> make(Execution& execution) const override;
  PlanLine line() const override;
};

// The rows of steps that depend on nothing before, found by equal keys.
class JoinStep : public Step {
 public:
  Steps inner;
  std::vector<Slot> slots;                                // that the inner steps write
  std::vector<std::pair<const Expr*, const Expr*>> keys;  // of the row, of the inner row
  std::unique_ptr<Operator> make(Execution& execution) const override;
  PlanLine line() const override;
};

class CallStep : public Step {
 public:
  const Procedure* procedure = nullptr;
  std::vector<const Expr*> arguments;
  std::vector<std::pair<std::uint32_t, Slot>> outputs;  // which field, where to
  Position place;                                       // of the call in the query
  std::unique_ptr<Operator> make(Execution& execution) const override;
  PlanLine line() const override;
};

// The rows of each part after the other.
class UnionStep : public Step {
 public:
  struct Part {
    Steps steps;
    std::vector<Slot> from;  // in the order of `to`
  };
  std::vector<Part> parts;
  std::vector<Slot> to;
  std::unique_ptr<Operator> make(Execution& execution) const override;
  PlanLine line() const override;
};

}  // namespace almanac::graph::cypher
