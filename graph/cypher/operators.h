#pragma once
// What operators have in common. Internal to the engine.

#include "graph/cypher/evaluate.h"
#include "graph/cypher/steps.h"

namespace almanac::graph::cypher {

inline Value& at(Execution& execution, Slot slot) { return execution.slots[static_cast<std::size_t>(slot)]; }

// Gives back, at its end, what was made in the scratch arena since its beginning.
class ScratchMark {
 public:
  explicit ScratchMark(Execution& execution) : arena_(execution.scratch), mark_(execution.scratch.mark()) {}
  ~ScratchMark() { arena_.release(mark_); }
  ScratchMark(const ScratchMark&) = delete;
  ScratchMark& operator=(const ScratchMark&) = delete;

 private:
  Arena& arena_;
  Arena::Mark mark_;
};

inline bool same_relationship(const Value& a, const Value& b) {
  return a.type == Type::relationship && a.integer == b.integer && a.extra == b.extra;
}
// Whether the relationship between the two nodes is one of those to avoid.
bool is_taken(const Value& relationship, NodeId near, NodeId far, const std::vector<Avoid>& avoid,
              Execution& execution);
// A relationship as ExpandStep leaves it where its slot is private: its place in the list in which it was found (`stable`: of `in`), to
// be resolved with its ends.
inline Value private_relationship(const Arc& arc, std::uint64_t position) {
  Value value = Value::relationship(arc.number, position);
  value.stable = arc.direction == Direction::in;
  return value;
}

// The edge at `position` of the node's list as a value.
inline Value relationship_at(const Arc& arc, std::uint32_t node_number, std::uint64_t position) {
  return Value::relationship(
      arc.number, arc.direction == Direction::out ? position : arc.table->out_position(node_number, position));
}

// Whether the two nodes have such a relationship, for a step that is `into` and needs none.
bool has_edge(const ExpandStep& step, Execution& execution);

// Whether it has all of the properties.
bool has_properties(const Value& relationship, const std::vector<std::pair<std::string, const Expr*>>& properties,
                    Execution& execution);

// Rows kept: values of some slots, with what they point to, in memory of their own.
class RowStore {
 public:
  RowStore(std::vector<Slot> slots, Budget& budget) : slots_(std::move(slots)), budget_(budget), arena_(&budget) {}
  const Value* add(Execution& execution);
  void restore(const Value* row, Execution& execution) const;
  void clear() { arena_.clear(); }
  Arena& arena() { return arena_; }
  std::size_t width() const { return slots_.size(); }

 private:
  std::vector<Slot> slots_;
  Budget& budget_;
  Arena arena_;
};

// A set of rows of values, by equivalence.
class RowSet {
 public:
  RowSet(std::size_t width, Budget& budget) : width_(width), budget_(budget), arena_(&budget) {}
  // The row's number, and whether it is new. O(1) on average.
  std::pair<std::uint32_t, bool> add(const Value* values);
  // Likewise, without adding; -1: it is not there.
  std::int64_t find(const Value* values) const;
  const Value* row(std::uint32_t number) const { return rows_[number]; }
  std::size_t size() const { return rows_.size(); }
  void clear();

 private:
  std::uint64_t hash_of(const Value* values) const;
  bool same(const Value* a, const Value* b) const;
  void grow();
  std::size_t width_;
  Budget& budget_;
  Arena arena_;
  std::vector<const Value*> rows_;
  std::vector<std::uint64_t> hashes_;
  std::vector<std::uint32_t> table_;  // number + 1
};

// Numbers, mostly added in ascending order.
class NumberSet {
 public:
  bool add(std::uint32_t number, Budget& budget);  // false: it was there
  std::size_t size() const { return size_; }

 private:
  void rehash(std::size_t slots, Budget& budget);
  std::vector<std::uint32_t> ascending_;  // as long as they came so
  std::vector<std::uint32_t> table_;      // then a hash table of number + 1
  std::size_t size_ = 0;
};

}  // namespace almanac::graph::cypher
