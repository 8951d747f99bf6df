#include "archive/nearest.h"

#include <algorithm>

#include "archive/name.h"

namespace almanac::archive {

std::string nearest(std::string_view text, const std::vector<std::string>& names) {
  std::size_t best = std::max<std::size_t>(text.size() / 3, 2) + 1;
  std::string found;
  for (const std::string& name : names) {
    const std::size_t distance = edit_distance(text, name, best - 1);
    if (distance < best) {
      best = distance;
      found = name;
    }
  }
  return found;
}

Text did_you_mean(Text message, const std::string& near, const Text& otherwise) {
  message.en += near.empty() ? otherwise.en : "; did you mean \"" + near + "\"?";
  message.zh += near.empty() ? otherwise.zh : "；是否指“" + near + "”？";
  return message;
}

}  // namespace almanac::archive
