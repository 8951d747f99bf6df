#include "search/text_order.h"

#include <algorithm>
#include <cstring>

namespace almanac::search {
namespace {

constexpr std::size_t fan = 16;

// The first eight bytes as a number, which decides most comparisons by itself.
std::uint64_t head_of(const char* text) {
  std::uint64_t head = 0;
  for (int i = 0; i < 8; ++i) {
    head = head << 8 | static_cast<unsigned char>(*text);
    if (*text != '\0') ++text;
  }
  return head;
}

}  // namespace

void PackedTexts::add(std::string_view text) {
  begins_.push_back(static_cast<std::uint32_t>(bytes_.size()));
  bytes_ += text;
  std::replace(bytes_.begin() + begins_.back(), bytes_.end(), '\0', ' ');
  bytes_ += '\0';
}

TextOrder::TextOrder(const PackedTexts& texts, From from) {
  struct Sorted {
    std::uint64_t head;
    Place place;
  };
  std::vector<Sorted> sorted;
  for (std::uint32_t i = 0; i < texts.size(); ++i) {
    const std::size_t length = texts.at(i).size();
    for (std::uint32_t at = texts.begin_of(i), end = at + static_cast<std::uint32_t>(length); at < end; ++at) {
      const char* text = texts.from(at);
      if ((static_cast<unsigned char>(*text) & 0xC0) == 0x80) continue;
      sorted.push_back({head_of(text), {i, at}});
      if (from == From::start) break;
    }
  }
  std::sort(sorted.begin(), sorted.end(), [&](const Sorted& a, const Sorted& b) {
    if (a.head != b.head) return a.head < b.head;
    const bool ended = (a.head & 0xff) == 0;
    const int order = ended ? 0 : std::strcmp(texts.from(a.place.at + 8), texts.from(b.place.at + 8));
    return order != 0 ? order < 0 : a.place.text < b.place.text;
  });
  places_.reserve(sorted.size());
  for (const Sorted& one : sorted) places_.push_back(one.place);
  for (std::size_t level = 0; size(level) > fan; ++level) {
    std::vector<std::uint32_t> minima((size(level) + fan - 1) / fan, UINT32_MAX);
    for (std::size_t i = 0; i < size(level); ++i) minima[i / fan] = std::min(minima[i / fan], least(level, i));
    minima_.push_back(std::move(minima));
  }
}

TextOrder::Cursor TextOrder::find(const PackedTexts& texts, const std::string& wanted, Match match) const {
  const std::size_t length = wanted.size() + (match == Match::whole ? 1 : 0);
  const auto against = [&](const Place& place) { return std::strncmp(texts.from(place.at), wanted.c_str(), length); };
  const auto first =
      std::partition_point(places_.begin(), places_.end(), [&](const Place& place) { return against(place) < 0; });
  const auto last = std::partition_point(first, places_.end(), [&](const Place& place) { return against(place) == 0; });

  Cursor cursor;
  cursor.order_ = this;
  auto from = static_cast<std::size_t>(first - places_.begin()), to = static_cast<std::size_t>(last - places_.begin());
  std::size_t level = 0;
  // The ends that fill no node above, then the middle one level up.
  for (; to - from >= 2 * fan && level < minima_.size(); ++level) {
    const std::size_t inner_from = (from + fan - 1) / fan, inner_to = to / fan;
    cursor.push(level, from, inner_from * fan);
    cursor.push(level, inner_to * fan, to);
    from = inner_from, to = inner_to;
  }
  cursor.push(level, from, to);
  return cursor;
}

namespace {
constexpr auto later = [](const auto& a, const auto& b) { return a.least > b.least; };
}

void TextOrder::Cursor::push(std::size_t level, std::size_t first, std::size_t last) {
  for (std::size_t at = first; at < last; ++at) {
    heap_.push_back({order_->least(level, at), static_cast<std::uint32_t>(level), at});
    std::push_heap(heap_.begin(), heap_.end(), later);
  }
}

std::optional<std::uint32_t> TextOrder::Cursor::next() {
  while (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const Node node = heap_.back();
    heap_.pop_back();
    if (node.level > 0) {
      const std::size_t first = node.at * fan;
      push(node.level - 1, first, std::min(first + fan, order_->size(node.level - 1)));
    } else if (last_ != node.least) {
      return last_ = node.least;
    }
  }
  return std::nullopt;
}

}  // namespace almanac::search
