#pragma once

namespace almanac::server {

inline constexpr const char* version_text = ALMANAC_VERSION;  // of CMakeLists.txt

}  // namespace almanac::server
