#pragma once
// Internal to archive/.

#include <string>

namespace almanac::archive {

// 32 hexadecimal digits of the system's random numbers.
std::string random_id();

}  // namespace almanac::archive
