// Aggregations.

#include "graph/cypher/grouping.h"

namespace almanac::graph::cypher {
namespace {

class Group : public Operator {
 public:
  Group(const AggregateStep& step, Execution& x)
      : step_(step),
        budget_(x.budget),
        groups_(step.keys.size(), x.budget),
        arena_(&x.budget),
        numbers_(step.keys.size()) {
    for (const auto& [key, slot] : step.keys) keys_.push_back(std::make_unique<KeyNumbers>(*key, x));
  }

  bool push(Execution& x) override {
    std::size_t group = 0;
    if (keys_.empty()) {
      if (states_.empty()) add_group();
    } else {
      for (std::size_t i = 0; i < keys_.size(); ++i) numbers_[i] = keys_[i]->number(x);
      const auto [found, is_new] = groups_.find(numbers_.data());
      if (is_new) add_group();
      group = found;
    }
    State* state = states_.data() + group * step_.uses.size();
    for (const AggregateStep::Use& use : step_.uses) accumulate(use, *state++, x);
    return true;
  }

  void finish(Execution& x) override {
    x.weight = 1;
    if (keys_.empty() && states_.empty()) add_group();
    const std::size_t count = keys_.empty() ? 1 : groups_.size();
    for (std::size_t group = 0; group < count; ++group) {
      x.budget.step();
      const ScratchMark mark(x);
      for (std::size_t i = 0; i < keys_.size(); ++i)
        at(x, step_.keys[i].second) = keys_[i]->value(groups_.numbers(group)[i]);
      for (std::size_t i = 0; i < step_.uses.size(); ++i) {
        State& state = states_[group * step_.uses.size() + i];
        at(x, step_.uses[i].slot) =
            state.accumulator == nullptr ? Value::of(state.count) : state.accumulator->result(x.scratch);
      }
      if (!next->push(x)) break;
    }
    next->finish(x);
  }

  void reset(Execution& x) override {
    for (const auto& key : keys_) key->clear();
    groups_.clear();
    states_.clear();
    arena_.clear();
    next->reset(x);
  }

 private:
  struct Seen {  // of DISTINCT
    explicit Seen(Budget& budget) : others(1, budget) {}
    NumberSet nodes;
    RowSet others;
  };
  struct State {
    std::int64_t count = 0;
    std::unique_ptr<Accumulator> accumulator;  // null: only the count
    std::unique_ptr<Seen> seen;
  };

  void add_group() {
    for (const AggregateStep::Use& use : step_.uses) {
      State state;
      if (use.aggregate != nullptr && use.aggregate->name != "count") state.accumulator = use.aggregate->make(arena_);
      if (use.distinct) state.seen = std::make_unique<Seen>(budget_);
      budget_.hold(sizeof(State) + (use.distinct ? sizeof(Seen) : 32));
      states_.push_back(std::move(state));
    }
    if (step_.uses.empty()) states_.emplace_back();  // says that there is a group
  }

  void accumulate(const AggregateStep::Use& use, State& state, Execution& x) {
    if (use.arguments.empty()) {
      state.count += static_cast<std::int64_t>(x.weight);
      return;
    }
    Value values[2];
    for (std::size_t i = 0; i < use.arguments.size(); ++i) values[i] = evaluate(*use.arguments[i], x);
    if (values[0].is_null()) return;
    if (may_be_heavy(values[0])) x.budget.steps(weight_of(values[0]));
    std::uint64_t times = x.weight;
    if (state.seen != nullptr) {
      times = 1;
      const bool is_new = values[0].type == Type::node ? state.seen->nodes.add(values[0].node_id(), budget_)
                                                       : state.seen->others.add(values).second;
      if (!is_new) return;
    }
    if (state.accumulator == nullptr)
      state.count += static_cast<std::int64_t>(times);
    else
      state.accumulator->add(values, times);
  }

  const AggregateStep& step_;
  Budget& budget_;
  std::vector<std::unique_ptr<KeyNumbers>> keys_;
  Groups groups_;
  Arena arena_;
  std::vector<State> states_;  // by group, then use
  std::vector<std::uint32_t> numbers_;
};

}  // namespace

std::unique_ptr<Operator> AggregateStep::make(Execution& x) const { return std::make_unique<Group>(*this, x); }
PlanLine AggregateStep::line() const { return {"Aggregation", keys.empty() ? "over all rows" : "by " + text, -1, {}}; }

}  // namespace almanac::graph::cypher
