#include "search/wording.h"

#include <opencc/opencc.h>

#include <algorithm>
#include <exception>

#include "archive/name.h"

namespace almanac::search {

std::string mainland_wording(std::string_view text) {
  const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) return {};
  try {
    static const opencc::SimpleConverter to_simplified("t2s.json"), to_mainland("tw2sp.json");
    const std::string given(text);
    const std::string simplified = to_simplified.Convert(given);
    if (simplified == given) return {};
    std::string mainland = archive::fold(to_mainland.Convert(given));
    return mainland == archive::fold(given) ? std::string() : mainland;
  } catch (const std::exception&) {  // broken UTF-8, or no tables: as it was typed
    return {};
  }
}

}  // namespace almanac::search
