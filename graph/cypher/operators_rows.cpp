// Filters, projections, UNWIND, OPTIONAL, SKIP, LIMIT, CALL, UNION: one row in, some rows out, nothing kept.

#include <algorithm>

#include "graph/cypher/operators.h"
#include "graph/cypher/query_error.h"

namespace almanac::graph::cypher {
namespace {

// In steps of the budget.
std::uint64_t cost_of(const Expr& e) {
  std::uint64_t cost = 1;
  for (const ExprPtr& arg : e.args) cost += arg == nullptr ? 0 : cost_of(*arg);
  return cost;
}

class Filter : public Operator {
 public:
  explicit Filter(const FilterStep& step) : step_(step), cost_(cost_of(*step.condition)) {}
  bool push(Execution& x) override {
    x.budget.steps(cost_);
    return !is_true(*step_.condition, x) || next->push(x);
  }

 private:
  const FilterStep& step_;
  std::uint64_t cost_;
};

class Project : public Operator {
 public:
  explicit Project(const ProjectStep& step) : step_(step) {
    for (const auto& [expression, slot] : step.values) cost_ += cost_of(*expression);
  }
  bool push(Execution& x) override {
    x.budget.steps(cost_);
    for (const auto& [expression, slot] : step_.values) at(x, slot) = evaluate(*expression, x);
    return next->push(x);
  }

 private:
  const ProjectStep& step_;
  std::uint64_t cost_ = 0;
};

class Skip : public Operator {
 public:
  explicit Skip(const SkipStep& step) : step_(step) {}
  bool push(Execution& x) override {
    if (!known_) {
      left_ = count_of(*step_.count, x);
      known_ = true;
    }
    if (left_ == 0) return next->push(x);
    --left_;
    return true;
  }
  void reset(Execution& x) override {
    known_ = false;
    next->reset(x);
  }

 private:
  const SkipStep& step_;
  std::uint64_t left_ = 0;
  bool known_ = false;
};

class Limit : public Operator {
 public:
  explicit Limit(const LimitStep& step) : step_(step) {}
  bool push(Execution& x) override {
    if (!known_) {
      left_ = count_of(*step_.count, x);
      known_ = true;
    }
    if (left_ == 0) return false;
    --left_;
    return next->push(x) && left_ > 0;
  }
  void finish(Execution& x) override {
    if (!known_) count_of(*step_.count, x);  // a wrong limit is wrong without rows, too
    next->finish(x);
  }
  void reset(Execution& x) override {
    known_ = false;
    next->reset(x);
  }

 private:
  const LimitStep& step_;
  std::uint64_t left_ = 0;
  bool known_ = false;
};

class Unwind : public Operator {
 public:
  explicit Unwind(const UnwindStep& step)
      : step_(step), is_range_(step.list->op == Op::call && step.list->function->name == "range") {}
  bool push(Execution& x) override {
    if (is_range_) return push_range(x);
    const Value list = evaluate(*step_.list, x);
    if (list.is_null()) return true;
    if (list.type != Type::list) {
      at(x, step_.slot) = list;
      return next->push(x);
    }
    for (const Value& item : list.list()) {
      x.budget.step();
      const ScratchMark mark(x);
      at(x, step_.slot) = item;
      if (!next->push(x)) return false;
    }
    return true;
  }

 private:
  // The numbers of range() without the list.
  bool push_range(Execution& x) {
    std::vector<Value> arguments;
    for (const ExprPtr& argument : step_.list->args) {
      arguments.push_back(evaluate(*argument, x));
      if (arguments.back().is_null()) return true;
    }
    const auto [from, by, count] = numbers_of_range(arguments);
    for (Wide i = 0; i < count; ++i) {
      x.budget.step();
      const ScratchMark mark(x);
      at(x, step_.slot) = Value::of(static_cast<std::int64_t>(from + by * i));
      if (!next->push(x)) return false;
    }
    return true;
  }

  const UnwindStep& step_;
  bool is_range_;
};

// The end of inner steps: hands on to what follows the outer step.
class Forward : public Operator {
 public:
  bool push(Execution& x) override {
    any = true;
    wanted = target->push(x);
    return wanted;
  }
  void finish(Execution&) override {}
  void reset(Execution&) override {}

  Operator* target = nullptr;
  bool any = false, wanted = true;
};

class Optional : public Operator {
 public:
  Optional(const OptionalStep& step, Execution& x) : step_(step) {
    auto forward = std::make_unique<Forward>();
    forward_ = forward.get();
    inner_ = start(step.inner, x, std::move(forward));
  }
  bool push(Execution& x) override {
    forward_->target = next;
    forward_->any = false;
    forward_->wanted = true;
    inner_.first()->reset(x);
    inner_.first()->push(x);
    inner_.first()->finish(x);
    if (forward_->any) return forward_->wanted;
    for (const Slot slot : step_.slots) at(x, slot) = Value{};
    return next->push(x);
  }

 private:
  const OptionalStep& step_;
  Pipeline inner_;
  Forward* forward_ = nullptr;
};

class CallProcedure : public Operator {
 public:
  explicit CallProcedure(const CallStep& step) : step_(step) {}
  bool push(Execution& x) override {
    const ScratchMark mark(x);
    std::vector<Value> arguments;
    for (std::size_t i = 0; i < step_.arguments.size(); ++i) {
      Value value = evaluate(*step_.arguments[i], x);
      const Field& input = step_.procedure->inputs[i];
      if (value.type == Type::integer && (input.types & number_types) == types_of(Type::real))
        value = Value::of(value.as_real());
      if (((types_of(value.type) | 0U) & (input.types | null_type)) == 0) {
        fail_type("InvalidArgumentType",
                  archive::filled(Text{"the argument {} of {} wants a {}, not a {}", "参数 {}（{}）应为 {}，而不是 {}"},
                                  input.name, step_.procedure->name, input.type_name, name_of(value.type)));
      }
      arguments.push_back(value);
    }
    arguments.resize(step_.procedure->inputs.size());  // what is left out is null
    bool wanted = true;
    bool handed_on = false;  // whether an error is that of a later step
    const auto emit = [&](std::span<const Value> row) {
      x.budget.step();
      const ScratchMark row_mark(x);
      for (const auto& [field, slot] : step_.outputs) at(x, slot) = row[field];
      handed_on = true;
      wanted = next->push(x);
      handed_on = false;
      return wanted;
    };
    try {
      step_.procedure->run({x.catalog, arguments, x.scratch, x.budget, emit});
    } catch (const QueryError& error) {
      if (handed_on || error.has_position()) throw;
      throw error.placed(step_.place);
    }
    return wanted && (!step_.procedure->outputs.empty() || next->push(x));
  }

 private:
  const CallStep& step_;
};

class Union : public Operator {
 public:
  Union(const UnionStep& step, Execution& x) {
    for (const UnionStep::Part& part : step.parts) {
      auto rename = std::make_unique<Rename>(part.from, step.to);
      Running running;
      running.rename = rename.get();
      running.pipeline = start(part.steps, x, std::move(rename));
      parts_.push_back(std::move(running));
    }
  }
  bool push(Execution& x) override {
    for (Running& part : parts_) {
      part.rename->target = next;
      part.rename->wanted = true;
      part.pipeline.first()->reset(x);
      part.pipeline.first()->push(x);
      part.pipeline.first()->finish(x);
      if (!part.rename->wanted) return false;
    }
    return true;
  }

 private:
  class Rename : public Operator {
   public:
    Rename(const std::vector<Slot>& from, const std::vector<Slot>& to) : from_(from), to_(to) {}
    bool push(Execution& x) override {
      for (std::size_t i = 0; i < to_.size(); ++i) at(x, to_[i]) = at(x, from_[i]);
      wanted = target->push(x);
      return wanted;
    }
    void finish(Execution&) override {}
    void reset(Execution&) override {}
    Operator* target = nullptr;
    bool wanted = true;

   private:
    const std::vector<Slot>& from_;
    const std::vector<Slot>& to_;
  };
  struct Running {
    Pipeline pipeline;
    Rename* rename = nullptr;
  };
  std::vector<Running> parts_;
};

std::string join(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

}  // namespace

std::uint64_t count_of(const Expr& expression, Execution& x) {
  const Value value = evaluate(expression, x);
  const auto fail = [](const char* detail, Text message) {
    throw QueryError(Phase::run, "SyntaxError", detail, std::move(message));
  };
  if (value.type != Type::integer)
    fail("InvalidArgumentType", {"SKIP and LIMIT want an integer", "SKIP 与 LIMIT 需要整数"});
  if (value.integer < 0)
    fail("NegativeIntegerArgument", {"SKIP and LIMIT cannot be negative", "SKIP 与 LIMIT 不能为负数"});
  return static_cast<std::uint64_t>(value.integer);
}

std::unique_ptr<Operator> FilterStep::make(Execution&) const { return std::make_unique<Filter>(*this); }
PlanLine FilterStep::line() const { return {"Filter", text, -1, {}}; }
std::unique_ptr<Operator> ProjectStep::make(Execution&) const { return std::make_unique<Project>(*this); }
PlanLine ProjectStep::line() const { return {"Projection", text, -1, {}}; }
std::unique_ptr<Operator> SkipStep::make(Execution&) const { return std::make_unique<Skip>(*this); }
PlanLine SkipStep::line() const { return {"Skip", {}, -1, {}}; }
std::unique_ptr<Operator> LimitStep::make(Execution&) const { return std::make_unique<Limit>(*this); }
PlanLine LimitStep::line() const { return {"Limit", {}, -1, {}}; }
std::unique_ptr<Operator> UnwindStep::make(Execution&) const { return std::make_unique<Unwind>(*this); }
PlanLine UnwindStep::line() const { return {"Unwind", {}, -1, {}}; }
std::unique_ptr<Operator> OptionalStep::make(Execution& x) const { return std::make_unique<Optional>(*this, x); }
PlanLine OptionalStep::line() const { return {"Optional", {}, -1, {lines_of(inner)}}; }
std::unique_ptr<Operator> CallStep::make(Execution&) const { return std::make_unique<CallProcedure>(*this); }
PlanLine CallStep::line() const {
  std::vector<std::string> fields;
  for (const auto& [field, slot] : outputs) fields.push_back(procedure->outputs[field].name);
  return {"ProcedureCall", procedure->name + " " + join(fields), -1, {}};
}
std::unique_ptr<Operator> UnionStep::make(Execution& x) const { return std::make_unique<Union>(*this, x); }
PlanLine UnionStep::line() const {
  PlanLine line{"Union", {}, -1, {}};
  for (const Part& part : parts) line.children.push_back(lines_of(part.steps));
  return line;
}

}  // namespace almanac::graph::cypher
