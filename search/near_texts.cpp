#include "search/near_texts.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <bit>

namespace almanac::search {
namespace {

constexpr std::size_t most_head = 16;
// So many characters rests are taken of: for one edit there are few, for two they grow by the square.
constexpr std::size_t head_of(std::size_t most_edits) { return most_edits > 1 ? 7 : most_head; }

// Of all of `text` but the characters at two places; a place past the end takes none out.
std::uint64_t hash_without(std::u32string_view text, std::size_t first, std::size_t second) {
  std::uint64_t hash = 0x9E3779B97F4A7C15;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (i != first && i != second) hash = (hash ^ text[i]) * 0xD6E8FEB86659FD93, hash ^= hash >> 32;
  return hash * 0x9E3779B97F4A7C15;
}

template <class Visit>
void for_each_rest(std::u32string_view text, std::size_t out, const Visit& visit) {
  constexpr std::size_t none = most_head;
  visit(hash_without(text, none, none));
  for (std::size_t i = 0; out > 0 && i < text.size(); ++i) {
    visit(hash_without(text, i, none));
    for (std::size_t j = i + 1; out > 1 && j < text.size(); ++j) visit(hash_without(text, i, j));
  }
}

}  // namespace

std::u32string code_points(std::string_view utf8) {
  std::u32string points;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(utf8.data());
  for (std::size_t i = 0, n = utf8.size(); i < n;) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(bytes, i, n, c);
    points += static_cast<char32_t>(c);
  }
  return points;
}

std::size_t edits_between(std::u32string_view a, std::u32string_view b, std::size_t limit) {
  if (a.size() > b.size() + limit || b.size() > a.size() + limit) return limit + 1;
  std::vector<std::size_t> before(b.size() + 1), row(b.size() + 1), next(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    next[0] = i;
    std::size_t least = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        next[j] = std::min(next[j], before[j - 2] + 1);
      least = std::min(least, next[j]);
    }
    if (least > limit) return limit + 1;
    before.swap(row);
    row.swap(next);
  }
  return std::min(row[b.size()], limit + 1);
}

NearTexts::NearTexts(std::vector<std::string> texts, std::size_t most_edits)
    : texts_(std::move(texts)), most_edits_(most_edits) {
  constexpr std::size_t far = long_enough - 2;  // the shortest that two edits can lead to
  std::vector<std::u32string> heads;
  std::vector<std::uint8_t> outs;
  std::size_t rests = 0;
  for (const std::string& text : texts_) {
    std::u32string points = code_points(text);
    outs.push_back(most_edits > 1 && points.size() >= far ? 2 : 1);
    points.resize(std::min(points.size(), head_of(most_edits)));
    heads.push_back(std::move(points));
    for_each_rest(heads.back(), outs.back(), [&](std::uint64_t) { ++rests; });
  }
  const auto bits = static_cast<unsigned>(std::bit_width(rests / 2 + 1));
  shift_ = 64 - bits;
  ends_.assign((std::size_t{1} << bits) + 1, 0);
  // Counted first, so that all lie in one array: begin of each bucket, moved to its end as it is filled.
  for (std::size_t i = 0; i < heads.size(); ++i)
    for_each_rest(heads[i], outs[i], [&](std::uint64_t hash) { ++ends_[bucket(hash) + 1]; });
  for (std::size_t i = 1; i < ends_.size(); ++i) ends_[i] += ends_[i - 1];
  numbers_.resize(rests);
  for (std::size_t i = 0; i < heads.size(); ++i)
    for_each_rest(heads[i], outs[i],
                  [&](std::uint64_t hash) { numbers_[ends_[bucket(hash)]++] = static_cast<std::uint32_t>(i); });
}

std::vector<std::uint32_t> NearTexts::near(std::string_view text, std::size_t limit) const {
  std::vector<std::uint32_t> found;
  if (texts_.empty()) return found;
  const std::u32string points = code_points(text);
  for_each_rest(std::u32string_view(points).substr(0, head_of(most_edits_)), std::min(limit, most_edits_),
                [&](std::uint64_t hash) {
                  const std::size_t at = bucket(hash);
                  found.insert(found.end(), numbers_.begin() + (at == 0 ? 0 : ends_[at - 1]),
                               numbers_.begin() + ends_[at]);
                });
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

bool NearTexts::has(std::string_view text) const {
  const auto candidates = near(text, 0);
  return std::any_of(candidates.begin(), candidates.end(), [&](std::uint32_t i) { return texts_[i] == text; });
}

}  // namespace almanac::search
