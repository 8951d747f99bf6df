#include "graph/cypher/operators.h"

#include <algorithm>
#include <bit>

namespace almanac::graph::cypher {

namespace {

// What private_relationship() left, as the `out` position that it stands for.
Value resolved(const Value& found, NodeId a, NodeId b, Execution& x) {
  if (!found.stable) return found;
  const EdgeTable& table = x.graph.tables()[found.extra];
  const NodeId first = x.graph.classes()[table.target].first;
  const auto position = static_cast<std::uint64_t>(found.integer);
  // The list in which it was found is that of its target, which is one of the two.
  for (const NodeId node : {a, b}) {
    if (node < first || node - first >= x.graph.classes()[table.target].size) continue;
    const std::uint32_t number = node - first;
    if (position < table.in.begin(number) || position >= table.in.end(number)) continue;
    return Value::relationship(found.extra, table.out_position(number, position));
  }
  return found;
}

}  // namespace

bool is_taken(const Value& relationship, NodeId near, NodeId far, const std::vector<Avoid>& avoid, Execution& x) {
  for (const Avoid& other : avoid) {
    const Value& value = at(x, other.slot);
    if (value.type == Type::list) {
      const Value mine = resolved(relationship, near, far, x);
      for (const Value& item : value.list()) {
        if (same_relationship(item, mine)) return true;
      }
      continue;
    }
    NodeId a = no_node;
    NodeId b = no_node;
    if (other.from >= 0) {
      a = at(x, other.from).node_id();
      b = at(x, other.to).node_id();
      if ((a != near || b != far) && (a != far || b != near)) continue;
    }
    if (same_relationship(resolved(value, a, b, x), resolved(relationship, near, far, x))) return true;
  }
  return false;
}

bool has_properties(const Value& relationship, const std::vector<std::pair<std::string, const Expr*>>& properties,
                    Execution& execution) {
  for (const auto& [name, wanted] : properties) {
    const Value value = execution.catalog.property(name, relationship, execution.scratch);
    if (equals(value, evaluate(*wanted, execution)) != Truth::yes) return false;
  }
  return true;
}

const Value* RowStore::add(Execution& execution) {
  budget_.row();
  Value* row = arena_.array<Value>(slots_.size());
  for (std::size_t i = 0; i < slots_.size(); ++i) row[i] = keep(at(execution, slots_[i]), arena_);
  return row;
}

void RowStore::restore(const Value* row, Execution& execution) const {
  for (std::size_t i = 0; i < slots_.size(); ++i) at(execution, slots_[i]) = row[i];
}

std::uint64_t RowSet::hash_of(const Value* values) const {
  std::uint64_t h = 0x9e3779b97f4a7c15ULL;
  for (std::size_t i = 0; i < width_; ++i) {
    if (may_be_heavy(values[i])) budget_.steps(weight_of(values[i]));
    h = (h ^ hash(values[i])) * 0xff51afd7ed558ccdULL;
  }
  return h ^ (h >> 29U);
}

bool RowSet::same(const Value* a, const Value* b) const {
  for (std::size_t i = 0; i < width_; ++i) {
    if (!equivalent(a[i], b[i])) return false;
  }
  return true;
}

void RowSet::grow() {
  const std::size_t size = std::max<std::size_t>(64, table_.size() * 2);
  budget_.hold((size - table_.size()) * 4 + size / 2 * 16);
  table_.assign(size, 0);
  for (std::uint32_t i = 0; i < hashes_.size(); ++i) {
    std::size_t place = hashes_[i] & (size - 1);
    while (table_[place] != 0) place = (place + 1) & (size - 1);
    table_[place] = i + 1;
  }
}

std::pair<std::uint32_t, bool> RowSet::add(const Value* values) {
  if (rows_.size() * 2 >= table_.size()) grow();
  const std::uint64_t h = hash_of(values);
  std::size_t place = h & (table_.size() - 1);
  for (; table_[place] != 0; place = (place + 1) & (table_.size() - 1)) {
    const std::uint32_t number = table_[place] - 1;
    if (hashes_[number] == h && same(rows_[number], values)) return {number, false};
  }
  budget_.row();
  Value* row = arena_.array<Value>(width_);
  for (std::size_t i = 0; i < width_; ++i) row[i] = keep(values[i], arena_);
  rows_.push_back(row);
  hashes_.push_back(h);
  table_[place] = static_cast<std::uint32_t>(rows_.size());
  return {static_cast<std::uint32_t>(rows_.size() - 1), true};
}

std::int64_t RowSet::find(const Value* values) const {
  if (table_.empty()) return -1;
  const std::uint64_t h = hash_of(values);
  for (std::size_t place = h & (table_.size() - 1); table_[place] != 0; place = (place + 1) & (table_.size() - 1)) {
    const std::uint32_t number = table_[place] - 1;
    if (hashes_[number] == h && same(rows_[number], values)) return number;
  }
  return -1;
}

namespace {
std::size_t spread(std::uint32_t number) { return static_cast<std::size_t>((number * 0x9e3779b97f4a7c15ULL) >> 20U); }
}  // namespace

void NumberSet::rehash(std::size_t slots, Budget& budget) {
  budget.hold((slots - table_.size()) * 4);
  std::vector<std::uint32_t> old = std::move(table_);
  table_.assign(slots, 0);
  const auto put = [&](std::uint32_t stored) {
    std::size_t place = spread(stored) & (slots - 1);
    while (table_[place] != 0) place = (place + 1) & (slots - 1);
    table_[place] = stored;
  };
  for (const std::uint32_t stored : old) {
    if (stored != 0) put(stored);
  }
  for (const std::uint32_t number : ascending_) put(number + 1);
  ascending_.clear();
}

bool NumberSet::add(std::uint32_t number, Budget& budget) {
  if (table_.empty()) {
    if (ascending_.empty() || ascending_.back() < number) {
      if (ascending_.size() == ascending_.capacity()) budget.hold(ascending_.size() * 4 + 16);
      ascending_.push_back(number);
      ++size_;
      return true;
    }
    if (ascending_.back() == number) return false;
    rehash(std::bit_ceil(std::max<std::size_t>(16, ascending_.size() * 4)), budget);
  }
  if (size_ * 2 >= table_.size()) rehash(table_.size() * 2, budget);
  const std::uint32_t stored = number + 1;
  std::size_t place = spread(stored) & (table_.size() - 1);
  for (; table_[place] != 0; place = (place + 1) & (table_.size() - 1)) {
    if (table_[place] == stored) return false;
  }
  table_[place] = stored;
  ++size_;
  return true;
}

void RowSet::clear() {
  rows_.clear();
  hashes_.clear();
  std::fill(table_.begin(), table_.end(), 0);
  arena_.clear();
}

}  // namespace almanac::graph::cypher
