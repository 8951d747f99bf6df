#pragma once
// "Did you mean": what a message about an unknown name says of the known ones.

#include <string>
#include <string_view>
#include <vector>

#include "archive/text.h"

namespace almanac::archive {

// Of `names` the one nearest to `text` by edit_distance (archive/name.h), at most a third of its bytes away, or two; ties to
// the first; empty if none is near. O(names).
std::string nearest(std::string_view text, const std::vector<std::string>& names);

// `message` with the name that may have been meant, or, where `near` is empty, with `otherwise`.
Text did_you_mean(Text message, const std::string& near, const Text& otherwise = {});

}  // namespace almanac::archive
