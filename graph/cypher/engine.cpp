#include "graph/cypher/engine.h"

#include <cmath>

#include "graph/cypher/compiler.h"
#include "graph/cypher/query_error.h"

namespace almanac::graph::cypher {
namespace {

class Result : public Operator {
 public:
  Result(const Plan& plan, const std::function<bool(std::span<const Value>)>& on_row)
      : plan_(plan), on_row_(on_row), row_(plan.column_slots.size()) {}
  bool push(Execution& x) override {
    constexpr std::uint64_t values_a_row = 64;  // a row with long lists counts as several
    std::uint64_t weight = 0;
    for (std::size_t i = 0; i < row_.size(); ++i) {
      row_[i] = x.slots[static_cast<std::size_t>(plan_.column_slots[i])];
      if (may_be_heavy(row_[i])) weight += weight_of(row_[i]);
    }
    x.budget.rows(1 + weight / values_a_row);
    return on_row_(row_);
  }

 private:
  const Plan& plan_;
  const std::function<bool(std::span<const Value>)>& on_row_;
  std::vector<Value> row_;
};

// A call of a procedure without outputs gives no rows.
class Nothing : public Operator {
 public:
  bool push(Execution&) override { return true; }
};

Procedures standard() {
  Procedures procedures;
  add_standard_procedures(procedures);
  return procedures;
}

void add_lines(const std::vector<PlanLine>& lines, std::uint32_t depth, std::vector<Explained>& all) {
  for (const PlanLine& line : lines) {
    Explained explained{depth, line.name, std::nullopt};
    if (!line.detail.empty()) explained.text += "  " + line.detail;
    if (line.rows >= 0) explained.rows = static_cast<std::int64_t>(std::min(9e18, std::ceil(line.rows)));
    all.push_back(std::move(explained));
    for (const auto& child : line.children) add_lines(child, depth + 1, all);
  }
}

// The lines of the plan, one per row.
void explain_rows(const Plan& plan, const std::function<bool(std::span<const Value>)>& on_row) {
  const std::string text = explain(plan);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    const Value line = Value::of(std::string_view(text).substr(begin, end - begin));
    if (!on_row({&line, 1})) return;
    begin = end + 1;
  }
}

}  // namespace

Engine::Engine(const PropertyGraph& graph, CatalogOptions options) : Engine(graph, std::move(options), standard()) {}
Engine::Engine(const PropertyGraph& graph, CatalogOptions options, Procedures procedures)
    : catalog_(graph, std::move(options)), procedures_(std::move(procedures)) {}

std::shared_ptr<const Plan> Engine::prepare(std::string_view text) const {
  const std::string key(text);
  {
    const std::lock_guard lock(mutex_);
    const auto found = plans_.find(key);
    if (found != plans_.end()) return found->second;
  }
  auto plan = compile(text, catalog_, procedures_);
  const std::lock_guard lock(mutex_);
  if (plans_.size() >= most_plans) plans_.clear();
  plans_.emplace(key, plan);
  return plan;
}

void Engine::run(const Plan& plan, const Parameters& parameters, Budget& budget,
                 const std::function<bool(std::span<const Value>)>& on_row) const {
  if (plan.query.explain) return explain_rows(plan, on_row);
  std::vector<Value> values;
  for (const std::string& name : plan.parameters) {
    const auto found = parameters.find(name);
    if (found == parameters.end()) {
      std::vector<std::string_view> known;
      for (const auto& [key, value] : parameters) known.push_back(key);
      throw QueryError(Phase::compile, "ParameterMissing", "MissingParameter",
                       archive::filled(Text{"the parameter ${} is not given", "缺少参数 ${}"}, name), nullptr,
                       {{}, nearest(name, known)});
    }
    values.push_back(found->second);
    values.back().stable = true;
  }
  budget.look();
  Execution execution(plan, catalog_, values, budget);
  const bool silent = plan.columns.empty();
  Pipeline pipeline = start(plan.steps, execution,
                            silent ? std::unique_ptr<Operator>(std::make_unique<Nothing>())
                                   : std::unique_ptr<Operator>(std::make_unique<Result>(plan, on_row)));
  pipeline.first()->push(execution);
  pipeline.first()->finish(execution);
}

void Engine::run(std::string_view text, const Parameters& parameters, Budget& budget,
                 const std::function<bool(std::span<const Value>)>& on_row) const {
  run(*prepare(text), parameters, budget, on_row);
}

std::vector<Explained> explained(const Plan& plan) {
  std::vector<Explained> all;
  add_lines(lines_of(plan.steps), 0, all);
  return all;
}

std::string explain(const Plan& plan) {
  std::string text;
  for (const Explained& line : explained(plan)) {
    text += std::string(std::size_t{line.depth} * 2, ' ') + line.text;
    if (line.rows) text += "  ~" + std::to_string(*line.rows) + " rows";
    text += "\n";
  }
  return text;
}

}  // namespace almanac::graph::cypher
