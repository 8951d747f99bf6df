#pragma once
// Internal to the compiler: its state, and its functions over several sources.
//
// Every variable of the query has a slot of its own, written by one step only, so a variable that is handed on by WITH, also under
// another name, keeps its slot, and no step has to copy it.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "graph/cypher/compiler.h"
#include "graph/cypher/lexer.h"
#include "graph/cypher/query_error.h"
#include "graph/cypher/steps.h"

namespace almanac::graph::cypher {

// What is known of a value before the query runs.
struct Kinds {
  Types types = any_type;
  Types items = any_type;  // of the members, if it is a list
};
struct Variable {
  Slot slot = -1;
  Kinds kinds;
};
using Scope = std::map<std::string, Variable>;

struct MatchPlan;  // match_plan.h

class Compiler {
 public:
  Compiler(Plan& plan, const Catalog& catalog, const Procedures& procedures)
      : plan_(plan), catalog_(catalog), procedures_(procedures) {}
  void compile();

 private:
  // compile_query.cpp
  enum class Place : std::uint8_t { top, inside };  // the query itself, or exists { }
  void compile_parts(Query& query, Steps& steps);
  // The scope after the last clause; for the top, `returned` are its columns in order.
  Scope compile_part(Part& part, Scope scope, Steps& steps, Place place, std::vector<std::string>* returned);
  void check_order_of_clauses(const Part& part, Place place) const;
  void compile_unwind(Clause& clause, Scope& scope, Steps& steps);
  void compile_call(Clause& clause, Scope& scope, Steps& steps, bool standalone, std::vector<std::string>* returned);
  void add_yields(Clause& clause, const Procedure& procedure, Scope& scope, CallStep& step, bool standalone,
                  std::vector<std::string>* returned);
  void compile_exists(Expr& e, const Scope& scope);

  // compile_projection.cpp
  Scope compile_projection(Clause& clause, const Scope& scope, Steps& steps, std::vector<std::string>* returned);
  void check_items(Clause& clause, const Scope& scope) const;
  void expand_star(Clause& clause, const Scope& scope) const;
  Scope project_plain(Clause& clause, const Scope& scope, Steps& steps);
  Scope project_groups(Clause& clause, const Scope& scope, Steps& steps);
  void compile_sort(Clause& clause, const Scope& visible, const Scope& result, Steps& steps);
  void compile_skip_and_limit(Clause& clause, Steps& steps);
  void check_count(Expr& e);
  bool has_aggregate(const Expr& e) const;

  // compile_groups.cpp: items with aggregations, and what ORDER BY may say after them
  struct Groups {
    const Scope* before = nullptr;                     // what the arguments of aggregations see
    Scope after;                                       // names of the projection
    std::vector<std::pair<std::string, Slot>> shapes;  // of items, as text
    std::vector<std::pair<std::string, Slot>> simple_shapes;
    std::set<std::string> grouping_names;
    AggregateStep* step = nullptr;  // null: DISTINCT without aggregations
    bool in_sort = false;
  };
  void regroup(ExprPtr& e, Groups& groups, bool whole, std::set<std::string>& locals);
  void extract_aggregate(Expr& e, Groups& groups);
  static std::string shape_of(const Expr& e);
  void become_variable(ExprPtr& e, Slot slot) const;

  // compile_expression.cpp
  enum class Patterns : std::uint8_t { forbidden, allowed };  // whether a pattern may stand here as a condition
  Kinds bind(Expr& e, const Scope& scope, Patterns patterns = Patterns::forbidden);
  Kinds bind_variable(Expr& e, const Scope& scope);
  Kinds bind_property(Expr& e, const Scope& scope);
  Kinds bind_call(Expr& e, const Scope& scope);
  Kinds bind_loop(Expr& e, const Scope& scope);
  Kinds bind_arithmetic(Expr& e, const Scope& scope);
  Kinds bind_case(Expr& e, const Scope& scope, Patterns patterns);
  Kinds bind_index(Expr& e, const Scope& scope);
  void bind_condition(Expr& e, const Scope& scope);  // WHERE
  void compare_entities(Expr& e, const Scope& scope) const;
  void want_types(const Expr& e, Kinds kinds, Types wanted, const Text& what) const;
  Slot parameter_number(const std::string& name);

  // compile_pattern.cpp
  // The MATCH at `first`, with those after it that can be planned together with it; returns how many.
  std::size_t compile_matches(Part& part, std::size_t first, Scope& scope, Steps& steps);
  bool can_join(const Clause& clause, const Scope& scope) const;
  void add_clause(std::vector<Pattern*> patterns, ExprPtr where, Scope& scope, MatchPlan& match);
  void bind_pattern_predicate(Expr& e, const Scope& scope);
  void add_inner(Expr& e, Steps steps);
  Kinds bind_pattern_list(Expr& e, const Scope& scope);
  Kinds bind_shortest(Expr& e, const Scope& scope);
  void compile_patterns(std::vector<Pattern*> patterns, ExprPtr where, Scope& scope, Steps& steps, bool optional);
  void add_pattern(Pattern& pattern, Scope& scope, MatchPlan& match);
  std::size_t add_node(NodePattern& node, Scope& scope, MatchPlan& match);
  void add_relationship(RelationshipPattern& relationship, std::size_t from, std::size_t to, Scope& scope,
                        MatchPlan& match, Shortest shortest);
  void add_path(Pattern& pattern, Scope& scope, MatchPlan& match, const std::vector<std::size_t>& nodes,
                std::size_t first);
  void add_conditions(ExprPtr properties, Slot slot, MatchPlan& match);
  void bind_conditions(const Scope& scope, MatchPlan& match, std::size_t first_condition,
                       std::size_t first_relationship);

  // Of all.
  void note_unknown(const char* code, const Text& message, std::string_view name,
                    const std::vector<std::string_view>& known, Extent extent);
  void note_property(const std::string& name, Extent extent);
  void note_labels(const std::vector<std::string>& labels, Extent extent);
  Slot new_slot() { return static_cast<Slot>(plan_.slots++); }
  Position position(Extent extent) const { return position_at(plan_.text, extent.begin); }
  std::string_view source(Extent extent) const {
    return std::string_view(plan_.text).substr(extent.begin, extent.end - extent.begin);
  }
  [[noreturn]] void fail(const char* detail, Text message, Extent extent, Help help = {}) const {
    fail_syntax(detail, std::move(message), position(extent), std::move(help));
  }
  [[noreturn]] void fail_undefined(const std::string& name, Extent extent, const Scope& scope) const;
  void declare(Scope& scope, const std::string& name, Slot slot, Kinds kinds) const { scope[name] = {slot, kinds}; }
  Expr* keep(ExprPtr expression) {
    plan_.made.push_back(std::move(expression));
    return plan_.made.back().get();
  }
  bool is_mentioned(const std::string& name) const { return mentioned_.count(name) != 0 || star_; }
  void find_mentions(const Query& query);
  void find_mentions(const Expr& e);
  void find_mentions(const Pattern& pattern);

  Plan& plan_;
  const Catalog& catalog_;
  const Procedures& procedures_;
  std::set<std::string> mentioned_;  // names of variables in expressions, and in more than one place of patterns
  std::set<std::string> in_patterns_;
  bool star_ = false;
  std::set<Slot>* reads_ = nullptr;  // slots that the expression being bound reads
};

}  // namespace almanac::graph::cypher
