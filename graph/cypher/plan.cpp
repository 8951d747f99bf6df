#include "graph/cypher/plan.h"

#include <chrono>

namespace almanac::graph::cypher {
namespace {

class RowHandler : public Operator {
 public:
  explicit RowHandler(Inner& inner) : inner_(inner) {}
  bool push(Execution& execution) override { return inner_.on_row(execution); }

 private:
  Inner& inner_;
};

}  // namespace

Pipeline start(const Steps& steps, Execution& execution, std::unique_ptr<Operator> sink) {
  Pipeline pipeline;
  for (const auto& step : steps) pipeline.operators.push_back(step->make(execution));
  pipeline.operators.push_back(std::move(sink));
  for (std::size_t i = 0; i + 1 < pipeline.operators.size(); ++i) {
    pipeline.operators[i]->next = pipeline.operators[i + 1].get();
  }
  return pipeline;
}

std::vector<PlanLine> lines_of(const Steps& steps) {
  std::vector<PlanLine> lines;
  for (const auto& step : steps) {
    lines.push_back(step->line());
    lines.back().rows = step->rows;
  }
  return lines;
}

Execution::Execution(const Plan& plan_, const Catalog& catalog_, std::span<const Value> parameters_, Budget& budget_)
    : plan(plan_),
      catalog(catalog_),
      graph(catalog_.graph()),
      parameters(parameters_),
      budget(budget_),
      slots(plan_.slots),
      scratch(&budget_) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  now_seconds = std::chrono::duration_cast<std::chrono::seconds>(now).count();
  now_nanos = std::chrono::duration_cast<std::chrono::nanoseconds>(now).count() % 1'000'000'000;
  random = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
  for (const Steps& steps : plan.inners) {
    auto inner = std::make_unique<Inner>(&budget);
    inner->pipeline = start(steps, *this, std::make_unique<RowHandler>(*inner));
    inners.push_back(std::move(inner));
  }
}

void Inner::run(Execution& execution, std::function<bool(Execution&)> handler) {
  on_row = std::move(handler);
  const Arena::Mark mark = execution.scratch.mark();
  pipeline.first()->reset(execution);
  pipeline.first()->push(execution);
  pipeline.first()->finish(execution);
  execution.scratch.release(mark);
}

}  // namespace almanac::graph::cypher
