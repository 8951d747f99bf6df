#include "search/synonyms.h"

#include <algorithm>

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

// Groups that share a key become one: a union-find over the members of all of them. Names of one thing are no such group: an alias is
// searched as the thing, and the thing as its aliases, but no alias as another one (a 沙龙 and a 发布会 are both 线下活动).
class Synonyms::Maker {
 public:
  void add(const archive::Strings& words, GroupFlag source) {
    const std::vector<std::size_t> nodes = nodes_of(words, source);
    for (const std::size_t node : nodes) unite(nodes.front(), node);
  }
  // `names`: the key, the name, then aliases.
  void add_names(const archive::Strings& names) {
    const std::vector<std::size_t> nodes = nodes_of(names, &Group::is_archive);
    if (nodes.size() < 2) return;
    const std::string own = key(names[0]), name = key(names[1]);
    stars_.push_back({nodes, own.empty() || name.empty() || own == name ? std::size_t{1} : std::size_t{2}});
  }

  Synonyms take() {
    std::vector<std::vector<std::size_t>> groups(nodes_.size());  // by the first member
    for (std::size_t node = 0; node < nodes_.size(); ++node) groups[root(node)].push_back(node);
    std::vector<std::vector<std::size_t>> extras(nodes_.size());
    for (const Star& star : stars_) add_extras(star, groups, extras);
    Synonyms synonyms;
    for (const auto& members : groups)
      if (members.size() > 1) add_group(synonyms, members, members, telling_of(members), extras);
    for (const Star& star : stars_) {
      std::vector<std::size_t> alone;  // aliases that no other group has
      for (const std::size_t name : star.names)
        if (groups[root(name)].size() == 1) alone.push_back(name);
      if (!alone.empty()) add_group(synonyms, star.names, alone, {}, extras);
    }
    std::vector<std::string> keys;
    for (const auto& [key, member] : synonyms.members_) keys.push_back(key);
    synonyms.keys_ = NearTexts(std::move(keys), 1);
    return synonyms;
  }

 private:
  struct Node {
    std::string word, key;
    Tokens tokens;
    std::size_t parent = 0;
    Group from;  // its sources
  };
  struct Star {
    std::vector<std::size_t> names;
    std::size_t hubs = 1;  // so many of them name the thing itself
  };

  // Each key once.
  std::vector<std::size_t> nodes_of(const archive::Strings& words, GroupFlag source) {
    std::vector<std::size_t> nodes;
    for (const std::string& word : words) {
      Tokens tokens = tokenize(word);
      std::string key = key_of(tokens);
      if (key.empty()) continue;
      const auto [place, is_new] = numbers_.try_emplace(key, nodes_.size());
      if (is_new) nodes_.push_back({word, std::move(key), std::move(tokens), nodes_.size(), {}});
      nodes_[place->second].from.*source = true;
      if (std::find(nodes.begin(), nodes.end(), place->second) == nodes.end()) nodes.push_back(place->second);
    }
    return nodes;
  }

  std::size_t root(std::size_t node) {
    while (nodes_[node].parent != node) node = nodes_[node].parent = nodes_[nodes_[node].parent].parent;
    return node;
  }
  // The earlier one stays, so the order of the file is the order of groups.
  void unite(std::size_t a, std::size_t b) {
    a = root(a), b = root(b);
    nodes_[std::max(a, b)].parent = std::min(a, b);
  }

  void add_extras(const Star& star, const std::vector<std::vector<std::size_t>>& groups,
                  std::vector<std::vector<std::size_t>>& extras) {
    for (std::size_t h = 0; h < star.hubs; ++h) {
      const std::size_t hub = star.names[h];
      for (const std::size_t name : star.names) {
        if (root(name) == root(hub)) continue;
        extras[name].insert(extras[name].end(), groups[root(hub)].begin(), groups[root(hub)].end());
        extras[hub].push_back(name);
      }
    }
  }

  // `words` are listed as the group; `members` of it are found by it. `telling` are those that each is also searched as.
  void add_group(Synonyms& synonyms, const std::vector<std::size_t>& words, const std::vector<std::size_t>& members,
                 const std::vector<std::size_t>& telling, const std::vector<std::vector<std::size_t>>& extras) const {
    Group& group = synonyms.groups_.emplace_back();
    for (const std::size_t word : words) {
      group.words.push_back(nodes_[word].word);
      for (const GroupFlag source : {&Group::is_shipped, &Group::is_own, &Group::is_archive})
        group.*source |= nodes_[word].from.*source;
    }
    for (const std::size_t member : members) {
      Member& made = synonyms.members_[nodes_[member].key];
      made.group = synonyms.groups_.size() - 1;
      for (const std::size_t other : others_of(member, telling, extras[member]))
        if (made.others.size() < most_others) made.others.push_back(nodes_[other].word);
      synonyms.longest_ = std::max(synonyms.longest_, nodes_[member].tokens.list.size());
    }
  }

  std::vector<std::size_t> others_of(std::size_t member, const std::vector<std::size_t>& telling,
                                     const std::vector<std::size_t>& extras) const {
    std::vector<std::size_t> others;
    for (const auto* list : {&telling, &extras})
      for (const std::size_t other : *list)
        if (other != member && std::find(others.begin(), others.end(), other) == others.end()) others.push_back(other);
    if (extras.empty()) return others;
    std::vector<std::size_t> all = others;
    all.push_back(member);
    const auto kept = telling_of(all);
    std::erase_if(others, [&](std::size_t other) { return std::find(kept.begin(), kept.end(), other) == kept.end(); });
    return others;
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
  std::vector<Star> stars_;
  std::map<std::string, std::size_t, std::less<>> numbers_;  // by key
};

SynonymSources SynonymSources::of(const archive::Reads& reads, const SynonymSources& before) {
  SynonymSources sources;
  sources.own_state = archive::synonyms_state(reads);
  if (sources.own_state == before.own_state)
    sources.own = before.own;
  else
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
  for (const auto& words : sources.stand_ins) maker.add(words, &Group::is_archive);
  for (const auto& names : sources.channels) maker.add_names(names);
  return maker.take();
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
