#include "archive/text.h"

namespace almanac::archive {

std::size_t fill_hole(std::string& sentence, std::size_t from, std::string_view value) {
  const std::size_t hole = sentence.find("{}", from);
  if (hole == std::string::npos) return sentence.size();
  sentence.replace(hole, 2, value);
  return hole + value.size();
}

}  // namespace almanac::archive
