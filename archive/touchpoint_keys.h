#pragma once
// Keys to numbers while touchpoints stream in: a flat hash table per vocabulary, and the numbering of new keys.
// Internal to archive/.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "archive/touchpoints.h"

namespace almanac::archive {

// XXH3-64 of the text: stable across platforms and versions of the library (its format is frozen since 0.8).
std::uint64_t hash_text(std::string_view text, std::uint64_t seed = 0);

// Open addressing, 32 bytes a slot; keys up to 16 bytes lie in the slot, so that a hit costs one cache line.
class KeyTable {
 public:
  struct Slot {
    std::uint64_t canonical = 0;  // hash of the key this spelling stands for
    std::uint32_t number = no_number;
    std::uint32_t length = 0;  // 0: free
    union {
      char text[16] = {};
      std::uint64_t offset;  // of longer keys, in the arena
    };
  };

  KeyTable();
  // Valid until the next insert; nullptr: not there. `text` is not empty.
  Slot* find(std::string_view text) { return find(text, hash_text(text)); }
  Slot* find(std::string_view text, std::uint64_t hash);
  // `text` is not there yet.
  Slot* insert(std::string_view text, std::uint32_t number, std::uint64_t canonical);
  std::size_t size() const { return used_; }

 private:
  std::string_view text_of(const Slot& slot) const;
  Slot& free_slot(std::uint64_t hash);
  void grow();

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
  std::string arena_;
};

// One vocabulary (nodes of a kind, or words of a kind). New keys get provisional numbers, marked by the highest bit,
// until a flush stores them: only the commit knows which numbers are free, and it must not be asked once per key.
class Vocabulary {
 public:
  static constexpr std::uint32_t provisional = 0x80000000u;  // no_number is not provisional

  struct Found {
    std::uint32_t number = no_number;  // final, or provisional
    std::uint64_t canonical = 0;
  };

  // Whether this spelling is known; if so, what it stands for.
  bool find(std::string_view text, Found& found);
  // A key of the archive, under its own spelling or (alias) another one.
  Found learn(std::string_view spelling, std::uint32_t number, std::string_view key);
  Found learn_alias(std::string_view spelling, Found known);
  // A new key.
  Found add(std::string_view key);

  // Keys not stored yet, in order of appearance.
  std::size_t pending() const { return keys_.size(); }
  std::string_view pending_key(std::size_t index) const { return keys_[index]; }
  // The number to write for the pending key `index` (absolute provisional numbers are resolved by final_number).
  void assign(std::size_t index, std::uint32_t number) { numbers_[stored_ + index] = number; }
  void assign_from(std::uint32_t first);  // first, first + 1, … in order of appearance
  // The pending keys are stored under the numbers assigned.
  void stored();

  std::uint32_t final_number(std::uint32_t number) const {
    return number >= provisional && number - provisional < numbers_.size() ? numbers_[number - provisional] : number;
  }

 private:
  KeyTable table_;
  std::vector<std::string> keys_;       // pending
  std::vector<std::uint32_t> numbers_;  // of every provisional number ever given out
  std::size_t stored_ = 0;              // how many of them are final
};

}  // namespace almanac::archive
