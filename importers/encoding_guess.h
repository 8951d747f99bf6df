#pragma once
// GB18030 or Big5? Internal to importers/.

#include <optional>
#include <string_view>

#include "importers/encoding.h"

namespace almanac::importers {

// For bytes that are no UTF-8. Both are tried; a candidate decodes throughout and at least four fifths of its characters are of the
// encoding's own first planes (GB 2312; Big5 without its extensions). Of two, the one more of whose characters are among the 600
// that people write most, simplified or traditional, is taken. Certain: the other is no candidate, or has less than half as many of
// them; and a text of ten characters or more has some. nullopt: neither is a candidate.
std::optional<DetectedEncoding> guess_chinese(std::string_view bytes);

}  // namespace almanac::importers
