#pragma once
// Words that mean the same, in both languages, as queries see them: those that ship with the program (search/data/synonyms.txt),
// the groups that a team has added (archive/synonyms.h), and the other names that the archive knows for one thing (aliases of its
// channels, keys that stand for another one). Applied to queries, never to the index, so a change needs no rebuild.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/store.h"
#include "search/near_texts.h"

namespace almanac::search {

// What an archive adds to the shipped words. Compared to see whether anything has changed.
struct SynonymSources {
  std::vector<archive::Strings> own;       // the team's groups
  std::vector<archive::Strings> channels;  // key, name and aliases of each channel that has some
  std::vector<archive::Strings>
      stand_ins;  // a key that was decided to stand for another one, and that one: campaigns, channels, products
  std::uint64_t channel_revision = 0;                 // at which `channels` was read
  std::pair<std::uint64_t, std::uint64_t> own_state;  // at which `own` was: archive::synonyms_state
  bool operator==(const SynonymSources&) const = default;

  // `before`: what was read last; its groups and channels are taken over if none has changed since.
  static SynonymSources of(const archive::Reads& reads, const SynonymSources& before);
};

// Immutable once made: any number of threads may ask.
class Synonyms {
 public:
  struct Group {
    archive::Strings words;                                       // as first written, each key once
    bool is_shipped = false, is_own = false, is_archive = false;  // where its words come from
  };

  // One group a line, its members separated by "=", "#" begins a comment. A member may be several words. A member of two groups
  // joins them.
  static Synonyms parse(std::string_view file);
  static const Synonyms& shipped();
  // The shipped ones and a team's, joined likewise, and other names: an alias of a channel is searched as the channel's key and name and what
  // means the same as these, and they as the alias; two aliases of one channel (沙龙, 发布会: both 线下活动) are not searched for each other.
  static Synonyms with(const SynonymSources& sources);

  // What `phrase`, given as its key, is also searched as: the other members of its group, in the order of the file, then other names; empty if there is none. One
  // that contains `phrase` or another of them is left out, for whatever it finds they find; at most 32.
  const std::vector<std::string>& others(std::string_view phrase) const;
  std::size_t longest() const { return longest_; }  // tokens in the longest member

  // Calls visit(key) with every key that differs from `phrase` in one character, and some others.
  template <class Visit>
  void near(std::string_view phrase, const Visit& visit) const {
    for (const std::uint32_t i : keys_.near(phrase, 1)) visit(keys_.text(i));
  }

  const std::vector<Group>& groups() const { return groups_; }  // joined groups, then other names of each channel
  const Group* find(std::string_view phrase) const;  // the group of a phrase in any spelling; nullptr if there is none

  // How members are compared: folded tokens joined by single spaces, glyphs without.
  static std::string key(std::string_view phrase);

 private:
  class Maker;
  std::vector<Group> groups_;
  struct Member {
    std::size_t group = 0;
    std::vector<std::string> others;
  };
  std::map<std::string, Member, std::less<>> members_;  // by key
  NearTexts keys_;
  std::size_t longest_ = 0;
};

}  // namespace almanac::search
