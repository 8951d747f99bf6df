#pragma once
// Words that make a question a question and say nothing of its topic: how, what, 什么, 多少. Left out where a question's words
// need not all be there (search/grouping.h); required and phrased words are never left out.
//
// Internal to search/.

#include <string_view>

namespace almanac::search {

bool is_stop_word(std::string_view folded_word);  // English
bool is_question_word(std::string_view glyphs);   // Chinese, folded: 什么, 多少, and pairs out of them (为什)

}  // namespace almanac::search
