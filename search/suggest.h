#pragma once
// As-you-type suggestions and "did you mean", both over names: titles and keys of documents and the values of the facet fields.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "search/columns.h"
#include "search/index.h"
#include "search/lexicon.h"
#include "search/synonyms.h"

namespace Xapian {
class Database;
}

namespace almanac::search {

// The names lie in parts, one for each block of documents and each field, and in a part one behind the other, so that a look at all
// of them is one pass over memory: about a millisecond for 100,000. A part is made again only when its block or field changed.
class NameList {
 public:
  // `before`: the list of other columns that still exist, to take parts from; may be null.
  NameList(std::shared_ptr<const Columns> columns, const NameList* before);
  std::vector<Suggestion> find(std::string_view typed, std::size_t limit) const;

 private:
  struct Part;
  struct Best;
  void look(const Part& part, const Best& wanted, std::vector<Best>& best) const;
  std::shared_ptr<const Columns> columns_;
  std::vector<std::shared_ptr<const Part>> parts_;
};

// Pinyin without tones, syllables joined ("shuangshiyi"), and the first letters ("ssy"); other characters folded. Of a
// character with several readings the commonest. Both empty if there is no Chinese character.
struct Pinyin {
  std::string full, initials;
};
Pinyin pinyin_of(std::string_view text);

// Another wording of `q` with words that occur: a Latin word that occurs nowhere becomes the commonest one within an edit
// distance of 1 (of 2 from eight letters on), one that begins alike before any other; an unknown Chinese word, also within longer
// text, the name or synonym that differs in one character. Empty if nothing is near.
std::string did_you_mean(std::string_view q, const Xapian::Database& database, const Lexicon& lexicon,
                         const Synonyms& synonyms);

}  // namespace almanac::search
