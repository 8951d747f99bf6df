#include "archive/touchpoint_resolver.h"

#include <unordered_set>

#include "archive/connection.h"
#include "archive/error.h"
#include "archive/same_as.h"
#include "archive/store.h"

namespace almanac::archive {

using sqlite::Statement;

namespace {

constexpr Kind node_kinds[] = {Kind::user, Kind::campaign, Kind::channel, Kind::product};
constexpr std::size_t user_node = 0, campaign_node = 1, channel_node = 2;

// Small kinds are loaded whole at once. Of others, this many unknown keys are looked up one by one before that, so that
// a handful of live touchpoints does not read a million keys.
constexpr std::uint32_t small_kind = 50'000;
constexpr std::size_t single_lookups = 256;
constexpr std::size_t listed_keys = 1000;

void check_length(std::string_view text) {
  if (text.size() <= touchpoint_text_limit) return;
  std::size_t cut = 60;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0) == 0x80) --cut;
  const std::string start(text.substr(0, cut));
  throw Error(ErrorKind::invalid_input, "text_too_long",
              filled({"a key or word of a touchpoint must not be longer than {} bytes: {}…",
                      "触点的键或词不能超过 {} 字节：{}…"},
                     std::to_string(touchpoint_text_limit), start));
}

Word word_kind(std::size_t index) { return static_cast<Word>(index + 1); }

constexpr std::string_view existing_campaigns =
    "SELECT n.number, n.key FROM node n JOIN record r ON r.kind=n.kind AND r.number=n.number WHERE n.kind=1 AND "
    "r.deleted=0";
constexpr std::string_view existing_campaign =
    "SELECT n.number FROM node n JOIN record r ON r.kind=n.kind AND r.number=n.number WHERE n.kind=1 AND r.deleted=0 "
    "AND n.key=?1";

}  // namespace

KeyResolver::KeyResolver(Archive& archive, std::uint64_t import_id, Totals& totals)
    : archive_(archive), import_id_(import_id), totals_(totals) {}

std::uint64_t KeyResolver::prefetch(std::size_t index, std::string_view text) const {
  check_length(text);
  const std::uint64_t hash = hash_text(text);
  nodes_[index].prefetch(hash);
  return hash;
}

KeyResolver::Found KeyResolver::node(std::size_t index, std::string_view text, std::uint64_t hash) {
  Found found;
  if (text.empty()) return found;
  Vocabulary& vocabulary = nodes_[index];
  if (vocabulary.find(text, hash, found)) return found;

  const std::string key = normalize_key(text);
  if (key.empty()) return found;
  if (!loaded_nodes_[index] &&
      (++lookups_[index] > single_lookups || archive_.read().count(node_kinds[index]) <= small_kind))
    load_nodes(index);
  if (vocabulary.find(key, found)) return vocabulary.learn_alias(text, found);
  if (!loaded_nodes_[index]) {
    const Reader reader = archive_.read();
    const std::string leader = leader_of(reader, node_kinds[index], key).value_or(key);
    if (const auto number = reader.find_number(node_kinds[index], leader)) {
      found = vocabulary.find(leader, found) ? found : vocabulary.learn(leader, *number, leader);
      return leader == text ? found : vocabulary.learn_alias(text, found);
    }
    if (vocabulary.all_stored()) vocabulary.free_from(reader.count(node_kinds[index]));
  }
  found = new_node(index, key);
  return key == text ? found : vocabulary.learn_alias(text, found);
}

KeyResolver::Found KeyResolver::new_node(std::size_t index, std::string_view key) {
  auto& list = index == user_node ? totals_.new_users : totals_.new_products;
  ++(index == user_node ? totals_.new_user_count : totals_.new_product_count);
  if (list.size() < listed_keys) list.emplace_back(key);
  return nodes_[index].add(key);
}

void KeyResolver::load_nodes(std::size_t index) {
  const Reader reader = archive_.read();
  std::unordered_set<std::string> followers;
  for_each_follower(reader, node_kinds[index], [&](std::string_view key, std::string_view) { followers.emplace(key); });
  nodes_[index].reserve(reader.count(node_kinds[index]));
  reader.for_each_key(node_kinds[index], [&](std::uint32_t number, std::string_view key) {
    if (!key.empty() && (followers.empty() || !followers.contains(std::string(key))))
      nodes_[index].learn(key, number, key);
  });
  connection_of(reader).database.release_pages();
  learn_followers(reader, index);
  if (nodes_[index].all_stored()) nodes_[index].free_from(reader.count(node_kinds[index]));
  loaded_nodes_[index] = true;
}

// Keys that stand for another one are other names of that one.
void KeyResolver::learn_followers(const Reads& reader, std::size_t index) {
  for_each_follower(reader, node_kinds[index], [&](std::string_view key, std::string_view leader) {
    Found found;
    if (nodes_[index].find(leader, found)) nodes_[index].learn_alias(key, found);
  });
}

KeyResolver::Found KeyResolver::channel(std::string_view text) {
  Found found;
  if (text.empty()) return found;
  Vocabulary& vocabulary = nodes_[channel_node];
  if (vocabulary.find(text, found)) return found;
  check_length(text);
  if (normalize_key(text).empty()) return found;
  auto number = archive_.read().find_by_name(Kind::channel, text);
  if (!number) {
    archive_.write(
        "import", [&](Transaction& transaction) { number = transaction.intern(Kind::channel, text); }, import_id_);
    ++totals_.new_channel_count;
    if (totals_.new_channels.size() < listed_keys) totals_.new_channels.emplace_back(text);
  }
  return vocabulary.learn(text, *number, *archive_.read().find_key(Kind::channel, *number));
}

std::optional<KeyResolver::Found> KeyResolver::campaign(std::string_view code) {
  Found found;
  if (code.empty()) return found;
  Vocabulary& vocabulary = nodes_[campaign_node];
  if (vocabulary.find(code, found)) return found;
  check_length(code);
  if (!loaded_nodes_[campaign_node]) load_campaigns();
  const std::string key = normalize_key(code);
  if (vocabulary.find(key, found)) return vocabulary.learn_alias(code, found);
  // Looked up each time: the caller may make the campaign and come again.
  const Reader reader = archive_.read();
  Statement row = connection_of(reader).database.prepare(existing_campaign);
  row.bind_all(key);
  if (!row.step()) return std::nullopt;
  return vocabulary.learn(code, static_cast<std::uint32_t>(row.integer(0)), key);
}

void KeyResolver::load_campaigns() {
  const Reader reader = archive_.read();
  Statement row = connection_of(reader).database.prepare(existing_campaigns);
  std::unordered_set<std::string> followers;
  for_each_follower(reader, Kind::campaign, [&](std::string_view key, std::string_view) { followers.emplace(key); });
  while (row.step())
    if (followers.empty() || !followers.contains(std::string(row.text(1))))
      nodes_[campaign_node].learn(row.text(1), static_cast<std::uint32_t>(row.integer(0)), row.text(1));
  learn_followers(reader, campaign_node);
  loaded_nodes_[campaign_node] = true;
}

KeyResolver::Found KeyResolver::word(Word kind, std::string_view text) {
  Found found;
  if (text.empty()) return found;
  const std::size_t index = static_cast<std::size_t>(kind) - 1;
  Vocabulary& vocabulary = words_[index];
  if (vocabulary.find(text, found)) return found;
  check_length(text);
  if (!loaded_words_[index]) {
    load_words(index);
    if (vocabulary.find(text, found)) return found;
  }
  return vocabulary.add(text);
}

void KeyResolver::load_words(std::size_t index) {
  const std::vector<std::string> words = archive_.read().words(word_kind(index));
  for (std::uint32_t number = 0; number < words.size(); ++number)
    if (!words[number].empty()) words_[index].learn(words[number], number, words[number]);
  if (words_[index].all_stored()) words_[index].free_from(static_cast<std::uint32_t>(words.size()));
  loaded_words_[index] = true;
}

KeyBatches KeyResolver::take() {
  KeyBatches batches;
  for (std::size_t i = 0; i < nodes_.size(); ++i) batches.nodes[i] = nodes_[i].take();
  for (std::size_t i = 0; i < words_.size(); ++i) batches.words[i] = words_[i].take();
  return batches;
}

void KeyResolver::settle(const KeyBatches& batches) {
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    nodes_[i].settle(batches.nodes[i]);
    if (batches.nodes[i].elsewhere && i != campaign_node) loaded_nodes_[i] = false;  // there are keys not seen here
  }
  for (std::size_t i = 0; i < words_.size(); ++i) {
    words_[i].settle(batches.words[i]);
    if (batches.words[i].elsewhere) loaded_words_[i] = false;
  }
}

}  // namespace almanac::archive
