#include "search/lexicon.h"

#include <algorithm>

#include "archive/name.h"
#include "search/analysis.h"

namespace almanac::search {
namespace {

constexpr Field naming_fields[] = {Field::channel, Field::theme,    Field::occasion, Field::mechanic, Field::tag,
                                   Field::segment, Field::category, Field::brand,    Field::partner,  Field::product};

}  // namespace

// A name of other characters too (小米 13) is more than one run anyway; what is longer than a name is a sentence.
void Lexicon::add(std::string folded) {
  constexpr std::size_t character = 3;  // bytes of nearly every Chinese one
  if (folded.size() < 2 * character || folded.size() > longest * character) return;
  if (!std::all_of(folded.begin(), folded.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) return;
  const Tokens tokens = tokenize(folded);
  for (std::size_t i = 0; i < tokens.list.size(); ++i)
    if (tokens.list[i].type != Token::Type::glyph || (i > 0 && !tokens.has_pair(i - 1))) return;
  if (tokens.list.size() > 1) names_.insert(std::move(folded));
}

Lexicon::Lexicon(const Columns& columns) {
  for (const Field field : naming_fields) {
    const ValueDictionary& values = columns.dictionary(field);
    for (std::uint32_t i = 0; i < values.size(); ++i) {
      std::string folded = archive::fold(values.text(i));
      // Of a path of categories its last level: the others are values themselves.
      if (field == Field::category)
        if (const std::size_t level = folded.rfind(" > "); level != std::string::npos) folded.erase(0, level + 3);
      add(std::move(folded));
    }
  }
  for (DocumentId id = 0; id < columns.end_id(); ++id) {
    if (!columns.alive(id)) continue;
    const archive::Kind kind = columns.facts(id).kind;
    if (kind != archive::Kind::channel && kind != archive::Kind::product) continue;
    const Names& names = columns.names(id);
    add(names.folded_title);
    for (const std::string& alias : names.aliases) add(archive::fold(alias));
  }
}

}  // namespace almanac::search
