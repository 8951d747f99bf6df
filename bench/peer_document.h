#pragma once
// What every peer of search_bench gets of a document and of a question.

#include <cstdint>
#include <string>
#include <vector>

#include "search/document.h"

namespace almanac::bench {

struct Plain {
  std::string title, text, start, theme, year;
  std::vector<std::string> channels;
};
Plain plain_of(const search::Document& document);

std::string day(std::int32_t days);  // 2024-05-01
std::vector<std::string> words_of(const std::string& text);
// Words and numbers as they are, Chinese as pairs (a lone character as itself), separated by spaces.
std::string pairs_of(const std::string& text);

}  // namespace almanac::bench
