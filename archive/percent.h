#pragma once
// Percent-encoding of what stands in an address (RFC 3986).

#include <string>
#include <string_view>

namespace almanac::archive {

// Everything but unreserved characters as %XX, byte by byte.
std::string percent_encode(std::string_view text);

}  // namespace almanac::archive
