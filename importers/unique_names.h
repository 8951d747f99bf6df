#pragma once
// What columns are called: mappings and rejects name them, so each must have a name of its own.

#include <cstdint>
#include <string>
#include <vector>

#include "importers/table_reader.h"

namespace almanac::importers {

// Names that are unique and not empty, with a note for each that had to change. `columns`: where each stands in its sheet, for notes that
// name it by letters; empty: they name it by number, from 1.
std::vector<std::string> unique_names(std::vector<std::string> names, const std::vector<std::uint32_t>& columns,
                                      std::vector<Note>& notes);

}  // namespace almanac::importers
