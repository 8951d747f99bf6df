#pragma once
// The names that the archive itself knows, as words for cutting long Chinese text into words: 双十一公众号拉新 is 双十一, 公众号
// and 拉新 where those are an occasion, a channel and a mechanic. Chinese names of two to twelve characters: channels with their
// aliases, products, and the values of the fields that name things (themes, occasions, mechanics, tags, segments, categories,
// brands, partners).
//
// Internal to search/. Immutable.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "search/columns.h"
#include "search/near_texts.h"

namespace almanac::search {

class Lexicon {
 public:
  static constexpr std::size_t longest = 12;  // characters of a name

  // `before`: the names of earlier columns, to which those that are new are added; may be null. Linear in what has changed; in all there
  // is without `before`, or where a channel or product lost a name.
  Lexicon(std::shared_ptr<const Columns> columns, const Lexicon* before);
  bool knows(std::string_view folded) const;
  // Calls visit(name) with every name that differs from `folded` in one character, and some others.
  template <class Visit>
  void near(std::string_view folded, const Visit& visit) const {
    for (const auto& part : {base_, recent_})
      if (part)
        for (const std::uint32_t i : part->near.near(folded, 1)) visit(part->near.text(i));
  }
  std::size_t size() const;
  // Whether nothing was made anew for `other`.
  bool is_taken_over_by(const Lexicon& other) const { return base_ == other.base_ && recent_ == other.recent_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  using Names = std::unordered_set<std::string, Hash, std::equal_to<>>;
  struct Part {
    explicit Part(Names names);
    Names names;
    NearTexts near;
  };
  void add(std::string folded, Names& names) const;
  void add_values(const Columns* before, Names& names) const;
  void add_titles(DocumentId id, Names& names) const;
  bool continues(const Columns& before) const;
  static bool is_named(const Columns& columns, DocumentId id);

  std::shared_ptr<const Columns> columns_;
  std::shared_ptr<const Part> base_, recent_;  // most of the names, and those that came since
};

}  // namespace almanac::search
