#pragma once
// Words that mean the same, in both languages: search/data/synonyms.txt, embedded into the program. Applied to queries, never
// to the index, so a change needs no rebuild.

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace almanac::search {

class Synonyms {
 public:
  // One group a line, its members separated by "=", "#" begins a comment. A member may be several words. A member of two groups
  // joins them.
  static Synonyms parse(std::string_view file);
  static const Synonyms& shipped();

  // The other members of the group of `phrase` (any spelling that folds and tokenises alike: "Double-11" is double 11), in the
  // order of the file; empty if it is in none.
  const std::vector<std::string>& others(std::string_view phrase) const;
  std::vector<std::string> members() const;         // all keys, in order
  std::size_t longest() const { return longest_; }  // tokens in the longest member

  // How members are compared: folded tokens joined by single spaces, glyphs without.
  static std::string key(std::string_view phrase);

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> others_;  // key → the rest of its group
  std::size_t longest_ = 0;
};

}  // namespace almanac::search
