#pragma once
// Memory of one query, given back as a whole, or back to a mark. Values (value.h) are plain bytes that point into it, so a row
// costs no reference counts: an operator that makes many rows one after another marks, hands the row on, and releases; an operator
// that keeps rows copies what they point to into an arena of its own.

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "graph/budget.h"

namespace almanac::graph::cypher {

class Arena {
 public:
  // What is taken from the system is charged to the budget, if there is one; it must then outlive the arena.
  explicit Arena(Budget* budget = nullptr) : budget_(budget) {}
  ~Arena() {
    if (budget_ != nullptr) budget_->release(held_);
  }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Aligned to 8 bytes, uninitialised.
  void* allocate(std::size_t bytes) {
    bytes = (bytes + 7) & ~std::size_t{7};
    if (bytes >= large && budget_ != nullptr) budget_->steps(bytes / 64);  // what fills it takes time
    if (block_ < blocks_.size() && used_ + bytes <= blocks_[block_].size) {
      std::byte* place = blocks_[block_].data.get() + used_;
      used_ += bytes;
      return place;
    }
    return allocate_elsewhere(bytes);
  }
  template <class T>
  T* array(std::size_t count) {
    return static_cast<T*>(allocate(count * sizeof(T)));
  }
  std::string_view text(std::string_view from) {
    if (from.empty()) return {};
    char* to = array<char>(from.size());
    std::memcpy(to, from.data(), from.size());
    return {to, from.size()};
  }

  struct Mark {
    std::size_t block, used;
  };
  Mark mark() const { return {block_, used_}; }
  // Everything allocated since the mark is gone; its memory is used again.
  void release(const Mark& mark) {
    block_ = mark.block;
    used_ = mark.used;
  }
  void clear() { release({0, 0}); }
  Budget* budget() const { return budget_; }  // may be null

 private:
  struct Block {
    std::unique_ptr<std::byte[]> data;
    std::size_t size = 0;
  };
  static constexpr std::size_t first_block = 4096, largest_block = 1U << 20U, large = 4096;
  void* allocate_elsewhere(std::size_t bytes);

  Budget* budget_;
  std::vector<Block> blocks_;
  std::size_t block_ = 0, used_ = 0;  // where the next bytes come from
  std::size_t held_ = 0;
};

// Memory outside of an arena, charged to a budget as long as this lives.
class Held {
 public:
  explicit Held(Budget& budget) : budget_(budget) {}
  ~Held() { budget_.release(bytes_); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  void add(std::uint64_t bytes) {
    budget_.hold(bytes);
    bytes_ += bytes;
  }

 private:
  Budget& budget_;
  std::uint64_t bytes_ = 0;
};

}  // namespace almanac::graph::cypher
