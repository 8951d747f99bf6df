#pragma once
// Finds the marks of a query in a text without cutting all of it into tokens, which is what makes the passage of a hit cheap:
// most characters are looked at once and passed by.
//
// Internal to search/.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace almanac::search {

struct Marks;

struct Occurrence {
  int mark = 0;              // the number of the mark: stems, then prefixes, then runs, as Marks lists them
  std::uint32_t begin = 0;   // its first byte in the text
  std::uint32_t column = 0;  // columns before it: a glyph is two, any other character one
  std::uint32_t end_column = 0;
};

class MarkScan {
 public:
  explicit MarkScan(const Marks& marks);

  // Every occurrence, in order. Nothing if text or marks have something that only tokenize understands: characters that fold
  // to several or depend on their neighbours, other planes, commas between digits. Linear.
  std::optional<std::vector<Occurrence>> find(std::string_view text);

 private:
  int word(const std::string& folded) const;  // the mark of a folded word, or -1

  bool simple_ = true;
  bool numbers_ = false;  // a mark begins with a digit
  std::unordered_map<std::string, int> stems_;
  std::vector<std::pair<std::string, int>> prefixes_;
  std::vector<std::pair<std::u16string, int>> runs_;  // longest first
  std::array<bool, 256> word_start_{}, run_start_{};  // by the low byte of the first folded character
};

}  // namespace almanac::search
