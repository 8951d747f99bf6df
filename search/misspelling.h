#pragma once
// "Did you mean": words that occur instead of words that do not. Internal to search/.

#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "search/lexicon.h"
#include "search/near_texts.h"
#include "search/synonyms.h"

namespace Xapian {
class Database;
}

namespace almanac::search {

// The Latin words of the index, kept so that those near another one are found without a look at all. Words that occur no more may be
// among them: how often each occurs the database says. Immutable; memory: about 100 bytes a word.
class WordList {
 public:
  // `before`: of an earlier state of the database, if only documents with the terms `touched` have changed since; both may be null, then
  // all words are read.
  WordList(const Xapian::Database& database, const WordList* before, const std::unordered_set<std::string>* touched);
  // The nearest word that occurs, within one edit, or two of a word of eight letters or more; a word with digits within one. One that
  // begins with the first or the second letter of `word` before any other, then the fewest edits, then what occurs most. Empty: none.
  std::string nearest(std::string_view word, const Xapian::Database& database) const;
  // Whether nothing was made anew for `other`.
  bool is_taken_over_by(const WordList& other) const { return base_ == other.base_ && recent_ == other.recent_; }

 private:
  struct Part {
    explicit Part(const std::vector<std::string>& words);
    std::size_t size() const { return plain.size() + numbered.size(); }
    bool has(std::string_view word) const { return plain.has(word) || numbered.has(word); }
    NearTexts plain, numbered;  // those without and with digits
  };
  std::shared_ptr<const Part> base_, recent_;  // most of the words, and those that came since
};

// Another wording of `q` with words that occur: for a Latin word that occurs nowhere the nearest of the list; for an unknown
// Chinese word, also within longer text, the name or synonym that differs in one character. Empty if nothing is near.
std::string did_you_mean(std::string_view q, const Xapian::Database& database, const WordList& word_list,
                         const Lexicon& lexicon, const Synonyms& synonyms);

}  // namespace almanac::search
