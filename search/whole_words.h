#pragma once
// Whole words out of texts that are written without spaces, and without a dictionary of the language.
//
// The index knows pairs of characters (全量, 量会, 会员 of 全量会员). Which of them are words, and of which they are only a
// part, is read off the texts:
//
//   - A pair grows by the character beside it as long as three quarters of its places have the same one there: 量会 stands
//     nowhere but in 全量会员. Growth that has not ended by itself at six characters is a sentence that several texts share, and
//     says nothing; the pair stays as it was.
//   - A name that is known (a value of the archive's fields, a word of the synonyms) inside what has grown is the word.
//   - A pair that did not grow is a fragment where a pair that overlaps it is more cohesive in most of its places (召回 and 券 in
//     召回券, not 回券). Cohesion of a pair: documents with the pair, by those with either character. That is the pointwise
//     mutual information that Sproat and Shih (1990) segment Chinese by, without its logarithm.
//   - A Latin word that mostly stands alone on its line or inside of QH-CF-005 or paid_amount is a code and no word.
//   - Characters of grammar fall off the edges (的, 前, 后), and words of grammar are no words (没有, the).

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "search/analysis.h"

namespace almanac::search {

class WholeWords {
 public:
  static constexpr std::size_t most_text_bytes = 16 * 1024;  // that are read of each text

  // Looks up the places of `terms` (as the index has them: a word, or a pair of glyphs) in `texts`. Linear in the texts.
  WholeWords(std::vector<std::string> texts, const std::vector<std::string>& terms);

  struct Knowledge {
    std::function<bool(const std::string& name)> is_name;                  // folded
    std::function<std::uint64_t(const std::string& term)> document_count;  // of the whole archive
  };
  // The word that a term stands for, folded; nothing if it is a fragment, a code, or says nothing by itself.
  std::optional<std::string> word_of(const std::string& term, const Knowledge& knowledge) const;

 private:
  struct Place {
    std::uint32_t text = 0, token = 0;
  };
  using Places = std::vector<Place>;
  struct Text {
    std::string original;
    Tokens tokens;
  };
  struct Grown {
    std::string word;
    std::size_t before = 0, size = 2;  // the pair stands `before` characters behind its beginning
    bool ended = true;                 // by itself
  };

  std::string_view glyph(const Place& place, std::ptrdiff_t offset) const;  // empty: not in the same run
  Grown grow(Places places) const;
  bool is_fragment(const Places& places, const Knowledge& knowledge) const;
  bool is_code(const Places& places) const;

  std::vector<Text> texts_;
  std::unordered_map<std::string, Places> places_;
};

}  // namespace almanac::search
