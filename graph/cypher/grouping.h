#pragma once
// What aggregating operators find groups by. Internal to the engine.
//
// Each key of a row gets a number among the values of that key, and the group is found by these numbers. Where a key is a node, or a
// property of a node, its number is remembered by node, so that the value is read and hashed once per node instead of once per row.

#include <algorithm>
#include <memory>
#include <vector>

#include "graph/cypher/operators.h"

namespace almanac::graph::cypher {

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
  // By node: its number + 1, or 0 if it has none yet; null while numbers are not remembered by node.
  const std::uint32_t* by_node() const { return by_node_.empty() ? nullptr : by_node_.data(); }
  Slot node_slot() const { return node_slot_; }
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

}  // namespace almanac::graph::cypher
