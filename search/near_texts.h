#pragma once
// Texts that are nearly another one, without a look at all of them. Two texts that differ by at most d edits (a character more, less,
// another, or two neighbours swapped) have a rest in common when at most d characters are taken out of each; so every text is kept under
// all its rests (a deletion neighbourhood: Mor and Fraenkel, 1982; W. Garbe's SymSpell, 2012). For two edits the rests of the first seven
// characters do: where the edits lie behind these, the rest is alike anyway.
//
// Internal to search/. Immutable once made.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace almanac::search {

std::u32string code_points(std::string_view utf8);

// Edits that make `a` into `b`, as above (optimal string alignment), or limit + 1 if there are more than `limit`.
std::size_t edits_between(std::u32string_view a, std::u32string_view b, std::size_t limit);

class NearTexts {
 public:
  static constexpr std::size_t long_enough = 8;  // characters that what is looked for has at least, for two edits

  NearTexts() = default;
  // For searches of at most so many edits, 1 or 2. Memory: 6 bytes a rest, of which there are up to 17 a text for one edit, 29 for two.
  NearTexts(std::vector<std::string> texts, std::size_t most_edits);

  std::size_t size() const { return texts_.size(); }
  const std::string& text(std::uint32_t number) const { return texts_[number]; }
  const std::vector<std::string>& texts() const { return texts_; }
  bool has(std::string_view text) const;
  // The numbers of all texts within `limit` edits, and of some others, in order, each once. At most `most_edits`; 2
  // only for a text that is long enough, else 1.
  std::vector<std::uint32_t> near(std::string_view text, std::size_t limit) const;

 private:
  std::size_t bucket(std::uint64_t hash) const { return static_cast<std::size_t>(hash >> shift_); }

  std::vector<std::string> texts_;
  std::size_t most_edits_ = 1;
  unsigned shift_ = 63;
  std::vector<std::uint32_t> ends_;     // of each bucket of rests
  std::vector<std::uint32_t> numbers_;  // of the texts, bucket by bucket
};

}  // namespace almanac::search
