#pragma once
// Keys and words of incoming touchpoints to numbers, with the archive behind. Internal to archive/.

#include <cstdint>
#include <optional>
#include <string_view>

#include "archive/name.h"
#include "archive/touchpoint_buffer.h"

namespace almanac::archive {

class Transaction;

class KeyResolver {
 public:
  using Found = Vocabulary::Found;
  using Totals = TouchpointStream::Totals;

  // New keys are listed in `totals`.
  KeyResolver(Archive& archive, std::uint64_t import_id, Totals& totals);

  // An empty text is nothing: no_number, 0. Text longer than touchpoint_text_limit throws Error invalid_input.
  Found user(std::string_view key) { return node(0, key); }
  Found product(std::string_view key) { return node(3, key); }
  Found channel(std::string_view name);
  std::optional<Found> campaign(std::string_view code);  // nullopt: no such campaign
  Found word(Word kind, std::string_view text);

  const Vocabularies& vocabularies() const { return vocabularies_; }

  // The three steps of storing what is new; see touchpoint_stream.cpp. propose() takes the numbers that were free when the
  // first of the new keys was not found; store(), inside the commit, returns whether they still are (else others have
  // stored keys since, maybe the same: all are interned one by one, and nothing else is to be stored); stored() after
  // the commit.
  void propose();
  bool store(Transaction& transaction);
  void stored();

 private:
  Found node(std::size_t index, std::string_view key);
  Found new_node(std::size_t index, std::string_view key);
  void load_nodes(std::size_t index);
  void load_campaigns();
  void load_words(std::size_t index);
  bool still_free(Transaction& transaction) const;
  void store_proposed(Transaction& transaction);
  void store_elsewhere(Transaction& transaction);

  Archive& archive_;
  std::uint64_t import_id_;
  Totals& totals_;
  Vocabularies vocabularies_;
  std::array<bool, 4> loaded_nodes_{};
  std::array<std::size_t, 4> lookups_{};
  std::array<bool, 7> loaded_words_{};
  // The first free number, as of a moment at which none of the pending keys was stored.
  std::array<std::uint32_t, 4> next_node_{};
  std::array<std::uint32_t, 7> next_word_{};
};

}  // namespace almanac::archive
