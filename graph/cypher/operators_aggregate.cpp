// Aggregations.
//
// Each key of a row gets a number among the values of that key, and the group is found by these numbers. Where a key is a node, or a
// property of a node, its number is remembered by node, so that the value is read and hashed once per node instead of once per row.

#include <algorithm>
#include <bit>

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
  // Whether numbers are remembered by node from now on; then known(): the node's number + 1, or 0.
  bool remembers() const { return !by_node_.empty(); }
  std::uint32_t known(NodeId node) const { return by_node_[node]; }
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

// Counts by (row, column): an array while that is small, else a hash table.
class Cells {
 public:
  explicit Cells(Budget& budget) : budget_(budget) {}

  void add(std::uint32_t row, std::uint32_t column, std::uint64_t count) {
    if (!is_sparse_ && (column >= stride_ || row >= rows_)) grow(row, column);
    if (is_sparse_)
      add_sparse(std::uint64_t{row} << 32U | column, count);
    else
      dense_[std::size_t{row} * stride_ + column] += count;
  }
  // The row's cells, if they are an array, for columns below columns(); valid until the next add().
  std::uint64_t* row(std::uint32_t row) { return is_sparse_ || row >= rows_ ? nullptr : dense_.data() + std::size_t{row} * stride_; }
  std::uint32_t columns() const { return stride_; }

  template <class F>
  bool each(F&& f) const {  // f(row, column, count) of those that are not 0; false: enough
    if (is_sparse_) {
      for (std::size_t i = 0; i < keys_.size(); ++i) {
        if (counts_[i] != 0 && !f(static_cast<std::uint32_t>(keys_[i] >> 32U), static_cast<std::uint32_t>(keys_[i]), counts_[i])) return false;
      }
      return true;
    }
    for (std::size_t i = 0; i < dense_.size(); ++i) {
      if (dense_[i] != 0 && !f(static_cast<std::uint32_t>(i / stride_), static_cast<std::uint32_t>(i % stride_), dense_[i])) return false;
    }
    return true;
  }

 private:
  static constexpr std::size_t most_dense = 1U << 22U;

  void grow(std::uint32_t row, std::uint32_t column) {
    const std::size_t stride = std::max<std::size_t>({64, stride_, std::bit_ceil(std::size_t{column} + 1)});
    const std::size_t rows = row < rows_ ? rows_ : std::max<std::size_t>({4, rows_ * 2, std::size_t{row} + 1});
    if (rows * stride > most_dense) return become_sparse();
    budget_.hold((rows * stride - dense_.size()) * sizeof(std::uint64_t));
    std::vector<std::uint64_t> larger(rows * stride);
    for (std::size_t i = 0; i < rows_; ++i) std::copy_n(dense_.begin() + static_cast<std::ptrdiff_t>(i * stride_), stride_, larger.begin() + static_cast<std::ptrdiff_t>(i * stride));
    dense_ = std::move(larger);
    rows_ = rows;
    stride_ = static_cast<std::uint32_t>(stride);
  }
  void become_sparse() {
    is_sparse_ = true;
    for (std::size_t i = 0; i < dense_.size(); ++i) {
      if (dense_[i] != 0) add_sparse(std::uint64_t{i / stride_} << 32U | i % stride_, dense_[i]);
    }
    dense_.clear();
  }
  void add_sparse(std::uint64_t key, std::uint64_t count) {
    if (used_ * 2 >= keys_.size()) rehash();
    const std::size_t place = find(key);
    if (counts_[place] == 0) {
      ++used_;
      keys_[place] = key;
      budget_.row();
    }
    counts_[place] += count;
  }
  std::size_t find(std::uint64_t key) const {
    std::size_t place = static_cast<std::size_t>((key * 0x9e3779b97f4a7c15ULL) >> 16U) & (keys_.size() - 1);
    while (counts_[place] != 0 && keys_[place] != key) place = (place + 1) & (keys_.size() - 1);
    return place;
  }
  void rehash() {
    const std::vector<std::uint64_t> keys = std::move(keys_);
    const std::vector<std::uint64_t> counts = std::move(counts_);
    const std::size_t size = std::max<std::size_t>(1024, keys.size() * 2);
    budget_.hold((size - keys.size()) * 16);
    keys_.assign(size, 0);
    counts_.assign(size, 0);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (counts[i] == 0) continue;
      const std::size_t place = find(keys[i]);
      keys_[place] = keys[i];
      counts_[place] = counts[i];
    }
  }

  Budget& budget_;
  bool is_sparse_ = false;
  std::uint32_t stride_ = 0;
  std::size_t rows_ = 0, used_ = 0;
  std::vector<std::uint64_t> dense_, keys_, counts_;
};

class CountByFarEnd : public Operator {
 public:
  CountByFarEnd(const CountByFarEndStep& step, Execution& x)
      : step_(step), groups_(step.keys.size(), x.budget), far_(*step.far_key, x), cells_(std::make_unique<Cells>(x.budget)), numbers_(step.keys.size()) {
    for (const auto& [key, slot] : step.keys) keys_.push_back(std::make_unique<KeyNumbers>(*key, x));
  }

  bool push(Execution& x) override {
    const Value near = at(x, step_.from);
    if (near.type != Type::node) return true;
    const std::uint32_t node_class = x.graph.class_of(near.node_id());
    const std::uint32_t number = near.node_id() - x.graph.classes()[node_class].first;
    std::uint32_t row = 0;
    if (!keys_.empty()) {
      for (std::size_t i = 0; i < keys_.size(); ++i) numbers_[i] = keys_[i]->number(x);
      row = groups_.find(numbers_.data()).first;
    }
    for (const Arc& arc : step_.arcs[node_class]) count(arc, number, row, x);
    return true;
  }

  void finish(Execution& x) override {
    cells_->each([&](std::uint32_t row, std::uint32_t column, std::uint64_t count) {
      x.budget.step();
      const ScratchMark mark(x);
      for (std::size_t i = 0; i < keys_.size(); ++i) at(x, step_.keys[i].second) = keys_[i]->value(groups_.numbers(row)[i]);
      at(x, step_.far_slot) = far_.value(column);
      for (const Slot slot : step_.counts) at(x, slot) = Value::of(static_cast<std::int64_t>(count));
      return next->push(x);
    });
    next->finish(x);
  }

  void reset(Execution& x) override {
    for (const auto& key : keys_) key->clear();
    far_.clear();
    groups_.clear();
    cells_ = std::make_unique<Cells>(x.budget);
    next->reset(x);
  }

 private:
  void count(const Arc& arc, std::uint32_t number, std::uint32_t row, Execution& x) {
    const Adjacency& list = arc.list();
    const std::uint64_t begin = list.begin(number);
    const std::uint64_t end = list.end(number);
    x.budget.steps(end - begin);
    list.far.visit_plain([&](const auto far_ends) {
      std::uint64_t* cells = cells_->row(row);
      for (std::uint64_t i = begin; i < end; ++i) {
        if (step_.unique && i > begin && far_ends[i] == far_ends[i - 1]) continue;
        const NodeId far = arc.far_first + static_cast<NodeId>(far_ends[i]);
        const std::uint32_t known = far_.remembers() ? far_.known(far) : 0;
        if (known != 0 && cells != nullptr && known <= cells_->columns()) {
          ++cells[known - 1];
          continue;
        }
        at(x, step_.to) = Value::node(far);
        cells_->add(row, far_.number(x), 1);
        cells = cells_->row(row);
      }
    });
  }

  const CountByFarEndStep& step_;
  std::vector<std::unique_ptr<KeyNumbers>> keys_;
  Groups groups_;
  KeyNumbers far_;
  std::unique_ptr<Cells> cells_;
  std::vector<std::uint32_t> numbers_;
};

}  // namespace

std::unique_ptr<Operator> CountByFarEndStep::make(Execution& x) const { return std::make_unique<CountByFarEnd>(*this, x); }
PlanLine CountByFarEndStep::line() const { return {"CountByFarEnd", text, -1, {}}; }
std::unique_ptr<Operator> AggregateStep::make(Execution& x) const { return std::make_unique<Group>(*this, x); }
PlanLine AggregateStep::line() const { return {"Aggregation", keys.empty() ? "over all rows" : "by " + text, -1, {}}; }

}  // namespace almanac::graph::cypher
