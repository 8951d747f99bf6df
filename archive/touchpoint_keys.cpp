#include "archive/touchpoint_keys.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <numeric>

namespace almanac::archive {

std::uint64_t hash_text(std::string_view text, std::uint64_t seed) {
  return XXH3_64bits_withSeed(text.data(), text.size(), seed);
}

namespace {

// Equality of two short texts (up to 16 bytes): two overlapping loads instead of a call.
bool same_short(const char* a, const char* b, std::size_t length) {
  const auto same = [&]<class T>(T) {
    T first_a, first_b, last_a, last_b;
    std::memcpy(&first_a, a, sizeof(T));
    std::memcpy(&first_b, b, sizeof(T));
    std::memcpy(&last_a, a + length - sizeof(T), sizeof(T));
    std::memcpy(&last_b, b + length - sizeof(T), sizeof(T));
    return ((first_a ^ first_b) | (last_a ^ last_b)) == 0;
  };
  if (length >= 8) return same(std::uint64_t{});
  if (length >= 4) return same(std::uint32_t{});
  return std::memcmp(a, b, length) == 0;
}

}  // namespace

KeyTable::KeyTable() : slots_(64) {}

const KeyTable::Long& KeyTable::long_of(const Slot& slot) const {
  std::uint32_t index = 0;
  std::memcpy(&index, slot.text, sizeof index);
  return longs_[index];
}

KeyTable::Found KeyTable::find(std::string_view text, std::uint64_t hash) {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    Slot& slot = slots_[at];
    if (slot.length == 0) return {};
    if (slot.length == text.size() && slot.length <= inline_bytes) {
      if (same_short(slot.text, text.data(), text.size())) return {&slot.number, hash};
    } else if (slot.length == elsewhere) {
      const Long& found = long_of(slot);
      if (found.hash == hash && std::string_view(arena_).substr(found.offset, found.length) == text)
        return {&slot.number, found.canonical};
    }
  }
}

void KeyTable::place(const Slot& slot, std::uint64_t hash) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at].length != 0) at = (at + 1) & mask;
  slots_[at] = slot;
}

void KeyTable::insert(std::string_view text, std::uint32_t number, std::uint64_t canonical) {
  if (used_ * 2 >= slots_.size()) grow(slots_.size() * 2);
  const std::uint64_t hash = hash_text(text);
  Slot slot;
  slot.number = number;
  if (text.size() <= inline_bytes && canonical == hash) {
    slot.length = static_cast<std::uint8_t>(text.size());
    std::memcpy(slot.text, text.data(), text.size());
  } else {
    slot.length = elsewhere;
    const auto index = static_cast<std::uint32_t>(longs_.size());
    std::memcpy(slot.text, &index, sizeof index);
    longs_.push_back({hash, canonical, arena_.size(), static_cast<std::uint32_t>(text.size())});
    arena_ += text;
  }
  place(slot, hash);
  ++used_;
}

void KeyTable::reserve(std::size_t texts) {
  if (texts * 2 >= slots_.size()) grow(std::bit_ceil(texts * 2 + 1));
}

void KeyTable::grow(std::size_t slots) {
  LargeVector<Slot> old(slots);
  old.swap(slots_);
  for (const Slot& slot : old)
    if (slot.length != 0)
      place(slot, slot.length == elsewhere ? long_of(slot).hash : hash_text({slot.text, slot.length}));
}

bool Vocabulary::find(std::string_view text, std::uint64_t hash, Found& found) {
  const KeyTable::Found known = table_.find(text, hash);
  if (!known.number) return false;
  // A number that became final since is written back, so that each key is looked up once only.
  const std::uint32_t index = *known.number - NumberMap::provisional;
  if (*known.number >= NumberMap::provisional && index < stored_) *known.number = numbers_[index];
  found = {*known.number, known.canonical};
  return true;
}

Vocabulary::Found Vocabulary::learn(std::string_view spelling, std::uint32_t number, std::string_view key) {
  return learn_alias(spelling, {number, hash_text(key)});
}

Vocabulary::Found Vocabulary::learn_alias(std::string_view spelling, Found known) {
  if (!table_.find(spelling, hash_text(spelling)).number) table_.insert(spelling, known.number, known.canonical);
  return known;
}

Vocabulary::Found Vocabulary::add(std::string_view key) {
  const Found found{NumberMap::provisional + static_cast<std::uint32_t>(numbers_.size()), hash_text(key)};
  table_.insert(key, found.number, found.canonical);
  keys_.emplace_back(key);
  numbers_.push_back(no_number);
  return found;
}

KeyBatch Vocabulary::take() {
  KeyBatch batch;
  batch.map.first = static_cast<std::uint32_t>(mapped_from_);
  batch.map.numbers.assign(numbers_.begin() + static_cast<std::ptrdiff_t>(mapped_from_), numbers_.end());
  mapped_from_ = stored_;
  batch.keys.swap(keys_);
  batch.next = next_;
  next_ += static_cast<std::uint32_t>(batch.keys.size());
  return batch;
}

void KeyBatch::number() {
  sorted.resize(keys.size());
  std::iota(sorted.begin(), sorted.end(), 0u);
  std::sort(sorted.begin(), sorted.end(), [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
  for (std::size_t rank = 0; rank < sorted.size(); ++rank)
    assign(sorted[rank], next + static_cast<std::uint32_t>(rank));
}

void Vocabulary::settle(const KeyBatch& batch) {
  const auto first_new = batch.map.numbers.end() - static_cast<std::ptrdiff_t>(batch.keys.size());
  std::copy(first_new, batch.map.numbers.end(), numbers_.begin() + static_cast<std::ptrdiff_t>(stored_));
  stored_ += batch.keys.size();
}

}  // namespace almanac::archive
