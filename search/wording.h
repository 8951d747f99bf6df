#pragma once
// What a Taiwanese writer means in the words of the mainland: 網路上的簡訊 is 网络上的短信, not 网路上的简讯. By OpenCC's phrase
// tables, which know what stands for what in running text; the few words of campaign work that they lack or that are written alike
// in both scripts (管道, 使用者) are in search/data/synonyms.txt.
//
// Internal to search/.

#include <string>
#include <string_view>

namespace almanac::search {

// Empty if that is the same as folding it, or if `text` has no traditional character: only then its words are certainly of there.
std::string mainland_wording(std::string_view text);

}  // namespace almanac::search
