// Aggregations.
//
// Each key of a row gets a number among the values of that key, and the group is found by these numbers. Where a key is a node, or a
// property of a node, its number is remembered by node, so that the value is read and hashed once per node instead of once per row.

#include <algorithm>

#include "graph/cypher/operators.h"

namespace almanac::graph::cypher {
namespace {

// The numbers of one key's values.
class KeyNumbers {
 public:
  KeyNumbers(const Expr& key, Execution& x) : key_(key), values_(1, x.budget) {
    if (key.op == Op::variable)
      node_slot_ = key.slot;
    else if (key.op == Op::property && key.args[0]->op == Op::variable)
      node_slot_ = key.args[0]->slot;
  }

  std::uint32_t number(Execution& x) {
    if (node_slot_ < 0 || ++rows_ < rows_before_cache) return number_of_value(x);
    const Value& node = at(x, node_slot_);
    if (node.type != Type::node) return number_of_value(x);
    if (by_node_.empty()) {
      x.budget.hold(std::uint64_t{x.graph.node_count()} * sizeof(std::uint32_t));
      by_node_.assign(x.graph.node_count(), 0);
    }
    std::uint32_t& known = by_node_[node.node_id()];
    if (known == 0) known = number_of_value(x) + 1;
    return known - 1;
  }
  const Value& value(std::uint32_t number) const { return *values_.row(number); }
  void clear() {
    values_.clear();
    std::fill(by_node_.begin(), by_node_.end(), 0);
  }

 private:
  static constexpr std::uint32_t rows_before_cache = 4096;
  std::uint32_t number_of_value(Execution& x) {
    const Value value = evaluate(key_, x);
    return values_.add(&value).first;
  }

  const Expr& key_;
  RowSet values_;
  Slot node_slot_ = -1;
  std::uint32_t rows_ = 0;
  std::vector<std::uint32_t> by_node_;  // number + 1
};

// Groups by the numbers of their keys.
class Groups {
 public:
  Groups(std::size_t width, Budget& budget) : width_(width), budget_(budget) {}

  // The group's number, and whether it is new.
  std::pair<std::uint32_t, bool> find(const std::uint32_t* numbers) {
    if (width_ == 1) {  // the value's number is the group's
      const bool is_new = numbers[0] == count_;
      if (is_new) add(numbers);
      return {numbers[0], is_new};
    }
    if (count_ * 2 >= table_.size()) grow();
    std::size_t place = hash_of(numbers) & (table_.size() - 1);
    for (; table_[place] != 0; place = (place + 1) & (table_.size() - 1)) {
      const std::uint32_t group = table_[place] - 1;
      if (std::equal(numbers, numbers + width_, numbers_.data() + group * width_)) return {group, false};
    }
    add(numbers);
    table_[place] = static_cast<std::uint32_t>(count_);
    return {static_cast<std::uint32_t>(count_ - 1), true};
  }
  const std::uint32_t* numbers(std::size_t group) const { return numbers_.data() + group * width_; }
  std::size_t size() const { return count_; }
  void clear() {
    count_ = 0;
    numbers_.clear();
    std::fill(table_.begin(), table_.end(), 0);
  }

 private:
  std::size_t hash_of(const std::uint32_t* numbers) const {
    std::uint64_t h = 0;
    for (std::size_t i = 0; i < width_; ++i) h = (h ^ numbers[i]) * 0x9e3779b97f4a7c15ULL;
    return static_cast<std::size_t>(h >> 16U);
  }
  void add(const std::uint32_t* numbers) {
    budget_.row();
    numbers_.insert(numbers_.end(), numbers, numbers + width_);
    ++count_;
  }
  void grow() {
    const std::size_t size = std::max<std::size_t>(64, table_.size() * 2);
    budget_.hold((size - table_.size()) * 4 + size / 2 * width_ * 4);
    table_.assign(size, 0);
    for (std::size_t group = 0; group < count_; ++group) {
      std::size_t place = hash_of(this->numbers(group)) & (size - 1);
      while (table_[place] != 0) place = (place + 1) & (size - 1);
      table_[place] = static_cast<std::uint32_t>(group + 1);
    }
  }

  std::size_t width_, count_ = 0;
  Budget& budget_;
  std::vector<std::uint32_t> numbers_, table_;
};

class Group : public Operator {
 public:
  Group(const AggregateStep& step, Execution& x)
      : step_(step), budget_(x.budget), groups_(step.keys.size(), x.budget), arena_(&x.budget), numbers_(step.keys.size()) {
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
      for (std::size_t i = 0; i < keys_.size(); ++i) at(x, step_.keys[i].second) = keys_[i]->value(groups_.numbers(group)[i]);
      for (std::size_t i = 0; i < step_.uses.size(); ++i) {
        State& state = states_[group * step_.uses.size() + i];
        at(x, step_.uses[i].slot) = state.accumulator == nullptr ? Value::of(state.count) : state.accumulator->result(x.scratch);
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
    std::uint64_t times = x.weight;
    if (state.seen != nullptr) {
      times = 1;
      const bool is_new = values[0].type == Type::node ? state.seen->nodes.add(values[0].node_id(), budget_) : state.seen->others.add(values).second;
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
