#pragma once
// Keys and words of incoming touchpoints to numbers, with the archive behind. Internal to archive/.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "archive/name.h"
#include "archive/touchpoint_flush.h"

namespace almanac::archive {

class Reads;

class KeyResolver {
 public:
  using Found = Vocabulary::Found;
  using Totals = TouchpointStream::Totals;

  // New keys are listed in `totals`.
  KeyResolver(Archive& archive, std::uint64_t import_id, Totals& totals);

  // An empty text is nothing: no_number, 0. Text longer than touchpoint_text_limit throws Error invalid_input (of users and
  // products from prefetch already).
  Found user(std::string_view key, std::uint64_t hash) { return node(0, key, hash); }
  Found product(std::string_view key, std::uint64_t hash) { return node(3, key, hash); }
  // Users and products are many: hash_text of the key, and the table's memory is fetched meanwhile.
  std::uint64_t prefetch_user(std::string_view key) const { return prefetch(0, key); }
  std::uint64_t prefetch_product(std::string_view key) const { return prefetch(3, key); }
  Found channel(std::string_view name);
  std::optional<Found> campaign(std::string_view code);  // nullopt: no such campaign
  Found word(Word kind, std::string_view text);

  // Hands the new keys over to a flush; settle() once they are stored, before the next take().
  KeyBatches take();
  void settle(const KeyBatches& batches);

 private:
  Found node(std::size_t index, std::string_view key, std::uint64_t hash);
  std::uint64_t prefetch(std::size_t index, std::string_view key) const;
  Found new_node(std::size_t index, std::string_view key);
  void load_nodes(std::size_t index);
  void learn_followers(const Reads& reader, std::size_t index);
  void load_campaigns();
  void load_words(std::size_t index);

  Archive& archive_;
  std::uint64_t import_id_;
  Totals& totals_;
  std::array<Vocabulary, 4> nodes_;  // user, campaign, channel, product
  std::array<Vocabulary, 7> words_;  // by Word - 1
  std::array<bool, 4> loaded_nodes_{};
  std::array<std::size_t, 4> lookups_{};
  std::array<bool, 7> loaded_words_{};
};

}  // namespace almanac::archive
