#pragma once
// What went wrong, as a test asks it.

#include <functional>
#include <string>

#include "archive/error.h"

namespace almanac::tests {

// The code of the archive::Error that `act` throws, or "none".
inline std::string code_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const archive::Error& error) {
    return error.code();
  }
  return "none";
}

}  // namespace almanac::tests
