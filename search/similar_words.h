#pragma once
// The words by which texts are compared: as the index has them, without numbers and single characters, which tell too little.

#include <compare>
#include <map>
#include <string>

#include "archive/json.h"
#include "archive/records.h"
#include "search/document.h"

namespace almanac::search {

// The stem of an English word, another word, or a pair of glyphs.
struct WordKey {
  std::string text;
  bool is_stem = false;
  auto operator<=>(const WordKey&) const = default;
};

// The words of a document's title (each three times) and texts, with how often they stand there.
std::map<WordKey, double> counted_words(const Document& document);

// The stretches of the document's texts that consist of some words, the ones that weigh most first, at most six.
archive::Strings common_stretches(const Document& document, const std::map<WordKey, double>& shared);

}  // namespace almanac::search
