#pragma once
// openCypher 9, read only, over one property graph. See docs/cypher.md for what is supported.
//
//   Engine engine(graph);
//   engine.run("MATCH (n:Person)-[:KNOWS]->(m) RETURN m.name AS name, count(*) AS n", {}, budget, [](auto row) { … return true; });
//
// An engine belongs to one snapshot and may be used by any number of threads. Plans are kept by the text of the query, so a query that
// comes again is not parsed again.

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graph/budget.h"
#include "graph/cypher/catalog.h"
#include "graph/cypher/plan.h"
#include "graph/cypher/procedures.h"

namespace almanac::graph::cypher {

// By name, without "$". What they point to must live as long as the run.
using Parameters = std::map<std::string, Value, std::less<>>;

class Engine {
 public:
  // The graph must outlive the engine.
  explicit Engine(const PropertyGraph& graph, CatalogOptions options = {});
  Engine(const PropertyGraph& graph, CatalogOptions options, Procedures procedures);

  // Throws QueryError of compile time.
  std::shared_ptr<const Plan> prepare(std::string_view text) const;

  // Hands every row to `on_row` as soon as it is known; its values are valid during that call, those in the graph and the plan longer.
  // `on_row` returns false if it wants no more. EXPLAIN gives the lines of the plan in one column "plan" and runs nothing.
  // QueryErrors; those of the budget; ParameterMissing for a parameter that is not given.
  void run(const Plan& plan, const Parameters& parameters, Budget& budget,
           const std::function<bool(std::span<const Value>)>& on_row) const;
  void run(std::string_view text, const Parameters& parameters, Budget& budget,
           const std::function<bool(std::span<const Value>)>& on_row) const;

  const Catalog& catalog() const { return catalog_; }
  const Procedures& procedures() const { return procedures_; }

 private:
  static constexpr std::size_t most_plans = 1000;
  Catalog catalog_;
  Procedures procedures_;
  mutable std::mutex mutex_;
  mutable std::unordered_map<std::string, std::shared_ptr<const Plan>> plans_;
};

// EXPLAIN: one line per step, the first that works first, the steps inside of another right after it and one deeper.
struct Explained {
  std::uint32_t depth = 0;
  std::string text;                  // "Expand  (p:Person)-[:KNOWS]->(q)"
  std::optional<std::int64_t> rows;  // expected; only of steps that find patterns
};
std::vector<Explained> explained(const Plan& plan);
// The same as text, indented.
std::string explain(const Plan& plan);

}  // namespace almanac::graph::cypher
