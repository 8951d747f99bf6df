#pragma once
// Keys to numbers while touchpoints stream in: a flat hash table per vocabulary, and the numbering of new keys.
// Internal to archive/.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "archive/touchpoint_memory.h"
#include "archive/touchpoints.h"

namespace almanac::archive {

// XXH3-64 of the text: stable across platforms and versions of the library (its format is frozen since 0.8).
std::uint64_t hash_text(std::string_view text, std::uint64_t seed = 0);

// Open addressing, 16 bytes a slot; keys up to 11 bytes lie in the slot, so that a hit costs one cache line.
class KeyTable {
 public:
  struct Found {
    std::uint32_t* number = nullptr;  // valid until the next insert; nullptr: not there
    std::uint64_t canonical = 0;      // hash of the key that this spelling stands for
  };

  KeyTable();
  Found find(std::string_view text, std::uint64_t hash);  // hash_text of the text, which is not empty
  void prefetch(std::uint64_t hash) const { __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]); }
  // Makes room for this many texts.
  void reserve(std::size_t texts);
  // `text` is not there yet.
  void insert(std::string_view text, std::uint32_t number, std::uint64_t canonical);

 private:
  static constexpr std::size_t inline_bytes = 11;
  static constexpr std::uint8_t elsewhere = 0xff;  // as a length: `text` starts with the index of a Long
  struct Slot {
    std::uint32_t number = no_number;
    std::uint8_t length = 0;  // 0: free
    char text[inline_bytes] = {};
  };
  // A longer key, or a spelling whose key is another one.
  struct Long {
    std::uint64_t hash = 0, canonical = 0, offset = 0;
    std::uint32_t length = 0;
  };

  const Long& long_of(const Slot& slot) const;
  void place(const Slot& slot, std::uint64_t hash);
  void grow(std::size_t slots);

  LargeVector<Slot> slots_;
  std::size_t used_ = 0;
  std::vector<Long> longs_;
  std::string arena_;
};

// Provisional numbers to final ones; the map of one flush covers all that its rows may hold.
struct NumberMap {
  static constexpr std::uint32_t provisional = 0x80000000u;  // the bit that marks them; no_number is not one

  std::uint32_t first = 0;
  std::vector<std::uint32_t> numbers;  // of first, first + 1, …

  std::uint32_t final_number(std::uint32_t number) const {
    if (number < provisional) return number;
    const std::uint32_t index = number - provisional - first;
    return index < numbers.size() ? numbers[index] : number;
  }
};

// New keys of a vocabulary that a flush is to store, and the numbers they get.
struct KeyBatch {
  std::vector<std::string> keys;      // in order of appearance
  std::vector<std::uint32_t> sorted;  // indexes of `keys` in order of their text, which is the order of their numbers
  NumberMap map;                      // its last keys.size() entries are those of `keys`
  std::uint32_t next = 0;             // the number that the first should get
  bool elsewhere = false;             // they got others: somebody else stores keys, too

  // Numbers the keys from `next` on, in sorted order: so both the table and its index grow at their ends, or nearly.
  void number();
  void assign(std::size_t index, std::uint32_t number) {
    map.numbers[map.numbers.size() - keys.size() + index] = number;
  }
};

// One vocabulary (nodes of a kind, or words of a kind). New keys get provisional numbers until a flush stores them: only
// the commit knows which numbers are free, and it must not be asked once per key.
class Vocabulary {
 public:
  struct Found {
    std::uint32_t number = no_number;  // final, or provisional
    std::uint64_t canonical = 0;
  };

  // Whether this spelling is known; if so, what it stands for.
  bool find(std::string_view text, Found& found) { return find(text, hash_text(text), found); }
  bool find(std::string_view text, std::uint64_t hash, Found& found);
  void prefetch(std::uint64_t hash) const { table_.prefetch(hash); }
  void reserve(std::size_t keys) { table_.reserve(keys); }
  // A key of the archive, under its own spelling or another one.
  Found learn(std::string_view spelling, std::uint32_t number, std::string_view key);
  Found learn_alias(std::string_view spelling, Found known);
  // A new key.
  Found add(std::string_view key);

  // Whether every key is stored. If so, free_from() may be told the first free number, as of a moment at which the next
  // key to be added was not stored either. From then on it is counted along.
  bool all_stored() const { return stored_ == numbers_.size(); }
  void free_from(std::uint32_t number) { next_ = number; }

  // Hands the new keys over to a flush; the one before must be settled.
  KeyBatch take();
  // The batch is stored.
  void settle(const KeyBatch& batch);

 private:
  KeyTable table_;
  std::vector<std::string> keys_;       // not handed over yet
  std::vector<std::uint32_t> numbers_;  // of every provisional number ever given out
  std::size_t stored_ = 0;              // how many of them are final
  std::size_t mapped_from_ = 0;         // the oldest that a row added since the last take() may hold
  std::uint32_t next_ = 0;
};

}  // namespace almanac::archive
