#include "archive/dictionary.h"

#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "archive/connection.h"
#include "archive/error.h"
#include "archive/name.h"

extern "C" {
extern const unsigned char almanac_embedded_channels[], almanac_embedded_channels_end[];
extern const unsigned char almanac_embedded_metrics[], almanac_embedded_metrics_end[];
}

namespace almanac::archive {
namespace {

[[noreturn]] void bad_dictionary(const std::string& file, const toml::source_region& at, const Text& what) {
  const std::string where = file + ":" + std::to_string(at.begin.line) + ":" + std::to_string(at.begin.column);
  throw Error(ErrorKind::invalid_input, "bad_dictionary", {where + ": " + what.en, where + "：" + what.zh}, where);
}

toml::table parse(std::string_view text, const std::string& file) {
  try {
    return toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    bad_dictionary(file, error.source(), {std::string(error.description()), std::string(error.description())});
  }
}

std::string text_of(const toml::table& entry, std::string_view name, const std::string& file) {
  const toml::node* node = entry.get(name);
  if (!node) return {};
  if (const auto value = node->value<std::string>()) return *value;
  bad_dictionary(file, node->source(),
                 {"\"" + std::string(name) + "\" must be a text", "“" + std::string(name) + "”应为文字"});
}

std::vector<std::string> list_of(const toml::table& entry, std::string_view name, const std::string& file) {
  std::vector<std::string> list;
  const toml::node* node = entry.get(name);
  if (!node) return list;
  const toml::array* items = node->as_array();
  if (!items)
    bad_dictionary(file, node->source(),
                   {"\"" + std::string(name) + "\" must be a list", "“" + std::string(name) + "”应为列表"});
  for (const auto& item : *items) {
    if (const auto value = item.value<std::string>())
      list.push_back(*value);
    else
      bad_dictionary(file, item.source(), {"must be a text", "应为文字"});
  }
  return list;
}

template <class Read>
void for_each_entry(const toml::table& table, std::string_view name, const std::string& file, Read read) {
  const toml::array* entries = table[name].as_array();
  if (!entries) return;
  for (const auto& node : *entries) {
    const toml::table* entry = node.as_table();
    if (!entry) bad_dictionary(file, node.source(), {"must be a table", "应为表"});
    read(*entry);
  }
}

// An addition with the name of a shipped entry replaces it.
template <class Entry, class Name>
void put(std::vector<Entry>& entries, Entry entry, Name name) {
  const auto same =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& other) { return name(other) == name(entry); });
  if (same != entries.end())
    *same = std::move(entry);
  else
    entries.push_back(std::move(entry));
}

void read_channels(std::string_view text, const std::string& file, std::vector<Channel>& channels) {
  for_each_entry(parse(text, file), "channel", file, [&](const toml::table& entry) {
    Channel channel;
    channel.channel = text_of(entry, "channel", file);
    if (channel.channel.empty())
      bad_dictionary(file, entry.source(), {"a channel needs \"channel\"", "渠道需要“channel”"});
    channel.name = text_of(entry, "name", file);
    channel.kind = text_of(entry, "kind", file);
    channel.role = text_of(entry, "role", file);
    channel.parent = text_of(entry, "parent", file);
    channel.aliases = list_of(entry, "aliases", file);
    put(channels, std::move(channel), [](const Channel& c) -> const std::string& { return c.channel; });
  });
}

void read_metrics(std::string_view text, const std::string& file, std::vector<Metric>& metrics) {
  for_each_entry(parse(text, file), "metric", file, [&](const toml::table& entry) {
    Metric metric;
    metric.name = text_of(entry, "metric", file);
    if (metric.name.empty())
      bad_dictionary(file, entry.source(), {"a metric needs \"metric\", its name", "指标需要“metric”（名称）"});
    metric.en = text_of(entry, "en", file);
    metric.zh = text_of(entry, "zh", file);
    metric.aliases = list_of(entry, "aliases", file);
    metric.unit = text_of(entry, "unit", file);
    metric.higher_is_better = text_of(entry, "better", file) != "lower";
    metric.additive = entry["additive"].value_or(false);
    metric.product_of = list_of(entry, "product_of", file);
    put(metrics, std::move(metric), [](const Metric& m) -> const std::string& { return m.name; });
  });
}

std::optional<std::string> file_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return std::nullopt;
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::string_view embedded(const unsigned char* begin, const unsigned char* end) {
  return {reinterpret_cast<const char*>(begin), static_cast<std::size_t>(end - begin)};
}

using Names = std::vector<std::pair<std::string, std::size_t>>;

void index_name(Names& names, std::string_view name, std::size_t entry) {
  if (!name.empty()) names.emplace_back(fold(name), entry);
}

// Sorted; of one folded name the first entry counts.
void finish(Names& names) {
  std::stable_sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  names.erase(std::unique(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.first == b.first; }),
              names.end());
}

std::optional<std::size_t> look_up(const Names& names, std::string_view name) {
  const std::string folded = fold(name);
  const auto found = std::lower_bound(names.begin(), names.end(), folded,
                                      [](const auto& entry, const std::string& key) { return entry.first < key; });
  if (found == names.end() || found->first != folded) return std::nullopt;
  return found->second;
}

}  // namespace

Dictionary Dictionary::load(const std::filesystem::path& directory) {
  Dictionary dictionary;
  read_channels(embedded(almanac_embedded_channels, almanac_embedded_channels_end), "channels.toml",
                dictionary.channels_);
  read_metrics(embedded(almanac_embedded_metrics, almanac_embedded_metrics_end), "metrics.toml", dictionary.metrics_);
  if (const auto text = file_text(directory / "channels.toml"))
    read_channels(*text, (directory / "channels.toml").string(), dictionary.channels_);
  if (const auto text = file_text(directory / "metrics.toml"))
    read_metrics(*text, (directory / "metrics.toml").string(), dictionary.metrics_);
  // Names before aliases, so that an alias never hides another entry's own name.
  for (std::size_t i = 0; i < dictionary.channels_.size(); ++i) {
    index_name(dictionary.channel_names_, dictionary.channels_[i].channel, i);
    index_name(dictionary.channel_names_, dictionary.channels_[i].name, i);
  }
  for (std::size_t i = 0; i < dictionary.channels_.size(); ++i)
    for (const auto& alias : dictionary.channels_[i].aliases) index_name(dictionary.channel_names_, alias, i);
  for (std::size_t i = 0; i < dictionary.metrics_.size(); ++i) {
    index_name(dictionary.metric_names_, dictionary.metrics_[i].name, i);
    index_name(dictionary.metric_names_, dictionary.metrics_[i].zh, i);
    index_name(dictionary.metric_names_, dictionary.metrics_[i].en, i);
  }
  for (std::size_t i = 0; i < dictionary.metrics_.size(); ++i)
    for (const auto& alias : dictionary.metrics_[i].aliases) index_name(dictionary.metric_names_, alias, i);
  finish(dictionary.channel_names_);
  finish(dictionary.metric_names_);
  return dictionary;
}

const Metric* Dictionary::find_metric(std::string_view name) const {
  const auto entry = look_up(metric_names_, name);
  return entry ? &metrics_[*entry] : nullptr;
}

const Channel* Dictionary::find_channel(std::string_view name) const {
  const auto entry = look_up(channel_names_, name);
  return entry ? &channels_[*entry] : nullptr;
}

const Metric* Dictionary::nearest_metric(std::string_view name) const {
  const std::string folded = fold(name);
  const Metric* nearest = nullptr;
  std::size_t best = folded.size() < 6 ? 2 : 3;  // first distance that is too far
  for (const auto& [spelling, entry] : metric_names_) {
    const std::size_t distance = edit_distance(folded, spelling, best);
    if (distance >= best) continue;
    best = distance;
    nearest = &metrics_[entry];
  }
  return nearest;
}

const Dictionary& dictionary_of(const Reads& reads) { return *connection_of(reads).dictionary; }

}  // namespace almanac::archive
