#pragma once
// The names that the archive itself knows, as words for cutting long Chinese text into words: 双十一公众号拉新 is 双十一, 公众号
// and 拉新 where those are an occasion, a channel and a mechanic. Chinese names of two to twelve characters: channels with their
// aliases, products, and the values of the fields that name things (themes, occasions, mechanics, tags, segments, categories,
// brands, partners).
//
// Internal to search/. Immutable; of one snapshot, whose columns it points into.

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>

#include "search/columns.h"

namespace almanac::search {

class Lexicon {
 public:
  static constexpr std::size_t longest = 12;  // characters of a name

  Lexicon() = default;
  // Linear in the number of documents and values.
  explicit Lexicon(const Columns& columns);
  bool knows(std::string_view folded) const { return names_.contains(std::string(folded)); }
  std::size_t size() const { return names_.size(); }

 private:
  void add(std::string folded);
  std::unordered_set<std::string> names_;
};

}  // namespace almanac::search
