#include "archive/touchpoint_keys.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstring>

namespace almanac::archive {

std::uint64_t hash_text(std::string_view text, std::uint64_t seed) {
  return XXH3_64bits_withSeed(text.data(), text.size(), seed);
}

KeyTable::KeyTable() : slots_(64) {}

std::string_view KeyTable::text_of(const Slot& slot) const {
  if (slot.length <= sizeof slot.text) return {slot.text, slot.length};
  return std::string_view(arena_).substr(slot.offset, slot.length);
}

KeyTable::Slot* KeyTable::find(std::string_view text, std::uint64_t hash) {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    Slot& slot = slots_[at];
    if (slot.length == 0) return nullptr;
    if (slot.length == text.size() && std::memcmp(text_of(slot).data(), text.data(), text.size()) == 0) return &slot;
  }
}

KeyTable::Slot& KeyTable::free_slot(std::uint64_t hash) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at].length != 0) at = (at + 1) & mask;
  return slots_[at];
}

KeyTable::Slot* KeyTable::insert(std::string_view text, std::uint32_t number, std::uint64_t canonical) {
  if (used_ * 2 >= slots_.size()) grow();
  Slot& slot = free_slot(hash_text(text));
  slot.canonical = canonical;
  slot.number = number;
  slot.length = static_cast<std::uint32_t>(text.size());
  if (text.size() <= sizeof slot.text) {
    std::memcpy(slot.text, text.data(), text.size());
  } else {
    slot.offset = arena_.size();
    arena_ += text;
  }
  ++used_;
  return &slot;
}

void KeyTable::grow() {
  std::vector<Slot> old(slots_.size() * (slots_.size() < 65'536 ? 4 : 2));
  old.swap(slots_);
  for (const Slot& slot : old)
    if (slot.length != 0) free_slot(hash_text(text_of(slot))) = slot;
}

bool Vocabulary::find(std::string_view text, Found& found) {
  KeyTable::Slot* slot = table_.find(text);
  if (!slot) return false;
  // A number that became final since is written back, so that each key is looked up once only.
  if (slot->number >= provisional && slot->number - provisional < stored_) slot->number = numbers_[slot->number - provisional];
  found = {slot->number, slot->canonical};
  return true;
}

Vocabulary::Found Vocabulary::learn(std::string_view spelling, std::uint32_t number, std::string_view key) {
  return learn_alias(spelling, {number, hash_text(key)});
}

Vocabulary::Found Vocabulary::learn_alias(std::string_view spelling, Found known) {
  if (!table_.find(spelling)) table_.insert(spelling, known.number, known.canonical);
  return known;
}

Vocabulary::Found Vocabulary::add(std::string_view key) {
  const Found found{provisional + static_cast<std::uint32_t>(numbers_.size()), hash_text(key)};
  table_.insert(key, found.number, found.canonical);
  keys_.emplace_back(key);
  numbers_.push_back(no_number);
  return found;
}

void Vocabulary::assign_from(std::uint32_t first) {
  for (std::size_t i = 0; i < keys_.size(); ++i) assign(i, first + static_cast<std::uint32_t>(i));
}

void Vocabulary::stored() {
  stored_ += keys_.size();
  keys_.clear();
}

}  // namespace almanac::archive
