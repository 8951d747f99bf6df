#pragma once
// The mappings that ship with the product for the exports of ad platforms (samples/mappings/), embedded. A file whose columns
// are those of one of them (`header` in its rules) is read with it, unless a kind or another mapping is given.

#include <span>
#include <string>

#include "importers/mapping.h"

namespace almanac::importers {

std::span<const Mapping> ready_mappings();

// The one whose rule for campaigns has the longest `header` that these columns have all of; null: none.
const Mapping* ready_mapping_for(std::span<const std::string> columns);

}  // namespace almanac::importers
