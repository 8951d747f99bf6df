#pragma once
// The campaign that a draft would be saved as, before its code and dates are checked.

#include "planning/material.h"

namespace almanac::planning {

archive::Campaign propose(const Material& material, const Draft& draft);

}  // namespace almanac::planning
