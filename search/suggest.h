#pragma once
// As-you-type suggestions and "did you mean", both over names: titles and keys of documents and the values of the facet fields.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "search/columns.h"
#include "search/index.h"
#include "search/synonyms.h"

namespace Xapian {
class Database;
}

namespace almanac::search {

class NameList {
 public:
  explicit NameList(const Columns& columns);
  std::vector<Suggestion> find(std::string_view typed, std::size_t limit) const;

 private:
  struct Name {
    archive::Kind kind;
    std::string key, text, folded;
    std::string folded_key;        // of documents with a code or SKU
    std::string pinyin, initials;  // of names with Chinese characters
    std::int32_t start = no_day;
  };
  std::vector<Name> names_;
};

// Pinyin without tones, syllables joined ("shuangshiyi"), and the first letters ("ssy"); other characters folded. Of a
// character with several readings the commonest. Both empty if there is no Chinese character.
struct Pinyin {
  std::string full, initials;
};
Pinyin pinyin_of(std::string_view text);

// Another wording of `q` with words that occur: a Latin word that occurs nowhere becomes the commonest one within an edit
// distance of 1 (of 2 from eight letters on), an unknown Chinese word the name or synonym that differs in one
// character. Empty if nothing is near.
std::string did_you_mean(std::string_view q, const Xapian::Database& database, const Columns& columns,
                         const Synonyms& synonyms);

}  // namespace almanac::search
