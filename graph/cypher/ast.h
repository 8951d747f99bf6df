#pragma once
// The tree of a query as parsed. The compiler (compiler.h) writes into its expressions what running them needs: slots, functions,
// inner plans; the plan then owns the tree, and expressions are evaluated as they stand (evaluate.h).

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "graph/cypher/value.h"

namespace almanac::graph::cypher {

enum class Op : std::uint8_t {
  literal,
  parameter,
  variable,
  property,  // args[0].text
  index,     // args[0][args[1]]
  slice,     // args[0][args[1]..args[2]], either may be absent
  list,      // args
  map,       // names[i]: args[i]
  not_,
  negate,
  identity,  // unary +
  and_,      // all of args
  or_,       // any of args
  xor_,
  compare,  // args[0] chain[0] args[1] chain[1] args[2] …
  add,
  subtract,
  multiply,
  divide,
  modulo,
  power,
  starts_with,
  ends_with,
  contains,
  matches,  // =~
  in,
  is_null,
  is_not_null,
  has_labels,     // args[0]:names[0]:names[1]
  case_,          // args: subject or absent, then when, then, when, then …, last: else or absent
  call,           // text(args)
  count_all,      // count(*)
  comprehension,  // [text IN args[0] WHERE args[1] | args[2]], the latter two may be absent
  all,            // all(text IN args[0] WHERE args[1])
  any,
  none,
  single,
  reduce,        // reduce(names[0] = args[1], text IN args[0] | args[2])
  pattern,       // a pattern as a predicate
  pattern_list,  // [pattern WHERE args[0] | args[1]], the former may be absent
  exists,        // exists { query }
  shortest_path  // shortestPath(…) as a value
};
enum class Comparison : std::uint8_t { equal, differs, less, at_most, greater, at_least };

struct Query;
struct Pattern;
struct Expr;
class ExpandStep;  // steps.h
struct Function;   // functions.h
struct Aggregate;  // aggregates.h
using ExprPtr = std::unique_ptr<Expr>;

// Which bytes of the query.
struct Extent {
  std::uint32_t begin = 0, end = 0;
};

// Where the values of a property are, by class of nodes and by table of relationships of the graph.
struct PropertyPlaces {
  struct Columns {
    const PropertyColumn* first = nullptr;
    std::uint32_t count = 0;
  };
  std::vector<Columns> classes;
  std::vector<std::vector<const EdgeProperty*>> tables;
  bool is_key = false;  // nodes without a column have their key
};

struct Expr {
  Expr(Op op_, Extent extent_);
  ~Expr();
  Expr(const Expr&) = delete;
  Expr& operator=(const Expr&) = delete;

  Op op;
  bool distinct = false;  // of an aggregation
  Extent extent;
  std::uint32_t depth = 1;  // of the tree below
  std::string text;
  std::vector<std::string> names;
  std::vector<Comparison> chain;
  std::vector<ExprPtr> args;
  Value value;  // of a literal
  std::unique_ptr<Pattern> pattern;
  std::unique_ptr<Query> query;

  // Written by the compiler.
  std::int32_t slot = -1;         // variable; comprehensions: the loop's variable
  std::int32_t second_slot = -1;  // reduce: the sum so far
  std::int32_t inner = -1;        // the inner plan of patterns and exists; the number of a parameter
  const Function* function = nullptr;
  const ExpandStep* edge = nullptr;  // patterns and exists that only ask whether two nodes have a relationship
  const Aggregate* aggregate = nullptr;
  std::unique_ptr<PropertyPlaces> places;  // property
  std::vector<bool> label_classes;         // has_labels: classes of the graph that have all
};

enum class Heading : std::uint8_t { right, left, both };

struct NodePattern {
  std::string name;  // "": anonymous
  std::vector<std::string> labels;
  ExprPtr properties;
  Extent extent;
};
struct RelationshipPattern {
  std::string name;
  std::vector<std::string> types;
  Heading heading = Heading::both;
  bool variable_length = false;
  std::optional<std::uint64_t> least, most;
  ExprPtr properties;
  Extent extent;
};
enum class Shortest : std::uint8_t { no, one, all };
struct Pattern {
  std::string name;
  Shortest shortest = Shortest::no;
  std::vector<NodePattern> nodes;
  std::vector<RelationshipPattern> relationships;  // one less
  Extent extent;
};

struct Item {
  ExprPtr expression;
  std::string name;  // alias, or the text as written
  bool aliased = false;
};
struct SortItem {
  ExprPtr expression;
  bool descending = false;
};
struct Yield {
  std::string field, name;
  Extent extent;
};
struct Change {    // of SET and REMOVE, for the tests' writer
  ExprPtr target;  // a property, or a variable
  ExprPtr value;   // absent: remove, or labels
  std::vector<std::string> labels;
  bool adds = false;     // +=
  bool removes = false;  // of REMOVE
};

enum class ClauseKind : std::uint8_t {
  match,
  unwind,
  with,
  return_,
  call,
  create,
  merge,
  set,
  delete_,
  remove,
  foreach
};
struct Clause {
  ClauseKind kind = ClauseKind::match;
  Extent extent;
  std::vector<Pattern> patterns;
  bool optional = false;
  ExprPtr where;
  // WITH, RETURN; UNWIND has one item; DELETE its expressions
  std::vector<Item> items;
  bool star = false, distinct = false;
  std::vector<SortItem> sort;
  ExprPtr skip, limit;
  // CALL
  std::string procedure;
  Extent procedure_extent;
  bool explicit_arguments = false;
  std::vector<ExprPtr> arguments;
  std::optional<std::vector<Yield>> yields;
  bool yield_star = false;
  // MERGE, SET, REMOVE
  std::vector<Change> changes, on_create;
};

struct Part {  // of a UNION
  std::vector<Clause> clauses;
};
struct Query {
  std::vector<Part> parts;
  std::vector<bool> all;  // between them: UNION ALL
  std::vector<Extent> unions;
  bool explain = false;
};

bool is_writing(ClauseKind kind);

}  // namespace almanac::graph::cypher
