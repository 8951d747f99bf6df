#pragma once
// A sentence for a person, in both languages of the product.
//
// Every message that a user can see is written as a pair at the place that says it, so no catalogue can go stale
// and no language can be forgotten: Text{"no campaign has this code", "没有这个代码的活动"}.

#include <string>
#include <string_view>

namespace almanac::archive {

enum class Language { en, zh };

struct Text {
  std::string en;
  std::string zh;

  const std::string& in(Language language) const { return language == Language::zh ? zh : en; }
  bool empty() const { return en.empty() && zh.empty(); }
  bool operator==(const Text&) const = default;
};

// `text` with every "{}" replaced, in order, by `values`; a value is inserted as it is, in both languages.
template <class... Values>
Text filled(const Text& text, const Values&... values);

// One step of filled() (not named "fill", which would meet std::fill): replaces the first "{}" at or after `from` and
// returns the position behind the inserted value.
std::size_t fill_hole(std::string& sentence, std::size_t from, std::string_view value);

template <class... Values>
Text filled(const Text& text, const Values&... values) {
  Text sentence = text;
  std::size_t en = 0;
  std::size_t zh = 0;
  ((en = fill_hole(sentence.en, en, values), zh = fill_hole(sentence.zh, zh, values)), ...);
  return sentence;
}

}  // namespace almanac::archive
