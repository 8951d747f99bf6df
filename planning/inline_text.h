#pragma once
// The inline grammar of templates ({{slot}}, **strong**, \{{) and the cleaning of archive text for documents.

#include <string>
#include <string_view>
#include <vector>

#include "planning/draft.h"

namespace almanac::planning {

std::string trimmed(std::string_view text);

struct Piece {
  std::string text;
  bool slot = false;  // text is the name of a slot
};
struct Pieces {
  std::vector<Piece> pieces;  // never two texts side by side
  bool unclosed = false;
};
// "for {{title}}" → "for ", slot title. "\{{" is the two characters.
Pieces split_slots(std::string_view text);

// **strong** marks become weights; unpaired marks stay as they are.
Spans spans_of(std::string_view text);

// One line of text as every output format can hold it: valid UTF-8 (a broken byte becomes U+FFFD), white space and line
// breaks as single spaces, no control, bidirectional-override or noncharacter code points.
std::string clean(std::string_view text);

// The same, keeping line breaks as separate entries; for review texts.
std::vector<std::string> clean_lines(std::string_view text);

Spans plain(std::string_view text);                             // cleaned
Spans cited(std::string_view text, std::string_view campaign);  // cleaned, a space, [CODE]

}  // namespace almanac::planning
