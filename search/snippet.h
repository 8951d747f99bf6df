#pragma once
// Highlights: where the words of a query stand in a text, and the passage that shows most of them.
//
// Works on the original text through the same analysis as the index, so a mark covers exactly what the reader sees
// (traditional characters, full width, the ending of an inflected word). Linear in the text; no regular expressions. The passage
// of a long text is found by MarkScan, and only its neighbourhood is cut into tokens.

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "search/analysis.h"
#include "search/index.h"
#include "search/mark_scan.h"
#include "search/marks.h"

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
  std::vector<std::uint32_t> token_columns() const;
  std::vector<Piece> passage(std::string_view text, std::size_t at, bool marked, bool cut_before, bool cut_after) const;

  std::unordered_map<std::string, int> stems_;
  std::vector<std::string> prefixes_;
  std::vector<std::pair<std::string, int>> runs_;  // longest first
  std::size_t marks_ = 0;
  MarkScan scan_;
  std::array<bool, 256> word_start_{}, run_start_{};
  Tokens tokens_;
  std::vector<int> which_;  // per token: the number of the mark that covers it, or -1
};

}  // namespace almanac::search
