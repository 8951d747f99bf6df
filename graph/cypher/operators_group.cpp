// What keeps rows: DISTINCT, ORDER BY, hash joins. (Aggregations: operators_aggregate.cpp.)

#include <algorithm>

#include "graph/cypher/operators.h"

namespace almanac::graph::cypher {
namespace {

class Distinct : public Operator {
 public:
  Distinct(const DistinctStep& step, Execution& x)
      : step_(step), seen_(step.slots.size(), x.budget), row_(step.slots.size()) {}
  bool push(Execution& x) override {
    for (std::size_t i = 0; i < row_.size(); ++i) row_[i] = at(x, step_.slots[i]);
    return !seen_.add(row_.data()).second || next->push(x);
  }
  void reset(Execution& x) override {
    seen_.clear();
    next->reset(x);
  }

 private:
  const DistinctStep& step_;
  RowSet seen_;
  std::vector<Value> row_;
};

class Sort : public Operator {
 public:
  Sort(const SortStep& step, Execution& x) : step_(step), budget_(x.budget), rows_(slots_of(step), x.budget) {}

  bool push(Execution& x) override {
    if (!known_) {
      known_ = true;
      most_ = UINT64_MAX;
      if (step_.limit != nullptr) most_ = count_of(*step_.limit, x);
      if (step_.skip != nullptr && most_ != UINT64_MAX) most_ += count_of(*step_.skip, x);
    }
    if (most_ <= largest_heap) return push_bounded(x);
    order_.push_back(rows_.add(x));
    return true;
  }

  void finish(Execution& x) override {
    std::stable_sort(order_.begin(), order_.end(), [&](const Value* a, const Value* b) { return before(a, b); });
    for (const Value* row : order_) {
      x.budget.step();
      const ScratchMark mark(x);
      rows_.restore(row, x);
      if (!next->push(x)) break;
    }
    next->finish(x);
  }

  void reset(Execution& x) override {
    order_.clear();
    rows_.clear();
    known_ = false;
    next->reset(x);
  }

 private:
  static constexpr std::uint64_t largest_heap = 10'000;

  // Keys first, then what else is live.
  static std::vector<Slot> slots_of(const SortStep& step) {
    std::vector<Slot> slots;
    for (const SortStep::Key& key : step.keys) slots.push_back(key.slot);
    slots.insert(slots.end(), step.live.begin(), step.live.end());
    return slots;
  }

  bool before(const Value* a, const Value* b) const {
    budget_.step();
    for (std::size_t i = 0; i < step_.keys.size(); ++i) {
      if (may_be_heavy(a[i])) budget_.steps(weight_of(a[i]));
      const auto found = order(a[i], b[i]);
      if (found != 0) return step_.keys[i].descending ? found > 0 : found < 0;
    }
    return false;
  }

  // Keeps no more than twice the rows that are wanted: sorts out the rest when they are reached.
  bool push_bounded(Execution& x) {
    if (most_ == 0) return true;
    if (order_.size() >= most_ && has_bound_) {
      bool better = false;
      for (std::size_t i = 0; i < step_.keys.size(); ++i) {
        const auto found = order(at(x, step_.keys[i].slot), worst_[i]);
        if (found == 0) continue;
        better = step_.keys[i].descending ? found > 0 : found < 0;
        break;
      }
      if (!better) return true;
    }
    order_.push_back(rows_.add(x));
    if (order_.size() < most_ * 2 + 64) return true;
    std::stable_sort(order_.begin(), order_.end(), [&](const Value* a, const Value* b) { return before(a, b); });
    order_.resize(static_cast<std::size_t>(most_));
    worst_ = order_.back();
    has_bound_ = true;
    return true;
  }

  const SortStep& step_;
  Budget& budget_;
  RowStore rows_;
  std::vector<const Value*> order_;
  std::uint64_t most_ = UINT64_MAX;
  const Value* worst_ = nullptr;
  bool known_ = false, has_bound_ = false;
};

class Join : public Operator {
 public:
  Join(const JoinStep& step, Execution& x)
      : step_(step), rows_(step.slots, x.budget), keys_(step.keys.size(), x.budget), key_(step.keys.size()) {
    inner_ = start(step.inner, x, std::make_unique<Collector>(*this));
  }
  bool push(Execution& x) override {
    if (!built_) {
      built_ = true;
      const ScratchMark mark(x);
      inner_.first()->reset(x);
      inner_.first()->push(x);
      inner_.first()->finish(x);
    }
    for (std::size_t i = 0; i < key_.size(); ++i) {
      key_[i] = evaluate(*step_.keys[i].first, x);
      if (key_[i].is_null()) return true;
    }
    const std::int64_t group = keys_.find(key_.data());
    if (group < 0) return true;
    for (std::size_t i = 0; i < key_.size(); ++i) {  // what is equivalent but not equal: NaN
      if (equals(key_[i], key_[i]) != Truth::yes) return true;
    }
    for (const Value* row : found_[static_cast<std::size_t>(group)]) {
      x.budget.step();
      const ScratchMark mark(x);
      rows_.restore(row, x);
      if (!next->push(x)) return false;
    }
    return true;
  }
  void reset(Execution& x) override { next->reset(x); }  // the inner rows depend on nothing

 private:
  class Collector : public Operator {
   public:
    explicit Collector(Join& join) : join_(join) {}
    bool push(Execution& x) override {
      join_.collect(x);
      return true;
    }
    void finish(Execution&) override {}
    void reset(Execution&) override {}

   private:
    Join& join_;
  };
  void collect(Execution& x) {
    for (std::size_t i = 0; i < key_.size(); ++i) {
      key_[i] = evaluate(*step_.keys[i].second, x);
      if (key_[i].is_null()) return;
    }
    const auto [group, is_new] = keys_.add(key_.data());
    if (is_new) found_.emplace_back();
    found_[group].push_back(rows_.add(x));
  }

  const JoinStep& step_;
  RowStore rows_;
  RowSet keys_;
  std::vector<Value> key_;
  std::vector<std::vector<const Value*>> found_;  // by key
  Pipeline inner_;
  bool built_ = false;
};

}  // namespace

std::unique_ptr<Operator> DistinctStep::make(Execution& x) const { return std::make_unique<Distinct>(*this, x); }
PlanLine DistinctStep::line() const { return {"Distinct", {}, -1, {}}; }
std::unique_ptr<Operator> SortStep::make(Execution& x) const { return std::make_unique<Sort>(*this, x); }
PlanLine SortStep::line() const { return {limit == nullptr ? "Sort" : "Top", text, -1, {}}; }
std::unique_ptr<Operator> JoinStep::make(Execution& x) const { return std::make_unique<Join>(*this, x); }
PlanLine JoinStep::line() const { return {"HashJoin", {}, -1, {lines_of(inner)}}; }

}  // namespace almanac::graph::cypher
