#pragma once
// How Chinese names are typed by their sound. Internal to search/.

#include <string>
#include <string_view>

namespace almanac::search {

// Pinyin without tones, syllables joined ("shuangshiyi"), and the first letters ("ssy"); other characters as they are. Of a
// character with several readings the commonest. Both empty if there is no Chinese character.
struct Pinyin {
  std::string full, initials;
};
Pinyin pinyin_of(std::string_view text);

}  // namespace almanac::search
