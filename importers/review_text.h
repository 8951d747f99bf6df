#pragma once
// The lines of a review with the part they lie in, and its keys with values. Internal to importers.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "importers/document.h"
#include "importers/review_words.h"
#include "importers/value.h"

namespace almanac::importers {

struct ReviewLine {
  std::string text;  // of a table empty
  std::size_t block = 0;
  Section section = Section::none;
  bool item = false;
  std::uint8_t level = 0;  // of an item
  bool heading = false;
};

// All lines in order. Headings, and lines that are nothing but a part's name ("亮点："), set the section of what follows.
// `title` is the block of the document's own title, which opens no part.
std::vector<ReviewLine> lines_of(const TextDocument& document, std::size_t title);
// The block of the document's own title; no_title if none is.
std::size_t title_block(const TextDocument& document);
inline constexpr std::size_t no_title = static_cast<std::size_t>(-1);

struct KeyValue {
  std::string key, value;
};
// "活动名称：…", "【活动时间】…", "预算：50万，实际花费：47万" (two), "Owner: …". `is_key` decides where a further key begins inside the value.
// Empty: the line begins with no key.
template <class IsKey>
std::vector<KeyValue> key_values(std::string_view line, const IsKey& is_key);
// The key and value at the front alone.
std::optional<KeyValue> first_key(std::string_view line);

// A key of Chinese characters set apart by a space alone.
std::optional<KeyValue> spaced_key(std::string_view line);

template <class IsKey>
std::vector<KeyValue> key_values(std::string_view line, const IsKey& is_key) {
  std::vector<KeyValue> found;
  auto first = first_key(line);
  if (!first || !is_key(first->key)) {
    // "活动名称    春节不打烊"
    auto spaced = spaced_key(line);
    if (spaced && is_key(spaced->key)) first = std::move(spaced);
  }
  while (first) {
    KeyValue pair = std::move(*first);
    first.reset();
    // Behind each separator a further key may stand.
    const std::string value = pair.value;
    for (std::size_t at = 1; at < value.size() && at < 600; ++at) {
      static constexpr std::string_view separators[] = {"，", "；", "、", "。", ",",  ";", "|",
                                                        "｜", "\t", "  ", " ",  "　", "【"};
      std::size_t size = 0;
      for (const std::string_view sign : separators)
        if (std::string_view(value).substr(at).starts_with(sign)) size = sign.size();
      if (size == 0) continue;
      const std::string_view rest = std::string_view(value).substr(
          value[at] == '\xE3' && std::string_view(value).substr(at).starts_with("【") ? at : at + size);
      auto next = first_key(rest.substr(0, 200));
      if (!next || !is_key(next->key)) continue;
      next = first_key(rest);
      pair.value = std::string(trimmed(std::string_view(value).substr(0, at)));
      first = std::move(next);
      break;
    }
    found.push_back(std::move(pair));
    if (found.size() > 50) break;
  }
  return found;
}

}  // namespace almanac::importers
