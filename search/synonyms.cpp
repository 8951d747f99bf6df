#include "search/synonyms.h"

#include <algorithm>
#include <numeric>

#include "archive/same_as.h"
#include "archive/synonyms.h"
#include "search/analysis.h"

extern "C" const char almanac_embedded_search_synonyms[];
extern "C" const char almanac_embedded_search_synonyms_end[];

namespace almanac::search {
namespace {

using archive::Kind;

constexpr std::size_t most_others = 32;

using GroupFlag = bool Synonyms::Group::*;

std::string key_of(const Tokens& tokens) {
  std::string key;
  for (std::size_t i = 0; i < tokens.list.size(); ++i) {
    const bool run = i > 0 && tokens.has_pair(i - 1);
    if (i > 0 && !run) key += ' ';
    key += tokens.text(i);
  }
  return key;
}

// Whether whatever contains `longer` contains `shorter`: the same tokens in a row, with the same runs.
bool contains(const Tokens& longer, const Tokens& shorter) {
  const std::size_t size = shorter.list.size();
  for (std::size_t at = 0; at + size <= longer.list.size(); ++at) {
    std::size_t same = 0;
    while (same < size && longer.text(at + same) == shorter.text(same) &&
           (same + 1 == size || longer.has_pair(at + same) == shorter.has_pair(same)))
      ++same;
    if (same == size) return true;
  }
  return false;
}

}  // namespace

// Groups that share a key become one: a union-find over the members of all of them.
class Synonyms::Maker {
 public:
  void add(const archive::Strings& words, GroupFlag source) {
    std::size_t first = SIZE_MAX;
    for (const std::string& word : words) {
      Tokens tokens = tokenize(word);
      std::string key = key_of(tokens);
      if (key.empty()) continue;
      const auto [place, is_new] = numbers_.try_emplace(key, nodes_.size());
      if (is_new) nodes_.push_back({word, std::move(key), std::move(tokens), nodes_.size(), {}});
      const std::size_t node = place->second;
      nodes_[node].from.*source = true;
      if (first == SIZE_MAX)
        first = node;
      else
        unite(first, node);
    }
  }

  Synonyms take() {
    Synonyms synonyms;
    std::vector<std::vector<std::size_t>> groups(nodes_.size());  // by the first member
    for (std::size_t node = 0; node < nodes_.size(); ++node) groups[root(node)].push_back(node);
    for (const auto& members : groups)
      if (members.size() > 1) add_group(synonyms, members);
    return synonyms;
  }

 private:
  struct Node {
    std::string word, key;
    Tokens tokens;
    std::size_t parent = 0;
    Group from;  // its sources
  };

  std::size_t root(std::size_t node) {
    while (nodes_[node].parent != node) node = nodes_[node].parent = nodes_[nodes_[node].parent].parent;
    return node;
  }
  // The earlier one stays, so the order of the file is the order of groups.
  void unite(std::size_t a, std::size_t b) {
    a = root(a), b = root(b);
    nodes_[std::max(a, b)].parent = std::min(a, b);
  }

  void add_group(Synonyms& synonyms, const std::vector<std::size_t>& members) const {
    Group& group = synonyms.groups_.emplace_back();
    const std::vector<std::size_t> telling = telling_of(members);
    for (const std::size_t member : members) {
      const Node& node = nodes_[member];
      group.words.push_back(node.word);
      for (const GroupFlag source : {&Group::is_shipped, &Group::is_own, &Group::is_archive})
        group.*source |= node.from.*source;
      Member& made = synonyms.members_[node.key];
      made.group = synonyms.groups_.size() - 1;
      for (const std::size_t other : telling)
        if (other != member && made.others.size() < most_others) made.others.push_back(nodes_[other].word);
      synonyms.longest_ = std::max(synonyms.longest_, node.tokens.list.size());
    }
  }

  // Those that contain no other one.
  std::vector<std::size_t> telling_of(const std::vector<std::size_t>& members) const {
    std::vector<std::size_t> telling;
    for (const std::size_t member : members) {
      const auto is_in_it = [&](std::size_t other) {
        return other != member && contains(nodes_[member].tokens, nodes_[other].tokens);
      };
      if (std::none_of(members.begin(), members.end(), is_in_it)) telling.push_back(member);
    }
    return telling;
  }

  std::vector<Node> nodes_;
  std::map<std::string, std::size_t, std::less<>> numbers_;  // by key
};

SynonymSources SynonymSources::of(const archive::Reads& reads, const SynonymSources& before) {
  SynonymSources sources;
  for (auto& group : archive::list_synonyms(reads)) sources.own.push_back(std::move(group.words));
  sources.channel_revision = archive::last_change_of(reads, Kind::channel);
  if (sources.channel_revision == before.channel_revision)
    sources.channels = before.channels;
  else
    reads.for_each<archive::Channel>([&](const archive::Stored<archive::Channel>& stored) {
      archive::Strings names{stored.record.channel, stored.record.name};
      names.insert(names.end(), stored.record.aliases.begin(), stored.record.aliases.end());
      if (names.size() > 2 || names[0] != names[1]) sources.channels.push_back(std::move(names));
    });
  for (const Kind kind : {Kind::campaign, Kind::channel, Kind::product})
    archive::for_each_follower(reads, kind, [&](std::string_view key, std::string_view leader) {
      sources.stand_ins.push_back({std::string(leader), std::string(key)});
    });
  return sources;
}

std::string Synonyms::key(std::string_view phrase) { return key_of(tokenize(phrase)); }

namespace {

std::vector<archive::Strings> shipped_groups(std::string_view file) {
  std::vector<archive::Strings> groups;
  for (auto& line : archive::synonym_lines(file))
    if (line.words.size() > 1) groups.push_back(std::move(line.words));
  return groups;
}

std::string_view shipped_file() { return {almanac_embedded_search_synonyms, almanac_embedded_search_synonyms_end}; }

}  // namespace

Synonyms Synonyms::parse(std::string_view file) {
  Maker maker;
  for (const auto& words : shipped_groups(file)) maker.add(words, &Group::is_shipped);
  return maker.take();
}

const Synonyms& Synonyms::shipped() {
  static const Synonyms synonyms = parse(shipped_file());
  return synonyms;
}

Synonyms Synonyms::with(const SynonymSources& sources) {
  Maker maker;
  for (const auto& words : sources.own) maker.add(words, &Group::is_own);
  for (const auto& words : shipped_groups(shipped_file())) maker.add(words, &Group::is_shipped);
  for (const auto* names : {&sources.channels, &sources.stand_ins})
    for (const auto& words : *names) maker.add(words, &Group::is_archive);
  return maker.take();
}

std::vector<std::string> Synonyms::members() const {
  std::vector<std::string> keys;
  for (const auto& [key, member] : members_) keys.push_back(key);
  return keys;
}

const std::vector<std::string>& Synonyms::others(std::string_view phrase) const {
  static const std::vector<std::string> none;
  const auto found = members_.find(phrase);
  return found == members_.end() ? none : found->second.others;
}

const Synonyms::Group* Synonyms::find(std::string_view phrase) const {
  const auto found = members_.find(key(phrase));
  return found == members_.end() ? nullptr : &groups_[found->second.group];
}

}  // namespace almanac::search
