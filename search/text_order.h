#pragma once
// Texts in the order of their bytes, so that those that begin with something are a range: two binary searches find it, however many there
// are. Taken from each of their characters on, the same finds what contains something (a suffix array: Manber and Myers, 1993).
//
// Texts are numbered in the order in which they are wanted, the best first. The least numbers of a range are found by the least of every 16
// neighbours, of every 16 of these, and so on: without a look at the whole range, which for a single letter may be all there is.
//
// Internal to search/. Immutable once made.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace almanac::search {

// One behind the other, each with a zero at its end; at most 4 GB.
class PackedTexts {
 public:
  void add(std::string_view text);  // a zero in it becomes a space
  std::size_t size() const { return begins_.size(); }
  std::string_view at(std::size_t i) const {
    const std::size_t end = i + 1 < begins_.size() ? begins_[i + 1] : bytes_.size();
    return {bytes_.data() + begins_[i], end - begins_[i] - 1};
  }
  std::uint32_t begin_of(std::size_t i) const { return begins_[i]; }
  const char* from(std::uint32_t place) const { return bytes_.data() + place; }  // up to a zero

 private:
  std::string bytes_;
  std::vector<std::uint32_t> begins_;
};

class TextOrder {
 public:
  enum class From : std::uint8_t { start, every_character };
  TextOrder() = default;
  // Empty texts are left out. O(n log n) of what there is to sort.
  TextOrder(const PackedTexts& texts, From from);

  // The numbers of a range from the least on, each once.
  class Cursor {
   public:
    std::optional<std::uint32_t> next();

   private:
    friend class TextOrder;
    struct Node {
      std::uint32_t least = 0;
      std::uint32_t level = 0;  // 0: one place; else of 16^level of them
      std::size_t at = 0;
    };
    void push(std::size_t level, std::size_t first, std::size_t last);
    const TextOrder* order_ = nullptr;
    std::vector<Node> heap_;  // the least on top
    std::optional<std::uint32_t> last_;
  };
  enum class Match : std::uint8_t { beginning, whole };
  // Those that begin with `wanted` or are it. `texts`: those it was made of. `wanted` has no zero.
  Cursor find(const PackedTexts& texts, const std::string& wanted, Match match) const;

 private:
  struct Place {
    std::uint32_t text = 0, at = 0;  // its number, and where it begins among the bytes
  };
  std::uint32_t least(std::size_t level, std::size_t at) const {
    return level == 0 ? places_[at].text : minima_[level - 1][at];
  }
  std::size_t size(std::size_t level) const { return level == 0 ? places_.size() : minima_[level - 1].size(); }

  std::vector<Place> places_;
  std::vector<std::vector<std::uint32_t>> minima_;  // of 16 neighbours, of 16 of these …
};

}  // namespace almanac::search
