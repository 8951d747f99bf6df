#pragma once
// Highlights: where the words of a query stand in a text, and the passage that shows most of them.
//
// Works on the original text through the same analysis as the index, so a mark covers exactly what the reader sees
// (traditional characters, full width, the ending of an inflected word). One pass over the text; no regular expressions.

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "search/analysis.h"
#include "search/compile.h"
#include "search/index.h"

namespace almanac::search {

inline constexpr std::size_t snippet_width = 160;  // columns: a Chinese character is two

class Highlighter {
 public:
  explicit Highlighter(const Marks& marks);

  // The whole text, cut into marked and unmarked pieces.
  std::vector<Piece> whole(std::string_view text);
  // The window of about snippet_width columns with the most different marks, then the most marks, then the earliest; "…" where
  // it was cut. Without any mark: the beginning.
  std::vector<Piece> best(std::string_view text);

 private:
  void mark(std::string_view text);  // fills tokens_ and which_
  std::vector<Piece> pieces(std::string_view text, std::size_t first, std::size_t last) const;

  std::unordered_map<std::string, int> stems_;
  std::vector<std::string> prefixes_;
  std::vector<std::pair<std::string, int>> runs_;  // longest first
  std::array<bool, 256> word_start_{}, run_start_{};
  Tokens tokens_;
  std::vector<int> which_;  // per token: the number of the mark that covers it, or -1
};

}  // namespace almanac::search
