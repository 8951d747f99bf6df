// Aggregations that only count, by the far end of a relationship.

#include <algorithm>
#include <bit>

#include "graph/cypher/grouping.h"

namespace almanac::graph::cypher {
namespace {

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
  std::uint64_t* row(std::uint32_t row) {
    return is_sparse_ || row >= rows_ ? nullptr : dense_.data() + std::size_t{row} * stride_;
  }
  std::uint32_t columns() const { return stride_; }

  template <class F>
  bool each(F&& f) const {  // f(row, column, count) of those that are not 0; false: enough
    if (is_sparse_) {
      for (std::size_t i = 0; i < keys_.size(); ++i) {
        if (counts_[i] != 0 &&
            !f(static_cast<std::uint32_t>(keys_[i] >> 32U), static_cast<std::uint32_t>(keys_[i]), counts_[i]))
          return false;
      }
      return true;
    }
    for (std::size_t i = 0; i < dense_.size(); ++i) {
      if (dense_[i] != 0 &&
          !f(static_cast<std::uint32_t>(i / stride_), static_cast<std::uint32_t>(i % stride_), dense_[i]))
        return false;
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
    for (std::size_t i = 0; i < rows_; ++i)
      std::copy_n(dense_.begin() + static_cast<std::ptrdiff_t>(i * stride_), stride_,
                  larger.begin() + static_cast<std::ptrdiff_t>(i * stride));
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
      : step_(step),
        groups_(step.keys.size(), x.budget),
        far_(*step.far_key, x),
        cells_(std::make_unique<Cells>(x.budget)),
        numbers_(step.keys.size()) {
    for (const auto& [key, slot] : step.keys) keys_.push_back(std::make_unique<KeyNumbers>(*key, x));
  }

  bool push(Execution& x) override {
    const Value near = at(x, step_.from);
    if (near.type != Type::node) return true;
    const std::uint32_t node_class = x.graph.class_of(near.node_id());
    const std::uint32_t number = near.node_id() - x.graph.classes()[node_class].first;
    const std::uint32_t row = row_of(x);
    for (const Arc& arc : step_.arcs[node_class]) count(arc, number, row, x);
    return true;
  }

  void finish(Execution& x) override {
    cells_->each([&](std::uint32_t row, std::uint32_t column, std::uint64_t count) {
      x.budget.step();
      const ScratchMark mark(x);
      for (std::size_t i = 0; i < keys_.size(); ++i)
        at(x, step_.keys[i].second) = keys_[i]->value(groups_.numbers(row)[i]);
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
    last_node_ = no_node;
    next->reset(x);
  }

 private:
  // Rows come with the same key many times in succession.
  std::uint32_t row_of(Execution& x) {
    if (keys_.empty()) return 0;
    const Slot slot = keys_.size() == 1 ? keys_[0]->node_slot() : -1;
    const Value* node = slot < 0 ? nullptr : &at(x, slot);
    const bool is_node = node != nullptr && node->type == Type::node;
    if (is_node && node->node_id() == last_node_) return last_row_;
    for (std::size_t i = 0; i < keys_.size(); ++i) numbers_[i] = keys_[i]->number(x);
    last_row_ = groups_.find(numbers_.data()).first;
    last_node_ = is_node ? node->node_id() : no_node;
    return last_row_;
  }

  void count(const Arc& arc, std::uint32_t number, std::uint32_t row, Execution& x) {
    const Adjacency& list = arc.list();
    const std::uint64_t begin = list.begin(number);
    const std::uint64_t end = list.end(number);
    x.budget.steps(end - begin);
    list.far.visit_plain([&](const auto far_ends) {
      std::uint64_t* cells = cells_->row(row);
      const std::uint32_t* known = cells == nullptr ? nullptr : far_.by_node();
      std::uint32_t columns = cells_->columns();
      for (std::uint64_t i = begin; i < end; ++i) {
        if (step_.unique && i > begin && far_ends[i] == far_ends[i - 1]) continue;
        const NodeId far = arc.far_first + static_cast<NodeId>(far_ends[i]);
        const std::uint32_t column = known == nullptr ? 0 : known[far];
        if (column != 0 && column <= columns) {
          ++cells[column - 1];
          continue;
        }
        at(x, step_.to) = Value::node(far);
        cells_->add(row, far_.number(x), 1);
        cells = cells_->row(row);
        known = cells == nullptr ? nullptr : far_.by_node();
        columns = cells_->columns();
      }
    });
  }

  const CountByFarEndStep& step_;
  std::vector<std::unique_ptr<KeyNumbers>> keys_;
  Groups groups_;
  KeyNumbers far_;
  std::unique_ptr<Cells> cells_;
  std::vector<std::uint32_t> numbers_;
  NodeId last_node_ = no_node;  // of the only key, and its row
  std::uint32_t last_row_ = 0;
};

}  // namespace

std::unique_ptr<Operator> CountByFarEndStep::make(Execution& x) const {
  return std::make_unique<CountByFarEnd>(*this, x);
}
PlanLine CountByFarEndStep::line() const { return {"CountByFarEnd", text, -1, {}}; }

}  // namespace almanac::graph::cypher
