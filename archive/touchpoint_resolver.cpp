#include "archive/touchpoint_resolver.h"

#include "archive/connection.h"
#include "archive/error.h"
#include "archive/store.h"

namespace almanac::archive {

using sqlite::Database;
using sqlite::Statement;

namespace {

constexpr Kind node_kinds[] = {Kind::user, Kind::campaign, Kind::channel, Kind::product};
constexpr std::size_t user_node = 0, campaign_node = 1, channel_node = 2, product_node = 3;

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
              filled({"a key or word of a touchpoint must not be longer than {} bytes: {}…", "触点的键或词不能超过 {} 字节：{}…"},
                     std::to_string(touchpoint_text_limit), start));
}

std::uint32_t count_words(Database& database, Word kind) {
  Statement row = database.prepare("SELECT coalesce(max(number)+1,0) FROM word WHERE kind=?1");
  row.bind_all(kind);
  return row.step() ? static_cast<std::uint32_t>(row.integer(0)) : 0;
}

Word word_kind(std::size_t index) { return static_cast<Word>(index + 1); }

constexpr std::string_view existing_campaigns =
    "SELECT n.number, n.key FROM node n JOIN record r ON r.kind=n.kind AND r.number=n.number WHERE n.kind=1 AND r.deleted=0";
constexpr std::string_view existing_campaign =
    "SELECT n.number FROM node n JOIN record r ON r.kind=n.kind AND r.number=n.number WHERE n.kind=1 AND r.deleted=0 AND n.key=?1";

}  // namespace

KeyResolver::KeyResolver(Archive& archive, std::uint64_t import_id, Totals& totals)
    : archive_(archive), import_id_(import_id), totals_(totals) {}

KeyResolver::Found KeyResolver::node(std::size_t index, std::string_view text) {
  Found found;
  if (text.empty()) return found;
  Vocabulary& vocabulary = vocabularies_.nodes[index];
  if (vocabulary.find(text, found)) return found;

  check_length(text);
  const std::string key = normalize_key(text);
  if (key.empty()) return found;
  if (!loaded_nodes_[index] && (++lookups_[index] > single_lookups || archive_.read().count(node_kinds[index]) <= small_kind))
    load_nodes(index);
  if (vocabulary.find(key, found)) return vocabulary.learn_alias(text, found);
  if (!loaded_nodes_[index]) {
    const Reader reader = archive_.read();
    if (const auto number = reader.find_number(node_kinds[index], key)) return vocabulary.learn(text, *number, key);
    if (vocabulary.pending() == 0) next_node_[index] = reader.count(node_kinds[index]);
  }
  found = new_node(index, key);
  return key == text ? found : vocabulary.learn_alias(text, found);
}

KeyResolver::Found KeyResolver::new_node(std::size_t index, std::string_view key) {
  auto& list = index == user_node ? totals_.new_users : totals_.new_products;
  ++(index == user_node ? totals_.new_user_count : totals_.new_product_count);
  if (list.size() < listed_keys) list.emplace_back(key);
  return vocabularies_.nodes[index].add(key);
}

void KeyResolver::load_nodes(std::size_t index) {
  const Reader reader = archive_.read();
  reader.for_each_key(node_kinds[index], [&](std::uint32_t number, std::string_view key) {
    if (!key.empty()) vocabularies_.nodes[index].learn(key, number, key);
  });
  if (vocabularies_.nodes[index].pending() == 0) next_node_[index] = reader.count(node_kinds[index]);
  loaded_nodes_[index] = true;
}

KeyResolver::Found KeyResolver::channel(std::string_view text) {
  Found found;
  if (text.empty()) return found;
  Vocabulary& vocabulary = vocabularies_.nodes[channel_node];
  if (vocabulary.find(text, found)) return found;
  check_length(text);
  if (normalize_key(text).empty()) return found;
  auto number = archive_.read().find_by_name(Kind::channel, text);
  if (!number) {
    archive_.write("import", [&](Transaction& transaction) { number = transaction.intern(Kind::channel, text); }, import_id_);
    ++totals_.new_channel_count;
    if (totals_.new_channels.size() < listed_keys) totals_.new_channels.emplace_back(text);
  }
  return vocabulary.learn(text, *number, *archive_.read().find_key(Kind::channel, *number));
}

std::optional<KeyResolver::Found> KeyResolver::campaign(std::string_view code) {
  Found found;
  if (code.empty()) return found;
  Vocabulary& vocabulary = vocabularies_.nodes[campaign_node];
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
  while (row.step())
    vocabularies_.nodes[campaign_node].learn(row.text(1), static_cast<std::uint32_t>(row.integer(0)), row.text(1));
  loaded_nodes_[campaign_node] = true;
}

KeyResolver::Found KeyResolver::word(Word kind, std::string_view text) {
  Found found;
  if (text.empty()) return found;
  const std::size_t index = static_cast<std::size_t>(kind) - 1;
  Vocabulary& vocabulary = vocabularies_.words[index];
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
    if (!words[number].empty()) vocabularies_.words[index].learn(words[number], number, words[number]);
  if (vocabularies_.words[index].pending() == 0) next_word_[index] = static_cast<std::uint32_t>(words.size());
  loaded_words_[index] = true;
}

void KeyResolver::propose() {
  for (std::size_t i = 0; i < 4; ++i) vocabularies_.nodes[i].assign_from(next_node_[i]);
  for (std::size_t i = 0; i < 7; ++i) vocabularies_.words[i].assign_from(next_word_[i]);
}

bool KeyResolver::still_free(Transaction& transaction) const {
  for (std::size_t i = 0; i < 4; ++i)
    if (vocabularies_.nodes[i].pending() > 0 && transaction.count(node_kinds[i]) != next_node_[i]) return false;
  for (std::size_t i = 0; i < 7; ++i)
    if (vocabularies_.words[i].pending() > 0 && count_words(connection_of(transaction).database, word_kind(i)) != next_word_[i])
      return false;
  return true;
}

bool KeyResolver::store(Transaction& transaction) {
  if (!still_free(transaction)) {
    store_elsewhere(transaction);
    return false;
  }
  store_proposed(transaction);
  return true;
}

void KeyResolver::store_proposed(Transaction& transaction) {
  Connection& connection = connection_of(transaction);
  Statement node = connection.database.prepare("INSERT INTO node (kind, number, key) VALUES (?1,?2,?3)");
  for (std::size_t i = 0; i < 4; ++i) {
    const Vocabulary& vocabulary = vocabularies_.nodes[i];
    for (std::size_t k = 0; k < vocabulary.pending(); ++k) {
      const std::uint32_t number = next_node_[i] + static_cast<std::uint32_t>(k);
      node.bind_all(node_kinds[i], number, vocabulary.pending_key(k)).run();
      // Users are known by their touchpoints; only what a list or the search shows is in the change log by itself.
      if (i != user_node) connection.touched.insert({node_kinds[i], number});
      if (i != user_node) connection.changed = true;
    }
  }
  Statement word = connection.database.prepare("INSERT INTO word (kind, number, text) VALUES (?1,?2,?3)");
  for (std::size_t i = 0; i < 7; ++i)
    for (std::size_t k = 0; k < vocabularies_.words[i].pending(); ++k)
      word.bind_all(word_kind(i), next_word_[i] + static_cast<std::uint32_t>(k), vocabularies_.words[i].pending_key(k)).run();
}

void KeyResolver::store_elsewhere(Transaction& transaction) {
  for (std::size_t i = 0; i < 4; ++i) {
    Vocabulary& vocabulary = vocabularies_.nodes[i];
    for (std::size_t k = 0; k < vocabulary.pending(); ++k)
      vocabulary.assign(k, transaction.intern(node_kinds[i], vocabulary.pending_key(k)));
    loaded_nodes_[i] = i == campaign_node;  // there are keys that this stream has not seen
  }
  for (std::size_t i = 0; i < 7; ++i) {
    Vocabulary& vocabulary = vocabularies_.words[i];
    for (std::size_t k = 0; k < vocabulary.pending(); ++k)
      vocabulary.assign(k, transaction.intern_word(word_kind(i), vocabulary.pending_key(k)));
    loaded_words_[i] = false;
  }
}

void KeyResolver::stored() {
  for (std::size_t i = 0; i < 4; ++i) {
    next_node_[i] += static_cast<std::uint32_t>(vocabularies_.nodes[i].pending());
    vocabularies_.nodes[i].stored();
  }
  for (std::size_t i = 0; i < 7; ++i) {
    next_word_[i] += static_cast<std::uint32_t>(vocabularies_.words[i].pending());
    vocabularies_.words[i].stored();
  }
}

}  // namespace almanac::archive
